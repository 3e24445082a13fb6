/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Smooth initial value problems y' = f(t, y) that are not stiff, with the
 * zeros of functions along the way: CVODE's Adams methods behind a narrow door.
 *
 * Accuracy   local errors below `relative` |y_i| + `absolute` per step.
 * Threads    one problem per thread at a time. Equal bytes for equal input.
 * Source     A. C. Hindmarsh et al., SUNDIALS, ACM TOMS 31 (2005) 363-396.
 */
#ifndef CHLADNI_SYSTEMS_PATH_H
#define CHLADNI_SYSTEMS_PATH_H

#include <chladni/base.h>

typedef void chl_path_field_fn(void *user, double t, const double *y,
                               double *slope);
/* Functions whose zeros end a stretch. */
typedef void chl_path_root_fn(void *user, double t, const double *y,
                              double *values);

typedef struct chl_path_problem {
    size_t size; /* unknowns, >= 1                                            */
    chl_path_field_fn *field;
    void *user;
    double relative, absolute; /* tolerances, > 0 (relative) and >= 0         */
    size_t root_count;         /* 0 = none                                    */
    chl_path_root_fn *roots;
} chl_path_problem;

typedef struct chl_path chl_path;

/* Errors: CHL_ENOMEM. *out is the caller's; copies the problem, borrows its
 * user. */
chl_status chl_path_create(const chl_path_problem *problem, chl_path **out,
                           chl_error *err);
void chl_path_free(chl_path *path);

/* Start anew from (t, y). */
chl_status chl_path_start(chl_path *path, double t, const double *y,
                          chl_error *err);

/*
 * Go on to `end` > t, or to the first zero of a root function that is not one
 * now. *t and y (size) are where it stopped; hit[i] (root_count, may be NULL)
 * is 1 or -1 where function i crosses upwards or downwards there, 0 elsewhere.
 * Errors     CHL_ENUMERIC the steps become too small, or the field is not
 *            finite
 */
chl_status chl_path_advance(chl_path *path, double end, double *t, double *y,
                            int *hit, chl_error *err);

/* Steps since it was created. */
size_t chl_path_steps(const chl_path *path);

#endif
