/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The matrices of an augmented law against plain sums and exact averages. */
#include <math.h>
#include <string.h>

#include <chladni/balanced.h>

#include "base/random.h"
#include "operators/augmented.h"
#include "operators/basis.h"
#include "support/runner.h"

enum {
    COUNT = AUGMENTED_ROWS,
    GROUPS = AUGMENTED_GROUPS,
    KEPT = AUGMENTED_KEPT,
    MOST = AUGMENTED_MOST
};

static const chl_random source = { 23, CHL_STREAM_TESTS };
static const double ones[GROUPS] = { 1, 1, 1, 1 };
static const double some[GROUPS] = { 0, 2, 0, 1 };
static const chl_balanced_settings all_rows = { .draws = 1, .threads = 1 };

/* sum += sum_l g[i d + l] h[j d + l]. */
static void
add_gram(size_t r, size_t d, double scale, const double *g, const double *h,
         double *sum)
{
    for (size_t at = 0; at < r * r; at++) {
        for (size_t l = 0; l < d; l++) {
            sum[at] += scale * g[at / r * d + l] * h[at % r * d + l];
        }
    }
}

/* M and A row by row, from the functions' own values and gradients. */
static void
explicit_pair(augmented *b, const double *weight, double *mass,
              double *stiffness)
{
    const chl_sample *sample = chl_basis_sample(b->basis);
    double x[ROWS_MOST], phi[MOST], identity[MOST * MOST] = { 0 }, rows = 0.0;
    double *gradients = chl_alloc(b->q * b->d, sizeof *gradients);
    size_t q = b->q;

    memset(mass, 0, q * q * sizeof *mass);
    memset(stiffness, 0, q * q * sizeof *stiffness);
    for (size_t i = 0; i < q; i++) {
        identity[i * q + i] = 1.0;
    }
    for (size_t at = sample->aside; at < sample->used; at++) {
        size_t row = chl_sample_row(sample, at), g = 0;

        while (at >= chl_sample_start(sample, g + 1)) {
            g++;
        }
        rows_apply(b->augment, b->dataset, 0, row, x);
        ck_assert_ok(chl_functions_values(b->functions, 1, x, phi, &b->err),
                     b->err);
        ck_assert_ok(chl_functions_gradients(b->functions, q, identity, 1, x,
                                             gradients, &b->err),
                     b->err);
        for (size_t ij = 0; ij < q * q; ij++) {
            mass[ij] += weight[g] * phi[ij / q] * phi[ij % q];
        }
        add_gram(q, b->d, weight[g], gradients, gradients, stiffness);
        rows += weight[g];
    }
    for (size_t ij = 0; ij < q * q; ij++) {
        mass[ij] /= rows;
        stiffness[ij] /= rows;
    }
    chl_free(gradients);
}

START_TEST(mass_and_stiffness_are_plain_sums_over_augmented_rows)
{
    static const rows_kind kinds[] = { ROWS_POINTS, ROWS_COLOUR };
    static const char *const chains[] = { "jitter:0.3",
                                          "translation:0.3,brightness:0.2" };
    static const double *const weights[] = { ones, some };
    static const double bandwidths[] = { 6.0, 9.0 };
    augmented b =
        augmented_start(kinds[_i % 2], bandwidths[_i % 2], chains[_i % 2]);
    double m[MOST * MOST], a[MOST * MOST], m0[MOST * MOST], a0[MOST * MOST];
    chl_balanced *balanced = NULL;

    ck_assert_ok(chl_balanced_create(b.functions, b.augment, &all_rows,
                                     &balanced, &b.err),
                 b.err);
    ck_assert_ok(chl_balanced_pair(balanced, weights[_i / 2], m, a, &b.err),
                 b.err);
    explicit_pair(&b, weights[_i / 2], m0, a0);
    ck_assert_double_lt(largest_difference(b.q * b.q, m, m0), 1e-12);
    ck_assert_double_lt(largest_difference(b.q * b.q, a, a0), 1e-12);
    chl_balanced_free(balanced);
    augmented_finish(&b);
}
END_TEST

START_TEST(without_augmentation_the_pair_is_that_of_galerkin)
{
    augmented b = augmented_start(ROWS_POINTS, 6.0, NULL);
    double m[MOST * MOST], a[MOST * MOST], m0[MOST * MOST], a0[MOST * MOST];
    chl_balanced *balanced = NULL;
    chl_galerkin *galerkin = NULL;
    size_t q = b.q, g = q - 1;

    ck_assert_ok(
        chl_balanced_create(b.functions, NULL, &all_rows, &balanced, &b.err),
        b.err);
    ck_assert_ok(chl_galerkin_create_functions(b.functions, &galerkin, &b.err),
                 b.err);
    ck_assert_ok(chl_balanced_pair(balanced, ones, m, a, &b.err), b.err);
    ck_assert_ok(chl_galerkin_pair(galerkin, ones, m0, a0, &b.err), b.err);
    for (size_t j = 0; j < g; j++) {
        for (size_t i = 0; i < g; i++) {
            /* Centring by the constant function. */
            ck_assert_double_eq_tol(m[j * q + i] - m[g * q + i] * m[g * q + j],
                                    m0[j * g + i], 1e-12);
            ck_assert_double_eq(a[j * q + i], a0[j * g + i]);
        }
        ck_assert_double_eq(a[g * q + j], 0.0);
    }
    ck_assert_double_eq_tol(m[g * q + g], 1.0, 1e-15);
    chl_galerkin_free(galerkin);
    chl_balanced_free(balanced);
    augmented_finish(&b);
}
END_TEST

static void
couple(augmented *b, const chl_balanced_settings *settings, bool exact,
       const double *weight, double *c, double *a)
{
    chl_coupling *coupling = NULL;

    ck_assert_ok(chl_coupling_create(b->functions, b->augment, settings, KEPT,
                                     b->coefficients, exact, &coupling,
                                     &b->err),
                 b->err);
    ck_assert_ok(chl_coupling_matrices(coupling, weight, c, a, &b->err),
                 b->err);
    chl_coupling_free(coupling);
}

START_TEST(without_augmentation_coupling_is_stiffness)
{
    augmented b = augmented_start(ROWS_POINTS, 6.0, NULL);
    double c[KEPT * KEPT], a[KEPT * KEPT], m[MOST * MOST], s[MOST * MOST];
    double projected[KEPT * KEPT];
    chl_balanced *balanced = NULL;

    couple(&b, &all_rows, false, some, c, a);
    for (size_t at = 0; at < KEPT * KEPT; at++) {
        ck_assert_double_eq(c[at], a[at]);
    }
    ck_assert_ok(
        chl_balanced_create(b.functions, NULL, &all_rows, &balanced, &b.err),
        b.err);
    ck_assert_ok(chl_balanced_pair(balanced, some, m, s, &b.err), b.err);
    ck_assert_ok(
        chl_dense_project(b.q, s, KEPT, b.coefficients, projected, &b.err),
        b.err);
    ck_assert_double_lt(largest_difference(KEPT * KEPT, a, projected), 1e-12);
    chl_balanced_free(balanced);
    augmented_finish(&b);
}
END_TEST

START_TEST(coupling_is_at_most_stiffness_where_no_jacobian_enlarges)
{
    static const char *const chains[] = { "flip:1", "translation-circular:1",
                                          "cutout:1,noise:0.2",
                                          "mixup:0.5,contrast:0.0" };
    augmented b = augmented_start(ROWS_COLOUR, 9.0, chains[_i]);
    double c[KEPT * KEPT], a[KEPT * KEPT];

    couple(&b, &all_rows, false, some, c, a);
    for (size_t trial = 0; trial < 200; trial++) {
        double form = 0.0, scale = 0.0;

        for (size_t at = 0; at < KEPT * KEPT; at++) {
            double v = chl_random_normal(&source, 1000 + 8 * trial + at % KEPT);

            v *= chl_random_normal(&source, 1000 + 8 * trial + at / KEPT);
            form += v * (a[at] - c[at]);
            scale += fabs(v * a[at]);
        }
        ck_assert_double_gt(form, -1e-13 * scale);
    }
    augmented_finish(&b);
}
END_TEST

/* Rows of one pixel: x -> -x is ada-luma on grey images of [-1, 1]. */
static augmented
start_line(const char *chain)
{
    static uint8_t bytes[COUNT];
    chl_array array = { bytes, CHL_U8, 4, { COUNT, 1, 1, 1 }, NULL };
    chl_dataset_settings settings = chl_dataset_settings_default();
    augmented b = { 0 };

    for (size_t i = 0; i < COUNT; i++) {
        bytes[i] = (uint8_t) (40 + 2 * i);
    }
    settings.range = (chl_range){ .kind = CHL_RANGE_AUTO };
    ck_assert_ok(
        chl_dataset_from_array("line", &array, &settings, &b.dataset, &b.err),
        b.err);
    augmented_build(&b, 8, 0.5, chain);
    return b;
}

/* E_T J grad f(Tx) for T x = x or -x, each with probability 1/2. */
static void
explicit_flip(augmented *b, double *c)
{
    const chl_sample *sample = chl_basis_sample(b->basis);
    double rows = (double) (sample->used - sample->aside);

    memset(c, 0, KEPT * KEPT * sizeof *c);
    for (size_t at = sample->aside; at < sample->used; at++) {
        size_t row = chl_sample_row(sample, at);
        double x[2], g[2 * KEPT], mean[KEPT];

        ck_assert_ok(chl_dataset_rows(b->dataset, &row, 1, x, &b->err), b->err);
        x[1] = -x[0];
        ck_assert_ok(chl_functions_gradients(b->functions, KEPT,
                                             b->coefficients, 2, x, g, &b->err),
                     b->err);
        for (size_t k = 0; k < KEPT; k++) {
            mean[k] = 0.5 * (g[k] - g[KEPT + k]);
        }
        add_gram(KEPT, 1, 1.0 / rows, mean, mean, c);
    }
}

START_TEST(two_draws_have_the_exact_average_over_a_flip_as_mean)
{
    enum {
        SEEDS = 400
    };
    augmented b = start_line("ada-luma:1");
    double c[KEPT * KEPT], a[KEPT * KEPT], exact[KEPT * KEPT];
    double sum[KEPT * KEPT] = { 0 }, squares[KEPT * KEPT] = { 0 };

    explicit_flip(&b, exact);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        chl_augment_free(b.augment);
        b.augment = rows_chain("ada-luma:1", b.dataset, seed, 1);
        couple(&b, &all_rows, false, ones, c, a);
        for (size_t at = 0; at < KEPT * KEPT; at++) {
            sum[at] += c[at] / SEEDS;
            squares[at] += c[at] * c[at] / SEEDS;
        }
    }
    for (size_t at = 0; at < KEPT * KEPT; at++) {
        double error = sqrt((squares[at] - sum[at] * sum[at]) / SEEDS);

        /* Fair draws leave five deviations once in a million. */
        ck_assert_double_lt(fabs(sum[at] - exact[at]), 5.0 * error);
        ck_assert_double_lt(error, 0.05 * a[at / KEPT * (KEPT + 1)]);
    }
    augmented_finish(&b);
}
END_TEST

/* The average over all h w shifts by brute force. */
static void
explicit_shifts(augmented *b, double *c)
{
    const chl_sample *sample = chl_basis_sample(b->basis);
    const chl_dataset_info *info = chl_dataset_describe(b->dataset);
    size_t h = info->height, w = info->width, n = info->channels, d = b->d;
    double rows = (double) (sample->used - sample->aside);
    double x[ROWS_MOST], y[ROWS_MOST], g[KEPT * ROWS_MOST];
    double mean[KEPT * ROWS_MOST];

    memset(c, 0, KEPT * KEPT * sizeof *c);
    for (size_t at = sample->aside; at < sample->used; at++) {
        size_t row = chl_sample_row(sample, at);

        ck_assert_ok(chl_dataset_rows(b->dataset, &row, 1, x, &b->err), b->err);
        memset(mean, 0, sizeof mean);
        for (size_t s = 0; s < h * w; s++) {
            size_t to[ROWS_MOST];

            for (size_t l = 0; l < d; l++) {
                size_t i = (l / n / w + s / w) % h, j = (l / n % w + s % w) % w;

                to[l] = (i * w + j) * n + l % n;
                y[to[l]] = x[l];
            }
            ck_assert_ok(chl_functions_gradients(b->functions, KEPT,
                                                 b->coefficients, 1, y, g,
                                                 &b->err),
                         b->err);
            for (size_t l = 0; l < KEPT * d; l++) {
                mean[l] += g[l / d * d + to[l % d]] / (double) (h * w);
            }
        }
        add_gram(KEPT, d, 1.0 / rows, mean, mean, c);
    }
}

START_TEST(circular_shifts_are_averaged_exactly)
{
    static const rows_kind kinds[] = { ROWS_GREY, ROWS_COLOUR };
    augmented b = augmented_start(kinds[_i], 7.0, "translation-circular:1");
    double c[KEPT * KEPT], a[KEPT * KEPT], exact[KEPT * KEPT];

    couple(&b, &all_rows, true, ones, c, a);
    explicit_shifts(&b, exact);
    ck_assert_double_lt(largest_difference(KEPT * KEPT, c, exact), 1e-12);
    augmented_finish(&b);
}
END_TEST

START_TEST(two_draws_of_shifts_have_the_exact_average_as_mean)
{
    enum {
        SEEDS = 60
    };
    augmented b = augmented_start(ROWS_GREY, 7.0, "translation-circular:0.25");
    double c[KEPT * KEPT], a[KEPT * KEPT], exact[KEPT * KEPT];
    double sum[KEPT] = { 0 }, squares[KEPT] = { 0 };

    couple(&b, &all_rows, true, ones, exact, a);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        chl_augment_free(b.augment);
        b.augment = rows_chain("translation-circular:0.25", b.dataset, seed, 1);
        couple(&b, &all_rows, false, ones, c, a);
        for (size_t k = 0; k < KEPT; k++) {
            sum[k] += c[k * KEPT + k] / SEEDS;
            squares[k] += c[k * KEPT + k] * c[k * KEPT + k] / SEEDS;
        }
    }
    for (size_t k = 0; k < KEPT; k++) {
        double error = sqrt((squares[k] - sum[k] * sum[k]) / (SEEDS - 1));

        ck_assert_double_lt(fabs(sum[k] - exact[k * KEPT + k]), 5.0 * error);
        ck_assert_double_lt(error, 0.05 * a[k * KEPT + k]);
    }
    augmented_finish(&b);
}
END_TEST

START_TEST(threads_change_no_byte)
{
    augmented b = augmented_start(ROWS_GREY, 7.0, "translation-circular:0.5");
    chl_balanced_settings s = { .draws = 2, .rows = 37, .threads = 1 };
    double c[2][KEPT * KEPT], a[2][KEPT * KEPT];
    double e[2][KEPT * KEPT], m[2][MOST * MOST], k[2][MOST * MOST];

    memset(m, 0, sizeof m);
    memset(k, 0, sizeof k);
    for (size_t t = 0; t < 2; t++) {
        chl_balanced *balanced = NULL;

        s.threads = t + 1;
        ck_assert_ok(
            chl_balanced_create(b.functions, b.augment, &s, &balanced, &b.err),
            b.err);
        ck_assert_ok(chl_balanced_pair(balanced, some, m[t], k[t], &b.err),
                     b.err);
        chl_balanced_free(balanced);
        couple(&b, &s, true, some, e[t], a[t]);
        couple(&b, &s, false, some, c[t], a[t]);
    }
    ck_assert_mem_eq(m[0], m[1], sizeof m[0]);
    ck_assert_mem_eq(k[0], k[1], sizeof k[0]);
    ck_assert_mem_eq(c[0], c[1], sizeof c[0]);
    ck_assert_mem_eq(e[0], e[1], sizeof e[0]);
    ck_assert_mem_eq(a[0], a[1], sizeof a[0]);
    augmented_finish(&b);
}
END_TEST

START_TEST(weights_without_rows_are_refused)
{
    static const double none[GROUPS] = { 0 };
    augmented b = augmented_start(ROWS_POINTS, 6.0, "jitter:0.2");
    chl_balanced_settings s = all_rows;
    chl_coupling *coupling = NULL;
    chl_balanced *balanced = NULL;
    double c[KEPT * KEPT], a[KEPT * KEPT];

    ck_assert_ok(chl_coupling_create(b.functions, b.augment, &s, KEPT,
                                     b.coefficients, false, &coupling, &b.err),
                 b.err);
    ck_assert_fails(chl_coupling_matrices(coupling, none, c, a, &b.err),
                    CHL_EARG, "add up to 0 rows", b.err);
    s.draws = 0;
    ck_assert_fails(
        chl_balanced_create(b.functions, b.augment, &s, &balanced, &b.err),
        CHL_EARG, "draws is 0", b.err);
    chl_coupling_free(coupling);
    augmented_finish(&b);
}
END_TEST

/* As a basis of many rows has it; 5 bits of safety for sums of products. */
START_TEST(single_precision_changes_little)
{
    augmented b = augmented_start(ROWS_COLOUR, 9.0, "translation:0.5");
    chl_points *points = &b.basis->lens.kernel;
    float *single = chl_alloc(points->count * b.d, sizeof *single);
    double c[2][KEPT * KEPT], a[2][KEPT * KEPT];

    ck_assert_ptr_nonnull(single);
    for (size_t i = 0; i < points->count * b.d; i++) {
        single[i] = (float) points->rows[i];
    }
    couple(&b, &all_rows, false, ones, c[0], a[0]);
    points->single = single;
    couple(&b, &all_rows, false, ones, c[1], a[1]);
    ck_assert_double_lt(largest_difference(KEPT * KEPT, c[1], c[0]), 2e-6);
    ck_assert_double_lt(largest_difference(KEPT * KEPT, a[1], a[0]), 2e-6);
    ck_assert_double_gt(largest_difference(KEPT * KEPT, a[1], a[0]), 0.0);
    augmented_finish(&b);
}
END_TEST

static chl_status
make_all(augmented *b, chl_error *err)
{
    chl_balanced *balanced = NULL;
    chl_coupling *coupling = NULL;
    chl_status status = chl_balanced_create(b->functions, b->augment, &all_rows,
                                            &balanced, err);

    if (status == CHL_OK) {
        status = chl_coupling_create(b->functions, b->augment, &all_rows, KEPT,
                                     b->coefficients, true, &coupling, err);
    }
    chl_balanced_free(balanced);
    chl_coupling_free(coupling);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    augmented b = augmented_start(ROWS_GREY, 7.0, "translation-circular:1");
    chl_error err = { 0 };

    ck_assert_survives_lost_memory(make_all(&b, &err));
    augmented_finish(&b);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("balanced");
    TCase *laws = tcase_create("laws");

    tcase_set_timeout(laws, 60);
    tcase_add_loop_test(
        laws, mass_and_stiffness_are_plain_sums_over_augmented_rows, 0, 4);
    tcase_add_test(laws, without_augmentation_the_pair_is_that_of_galerkin);
    tcase_add_test(laws, without_augmentation_coupling_is_stiffness);
    tcase_add_loop_test(
        laws, coupling_is_at_most_stiffness_where_no_jacobian_enlarges, 0, 4);
    tcase_add_test(laws, two_draws_have_the_exact_average_over_a_flip_as_mean);
    tcase_add_loop_test(laws, circular_shifts_are_averaged_exactly, 0, 2);
    tcase_add_test(laws, two_draws_of_shifts_have_the_exact_average_as_mean);
    tcase_add_test(laws, threads_change_no_byte);
    tcase_add_test(laws, weights_without_rows_are_refused);
    tcase_add_test(laws, single_precision_changes_little);
    tcase_add_test(laws, lost_memory_is_survived);
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
