/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stability section: one panel per scheme, its region and our roots. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/page.h"
#include "report/page_game.h"

enum {
    COLUMNS = 60,
    ROWS = 48,
    CORNERS = (COLUMNS + 1) * (ROWS + 1),
    MARK_LIMIT = 64
};

static const double leftmost = -4.0, topmost = 3.2;

/* A scheme as the run would use it. */
typedef struct stepper {
    const chl_scheme *scheme;
    chl_scheme_parameters parameters;
} stepper;

/* 1 - radius of one step of size 1 on the pair of roots z, conj z. */
static void
sample(const stepper *s, const chl_plot *plot, double *values)
{
    for (size_t row = 0; row <= ROWS; row++) {
        double y = chl_axis_corner(&plot->y, row, ROWS);

        for (size_t column = 0; column <= COLUMNS; column++) {
            double x = chl_axis_corner(&plot->x, column, COLUMNS);
            chl_mode mode = { .damping = -2.0 * x, .stiffness = x * x + y * y };

            values[row * (COLUMNS + 1) + column] =
                1.0 - chl_scheme_radius(s->scheme, &s->parameters, &mode, 1.0);
        }
    }
}

static double
radius_of_double_root(const stepper *s, double x)
{
    chl_mode mode = { .damping = -2.0 * x, .stiffness = x * x };

    return chl_scheme_radius(s->scheme, &s->parameters, &mode, 1.0);
}

/* Alternating steps treat a mode with two real roots otherwise than either
 * root alone: such a mode has no place in the plane. */
static bool
acts_on_roots_alone(const stepper *s, const chl_mode *mode, double h,
                    const chl_complex roots[2])
{
    double together = chl_scheme_radius(s->scheme, &s->parameters, mode, h);
    double apart = fmax(radius_of_double_root(s, h * roots[0].re),
                        radius_of_double_root(s, h * roots[1].re));

    return fabs(together - apart) <= 1e-5 * fmax(1.0, together);
}

/* The upper root of a pair, both of an overdamped mode. */
static void
draw_roots(const chl_plot *plot, const chl_result_prediction *p,
           const chl_game *game, const stepper *s, double h)
{
    for (size_t k = 0; k < p->root_count && k < MARK_LIMIT; k++) {
        const chl_result_root *root = &p->roots[k];
        chl_mode mode;
        chl_complex roots[2];

        if (root->im > 0.0) {
            chl_plot_mark(plot, "s2", CHL_MARK_DOT, h * root->re, h * root->im);
            continue;
        }
        mode = chl_game_mode(game, root->lambda);
        chl_mode_roots(&mode, roots);
        if (acts_on_roots_alone(s, &mode, h, roots)) {
            chl_plot_mark(plot, "s2", CHL_MARK_DOT, h * roots[0].re, 0.0);
            chl_plot_mark(plot, "s2", CHL_MARK_DOT, h * roots[1].re, 0.0);
        }
    }
}

static void
step_words(char *buffer, size_t size, const chl_result_scheme *s)
{
    if (isnan(s->h_max)) {
        snprintf(buffer, size, "largest stable step not available");
    } else if (s->h_max <= 0.0) {
        snprintf(buffer, size, "no step is stable");
    } else if (isinf(s->h_max)) {
        snprintf(buffer, size, "every step is stable");
    } else {
        snprintf(buffer, size, "stable up to %s",
                 chl_number_words(s->h_max, 3).text);
    }
}

static void
draw_panel(chl_text *page, const chl_result_prediction *p, size_t index,
           const stepper *with, const chl_game *game)
{
    const chl_result_scheme *s = &p->schemes[index];
    double values[CORNERS];
    char id[48], steps[96], description[256];
    chl_plot plot = { page,
                      30.0,
                      10.0,
                      200.0,
                      160.0,
                      chl_axis_empty(NULL, CHL_SCALE_LINEAR),
                      chl_axis_empty(NULL, CHL_SCALE_LINEAR) };

    plot.x.low = leftmost;
    plot.x.high = 0.0;
    plot.y.low = 0.0;
    plot.y.high = topmost;
    step_words(steps, sizeof steps, s);
    snprintf(id, sizeof id, "stability-%zu", index);
    snprintf(description, sizeof description,
             "Shaded: step size times root where the scheme is stable. Dots:"
             " our roots at the best step. For this scheme: %s.",
             steps);
    chl_drawing_open(
        page, &(chl_drawing){ id, 240.0, 200.0, s->name, description, false });
    sample(with, &plot, values);
    /* Neutral steps count as stable; rounding must not decide. */
    chl_plot_region(&plot, "s1 stable", &(chl_grid){ COLUMNS, ROWS, values },
                    -1e-9);
    chl_plot_axes(&plot, 5, 4);
    if (game != NULL && isfinite(s->h_best)) {
        draw_roots(&plot, p, game, with, s->h_best);
    }
    chl_drawing_close(page);
}

static void
write_panel(chl_text *page, const chl_result_prediction *p, size_t index,
            const chl_game *game)
{
    const chl_result_scheme *s = &p->schemes[index];
    stepper with = { .parameters = chl_scheme_parameters_default() };
    char steps[96];

    if (s->name == NULL
        || chl_scheme_find(s->name, &with.scheme, NULL) != CHL_OK) {
        return;
    }
    with.parameters.n_d = p->n_d > 0 ? p->n_d : with.parameters.n_d;
    step_words(steps, sizeof steps, s);
    chl_text_add(page, "<div><h3>");
    chl_markup_text(page, s->name);
    chl_text_add(page, "</h3>\n");
    draw_panel(page, p, index, &with, game);
    chl_text_add(page, "<p>%s", steps);
    if (isfinite(s->h_best)) {
        chl_text_add(page, ", best %s", chl_number_words(s->h_best, 3).text);
    }
    chl_text_add(page, "</p></div>\n");
}

/* The scheme with the best rate per gradient, or NULL. */
static const chl_result_scheme *
best_scheme(const chl_result_prediction *p)
{
    const chl_result_scheme *best = NULL;

    for (size_t k = 0; k < p->scheme_count; k++) {
        if (isfinite(p->schemes[k].rate_per_gradient)
            && (best == NULL
                || p->schemes[k].rate_per_gradient > best->rate_per_gradient)) {
            best = &p->schemes[k];
        }
    }
    return best;
}

static void
write_lead(chl_text *page, const chl_result_prediction *p)
{
    const chl_result_scheme *best = best_scheme(p);

    chl_text_add(page, "<p>A training step of size h is stable when h times"
                       " every root lies in the shaded region of its scheme.");
    if (best != NULL) {
        chl_text_add(page, " Per gradient evaluation the fastest scheme here"
                           " is <strong>");
        chl_markup_text(page, best->name);
        chl_text_add(page, "</strong> with step %s.",
                     chl_number_words(best->h_best, 3).text);
    }
    chl_text_add(page, "</p>\n");
}

static void
write_table(chl_text *page, const chl_result_prediction *p)
{
    static const char *const heads[] = {
        "scheme", "largest stable step", "best step",
        "rate",   "rate per gradient",   "gradients per step"
    };

    chl_page_table_open(page, "Steps and rates of every scheme", heads, 6);
    for (size_t k = 0; k < p->scheme_count; k++) {
        const chl_result_scheme *s = &p->schemes[k];

        chl_page_row_open(page);
        chl_page_cell_words(page, s->name);
        chl_page_cell_number(page, s->h_max);
        chl_page_cell_number(page, s->h_best);
        chl_page_cell_number(page, s->rate);
        chl_page_cell_number(page, s->rate_per_gradient);
        chl_page_cell_count(page, s->gradients);
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
}

static bool
present(const chl_result *result)
{
    return chl_page_has_prediction(result)
           && result->prediction->scheme_count > 0;
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    const chl_result_prediction *p = result->prediction;
    chl_game game;
    bool known = chl_page_game(p, &game);

    (void) err;
    write_lead(page, p);
    chl_page_figure_open(page, "stability");
    chl_text_add(page, "<div class=\"panels\">\n");
    for (size_t k = 0; k < p->scheme_count; k++) {
        write_panel(page, p, k, known ? &game : NULL);
    }
    chl_text_add(page, "</div>\n");
    chl_page_figure_close(
        page,
        "Across: real part of step size times root; up: imaginary part."
        " Shaded: stable. Dots: the modes of these data at the best step of"
        " the scheme. What to do: keep the step below the limit under each"
        " panel; a dot outside the shade is a mode that blows up. Under"
        " alternating steps a mode that does not swing has no place in this"
        " plane and is left out.");
    write_table(page, p);
    return CHL_OK;
}

const chl_section chl_section_stability = { "stability", "Training steps",
                                            present, write };
