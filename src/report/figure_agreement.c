/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The agreement section: every operator's eigenvalues beside the others'. */
#include <math.h>
#include <stdio.h>

#include "report/agreement.h"
#include "report/page.h"

enum {
    MODES = 16, /* drawn and listed */
    SHOWN = 3
};

static const char *const classes[SHOWN] = { "s1", "s2", "s3" };
static const chl_mark marks[SHOWN] = { CHL_MARK_DISC, CHL_MARK_RING,
                                       CHL_MARK_TRIANGLE };

/* The opinions with numbers, as many as have a colour. */
typedef struct voices {
    const chl_result_opinion *list[SHOWN];
    size_t count, modes;
} voices;

static voices
hear(const chl_result_agreement *a)
{
    voices v = { { NULL }, 0, 0 };

    for (size_t k = 0; k < a->count && v.count < SHOWN; k++) {
        if (a->opinions[k].count > 0) {
            v.list[v.count++] = &a->opinions[k];
        }
    }
    v.modes = chl_agreement_modes(a);
    v.modes = v.modes < MODES ? v.modes : MODES;
    return v;
}

static size_t
least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static chl_axis
value_axis(const voices *v)
{
    chl_axis axis = chl_axis_empty("eigenvalue", CHL_SCALE_LOG);

    for (size_t k = 0; k < v->count; k++) {
        const chl_result_opinion *o = v->list[k];
        size_t count = least(o->count, v->modes);

        chl_axis_include(&axis, o->lambda, count);
        chl_axis_include(&axis, o->ci_high, count);
        for (size_t i = 0; i < count; i++) {
            /* An interval down to zero must not stretch the axis. */
            if (o->ci_low[i] > 0.2 * o->lambda[i]) {
                chl_axis_include(&axis, &o->ci_low[i], 1);
            }
        }
    }
    chl_axis_settle(&axis, 0.06);
    return axis;
}

static void
draw_opinion(const chl_plot *plot, const voices *v, size_t k)
{
    const chl_result_opinion *o = v->list[k];
    double shift = 0.22 * ((double) k - 0.5 * (double) (v->count - 1));

    for (size_t i = 0; i < o->count && i < v->modes; i++) {
        double at = (double) (i + 1) + shift;

        chl_plot_error_bar(plot, classes[k], at, o->ci_low[i], o->ci_high[i]);
        chl_plot_mark(plot, classes[k], marks[k], at, o->lambda[i]);
    }
}

static void
draw(chl_text *page, const voices *v)
{
    char description[320];
    chl_plot plot = {
        page,         74.0,
        40.0,         498.0,
        270.0,        chl_axis_empty("mode, slowest first", CHL_SCALE_LINEAR),
        value_axis(v)
    };

    snprintf(description, sizeof description,
             "The eigenvalues of the %zu slowest modes by %zu operators, each"
             " with its 95 %% interval, side by side.",
             v->modes, v->count);
    chl_drawing_open(page, &(chl_drawing){ "agreement-chart", 600.0, 370.0,
                                           "The same eigenvalues by several "
                                           "operators",
                                           description, false });
    plot.x.low = 0.4;
    plot.x.high = (double) v->modes + 0.6;
    chl_plot_axes(&plot, v->modes < 8 ? v->modes + 1 : 8, 7);
    for (size_t k = 0; k < v->count; k++) {
        draw_opinion(&plot, v, k);
    }
    chl_drawing_close(page);
}

static void
write_legend(chl_text *page, const voices *v)
{
    chl_legend entries[SHOWN];

    for (size_t k = 0; k < v->count; k++) {
        entries[k] = (chl_legend){ v->list[k]->operator_name, classes[k],
                                   CHL_SWATCH_MARK, marks[k] };
    }
    chl_legend_html(page, entries, v->count);
}

static void
write_table(chl_text *page, const chl_result_agreement *a, const voices *v)
{
    static const char *const heads[] = { "mode",      "operator", "eigenvalue",
                                         "95 % from", "95 % to",  "outcome" };

    chl_page_table_open(page, "The numbers of this figure", heads, 6);
    for (size_t i = 0; i < v->modes; i++) {
        for (size_t k = 0; k < v->count; k++) {
            const chl_result_opinion *o = v->list[k];

            if (i >= o->count) {
                continue;
            }
            chl_page_row_open(page);
            chl_page_cell_count(page, i + 1);
            chl_page_cell_name(page, o->operator_name);
            chl_page_cell_number(page, o->lambda[i]);
            chl_page_cell_number(page, o->ci_low[i]);
            chl_page_cell_number(page, o->ci_high[i]);
            chl_page_cell_words(page, chl_agreement_apart(a, i) ? "apart" : "");
            chl_page_row_close(page);
        }
    }
    chl_page_table_close(page);
}

static void
write_notes(chl_text *page, const chl_result_agreement *a)
{
    for (size_t k = 0; k < a->count; k++) {
        const chl_result_opinion *o = &a->opinions[k];

        if (o->note != NULL) {
            chl_text_add(page, "<p>");
            chl_markup_name(page, o->operator_name);
            chl_text_add(page, o->count > 0 ? " is not to be trusted here: "
                                            : " does not apply: ");
            chl_markup_text(page, o->note);
            chl_text_add(page, ".</p>\n");
        }
    }
}

static bool
present(const chl_result *result)
{
    return result->agreement != NULL && result->agreement->count > 0;
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    const chl_result_agreement *a = result->agreement;
    const voices v = hear(a);

    (void) err;
    chl_text_add(page,
                 "<p>The same eigenvalues from operators that share nothing"
                 " but the data: kernel functions, neighbours, a density on a"
                 " grid. Of %zu eigenvalues that can be compared, %zu have"
                 " intervals that do not meet.</p>\n",
                 a->compared, a->apart);
    write_notes(page, a);
    if (v.modes == 0) {
        return CHL_OK;
    }
    chl_page_figure_open(page, "agreement");
    draw(page, &v);
    write_legend(page, &v);
    chl_page_figure_close(
        page, "What to do: where the bars of a mode overlap, act on it. Where"
              " they do not, one of the methods is outside of what it can do"
              " on these data: give more rows, and until the bars meet read"
              " the whole span from the lowest to the highest end as the"
              " interval.");
    write_table(page, a, &v);
    return CHL_OK;
}

const chl_section chl_section_agreement = { "agreement", "Second opinions",
                                            present, write };
