/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores under a bootstrap, the same for all candidates: intervals and ties. */
#ifndef CHLADNI_STUDY_COMPARISON_H
#define CHLADNI_STUDY_COMPARISON_H

#include "study/law.h"

/* count x CHL_RANK_SCORES scores, and the same under each replicate. */
typedef struct chl_comparison {
    size_t count, replicates;
    double *scores, *drawn; /* owned */
} chl_comparison;

/* Errors: CHL_ENUMERIC, CHL_ENOMEM, CHL_ECANCELLED */
chl_status chl_comparison_create(const chl_candidates *candidates,
                                 const chl_law *law,
                                 const chl_evidence *evidence,
                                 chl_comparison *out, chl_error *err);
void chl_comparison_clear(chl_comparison *comparison);

/* 95 % of a score, and of its difference to that of candidate `base`. */
chl_status chl_comparison_interval(const chl_comparison *comparison,
                                   size_t index, size_t score, double *low,
                                   double *high, chl_error *err);
chl_status chl_comparison_difference(const chl_comparison *comparison,
                                     size_t index, size_t base, size_t score,
                                     double *low, double *high, chl_error *err);

/* tied[i count + j]: two candidates cannot be told from one another. */
chl_status chl_comparison_ties(const chl_comparison *comparison, size_t score,
                               bool *tied, chl_error *err);

#endif
