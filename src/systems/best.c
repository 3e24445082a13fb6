/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * KALE and DrMMD. With K the kernel between targets, a_j = mean_i k(y_j, x_i)
 * and l the regularisation, the discriminators are
 *
 *     drmmd  h = (w - sum_j s_j k(., y_j)) / l,   (m l + K) s = w at the
 * targets kale   h = (mean_i k(., x_i) - (1/m) sum_j b_j k(., y_j)) / l
 *
 * where b > 0 minimises the dual
 *
 *     (1/m) sum_j (b_j log b_j - b_j + 1) + (l/2) |h|^2
 *
 * by Newton's method: log b_j = h(y_j) at its end.
 */
#include "systems/best.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "systems/particles.h"

enum {
    NEWTON_STEPS = 500,
    HALVINGS = 60
};

typedef struct best {
    size_t m;
    double lambda;
    double *matrix;  /* K, m x m, lower triangle                             */
    double *factor;  /* m x m                                                */
    double *across;  /* a                                                    */
    double *shares;  /* b of kale                                            */
    double *product; /* K b                                                  */
    double *change;  /* of a Newton step; s of drmmd                         */
    double *trial;
    double inside; /* mean of k over pairs of particles                      */
} best;

static void
clear(best *b)
{
    chl_free(b->matrix);
    chl_free(b->factor);
    chl_free(b->across);
}

static chl_status
allocate(best *b, size_t m, chl_error *err)
{
    chl_status status = CHL_OK;

    b->m = m;
    b->matrix = chl_alloc(m * m, sizeof *b->matrix);
    b->factor = chl_alloc(m * m, sizeof *b->factor);
    b->across = chl_alloc(m, 5 * sizeof *b->across);
    CHL_REQUIRE_MEMORY(b->matrix, err, "a matrix of all targets");
    CHL_REQUIRE_MEMORY(b->factor, err, "a matrix of all targets");
    CHL_REQUIRE_MEMORY(b->across, err, "a discriminator");
    b->shares = b->across + m;
    b->product = b->shares + m;
    b->change = b->product + m;
    b->trial = b->change + m;
out:
    return status;
}

/* Sums over particles, at particles and at targets. */
static chl_status
look_at_particles(const chl_particles *particles, best *b, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = particles->n, d = particles->d;
    double *weights = chl_alloc(n, sizeof *weights);
    double *values = chl_alloc(n, sizeof *values);
    chl_support support = { n, particles->points, particles->norms, weights };
    const chl_field field = {
        &particles->kernel, d, particles->settings.threads, 1, &support, NULL
    };

    CHL_REQUIRE_MEMORY(weights, err, "a discriminator");
    CHL_REQUIRE_MEMORY(values, err, "a discriminator");
    for (size_t i = 0; i < n; i++) {
        weights[i] = 1.0 / (double) n;
    }
    CHL_TRY(chl_field_evaluate(&field, b->m, particles->points + n * d,
                               b->across, NULL, err));
    CHL_TRY(
        chl_field_evaluate(&field, n, particles->points, values, NULL, err));
    b->inside = cblas_ddot((int) n, weights, 1, values, 1);
out:
    chl_free(weights);
    chl_free(values);
    return status;
}

static chl_status
init(const chl_particles *particles, best *b, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = particles->n;

    b->lambda = particles->settings.regularisation;
    CHL_TRY(allocate(b, particles->m, err));
    CHL_TRY(chl_field_matrix(&particles->kernel, particles->d,
                             particles->settings.threads, b->m,
                             particles->points + n * particles->d,
                             particles->norms + n, b->matrix, err));
    CHL_TRY(look_at_particles(particles, b, err));
out:
    return status;
}

/* y = K x. */
static void
multiply(const best *b, const double *x, double *y)
{
    cblas_dsymv(CblasRowMajor, CblasLower, (int) b->m, 1.0, b->matrix,
                (int) b->m, x, 1, 0.0, y, 1);
}

/* Solve with the lower triangle in `factor`, which is lost. */
static chl_status
solve(best *b, double *right, chl_error *err)
{
    const lapack_int m = (lapack_int) b->m;
    lapack_int code =
        LAPACKE_dposv_work(LAPACK_ROW_MAJOR, 'L', m, 1, b->factor, m, right, 1);

    return code == 0 ? CHL_OK
                     : CHL_FAIL(err, CHL_ENUMERIC,
                                "LAPACK's dposv gave up with code %d on a "
                                "matrix of %zu targets",
                                (int) code, b->m);
}

/* (1/m) sum of b log b - b + 1, plus |l h|^2 / 2 l, from b and K b. */
static double
dual(const best *b, const double *shares, const double *product)
{
    const double m = (double) b->m;
    double entropy = 0.0, squared = b->inside;

    for (size_t j = 0; j < b->m; j++) {
        entropy += shares[j] * log(shares[j]) - shares[j] + 1.0;
        squared += shares[j] / m * (product[j] / m - 2.0 * b->across[j]);
    }
    return entropy / m + 0.5 / b->lambda * squared;
}

/* The Newton step into change; its decrement, the fall of the dual to first
 * order. */
static chl_status
find_step(best *b, double *decrement, chl_error *err)
{
    chl_status status = CHL_OK;
    const double m = (double) b->m;

    for (size_t i = 0; i < b->m; i++) {
        double root = sqrt(b->shares[i]);
        double h = (b->across[i] - b->product[i] / m) / b->lambda;

        for (size_t j = 0; j <= i; j++) {
            b->factor[i * b->m + j] = root * sqrt(b->shares[j])
                                      * b->matrix[i * b->m + j]
                                      / (b->lambda * m);
        }
        b->factor[i * b->m + i] += 1.0;
        b->trial[i] = log(b->shares[i]) - h;
        b->change[i] = -root * b->trial[i];
    }
    CHL_TRY(solve(b, b->change, err));
    *decrement = 0.0;
    for (size_t i = 0; i < b->m; i++) {
        b->change[i] *= sqrt(b->shares[i]);
        *decrement -= b->trial[i] * b->change[i] / m;
    }
out:
    return status;
}

/* Shares after a part of the step, none of which falls below a tenth at once,
 * nor out of the numbers. */
static void
try_shares(best *b, double t)
{
    for (size_t j = 0; j < b->m; j++) {
        double least = fmax(0.1 * b->shares[j], 1e-300);

        b->trial[j] = fmax(b->shares[j] + t * b->change[j], least);
    }
}

/* Step where the dual falls, or stays to rounding; false if it does not. */
static bool
take_step(best *b, double *value)
{
    double t = 1.0;

    for (size_t k = 0; k < HALVINGS; k++, t *= 0.5) {
        double there;

        try_shares(b, t);
        multiply(b, b->trial, b->product);
        there = dual(b, b->trial, b->product);
        if (there <= *value + 1e-14 * (1.0 + fabs(*value))) {
            memcpy(b->shares, b->trial, b->m * sizeof *b->trial);
            *value = there;
            return true;
        }
    }
    return false;
}

static chl_status
minimise(best *b, double *value, chl_error *err)
{
    chl_status status = CHL_OK;
    double decrement = INFINITY;

    for (size_t j = 0; j < b->m; j++) {
        b->shares[j] = 1.0;
    }
    multiply(b, b->shares, b->product);
    *value = dual(b, b->shares, b->product);
    for (size_t step = 0; step < NEWTON_STEPS; step++) {
        CHL_TRY(find_step(b, &decrement, err));
        if (!take_step(b, value) || decrement <= 1e-26 * (1.0 + fabs(*value))) {
            break;
        }
    }
    CHL_REQUIRE(decrement <= 1e-10 * (1.0 + fabs(*value)), err, CHL_ENUMERIC,
                "Newton's method for kale has not settled after %d steps; the "
                "regularisation %g is too small",
                NEWTON_STEPS, b->lambda);
out:
    return status;
}

/* f = T (1 + l) h. */
static void
hand_over(const chl_particles *particles, const best *b, double *coefficients)
{
    const size_t n = particles->n;
    const double scale =
        particles->settings.time * (1.0 + b->lambda) / b->lambda;

    for (size_t i = 0; i < n; i++) {
        coefficients[i] = scale / (double) n;
    }
    for (size_t j = 0; j < b->m; j++) {
        coefficients[n + j] = -scale * b->shares[j] / (double) b->m;
    }
}

chl_status
chl_best_kale(const chl_particles *particles, double *coefficients,
              double *divergence, chl_error *err)
{
    chl_status status = CHL_OK;
    double value = 0.0;
    best b = { 0 };

    CHL_TRY(init(particles, &b, err));
    CHL_TRY(minimise(&b, &value, err));
    hand_over(particles, &b, coefficients);
    *divergence = (1.0 + b.lambda) * value;
out:
    clear(&b);
    return status;
}

chl_status
chl_best_drmmd(const chl_particles *particles, double *coefficients,
               double *divergence, chl_error *err)
{
    chl_status status = CHL_OK;
    double squared, m;
    best b = { 0 };

    CHL_TRY(init(particles, &b, err));
    m = (double) b.m;
    for (size_t j = 0; j < b.m; j++) {
        b.shares[j] = 1.0 / m;
    }
    multiply(&b, b.shares, b.product);
    squared = b.inside;
    memcpy(b.factor, b.matrix, b.m * b.m * sizeof *b.factor);
    for (size_t j = 0; j < b.m; j++) {
        squared += (b.product[j] - 2.0 * b.across[j]) / m;
        b.trial[j] = b.change[j] = b.across[j] - b.product[j];
        b.factor[j * b.m + j] += m * b.lambda;
    }
    CHL_TRY(solve(&b, b.change, err));
    for (size_t j = 0; j < b.m; j++) {
        squared -= b.trial[j] * b.change[j];
        b.shares[j] = 1.0 + m * b.change[j];
    }
    hand_over(particles, &b, coefficients);
    *divergence = (1.0 + b.lambda) / b.lambda * squared;
out:
    clear(&b);
    return status;
}
