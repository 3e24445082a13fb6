/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The balance section: rate over gamma and the ratio of learning rates. */
#include <math.h>
#include <stdio.h>

#include "report/page.h"
#include "report/page_game.h"

enum {
    COLUMNS = 60,
    ROWS = 48,
    CORNERS = (COLUMNS + 1) * (ROWS + 1),
    LEVELS = 9,
    MODE_LIMIT = 128,
    TABLE_COLUMNS = 5,
    TABLE_ROWS = 8
};

/* The modes and the game they play. */
typedef struct scene {
    const chl_result_prediction *p;
    chl_game game;
    double lambda[MODE_LIMIT];
    size_t count;
} scene;

/* The rate at another weight of the penalty and another ratio of the learning
 * rates, with the same product. */
static double
rate_at(const scene *s, double weight, double ratio)
{
    chl_game now = s->game;
    double mean = sqrt(s->p->lr_d) * sqrt(s->p->lr_g);

    now.gamma = chl_page_gamma(s->p, weight);
    now.lr_d = mean * sqrt(ratio) * chl_page_turns(s->p);
    now.lr_g = mean / sqrt(ratio);
    return chl_game_rate(&now, s->lambda, s->count, CHL_BAND_OPEN);
}

/* The first modes and the last: the slowest decay is found among them unless
 * several hundred modes are listed. */
static bool
set_scene(const chl_result_prediction *p, scene *s)
{
    if (!chl_page_game(p, &s->game)) {
        return false;
    }
    s->p = p;
    s->count = p->root_count < MODE_LIMIT ? p->root_count : MODE_LIMIT;
    for (size_t k = 0; k < s->count; k++) {
        s->lambda[k] = p->roots[k].lambda;
    }
    s->lambda[s->count - 1] = p->roots[p->root_count - 1].lambda;
    return true;
}

static double
sample(const scene *s, const chl_plot *plot, double *values)
{
    double best = 0.0;

    for (size_t row = 0; row <= ROWS; row++) {
        for (size_t column = 0; column <= COLUMNS; column++) {
            double rate = rate_at(s, chl_axis_corner(&plot->x, column, COLUMNS),
                                  chl_axis_corner(&plot->y, row, ROWS));

            values[row * (COLUMNS + 1) + column] = rate;
            best = fmax(best, rate);
        }
    }
    return best;
}

static void
settle_axes(chl_plot *plot, const chl_result_prediction *p)
{
    double ratio = p->lr_d / p->lr_g, low, high;

    chl_page_gamma_range(p, &low, &high);
    chl_axis_include(&plot->x, &low, 1);
    chl_axis_include(&plot->x, &high, 1);
    chl_axis_include(&plot->x, &p->gamma, 1);
    chl_axis_settle(&plot->x, 0.0);
    chl_axis_include(&plot->y, &ratio, 1);
    if (p->balance_best > 1e-4 * ratio && p->balance_best < 1e4 * ratio) {
        chl_axis_include(&plot->y, &p->balance_best, 1);
    }
    chl_axis_settle(&plot->y, 0.0);
    plot->y.low /= 30.0;
    plot->y.high *= 30.0;
}

static void
draw(chl_text *page, const scene *s)
{
    const chl_result_prediction *p = s->p;
    double values[CORNERS], best;
    char class[8], description[320];
    chl_plot plot = { page,
                      74.0,
                      40.0,
                      498.0,
                      290.0,
                      chl_axis_empty("penalty strength gamma", CHL_SCALE_LOG),
                      chl_axis_empty("learning rate D : G", CHL_SCALE_LOG) };

    settle_axes(&plot, p);
    best = sample(s, &plot, values);
    snprintf(description, sizeof description,
             "Map of the slowest rate over penalty strength and ratio of"
             " learning rates. The training stands at gamma %s and ratio %s;"
             " the best ratio at this gamma is %s.",
             chl_number_words(p->gamma, 3).text,
             chl_number_words(p->lr_d / p->lr_g, 3).text,
             chl_number_words(p->balance_best, 3).text);
    chl_drawing_open(page, &(chl_drawing){ "balance-chart", 600.0, 390.0,
                                           "Speed over penalty and balance",
                                           description, false });
    chl_plot_axes(&plot, 6, 6);
    for (size_t level = 0; level <= LEVELS; level++) {
        snprintf(class, sizeof class, "g%zu", level);
        chl_plot_region(&plot, class, &(chl_grid){ COLUMNS, ROWS, values },
                        best * (double) level / (double) (LEVELS + 1));
    }
    chl_plot_mark(&plot, "over", CHL_MARK_DIAMOND, fmax(p->gamma, plot.x.low),
                  p->balance_best);
    chl_plot_mark(&plot, "over", CHL_MARK_DISC, fmax(p->gamma, plot.x.low),
                  p->lr_d / p->lr_g);
    chl_drawing_close(page);
}

/* No log axis reaches gamma = 0: its marks stand at the left edge. */
static void
write_legend(chl_text *page, const chl_result_prediction *p)
{
    const chl_legend entries[] = {
        { "under 10 % of the best rate on this map", "g0 solid",
          CHL_SWATCH_BAND, CHL_MARK_DISC },
        { "30 to 40 %", "g3 solid", CHL_SWATCH_BAND, CHL_MARK_DISC },
        { "50 to 60 %", "g5 solid", CHL_SWATCH_BAND, CHL_MARK_DISC },
        { "70 to 80 %", "g7 solid", CHL_SWATCH_BAND, CHL_MARK_DISC },
        { "over 90 %", "g9 solid", CHL_SWATCH_BAND, CHL_MARK_DISC },
        { p->gamma > 0.0 ? "where the training stands"
                         : "where the training stands (gamma 0, at the edge)",
          "over", CHL_SWATCH_MARK, CHL_MARK_DISC },
        { "best ratio at this gamma", "over", CHL_SWATCH_MARK,
          CHL_MARK_DIAMOND },
    };

    chl_legend_html(page, entries, sizeof entries / sizeof entries[0]);
}

static void
write_table(chl_text *page, const scene *s)
{
    static const double ratios[TABLE_COLUMNS] = { 0.1, 0.316228, 1.0, 3.16228,
                                                  10.0 };
    static const char *const heads[] = { "gamma",    "D:G x 0.1", "x 0.316",
                                         "as it is", "x 3.16",    "x 10" };
    double low, high, ratio = s->p->lr_d / s->p->lr_g;

    chl_page_gamma_range(s->p, &low, &high);
    chl_page_table_open(page, "The numbers of this figure (rates)", heads,
                        TABLE_COLUMNS + 1);
    for (size_t row = 0; row <= TABLE_ROWS; row++) {
        double gamma = low * pow(high / low, (double) row / TABLE_ROWS);

        chl_page_row_open(page);
        chl_page_cell_number(page, gamma);
        for (size_t c = 0; c < TABLE_COLUMNS; c++) {
            chl_page_cell_number(page, rate_at(s, gamma, ratios[c] * ratio));
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
           && chl_page_game(result->prediction, &game);
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    scene s;

    (void) err;
    if (!set_scene(result->prediction, &s)) {
        return CHL_OK;
    }
    chl_text_add(page, "<p>Penalty strength and the balance of the two"
                       " learning rates are one trade-off. The product of the"
                       " rates is kept here; only their ratio varies.</p>\n");
    chl_page_figure_open(page, "balance");
    draw(page, &s);
    write_legend(page, s.p);
    chl_page_figure_close(
        page, "What to do: stay on the bright ridge. If gamma is fixed, for"
              " its noise or by habit, move the ratio of the learning rates"
              " to the diamond instead: a faster discriminator goes with a"
              " smaller gamma, a slower one with a larger.");
    write_table(page, &s);
    return CHL_OK;
}

const chl_section chl_section_balance = { "balance",
                                          "Balance of the two players", present,
                                          write };
