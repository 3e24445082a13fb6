/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The game of one candidate: its matrices under one replicate, played. */
#ifndef CHLADNI_STUDY_LAW_SHEET_H
#define CHLADNI_STUDY_LAW_SHEET_H

#include "study/law.h"

typedef struct chl_law_sheet {
    const chl_law *law;
    size_t size;
    double *mass, *stiffness, *coupling, *part, *average, *moment, *mobility,
        *mean, *spare;
    chl_law_way way;
} chl_law_sheet;

/* Borrows law. CHL_ENOMEM */
chl_status chl_law_sheet_init(const chl_law *law, chl_law_sheet *sheet,
                              chl_error *err);
void chl_law_sheet_clear(chl_law_sheet *sheet);
/* Of one candidate. CHL_ENUMERIC, CHL_ENOMEM */
chl_status chl_law_sheet_fill(chl_law_sheet *sheet, const chl_law_sums *sums,
                              const double *weight, bool real_only,
                              chl_error *err);
/* As chl_expected_find takes them; views. */
chl_expected_matrices chl_law_sheet_matrices(const chl_law_sheet *sheet);
/* What is left of the way to the augmented law after so many steps, in the one
 * function u = sum d_k f_k / lambda_k. */
double chl_law_sheet_left(const chl_law_sheet *sheet, double steps);

#endif
