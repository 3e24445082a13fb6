/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a method of the eigen room is, and what methods share. */
#ifndef CHLADNI_EIGEN_METHOD_H
#define CHLADNI_EIGEN_METHOD_H

#include <chladni/eigen.h>

typedef struct chl_eigen_method {
    const char *name;
    /* CHL_OK if it can do what is asked, else CHL_EUNSUPPORTED and why. */
    chl_status (*check)(const chl_eigen_problem *problem,
                        const chl_eigen_settings *settings, chl_error *err);
    /* True if it is the better choice; "auto" takes the first such. */
    bool (*suits)(const chl_eigen_problem *problem,
                  const chl_eigen_settings *settings);
    /* Fills values, vectors (B-orthonormal), count, reason and the counters
     * of a result made by chl_eigen_result_create. Any order, any sign. */
    chl_status (*solve)(const chl_eigen_problem *problem,
                        const chl_eigen_settings *settings,
                        chl_eigen_result *result, chl_error *err);
} chl_eigen_method;

extern const chl_eigen_method chl_eigen_dense;
extern const chl_eigen_method chl_eigen_arpack;

/* Room for `count` pairs of size n; result->count is 0. */
chl_status chl_eigen_result_create(size_t n, size_t count,
                                   chl_eigen_result **out, chl_error *err);

/* Put pairs in the order asked for and fix the signs. CHL_ENOMEM. */
chl_status chl_eigen_result_arrange(chl_eigen_result *result,
                                    chl_eigen_which which, chl_error *err);

/* Measure |A v - theta B v| / (|theta| |B v|) of every pair. */
chl_status chl_eigen_result_measure(const chl_eigen_problem *problem,
                                    chl_eigen_result *result, chl_error *err);

/* False if the monitor says stop. */
bool chl_eigen_goes_on(const chl_eigen_settings *settings, size_t applies);

#endif
