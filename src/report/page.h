/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page in sections, and the parts sections are made of. */
#ifndef CHLADNI_REPORT_PAGE_H
#define CHLADNI_REPORT_PAGE_H

#include <chladni/report.h>

#include "base/text.h"
#include "report/chart.h"
#include "report/markup.h"

/* One section; html.c lists them in the order of the page. Failed additions
 * stay in page->failed; the status is for whatever else can fail. */
typedef struct chl_section {
    const char *id; /* anchor; stable */
    const char *heading;
    bool (*present)(const chl_result *result);
    chl_status (*write)(chl_text *page, const chl_result *result,
                        chl_error *err);
} chl_section;

extern const chl_section chl_section_verdict;
extern const chl_section chl_section_data;
extern const chl_section chl_section_spectrum;
extern const chl_section chl_section_agreement;
extern const chl_section chl_section_comparison;
extern const chl_section chl_section_modes;
extern const chl_section chl_section_roots;
extern const chl_section chl_section_gamma;
extern const chl_section chl_section_decay;
extern const chl_section chl_section_stability;
extern const chl_section chl_section_balance;
extern const chl_section chl_section_augmentations;
extern const chl_section chl_section_backtest;
extern const chl_section chl_section_ranking;
extern const chl_section chl_section_recipes;
extern const chl_section chl_section_verify;
extern const chl_section chl_section_points;
extern const chl_section chl_section_solvable;
extern const chl_section chl_section_meanfield;
extern const chl_section chl_section_flow;
extern const chl_section chl_section_limits;
extern const chl_section chl_section_provenance;

/* The figure alone, for a file of its own. */
/* result->spectrum, and beside it others for scale. */
void chl_figure_spectrum(chl_text *svg, const chl_result *result, bool alone);
void chl_figure_backtest(chl_text *svg, const chl_result_backtest *backtest,
                         bool alone);
void chl_figure_comparison(chl_text *svg,
                           const chl_result_comparison *comparison, bool alone);
void chl_figure_solvable(chl_text *svg, const chl_result_solvable *solvable,
                         bool alone);
void chl_figure_meanfield(chl_text *svg, const chl_result_meanfield *meanfield,
                          bool alone);
/* Pictures of a flow, its course and spectrum, always alone. Errors:
 * CHL_ENOMEM. */
chl_status chl_figure_flow(chl_text *svg, const chl_result *result,
                           chl_error *err);
/* A figure of its own, if there is something to draw. */
bool chl_figure_scatter(chl_text *page, const chl_result_scatter *scatter,
                        const char *id);
void chl_figure_points(chl_text *svg, const chl_result_verify *verify,
                       bool alone);

/* A prediction with numbers in it. */
bool chl_page_has_prediction(const chl_result *result);

/* <figure id="figure-ID">, and its end with a caption in words. */
void chl_page_figure_open(chl_text *page, const char *id);
void chl_page_figure_close(chl_text *page, const char *caption);

/* What the words of a page mean, in <details>. */
void chl_page_words(chl_text *page);

/* A table of numbers in <details>: heads, then rows of cells, then the end. */
void chl_page_table_open(chl_text *page, const char *summary,
                         const char *const *heads, size_t count);
void chl_page_row_open(chl_text *page);
void chl_page_cell_number(chl_text *page, double value);
void chl_page_cell_count(chl_text *page, size_t value);
void chl_page_cell_words(chl_text *page, const char *words);
/* A string of the user's. */
void chl_page_cell_name(chl_text *page, const char *name);
void chl_page_row_close(chl_text *page);
void chl_page_table_close(chl_text *page);

/* One pair of a <dl class="facts">, which the caller opens and closes. */
void chl_page_fact(chl_text *page, const char *name, const char *words);
void chl_page_fact_number(chl_text *page, const char *name, double value);
void chl_page_fact_count(chl_text *page, const char *name, size_t value);

/* "1.2 (95 %: 1.1 to 1.3)"; only the number when the interval is missing. */
void chl_page_interval(chl_text *page, double value, double low, double high);

#endif
