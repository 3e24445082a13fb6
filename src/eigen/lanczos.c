/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The arpack method: runs of restarted Lanczos on the symmetric matrix of the
 * problem, until a run that is kept away from what was found finds no better.
 */
#include <cblas.h>
#include <float.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "eigen/arpack.h"
#include "eigen/method.h"
#include "eigen/pencil.h"

enum {
    ATTEMPTS = 3,  /* start vectors tried for one run */
    SMALLEST_N = 6 /* leaves room for the search for missed copies */
};

/* Enough to tell a missed copy from the next eigenvalue in line. */
static const double probe_tolerance = 1e-4;

typedef struct state {
    const chl_operator *a;
    const chl_eigen_settings *settings;
    double *factor;  /* n x n, L of B = L L^T, or NULL */
    double *values;  /* 2 count: the found, then those of the last run */
    double *vectors; /* n x 2 count, orthonormal, of the matrix C */
    double *work;    /* n */
    double *inner;   /* count, products with the found vectors */
    double *start;   /* n */
    double inside;   /* where the found are moved, inside the spectrum */
    size_t n, found, draws;
} state;

static size_t
basis_for(const chl_eigen_settings *settings, size_t room, size_t count)
{
    size_t basis = 2 * count + 10 > 40 ? 2 * count + 10 : 40;

    if (settings->basis > count) {
        basis = settings->basis;
    }
    return basis < room ? basis : room;
}

static chl_status
check(const chl_eigen_problem *problem, const chl_eigen_settings *settings,
      chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = chl_operator_size(problem->a);
    size_t limit = n < SMALLEST_N ? 0 : n / 2;
    size_t basis = basis_for(settings, n, settings->count);
    size_t rows = INT_MAX / (basis > 3 ? basis : 3);

    CHL_REQUIRE(settings->count <= limit, err, CHL_EUNSUPPORTED,
                "count is %zu; method arpack finds at most %zu of %zu pairs",
                settings->count, limit, n);
    CHL_REQUIRE(n <= rows, err, CHL_EUNSUPPORTED,
                "size is %zu; method arpack with a basis of %zu takes at most "
                "%zu",
                n, basis, rows);
out:
    return status;
}

/* The last of the table: what nothing else suits. */
static bool
suits(const chl_eigen_problem *problem, const chl_eigen_settings *settings)
{
    (void) problem;
    (void) settings;
    return true;
}

static void
state_clear(state *s)
{
    chl_free(s->factor);
    chl_free(s->values);
    chl_free(s->vectors);
    chl_free(s->work);
    chl_free(s->inner);
    chl_free(s->start);
}

static chl_status
state_init(const chl_eigen_problem *problem, const chl_eigen_settings *settings,
           state *s, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = chl_operator_size(problem->a), count = settings->count;

    s->a = problem->a;
    s->settings = settings;
    s->n = n;
    if (problem->b != NULL) {
        CHL_TRY(chl_pencil_factor(problem->b, &s->factor, err));
    }
    s->values = chl_alloc(2 * count, sizeof *s->values);
    CHL_REQUIRE_MEMORY(s->values, err, "eigenvalues");
    s->vectors = chl_alloc(n, 2 * count * sizeof *s->vectors);
    CHL_REQUIRE_MEMORY(s->vectors, err, "eigenvectors");
    s->work = chl_alloc(n, sizeof *s->work);
    CHL_REQUIRE_MEMORY(s->work, err, "a vector");
    s->inner = chl_alloc(count, sizeof *s->inner);
    CHL_REQUIRE_MEMORY(s->inner, err, "products of vectors");
    s->start = chl_alloc(n, sizeof *s->start);
    CHL_REQUIRE_MEMORY(s->start, err, "the start vector");
out:
    return status;
}

/* x - V V^T x, leaving V^T x in s->inner. */
static void
project(state *s, double *x)
{
    int n = (int) s->n, found = (int) s->found;

    cblas_dgemv(CblasColMajor, CblasTrans, n, found, 1.0, s->vectors, n, x, 1,
                0.0, s->inner, 1);
    cblas_dgemv(CblasColMajor, CblasNoTrans, n, found, -1.0, s->vectors, n,
                s->inner, 1, 1.0, x, 1);
}

/* y = C x,  C = L^-1 A L^-T. s->work is overwritten; x may be s->work. */
static chl_status
apply_plain(state *s, const double *x, double *y, chl_error *err)
{
    chl_status status = CHL_OK;
    int n = (int) s->n;

    if (s->factor == NULL) {
        return chl_operator_apply(s->a, x, y, err);
    }
    if (x != s->work) {
        memcpy(s->work, x, s->n * sizeof *x);
    }
    cblas_dtrsv(CblasColMajor, CblasLower, CblasTrans, CblasNonUnit, n,
                s->factor, n, s->work, 1);
    CHL_TRY(chl_operator_apply(s->a, s->work, y, err));
    cblas_dtrsv(CblasColMajor, CblasLower, CblasNoTrans, CblasNonUnit, n,
                s->factor, n, y, 1);
out:
    return status;
}

/* y = P C P x + inside V V^T x,  P = I - V V^T: what was found cannot come
 * out on top again. */
static chl_status
apply(void *self, const double *x, double *y, chl_error *err)
{
    chl_status status = CHL_OK;
    state *s = self;
    int n = (int) s->n;

    if (s->found == 0) {
        return apply_plain(s, x, y, err);
    }
    memcpy(s->work, x, s->n * sizeof *x);
    project(s, s->work);
    CHL_TRY(apply_plain(s, s->work, y, err));
    project(s, y);
    cblas_dgemv(CblasColMajor, CblasTrans, n, (int) s->found, 1.0, s->vectors,
                n, x, 1, 0.0, s->inner, 1);
    cblas_dgemv(CblasColMajor, CblasNoTrans, n, (int) s->found, s->inside,
                s->vectors, n, s->inner, 1, 1.0, y, 1);
out:
    return status;
}

/* Every draw is a new vector, orthogonal to what was found. */
static void
draw_start(state *s)
{
    chl_random random = { s->settings->seed, CHL_STREAM_START_VECTOR };

    for (size_t i = 0; i < s->n; i++) {
        s->start[i] = chl_random_normal(&random, s->draws * s->n + i);
    }
    s->draws++;
    if (s->found > 0) {
        project(s, s->start);
        project(s, s->start);
    }
}

/* One run for `count` pairs, behind the found; other start vectors are tried
 * where that may help. */
static chl_status
run(state *s, size_t count, double tolerance, chl_eigen_result *result,
    chl_arpack_outcome *outcome, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_arpack_task task = {
        .apply = apply,
        .self = s,
        .n = s->n,
        .count = count,
        .basis = basis_for(s->settings, s->n - s->found, count),
        .tolerance = tolerance,
        .settings = s->settings,
        .start = s->start,
    };

    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        draw_start(s);
        CHL_TRY(
            chl_arpack_symmetric(&task, &result->applies, s->values + s->found,
                                 s->vectors + s->found * s->n, outcome, err));
        result->restarts += outcome->restarts;
        if (outcome->stopped || !chl_arpack_may_retry(outcome->code)) {
            break;
        }
    }
out:
    return status;
}

static bool
broke_down(const chl_arpack_outcome *outcome)
{
    return !outcome->stopped && outcome->code != CHL_ARPACK_FINE
           && outcome->code != CHL_ARPACK_LIMIT;
}

static double
rank_of(const state *s, double value)
{
    return s->settings->which == CHL_LARGEST ? value : -value;
}

static void
swap_pairs(state *s, size_t i, size_t j)
{
    double value = s->values[i];

    s->values[i] = s->values[j];
    s->values[j] = value;
    cblas_dswap((int) s->n, s->vectors + i * s->n, 1, s->vectors + j * s->n, 1);
}

/* Take `more` new pairs behind the found and keep the best count of all. */
static void
merge(state *s, size_t more)
{
    size_t total = s->found + more;
    size_t kept = total < s->settings->count ? total : s->settings->count;

    for (size_t i = 0; i < kept; i++) {
        size_t best = i;

        for (size_t j = i + 1; j < total; j++) {
            if (rank_of(s, s->values[j]) > rank_of(s, s->values[best])) {
                best = j;
            }
        }
        if (best != i) {
            swap_pairs(s, i, best);
        }
    }
    s->found = kept;
}

/* A Rayleigh quotient of the rest of the space lies inside its spectrum. */
static chl_status
place_inside(state *s, chl_error *err)
{
    chl_status status = CHL_OK;
    double *product = s->vectors + s->found * s->n; /* free until the run */
    double square;

    draw_start(s);
    square = cblas_ddot((int) s->n, s->start, 1, s->start, 1);
    CHL_TRY(apply_plain(s, s->start, product, err));
    s->inside = cblas_ddot((int) s->n, s->start, 1, product, 1) / square;
out:
    return status;
}

/* Is there a pair better than the worst found? Lanczos sees one vector of a
 * multiple eigenvalue; the others come by rounding, or not at all. A rest of
 * the space on which the matrix is zero breaks ARPACK down: none is better. */
static chl_status
missed_one(state *s, chl_eigen_result *result, bool *missed, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_arpack_outcome outcome;
    double worst, slack;

    *missed = true;
    if (s->found < s->settings->count) {
        goto out;
    }
    worst = rank_of(s, s->values[s->found - 1]);
    slack = 10.0 * fmax(s->settings->tolerance, 10.0 * DBL_EPSILON)
            * fmax(fabs(s->values[0]), fabs(worst));
    *missed = false;
    CHL_TRY(place_inside(s, err));
    result->applies++;
    CHL_TRY(run(s, 1, fmax(probe_tolerance, s->settings->tolerance), result,
                &outcome, err));
    if (outcome.stopped) {
        result->reason = CHL_STOPPED_BY_MONITOR;
    } else if (outcome.found > 0) {
        *missed = rank_of(s, s->values[s->found]) > worst + slack;
    }
out:
    return status;
}

/* Runs until count pairs are found and none of them is second choice. */
static chl_status
search(state *s, chl_eigen_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t count = s->settings->count;

    result->basis = basis_for(s->settings, s->n, count);
    for (size_t round = 0; round <= count; round++) {
        chl_arpack_outcome outcome;
        size_t room = s->n - s->found - 1;
        bool missed;

        CHL_TRY(run(s, count < room ? count : room, s->settings->tolerance,
                    result, &outcome, err));
        CHL_REQUIRE(!broke_down(&outcome), err, CHL_ENUMERIC,
                    "ARPACK gave code %d: %s", outcome.code,
                    chl_arpack_words(outcome.code));
        merge(s, outcome.found);
        if (outcome.stopped) {
            result->reason = CHL_STOPPED_BY_MONITOR;
            break;
        }
        if (outcome.code == CHL_ARPACK_LIMIT) {
            result->reason = CHL_HIT_ITERATION_LIMIT;
            break;
        }
        if (s->settings->unsearched) {
            break;
        }
        CHL_TRY(missed_one(s, result, &missed, err));
        if (!missed) {
            break;
        }
    }
out:
    return status;
}

static chl_status
solve(const chl_eigen_problem *problem, const chl_eigen_settings *settings,
      chl_eigen_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    state s = { 0 };
    bool entered = false;

    CHL_TRY(state_init(problem, settings, &s, err));
    CHL_TRY(chl_arpack_enter(err));
    entered = true;
    result->reason = CHL_CONVERGED;
    CHL_TRY(search(&s, result, err));
    if (s.factor != NULL && s.found > 0) {
        chl_pencil_back(s.n, s.found, s.factor, s.vectors);
    }
    memcpy(result->values, s.values, s.found * sizeof *s.values);
    memcpy(result->vectors, s.vectors, s.n * s.found * sizeof *s.vectors);
    result->count = s.found;
out:
    if (entered) {
        chl_arpack_leave();
    }
    state_clear(&s);
    return status;
}

const chl_eigen_method chl_eigen_arpack = {
    .name = "arpack",
    .check = check,
    .suits = suits,
    .solve = solve,
};
