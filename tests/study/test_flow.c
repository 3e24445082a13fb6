/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The study of a flow: its laws, and what it promises when it fails. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <chladni/flow_study.h>

#include "support/runner.h"

static chl_error err;
static chl_result *result;
static chl_cloud source, target;

static chl_flow_study_settings
settings(void)
{
    chl_flow_study_settings s = chl_flow_study_settings_default();

    s.steps = 6;
    s.every = 2;
    s.snapshots = 2;
    s.cells = 8;
    s.modes = 4;
    return s;
}

static void
open_set(const char *name, size_t n, size_t m)
{
    ck_assert_ok(chl_result_create("flow", &result, &err), err);
    ck_assert_ok(chl_cloud_named(name, CHL_CLOUD_SOURCE, n, 1, &source, &err),
                 err);
    ck_assert_ok(chl_cloud_named(name, CHL_CLOUD_TARGET, m, 1, &target, &err),
                 err);
}

static void
tear_down(void)
{
    chl_result_free(result);
    result = NULL;
    chl_cloud_clear(&source);
    chl_cloud_clear(&target);
}

static const chl_result_flow *
flow(const chl_flow_study_settings *s)
{
    ck_assert_ok(chl_study_flow(s, &source, &target, NULL, result, &err), err);
    return result->flow;
}

START_TEST(points_come_nearer)
{
    const chl_flow_study_settings s = settings();
    const chl_result_flow *f;

    open_set("eight_gaussians", 60, 60);
    f = flow(&s);
    ck_assert_uint_eq(f->point_count, 4);
    ck_assert_uint_eq(f->points[3].step, 6);
    ck_assert_double_lt(f->points[3].energy, f->points[0].energy);
    ck_assert_double_lt(f->points[3].transport, f->points[0].transport);
    ck_assert_double_lt(f->points[3].mmd, f->points[0].mmd);
}
END_TEST

START_TEST(a_vector_field_stands_on_a_lattice)
{
    chl_flow_study_settings s = settings();
    const chl_result_scene *scene;
    double width, longest = 0.0;

    s.steps = 0;
    s.snapshots = 1;
    s.modes = 0;
    s.vectors = 5;
    open_set("eight_gaussians", 60, 60);
    flow(&s);
    scene = &result->scenes[0];
    width = scene->high[0] - scene->low[0];
    ck_assert_uint_eq(scene->arrow_count, 25);
    for (size_t k = 0; k < 25; k++) {
        const double *a = scene->arrows + 4 * k;

        ck_assert_double_eq_tol((a[0] - scene->low[0]) / width,
                                0.1 + 0.2 * (double) (k % 5), 1e-12);
        ck_assert_double_eq_tol((a[1] - scene->low[1]) / width,
                                0.1 + 0.2 * (double) (k / 5), 1e-12);
        longest = fmax(longest, hypot(a[2] - a[0], a[3] - a[1]));
    }
    ck_assert_double_eq_tol(longest, 0.2 * width, 1e-12 * width);
    s.vectors = 1;
    ck_assert_fails(chl_study_flow(&s, &source, &target, NULL, result, &err),
                    CHL_EARG, "vectors along a side are 1", err);
}
END_TEST

/* f = T w and d/dl MMD^2 / 2 = -T E|grad w|^2: one small step of rate h moves
 * MMD^2 by -2 h / n * speed^2 / T to first order. */
START_TEST(ipm_is_the_gradient_flow_of_half_mmd_squared)
{
    chl_flow_study_settings s = settings();
    const chl_result_flow *f;
    double fall, slope;

    s.steps = 1;
    s.every = 1;
    s.rate = 1e-4;
    ck_assert_ok(chl_pair_kernel_init("gauss", NULL, 2.0, 1.0, &s.kernel, &err),
                 err);
    open_set("ring:radius=2", 20, 20);
    f = flow(&s);
    fall = pow(f->points[0].mmd, 2.0) - pow(f->points[1].mmd, 2.0);
    slope = 2.0 * s.rate / 20.0 * pow(f->points[0].speed, 2.0);
    ck_assert_double_eq_tol(fall / slope, 1.0, 1e-4);
}
END_TEST

/* <f> over generated less <f> over real points is T MMD^2 for ipm; the modes
 * hold it all if they are all listed. */
START_TEST(all_modes_together_are_mmd_squared)
{
    chl_flow_study_settings s = settings();
    const chl_result_flow *f;
    double share = 0.0;

    s.modes = 100;
    s.steps = 0;
    open_set("modes_1d_overlap", 0, 0);
    f = flow(&s);
    ck_assert_uint_eq(f->start_count, 12);
    for (size_t k = 0; k < f->start_count; k++) {
        const chl_result_flow_mode *m = &f->start[k];

        share += m->share;
        ck_assert_double_eq_tol(m->half_life * 4.0 * m->lambda, log(2.0),
                                1e-12);
        ck_assert_double_eq_tol(m->trained, 1.0 - exp(-4.0 * m->lambda), 1e-12);
        ck_assert_double_eq_tol(m->growth, m->lambda * m->drive, 1e-12);
    }
    ck_assert_double_eq_tol(share, 1.0, 1e-9);
}
END_TEST

/* Two points: E|x - y| = 2, the others 0; transport 2^2 / 2. */
START_TEST(distances_of_two_points_are_known)
{
    chl_flow_study_settings s = settings();
    const chl_result_flow *f;

    s.steps = 0;
    open_set("two_singles_1d", 0, 0);
    f = flow(&s);
    ck_assert_uint_eq(f->point_count, 1);
    ck_assert_double_eq_tol(f->points[0].energy, 2.0, 1e-14);
    ck_assert_double_eq_tol(f->points[0].transport, 2.0, 1e-14);
}
END_TEST

START_TEST(pictures_are_of_the_first_and_the_last_step)
{
    const chl_flow_study_settings s = settings();
    size_t steps = 0;

    open_set("eight_gaussians", 20, 30);
    flow(&s);
    for (size_t k = 0; k < result->scene_count; k++) {
        const chl_result_scene *scene = &result->scenes[k];

        steps += strncmp(scene->id, "step-", 5) == 0;
        ck_assert_uint_eq(scene->columns, 9);
        for (size_t i = 0; i < scene->columns * scene->rows; i++) {
            ck_assert(isfinite(scene->field[i]));
        }
    }
    ck_assert_uint_eq(steps, 2);
    ck_assert_uint_eq(result->scene_count, 6);
    ck_assert_str_eq(result->scenes[5].id, "step-6");
}
END_TEST

START_TEST(a_point_on_its_target_stays)
{
    chl_flow_study_settings s = settings();
    const chl_result_flow *f;

    open_set("two_singles_1d", 0, 0);
    source.points[0] = target.points[0];
    f = flow(&s);
    ck_assert_double_eq(f->points[f->point_count - 1].energy, 0.0);
    ck_assert_double_eq(f->points[f->point_count - 1].transport, 0.0);
    ck_assert_double_eq(f->points[f->point_count - 1].speed, 0.0);
}
END_TEST

START_TEST(duplicated_points_move_as_one)
{
    chl_flow_study_settings s = settings();
    const chl_result_scene *last;

    open_set("two_couples_2d", 0, 0);
    memcpy(source.points + 2, source.points, 2 * sizeof(double));
    flow(&s);
    last = &result->scenes[result->scene_count - 1];
    ck_assert_double_eq(last->points[0], last->points[2]);
    ck_assert_double_eq(last->points[1], last->points[3]);
    ck_assert_double_ne(last->points[0], source.points[0]);
}
END_TEST

START_TEST(threads_do_not_change_the_answer)
{
    chl_flow_study_settings s = settings();
    chl_result_flow_point one;

    s.particles.threads = 1;
    open_set("eight_gaussians", 40, 50);
    flow(&s);
    one = result->flow->points[3];
    s.particles.threads = 3;
    flow(&s);
    ck_assert_mem_eq(&one, &result->flow->points[3], sizeof one);
}
END_TEST

START_TEST(riesz_kernels_have_no_modes)
{
    chl_flow_study_settings s = settings();

    ck_assert_ok(
        chl_pair_kernel_init("energy", NULL, 1.0, 1.0, &s.kernel, &err), err);
    open_set("eight_gaussians", 20, 20);
    flow(&s);
    ck_assert_uint_eq(result->flow->start_count, 0);
    ck_assert_uint_eq(result->warning_count, 1);
    ck_assert_str_eq(result->warnings[0].code, "W-NOT-APPLICABLE");
}
END_TEST

START_TEST(unlike_clouds_are_refused)
{
    chl_flow_study_settings s = settings();

    open_set("eight_gaussians", 20, 20);
    target.dimension = 1;
    ck_assert_fails(chl_study_flow(&s, &source, &target, NULL, result, &err),
                    CHL_EARG, "the source has 2 columns, the target 1", err);
    target.dimension = 2;
    s.rate = -1.0;
    ck_assert_fails(chl_study_flow(&s, &source, &target, NULL, result, &err),
                    CHL_EARG, "rate of the particles is -1", err);
    s.rate = 1.0;
    target.points[3] = NAN;
    ck_assert_fails(chl_study_flow(&s, &source, &target, NULL, result, &err),
                    CHL_EDATA, "targets: number 1, column 1 is nan", err);
    ck_assert_ptr_null(result->flow);
}
END_TEST

START_TEST(a_rate_that_is_too_large_names_the_step)
{
    chl_flow_study_settings s = settings();

    s.rate = 1e40;
    open_set("eight_gaussians", 20, 20);
    ck_assert_fails(chl_study_flow(&s, &source, &target, NULL, result, &err),
                    CHL_ENUMERIC, "flow: step 0: particle 0 would move", err);
}
END_TEST

static bool
refuse(void *user, const chl_progress_event *now)
{
    (void) user;
    return now->done < 3.0;
}

START_TEST(a_cancelled_flow_leaves_the_result_alone)
{
    chl_flow_study_settings s = settings();

    s.progress = (chl_progress){ refuse, NULL };
    open_set("eight_gaussians", 20, 20);
    ck_assert_int_eq(chl_study_flow(&s, &source, &target, NULL, result, NULL),
                     CHL_ECANCELLED);
    ck_assert_ptr_null(result->flow);
    ck_assert_uint_eq(result->scene_count, 0);
}
END_TEST

static char place[64];

static void
name_place(void)
{
    snprintf(place, sizeof place, "flow-%ld.checkpoint", (long) getpid());
    unlink(place);
}

/* Stopped before step 3, then taken up. */
static void
run_in_two(chl_flow_study_settings *s)
{
    name_place();
    s->checkpoint = place;
    s->progress = (chl_progress){ refuse, NULL };
    ck_assert_int_eq(chl_study_flow(s, &source, &target, NULL, result, NULL),
                     CHL_ECANCELLED);
    ck_assert_int_eq(access(place, F_OK), 0);
    s->progress = (chl_progress){ NULL, NULL };
    s->resume = true;
}

START_TEST(a_flow_that_is_taken_up_ends_with_the_same_bytes)
{
    chl_flow_study_settings s = settings();
    chl_result_flow_point whole[4];
    double last[40];

    s.particles.noise = 0.05;
    s.particles.carry = true;
    s.particles.loss = "vanilla";
    s.decay = 0.5;
    open_set("eight_gaussians", 20, 20);
    flow(&s);
    memcpy(whole, result->flow->points, sizeof whole);
    memcpy(last, result->scenes[5].points, sizeof last);
    run_in_two(&s);
    flow(&s);
    unlink(place);
    ck_assert_mem_eq(whole, result->flow->points, sizeof whole);
    ck_assert_uint_eq(result->scene_count, 6);
    ck_assert_mem_eq(last, result->scenes[5].points, sizeof last);
}
END_TEST

START_TEST(batches_that_are_taken_up_end_with_the_same_bytes)
{
    chl_flow_study_settings s = settings();
    chl_result_flow_point whole[4];

    s.particles.carry = true;
    s.batch = 7;
    open_set("eight_gaussians", 20, 30);
    flow(&s);
    ck_assert_uint_eq(result->flow->batch, 7);
    memcpy(whole, result->flow->points, sizeof whole);
    run_in_two(&s);
    flow(&s);
    unlink(place);
    ck_assert_mem_eq(whole, result->flow->points, sizeof whole);
}
END_TEST

START_TEST(batches_of_a_single_point_are_that_point)
{
    chl_flow_study_settings s = settings();
    chl_result_flow_point whole[4];

    open_set("two_singles_1d", 1, 1);
    flow(&s);
    memcpy(whole, result->flow->points, sizeof whole);
    s.batch = 1;
    flow(&s);
    ck_assert_mem_eq(whole, result->flow->points, sizeof whole);
}
END_TEST

/* Where the first point is after one step from its start. */
static double
first_move(chl_flow_study_settings *s, size_t batch, uint64_t seed)
{
    s->batch = batch;
    s->particles.seed = seed;
    flow(s);
    return result->scenes[result->scene_count - 1].points[0];
}

/* f of ipm is linear in the law of the real points. */
START_TEST(batches_move_points_as_all_do_in_the_mean)
{
    enum {
        RUNS = 60
    };
    chl_flow_study_settings s = settings();
    double whole, sum = 0.0, squares = 0.0, mean, error;

    s.steps = 1;
    s.modes = 0;
    s.cells = 2;
    open_set("eight_gaussians", 8, 40);
    whole = first_move(&s, 0, 0);
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        double at = first_move(&s, 5, seed);

        sum += at;
        squares += at * at;
    }
    mean = sum / RUNS;
    error = sqrt((squares / RUNS - mean * mean) / RUNS);
    ck_assert_double_gt(error, 1e-4);
    ck_assert_double_le(fabs(mean - whole), 4.0 * error);
}
END_TEST

/* Modes and distances are of all real points. */
START_TEST(what_is_measured_does_not_depend_on_the_batch)
{
    chl_flow_study_settings s = settings();
    chl_result_flow_point whole;
    double lambda;

    s.steps = 0;
    open_set("eight_gaussians", 20, 30);
    whole = flow(&s)->points[0];
    lambda = result->flow->start[0].lambda;
    s.batch = 4;
    flow(&s);
    ck_assert_double_eq(result->flow->points[0].mmd, whole.mmd);
    ck_assert_double_eq(result->flow->points[0].energy, whole.energy);
    ck_assert_double_eq(result->flow->points[0].transport, whole.transport);
    ck_assert_double_eq(result->flow->start[0].lambda, lambda);
}
END_TEST

START_TEST(checkpoints_that_do_not_fit_are_refused)
{
    chl_flow_study_settings s = settings();
    FILE *file;

    open_set("eight_gaussians", 20, 20);
    run_in_two(&s);
    s.resume = false;
    ck_assert_fails(chl_study_flow(&s, &source, &target, NULL, result, &err),
                    CHL_EARG, "is there already", err);
    s.resume = true;
    s.rate = 3.0;
    ck_assert_fails(chl_study_flow(&s, &source, &target, NULL, result, &err),
                    CHL_EDATA, "of other data or settings", err);
    s.rate = 0.0;
    file = fopen(place, "r+b");
    ck_assert_ptr_nonnull(file);
    fseek(file, 400, SEEK_SET);
    fputc('!', file);
    fputc('?', file);
    fclose(file);
    ck_assert_fails(chl_study_flow(&s, &source, &target, NULL, result, &err),
                    CHL_EDATA, "its checksum does not fit", err);
    ck_assert_int_eq(truncate(place, 40), 0);
    ck_assert_fails(chl_study_flow(&s, &source, &target, NULL, result, &err),
                    CHL_EDATA, "is no checkpoint of a flow, or damaged", err);
    unlink(place);
    ck_assert_ptr_null(result->flow);
}
END_TEST

/* A smooth kernel and many targets: the operator is made of averages over the
 * same points, but of few functions, which is its error. */
START_TEST(decay_near_equilibrium_is_that_of_the_adversarial_operator)
{
    chl_flow_study_settings s = settings();
    const chl_result_flow *f;

    s.steps = 0;
    s.linearise = true;
    ck_assert_ok(chl_pair_kernel_init("gauss", NULL, 2.0, 1.0, &s.kernel, &err),
                 err);
    open_set("ring:radius=2", 20, 200);
    f = flow(&s);
    ck_assert_uint_eq(f->decay_count, 6);
    for (size_t k = 0; k < f->decay_count; k++) {
        ck_assert_double_gt(f->decays[k].predicted, 0.0);
        ck_assert_double_eq_tol(f->decays[k].ratio, 1.0, 0.01);
    }
}
END_TEST

/* The tangent kernel of relu has one, its covariance none. */
START_TEST(a_kernel_with_a_cusp_is_said_not_to_be_linear)
{
    static const char *const names[] = { "ntk-relu", "nngp-relu" };
    const chl_wide wide = chl_wide_default();
    chl_flow_study_settings s = settings();
    size_t warned = 0;

    s.steps = 0;
    s.linearise = true;
    ck_assert_ok(
        chl_pair_kernel_init(names[_i], &wide, 1.0, 1.0, &s.kernel, &err), err);
    s.kernel_name = names[_i];
    open_set("ring:radius=2", 20, 40);
    flow(&s);
    for (size_t k = 0; k < result->warning_count; k++) {
        warned += strcmp(result->warnings[k].code, "W-CUSP") == 0;
    }
    ck_assert_uint_eq(warned, _i == 0 ? 1 : 0);
    if (warned > 0) {
        ck_assert_ptr_nonnull(
            strstr(result->warnings[0].text, "kernel 'ntk-relu' has a cusp"));
    }
}
END_TEST

START_TEST(other_losses_have_no_such_decay)
{
    chl_flow_study_settings s = settings();

    s.linearise = true;
    s.particles.loss = "lsgan";
    open_set("eight_gaussians", 20, 20);
    ck_assert_fails(chl_study_flow(&s, &source, &target, NULL, result, &err),
                    CHL_EARG, "free points under ipm", err);
}
END_TEST

/* 1 / sqrt(width): four runs of each of four widths leave the exponent an
 * error of a sixth or so. */
START_TEST(wider_networks_are_nearer_to_infinite_ones)
{
    chl_flow_study_settings s = settings();
    const chl_result_flow *f;

    s.steps = 0;
    s.adequacy = true;
    s.snapshots = 0;
    open_set("two_singles_1d", 0, 0);
    f = flow(&s);
    ck_assert_uint_eq(f->width_count, 4);
    ck_assert_double_lt(f->widths[3].rms, f->widths[0].rms);
    ck_assert_double_lt(f->slope, -0.2);
    ck_assert_double_gt(f->slope, -0.9);
    ck_assert_uint_eq(f->place_count, f->widths[0].count);
}
END_TEST

START_TEST(lost_memory_is_survived)
{
    chl_flow_study_settings s = settings();

    s.particles.threads = 1;
    s.steps = 1;
    open_set("two_couples_2d", 0, 0);
    for (long allowed = 0, got = CHL_ENOMEM; got != CHL_OK; allowed++) {
        ck_assert_int_lt(allowed, 100000);
        chl_memory_fail_after(allowed);
        got = chl_study_flow(&s, &source, &target, NULL, result, NULL);
        chl_memory_fail_after(-1);
        ck_assert(got == CHL_OK || got == CHL_ENOMEM);
        ck_assert(got == CHL_OK || result->flow == NULL);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study of a flow");
    TCase *tests = tcase_create("flow");

    tcase_add_checked_fixture(tests, NULL, tear_down);
    tcase_add_test(tests, points_come_nearer);
    tcase_add_test(tests, a_vector_field_stands_on_a_lattice);
    tcase_add_test(tests, ipm_is_the_gradient_flow_of_half_mmd_squared);
    tcase_add_test(tests, all_modes_together_are_mmd_squared);
    tcase_add_test(tests, distances_of_two_points_are_known);
    tcase_add_test(tests, pictures_are_of_the_first_and_the_last_step);
    tcase_add_test(tests, a_point_on_its_target_stays);
    tcase_add_test(tests, duplicated_points_move_as_one);
    tcase_add_test(tests, threads_do_not_change_the_answer);
    tcase_add_test(tests, riesz_kernels_have_no_modes);
    tcase_add_test(tests, unlike_clouds_are_refused);
    tcase_add_test(tests, a_rate_that_is_too_large_names_the_step);
    tcase_add_test(tests, a_cancelled_flow_leaves_the_result_alone);
    tcase_add_test(tests, a_flow_that_is_taken_up_ends_with_the_same_bytes);
    tcase_add_test(tests, batches_that_are_taken_up_end_with_the_same_bytes);
    tcase_add_test(tests, batches_of_a_single_point_are_that_point);
    tcase_add_test(tests, batches_move_points_as_all_do_in_the_mean);
    tcase_add_test(tests, what_is_measured_does_not_depend_on_the_batch);
    tcase_add_test(tests, checkpoints_that_do_not_fit_are_refused);
    tcase_add_test(tests,
                   decay_near_equilibrium_is_that_of_the_adversarial_operator);
    tcase_add_loop_test(tests, a_kernel_with_a_cusp_is_said_not_to_be_linear, 0,
                        2);
    tcase_add_test(tests, other_losses_have_no_such_decay);
    tcase_add_test(tests, wider_networks_are_nearer_to_infinite_ones);
    tcase_add_test(tests, lost_memory_is_survived);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
