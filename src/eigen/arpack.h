/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ARPACK behind a door: one at a time, its codes as words, one run. */
#ifndef CHLADNI_EIGEN_ARPACK_H
#define CHLADNI_EIGEN_ARPACK_H

#include <chladni/eigen.h>

/* Wait for our turn. CHL_EBUSY if this thread is inside a turn already. */
chl_status chl_arpack_enter(chl_error *err);
void chl_arpack_leave(void);

enum {
    CHL_ARPACK_FINE = 0,
    CHL_ARPACK_LIMIT = 1,
    CHL_ARPACK_NOTHING = -14,
    /* Ours: more pairs reported as converged than were asked for. */
    CHL_ARPACK_LIES = -10000
};

/* The words of an exit code of dsaupd or dseupd; static, never NULL. */
const char *chl_arpack_words(int code);
/* True if another start vector may cure it. */
bool chl_arpack_may_retry(int code);

/* CHL_ENUMERIC if an apply gave what is not finite: ARPACK would carry it
 * around until the iteration limit. */
chl_status chl_arpack_check(const double *y, size_t n, chl_error *err);

/* One run on a symmetric matrix given by apply. */
typedef struct chl_arpack_task {
    chl_apply_fn *apply;
    void *self;
    size_t n, count, basis; /* 1 <= count < basis <= n */
    double tolerance;
    const chl_eigen_settings *settings; /* which, max_restarts, monitor */
    const double *start;                /* n, any length but zero */
} chl_arpack_task;

typedef struct chl_arpack_outcome {
    int code;     /* as ARPACK left it; vectors only if FINE or LIMIT */
    bool stopped; /* by the monitor */
    size_t found; /* pairs, at most count */
    size_t restarts;
} chl_arpack_outcome;

/*
 * Run between enter and leave.
 * Shapes     values count, vectors n x count; the first outcome->found are
 *            orthonormal eigenvectors, in no particular order.
 * Errors     CHL_ENOMEM, and those of apply. ARPACK's own are in outcome.
 */
chl_status chl_arpack_symmetric(const chl_arpack_task *task, size_t *applies,
                                double *values, double *vectors,
                                chl_arpack_outcome *outcome, chl_error *err);

/* One run on a matrix without symmetry. */
typedef struct chl_arpack_general_task {
    chl_apply_fn *apply;
    void *self;
    size_t n, count, basis; /* count + 2 <= basis <= n */
    const char *end;        /* "LM" or "LR" */
    double tolerance;
    size_t max_restarts;
    const double *start; /* n, any length but zero */
} chl_arpack_general_task;

/*
 * Run between enter and leave.
 * Shapes     re and im count + 1, vectors n x (count + 1) packed as
 *            chl_general_unpack reads them; the first *found are set.
 * Errors     CHL_ENOMEM, and those of apply. ARPACK's own are in *code.
 */
chl_status chl_arpack_general(const chl_arpack_general_task *task,
                              size_t *applies, double *re, double *im,
                              double *vectors, size_t *found, int *code,
                              chl_error *err);

#endif
