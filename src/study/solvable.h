/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the study of the solvable GAN. */
#ifndef CHLADNI_STUDY_SOLVABLE_H
#define CHLADNI_STUDY_SOLVABLE_H

#include <chladni/study.h>

/* One question: the model, its section, and the modes of the data. */
typedef struct chl_solvable_task {
    const chl_solvable_settings *settings;
    const chl_solvable_model *model; /* with cov and cov_gen                  */
    chl_solvable *solvable;
    chl_result_solvable *section;
    double *vectors; /* d x d, row k is mode k                                */
    double *start;   /* a state                                               */
    double *end;     /* that after the whole time                             */
    double *scratch; /* k^2 + k, k the larger of p and m                      */
    bool matched;    /* data and generator have one covariance, and the
                        response is linear: phases are known                  */
} chl_solvable_task;

/* Lengths of the projections of the modes on the span of V (of W): d. */
void chl_solvable_alignments(const chl_solvable_task *task, const double *state,
                             double *out);
void chl_solvable_critics(const chl_solvable_task *task, const double *state,
                          double *out);

chl_status chl_solvable_fill_modes(chl_solvable_task *task, chl_error *err);
chl_status chl_solvable_fill_fixed(chl_solvable_task *task, chl_error *err);
chl_status chl_solvable_fill_finite(chl_solvable_task *task, chl_error *err);
chl_status chl_solvable_fill_rows(chl_solvable_task *task, chl_error *err);
/* Take back what an earlier study warned of, among the first `count`. */
void chl_solvable_unsay(chl_result *result, size_t count);
/* The section in words. */
chl_status chl_solvable_advise(const chl_result_solvable *section,
                               chl_result_advice **out, chl_error *err);

#endif
