/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The solvable section: what is learned in time, phases, directions. */
#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "report/figure_solvable.h"
#include "report/sheet.h"

static bool
has_phases(const chl_result_solvable *s)
{
    return s->regime != NULL && s->low > 0.0 && isfinite(s->high)
           && s->mode_count > 0 && s->modes[0].lambda > 0.0;
}

static bool
present(const chl_result *result)
{
    return result->solvable != NULL && result->solvable->mode_count > 0
           && result->solvable->point_count > 1;
}

static void
describe_time(const chl_result_solvable *s, char *words, size_t size)
{
    snprintf(words, size,
             "How much of each direction the generator has learned, from 0 to "
             "time %s; at the end the leading one is at %s.",
             chl_number_words(s->time, 3).text,
             chl_number_words(s->modes[0].alignment, 3).text);
}

static const char phase_words[] =
    "Shaded: too weak and lost (grey), learned (blue), too strong and "
    "oscillating (orange); on the left over noise and variance with every "
    "direction as a dot, on the right over the two learning rates for the "
    "leading one.";

static void
write_time(chl_text *page, const chl_result_solvable *s)
{
    char words[240], labels[CHL_SOLVABLE_CURVES][80];
    chl_legend entries[CHL_SOLVABLE_CURVES];
    size_t count = chl_solvable_legend(s, labels, entries);

    describe_time(s, words, sizeof words);
    chl_page_figure_open(page, "solvable");
    chl_drawing_open(page,
                     &(chl_drawing){ "solvable-chart", 600.0, 400.0,
                                     "What is learned in time", words, false });
    chl_solvable_draw_time(page, s, 26.0);
    chl_drawing_close(page);
    chl_legend_html(page, entries, count);
    chl_page_figure_close(
        page, "Above: cosine between a direction and what the generator spans."
              " Below: how much of it the critic looks at. What to do: a"
              " curve that stays at the bottom needs a lower tau, one that"
              " swings needs a lower tau_g or a higher tau.");
}

static void
write_phases(chl_text *page, const chl_result_solvable *s)
{
    chl_page_figure_open(page, "solvable-phases");
    chl_drawing_open(page, &(chl_drawing){ "solvable-phase-chart", 600.0, 250.0,
                                           "Phases", phase_words, false });
    chl_solvable_draw_phases(page, s, 10.0);
    chl_drawing_close(page);
    chl_page_figure_close(page, phase_words);
}

static void
write_finite(chl_text *page, const chl_result_solvable *s)
{
    chl_page_figure_open(page, "solvable-finite");
    chl_drawing_open(
        page, &(chl_drawing){ "solvable-finite-chart", 600.0, 265.0,
                              "Runs in finite dimension",
                              "Root mean square deviation of runs from the "
                              "solution against their dimension, on "
                              "logarithmic axes.",
                              false });
    chl_solvable_draw_finite(page, s, 24.0);
    chl_drawing_close(page);
    chl_page_figure_close(page, "Discs: the chain that is exact in law; rings:"
                                " stochastic gradients on vectors of length n;"
                                " dashed: a fall as 1 / sqrt(n).");
}

static void
write_modes(chl_text *page, const chl_result_solvable *s)
{
    static const char *const heads[] = { "direction", "variance", "phase",
                                         "growth",    "learned",  "freezes at",
                                         "period" };

    chl_page_table_open(page, "Every direction", heads, 7);
    for (size_t k = 0; k < s->mode_count; k++) {
        const chl_result_solvable_mode *m = &s->modes[k];

        chl_page_row_open(page);
        chl_page_cell_count(page, k + 1);
        chl_page_cell_number(page, m->lambda);
        chl_page_cell_name(page, m->phase != NULL ? m->phase : "-");
        chl_page_cell_number(page, m->growth);
        chl_page_cell_number(page, m->alignment);
        chl_page_cell_number(page, m->limit);
        chl_page_cell_number(page, m->period);
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
}

static chl_status
write_sheet(chl_text *page, const chl_result *result, chl_error *err)
{
    const chl_result_sprite *sheet = chl_sheet_find(result, "directions");
    chl_status status = CHL_OK;

    if (sheet == NULL) {
        return CHL_OK;
    }
    chl_page_figure_open(page, "solvable-directions");
    CHL_TRY(chl_sheet_add(page, result, sheet, 0, sheet->rows,
                          "The mean of the data moved along each direction",
                          err));
    chl_page_figure_close(page, "The mean image moved by two standard"
                                " deviations down (upper row) and up (lower"
                                " row) along each direction, strongest first.");
    chl_sheet_add_captions(page, sheet, 0, sheet->rows, "Which is which");
out:
    return status;
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    const chl_result_solvable *s = result->solvable;
    chl_status status = CHL_OK;

    chl_text_add(page, "<p>A linear generator against a quadratic critic,"
                       " trained by stochastic gradients in high dimension:"
                       " its equation is exact.");
    if (has_phases(s)) {
        chl_text_add(page,
                     " At these rates directions of variance %s to %s are"
                     " learned.",
                     chl_number_words(s->low, 3).text,
                     chl_number_words(s->high, 3).text);
    }
    chl_text_add(page, "</p>\n");
    write_time(page, s);
    if (has_phases(s)) {
        write_phases(page, s);
    }
    CHL_TRY(write_sheet(page, result, err));
    if (s->finite_count > 0) {
        write_finite(page, s);
    }
    write_modes(page, s);
out:
    return status;
}

const chl_section chl_section_solvable = { "solvable", "The solvable GAN",
                                           present, write };

void
chl_figure_solvable(chl_text *svg, const chl_result_solvable *s, bool alone)
{
    char words[240], labels[CHL_SOLVABLE_CURVES][80];
    chl_legend entries[CHL_SOLVABLE_CURVES];
    size_t count = chl_solvable_legend(s, labels, entries);
    double top = 400.0 + 20.0 * (double) count, height = top;

    height += has_phases(s) ? 250.0 : 0.0;
    height += s->finite_count > 0 ? 265.0 : 0.0;
    describe_time(s, words, sizeof words);
    chl_drawing_open(svg, &(chl_drawing){ "solvable-chart", 600.0, height,
                                          "The solvable GAN", words, alone });
    chl_solvable_draw_time(svg, s, 26.0);
    chl_legend_svg(svg, 64.0, 408.0, entries, count);
    if (has_phases(s)) {
        chl_solvable_draw_phases(svg, s, top + 10.0);
        top += 250.0;
    }
    if (s->finite_count > 0) {
        chl_solvable_draw_finite(svg, s, top + 24.0);
    }
    chl_drawing_close(svg);
}
