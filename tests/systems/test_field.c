/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of kernels over points, each pair of them once. */
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "kernels/pairs.h"
#include "support/runner.h"
#include "systems/field.h"

enum {
    MOST = 200,
    OTHERS = 70,
    DIMENSIONS = 9,
    SIZE = (MOST + OTHERS) * DIMENSIONS
};

static const char *const names[] = {
    "ntk-relu", "nngp-leaky_relu", "ntk-abs", "ntk-identity",
    "ntk-erf",  "ntk-relu+relu",   "gauss",   "laplace",
    "matern52", "energy",          "riesz",
};

enum {
    NAMES = sizeof names / sizeof *names
};

static chl_pair_kernel
kernel_of(const char *name)
{
    chl_wide wide = chl_wide_default();
    chl_pair_kernel kernel;
    chl_error err = { 0 };

    ck_assert_ok(chl_pair_kernel_init(name, &wide, 1.3, 1.5, &kernel, &err),
                 err);
    return kernel;
}

/* Points of which the last two are equal, and coefficients of both signs. */
typedef struct cloud {
    size_t n, d;
    double points[SIZE], copy[SIZE], norms[MOST + OTHERS];
    double coefficients[MOST + OTHERS];
} cloud;

static void
fill(size_t n, size_t d, cloud *c)
{
    const chl_random source = { 41, CHL_STREAM_TESTS };

    c->n = n;
    c->d = d;
    for (size_t at = 0; at < (n + OTHERS) * d; at++) {
        c->points[at] = chl_random_normal(&source, at);
    }
    if (n > 1) {
        memcpy(c->points + (n - 1) * d, c->points + (n - 2) * d,
               d * sizeof *c->points);
    }
    memcpy(c->copy, c->points, sizeof c->copy);
    for (size_t i = 0; i < n + OTHERS; i++) {
        c->coefficients[i] = chl_random_normal(&source, SIZE + i);
    }
    chl_field_norms(n + OTHERS, d, c->points, c->norms);
}

/* Of the points and the others at x; parts: 2 n. */
static void
evaluate(const cloud *c, const chl_pair_kernel *kernel, const double *x,
         size_t threads, double *values, double *parts, double *gradients)
{
    const chl_support supports[] = {
        { c->n, c->points, c->norms, c->coefficients },
        { OTHERS, c->points + c->n * c->d, c->norms + c->n,
          c->coefficients + c->n },
    };
    const chl_field field = { kernel, c->d, threads, 2, supports, parts };
    chl_error err = { 0 };

    ck_assert_ok(chl_field_evaluate(&field, c->n, x, values, gradients, &err),
                 err);
}

static const size_t sizes[] = { 1, 2, 63, 64, 65, 130, MOST };
static const size_t dimensions[] = { 1, 2, 3, 7, DIMENSIONS };

/* The same points at another address are no support, so that every pair is
 * computed from both sides. */
START_TEST(pairs_computed_once_say_what_pairs_computed_twice_say)
{
    static cloud c;
    static double once[SIZE], twice[SIZE];
    double values[MOST], again[MOST], parts[2 * MOST], others[2 * MOST];
    const chl_pair_kernel kernel = kernel_of(names[_i]);

    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        size_t n = sizes[s];

        fill(n, dimensions[s % 5], &c);
        evaluate(&c, &kernel, c.points, 2, values, parts, once);
        evaluate(&c, &kernel, c.copy, 1, again, others, twice);
        for (size_t i = 0; i < n; i++) {
            ck_assert_double_eq_tol(values[i], again[i], 1e-10);
            ck_assert_double_eq_tol(parts[i], others[i], 1e-10);
            ck_assert_double_eq_tol(parts[n + i], others[n + i], 1e-10);
        }
        for (size_t at = 0; at < n * c.d; at++) {
            ck_assert_double_eq_tol(once[at], twice[at], 1e-10);
        }
        evaluate(&c, &kernel, c.points, 2, values, NULL, NULL);
        for (size_t i = 0; i < n; i++) {
            ck_assert_double_eq_tol(values[i], again[i], 1e-10);
        }
    }
}
END_TEST

START_TEST(any_number_of_threads_gives_the_same_bytes)
{
    static cloud c;
    static double one[SIZE], many[SIZE];
    double values[MOST], again[MOST];
    const chl_pair_kernel kernel = kernel_of(names[_i]);

    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        fill(sizes[s], dimensions[s % 5], &c);
        evaluate(&c, &kernel, c.points, 1, values, NULL, one);
        for (size_t threads = 2; threads <= 3; threads++) {
            evaluate(&c, &kernel, c.points, threads, again, NULL, many);
            ck_assert_mem_eq(values, again, c.n * sizeof *values);
            ck_assert_mem_eq(one, many, c.n * c.d * sizeof *one);
        }
    }
}
END_TEST

/* grad_z k(x, z) is grad_x k(z, x), with z in the place of x. */
START_TEST(gradients_of_both_sides_are_those_of_pairs_turned_round)
{
    static cloud c;
    const chl_pair_kernel kernel = kernel_of(names[_i]);
    double value[4], p[4], q[4], r[4];

    fill(MOST, 3, &c);
    for (size_t i = 0; i < MOST && chl_pair_has_both(&kernel); i++) {
        size_t j = MOST - 1 - i / 2;
        chl_pairs forth = {
            1,           1,           3,   c.points + 3 * i, c.points + 3 * j,
            c.norms + i, c.norms + j, NULL
        };
        chl_pairs back = {
            1,           1,           3,   c.points + 3 * j, c.points + 3 * i,
            c.norms + j, c.norms + i, NULL
        };

        chl_pair_block_both(&kernel, &forth, value, p, q, r);
        chl_pair_block_both(&kernel, &back, value + 1, p + 1, q + 1, r + 1);
        chl_pair_block(&kernel, &forth, value + 2, p + 2, q + 2);
        ck_assert_double_eq_tol(value[0], value[1], 1e-13);
        ck_assert_double_eq_tol(p[0], p[1], 1e-11 * (1.0 + fabs(p[0])));
        ck_assert_double_eq_tol(r[0], q[1], 1e-11 * (1.0 + fabs(r[0])));
        ck_assert_double_eq_tol(q[0], r[1], 1e-11 * (1.0 + fabs(q[0])));
        ck_assert_double_eq(value[0], value[2]);
        ck_assert_double_eq(p[0], p[2]);
        ck_assert_double_eq(q[0], q[2]);
    }
}
END_TEST

static chl_status
evaluate_once(const cloud *c, const chl_pair_kernel *kernel)
{
    const chl_support support = { c->n, c->points, c->norms, c->coefficients };
    const chl_field field = { kernel, c->d, 2, 1, &support, NULL };
    double values[MOST];
    chl_error err = { 0 };

    return chl_field_evaluate(&field, c->n, c->points, values, NULL, &err);
}

START_TEST(lost_memory_is_survived)
{
    static cloud c;
    const chl_pair_kernel kernel = kernel_of("gauss");

    fill(65, 2, &c);
    ck_assert_survives_lost_memory(evaluate_once(&c, &kernel));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("systems/field");
    TCase *laws = tcase_create("laws");

    tcase_add_loop_test(
        laws, pairs_computed_once_say_what_pairs_computed_twice_say, 0, NAMES);
    tcase_add_loop_test(laws, any_number_of_threads_gives_the_same_bytes, 0,
                        NAMES);
    tcase_add_loop_test(laws,
                        gradients_of_both_sides_are_those_of_pairs_turned_round,
                        0, NAMES);
    tcase_add_test(laws, lost_memory_is_survived);
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
