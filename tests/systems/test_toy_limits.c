/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tends to the exact toy, and how fast: steps, draws, weights, cells. */
#include <chladni/toy.h>

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "support/runner.h"
#include "systems/toy_cases.h"

static const double pi = 3.14159265358979323846;

static chl_toy *
solve(const chl_toy_model *model)
{
    chl_toy *toy = NULL;
    chl_error err = { 0 };

    ck_assert_ok(chl_toy_solve(model, 0.0, NULL, &toy, &err), err);
    return toy;
}

/* Of one run at one time, from the solution. */
static double
training_error(const chl_toy_model *model, const chl_toy_training *settings,
               double time)
{
    chl_toy *exact = solve(model);
    chl_toy_sample at = chl_toy_at(exact, time), got;
    chl_error err = { 0 };

    ck_assert_ok(
        chl_toy_train(model, settings, 1, &time, NULL, &got, NULL, &err), err);
    chl_toy_free(exact);
    return hypot(got.g - at.g, got.m - at.m);
}

/* Past two hits, a release, and two passages. */
START_TEST(expectations_converge_with_the_rate)
{
    static const double rates[] = { 0.02, 0.01, 0.005, 0.0025 };
    chl_toy_model model = four_weights();
    double errors[4], slope;

    for (size_t k = 0; k < 4; k++) {
        errors[k] = training_error(&model,
                                   &(chl_toy_training){ .rate = rates[k],
                                                        .critic_steps = 1,
                                                        .expectations = true },
                                   14.0);
    }
    slope = slope_of(4, rates, errors);
    ck_assert_double_eq_tol(slope, 1.0, 0.1);
}
END_TEST

/* Root mean squares of 60 runs of two numbers are good to some 10 %, over a
 * factor of 64 in the rate the slope to 0.03. */
START_TEST(draws_converge_with_the_root_of_the_rate)
{
    enum {
        RUNS = 60
    };
    static const double rates[] = { 0.032, 0.008, 0.002, 0.0005 };
    chl_toy_model model = four_weights();
    double errors[4], slope;

    for (size_t k = 0; k < 4; k++) {
        double sum = 0.0;

        for (uint64_t seed = 0; seed < RUNS; seed++) {
            const chl_toy_training settings = { .rate = rates[k],
                                                .critic_steps = 2,
                                                .seed = seed };

            sum += pow(training_error(&model, &settings, 4.0), 2.0) / RUNS;
        }
        errors[k] = sqrt(sum);
    }
    slope = slope_of(4, rates, errors);
    ck_assert_double_eq_tol(slope, 0.5, 0.1);
}
END_TEST

/* Weights by lot from a uniform density; the error of the mean's time course.
 */
START_TEST(weights_by_lot_converge_with_the_root_of_their_number)
{
    enum {
        RUNS = 60
    };
    static const double counts[] = { 16.0, 64.0, 256.0, 1024.0 };
    chl_toy_model model = uniform_weights();
    chl_toy *exact = solve(&model);
    chl_toy_sample at = chl_toy_at(exact, 4.0);
    double errors[4], w[1024];

    model.widths = NULL;
    model.w = w;
    for (size_t k = 0; k < 4; k++) {
        double sum = 0.0;

        model.count = (size_t) counts[k];
        for (uint64_t seed = 0; seed < RUNS; seed++) {
            const chl_random random = { seed, CHL_STREAM_TESTS };
            chl_toy_sample got;
            chl_toy *toy;

            for (size_t j = 0; j < model.count; j++) {
                w[j] = 2.0 * chl_random_uniform(&random, j) - 1.0;
            }
            toy = solve(&model);
            got = chl_toy_at(toy, 4.0);
            sum += pow(hypot(got.g - at.g, got.m - at.m), 2.0) / RUNS;
            chl_toy_free(toy);
        }
        errors[k] = sqrt(sum);
    }
    ck_assert_double_eq_tol(slope_of(4, counts, errors), -0.5, 0.1);
    chl_toy_free(exact);
}
END_TEST

/* Root mean square of the period's error over counts from `count` on: one error
 * depends on where the passage falls between two weights. */
static double
quantile_error(size_t count)
{
    enum {
        COUNTS = 32,
        MOST = 1100
    };
    double w[MOST], sum = 0.0;
    chl_toy_model model = chl_toy_model_default();

    model.w = w;
    for (size_t k = 0; k < COUNTS; k++) {
        chl_toy *toy;
        double error;

        model.count = count + k * count / COUNTS;
        for (size_t j = 0; j < model.count; j++) {
            w[j] = -1.0 + (2.0 * (double) j + 1.0) / (double) model.count;
        }
        toy = solve(&model);
        error = chl_toy_limit_of(toy).period - 16.973443373848;
        sum += error * error / COUNTS;
        chl_toy_free(toy);
    }
    return sqrt(sum);
}

START_TEST(quantiles_converge_quadratically)
{
    ck_assert_double_eq_tol(
        log2(quantile_error(32) / quantile_error(512)) / 4.0, 2.0, 0.15);
}
END_TEST

START_TEST(training_maps_starts_to_places)
{
    const double times[] = { 0.0, 5.0, 20.0 };
    chl_toy_model model = four_weights();
    chl_toy_training settings = chl_toy_training_default();
    chl_toy_sample out[3];
    chl_error err = { 0 };
    double w[4];

    ck_assert_ok(chl_toy_train(&model, &settings, 3, times, NULL, out, w, &err),
                 err);
    ck_assert_double_eq(out[0].g, 0.8);
    for (size_t k = 0; k < 4; k++) {
        ck_assert_double_eq_tol(chl_toy_place(&out[2], model.w[k]), w[k],
                                1e-12);
    }
}
END_TEST

/* Errors of g at a time for cells 100, 200, 400; `slope` is the order. */
static double
volumes_order(const chl_toy_model *model, size_t order, double time)
{
    static const double widths[] = { 4.0, 2.0, 1.0 };
    chl_toy *exact = solve(model);
    chl_toy_sample at = chl_toy_at(exact, time);
    double errors[3];

    for (size_t k = 0; k < 3; k++) {
        chl_toy_volumes_settings settings = chl_toy_volumes_settings_default();
        chl_toy_volumes *v = NULL;
        chl_toy_volumes_view view;
        chl_error err = { 0 };
        double sum = 0.0;

        settings.cells = (size_t) (400.0 / widths[k]);
        settings.order = order;
        ck_assert_ok(chl_toy_volumes_create(model, &settings, &v, &err), err);
        ck_assert_ok(chl_toy_volumes_advance(v, time, NULL, &err), err);
        view = chl_toy_volumes_look(v);
        errors[k] = hypot(view.g - at.g, view.m - at.m);
        for (size_t j = 0; j < view.cells; j++) {
            ck_assert_double_ge(view.mass[j], -1e-15);
            sum += view.mass[j];
        }
        ck_assert_double_eq_tol(sum + view.low + view.high, 1.0, 1e-12);
        chl_toy_volumes_free(v);
    }
    chl_toy_free(exact);
    return slope_of(3, widths, errors);
}

/* A smooth bump as many thin slices. Each touches the face only where the bump
 * ends. */
static chl_toy_model
bump(void)
{
    enum {
        SLICES = 2048
    };
    static double w[SLICES], mass[SLICES], widths[SLICES];
    chl_toy_model model = chl_toy_model_default();

    for (size_t k = 0; k < SLICES; k++) {
        double at = ((double) k + 0.5) / SLICES;

        w[k] = -0.9 + 1.4 * at;
        widths[k] = 1.4 / SLICES;
        mass[k] = pow(sin(pi * at), 2.0);
    }
    model.count = SLICES;
    model.w = w;
    model.mass = mass;
    model.widths = widths;
    return model;
}

/* Before and past the blow-up at 1.46; t = 4.8 has half of the mass on a face.
 */
START_TEST(volumes_are_of_their_order_on_a_smooth_density)
{
    static const double times[] = { 2.2, 4.8 };
    chl_toy_model model = bump();

    ck_assert_double_eq_tol(volumes_order(&model, 1, times[_i]), 1.0, 0.15);
    ck_assert_double_gt(volumes_order(&model, 2, times[_i]), 1.6);
}
END_TEST

/* A jump, which a limiter smears over cells^(-2/3) of the box, leaves an order
 * of 4/3; with the atom released, carried, and back on its face. */
START_TEST(volumes_follow_a_jump_through_its_release)
{
    chl_toy_model model = uniform_weights();

    ck_assert_double_eq_tol(volumes_order(&model, 1, 23.0), 1.0, 0.15);
    ck_assert_double_gt(volumes_order(&model, 2, 23.0), 1.2);
}
END_TEST

/* Without clipping a rigid shift of the mean is all that counts. */
START_TEST(volumes_are_exact_in_the_mean_until_a_face_is_met)
{
    const double w[] = { -0.3, 0.123 };
    chl_toy_model model = chl_toy_model_default();
    chl_toy_volumes_settings settings = chl_toy_volumes_settings_default();
    chl_toy_volumes *v = NULL;
    chl_toy *exact;
    chl_toy_volumes_view view;
    chl_error err = { 0 };

    model.count = 2;
    model.w = w;
    model.g0 = 0.3;
    exact = solve(&model);
    settings.order = 1;
    settings.cells = 1000;
    ck_assert_ok(chl_toy_volumes_create(&model, &settings, &v, &err), err);
    ck_assert_double_eq_tol(chl_toy_volumes_look(v).m, -0.0885, 1e-14);
    ck_assert_ok(chl_toy_volumes_advance(v, 3.0, NULL, &err), err);
    view = chl_toy_volumes_look(v);
    ck_assert_double_eq_tol(view.m, chl_toy_at(exact, 3.0).m, 1e-5);
    ck_assert_double_eq_tol(view.g, chl_toy_at(exact, 3.0).g, 1e-5);
    ck_assert_double_eq_tol(view.low + view.high, 0.0, 1e-12);
    chl_toy_volumes_free(v);
    chl_toy_free(exact);
}
END_TEST

static bool
refuse(void *user, const chl_progress_event *now)
{
    (void) user;
    (void) now;
    return false;
}

START_TEST(bad_input_is_refused_with_a_sentence)
{
    const chl_progress progress = { refuse, NULL };
    const double time = 1.0, back[] = { 1.0, 0.5 };
    chl_toy_model model = four_weights(), bad = model;
    chl_toy_training training = chl_toy_training_default();
    chl_toy_volumes_settings settings = chl_toy_volumes_settings_default();
    chl_toy_volumes *v = NULL;
    chl_toy_sample out[2];
    chl_error err = { 0 };

    training.rate = 0.0;
    ck_assert_fails(
        chl_toy_train(&model, &training, 1, &time, NULL, out, NULL, &err),
        CHL_EARG, "a rate is 0", err);
    training.rate = 0.1;
    ck_assert_fails(
        chl_toy_train(&model, &training, 2, back, NULL, out, NULL, &err),
        CHL_EARG, "ascend", err);
    ck_assert_fails(
        chl_toy_train(&model, &training, 1, &time, &progress, out, NULL, &err),
        CHL_ECANCELLED, "", err);
    bad.game = CHL_TOY_BILINEAR;
    ck_assert_fails(
        chl_toy_train(&bad, &training, 1, &time, NULL, out, NULL, &err),
        CHL_EARG, "no data to draw", err);
    bad = uniform_weights();
    ck_assert_fails(
        chl_toy_train(&bad, &training, 1, &time, NULL, out, NULL, &err),
        CHL_EARG, "takes points", err);
    settings.cells = 3;
    ck_assert_fails(chl_toy_volumes_create(&model, &settings, &v, &err),
                    CHL_EARG, "3 cells", err);
    settings = chl_toy_volumes_settings_default();
    settings.order = 3;
    ck_assert_fails(chl_toy_volumes_create(&model, &settings, &v, &err),
                    CHL_EARG, "order is 3", err);
    settings.order = 2;
    settings.courant = 1.0;
    ck_assert_fails(chl_toy_volumes_create(&model, &settings, &v, &err),
                    CHL_EARG, "courant is 1", err);
    ck_assert_ok(
        chl_toy_volumes_create(
            &model, &(chl_toy_volumes_settings){ 10, 1, 0.5 }, &v, &err),
        err);
    ck_assert_fails(chl_toy_volumes_advance(v, -1.0, NULL, &err), CHL_EARG,
                    "must be 0 or above", err);
    ck_assert_fails(chl_toy_volumes_advance(v, 1.0, &progress, &err),
                    CHL_ECANCELLED, "", err);
    chl_toy_volumes_free(v);
}
END_TEST

START_TEST(a_lost_block_is_survived)
{
    const double time = 0.1;
    const chl_toy_training training = chl_toy_training_default();
    const chl_toy_volumes_settings settings =
        chl_toy_volumes_settings_default();
    chl_toy_model model = four_weights();
    chl_toy_volumes *v = NULL;
    chl_toy_sample out;
    chl_error err = { 0 };

    ck_assert_survives_lost_memory(
        chl_toy_train(&model, &training, 1, &time, NULL, &out, NULL, &err));
    ck_assert_survives_lost_memory(
        chl_toy_volumes_create(&model, &settings, &v, &err));
    chl_toy_volumes_free(v);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("toy_limits");
    TCase *training = tcase_create("training");
    TCase *volumes = tcase_create("volumes");
    TCase *edges = tcase_create("edges");

    tcase_add_test(training, expectations_converge_with_the_rate);
    tcase_add_test(training, draws_converge_with_the_root_of_the_rate);
    tcase_add_test(training,
                   weights_by_lot_converge_with_the_root_of_their_number);
    tcase_add_test(training, quantiles_converge_quadratically);
    tcase_add_test(training, training_maps_starts_to_places);
    tcase_add_loop_test(volumes, volumes_are_of_their_order_on_a_smooth_density,
                        0, 2);
    tcase_add_test(volumes, volumes_follow_a_jump_through_its_release);
    tcase_add_test(volumes, volumes_are_exact_in_the_mean_until_a_face_is_met);
    tcase_add_test(edges, bad_input_is_refused_with_a_sentence);
    tcase_add_test(edges, a_lost_block_is_survived);
    suite_add_tcase(suite, training);
    suite_add_tcase(suite, volumes);
    suite_add_tcase(suite, edges);
    return run_suite(suite);
}
