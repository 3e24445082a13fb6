/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a method for general operators is, and what methods share. */
#ifndef CHLADNI_EIGEN_GENERAL_H
#define CHLADNI_EIGEN_GENERAL_H

#include <chladni/eigen.h>

typedef struct chl_general_method {
    const char *name;
    /* CHL_OK if it can do what is asked, else CHL_EUNSUPPORTED and why. */
    chl_status (*check)(const chl_general_problem *problem,
                        const chl_general_settings *settings, chl_error *err);
    /* True if it is the better choice; "auto" takes the first such. */
    bool (*suits)(const chl_general_problem *problem);
    /* Fills values, vectors (any length), count, reason, complete and applies
     * of an empty result. Any order; at least count + 1 where there are. */
    chl_status (*solve)(const chl_general_problem *problem,
                        const chl_general_settings *settings,
                        chl_general_result *result, chl_error *err);
} chl_general_method;

extern const chl_general_method chl_general_dense;
extern const chl_general_method chl_general_arpack;

/* Room for `count` pairs of size n in an empty result. */
chl_status chl_general_result_reserve(chl_general_result *result, size_t n,
                                      size_t count, chl_error *err);

/* Order, phase and length; then the first `count`, no pair split. */
chl_status chl_general_result_arrange(chl_general_result *result,
                                      chl_general_which which, double shift,
                                      size_t count, chl_error *err);

/* Measure |A v - s v| / (|s| |v|) of every pair. */
chl_status chl_general_result_measure(const chl_general_problem *problem,
                                      chl_general_result *result,
                                      chl_error *err);

/* Vector number `index` of LAPACK's and ARPACK's packing: real for a real
 * value, for a pair its real part in one column and its imaginary part in the
 * next. `columns` is n x count with the imaginary parts of the values. */
void chl_general_unpack(size_t n, size_t index, const double *im,
                        const double *columns, chl_complex *vector);

#endif
