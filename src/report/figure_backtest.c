/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The backtest section: scores of finished runs and the curve laid over them.
 */
#include <math.h>
#include <stdio.h>

#include "report/page.h"

static chl_axis
gamma_axis(const chl_result_backtest *b)
{
    chl_axis axis = chl_axis_empty("penalty strength gamma", CHL_SCALE_LOG);

    for (size_t k = 0; k < b->count; k++) {
        if (isfinite(b->runs[k].score)) {
            chl_axis_include(&axis, &b->runs[k].gamma, 1);
        }
    }
    chl_axis_include(&axis, b->curve_gamma, b->curve_count);
    chl_axis_settle(&axis, 0.02);
    return axis;
}

static chl_axis
score_axis(const chl_result_backtest *b)
{
    chl_axis axis = chl_axis_empty(b->metric, CHL_SCALE_LINEAR);

    for (size_t k = 0; k < b->count; k++) {
        chl_axis_include(&axis, &b->runs[k].score, 1);
    }
    chl_axis_include(&axis, b->curve_score, b->curve_count);
    chl_axis_settle(&axis, 0.08);
    return axis;
}

void
chl_figure_backtest(chl_text *svg, const chl_result_backtest *b, bool alone)
{
    char description[300];
    chl_plot plot = { svg,   74.0,          40.0,         498.0,
                      240.0, gamma_axis(b), score_axis(b) };

    snprintf(description, sizeof description,
             "Scores of %zu runs against their penalty strength on a "
             "logarithmic scale, and the predicted curve moved by a factor of "
             "%s.",
             b->used, chl_number_words(b->scale, 3).text);
    chl_drawing_open(svg, &(chl_drawing){ "backtest-chart", 600.0, 340.0,
                                          "Finished runs and the prediction",
                                          description, alone });
    chl_plot_axes(&plot, 7, 5);
    chl_plot_line(&plot, "s1", b->curve_gamma, b->curve_score, b->curve_count);
    for (size_t k = 0; k < b->count; k++) {
        if (isfinite(b->runs[k].score)) {
            chl_plot_mark(&plot, "s2", CHL_MARK_DISC, b->runs[k].gamma,
                          b->runs[k].score);
        }
    }
    chl_drawing_close(svg);
}

static void
write_legend(chl_text *page, const chl_result_backtest *b)
{
    chl_legend entries[2] = {
        { "finished runs", "s2", CHL_SWATCH_MARK, CHL_MARK_DISC },
        { "prediction, one factor on gamma fitted", "s1", CHL_SWATCH_LINE,
          CHL_MARK_DISC },
    };

    chl_legend_html(page, entries, isfinite(b->scale) ? 2 : 1);
}

static void
write_lead(chl_text *page, const chl_result_backtest *b)
{
    if (isnan(b->kendall)) {
        chl_text_add(page,
                     "<p>%zu of %zu runs have a score that can be compared: "
                     "too few to say whether the prediction orders them.</p>\n",
                     b->used, b->count);
        return;
    }
    chl_text_add(page,
                 "<p>Without any fit, the order of the prediction and that of "
                 "%zu runs agree with a rank correlation (Kendall) of ",
                 b->used);
    chl_page_interval(page, b->kendall, b->kendall_low, b->kendall_high);
    chl_text_add(page,
                 "; by chance as much would come about with probability %s. "
                 "The theory leaves one factor on gamma open: ",
                 chl_number_words(b->p_value, 2).text);
    if (isnan(b->scale)) {
        chl_text_add(page, "at no factor do worse predictions go with worse "
                           "scores, so none is fitted.</p>\n");
        return;
    }
    chl_text_add(page, "the runs ask for ");
    chl_page_interval(page, b->scale, b->scale_low, b->scale_high);
    chl_text_add(page,
                 ", and with it the correlation is %s, which is "
                 "optimistic.</p>\n",
                 chl_number_words(b->kendall_fitted, 3).text);
}

static void
write_table(chl_text *page, const chl_result_backtest *b)
{
    static const char *const heads[] = { "run",       "gamma",  "score",
                                         "predicted", "fitted", "kimg" };

    chl_page_table_open(page, "The runs", heads, 6);
    for (size_t k = 0; k < b->count; k++) {
        const chl_result_run *run = &b->runs[k];

        chl_page_row_open(page);
        chl_page_cell_name(page, run->name);
        chl_page_cell_number(page, run->gamma);
        chl_page_cell_number(page, run->score);
        chl_page_cell_number(page, run->predicted);
        chl_page_cell_number(page, run->fitted);
        chl_page_cell_number(page, run->kimg);
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
}

static bool
present(const chl_result *result)
{
    return result->backtest != NULL && result->backtest->used > 0;
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    const chl_result_backtest *b = result->backtest;

    (void) err;
    write_lead(page, b);
    chl_page_figure_open(page, "backtest");
    chl_figure_backtest(page, b, false);
    write_legend(page, b);
    chl_page_figure_close(
        page, "What to do: where the curve follows the runs, divide the gamma "
              "this report advises by the factor above to have it in the "
              "terms of your network. Where it does not, do not trust the "
              "prediction for this trainer.");
    write_table(page, b);
    return CHL_OK;
}

const chl_section chl_section_backtest = { "backtest", "Finished runs", present,
                                           write };
