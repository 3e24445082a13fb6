/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The comparison section: several datasets beside the first of them. */
#include <stdio.h>

#include "report/comparison.h"
#include "report/figure_spectra.h"
#include "report/page.h"

static size_t
most_modes(const chl_result_comparison *c)
{
    size_t most = 0;

    for (size_t k = 0; k < c->count; k++) {
        most = c->sides[k].count > most ? c->sides[k].count : most;
    }
    return most < CHL_SPECTRA_MODES ? most : CHL_SPECTRA_MODES;
}

static chl_spectra
gather(const chl_result_comparison *c, bool alone)
{
    chl_spectra v = { .id = "comparison-chart",
                      .title = "The eigenvalues of several datasets",
                      .modes = most_modes(c),
                      .alone = alone };

    for (size_t k = 0; k < c->count && v.count < CHL_SPECTRA_SHOWN; k++) {
        const chl_result_side *s = &c->sides[k];

        v.lines[v.count++] = (chl_spectra_line){ s->name, s->count, s->lambda,
                                                 s->ci_low, s->ci_high };
    }
    return v;
}

void
chl_figure_comparison(chl_text *svg, const chl_result_comparison *c, bool alone)
{
    chl_spectra v = gather(c, alone);
    char description[320];

    snprintf(description, sizeof description,
             "The eigenvalues of the %zu slowest modes of %zu datasets, each "
             "with its 95 %% interval, side by side.",
             v.modes, v.count);
    v.description = description;
    chl_figure_spectra(svg, &v);
}

static void
write_sides(chl_text *page, const chl_result_comparison *c)
{
    static const char *const heads[] = { "data",  "rows",      "slowest",
                                         "ratio", "95 % from", "95 % to",
                                         "shape", "best gamma" };

    chl_page_table_open(page, "The datasets", heads, 8);
    for (size_t k = 0; k < c->count; k++) {
        const chl_result_side *s = &c->sides[k];

        if (s->count == 0) {
            continue;
        }
        chl_page_row_open(page);
        chl_page_cell_name(page, s->name);
        chl_page_cell_count(page, s->n);
        chl_page_cell_number(page, s->lambda[0]);
        chl_page_cell_number(page, s->ratio[0]);
        chl_page_cell_number(page, s->ratio_low[0]);
        chl_page_cell_number(page, s->ratio_high[0]);
        chl_page_cell_number(page, s->shape);
        chl_page_cell_number(page, s->gamma);
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
}

static void
write_modes(chl_text *page, const chl_result_comparison *c)
{
    static const char *const heads[] = { "mode",   "data",      "eigenvalue",
                                         "ratio",  "95 % from", "95 % to",
                                         "outcome" };

    chl_page_table_open(page, "Every eigenvalue", heads, 7);
    for (size_t i = 0; i < most_modes(c); i++) {
        for (size_t k = 0; k < c->count; k++) {
            const chl_result_side *s = &c->sides[k];

            if (i >= s->count) {
                continue;
            }
            chl_page_row_open(page);
            chl_page_cell_count(page, i + 1);
            chl_page_cell_name(page, s->name);
            chl_page_cell_number(page, s->lambda[i]);
            chl_page_cell_number(page, s->ratio[i]);
            chl_page_cell_number(page, s->ratio_low[i]);
            chl_page_cell_number(page, s->ratio_high[i]);
            chl_page_cell_words(page, chl_comparison_word(s, i));
            chl_page_row_close(page);
        }
    }
    chl_page_table_close(page);
}

static void
write_notes(chl_text *page, const chl_result_comparison *c)
{
    for (size_t k = 1; k < c->count; k++) {
        const chl_result_side *s = &c->sides[k];

        if (s->note != NULL) {
            chl_text_add(page, "<p>");
            chl_markup_name(page, s->name);
            chl_text_add(page, s->like ? ": "
                                       : " has no unit in common with "
                                         "the first: ");
            chl_markup_text(page, s->note);
            chl_text_add(page, ".</p>\n");
        }
    }
}

static bool
present(const chl_result *result)
{
    return result->comparison != NULL && result->comparison->count > 0;
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    const chl_result_comparison *c = result->comparison;
    const chl_spectra v = gather(c, false);

    (void) err;
    write_notes(page, c);
    chl_page_figure_open(page, "comparison");
    chl_figure_comparison(page, c, false);
    chl_figure_spectra_legend(page, &v);
    chl_page_figure_close(
        page, "What to do: a mode that lies lower decays slower, and the lowest"
              " of all sets how long training takes. Where the bars of a mode"
              " overlap the data do not differ in it as far as these rows can"
              " tell. Set the penalty anew where the best gammas are apart.");
    write_sides(page, c);
    write_modes(page, c);
    return CHL_OK;
}

const chl_section chl_section_comparison = { "comparison", "What differs",
                                             present, write };
