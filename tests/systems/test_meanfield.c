/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Particles of a mean-field WGAN: fields, events, orders, and the algorithm. */
#include <chladni/meanfield.h>

#include <math.h>
#include <string.h>

#include "support/runner.h"
#include "systems/meanfield.h"
#include "systems/toy_cases.h"

enum {
    CRITICS = 12,
    GENERATORS = 10
};

/* Two wells on a line, by their masses; tanh everywhere. */
static chl_meanfield_model
two_wells(void)
{
    static const double data[] = { -1.2, -1.0, -0.8, 0.8, 1.0, 1.2 };
    static const double mass[] = { 1.0, 2.0, 1.0, 1.0, 2.0, 1.0 };
    chl_meanfield_model model = chl_meanfield_model_default();

    model.points = 6;
    model.data = data;
    model.mass = mass;
    model.latents = 12;
    model.threads = 1;
    return model;
}

static chl_meanfield *
create(const chl_meanfield_model *model, size_t critics, size_t generators,
       uint64_t seed)
{
    size_t p = chl_meanfield_critic_width(model);
    size_t q = chl_meanfield_generator_width(model);
    double *w = chl_alloc(critics * p, sizeof *w);
    double *theta = chl_alloc(generators * q, sizeof *theta);
    chl_meanfield *mf = NULL;
    chl_error err = { 0 };

    chl_meanfield_draw(model, critics, generators, 0.9, 1.0, seed, w, theta);
    ck_assert_ok(
        chl_meanfield_create(model,
                             &(chl_meanfield_start){ .critics = critics,
                                                     .generators = generators,
                                                     .w = w,
                                                     .theta = theta },
                             &mf, &err),
        err);
    chl_free(w);
    chl_free(theta);
    return mf;
}

/* Root mean square over all parameters. */
static double
distance(const chl_meanfield *a, const chl_meanfield *b)
{
    size_t weights = a->created * a->p, free = a->generators * a->q;
    double *one = chl_alloc(weights + free, 2 * sizeof *one);
    double *two = one + weights + free, sum = 0.0;

    chl_meanfield_critics(a, one);
    chl_meanfield_generators(a, one + weights);
    chl_meanfield_critics(b, two);
    chl_meanfield_generators(b, two + weights);
    for (size_t k = 0; k < weights + free; k++) {
        sum += (one[k] - two[k]) * (one[k] - two[k]);
    }
    chl_free(one);
    return sqrt(sum / (double) (weights + free));
}

/* E from values of D alone. */
static double
energy(chl_meanfield *mf, const chl_meanfield_model *model)
{
    double x[200], mass[200], values[200], sum = 0.0;
    size_t count = chl_meanfield_law(mf, x, mass);

    chl_meanfield_critic_at(mf, count, x, values);
    for (size_t l = 0; l < count; l++) {
        sum -= mass[l] * values[l];
    }
    chl_meanfield_critic_at(mf, model->points, model->data, values);
    for (size_t k = 0; k < model->points; k++) {
        sum += values[k]
               * (model->mass != NULL ? model->mass[k] / 8.0
                                      : 1.0 / (double) model->points);
    }
    return sum;
}

/* Central difference of E in one parameter. */
static double
difference(chl_meanfield *mf, const chl_meanfield_model *model, double *at)
{
    const double h = 1e-5, before = *at;
    double up, down;

    *at = before + h;
    up = energy(mf, model);
    *at = before - h;
    down = energy(mf, model);
    *at = before;
    return (up - down) / (2.0 * h);
}

static const double plane[] = { 1.0, 0.2, -0.4, 0.9, -0.8, -0.7, 0.3, -1.1 };

START_TEST(fields_are_gradients_of_the_energy)
{
    chl_meanfield_model model = two_wells();
    chl_meanfield *mf;

    model.ratio = 1.7;
    if (_i % 2 == 1) {
        model.columns = model.latent = 2;
        model.points = 4;
        model.data = plane;
        model.mass = NULL;
        model.latents = 5;
    }
    model.critic = _i / 2 == 1 ? CHL_NEURON_RELU : CHL_NEURON_TANH;
    mf = create(&model, CRITICS, GENERATORS, 3);
    ck_assert_double_eq_tol(chl_meanfield_look(mf).energy, energy(mf, &model),
                            1e-14);
    chl_meanfield_field(mf, mf->w, mf->theta, mf->v, mf->u);
    for (size_t k = 0; k < CRITICS * mf->p; k++) {
        ck_assert_double_eq_tol(CRITICS * difference(mf, &model, &mf->w[k]),
                                mf->v[k] / model.ratio, 1e-7);
    }
    for (size_t k = 0; k < GENERATORS * mf->q; k++) {
        ck_assert_double_eq_tol(-GENERATORS
                                    * difference(mf, &model, &mf->theta[k]),
                                mf->u[k], 1e-7);
    }
    chl_meanfield_free(mf);
}
END_TEST

START_TEST(euler_is_of_first_order_through_events)
{
    static const double steps[] = { 0.02, 0.01, 0.005, 0.0025 };
    const double time = 2.0;
    chl_meanfield_model model = two_wells();
    chl_meanfield *exact;
    chl_error err = { 0 };
    double errors[4], slope;
    size_t events;

    model.ratio = 3.0;
    exact = create(&model, CRITICS, GENERATORS, 5);
    ck_assert_ok(chl_meanfield_flow(exact, time, 1e-11, NULL, &err), err);
    chl_meanfield_events(exact, &events);
    ck_assert_uint_gt(events, 4);
    for (size_t k = 0; k < 4; k++) {
        chl_meanfield *mf = create(&model, CRITICS, GENERATORS, 5);

        ck_assert_ok(chl_meanfield_euler(mf, steps[k],
                                         (size_t) (time / steps[k] + 0.5), NULL,
                                         &err),
                     err);
        errors[k] = distance(mf, exact);
        chl_meanfield_free(mf);
    }
    slope = slope_of(4, steps, errors);
    ck_assert_double_gt(slope, 0.9);
    ck_assert_double_lt(slope, 1.1);
    chl_meanfield_free(exact);
}
END_TEST

/* A flow that stops at every event cannot do better by going there in parts. */
START_TEST(flows_in_parts_are_one_flow)
{
    chl_meanfield_model model = two_wells();
    chl_meanfield *a, *b;
    chl_error err = { 0 };
    size_t events_a, events_b;

    model.ratio = 3.0;
    a = create(&model, CRITICS, GENERATORS, 5);
    b = create(&model, CRITICS, GENERATORS, 5);
    ck_assert_ok(chl_meanfield_flow(a, 3.0, 1e-11, NULL, &err), err);
    for (size_t k = 0; k < 7; k++) {
        ck_assert_ok(chl_meanfield_flow(b, 3.0 / 7.0, 1e-11, NULL, &err), err);
    }
    ck_assert_double_lt(distance(a, b), 1e-8);
    ck_assert_double_eq_tol(chl_meanfield_look(a).blow_up,
                            chl_meanfield_look(b).blow_up, 1e-8);
    chl_meanfield_events(a, &events_a);
    chl_meanfield_events(b, &events_b);
    ck_assert_uint_eq(events_a, events_b);
    chl_meanfield_free(a);
    chl_meanfield_free(b);
}
END_TEST

static double
sum_of(size_t count, const double *x)
{
    double sum = 0.0;

    for (size_t k = 0; k < count; k++) {
        sum += x[k];
    }
    return sum;
}

/* What is listed is what there is: hits less releases are weights on faces. */
START_TEST(events_account_for_what_is_on_faces)
{
    chl_meanfield_model model = two_wells();
    chl_meanfield *mf;
    const chl_meanfield_event *events;
    chl_meanfield_view view;
    chl_error err = { 0 };
    double w[3 * CRITICS];
    size_t count, hits = 0, releases = 0, merges = 0, faces = 0;

    model.ratio = 4.0;
    mf = create(&model, CRITICS, GENERATORS, 8);
    ck_assert(isnan(chl_meanfield_look(mf).blow_up));
    ck_assert_ok(chl_meanfield_flow(mf, 12.0, 1e-9, NULL, &err), err);
    view = chl_meanfield_look(mf);
    events = chl_meanfield_events(mf, &count);
    ck_assert_double_eq(view.blow_up, events[0].t);
    for (size_t k = 0; k < count; k++) {
        hits += events[k].kind == CHL_TOY_HIT ? 1 : 0;
        releases += events[k].kind == CHL_TOY_RELEASE ? 1 : 0;
        merges += events[k].kind == CHL_TOY_MERGE ? 1 : 0;
        ck_assert(k == 0 || events[k].t >= events[k - 1].t);
    }
    ck_assert_uint_eq(view.critics + merges, CRITICS);
    chl_meanfield_critics(mf, w);
    for (size_t k = 0; k < 3 * CRITICS; k++) {
        ck_assert_double_le(fabs(w[k]), 1.0);
        faces += fabs(w[k]) == 1.0 ? 1 : 0;
    }
    if (merges == 0) {
        ck_assert_uint_eq(hits, releases + faces);
    }
    ck_assert_double_eq_tol(sum_of(4, view.singular), 1.0, 1e-12);
    ck_assert_double_lt(view.singular[0], 1.0);
    ck_assert_double_eq_tol(sum_of(3, view.low) + sum_of(3, view.high),
                            (double) faces / CRITICS, 1e-12);
    ck_assert_double_eq_tol(view.singular[1] + 2.0 * view.singular[2]
                                + 3.0 * view.singular[3],
                            (double) faces / CRITICS, 1e-12);
    chl_meanfield_free(mf);
}
END_TEST

START_TEST(mass_gathers_on_faces_then_on_edges)
{
    chl_meanfield_model model = two_wells();
    chl_meanfield *mf;
    chl_error err = { 0 };
    double face = 0.0, edge = 0.0;

    model.ratio = 5.0;
    mf = create(&model, 400, 20, 1);
    for (size_t k = 0; k < 200 && edge == 0.0; k++) {
        chl_meanfield_view view = chl_meanfield_look(mf);

        edge = view.singular[2] + view.singular[3];
        if (edge == 0.0) {
            face = fmax(face, view.singular[1]);
        }
        ck_assert_ok(chl_meanfield_euler(mf, 0.01, 1, NULL, &err), err);
    }
    ck_assert_double_gt(face, 0.0);
    ck_assert_double_gt(edge, 0.0);
    chl_meanfield_free(mf);
}
END_TEST

/* Root mean square distance of runs to the solution from the same start. */
static double
training_error(const chl_meanfield_model *model, const chl_meanfield *exact,
               double rate, double time)
{
    enum {
        RUNS = 24
    };
    double sum = 0.0;

    for (uint64_t seed = 0; seed < RUNS; seed++) {
        chl_meanfield *mf = create(model, CRITICS, GENERATORS, 5);
        chl_error err = { 0 };
        double d;

        ck_assert_ok(
            chl_meanfield_train(mf, &(chl_meanfield_training){ rate, 2, seed },
                                (size_t) (time / rate + 0.5), NULL, &err),
            err);
        d = distance(mf, exact);
        sum += d * d / RUNS;
        chl_meanfield_free(mf);
    }
    return sqrt(sum);
}

/* The slope's error: each rms is of 24 runs of few effective numbers, some 15
 * %, over a factor of 64 in the rate. */
START_TEST(training_tends_to_the_limit_with_the_root_of_the_rate)
{
    static const double rates[] = { 0.064, 0.016, 0.004, 0.001 };
    const double time = 1.024;
    chl_meanfield_model model = two_wells();
    chl_meanfield *exact;
    chl_error err = { 0 };
    double errors[4], slope;

    model.latents = 40;
    exact = create(&model, CRITICS, GENERATORS, 5);
    ck_assert_ok(chl_meanfield_flow(exact, time, 1e-9, NULL, &err), err);
    for (size_t k = 0; k < 4; k++) {
        errors[k] = training_error(&model, exact, rates[k], time);
    }
    slope = slope_of(4, rates, errors);
    ck_assert_double_gt(slope, 0.4);
    ck_assert_double_lt(slope, 0.6);
    chl_meanfield_free(exact);
}
END_TEST

START_TEST(threads_do_not_change_a_byte)
{
    chl_meanfield_model model = two_wells();
    double w[2][3 * 700], theta[2][3 * 300];

    for (size_t k = 0; k < 2; k++) {
        chl_meanfield *mf;
        chl_error err = { 0 };

        model.threads = k == 0 ? 1 : 3;
        mf = create(&model, 700, 300, 2);
        ck_assert_ok(chl_meanfield_euler(mf, 0.05, 30, NULL, &err), err);
        chl_meanfield_critics(mf, w[k]);
        chl_meanfield_generators(mf, theta[k]);
        chl_meanfield_free(mf);
    }
    ck_assert_mem_eq(w[0], w[1], sizeof w[0]);
    ck_assert_mem_eq(theta[0], theta[1], sizeof theta[0]);
}
END_TEST

START_TEST(the_same_seed_trains_the_same)
{
    chl_meanfield_model model = two_wells();
    const chl_meanfield_training settings = { 0.01, 5, 7 };
    chl_meanfield *a = create(&model, CRITICS, GENERATORS, 1);
    chl_meanfield *b = create(&model, CRITICS, GENERATORS, 1);
    chl_error err = { 0 };

    ck_assert_ok(chl_meanfield_train(a, &settings, 100, NULL, &err), err);
    ck_assert_ok(chl_meanfield_train(b, &settings, 60, NULL, &err), err);
    ck_assert_ok(chl_meanfield_train(b, &settings, 40, NULL, &err), err);
    ck_assert_double_eq(distance(a, b), 0.0);
    chl_meanfield_free(a);
    chl_meanfield_free(b);
}
END_TEST

START_TEST(critics_at_one_place_are_one)
{
    const double w[] = { 0.5, 0.1, 0.2, -0.4, 0.3, 0.0, 0.5, 0.1, 0.2 };
    const double theta[] = { 0.5, 1.0, 0.1 };
    const double masses[] = { 1.0, 2.0, 3.0 };
    chl_meanfield_model model = two_wells();
    const chl_meanfield_start start = { .critics = 3,
                                        .generators = 1,
                                        .w = w,
                                        .theta = theta,
                                        .critic_mass = masses };
    chl_meanfield *mf = NULL;
    chl_error err = { 0 };
    double out[9];

    ck_assert_ok(chl_meanfield_create(&model, &start, &mf, &err), err);
    ck_assert_uint_eq(chl_meanfield_look(mf).critics, 2);
    ck_assert_ok(chl_meanfield_flow(mf, 1.0, 1e-8, NULL, &err), err);
    chl_meanfield_critics(mf, out);
    ck_assert_mem_eq(out, out + 6, 3 * sizeof *out);
    chl_meanfield_free(mf);
}
END_TEST

START_TEST(hermite_rules_integrate_polynomials)
{
    double points[2 * 64], masses[64], sums[4] = { 0.0 };
    chl_error err = { 0 };

    ck_assert_ok(chl_normal_rule(2, 8, points, masses, &err), err);
    for (size_t k = 0; k < 64; k++) {
        double x = points[2 * k], y = points[2 * k + 1];

        sums[0] += masses[k];
        sums[1] += masses[k] * x * x;
        sums[2] += masses[k] * pow(x, 4.0) * y * y;
        sums[3] += masses[k] * x * y;
    }
    ck_assert_double_eq_tol(sums[0], 1.0, 1e-14);
    ck_assert_double_eq_tol(sums[1], 1.0, 1e-13);
    ck_assert_double_eq_tol(sums[2], 3.0, 1e-12);
    ck_assert_double_eq_tol(sums[3], 0.0, 1e-14);
    ck_assert_fails(chl_normal_rule(9, 64, points, masses, &err), CHL_EARG,
                    "9 columns", err);
}
END_TEST

START_TEST(bad_input_is_refused_with_a_sentence)
{
    const double w[] = { 0.5, 2.0, 0.2 }, inside[] = { 0.1, 0.2, 0.3 };
    const double theta[] = { 0.5, 1.0, 0.1 }, holes[] = { 1.0, NAN };
    chl_meanfield_model model = two_wells(), bad = model;
    chl_meanfield_start start = {
        .critics = 1, .generators = 1, .w = w, .theta = theta
    };
    chl_meanfield *mf = NULL;
    chl_error err = { 0 };

    ck_assert_fails(chl_meanfield_create(&model, &start, &mf, &err), CHL_EARG,
                    "weight 1 of critic 0 is 2", err);
    start.w = inside;
    bad.clip = 0.0;
    ck_assert_fails(chl_meanfield_create(&bad, &start, &mf, &err), CHL_EARG,
                    "clip is 0", err);
    bad = model;
    bad.data = holes;
    bad.points = 2;
    bad.mass = NULL;
    ck_assert_fails(chl_meanfield_create(&bad, &start, &mf, &err), CHL_EDATA,
                    "datum 1 has", err);
    bad = model;
    bad.columns = 9;
    ck_assert_fails(chl_meanfield_create(&bad, &start, &mf, &err), CHL_EARG,
                    "9 columns", err);
    bad = model;
    bad.latent = 6;
    bad.latents = 50;
    ck_assert_fails(chl_meanfield_create(&bad, &start, &mf, &err), CHL_EARG,
                    "latents", err);
    start.generators = 0;
    ck_assert_fails(chl_meanfield_create(&model, &start, &mf, &err), CHL_EARG,
                    "0 generators", err);
    start.generators = 1;
    ck_assert_ok(chl_meanfield_create(&model, &start, &mf, &err), err);
    ck_assert_fails(chl_meanfield_flow(mf, -1.0, 1e-8, NULL, &err), CHL_EARG,
                    "time to follow", err);
    ck_assert_fails(chl_meanfield_flow(mf, 1.0, 0.0, NULL, &err), CHL_EARG,
                    "tolerance is 0", err);
    ck_assert_fails(chl_meanfield_euler(mf, 0.0, 1, NULL, &err), CHL_EARG,
                    "a step is 0", err);
    ck_assert_fails(chl_meanfield_train(mf,
                                        &(chl_meanfield_training){ 0.1, 0, 0 },
                                        1, NULL, &err),
                    CHL_EARG, "1 step or more", err);
    chl_meanfield_free(mf);
    mf = NULL;
    bad = model;
    bad.critic = CHL_NEURON_RELU;
    ck_assert_ok(chl_meanfield_create(&bad, &start, &mf, &err), err);
    ck_assert_fails(chl_meanfield_flow(mf, 1.0, 1e-8, NULL, &err),
                    CHL_EUNSUPPORTED, "steps of Euler", err);
    ck_assert_ok(chl_meanfield_euler(mf, 0.01, 10, NULL, &err), err);
    chl_meanfield_free(mf);
}
END_TEST

/* The words of options. */
START_TEST(neurons_are_found_by_name)
{
    chl_neuron neuron = CHL_NEURON_TANH;
    chl_error err = { 0 };

    ck_assert_ok(chl_neuron_find("relu", &neuron, &err), err);
    ck_assert_int_eq(neuron, CHL_NEURON_RELU);
    ck_assert_str_eq(chl_neuron_name(CHL_NEURON_TANH), "tanh");
    ck_assert_fails(chl_neuron_find("reul", &neuron, &err), CHL_EARG,
                    "did you mean relu", err);
}
END_TEST

static chl_status
live(chl_error *err)
{
    const double w[] = { 0.5, 0.9, 0.2, -0.5, 0.3, 0.9 };
    const double theta[] = { 0.5, 1.0, 0.1 };
    chl_meanfield_model model = two_wells();
    const chl_meanfield_start start = {
        .critics = 2, .generators = 1, .w = w, .theta = theta
    };
    chl_meanfield *mf = NULL;
    chl_status status = chl_meanfield_create(&model, &start, &mf, err);

    if (status == CHL_OK) {
        status = chl_meanfield_flow(mf, 3.0, 1e-6, NULL, err);
    }
    chl_meanfield_free(mf);
    return status;
}

START_TEST(a_lost_block_is_survived)
{
    chl_error err = { 0 };

    ck_assert_survives_lost_memory((err = (chl_error){ 0 }, live(&err)));
}
END_TEST

static bool
refuse(void *user, const chl_progress_event *now)
{
    (void) user;
    (void) now;
    return false;
}

START_TEST(each_way_can_be_cancelled)
{
    const chl_progress progress = { refuse, NULL };
    const chl_meanfield_training training = chl_meanfield_training_default();
    chl_meanfield_model model = two_wells();
    chl_meanfield *mf = create(&model, 4, 4, 0);
    chl_error err = { 0 };

    ck_assert_fails(chl_meanfield_flow(mf, 1.0, 1e-8, &progress, &err),
                    CHL_ECANCELLED, "", err);
    ck_assert_fails(chl_meanfield_euler(mf, 0.1, 10, &progress, &err),
                    CHL_ECANCELLED, "", err);
    ck_assert_fails(chl_meanfield_train(mf, &training, 10, &progress, &err),
                    CHL_ECANCELLED, "", err);
    chl_meanfield_free(mf);
}
END_TEST

/* What is drawn has the moments of what is integrated. */
START_TEST(samples_have_the_law_of_the_nodes)
{
    enum {
        ROWS = 4000
    };
    static double x[ROWS];
    double nodes[32], mass[32], mean = 0.0, square = 0.0, drawn = 0.0;
    chl_meanfield_model model = two_wells();
    chl_meanfield *mf;
    size_t count;

    model.latents = 32;
    mf = create(&model, 4, 6, 0);
    count = chl_meanfield_law(mf, nodes, mass);
    ck_assert_uint_eq(count, 32);
    for (size_t k = 0; k < count; k++) {
        mean += mass[k] * nodes[k];
        square += mass[k] * nodes[k] * nodes[k];
    }
    chl_meanfield_sample(mf, ROWS, 1, x);
    drawn = sum_of(ROWS, x) / ROWS;
    ck_assert_double_lt(fabs(drawn - mean),
                        4.0 * sqrt((square - mean * mean) / ROWS));
    chl_meanfield_free(mf);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("meanfield");
    TCase *fields = tcase_create("fields");
    TCase *ways = tcase_create("ways");
    TCase *edges = tcase_create("edges");

    tcase_add_loop_test(fields, fields_are_gradients_of_the_energy, 0, 4);
    tcase_add_test(fields, hermite_rules_integrate_polynomials);
    tcase_add_test(fields, samples_have_the_law_of_the_nodes);
    tcase_add_test(ways, euler_is_of_first_order_through_events);
    tcase_add_test(ways, flows_in_parts_are_one_flow);
    tcase_add_test(ways, events_account_for_what_is_on_faces);
    tcase_add_test(ways, mass_gathers_on_faces_then_on_edges);
    tcase_add_test(ways, training_tends_to_the_limit_with_the_root_of_the_rate);
    tcase_add_test(ways, threads_do_not_change_a_byte);
    tcase_add_test(ways, the_same_seed_trains_the_same);
    tcase_add_test(ways, critics_at_one_place_are_one);
    tcase_add_test(edges, bad_input_is_refused_with_a_sentence);
    tcase_add_test(edges, neurons_are_found_by_name);
    tcase_add_test(edges, a_lost_block_is_survived);
    tcase_add_test(edges, each_way_can_be_cancelled);
    suite_add_tcase(suite, fields);
    suite_add_tcase(suite, ways);
    suite_add_tcase(suite, edges);
    return run_suite(suite);
}
