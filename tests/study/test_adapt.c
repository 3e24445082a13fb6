/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metric adaptation: it finds the direction that matters, or stays away. */
#include <math.h>
#include <string.h>

#include <chladni/study.h>

#include "support/runner.h"

typedef struct bench {
    chl_dataset *dataset;
    chl_result *result;
    chl_error err;
} bench;

static bench
start(const char *measure, size_t rows)
{
    chl_dataset_settings s = chl_dataset_settings_default();
    bench b = { 0 };

    s.samples = rows;
    ck_assert_ok(chl_dataset_open(measure, &s, &b.dataset, &b.err), b.err);
    ck_assert_ok(chl_result_create("spectrum", &b.result, &b.err), b.err);
    return b;
}

static void
finish(bench *b)
{
    chl_result_free(b->result);
    chl_dataset_free(b->dataset);
}

static chl_spectrum_settings
small_settings(void)
{
    chl_spectrum_settings s = chl_spectrum_settings_default();

    s.landmarks = 70;
    s.modes = 3;
    s.bootstrap = 0;
    s.sheet = 0;
    s.threads = 1;
    return s;
}

static void
run(bench *b, const chl_spectrum_settings *s)
{
    ck_assert_ok(chl_study_spectrum(b->dataset, s, b->result, &b->err), b->err);
}

START_TEST(one_direction_among_many_is_found)
{
    chl_spectrum_settings s = small_settings();
    bench b = start("wells:m=1.5:d=24", 2400);
    const chl_result_spectrum *p;
    double isotropic;

    s.adapt = "off";
    run(&b, &s);
    isotropic = b.result->spectrum->lambda[0];
    ck_assert_uint_eq(b.result->spectrum->round_count, 1);
    s.adapt = "auto";
    run(&b, &s);
    p = b.result->spectrum;
    ck_assert_uint_gt(p->round_count, 1);
    ck_assert_double_lt(p->lambda[0], isotropic);
    /* theory 8: lambda_1 = .2572; the linear functions alone say .3077. */
    ck_assert_double_eq_tol(p->lambda[0], 0.2572, 4.0 * p->standard_error[0]);
    ck_assert_double_lt(p->lambda[0], 0.28);
    finish(&b);
}
END_TEST

START_TEST(exactly_one_round_is_chosen_and_has_the_best_score)
{
    chl_spectrum_settings s = small_settings();
    bench b = start("wells:m=1.5:d=12", 800);
    const chl_result_spectrum *p;
    size_t chosen = 0;

    run(&b, &s);
    p = b.result->spectrum;
    for (size_t k = 0; k < p->round_count; k++) {
        chosen += p->rounds[k].chosen;
        ck_assert_uint_eq(p->rounds[k].round, k);
        for (size_t l = 0; p->rounds[k].chosen && l < p->round_count; l++) {
            /* Within what is worth another round, or a metric at all. */
            ck_assert_double_le(p->rounds[k].score,
                                p->rounds[l].score + (k == 0 ? 0.02 : 1e-3));
        }
    }
    ck_assert_uint_eq(chosen, 1);
    finish(&b);
}
END_TEST

START_TEST(a_round_law_keeps_the_plain_metric)
{
    chl_spectrum_settings s = small_settings();
    bench b = start("gauss:d=16", 1200);

    run(&b, &s);
    ck_assert_uint_gt(b.result->spectrum->round_count, 1);
    ck_assert(b.result->spectrum->rounds[0].chosen);
    finish(&b);
}
END_TEST

START_TEST(landmarks_are_a_quarter_of_the_rows_and_a_third_above_8_columns)
{
    chl_spectrum_settings s = small_settings();
    bench low = start("gauss:d=3", 240), high = start("gauss:d=12", 240);

    s.landmarks = 1024;
    run(&low, &s);
    ck_assert_uint_eq(low.result->spectrum->landmarks, 60);
    run(&high, &s);
    ck_assert_uint_eq(high.result->spectrum->landmarks, 80);
    finish(&low);
    finish(&high);
}
END_TEST

START_TEST(low_dimension_and_a_given_bandwidth_are_not_adapted)
{
    chl_spectrum_settings s = small_settings();
    bench low = start("gauss:d=3", 800), given = start("gauss:d=12", 800);

    run(&low, &s);
    ck_assert_uint_eq(low.result->spectrum->round_count, 1);
    s.bandwidth = 5.0;
    run(&given, &s);
    ck_assert_uint_eq(given.result->spectrum->round_count, 1);
    ck_assert_double_eq(given.result->spectrum->bandwidth, 5.0);
    finish(&low);
    finish(&given);
}
END_TEST

START_TEST(more_than_128_coordinates_are_adapted_in_principal_directions)
{
    chl_spectrum_settings s = small_settings();
    bench b = start("wells:m=1.5:d=160", 800);
    const chl_result_spectrum *p;

    run(&b, &s);
    p = b.result->spectrum;
    ck_assert_uint_gt(p->round_count, 1);
    ck_assert_uint_eq(p->rounds[1].rank, 32);
    finish(&b);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study/adapt");
    TCase *adapt = tcase_create("adapt");

    tcase_set_timeout(adapt, 120);
    tcase_add_test(adapt, one_direction_among_many_is_found);
    tcase_add_test(adapt, exactly_one_round_is_chosen_and_has_the_best_score);
    tcase_add_test(adapt, a_round_law_keeps_the_plain_metric);
    tcase_add_test(
        adapt, landmarks_are_a_quarter_of_the_rows_and_a_third_above_8_columns);
    tcase_add_test(adapt, low_dimension_and_a_given_bandwidth_are_not_adapted);
    tcase_add_test(
        adapt, more_than_128_coordinates_are_adapted_in_principal_directions);
    suite_add_tcase(suite, adapt);
    return run_suite(suite);
}
