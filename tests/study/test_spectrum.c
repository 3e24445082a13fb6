/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The spectrum of small datasets: laws, closed forms, refusals. */
#include <math.h>
#include <string.h>

#include <chladni/study.h>

#include "base/random.h"
#include "support/runner.h"

enum {
    ROWS = 1200,
    MODES = 4
};

static const chl_random source = { 31, CHL_STREAM_TESTS };

static chl_spectrum_settings
small_settings(void)
{
    chl_spectrum_settings s = chl_spectrum_settings_default();

    s.landmarks = 60;
    s.modes = MODES;
    s.bootstrap = 4;
    s.threads = 1;
    return s;
}

/* A dataset over an array of its own. */
typedef struct bench {
    double *values;
    chl_dataset *dataset;
    chl_result *result;
    chl_error err;
} bench;

static bench
start(size_t rows, size_t d, void (*fill)(double *row, size_t i, size_t d))
{
    bench b = { 0 };
    chl_array array = { NULL, CHL_F64, 2, { rows, d }, NULL };

    b.values = chl_alloc(rows * d, sizeof *b.values);
    ck_assert_ptr_nonnull(b.values);
    for (size_t i = 0; i < rows; i++) {
        fill(b.values + i * d, i, d);
    }
    array.data = b.values;
    ck_assert_ok(
        chl_dataset_from_array("rows", &array, NULL, &b.dataset, &b.err),
        b.err);
    ck_assert_ok(chl_result_create("spectrum", &b.result, &b.err), b.err);
    return b;
}

static void
finish(bench *b)
{
    chl_result_free(b->result);
    chl_dataset_free(b->dataset);
    chl_free(b->values);
}

static void
normal(double *row, size_t i, size_t d)
{
    for (size_t k = 0; k < d; k++) {
        row[k] = (k == 0 ? 1.5 : 1.0) * chl_random_normal(&source, i * d + k);
    }
}

/* The same points turned by 0.7, moved and made four times as large. */
static void
moved(double *row, size_t i, size_t d)
{
    double x, y;

    normal(row, i, d);
    x = row[0];
    y = row[1];
    row[0] = 4.0 * (cos(0.7) * x - sin(0.7) * y) + 3.0;
    row[1] = 4.0 * (sin(0.7) * x + cos(0.7) * y) - 1.0;
}

static void
two_pieces(double *row, size_t i, size_t d)
{
    normal(row, i, d);
    row[0] = 0.2 * row[0] + (i % 2 == 0 ? 10.0 : -10.0);
}

static void
run(bench *b, const chl_spectrum_settings *s)
{
    ck_assert_ok(chl_study_spectrum(b->dataset, s, b->result, &b->err), b->err);
}

static bool
has_warning(const bench *b, const char *code)
{
    for (size_t w = 0; w < b->result->warning_count; w++) {
        if (strcmp(b->result->warnings[w].code, code) == 0) {
            return true;
        }
    }
    return false;
}

START_TEST(a_gaussian_is_within_four_standard_errors_of_its_closed_form)
{
    static const double truth[] = { 1.0 / 2.25, 2.0 / 2.25, 1.0 };
    chl_spectrum_settings s = small_settings();
    bench b = start(ROWS, 2, normal);

    run(&b, &s);
    for (size_t a = 0; a < 3; a++) {
        double error = b.result->spectrum->standard_error[a];

        ck_assert_double_eq_tol(b.result->spectrum->lambda[a], truth[a],
                                4.0 * error);
        ck_assert_double_lt(error, 0.25 * truth[a]);
    }
    finish(&b);
}
END_TEST

START_TEST(the_section_is_complete_and_in_order)
{
    chl_spectrum_settings s = small_settings();
    bench b = start(ROWS, 2, normal);
    const chl_result_spectrum *p;
    double means = 0.0;

    run(&b, &s);
    p = b.result->spectrum;
    ck_assert_uint_eq(p->count, MODES);
    ck_assert_str_eq(p->operator_name, "galerkin");
    ck_assert_str_eq(p->kernel, "matern52");
    ck_assert_uint_eq(p->landmarks, 60);
    ck_assert_uint_eq(p->linear, 2);
    ck_assert_double_eq_tol(p->poincare_constant * p->lambda[0], 1.0, 1e-14);
    for (size_t a = 0; a < p->count; a++) {
        ck_assert(a == 0 || p->lambda[a - 1] <= p->lambda[a]);
        ck_assert_double_le(p->ci_low[a], p->lambda[a]);
        ck_assert_double_ge(p->ci_high[a], p->lambda[a]);
        means +=
            0.5 * (p->lambda_train[a] + p->lambda_heldout[a]) - p->lambda[a];
        ck_assert_double_lt(p->residual[a], 1e-8);
        ck_assert_double_lt(p->bootstrap_low[a], p->bootstrap_high[a]);
    }
    /* Pooling modes that are out of order keeps their sum. */
    ck_assert_double_eq_tol(means, 0.0, 1e-14);
    ck_assert_uint_eq(p->mode_count, MODES);
    ck_assert_uint_eq(p->modes[0].low_count, 8);
    finish(&b);
}
END_TEST

START_TEST(linear_functions_bound_the_training_value)
{
    chl_spectrum_settings s = small_settings();
    bench b = start(ROWS, 2, normal);

    run(&b, &s);
    /* Each half has its own variance: their mean of reciprocals may pass the
     * reciprocal of the mean by a sampling error squared, about 2 / 450. */
    ck_assert_double_le(b.result->spectrum->lambda_train[0],
                        1.01 * b.result->spectrum->linear_bound);
    finish(&b);
}
END_TEST

START_TEST(moving_and_turning_change_nothing_and_scaling_divides_by_its_square)
{
    chl_spectrum_settings s = small_settings();
    bench plain = start(ROWS, 2, normal), other = start(ROWS, 2, moved);

    run(&plain, &s);
    run(&other, &s);
    for (size_t a = 0; a < MODES; a++) {
        /* Rounding only: the pencils are the same up to a rotation. */
        ck_assert_double_eq_tol(16.0 * other.result->spectrum->lambda[a],
                                plain.result->spectrum->lambda[a], 1e-6);
    }
    finish(&plain);
    finish(&other);
}
END_TEST

START_TEST(the_slowest_mode_of_two_pieces_is_slow_and_separates_them)
{
    chl_spectrum_settings s = small_settings();
    bench b = start(ROWS, 2, two_pieces);
    const chl_result_mode *mode;

    run(&b, &s);
    ck_assert_double_lt(b.result->spectrum->lambda[0], 1e-2);
    ck_assert_double_gt(b.result->spectrum->lambda[1], 0.1);
    mode = &b.result->spectrum->modes[0];
    for (size_t k = 0; k < mode->low_count; k++) {
        ck_assert_uint_eq(mode->low_rows[k] % 2, mode->low_rows[0] % 2);
        ck_assert_uint_ne(mode->high_rows[k] % 2, mode->low_rows[0] % 2);
    }
    finish(&b);
}
END_TEST

/* Normal rows, and four of them far out. */
static void
with_outliers(double *row, size_t i, size_t d)
{
    normal(row, i, d);
    if (i % 300 == 7) {
        row[0] = 60.0 + 0.01 * (double) (i / 300);
    }
}

START_TEST(outliers_that_carry_every_mode_are_answered_with_a_warning)
{
    chl_spectrum_settings s = small_settings();
    bench b = start(ROWS, 1, with_outliers);

    run(&b, &s);
    ck_assert(has_warning(&b, "W-FEW-SAMPLES"));
    finish(&b);
}
END_TEST

START_TEST(every_thread_count_gives_the_same_bytes)
{
    chl_spectrum_settings s = small_settings();
    bench one = start(ROWS, 2, normal), more = start(ROWS, 2, normal);
    const chl_result_spectrum *p, *q;

    run(&one, &s);
    s.threads = 3;
    run(&more, &s);
    p = one.result->spectrum;
    q = more.result->spectrum;
    ck_assert_mem_eq(p->lambda, q->lambda, MODES * sizeof(double));
    ck_assert_mem_eq(p->ci_low, q->ci_low, MODES * sizeof(double));
    ck_assert_mem_eq(p->bootstrap_high, q->bootstrap_high,
                     MODES * sizeof(double));
    ck_assert_mem_eq(p->modes[0].low_rows, q->modes[0].low_rows,
                     8 * sizeof(size_t));
    finish(&one);
    finish(&more);
}
END_TEST

START_TEST(solvers_agree)
{
    chl_spectrum_settings s = small_settings();
    bench dense = start(ROWS, 2, normal), arpack = start(ROWS, 2, normal);

    s.solver = "dense";
    run(&dense, &s);
    s.solver = "arpack";
    run(&arpack, &s);
    ck_assert_str_eq(arpack.result->spectrum->solver, "arpack");
    for (size_t a = 0; a < MODES; a++) {
        ck_assert_double_eq_tol(dense.result->spectrum->lambda[a],
                                arpack.result->spectrum->lambda[a], 1e-7);
    }
    finish(&dense);
    finish(&arpack);
}
END_TEST

START_TEST(every_kernel_and_rule_finds_the_same_lowest_value)
{
    static const char *const kernels[] = { "matern52", "matern32", "gauss",
                                           "laplace", "matern52" };
    chl_spectrum_settings s = small_settings();
    bench b = start(ROWS, 2, normal);

    s.kernel = kernels[_i];
    s.landmark_rule = _i == 4 ? "kmeans++" : NULL;
    run(&b, &s);
    ck_assert_double_eq_tol(b.result->spectrum->lambda[0], 1.0 / 2.25,
                            4.0 * b.result->spectrum->standard_error[0]);
    finish(&b);
}
END_TEST

START_TEST(every_operator_finds_the_same_lowest_value)
{
    static const char *const operators[] = { "galerkin", "graph", "grid" };
    chl_spectrum_settings s = small_settings();
    bench b = start(ROWS, 2, normal);
    const chl_result_spectrum *p;

    s.operator_name = operators[_i];
    run(&b, &s);
    p = b.result->spectrum;
    ck_assert_str_eq(p->operator_name, operators[_i]);
    ck_assert_double_le(p->ci_low[0], 1.0 / 2.25);
    ck_assert_double_ge(p->ci_high[0], 1.0 / 2.25);
    finish(&b);
}
END_TEST

START_TEST(a_given_bandwidth_and_ridge_are_kept)
{
    chl_spectrum_settings s = small_settings();
    bench b = start(ROWS, 2, normal);
    const chl_result_spectrum *p;
    size_t chosen = 0;

    s.bandwidth = 2.5;
    s.ridge = 1e-3;
    run(&b, &s);
    p = b.result->spectrum;
    ck_assert_double_eq(p->bandwidth, 2.5);
    ck_assert_double_eq(p->ridge, 1e-3);
    for (size_t t = 0; t < p->trial_count; t++) {
        chosen += p->trials[t].chosen;
    }
    ck_assert_uint_eq(chosen, 1);
    finish(&b);
}
END_TEST

START_TEST(samples_limit_the_rows)
{
    chl_spectrum_settings s = small_settings();
    bench b = start(ROWS, 2, normal);

    s.samples = 400;
    run(&b, &s);
    ck_assert_uint_eq(b.result->spectrum->rows, 400);
    finish(&b);
}
END_TEST

START_TEST(few_rows_are_answered_with_a_warning)
{
    chl_spectrum_settings s = small_settings();
    bench b = start(60, 2, normal);
    bool warned = false;

    run(&b, &s);
    for (size_t w = 0; w < b.result->warning_count; w++) {
        warned =
            warned || strcmp(b.result->warnings[w].code, "W-FEW-SAMPLES") == 0;
    }
    ck_assert(warned);
    finish(&b);
}
END_TEST

static void
equal_rows(double *row, size_t i, size_t d)
{
    (void) i;
    for (size_t k = 0; k < d; k++) {
        row[k] = 2.0;
    }
}

START_TEST(unusable_data_is_refused_and_the_result_left_alone)
{
    chl_spectrum_settings s = small_settings();
    bench same = start(100, 2, equal_rows), few = start(6, 2, normal);

    ck_assert_fails(
        chl_study_spectrum(same.dataset, &s, same.result, &same.err), CHL_EDATA,
        "all 100 rows are equal", same.err);
    ck_assert_fails(chl_study_spectrum(few.dataset, &s, few.result, &few.err),
                    CHL_EDATA, "6 rows; at least 8 are needed", few.err);
    ck_assert_ptr_null(same.result->spectrum);
    ck_assert_uint_eq(same.result->warning_count, 0);
    finish(&same);
    finish(&few);
}
END_TEST

START_TEST(settings_out_of_range_are_refused_with_the_range)
{
    chl_spectrum_settings s = small_settings();
    bench b = start(100, 2, normal);

    s.operator_name = "graf";
    ck_assert_fails(chl_study_spectrum(b.dataset, &s, b.result, &b.err),
                    CHL_EARG, "did you mean 'graph'", b.err);
    s = small_settings();
    s.kernel = "matern51";
    ck_assert_fails(chl_study_spectrum(b.dataset, &s, b.result, &b.err),
                    CHL_EARG, "did you mean 'matern52'", b.err);
    s = small_settings();
    s.modes = 0;
    ck_assert_fails(chl_study_spectrum(b.dataset, &s, b.result, &b.err),
                    CHL_EARG, "modes is 0; it must be at least 1", b.err);
    s = small_settings();
    s.ridge = -1.0;
    ck_assert_fails(chl_study_spectrum(b.dataset, &s, b.result, &b.err),
                    CHL_EARG, "ridge is -1", b.err);
    s = small_settings();
    s.bandwidth = NAN;
    ck_assert_fails(chl_study_spectrum(b.dataset, &s, b.result, &b.err),
                    CHL_EARG, "bandwidth is nan", b.err);
    s = small_settings();
    s.adapt = "maybe";
    ck_assert_fails(chl_study_spectrum(b.dataset, &s, b.result, &b.err),
                    CHL_EARG, "adapt is 'maybe'; it must be auto, on or off",
                    b.err);
    s = small_settings();
    s.solver = "lanczos";
    ck_assert_fails(chl_study_spectrum(b.dataset, &s, b.result, &b.err),
                    CHL_EARG, "lanczos", b.err);
    finish(&b);
}
END_TEST

static bool
stop_after(void *user, const chl_progress_event *now)
{
    size_t *left = user;

    (void) now;
    return (*left)-- > 0;
}

START_TEST(progress_can_cancel_at_any_step)
{
    chl_spectrum_settings s = small_settings();
    bench b = start(200, 2, normal);
    long before = chl_memory_live_blocks();

    for (size_t steps = 0; steps < 60; steps += 7) {
        size_t left = steps;

        s.progress.report = stop_after;
        s.progress.user = &left;
        ck_assert_fails(chl_study_spectrum(b.dataset, &s, b.result, &b.err),
                        CHL_ECANCELLED, "cancelled while", b.err);
        ck_assert_int_eq(chl_memory_live_blocks(), before);
    }
    finish(&b);
}
END_TEST

static chl_status
study_once(bench *b, const chl_spectrum_settings *s)
{
    chl_result *result = NULL;
    chl_status status = chl_result_create("spectrum", &result, NULL);

    if (status == CHL_OK) {
        status = chl_study_spectrum(b->dataset, s, result, NULL);
    }
    chl_result_free(result);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    chl_spectrum_settings s = small_settings();
    bench b = start(48, 1, normal);

    s.modes = 2;
    s.bootstrap = 2;
    s.bandwidth = 2.0;
    s.ridge = 1e-2;
    ck_assert_survives_lost_memory(study_once(&b, &s));
    finish(&b);
}
END_TEST

static TCase *
laws(void)
{
    TCase *laws = tcase_create("laws");

    tcase_set_timeout(laws, 60);
    tcase_add_test(
        laws, a_gaussian_is_within_four_standard_errors_of_its_closed_form);
    tcase_add_test(laws, the_section_is_complete_and_in_order);
    tcase_add_test(laws, linear_functions_bound_the_training_value);
    tcase_add_test(
        laws,
        moving_and_turning_change_nothing_and_scaling_divides_by_its_square);
    tcase_add_test(laws,
                   the_slowest_mode_of_two_pieces_is_slow_and_separates_them);
    tcase_add_test(laws, every_thread_count_gives_the_same_bytes);
    tcase_add_test(laws, solvers_agree);
    tcase_add_loop_test(laws, every_operator_finds_the_same_lowest_value, 0, 3);
    tcase_add_loop_test(laws, every_kernel_and_rule_finds_the_same_lowest_value,
                        0, 5);
    return laws;
}

static TCase *
settings(void)
{
    TCase *settings = tcase_create("settings");

    tcase_set_timeout(settings, 60);
    tcase_add_test(settings, a_given_bandwidth_and_ridge_are_kept);
    tcase_add_test(settings, samples_limit_the_rows);
    tcase_add_test(settings, few_rows_are_answered_with_a_warning);
    tcase_add_test(settings,
                   outliers_that_carry_every_mode_are_answered_with_a_warning);
    tcase_add_test(settings,
                   unusable_data_is_refused_and_the_result_left_alone);
    tcase_add_test(settings, settings_out_of_range_are_refused_with_the_range);
    tcase_add_test(settings, progress_can_cancel_at_any_step);
    tcase_add_test(settings, lost_memory_is_survived);
    return settings;
}

int
main(void)
{
    Suite *suite = suite_create("study/spectrum");

    suite_add_tcase(suite, laws());
    suite_add_tcase(suite, settings());
    return run_suite(suite);
}
