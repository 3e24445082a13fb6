/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The penalty section: rate, frequency and noise as gamma varies. */
#include <math.h>
#include <stdio.h>

#include "report/page.h"

enum {
    ROW_LIMIT = 41,
    PANEL_LIMIT = 4,
    RULE_LIMIT = 4 /* drawn */
};

static const chl_mark rule_marks[RULE_LIMIT] = { CHL_MARK_TRIANGLE,
                                                 CHL_MARK_RING, CHL_MARK_DISC,
                                                 CHL_MARK_DOT };

/* One quantity of the sweep over gamma. */
typedef struct panel {
    const char *label, *class;
    chl_scale scale;
    const double *values, *low, *high;
    double height;
} panel;

static bool
any_positive(const double *values, size_t count)
{
    for (size_t k = 0; values != NULL && k < count; k++) {
        if (isfinite(values[k]) && values[k] > 0.0) {
            return true;
        }
    }
    return false;
}

/* The panels that have something to show, the rate always. */
static size_t
list_panels(const chl_result_sweep *s, panel panels[PANEL_LIMIT])
{
    size_t count = 0;

    panels[count++] = (panel){ "slowest rate of all modes, 1/time",
                               "s1",
                               CHL_SCALE_LINEAR,
                               s->rate,
                               s->rate_low,
                               s->rate_high,
                               190.0 };
    if (any_positive(s->frequency, s->count)) {
        panels[count++] = (panel){ "angular frequency of the slowest mode",
                                   "s2",
                                   CHL_SCALE_LINEAR,
                                   s->frequency,
                                   NULL,
                                   NULL,
                                   100.0 };
    }
    if (any_positive(s->noise, s->count)) {
        panels[count++] = (panel){ "noise left by the batches",
                                   "s4",
                                   CHL_SCALE_LOG,
                                   s->noise,
                                   NULL,
                                   NULL,
                                   100.0 };
    }
    if (any_positive(s->error, s->count)) {
        panels[count++] = (panel){
            "error after the run", "s6",          CHL_SCALE_LOG, s->error,
            s->error_low,          s->error_high, 130.0
        };
    }
    return count;
}

static chl_axis
value_axis(const panel *p, size_t count)
{
    static const double zero = 0.0;
    chl_axis axis = chl_axis_empty(p->label, p->scale);

    chl_axis_include(&axis, p->values, count);
    chl_axis_include(&axis, p->high, count);
    chl_axis_include(&axis, &zero, 1);
    chl_axis_settle(&axis, 0.05);
    if (p->scale == CHL_SCALE_LINEAR && axis.low < 0.0) {
        axis.low = 0.0;
    }
    return axis;
}

static chl_axis
gamma_axis(const chl_result_prediction *p)
{
    chl_axis axis = chl_axis_empty(NULL, CHL_SCALE_LOG);

    chl_axis_include(&axis, p->sweep.gamma, p->sweep.count);
    for (size_t k = 0; k < p->rule_count; k++) {
        chl_axis_include(&axis, &p->rules[k].weight, 1);
    }
    chl_axis_settle(&axis, 0.0);
    return axis;
}

/* Where trainers would be by themselves, on the curve. */
static void
draw_rules(const chl_plot *plot, const chl_result_prediction *p, const panel *q)
{
    for (size_t k = 0; k < p->rule_count && k < RULE_LIMIT; k++) {
        const chl_result_rule *r = &p->rules[k];

        if (q->values == p->sweep.rate) {
            chl_plot_mark(plot, "s2", rule_marks[k], r->weight, r->rate);
        } else if (q->values == p->sweep.error) {
            chl_plot_mark(plot, "s2", rule_marks[k], r->weight, r->error);
        }
    }
}

static void
draw_panel(chl_text *page, const chl_result_prediction *p, const panel *q,
           double top, bool last)
{
    const chl_result_sweep *s = &p->sweep;
    chl_plot plot = { page,
                      74.0,
                      top,
                      498.0,
                      q->height,
                      gamma_axis(p),
                      value_axis(q, s->count) };

    plot.x.bare = !last;
    plot.x.label = last ? "penalty strength gamma" : NULL;
    chl_plot_axes(&plot, 7, q->height > 150.0 ? 5 : 3);
    chl_plot_strip(&plot, "s3", p->gamma_low, p->gamma_high);
    if (q->low != NULL && q->high != NULL) {
        chl_plot_band(&plot, q->class, s->gamma, q->low, q->high, s->count);
    }
    chl_plot_line(&plot, q->class, s->gamma, q->values, s->count);
    chl_plot_rule_x(&plot, "s3", p->best_gamma);
    chl_plot_rule_x(&plot, "s5", p->budget_gamma);
    if (p->gamma_given) {
        chl_plot_rule_x(&plot, "quiet", p->gamma);
    }
    draw_rules(&plot, p, q);
    if (q->values == s->rate) {
        chl_plot_mark(&plot, "s3", CHL_MARK_DIAMOND, p->best_gamma,
                      p->best_rate);
    }
}

static void
draw(chl_text *page, const chl_result_prediction *p)
{
    panel panels[PANEL_LIMIT];
    size_t count = list_panels(&p->sweep, panels);
    double top = 40.0, height = 44.0;
    char description[480];

    for (size_t k = 0; k < count; k++) {
        height += panels[k].height + 56.0;
    }
    snprintf(description, sizeof description,
             "Rate of decay against penalty strength on a logarithmic scale."
             " The best strength is %s, with interval %s to %s; the rate"
             " there is %s.",
             chl_number_words(p->best_gamma, 3).text,
             chl_number_words(p->gamma_low, 3).text,
             chl_number_words(p->gamma_high, 3).text,
             chl_number_words(p->best_rate, 3).text);
    chl_drawing_open(page, &(chl_drawing){ "gamma-chart", 600.0, height,
                                           "Speed against penalty strength",
                                           description, false });
    for (size_t k = 0; k < count; k++) {
        draw_panel(page, p, &panels[k], top, k + 1 == count);
        top += panels[k].height + 56.0;
    }
    chl_drawing_close(page);
}

static void
write_legend(chl_text *page, const chl_result_prediction *p)
{
    chl_legend entries[6 + RULE_LIMIT];
    size_t count = 0;

    entries[count++] = (chl_legend){ "rate, with the band of the eigenvalues",
                                     "s1", CHL_SWATCH_LINE, CHL_MARK_DISC };
    if (isfinite(p->best_gamma) && p->best_gamma > 0.0) {
        entries[count++] = (chl_legend){ "best gamma for speed", "s3",
                                         CHL_SWATCH_MARK, CHL_MARK_DIAMOND };
    }
    if (p->gamma_high > fmax(p->gamma_low, 0.0)) {
        entries[count++] = (chl_legend){ "its 95 % interval", "s3",
                                         CHL_SWATCH_BAND, CHL_MARK_DISC };
    }
    if (p->budget_gamma > 0.0) {
        entries[count++] =
            (chl_legend){ "best gamma for this number of steps and batch",
                          "s5 dashed", CHL_SWATCH_LINE, CHL_MARK_DISC };
    }
    if (p->gamma_given && p->gamma > 0.0) {
        entries[count++] = (chl_legend){ "gamma in force", "quiet dashed",
                                         CHL_SWATCH_LINE, CHL_MARK_DISC };
    }
    for (size_t k = 0; k < p->rule_count && k < RULE_LIMIT; k++) {
        entries[count++] = (chl_legend){ p->rules[k].name, "s2",
                                         CHL_SWATCH_MARK, rule_marks[k] };
    }
    chl_legend_html(page, entries, count);
}

static void
write_table(chl_text *page, const chl_result_sweep *s)
{
    static const char *const heads[] = { "gamma",   "rate",      "95 % from",
                                         "95 % to", "frequency", "noise",
                                         "error" };
    size_t stride = (s->count + ROW_LIMIT - 1) / ROW_LIMIT;
    const double *columns[] = { s->gamma,     s->rate,      s->rate_low,
                                s->rate_high, s->frequency, s->noise,
                                s->error };

    chl_page_table_open(page, "The numbers of this figure", heads, 7);
    for (size_t k = 0; k < s->count; k += stride) {
        chl_page_row_open(page);
        for (size_t c = 0; c < 7; c++) {
            chl_page_cell_number(page,
                                 columns[c] != NULL ? columns[c][k] : NAN);
        }
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
}

static void
write_penalties(chl_text *page, const chl_result_prediction *p)
{
    static const char *const heads[] = { "penalty", "best weight", "95 % from",
                                         "95 % to", "for the run", "rate",
                                         "note" };

    chl_page_table_open(page, "The same game with every penalty", heads, 7);
    for (size_t k = 0; k < p->penalty_count; k++) {
        const chl_result_penalty *q = &p->penalties[k];

        chl_page_row_open(page);
        chl_page_cell_words(page, q->name);
        chl_page_cell_number(page, q->weight);
        chl_page_cell_number(page, q->weight_low);
        chl_page_cell_number(page, q->weight_high);
        chl_page_cell_number(page, q->budget_weight);
        chl_page_cell_number(page, q->rate);
        chl_page_cell_words(page, !q->covered       ? "not covered"
                                  : q->note != NULL ? "no best weight"
                                                    : "");
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
}

static void
write_rules(chl_text *page, const chl_result_prediction *p)
{
    static const char *const heads[] = { "rule", "gamma", "rate", "error",
                                         "what it is" };

    if (p->rule_count == 0) {
        return;
    }
    chl_page_table_open(page, "What trainers set by themselves", heads, 5);
    for (size_t k = 0; k < p->rule_count; k++) {
        const chl_result_rule *r = &p->rules[k];

        chl_page_row_open(page);
        chl_page_cell_name(page, r->name);
        chl_page_cell_number(page, r->weight);
        chl_page_cell_number(page, r->rate);
        chl_page_cell_number(page, r->error);
        chl_page_cell_name(page, r->note);
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
}

static void
write_lead(chl_text *page, const chl_result_prediction *p)
{
    chl_text_add(page, "<p>For speed alone the best penalty strength is ");
    chl_page_interval(page, p->best_gamma, p->gamma_low, p->gamma_high);
    chl_text_add(page, p->best_gamma == 0.0
                           ? ": the losses damp these modes already, and any"
                             " penalty slows the slowest one."
                           : ".");
    if (isfinite(p->budget_gamma)) {
        chl_text_add(page,
                     " For a run of %zu steps with batches of %zu, where"
                     " noise counts too, it is ",
                     p->steps, p->batch);
        chl_page_interval(page, p->budget_gamma, p->budget_low, p->budget_high);
        chl_text_add(page, ".");
    } else {
        chl_text_add(page, " The noise of minibatches asks for more: give"
                           " <code>--steps</code> and <code>--batch</code> to"
                           " have it weighed in.");
    }
    chl_text_add(page, "</p>\n");
}

static bool
present(const chl_result *result)
{
    return chl_page_has_prediction(result)
           && result->prediction->sweep.count >= 2
           && any_positive(result->prediction->sweep.rate,
                           result->prediction->sweep.count);
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    const chl_result_prediction *p = result->prediction;

    (void) err;
    write_lead(page, p);
    chl_page_figure_open(page, "gamma");
    draw(page, p);
    write_legend(page, p);
    chl_page_figure_close(
        page,
        p->best_gamma == 0.0
            ? "What to do: weigh speed against noise. Speed falls with every"
              " penalty, but so does the noise the batches leave in the"
              " samples; take the largest gamma that is still fast enough for"
              " the length of your run."
            : "What to do: stay inside the shaded interval. Left of it the"
              " slowest mode rings and dies out late; right of it every mode"
              " creeps and the rate falls as 1/gamma. If two strengths are"
              " equally fast, take the larger: it leaves less noise.");
    write_table(page, &p->sweep);
    write_penalties(page, p);
    write_rules(page, p);
    return CHL_OK;
}

const chl_section chl_section_gamma = { "gamma", "Penalty strength", present,
                                        write };
