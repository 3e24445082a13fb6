/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lyapunov's equation and the noise of mixing modes against a simulation. */
#include <math.h>
#include <string.h>

#include <cblas.h>
#include <lapacke.h>

#include "base/random.h"
#include "pencils.h"
#include "support/runner.h"

enum {
    N = 2 * R,
    RUNS = 20,
    STEPS = 10000,
    BATCH = 64
};

static const double step = 0.5;

/* diag(s) H diag(t) H diag(s), H the reflection at a random direction, by which
 * modes mix; the constant, mode 0, stays apart. */
static void
mix(const double *s, const double *t, uint64_t seed, double *out)
{
    double u[R] = { 0 }, square = 0.0;

    for (size_t i = 1; i < R; i++) {
        u[i] = normal_at(seed + i);
        square += u[i] * u[i];
    }
    for (size_t j = 0; j < R; j++) {
        for (size_t i = 0; i < R; i++) {
            double sum = 0.0;

            for (size_t k = 0; k < R; k++) {
                sum += ((double) (i == k) - 2.0 * u[i] * u[k] / square) * t[k]
                       * ((double) (k == j) - 2.0 * u[k] * u[j] / square);
            }
            out[j * R + i] = s[i] * sum * s[j];
        }
    }
}

/* V^-T inner V^-1 */
static void
wrap(const pencil *p, const double *inner, double *out)
{
    double half[R * R];

    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, R, R, R, 1.0, inner,
                R, p->inverse, R, 0.0, half, R);
    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, R, R, R, 1.0,
                p->inverse, R, half, R, 0.0, out, R);
}

static void
multiply(const double *a, const double *b, double *out)
{
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, R, R, R, 1.0, a, R,
                b, R, 0.0, out, R);
}

/* M, A, C and W of modes that mix; P0 = M^-1 W M^-1 = V mobility V'. */
static void
mixing_init(pencil *p, double *mobility)
{
    double ones[R], roots[R], inner[R * R], half[R * R];
    const double t[R] = { 0, .9, .5, .4, 1, .7, .6, .8, .6, .7, .5, .9 };
    const double w[R] = { 1, 1, .5, .9, .6, .4, .7, .8, .9, .5, .6, 1 };

    pencil_init(p, NULL, NULL);
    for (size_t i = 0; i < R; i++) {
        ones[i] = 1.0;
        roots[i] = sqrt(lambda[i]);
    }
    mix(roots, t, 5000, inner);
    wrap(p, inner, p->coupling);
    mix(ones, w, 6000, inner);
    wrap(p, inner, p->kernel);
    multiply(p->columns, inner, half);
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, R, R, R, 1.0, half, R,
                p->columns, R, 0.0, mobility, R);
}

/* (4.1) as it stands, on (alpha, beta). */
static void
fill_system(const pencil *p, const double *mobility,
            const chl_adversarial_constants *c, double *out)
{
    double damping[R * R], top[R * R], right[R * R];

    for (size_t i = 0; i < (size_t) R * R; i++) {
        damping[i] = c->c2 * p->mass[i] + c->gamma * p->stiffness[i];
    }
    multiply(mobility, damping, top);
    multiply(mobility, p->coupling, right);
    memset(out, 0, sizeof *out * N * N);
    for (size_t j = 0; j < R; j++) {
        for (size_t i = 0; i < R; i++) {
            out[j * N + i] = -c->lr_d * top[j * R + i];
            out[(R + j) * N + i] = -c->lr_d * c->c1 * right[j * R + i];
        }
        out[j * N + R + j] = c->lr_g * c->cg;
    }
}

/*
 * The midpoint rule, z <- (1 - hL/2)^-1 ((1 + hL/2) z + noise), has exactly the
 * stationary covariance of the equation, for any step. propagate: N x N,
 * drive: N x R for noise of variance 1 on modes.
 */
static void
fill_step(const pencil *p, const double *mobility,
          const chl_adversarial_constants *c, double *propagate, double *drive)
{
    double system[N * N], left[N * N], image[R * R];
    double size = c->lr_d * c->c1 * sqrt(2.0 / BATCH * 0.02 * step);
    lapack_int pivots[N];

    fill_system(p, mobility, c, system);
    for (size_t i = 0; i < (size_t) N * N; i++) {
        left[i] = (i % (N + 1) == 0) - step / 2.0 * system[i];
        propagate[i] = (i % (N + 1) == 0) + step / 2.0 * system[i];
    }
    /* P0 xi with xi of covariance M less its mean: P0 V^-T, but for mode 0. */
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, R, R, R, size,
                mobility, R, p->inverse, R, 0.0, image, R);
    memset(drive, 0, sizeof *drive * N * R);
    for (size_t j = 1; j < R; j++) {
        memcpy(drive + j * N, image + j * R, R * sizeof *drive);
    }
    ck_assert_int_eq(LAPACKE_dgetrf(LAPACK_COL_MAJOR, N, N, left, N, pivots),
                     0);
    ck_assert_int_eq(LAPACKE_dgetrs(LAPACK_COL_MAJOR, 'N', N, N, left, N,
                                    pivots, propagate, N),
                     0);
    ck_assert_int_eq(
        LAPACKE_dgetrs(LAPACK_COL_MAJOR, 'N', N, R, left, N, pivots, drive, N),
        0);
}

/* Mean of beta'C beta over the steps after the first tenth. */
static double
displacement(const pencil *p, const double *propagate, const double *drive,
             uint64_t run)
{
    chl_random random = { run, CHL_STREAM_TESTS };
    double z[N] = { 0 }, next[N], noise[R], pulled[R], sum = 0.0;

    for (size_t k = 0; k < STEPS; k++) {
        for (size_t i = 0; i < R; i++) {
            noise[i] = chl_random_normal(&random, k * R + i);
        }
        cblas_dgemv(CblasColMajor, CblasNoTrans, N, N, 1.0, propagate, N, z, 1,
                    0.0, next, 1);
        cblas_dgemv(CblasColMajor, CblasNoTrans, N, R, 1.0, drive, N, noise, 1,
                    1.0, next, 1);
        memcpy(z, next, sizeof z);
        if (k >= STEPS / 10) {
            cblas_dsymv(CblasColMajor, CblasLower, R, 1.0, p->coupling, R,
                        z + R, 1, 0.0, pulled, 1);
            sum += cblas_ddot(R, pulled, 1, z + R, 1);
        }
    }
    return sum / (STEPS - STEPS / 10);
}

START_TEST(the_noise_floor_is_what_a_simulation_of_4_1_shows)
{
    const chl_adversarial_constants *c = &games[_i];
    chl_convergence_settings settings = chl_convergence_settings_default();
    double mobility[R * R], propagate[N * N], drive[N * R];
    double sum = 0.0, squares = 0.0, mean, error;
    chl_adversarial_matrices view;
    chl_convergence *got;
    pencil p;

    mixing_init(&p, mobility);
    view = pencil_view(&p);
    view.coupling = p.coupling;
    view.kernel = p.kernel;
    view.constant = p.constant;
    settings.batch = BATCH;
    settings.h = 0.02;
    got = modes_of(&view, c, &settings);
    fill_step(&p, mobility, c, propagate, drive);
    for (uint64_t run = 0; run < RUNS; run++) {
        double v = displacement(&p, propagate, drive, run);

        sum += v;
        squares += v * v;
    }
    mean = sum / RUNS;
    error = sqrt((squares / RUNS - mean * mean) / (RUNS - 1));
    ck_assert_double_lt(error, 0.02 * mean);
    ck_assert_double_eq_tol(got->noise_floor, mean, 4.0 * error);
    chl_convergence_free(got);
}
END_TEST

/* A = S - U U' with S skew is stable, and X = 1 answers Q = 2 U U'. */
START_TEST(lyapunov_has_the_solution_it_was_made_for)
{
    double a[R * R], q[R * R], x[R * R], abscissa;
    chl_error err = { 0 };

    for (size_t j = 0; j < R; j++) {
        for (size_t i = 0; i < R; i++) {
            size_t low = i < j ? i : j, high = i < j ? j : i;
            double skew = (i < j   ? 1.0
                           : i > j ? -1.0
                                   : 0.0)
                          * normal_at(7000 + low * R + high);

            q[j * R + i] = 0.0;
            for (size_t k = 0; k < R; k++) {
                q[j * R + i] += 2.0 * normal_at(8000 + i * R + k)
                                * normal_at(8000 + j * R + k);
            }
            a[j * R + i] = skew - q[j * R + i] / 2.0;
        }
    }
    ck_assert_ok(chl_lyapunov_solve(R, a, q, x, &abscissa, &err), err);
    ck_assert_double_lt(abscissa, 0.0);
    for (size_t i = 0; i < (size_t) R * R; i++) {
        ck_assert_double_eq_tol(x[i], i % (R + 1) == 0 ? 1.0 : 0.0, 1e-10);
    }
    a[0] += 100.0;
    ck_assert_ok(chl_lyapunov_solve(R, a, q, x, &abscissa, &err), err);
    ck_assert_double_gt(abscissa, 0.0);
    ck_assert(isnan(x[0]));
    a[1] = INFINITY;
    ck_assert_fails(chl_lyapunov_solve(R, a, q, x, &abscissa, &err),
                    CHL_ENUMERIC, "entry (1, 0) of a Lyapunov equation is inf",
                    err);
}
END_TEST

START_TEST(every_allocation_may_fail)
{
    double a[] = { -1, 0.5, -0.5, -2 }, q[] = { 1, 0, 0, 1 }, x[4], abscissa;
    chl_error err = { 0 };

    ck_assert_survives_lost_memory(
        chl_lyapunov_solve(2, a, q, x, &abscissa, &err));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("noise of mixing modes");
    TCase *tests = tcase_create("noise of mixing modes");

    tcase_add_loop_test(
        tests, the_noise_floor_is_what_a_simulation_of_4_1_shows, 0, 3);
    tcase_add_test(tests, lyapunov_has_the_solution_it_was_made_for);
    tcase_add_test(tests, every_allocation_may_fail);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
