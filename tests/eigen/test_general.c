/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eigenvalues without symmetry, of matrices made from a Schur form. */
#include <cblas.h>
#include <float.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <chladni/eigen.h>

#include "base/random.h"
#include "support/runner.h"

enum {
    N = 120,
    PAIRS = N / 2 - 10, /* the rest is real */
    WANTED = 7
};

static const char *const names[] = { "dense", "arpack" };
enum {
    METHODS = sizeof names / sizeof *names
};

static const double shift = 0.5;

/* A = Q T Q^T; T has 2 x 2 blocks [re, im; -im, re], real values behind them,
 * and entries of size `upper` above. */
typedef struct schur {
    chl_complex values[N];
    double *a, *inverse;
    chl_operator *a_op, *inverse_op;
    chl_general_problem problem;
} schur;

static double
normal_at(uint64_t at)
{
    chl_random random = { 77, 5 };

    return chl_random_normal(&random, at);
}

/* Rightmost last and far from zero, as in an oscillation: nearest to the shift
 * is not furthest right. */
static void
set_values(schur *s)
{
    for (size_t k = 0; k < PAIRS; k++) {
        double re = -0.05 - 0.09 * (double) k, im = 0.2 + 0.11 * (double) k;

        if (k % 7 == 3) {
            re = -0.02 - 1e-3 * (double) k;
            im = 1.0 + 0.2 * (double) k;
        }
        s->values[2 * k] = (chl_complex){ re, im };
        s->values[2 * k + 1] = (chl_complex){ re, -im };
    }
    for (size_t k = 2 * PAIRS; k < N; k++) {
        s->values[k] =
            (chl_complex){ -0.0317 * (double) (k - 2 * PAIRS + 1), 0 };
    }
}

static void
fill_schur(const schur *s, double upper, double *t)
{
    for (size_t j = 0; j < N; j++) {
        for (size_t i = 0; i < j; i++) {
            t[j * N + i] = upper * normal_at(i * N + j);
        }
        t[j * N + j] = s->values[j].re;
    }
    for (size_t k = 0; k < PAIRS; k++) {
        t[(2 * k + 1) * N + 2 * k] = s->values[2 * k].im;
        t[2 * k * N + 2 * k + 1] = -s->values[2 * k].im;
    }
}

static void
fill_orthogonal(double *q)
{
    double tau[N];

    for (size_t i = 0; i < (size_t) N * N; i++) {
        q[i] = normal_at(100000 + i);
    }
    ck_assert_int_eq(LAPACKE_dgeqrf(LAPACK_COL_MAJOR, N, N, q, N, tau), 0);
    ck_assert_int_eq(LAPACKE_dorgqr(LAPACK_COL_MAJOR, N, N, N, q, N, tau), 0);
}

static void
invert(const schur *s, double *inverse)
{
    lapack_int pivots[N];

    memcpy(inverse, s->a, sizeof *inverse * N * N);
    for (size_t i = 0; i < N; i++) {
        inverse[i * N + i] -= shift;
    }
    ck_assert_int_eq(LAPACKE_dgetrf(LAPACK_COL_MAJOR, N, N, inverse, N, pivots),
                     0);
    ck_assert_int_eq(LAPACKE_dgetri(LAPACK_COL_MAJOR, N, inverse, N, pivots),
                     0);
}

static void
schur_create(schur *s, double upper)
{
    const size_t size = sizeof(double) * N * N;
    double *t = calloc(1, size), *q = calloc(1, size), *tq = calloc(1, size);
    chl_error err = { 0 };

    s->a = calloc(1, size);
    s->inverse = calloc(1, size);
    ck_assert(t != NULL && q != NULL && tq != NULL && s->a != NULL
              && s->inverse != NULL);
    set_values(s);
    fill_schur(s, upper, t);
    fill_orthogonal(q);
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, N, N, N, 1.0, t, N, q,
                N, 0.0, tq, N);
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, N, N, N, 1.0, q, N,
                tq, N, 0.0, s->a, N);
    invert(s, s->inverse);
    ck_assert_ok(chl_operator_dense(s->a, N, 0, &s->a_op, &err), err);
    ck_assert_ok(chl_operator_dense(s->inverse, N, 0, &s->inverse_op, &err),
                 err);
    s->problem = (chl_general_problem){ s->a_op, s->inverse_op, shift };
    free(t);
    free(q);
    free(tq);
}

static void
schur_clear(schur *s)
{
    chl_operator_free(s->a_op);
    chl_operator_free(s->inverse_op);
    free(s->a);
    free(s->inverse);
}

static chl_general_which wanted_end;

static int
compare(const void *a, const void *b)
{
    const chl_complex *x = a, *y = b;
    double p =
        wanted_end == CHL_RIGHTMOST ? -x->re : hypot(x->re - shift, x->im);
    double q =
        wanted_end == CHL_RIGHTMOST ? -y->re : hypot(y->re - shift, y->im);

    if (p != q) {
        return p < q ? -1 : 1;
    }
    return x->im > y->im ? -1 : x->im < y->im;
}

static chl_general_settings
settings_for(const char *method, chl_general_which which)
{
    chl_general_settings settings = chl_general_settings_default();

    settings.method = method;
    settings.count = WANTED;
    settings.which = which;
    return settings;
}

static chl_general_result *
solve(const schur *s, const chl_general_settings *settings)
{
    chl_general_result *result = NULL;
    chl_error err = { 0 };

    ck_assert_ok(chl_general_solve(&s->problem, settings, &result, &err), err);
    return result;
}

/* Eigenvalues of a matrix this far from normal move by some hundred times the
 * rounding error. */
static void
check_values(schur *s, const chl_general_result *result)
{
    qsort(s->values, N, sizeof *s->values, compare);
    ck_assert_uint_ge(result->count, WANTED);
    for (size_t k = 0; k < result->count; k++) {
        ck_assert_double_eq_tol(result->values[k].re, s->values[k].re, 1e-9);
        ck_assert_double_eq_tol(result->values[k].im, s->values[k].im, 1e-9);
        ck_assert_double_le(result->residuals[k], 1e-8);
    }
    ck_assert(result->complete);
    ck_assert_int_eq(result->reason, CHL_CONVERGED);
}

START_TEST(every_method_finds_the_eigenvalues_of_both_ends)
{
    static const chl_general_which ends[] = { CHL_RIGHTMOST,
                                              CHL_NEAREST_SHIFT };
    const double uppers[] = { 0.0, 0.05 };

    for (size_t e = 0; e < 2; e++) {
        for (size_t u = 0; u < 2; u++) {
            chl_general_settings settings = settings_for(names[_i], ends[e]);
            chl_general_result *result;
            schur s;

            wanted_end = ends[e];
            schur_create(&s, uppers[u]);
            result = solve(&s, &settings);
            ck_assert_str_eq(result->method, names[_i]);
            check_values(&s, result);
            chl_general_result_free(result);
            schur_clear(&s);
        }
    }
    ck_assert_int_eq(chl_memory_live_blocks(), 0);
}
END_TEST

START_TEST(pairs_stay_together_and_are_conjugate)
{
    chl_general_settings settings = settings_for(names[_i], CHL_RIGHTMOST);
    schur s;

    schur_create(&s, 0.02);
    for (size_t count = 1; count <= WANTED; count++) {
        chl_general_result *result;
        double sum = 0.0;

        settings.count = count;
        result = solve(&s, &settings);
        ck_assert(result->count == count || result->count == count + 1);
        for (size_t k = 0; k < result->count; k++) {
            sum += result->values[k].im;
            if (result->values[k].im > 0.0) {
                const chl_complex *v = result->vectors + k * N, *w = v + N;

                ck_assert_double_eq(result->values[k + 1].re,
                                    result->values[k].re);
                ck_assert_double_eq(result->values[k + 1].im,
                                    -result->values[k].im);
                for (size_t i = 0; i < N; i++) {
                    ck_assert_double_eq(v[i].re, w[i].re);
                    ck_assert_double_eq(v[i].im, -w[i].im);
                }
            }
        }
        ck_assert_double_eq(sum, 0.0);
        chl_general_result_free(result);
    }
    schur_clear(&s);
}
END_TEST

START_TEST(vectors_have_length_one_and_a_real_largest_entry)
{
    chl_general_settings settings = settings_for(names[_i], CHL_RIGHTMOST);
    chl_general_result *result;
    schur s;

    schur_create(&s, 0.02);
    result = solve(&s, &settings);
    for (size_t k = 0; k < result->count; k++) {
        const chl_complex *v = result->vectors + k * N;
        double sum = 0.0, largest = 0.0, real = 0.0;

        for (size_t i = 0; i < N; i++) {
            double size = hypot(v[i].re, v[i].im);

            sum += size * size;
            largest = fmax(largest, size);
            real = v[i].im == 0.0 ? fmax(real, v[i].re) : real;
        }
        ck_assert_double_eq_tol(sum, 1.0, 1e-13);
        ck_assert_double_ge(real, (1.0 - 1e-6) * largest);
    }
    chl_general_result_free(result);
    schur_clear(&s);
}
END_TEST

START_TEST(without_an_inverse_rightmost_is_found_but_not_vouched_for)
{
    chl_general_settings settings = settings_for("arpack", CHL_RIGHTMOST);
    chl_general_result *result;
    schur s;

    wanted_end = CHL_RIGHTMOST;
    schur_create(&s, 0.0);
    s.problem.inverse = NULL;
    settings.tolerance = 1e-10;
    result = solve(&s, &settings);
    ck_assert(!result->complete);
    qsort(s.values, N, sizeof *s.values, compare);
    for (size_t k = 0; k < result->count; k++) {
        ck_assert_double_eq_tol(result->values[k].re, s.values[k].re, 1e-7);
    }
    chl_general_result_free(result);
    schur_clear(&s);
}
END_TEST

/* As many equal real parts as a line between them and the rest would need. */
static void
crowd(schur *s, size_t pairs)
{
    double *t = calloc((size_t) N * N, sizeof *t);

    ck_assert_ptr_nonnull(t);
    for (size_t k = 0; k < pairs; k++) {
        s->values[2 * k].re = s->values[2 * k + 1].re = -0.01;
    }
    fill_schur(s, 0.0, t);
    memcpy(s->a, t, sizeof *t * N * N);
    invert(s, s->inverse);
    free(t);
}

/* 24 values agree where 7 are asked for: arpack looks for more of them. */
START_TEST(a_crowd_of_equal_real_parts_is_vouched_for)
{
    chl_general_settings settings = settings_for("arpack", CHL_RIGHTMOST);
    chl_general_result *result;
    schur s;

    schur_create(&s, 0.0);
    crowd(&s, 12);
    result = solve(&s, &settings);
    ck_assert(result->complete);
    ck_assert_uint_ge(result->count, WANTED);
    for (size_t k = 0; k < result->count; k++) {
        ck_assert_double_eq_tol(result->values[k].re, -0.01, 1e-9);
    }
    chl_general_result_free(result);
    schur_clear(&s);
}
END_TEST

/* No line can be drawn behind half of all: auto finds every one. */
START_TEST(a_crowd_too_large_for_arpack_is_found_by_dense)
{
    enum {
        LARGE = 4 * N
    };
    chl_general_settings settings = settings_for("auto", CHL_RIGHTMOST);
    chl_general_result *result = NULL;
    chl_operator *a = NULL, *inverse = NULL;
    chl_general_problem problem;
    chl_error err = { 0 };
    double *matrix = calloc((size_t) LARGE * LARGE, sizeof *matrix);
    double *back = calloc((size_t) LARGE * LARGE, sizeof *back);

    ck_assert(matrix != NULL && back != NULL);
    for (size_t k = 0; k < LARGE; k++) {
        matrix[k * LARGE + k] = k < LARGE / 2 ? -0.01 : -1.0 - (double) k;
        back[k * LARGE + k] = 1.0 / (matrix[k * LARGE + k] - shift);
    }
    ck_assert_ok(chl_operator_dense(matrix, LARGE, 0, &a, &err), err);
    ck_assert_ok(chl_operator_dense(back, LARGE, 0, &inverse, &err), err);
    problem = (chl_general_problem){ a, inverse, shift };
    ck_assert_ok(chl_general_solve(&problem, &settings, &result, &err), err);
    ck_assert_str_eq(result->method, "dense");
    ck_assert(result->complete);
    ck_assert_uint_eq(result->count, WANTED);
    ck_assert_double_eq_tol(result->values[WANTED - 1].re, -0.01, 1e-12);
    chl_general_result_free(result);
    chl_operator_free(a);
    chl_operator_free(inverse);
    free(matrix);
    free(back);
}
END_TEST

START_TEST(equal_seeds_give_equal_bytes)
{
    chl_general_settings settings = settings_for("arpack", CHL_RIGHTMOST);
    chl_general_result *one, *two;
    schur s;

    schur_create(&s, 0.02);
    one = solve(&s, &settings);
    two = solve(&s, &settings);
    ck_assert_uint_eq(one->count, two->count);
    ck_assert_mem_eq(one->values, two->values,
                     one->count * sizeof *one->values);
    ck_assert_mem_eq(one->vectors, two->vectors,
                     one->count * N * sizeof *one->vectors);
    chl_general_result_free(one);
    chl_general_result_free(two);
    schur_clear(&s);
}
END_TEST

START_TEST(settings_out_of_range_are_named)
{
    chl_general_settings settings = settings_for("auto", CHL_RIGHTMOST);
    chl_general_result *result = NULL;
    chl_error err = { 0 };
    schur s;

    schur_create(&s, 0.0);
    settings.count = N + 1;
    ck_assert_fails(chl_general_solve(&s.problem, &settings, &result, &err),
                    CHL_EARG, "count is 121; it must lie in 1..120", err);
    settings = settings_for("qr", CHL_RIGHTMOST);
    ck_assert_fails(chl_general_solve(&s.problem, &settings, &result, &err),
                    CHL_EARG, "method is 'qr'", err);
    settings = settings_for("arpack", CHL_NEAREST_SHIFT);
    s.problem.inverse = NULL;
    ck_assert_fails(chl_general_solve(&s.problem, &settings, &result, &err),
                    CHL_EUNSUPPORTED, "needs the inverse", err);
    s.problem.shift = NAN;
    ck_assert_fails(chl_general_solve(&s.problem, &settings, &result, &err),
                    CHL_EARG, "shift is nan", err);
    ck_assert_ptr_null(result);
    schur_clear(&s);
}
END_TEST

START_TEST(every_allocation_may_fail)
{
    chl_general_settings settings = settings_for(names[_i], CHL_RIGHTMOST);
    chl_general_result *result = NULL;
    chl_error err = { 0 };
    schur s;

    schur_create(&s, 0.0);
    settings.count = 2;
    ck_assert_survives_lost_memory(
        chl_general_solve(&s.problem, &settings, &result, &err));
    chl_general_result_free(result);
    schur_clear(&s);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("general eigenvalues");
    TCase *tests = tcase_create("general");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, every_method_finds_the_eigenvalues_of_both_ends,
                        0, METHODS);
    tcase_add_loop_test(tests, pairs_stay_together_and_are_conjugate, 0,
                        METHODS);
    tcase_add_loop_test(tests, vectors_have_length_one_and_a_real_largest_entry,
                        0, METHODS);
    tcase_add_test(tests,
                   without_an_inverse_rightmost_is_found_but_not_vouched_for);
    tcase_add_test(tests, a_crowd_of_equal_real_parts_is_vouched_for);
    tcase_add_test(tests, a_crowd_too_large_for_arpack_is_found_by_dense);
    tcase_add_test(tests, equal_seeds_give_equal_bytes);
    tcase_add_test(tests, settings_out_of_range_are_named);
    tcase_add_loop_test(tests, every_allocation_may_fail, 0, METHODS);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
