/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The spectrum section: eigenvalues with their intervals. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/page.h"
#include "report/references.h"

enum {
    ROW_LIMIT = 200,
    BAND_LIMIT = 500
};

static const chl_legend legend[] = {
    { "estimate with its 95 % interval", "s1", CHL_SWATCH_MARK, CHL_MARK_DISC },
    { "training half", "s3", CHL_SWATCH_MARK, CHL_MARK_TRIANGLE },
    { "held-out half", "s2", CHL_SWATCH_MARK, CHL_MARK_RING },
    { "upper limit of the slowest mode (linear functions)", "quiet dashed",
      CHL_SWATCH_LINE, CHL_MARK_DISC },
    { "95 % of the bootstrap replicates", "s1", CHL_SWATCH_BAND,
      CHL_MARK_DISC },
};

enum {
    LEGEND_COUNT = sizeof legend / sizeof legend[0],
    MOST_ENTRIES = LEGEND_COUNT + CHL_REFERENCES_SHOWN,
    FAR_OFF = 100
};

static const chl_mark quiet_marks[CHL_REFERENCES_SHOWN] = { CHL_MARK_DIAMOND,
                                                            CHL_MARK_RING,
                                                            CHL_MARK_TRIANGLE };

/* Spectra of others, as if they were spread as widely as these data. */
typedef struct company {
    size_t count, modes;
    const chl_reference *list[CHL_REFERENCES_SHOWN];
    double lambda[CHL_REFERENCES_SHOWN][CHL_REFERENCE_MODES];
} company;

/* A spectrum far off would press one's own flat. */
static bool
is_near(const chl_result_spectrum *s, double first)
{
    const double lowest = fmin(s->lambda[0], s->linear_bound);

    return first > lowest / FAR_OFF
           && first < s->lambda[s->count - 1] * FAR_OFF;
}

static company
find_company(const chl_result *result)
{
    const chl_result_spectrum *s = result->spectrum;
    company c = { .modes = s->count < CHL_REFERENCE_MODES
                               ? s->count
                               : CHL_REFERENCE_MODES };
    const chl_reference *fit[CHL_REFERENCES_SHOWN];
    size_t fit_count;

    if (result->dataset == NULL || s->count == 0 || !(s->linear_bound > 0.0)) {
        return c;
    }
    fit_count = chl_references_choose(result->dataset, fit);
    for (size_t i = 0; i < fit_count; i++) {
        double *lambda = c.lambda[c.count];

        if (is_near(s, fit[i]->shape[0] * s->linear_bound)) {
            for (size_t k = 0; k < c.modes; k++) {
                lambda[k] = k < fit[i]->count
                                ? fit[i]->shape[k] * s->linear_bound
                                : NAN;
            }
            c.list[c.count++] = fit[i];
        }
    }
    return c;
}

static chl_axis
value_axis(const chl_result_spectrum *s, const company *c)
{
    chl_axis axis = chl_axis_empty("eigenvalue", CHL_SCALE_LOG);

    chl_axis_include(&axis, s->lambda, s->count);
    chl_axis_include(&axis, s->lambda_train, s->count);
    chl_axis_include(&axis, s->lambda_heldout, s->count);
    chl_axis_include(&axis, s->ci_high, s->count);
    chl_axis_include(&axis, &s->linear_bound, 1);
    for (size_t i = 0; i < c->count; i++) {
        chl_axis_include(&axis, c->lambda[i], c->modes);
    }
    for (size_t k = 0; k < s->count; k++) {
        /* An interval that reaches down to zero must not stretch the axis. */
        if (s->ci_low != NULL && s->ci_low[k] > 0.2 * s->lambda[k]) {
            chl_axis_include(&axis, &s->ci_low[k], 1);
        }
    }
    chl_axis_settle(&axis, 0.06);
    return axis;
}

static void
draw_series(const chl_plot *plot, const char *class, chl_mark mark,
            const double *values, size_t count, double shift)
{
    for (size_t k = 0; values != NULL && k < count; k++) {
        chl_plot_mark(plot, class, mark, (double) (k + 1) + shift, values[k]);
    }
}

static void
draw_company(const chl_plot *plot, const company *c)
{
    double x[CHL_REFERENCE_MODES];

    for (size_t k = 0; k < c->modes; k++) {
        x[k] = (double) (k + 1);
    }
    for (size_t i = 0; i < c->count; i++) {
        chl_plot_line(plot, "quiet", x, c->lambda[i], c->modes);
        for (size_t k = 0; k < c->modes; k++) {
            chl_plot_mark(plot, "quiet", quiet_marks[i], x[k], c->lambda[i][k]);
        }
    }
}

/* Is there a replicate to speak of? The last of the legend. */
static bool
has_band(const chl_result_spectrum *s)
{
    return s->bootstrap > 0 && s->bootstrap_low != NULL
           && s->bootstrap_high != NULL && s->count >= 2
           && s->count <= BAND_LIMIT && isfinite(s->bootstrap_low[0]);
}

static void
draw_band(const chl_plot *plot, const chl_result_spectrum *s)
{
    double x[BAND_LIMIT];

    if (has_band(s)) {
        for (size_t k = 0; k < s->count; k++) {
            x[k] = (double) (k + 1);
        }
        chl_plot_band(plot, "s1", x, s->bootstrap_low, s->bootstrap_high,
                      s->count);
    }
}

static void
draw_marks(const chl_plot *plot, const chl_result_spectrum *s)
{
    double shift = s->count <= 40 ? 0.2 : 0.0;

    chl_plot_rule_y(plot, "quiet", s->linear_bound);
    for (size_t k = 0; s->ci_low != NULL && s->ci_high != NULL && k < s->count;
         k++) {
        chl_plot_error_bar(plot, "s1", (double) (k + 1), s->ci_low[k],
                           s->ci_high[k]);
    }
    draw_series(plot, "s3", CHL_MARK_TRIANGLE, s->lambda_train, s->count,
                -shift);
    draw_series(plot, "s2", CHL_MARK_RING, s->lambda_heldout, s->count, shift);
    draw_series(plot, "s1", CHL_MARK_DISC, s->lambda, s->count, 0.0);
}

static size_t
make_legend(const chl_result_spectrum *s, const company *c,
            chl_legend entries[MOST_ENTRIES])
{
    size_t count = LEGEND_COUNT - (has_band(s) ? 0 : 1);

    memcpy(entries, legend, sizeof legend);
    for (size_t i = 0; i < c->count; i++) {
        entries[count++] = (chl_legend){ c->list[i]->what, "quiet",
                                         CHL_SWATCH_MARK, quiet_marks[i] };
    }
    return count;
}

void
chl_figure_spectrum(chl_text *svg, const chl_result *result, bool alone)
{
    const chl_result_spectrum *s = result->spectrum;
    const company c = find_company(result);
    chl_legend entries[MOST_ENTRIES];
    size_t entry_count = make_legend(s, &c, entries);
    double height = alone ? 370.0 + 20.0 * (double) entry_count : 370.0;
    char description[480];
    chl_plot plot = { svg,
                      74.0,
                      40.0,
                      498.0,
                      270.0,
                      chl_axis_empty("mode, slowest first", CHL_SCALE_LINEAR),
                      value_axis(s, &c) };

    snprintf(
        description, sizeof description,
        "Estimated eigenvalues of %zu mode%s in ascending order, from %s"
        " to %s, each with a 95 %% interval and the values of the"
        " training and the held-out half.",
        s->count, s->count == 1 ? "" : "s",
        chl_number_words(s->count ? s->lambda[0] : NAN, 3).text,
        chl_number_words(s->count ? s->lambda[s->count - 1] : NAN, 3).text);
    chl_drawing_open(svg, &(chl_drawing){ "spectrum-chart", 600.0, height,
                                          "Eigenvalues of the data",
                                          description, alone });
    plot.x.low = 0.4;
    plot.x.high = fmax((double) s->count, 1.0) + 0.6;
    chl_plot_axes(&plot, s->count < 8 ? s->count + 1 : 8, 7);
    draw_company(&plot, &c);
    draw_band(&plot, s);
    draw_marks(&plot, s);
    if (alone) {
        chl_legend_svg(svg, 74.0, 386.0, entries, entry_count);
    }
    chl_drawing_close(svg);
}

static double
entry(const double *values, size_t k)
{
    return values != NULL ? values[k] : NAN;
}

static void
write_table(chl_text *page, const chl_result_spectrum *s)
{
    static const char *const heads[] = { "mode",           "eigenvalue",
                                         "95 % from",      "95 % to",
                                         "training",       "held out",
                                         "half landmarks", "residual" };

    chl_page_table_open(page, "The numbers of this figure", heads, 8);
    for (size_t k = 0; k < s->count && k < ROW_LIMIT; k++) {
        chl_page_row_open(page);
        chl_page_cell_count(page, k + 1);
        chl_page_cell_number(page, entry(s->lambda, k));
        chl_page_cell_number(page, entry(s->ci_low, k));
        chl_page_cell_number(page, entry(s->ci_high, k));
        chl_page_cell_number(page, entry(s->lambda_train, k));
        chl_page_cell_number(page, entry(s->lambda_heldout, k));
        chl_page_cell_number(page, entry(s->lambda_half, k));
        chl_page_cell_number(page, entry(s->residual, k));
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
}

static void
write_trials(chl_text *page, const chl_result_spectrum *s)
{
    static const char *const heads[] = { "bandwidth", "ridge", "held-out score",
                                         "eigenvalue 1", "chosen" };

    if (s->trial_count == 0) {
        return;
    }
    chl_page_table_open(page, "How bandwidth and ridge were chosen", heads, 5);
    for (size_t k = 0; k < s->trial_count && k < ROW_LIMIT; k++) {
        chl_page_row_open(page);
        chl_page_cell_number(page, s->trials[k].bandwidth);
        chl_page_cell_number(page, s->trials[k].ridge);
        chl_page_cell_number(page, s->trials[k].score);
        chl_page_cell_number(page, s->trials[k].lambda_1);
        chl_page_cell_words(page, s->trials[k].chosen ? "yes" : "");
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
}

static void
write_lead(chl_text *page, const chl_result_spectrum *s)
{
    chl_text_add(page, "<p>Training sees the data as modes, like a plate that"
                       " can only vibrate in certain figures. The eigenvalue"
                       " of a mode says how stiff it is: small means slow.");
    if (s->count > 0) {
        chl_text_add(page, " The slowest mode here has eigenvalue ");
        chl_page_interval(page, s->lambda[0], entry(s->ci_low, 0),
                          entry(s->ci_high, 0));
        chl_text_add(page,
                     "; its inverse, the Poincar\xC3\xA9 constant, is"
                     " %s.",
                     chl_number_words(s->poincare_constant, 3).text);
    }
    chl_text_add(page, "</p>\n");
}

static void
write_company(chl_text *page, const company *c)
{
    if (c->count > 0) {
        chl_text_add(page,
                     "<p>In grey, spectra of data that many know, as if they "
                     "were spread as widely as yours. Where your curve starts "
                     "far below the others, your data fall into clumps.</p>\n");
    }
}

static bool
present(const chl_result *result)
{
    return result->spectrum != NULL && result->spectrum->count > 0;
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    const chl_result_spectrum *s = result->spectrum;

    const company c = find_company(result);
    chl_legend entries[MOST_ENTRIES];

    (void) err;
    write_lead(page, s);
    chl_page_figure_open(page, "spectrum");
    chl_figure_spectrum(page, result, false);
    chl_legend_html(page, entries, make_legend(s, &c, entries));
    chl_page_figure_close(
        page,
        "What to do: trust a mode as far as its interval is short and its"
        " training and held-out marks agree. If they part for the slowest"
        " modes, give more samples or more landmarks before acting on them. A"
        " wide gap between the first marks and the rest means that a few"
        " directions of the data will set the pace of the whole training.");
    write_company(page, &c);
    write_table(page, s);
    write_trials(page, s);
    return CHL_OK;
}

const chl_section chl_section_spectrum = { "spectrum", "Spectrum", present,
                                           write };
