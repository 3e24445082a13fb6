/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The agreement section: every operator's eigenvalues beside the others'. */
#include <stdio.h>

#include "report/agreement.h"
#include "report/figure_spectra.h"
#include "report/page.h"

/* The opinions with numbers, as many as have a colour. */
static chl_spectra
hear(const chl_result_agreement *a)
{
    chl_spectra v = { .id = "agreement-chart",
                      .title = "The same eigenvalues by several operators" };

    for (size_t k = 0; k < a->count && v.count < CHL_SPECTRA_SHOWN; k++) {
        const chl_result_opinion *o = &a->opinions[k];

        if (o->count > 0) {
            v.lines[v.count++] =
                (chl_spectra_line){ o->operator_name, o->count, o->lambda,
                                    o->ci_low, o->ci_high };
        }
    }
    v.modes = chl_agreement_modes(a);
    v.modes = v.modes < CHL_SPECTRA_MODES ? v.modes : CHL_SPECTRA_MODES;
    return v;
}

static void
draw(chl_text *page, chl_spectra *v)
{
    char description[320];

    snprintf(description, sizeof description,
             "The eigenvalues of the %zu slowest modes by %zu operators, each"
             " with its 95 %% interval, side by side.",
             v->modes, v->count);
    v->description = description;
    chl_figure_spectra(page, v);
}

static void
write_table(chl_text *page, const chl_result_agreement *a, const chl_spectra *v)
{
    static const char *const heads[] = { "mode",      "operator", "eigenvalue",
                                         "95 % from", "95 % to",  "outcome" };

    chl_page_table_open(page, "The numbers of this figure", heads, 6);
    for (size_t i = 0; i < v->modes; i++) {
        for (size_t k = 0; k < v->count; k++) {
            const chl_spectra_line *o = &v->lines[k];

            if (i >= o->count) {
                continue;
            }
            chl_page_row_open(page);
            chl_page_cell_count(page, i + 1);
            chl_page_cell_name(page, o->name);
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
    chl_spectra v = hear(a);

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
    chl_figure_spectra_legend(page, &v);
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
