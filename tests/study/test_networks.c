/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The study of networks under clipping: what it promises, and that its parts
 * agree. */
#include <math.h>
#include <string.h>

#include <chladni/study_meanfield.h>

#include "study/meanfield.h"
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

/* Few neurons for a short time. */
static chl_meanfield_settings
settings(void)
{
    chl_meanfield_settings s = chl_meanfield_settings_default();

    s.critics = 6;
    s.generators = 5;
    s.time = 2.0;
    s.points = 9;
    s.lr_d = s.lr_g = 0.05;
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

START_TEST(masses_of_critics_are_whole_on_the_way)
{
    const chl_meanfield_settings s = settings();
    const chl_result_meanfield *f;

    ck_assert_ok(chl_study_meanfield(NULL, &s, result, &err), err);
    f = result->meanfield;
    ck_assert_double_eq_tol(f->ratio, 5.0, 1e-12);
    ck_assert_uint_eq(f->point_count, 9);
    ck_assert_uint_eq(f->weight_count, 3);
    for (size_t k = 0; k < f->point_count; k++) {
        double sum = 0.0;

        ck_assert_double_eq_tol(f->points[k].t, 0.25 * (double) k, 1e-9);
        for (size_t i = 0; i < f->points[k].count; i++) {
            sum += f->points[k].singular[i];
        }
        ck_assert_double_eq_tol(sum, 1.0, 1e-12);
    }
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < f->weights[i].count; k++) {
            ck_assert_double_eq_tol(sum_at(&f->weights[i], k), 1.0, 1e-9);
        }
    }
}
END_TEST

/* Euler with small steps against the exact way, on every target. */
START_TEST(methods_agree)
{
    chl_meanfield_settings s = settings();
    double distance;

    s.target = chl_meanfield_target_name((size_t) _i);
    s.time = 0.5;
    s.points = 2;
    s.model.clip = 2.0; /* few events */
    ck_assert_ok(chl_study_meanfield(NULL, &s, result, &err), err);
    distance = result->meanfield->distance;
    s.method = "euler";
    s.lr_d = s.lr_g = 0.001;
    ck_assert_ok(chl_study_meanfield(NULL, &s, result, &err), err);
    /* of first order: an error of some steps */
    ck_assert_double_eq_tol(result->meanfield->distance, distance, 0.02);
    ck_assert_str_eq(result->meanfield->method, "euler");
}
END_TEST

/* An outer weight and the inner ones of a relu neuron are balanced by no
 * gradient: what differs is kept. */
START_TEST(relu_generators_keep_their_balance)
{
    chl_meanfield_settings s = settings();
    const chl_result_meanfield *f;

    s.model.generator = CHL_NEURON_RELU;
    s.lr_d = s.lr_g = 0.002;
    ck_assert_ok(chl_study_meanfield(NULL, &s, result, &err), err);
    f = result->meanfield;
    ck_assert_str_eq(f->method, "euler");
    /* steps of h change it by h^2 each */
    ck_assert_double_eq_tol(f->points[8].invariant, f->points[0].invariant,
                            0.02);
    ck_assert(fabs(f->points[8].distance - f->points[0].distance) > 1e-3);
}
END_TEST

START_TEST(the_plane_has_clouds_and_a_floor)
{
    chl_meanfield_settings s = settings();
    const chl_result_meanfield *f;

    s.target = "eight-gaussians";
    s.method = "euler";
    ck_assert_ok(chl_study_meanfield(NULL, &s, result, &err), err);
    f = result->meanfield;
    ck_assert_uint_eq(f->weight_count, 4);
    ck_assert_uint_eq(f->cloud_count, 7);
    ck_assert(isnan(f->clouds[0].t));
    ck_assert_double_eq_tol(f->clouds[6].t, 2.0, 1e-9);
    ck_assert(f->floor > 0.0 && f->floor < f->distance);
    /* radius 2 and deviation 0.15 in two columns: sqrt(4 + 2 0.15^2) */
    ck_assert_double_eq_tol(f->scatter, sqrt(4.045), 1e-9);
}
END_TEST

START_TEST(the_algorithm_comes_near_the_limit_with_its_steps)
{
    chl_meanfield_settings s = settings();
    const chl_result_meanfield *f;

    s.compare = true;
    ck_assert_ok(chl_study_meanfield(NULL, &s, result, &err), err);
    f = result->meanfield;
    ck_assert_uint_eq(f->training_count, 5);
    ck_assert_uint_eq(f->trained_count, f->point_count);
    for (size_t k = 0; k + 1 < f->training_count; k++) {
        ck_assert_double_gt(f->trainings[k].rate, f->trainings[k + 1].rate);
    }
    /* order 1/2; eight runs a step, and steps that are not small yet */
    ck_assert_double_eq_tol(f->training_slope, 0.5, 0.2);
}
END_TEST

/* A normal law: W_1 to a shifted one is the shift. */
START_TEST(distances_of_targets_are_those_of_their_laws)
{
    chl_target t = { 0 };
    double found, shifted[1000];

    ck_assert_ok(chl_target_create("gauss", &t, &err), err);
    for (size_t k = 0; k < t.fine; k++) {
        shifted[k] = t.points[k] + 0.75;
    }
    ck_assert_ok(chl_target_distance(&t, shifted, &found, &err), err);
    ck_assert_double_eq_tol(found, 0.75, 1e-12);
    ck_assert_double_eq_tol(t.scatter, 1.0, 1e-12);
    chl_target_clear(&t);
}
END_TEST

static chl_status
study_points(size_t rows, size_t columns, double value)
{
    const chl_dataset_settings plain = chl_dataset_settings_default();
    const chl_meanfield_settings s = settings();
    static double values[9 * 12];
    const chl_array array = { values, CHL_F64, 2, { rows, columns }, NULL };
    chl_dataset *points = NULL;
    chl_status status;

    for (size_t k = 0; k < rows * columns; k++) {
        values[k] = sin((double) k);
    }
    values[1] = value;
    status = chl_dataset_from_array("points", &array, &plain, &points, &err);
    if (status == CHL_OK) {
        status = chl_study_meanfield(points, &s, result, &err);
    }
    chl_dataset_free(points);
    return status;
}

START_TEST(data_are_learned_or_refused_with_a_sentence)
{
    ck_assert_ok(study_points(12, 2, 0.5), err);
    ck_assert_str_eq(result->meanfield->target, "data");
    ck_assert_uint_eq(result->meanfield->columns, 2);
    ck_assert_fails(study_points(12, 9, 0.5), CHL_EDATA,
                    "9 columns; networks learn data of at most 8", err);
    err = (chl_error){ 0 };
    ck_assert_fails(study_points(1, 2, 0.5), CHL_EDATA,
                    "has one row; at least 2 are needed", err);
    err = (chl_error){ 0 };
    ck_assert_fails(study_points(12, 2, NAN), CHL_EDATA, "NaN", err);
}
END_TEST

START_TEST(data_far_from_the_scale_of_neurons_are_warned_of)
{
    ck_assert_ok(study_points(12, 2, 1e4), err);
    ck_assert_uint_eq(result->warning_count, 1);
    ck_assert_str_eq(result->warnings[0].code, "W-RANGE");
}
END_TEST

static const struct {
    const char *target, *method, *sentence;
    double time, rate, fill;
    size_t critics;
} refused[] = {
    { "gaus", "auto", "no target is called 'gaus'; did you mean gauss", 1.0,
      0.1, 0.5, 4 },
    { "gauss", "eular", "no method is called 'eular'; did you mean euler", 1.0,
      0.1, 0.5, 4 },
    { "gauss", "auto", "time is 0", 0.0, 0.1, 0.5, 4 },
    { "gauss", "auto", "the rates are 0 of the critic", 1.0, 0.0, 0.5, 4 },
    { "gauss", "auto", "fill is 2", 1.0, 0.1, 2.0, 4 },
    { "gauss", "auto", "0 critics", 1.0, 0.1, 0.5, 0 },
};

START_TEST(settings_out_of_range_are_refused)
{
    chl_meanfield_settings s = settings();

    s.target = refused[_i].target;
    s.method = refused[_i].method;
    s.time = refused[_i].time;
    s.lr_d = refused[_i].rate;
    s.fill = refused[_i].fill;
    s.critics = refused[_i].critics;
    ck_assert_fails(chl_study_meanfield(NULL, &s, result, &err), CHL_EARG,
                    refused[_i].sentence, err);
    ck_assert_ptr_null(result->meanfield);
}
END_TEST

START_TEST(one_neuron_of_each_is_enough)
{
    chl_meanfield_settings s = settings();

    s.critics = s.generators = 1;
    ck_assert_ok(chl_study_meanfield(NULL, &s, result, &err), err);
    ck_assert_uint_eq(result->meanfield->distinct, 1);
}
END_TEST

static chl_status
study_anew(void)
{
    chl_meanfield_settings s = settings();
    chl_result *made = NULL;
    chl_status status = chl_result_create("meanfield", &made, NULL);

    s.critics = s.generators = 2;
    s.points = 2;
    s.time = 0.1;
    s.method = "euler";
    if (status == CHL_OK) {
        status = chl_study_meanfield(NULL, &s, made, NULL);
    }
    chl_result_free(made);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    ck_assert_survives_lost_memory(study_anew());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study of networks under clipping");
    TCase *c = tcase_create("networks");

    tcase_set_timeout(c, 60);
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, masses_of_critics_are_whole_on_the_way);
    tcase_add_loop_test(c, methods_agree, 0, 3);
    tcase_add_test(c, relu_generators_keep_their_balance);
    tcase_add_test(c, the_plane_has_clouds_and_a_floor);
    tcase_add_test(c, the_algorithm_comes_near_the_limit_with_its_steps);
    tcase_add_test(c, distances_of_targets_are_those_of_their_laws);
    tcase_add_test(c, data_are_learned_or_refused_with_a_sentence);
    tcase_add_test(c, data_far_from_the_scale_of_neurons_are_warned_of);
    tcase_add_loop_test(c, settings_out_of_range_are_refused, 0,
                        sizeof refused / sizeof *refused);
    tcase_add_test(c, one_neuron_of_each_is_enough);
    tcase_add_test(c, lost_memory_is_survived);
    suite_add_tcase(suite, c);
    return run_suite(suite);
}
