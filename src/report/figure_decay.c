/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The decay section: the slowest modes in time, with and without penalty. */
#include <math.h>
#include <stdio.h>

#include "report/page.h"
#include "report/page_game.h"

enum {
    CURVES = 3,
    POINTS = 400,
    TABLE_STEP = 20
};

static const char *const classes[CURVES] = { "s1", "s2 dashed", "s3 dotted" };

/* The curves of one penalty strength. */
typedef struct bundle {
    const char *label;
    size_t count;
    double t[POINTS + 1], w[CURVES][POINTS + 1];
} bundle;

static void
mode_roots(const chl_game *game, double lambda, chl_complex roots[2])
{
    chl_mode mode = chl_game_mode(game, lambda);

    chl_mode_roots(&mode, roots);
}

/* Six half-lives of the slowest mode, but not so many swings that the curves
 * become a blur. */
static double
time_shown(const chl_game *game, double lambda)
{
    chl_game free_game = *game;
    chl_complex roots[2], free_roots[2];
    double period;

    free_game.gamma = 0.0;
    mode_roots(game, lambda, roots);
    mode_roots(&free_game, lambda, free_roots);
    period =
        6.283185307179586 / fmax(fmax(roots[0].im, free_roots[0].im), 1e-300);
    return fmin(roots[0].re < 0.0 ? 6.0 * chl_half_life(-roots[0].re)
                                  : INFINITY,
                16.0 * period);
}

static void
fill(bundle *b, const chl_game *game, const chl_result_prediction *p,
     double end)
{
    b->count = p->root_count < CURVES ? p->root_count : CURVES;
    for (size_t k = 0; k <= POINTS; k++) {
        b->t[k] = end * (double) k / (double) POINTS;
    }
    for (size_t c = 0; c < b->count; c++) {
        chl_complex roots[2];

        mode_roots(game, p->roots[c].lambda, roots);
        for (size_t k = 0; k <= POINTS; k++) {
            b->w[c][k] = chl_page_displacement(roots, b->t[k]);
        }
    }
}

/* Whether some curve crosses zero by more than a hair. */
static bool
swings(const bundle *b)
{
    for (size_t c = 0; c < b->count; c++) {
        for (size_t k = 0; k <= POINTS; k++) {
            if (b->w[c][k] < -0.005) {
                return true;
            }
        }
    }
    return false;
}

static void
draw_panel(chl_text *page, const bundle *b, double top, bool last)
{
    chl_plot plot = { page,
                      74.0,
                      top,
                      498.0,
                      160.0,
                      chl_axis_empty(NULL, CHL_SCALE_LINEAR),
                      chl_axis_empty(b->label, CHL_SCALE_LINEAR) };

    plot.x.low = 0.0;
    plot.x.high = b->t[POINTS];
    plot.x.label = last ? "time (step size \xC3\x97 steps)" : NULL;
    plot.x.bare = !last;
    plot.y.low = swings(b) ? -1.05 : -0.02;
    plot.y.high = 1.05;
    chl_plot_axes(&plot, 6, 5);
    for (size_t c = b->count; c-- > 0;) {
        chl_plot_line(&plot, classes[c], b->t, b->w[c], POINTS + 1);
    }
}

static void
draw(chl_text *page, const chl_result_prediction *p, const bundle *with,
     const bundle *without)
{
    char description[480];

    snprintf(description, sizeof description,
             "What is left of the error in the %zu slowest modes against"
             " time, from 1 at the start. At gamma %s the slowest mode halves"
             " every %s.",
             with->count, chl_number_words(p->gamma, 3).text,
             chl_number_words(p->half_life, 3).text);
    chl_drawing_open(page, &(chl_drawing){ "decay-chart", 600.0,
                                           without != NULL ? 470.0 : 260.0,
                                           "The slowest modes in time",
                                           description, false });
    draw_panel(page, with, 40.0, without == NULL);
    if (without != NULL) {
        draw_panel(page, without, 250.0, true);
    }
    chl_drawing_close(page);
}

static void
write_legend(chl_text *page, const chl_result_prediction *p, size_t count)
{
    chl_legend entries[CURVES];
    char labels[CURVES][80];

    for (size_t c = 0; c < count; c++) {
        snprintf(labels[c], sizeof labels[c], "mode %zu, eigenvalue %s", c + 1,
                 chl_number_words(p->roots[c].lambda, 3).text);
        entries[c] = (chl_legend){ labels[c], classes[c], CHL_SWATCH_LINE,
                                   CHL_MARK_DISC };
    }
    chl_legend_html(page, entries, count);
}

static void
write_table(chl_text *page, const bundle *with, const bundle *without)
{
    static const char *const heads[] = { "mode 1", "mode 2", "mode 3" };
    static const char *const bare_heads[] = { "1, no penalty", "2, no penalty",
                                              "3, no penalty" };
    const char *used[1 + 2 * CURVES] = { "time" };
    size_t count = 1;

    for (size_t c = 0; c < with->count; c++) {
        used[count++] = heads[c];
    }
    for (size_t c = 0; without != NULL && c < with->count; c++) {
        used[count++] = bare_heads[c];
    }
    chl_page_table_open(page, "The numbers of this figure", used, count);
    for (size_t k = 0; k <= POINTS; k += TABLE_STEP) {
        chl_page_row_open(page);
        chl_page_cell_number(page, with->t[k]);
        for (size_t c = 0; c < with->count; c++) {
            chl_page_cell_number(page, with->w[c][k]);
        }
        for (size_t c = 0; without != NULL && c < with->count; c++) {
            chl_page_cell_number(page, without->w[c][k]);
        }
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
}

static bool
present(const chl_result *result)
{
    chl_game game;

    return chl_page_has_prediction(result)
           && chl_page_game(result->prediction, &game)
           && isfinite(time_shown(&game, result->prediction->roots[0].lambda));
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    const chl_result_prediction *p = result->prediction;
    char label[96];
    bundle with = { .label = label }, without = { .label = "without penalty" };
    bool compare = p->gamma > 0.0;
    chl_game game;
    double end;

    (void) err;
    if (!chl_page_game(p, &game)) {
        return CHL_OK;
    }
    end = time_shown(&game, p->roots[0].lambda);
    snprintf(label, sizeof label, "error left, gamma = %s",
             chl_number_words(p->gamma, 3).text);
    fill(&with, &game, p, end);
    game.gamma = 0.0;
    fill(&without, &game, p, end);
    chl_text_add(page, "<p>What is left of the error in the slowest modes as"
                       " training goes on, from 1 at the start. Below zero a"
                       " mode has overshot.</p>\n");
    chl_page_figure_open(page, "decay");
    draw(page, p, &with, compare ? &without : NULL);
    write_legend(page, p, with.count);
    chl_page_figure_close(
        page,
        "What to do: read off how long the slowest mode needs before the"
        " training can be called finished, and plan at least that long. A"
        " curve that crosses zero again and again is what looks like modes"
        " coming and going in the samples.");
    write_table(page, &with, compare ? &without : NULL);
    return CHL_OK;
}

const chl_section chl_section_decay = { "decay", "Decay in time", present,
                                        write };
