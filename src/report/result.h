/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sections of a result for those who fill them (study, tests).
 *
 * Every creator hands over a section with its lists allocated, every real in
 * it NaN, every other number 0, every string NULL. A section becomes the
 * result's by assigning it to the member; until then it is given back with
 * chl_result_section_free. Errors of all: CHL_ENOMEM, *out untouched.
 */
#ifndef CHLADNI_REPORT_RESULT_H
#define CHLADNI_REPORT_RESULT_H

#include <chladni/report.h>

#include "report/fields.h"

/* No class names; those by chl_result_texts_create. */
chl_status chl_result_dataset_create(chl_result_dataset **out, chl_error *err);
/* All arrays of `count`, `trials` trials and `modes` modes, these
 * without items. */
chl_status chl_result_spectrum_create(size_t count, size_t trials, size_t modes,
                                      chl_result_spectrum **out,
                                      chl_error *err);
/* Rounds for a spectrum that has none. */
chl_status chl_result_spectrum_rounds(chl_result_spectrum *spectrum,
                                      size_t count, chl_error *err);
/* Lists of a mode that is part of a spectrum; the names are NULL. */
chl_status chl_result_mode_fill(chl_result_mode *mode, size_t low, size_t high,
                                size_t columns, chl_error *err);
/* Without names. */
chl_status chl_result_scatter_create(size_t count, chl_result_scatter **out,
                                     chl_error *err);
/* Opinions without numbers; these by chl_result_opinion_fill. */
chl_status chl_result_agreement_create(size_t count, chl_result_agreement **out,
                                       chl_error *err);
/* Room for `count` values in an opinion that has none. */
chl_status chl_result_opinion_fill(chl_result_opinion *opinion, size_t count,
                                   chl_error *err);
/* Sides without eigenvalues; these by chl_result_side_fill. */
chl_status chl_result_comparison_create(size_t count,
                                        chl_result_comparison **out,
                                        chl_error *err);
/* Room for `count` values in a side that has none. */
chl_status chl_result_side_fill(chl_result_side *side, size_t count,
                                chl_error *err);
chl_status chl_result_prediction_create(size_t roots, size_t schemes,
                                        size_t sweep,
                                        chl_result_prediction **out,
                                        chl_error *err);
/* Lists for a prediction that has none of them. */
chl_status chl_result_prediction_lists(chl_result_prediction *prediction,
                                       size_t penalties, size_t rules,
                                       chl_error *err);
/* `kind` and `baseline` are copied; the latter may be NULL. */
chl_status chl_result_ranking_create(const char *kind, const char *baseline,
                                     size_t count, chl_result_ranking **out,
                                     chl_error *err);
/* Criteria for a ranking that has none. */
chl_status chl_result_ranking_criteria(chl_result_ranking *ranking,
                                       size_t count, chl_error *err);
/* For a ranking that has none, an item each; all NaN. */
chl_status chl_result_ranking_turns(chl_result_ranking *ranking,
                                    chl_error *err);
/* Lengths of the lists of a candidate. */
typedef struct chl_result_augment_sizes {
    size_t scores, ties;
    size_t modes, directions; /* transmissions */
    size_t hidden;
} chl_result_augment_sizes;

chl_status chl_result_augment_create(const chl_result_augment_sizes *sizes,
                                     chl_result_augment **out, chl_error *err);
/* Runs without names, and room for a curve. */
chl_status chl_result_backtest_create(size_t runs, size_t curve,
                                      chl_result_backtest **out,
                                      chl_error *err);
chl_status chl_result_verify_create(size_t count, chl_result_verify **out,
                                    chl_error *err);
/* Points for a verification that has none. */
chl_status chl_result_verify_points(chl_result_verify *verify, size_t count,
                                    chl_error *err);
chl_status chl_result_advice_create(size_t reasons, chl_result_advice **out,
                                    chl_error *err);
/* Room for `count` recipes without numbers, in place of those there are. */
chl_status chl_result_advice_recipes(chl_result_advice *advice, size_t count,
                                     chl_error *err);

/* `count` structs of a table, every real in them NaN; NULL without memory. */
void *chl_result_blank(const chl_record *record, size_t count);

/* `section` and all it holds, by its table (chl_record_spectrum, ...). NULL is
 * accepted. */
void chl_result_section_free(const chl_record *record, void *section);

/* Give up all pictures of a flow. */
void chl_result_clear_scenes(chl_result *result);

/* So many reasons come at once; the others are details, of which one alone is
 * not worth hiding. */
size_t chl_result_reasons_shown(const chl_result_advice *advice);

/* Whether the learning rates are a trainer's, so that time counts steps. */
bool chl_result_counts_steps(const chl_result_prediction *p);

/* Replace a string by a copy of `text` (NULL: none); *slot unchanged on
 * error. */
chl_status chl_result_set_text(char **slot, const char *text, chl_error *err);
/* The same from a format. */
chl_status chl_result_set_textf(char **slot, chl_error *err, const char *format,
                                ...) CHL_PRINTF(3, 4);

#endif
