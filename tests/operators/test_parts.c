/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What finite groups leave alone in functions, and what they take. */
#include <math.h>
#include <string.h>

#include "augment/outcomes.h"
#include "operators/augmented.h"
#include "operators/basis.h"
#include "operators/parts.h"
#include "support/runner.h"

enum {
    KEPT = AUGMENTED_KEPT,
    SPAN = 2 * KEPT,
    SQUARE = SPAN * SPAN
};

static const chl_balanced_settings all_rows = { .draws = 1, .threads = 1 };
static const double ones[AUGMENTED_GROUPS] = { 1, 1, 1, 1 };
static const char *const whole[] = { "flip:1", "rotate90:1",
                                     "flip:1,rotate90:1" };
static const char *const mixed[] = { "flip:1:0.6", "rotate90:1:0.3",
                                     "rotate90:0.5,flip:0.3" };

static chl_parts
parts_of(augmented *b)
{
    chl_parts parts = { 0 };

    ck_assert_ok(chl_parts_create(b->functions, b->augment, &all_rows, KEPT,
                                  b->coefficients, &parts, &b->err),
                 b->err);
    ck_assert_uint_eq(parts.r, KEPT);
    return parts;
}

/* Gradients of s and h at x by brute force: (s, h)(x) from f at every T_k x. */
static void
explicit_gradients(augmented *b, const chl_outcomes *o, size_t row,
                   const double *x, double *g)
{
    double y[ROWS_MOST], each[KEPT * ROWS_MOST];
    size_t d = b->d;

    memset(g, 0, SPAN * d * sizeof *g);
    for (size_t k = 0; k < o->count; k++) {
        ck_assert_ok(chl_augment_apply(o->maps[k], 0, 1, &row, x, y, &b->err),
                     b->err);
        ck_assert_ok(chl_functions_gradients(b->functions, KEPT,
                                             b->coefficients, 1, y, each,
                                             &b->err),
                     b->err);
        for (size_t i = 0; i < KEPT; i++) {
            ck_assert_ok(chl_augment_adjoint(o->maps[k], 0, 1, &row,
                                             each + i * d, each + i * d,
                                             &b->err),
                         b->err);
        }
        for (size_t l = 0; l < KEPT * d; l++) {
            g[l] += each[l] / (double) o->count;
        }
    }
    ck_assert_ok(chl_functions_gradients(b->functions, KEPT, b->coefficients, 1,
                                         x, each, &b->err),
                 b->err);
    for (size_t l = 0; l < KEPT * d; l++) {
        g[KEPT * d + l] = each[l] - g[l];
    }
}

static void
add_gram(size_t d, double share, const double *g, double *sum)
{
    for (size_t at = 0; at < SQUARE; at++) {
        for (size_t l = 0; l < d; l++) {
            sum[at] += share * g[at / SPAN * d + l] * g[at % SPAN * d + l];
        }
    }
}

/* A and C with every map in turn, of the functions s and h as they are. */
static void
explicit_pair(augmented *b, double *a, double *c)
{
    const chl_sample *sample = chl_basis_sample(b->basis);
    double rows = (double) (sample->used - sample->aside);
    double x[ROWS_MOST], y[ROWS_MOST], g[SPAN * ROWS_MOST],
        mean[SPAN * ROWS_MOST];
    chl_outcomes o = { 0 };

    ck_assert_ok(chl_outcomes_create(b->augment, &o, &b->err), b->err);
    memset(a, 0, SQUARE * sizeof *a);
    memset(c, 0, SQUARE * sizeof *c);
    for (size_t at = sample->aside; at < sample->used; at++) {
        size_t row = chl_sample_row(sample, at);

        ck_assert_ok(chl_dataset_rows(b->dataset, &row, 1, x, &b->err), b->err);
        memset(mean, 0, sizeof mean);
        for (size_t k = 0; k < o.count; k++) {
            ck_assert_ok(
                chl_augment_apply(o.maps[k], 0, 1, &row, x, y, &b->err),
                b->err);
            explicit_gradients(b, &o, row, y, g);
            add_gram(b->d, o.weight[k] / rows, g, a);
            for (size_t i = 0; i < SPAN; i++) {
                ck_assert_ok(chl_augment_adjoint(o.maps[k], 0, 1, &row,
                                                 g + i * b->d, g + i * b->d,
                                                 &b->err),
                             b->err);
            }
            for (size_t l = 0; l < SPAN * b->d; l++) {
                mean[l] += o.weight[k] * g[l];
            }
        }
        add_gram(b->d, 1.0 / rows, mean, c);
    }
    chl_outcomes_clear(&o);
}

START_TEST(stiffness_and_coupling_of_parts_are_those_of_the_functions)
{
    const char *chain = _i < 3 ? whole[_i] : mixed[_i - 3];
    augmented b = augmented_start(ROWS_SQUARE, 5.0, chain);
    chl_parts parts = parts_of(&b);
    double a[SQUARE], c[SQUARE];

    explicit_pair(&b, a, c);
    ck_assert_double_lt(largest_difference(SQUARE, parts.stiffness, a), 1e-12);
    ck_assert_double_lt(largest_difference(SQUARE, parts.coupling, c), 1e-12);
    chl_parts_clear(&parts);
    augmented_finish(&b);
}
END_TEST

/* h is what T hides: exactly nothing of it comes through. */
START_TEST(nothing_of_the_rest_reaches_the_generator_if_all_maps_are_equal)
{
    augmented b = augmented_start(ROWS_SQUARE, 5.0, whole[_i]);
    chl_parts parts = parts_of(&b);

    for (size_t i = KEPT; i < SPAN; i++) {
        double all = parts.stiffness[i * SPAN + i];

        ck_assert_double_gt(all, 0.0);
        ck_assert_double_lt(fabs(parts.coupling[i * SPAN + i]), 1e-14 * all);
    }
    chl_parts_clear(&parts);
    augmented_finish(&b);
}
END_TEST

/* A mirror with probability p/2 leaves (1 - p)^2 of what is odd. */
START_TEST(a_rare_mirror_lets_the_square_of_its_mean_through)
{
    augmented b = augmented_start(ROWS_SQUARE, 5.0, "flip:1:0.6");
    chl_parts parts = parts_of(&b);

    for (size_t i = KEPT; i < SPAN; i++) {
        ck_assert_double_eq_tol(parts.coupling[i * SPAN + i],
                                0.16 * parts.stiffness[i * SPAN + i], 1e-12);
    }
    chl_parts_clear(&parts);
    augmented_finish(&b);
}
END_TEST

START_TEST(values_add_up_to_the_functions)
{
    augmented b = augmented_start(ROWS_SQUARE, 5.0, "flip:1,rotate90:1");
    size_t rows[] = { 4, 0, 17 };
    double x[3 * ROWS_MOST], values[3 * SPAN], phi[3 * AUGMENTED_MOST];

    ck_assert_ok(chl_parts_values(b.functions, b.augment, KEPT, b.coefficients,
                                  3, rows, values, &b.err),
                 b.err);
    ck_assert_ok(chl_dataset_rows(b.dataset, rows, 3, x, &b.err), b.err);
    ck_assert_ok(chl_functions_values(b.functions, 3, x, phi, &b.err), b.err);
    for (size_t i = 0; i < 3 * KEPT; i++) {
        const double *alpha = b.coefficients + i % KEPT * b.q;
        double f = 0.0;

        for (size_t j = 0; j < b.q; j++) {
            f += alpha[j] * phi[i / KEPT * b.q + j];
        }
        ck_assert_double_eq_tol(values[i / KEPT * SPAN + i % KEPT]
                                    + values[i / KEPT * SPAN + KEPT + i % KEPT],
                                f, 1e-12);
    }
    augmented_finish(&b);
}
END_TEST

/* Covariance: the law of T x has h of mean 0 when all maps are equal. */
START_TEST(invariant_parts_are_uncorrelated_with_the_rest)
{
    augmented b = augmented_start(ROWS_SQUARE, 5.0, whole[_i]);
    chl_parts parts = parts_of(&b);

    for (size_t i = 0; i < KEPT; i++) {
        for (size_t j = KEPT; j < SPAN; j++) {
            double scale =
                sqrt(parts.mass[i * SPAN + i] * parts.mass[j * SPAN + j]);

            ck_assert_double_lt(fabs(parts.mass[j * SPAN + i]), 1e-12 * scale);
        }
        ck_assert_double_gt(parts.mass[i * SPAN + i], 0.0);
    }
    chl_parts_clear(&parts);
    augmented_finish(&b);
}
END_TEST

/* The pulled back gradient of f itself is that of s + h. */
START_TEST(the_sum_of_the_parts_has_the_coupling_of_the_functions)
{
    augmented b = augmented_start(ROWS_SQUARE, 5.0, mixed[_i]);
    chl_parts parts = parts_of(&b);
    chl_coupling *coupling = NULL;
    double c[KEPT * KEPT], a[KEPT * KEPT], sum[KEPT * KEPT];
    const double *const from[] = { parts.coupling, parts.stiffness };
    const double *const wanted[] = { c, a };

    ck_assert_ok(chl_coupling_create(b.functions, b.augment, &all_rows, KEPT,
                                     b.coefficients, false, &coupling, &b.err),
                 b.err);
    ck_assert_ok(chl_coupling_matrices(coupling, ones, c, a, &b.err), b.err);
    for (size_t m = 0; m < 2; m++) {
        for (size_t at = 0; at < KEPT * KEPT; at++) {
            size_t i = at % KEPT, j = at / KEPT;

            sum[at] = from[m][j * SPAN + i] + from[m][(KEPT + j) * SPAN + i]
                      + from[m][j * SPAN + KEPT + i]
                      + from[m][(KEPT + j) * SPAN + KEPT + i];
        }
        ck_assert_double_lt(largest_difference(KEPT * KEPT, sum, wanted[m]),
                            1e-12);
    }
    chl_coupling_free(coupling);
    chl_parts_clear(&parts);
    augmented_finish(&b);
}
END_TEST

START_TEST(chains_of_many_maps_have_no_parts)
{
    static const char *const chains[] = { "translation:0.5", "flip:0" };
    augmented b = augmented_start(ROWS_SQUARE, 5.0, chains[_i]);
    chl_parts parts = { .r = 7 };

    ck_assert_ok(chl_parts_create(b.functions, b.augment, &all_rows, KEPT,
                                  b.coefficients, &parts, &b.err),
                 b.err);
    ck_assert_uint_eq(parts.r, 0);
    chl_parts_clear(&parts);
    augmented_finish(&b);
}
END_TEST

START_TEST(threads_change_no_byte)
{
    augmented b = augmented_start(ROWS_SQUARE, 5.0, "flip:1,rotate90:1");
    chl_balanced_settings many = { .draws = 1, .threads = 3 };
    chl_parts one = parts_of(&b), other = { 0 };

    ck_assert_ok(chl_parts_create(b.functions, b.augment, &many, KEPT,
                                  b.coefficients, &other, &b.err),
                 b.err);
    ck_assert_mem_eq(one.mass, other.mass, SQUARE * sizeof(double));
    ck_assert_mem_eq(one.coupling, other.coupling, SQUARE * sizeof(double));
    chl_parts_clear(&one);
    chl_parts_clear(&other);
    augmented_finish(&b);
}
END_TEST

START_TEST(lost_memory_is_survived)
{
    augmented b = augmented_start(ROWS_SQUARE, 5.0, "flip:1");
    chl_balanced_settings few = { .draws = 1, .threads = 1, .rows = 4 };
    chl_parts parts = { 0 };
    size_t rows[] = { 1, 2 };
    double values[2 * SPAN];

    ck_assert_survives_lost_memory(chl_parts_create(
        b.functions, b.augment, &few, KEPT, b.coefficients, &parts, &b.err));
    ck_assert_survives_lost_memory(chl_parts_values(
        b.functions, b.augment, KEPT, b.coefficients, 2, rows, values, &b.err));
    chl_parts_clear(&parts);
    augmented_finish(&b);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("parts");
    TCase *tests = tcase_create("all");

    tcase_add_loop_test(
        tests, stiffness_and_coupling_of_parts_are_those_of_the_functions, 0,
        6);
    tcase_add_loop_test(
        tests, nothing_of_the_rest_reaches_the_generator_if_all_maps_are_equal,
        0, 3);
    tcase_add_test(tests, a_rare_mirror_lets_the_square_of_its_mean_through);
    tcase_add_test(tests, values_add_up_to_the_functions);
    tcase_add_loop_test(tests, invariant_parts_are_uncorrelated_with_the_rest,
                        0, 3);
    tcase_add_loop_test(
        tests, the_sum_of_the_parts_has_the_coupling_of_the_functions, 0, 3);
    tcase_add_loop_test(tests, chains_of_many_maps_have_no_parts, 0, 2);
    tcase_add_test(tests, threads_change_no_byte);
    tcase_add_test(tests, lost_memory_is_survived);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
