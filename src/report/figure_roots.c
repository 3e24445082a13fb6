/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The roots section: where the roots of the modes go as gamma varies. */
#include <math.h>
#include <stdio.h>

#include "report/page.h"
#include "report/page_game.h"

enum {
    PATHS = 5,
    SHADES = 6,
    STEPS = 100, /* of one shade */
    MARK_LIMIT = 300,
    ROW_LIMIT = 200
};

static const char *const shades[SHADES] = {
    "l0", "l1", "l2", "l3", "l4", "l5"
};

/* Index of the mode path number `path` follows: the slowest ones and the last.
 */
static size_t
mode_of_path(const chl_result_prediction *p, size_t path)
{
    return path + 1 == PATHS && p->root_count > PATHS ? p->root_count - 1
                                                      : path;
}

static double
gamma_at(double low, double high, size_t step)
{
    return low * pow(high / low, (double) step / (double) (SHADES * STEPS));
}

/* The path of one mode, slow root above the real axis. Where the pair meets
 * the axis the path bends sharply: there the double root itself is put in. */
static void
trace(const chl_result_prediction *p, const chl_game *game, double lambda,
      double *re, double *im)
{
    double low, high;

    chl_page_gamma_range(p, &low, &high);
    for (size_t k = 0; k <= SHADES * STEPS; k++) {
        chl_game now = *game;
        chl_mode mode;
        chl_complex roots[2];

        now.gamma = chl_page_gamma(p, gamma_at(low, high, k));
        mode = chl_game_mode(&now, lambda);
        chl_mode_roots(&mode, roots);
        re[k] = roots[0].re;
        im[k] = roots[0].im;
        if (k > 0 && im[k] == 0.0 && im[k - 1] > 0.0) {
            re[k] = -sqrt(mode.stiffness);
        }
    }
}

static void
include_roots(chl_plot *plot, const chl_result_prediction *p)
{
    static const double zero = 0.0;

    for (size_t k = 0; k < p->root_count; k++) {
        chl_axis_include(&plot->x, &p->roots[k].re, 1);
        chl_axis_include(&plot->y, &p->roots[k].im, 1);
    }
    chl_axis_include(&plot->x, &zero, 1);
    chl_axis_include(&plot->y, &zero, 1);
}

static void
draw_paths(const chl_plot *plot, double re[][SHADES * STEPS + 1],
           double im[][SHADES * STEPS + 1], size_t count)
{
    for (size_t path = 0; path < count; path++) {
        for (size_t s = 0; s < SHADES; s++) {
            chl_plot_line(plot, shades[s], re[path] + s * STEPS,
                          im[path] + s * STEPS, STEPS + 1);
        }
    }
}

/* What the script of the page needs to move the marks: the game, gamma of a
 * weight of 1, and the weights. */
static void
note_game(chl_text *page, const chl_result_prediction *p, const chl_game *game)
{
    double low, high;

    chl_page_gamma_range(p, &low, &high);
    const double notes[] = { game->lr_d, game->lr_g, game->c1,
                             game->c2,   game->cg,   chl_page_gamma(p, 1.0),
                             low,        high,       p->gamma };

    chl_text_add(page, "<g class=\"game\" data-game=\"");
    for (size_t k = 0; k < sizeof notes / sizeof *notes; k++) {
        chl_text_add(page, "%s%s", k > 0 ? " " : "",
                     chl_number_words(notes[k], 9).text);
    }
    chl_text_add(page, "\"></g>\n");
}

static void
draw(chl_text *page, const chl_result_prediction *p, const chl_game *game)
{
    double re[PATHS][SHADES * STEPS + 1], im[PATHS][SHADES * STEPS + 1];
    double low, high;
    size_t count = p->root_count < PATHS ? p->root_count : PATHS;
    char description[480];
    chl_plot plot = { page,
                      74.0,
                      40.0,
                      498.0,
                      290.0,
                      chl_axis_empty("growth (left of 0 dies out)",
                                     CHL_SCALE_LINEAR),
                      chl_axis_empty("angular frequency", CHL_SCALE_LINEAR) };

    chl_page_gamma_range(p, &low, &high);
    include_roots(&plot, p);
    for (size_t path = 0; path < count; path++) {
        trace(p, game, p->roots[mode_of_path(p, path)].lambda, re[path],
              im[path]);
        chl_axis_include(&plot.x, re[path], SHADES * STEPS + 1);
        chl_axis_include(&plot.y, im[path], SHADES * STEPS + 1);
    }
    if (plot.y.high <= 0.0) {
        plot.y.high = fmax(-0.2 * plot.x.low, 0.0); /* nothing swings */
    }
    chl_axis_settle(&plot.x, 0.03);
    chl_axis_settle(&plot.y, 0.03);
    snprintf(description, sizeof description,
             "Complex plane. The roots of %zu mode%s move from the imaginary"
             " axis to the left and onto the real axis as gamma grows from %s"
             " to %s. At gamma %s the slowest root is %s with frequency %s.",
             count, count == 1 ? "" : "s", chl_number_words(low, 3).text,
             chl_number_words(high, 3).text, chl_number_words(p->gamma, 3).text,
             chl_number_words(p->roots[0].re, 3).text,
             chl_number_words(p->roots[0].im, 3).text);
    chl_drawing_open(page, &(chl_drawing){ "roots-chart", 600.0, 390.0,
                                           "Roots as the penalty varies",
                                           description, false });
    chl_plot_axes(&plot, 6, 6);
    note_game(page, p, game);
    chl_plot_rule_x(&plot, "ink", 0.0);
    draw_paths(&plot, re, im, count);
    for (size_t k = 0; k < p->root_count && k < MARK_LIMIT; k++) {
        chl_plot_mark(&plot, "ink", CHL_MARK_DISC, p->roots[k].re,
                      p->roots[k].im);
    }
    chl_drawing_close(page);
}

static void
write_legend(chl_text *page, const chl_result_prediction *p)
{
    chl_legend entries[SHADES + 2];
    char labels[SHADES + 1][64];
    double low, high;

    chl_page_gamma_range(p, &low, &high);
    for (size_t s = 0; s < SHADES; s++) {
        snprintf(labels[s], sizeof labels[s], "gamma from %s",
                 chl_number_words(gamma_at(low, high, s * STEPS), 3).text);
        entries[s] = (chl_legend){ labels[s], shades[s], CHL_SWATCH_LINE,
                                   CHL_MARK_DISC };
    }
    snprintf(labels[SHADES], sizeof labels[SHADES], "modes at gamma %s",
             chl_number_words(p->gamma, 3).text);
    entries[SHADES] =
        (chl_legend){ labels[SHADES], "ink", CHL_SWATCH_MARK, CHL_MARK_DISC };
    entries[SHADES + 1] = (chl_legend){ "limit of stability", "ink dashed",
                                        CHL_SWATCH_LINE, CHL_MARK_DISC };
    chl_legend_html(page, entries, SHADES + 2);
}

static void
write_table(chl_text *page, const chl_result_prediction *p)
{
    static const char *const heads[] = { "mode", "eigenvalue", "decay",
                                         "angular frequency", "half-life" };

    chl_page_table_open(page, "The roots at the gamma in force", heads, 5);
    for (size_t k = 0; k < p->root_count && k < ROW_LIMIT; k++) {
        const chl_result_root *root = &p->roots[k];

        chl_page_row_open(page);
        chl_page_cell_count(page, k + 1);
        chl_page_cell_number(page, root->lambda);
        chl_page_cell_number(page, -root->re);
        chl_page_cell_number(page, root->im);
        chl_page_cell_number(page, chl_half_life(-root->re));
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
}

static bool
present(const chl_result *result)
{
    return chl_page_has_prediction(result)
           && result->prediction->root_count > 0;
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    const chl_result_prediction *p = result->prediction;
    chl_game game;

    (void) err;
    chl_text_add(page, "<p>Every mode moves like a damped pendulum. How far"
                       " left its root lies says how fast it comes to rest,"
                       " how high it lies how fast it swings meanwhile.</p>\n");
    if (chl_page_game(p, &game)) {
        chl_page_figure_open(page, "roots");
        draw(page, p, &game);
        write_legend(page, p);
        chl_page_figure_close(
            page,
            "What to do: follow a colour. Raising gamma pulls the roots left"
            " and down until they meet the real axis; beyond that the slow"
            " one turns back towards zero. The good penalty is the one whose"
            " right-most dot is furthest left.");
    }
    write_table(page, p);
    return CHL_OK;
}

const chl_section chl_section_roots = { "roots", "Roots", present, write };
