/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a verification. */
#ifndef CHLADNI_STUDY_VERIFY_H
#define CHLADNI_STUDY_VERIFY_H

#include <chladni/study.h>

typedef struct chl_verification {
    bool quick;
    uint64_t seed;
    size_t threads;
    const chl_progress *progress;
} chl_verification;

/* The error of lambda_1 against the number of independent rows, for every
 * operator, into section->points. */
chl_status chl_verify_points(const chl_verification *v,
                             chl_result_verify *section, chl_error *err);

#endif
