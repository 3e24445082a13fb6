/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The study of the clipped WGAN: figures of its theory, and what it promises
 * when it fails. */
#include <math.h>
#include <string.h>

#include <chladni/study_meanfield.h>

#include "support/runner.h"

static chl_error err;
static chl_result *result;

static void
setup(void)
{
    err = (chl_error){ 0 };
    ck_assert_ok(chl_result_create("meanfield", &result, &err), err);
}

static void
teardown(void)
{
    chl_result_free(result);
    ck_assert_int_eq(chl_memory_live_blocks(), 0);
}

/* g0 = 1.5, one weight at 0: it hits the clip and slides. */
static chl_toy_settings
settings(void)
{
    chl_toy_settings s = chl_toy_settings_default();

    s.model.g0 = 1.5;
    s.points = 50;
    return s;
}

static double
sum_at(const chl_result_density *d, size_t index)
{
    double sum = d->at_low != NULL ? d->at_low[index] + d->at_high[index] : 0.0;

    for (size_t k = 0; k < d->mass.columns; k++) {
        sum += d->mass.values[index * d->mass.columns + k];
    }
    return sum;
}

/* theory-meanfield 5.2, to the digits given there */
START_TEST(the_single_weight_slides_and_is_released)
{
    const chl_toy_settings s = settings();
    const chl_result_meanfield *f;

    ck_assert_ok(chl_study_toy(&s, result, &err), err);
    f = result->meanfield;
    ck_assert_double_eq_tol(f->period, 17.623223088163, 1e-11);
    ck_assert_double_eq_tol(f->amplitude, 1.0, 1e-12);
    ck_assert_double_eq_tol(f->energy, 1.711267579384, 1e-11);
    ck_assert_double_eq_tol(f->blow_up, 2.350372547376, 1e-11);
    ck_assert_str_eq(f->events[0].kind, "hit");
    ck_assert_double_eq_tol(f->events[0].t, 2.350372547376, 1e-11);
    ck_assert_double_eq_tol(f->events[0].g, 1.326276427914, 1e-11);
    ck_assert_double_eq_tol(f->settled, 6.971214215778, 1e-11);
    ck_assert_double_eq_tol(f->time, f->settled + 2.0 * f->period, 1e-11);
    ck_assert_double_eq_tol(f->points[50].t, f->time, 1e-11);
    ck_assert_double_eq_tol(f->points[50].g, 0.0, 1e-10);
}
END_TEST

START_TEST(masses_of_densities_are_whole_at_any_time)
{
    static const double width = 2.0;
    chl_toy_settings s = chl_toy_settings_default();
    const chl_result_meanfield *f;

    s.model.widths = &width;
    ck_assert_ok(chl_study_toy(&s, result, &err), err);
    f = result->meanfield;
    ck_assert_uint_eq(f->weight_count, 1);
    for (size_t k = 0; k < f->law->count; k++) {
        ck_assert_double_eq_tol(sum_at(f->law, k), 1.0, 1e-12);
        /* quantiles stand for the density: one of 2000 may fall on a face */
        ck_assert_double_eq_tol(sum_at(&f->weights[0], k), 1.0, 1e-3);
    }
}
END_TEST

START_TEST(times_asked_for_are_sampled)
{
    static const double times[] = { 0.0, 100.0, 1.0 };
    chl_toy_settings s = settings();

    s.at = times;
    s.at_count = 3;
    ck_assert_ok(chl_study_toy(&s, result, &err), err);
    ck_assert_uint_eq(result->meanfield->sample_count, 3);
    ck_assert_double_eq(result->meanfield->samples[1].t, 100.0);
    ck_assert_double_eq_tol(result->meanfield->samples[0].g, 1.5, 1e-15);
    ck_assert_double_eq_tol(result->meanfield->samples[0].distance,
                            erf(1.5 / sqrt(2.0)), 1e-15);
}
END_TEST

START_TEST(a_rest_has_no_period_and_says_so)
{
    chl_toy_settings s = settings();

    s.model.g0 = 0.0;
    ck_assert_ok(chl_study_toy(&s, result, &err), err);
    ck_assert(result->meanfield->rest && isnan(result->meanfield->period));
    ck_assert_ptr_nonnull(strstr(result->advice->verdict, "At rest"));
}
END_TEST

/* What the words name is in the numbers. */
START_TEST(advice_tells_why_and_what_to_do)
{
    static const struct {
        double g0, w, clip;
        const char *words[4];
    } cases[] = {
        { 1.5,
          0.0,
          1.0,
          { "never converges", "What clipping does", "What ends it",
            "penalty" } },
        { 0.2,
          0.0,
          1.0,
          { "Clipping does nothing", "brakes", "average", "never converges" } },
        { 5.0,
          0.0,
          0.01,
          { "looks frozen", "What to do", "stick", "never converges" } },
    };
    chl_toy_settings s = settings();

    s.model.g0 = cases[_i].g0;
    s.model.clip = cases[_i].clip;
    ck_assert_ok(chl_study_toy(&s, result, &err), err);
    for (size_t k = 0; k < 4; k++) {
        bool found =
            strstr(result->advice->verdict, cases[_i].words[k]) != NULL;

        for (size_t r = 0; r < result->advice->reason_count; r++) {
            found = found
                    || strstr(result->advice->reasons[r], cases[_i].words[k])
                           != NULL;
        }
        ck_assert_msg(found, "'%s' is not said", cases[_i].words[k]);
    }
}
END_TEST

static const struct {
    double time, at;
    size_t points;
    const char *sentence;
} refused[] = {
    { -1.0, 0.0, 50, "time is -1" },
    { NAN, 0.0, 50, "time is nan" },
    { INFINITY, 0.0, 50, "time is inf" },
    { 0.0, 0.0, 0, "points 0" },
    { 0.0, -2.0, 50, "time 1 to sample at is -2" },
    { 0.0, NAN, 50, "time 1 to sample at is nan" },
};

START_TEST(settings_out_of_range_are_refused)
{
    chl_toy_settings s = settings();

    s.time = refused[_i].time;
    s.points = refused[_i].points;
    s.at = &refused[_i].at;
    s.at_count = 1;
    ck_assert_fails(chl_study_toy(&s, result, &err), CHL_EARG,
                    refused[_i].sentence, err);
    ck_assert_ptr_null(result->meanfield);
    ck_assert_ptr_null(result->advice);
}
END_TEST

static chl_status
study_anew(void)
{
    chl_toy_settings s = settings();
    chl_result *made = NULL;
    chl_status status = chl_result_create("meanfield", &made, NULL);

    if (status == CHL_OK) {
        status = chl_study_toy(&s, made, NULL);
    }
    chl_result_free(made);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    ck_assert_survives_lost_memory(study_anew());
}
END_TEST

START_TEST(an_error_leaves_the_result_as_it_was)
{
    chl_toy_settings s = settings();
    const chl_result_meanfield *before;

    ck_assert_ok(chl_study_toy(&s, result, &err), err);
    before = result->meanfield;
    s.model.clip = 0.0;
    ck_assert_fails(chl_study_toy(&s, result, &err), CHL_EARG, "clip is 0",
                    err);
    ck_assert_ptr_eq(result->meanfield, before);
    ck_assert_double_eq(before->clip, 1.0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study of the clipped WGAN");
    TCase *c = tcase_create("toy");

    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, the_single_weight_slides_and_is_released);
    tcase_add_test(c, masses_of_densities_are_whole_at_any_time);
    tcase_add_test(c, times_asked_for_are_sampled);
    tcase_add_test(c, a_rest_has_no_period_and_says_so);
    tcase_add_loop_test(c, advice_tells_why_and_what_to_do, 0, 3);
    tcase_add_loop_test(c, settings_out_of_range_are_refused, 0,
                        sizeof refused / sizeof *refused);
    tcase_add_test(c, lost_memory_is_survived);
    tcase_add_test(c, an_error_leaves_the_result_as_it_was);
    suite_add_tcase(suite, c);
    return run_suite(suite);
}
