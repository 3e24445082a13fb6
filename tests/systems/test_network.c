/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks against differences, closed forms and lost memory. */
#include "networks.h"

#include <math.h>
#include <string.h>

#include "support/runner.h"

enum {
    ROWS = 3,
    LONGEST = 256 /* of any array of these tests */
};

#define STEP 1e-3
/* Differences over four points err by STEP^4 / 30 of fifth derivatives, up to
 * 1e5 here, and by rounding over STEP. */
#define TOLERANCE 1e-8

typedef struct pass {
    chl_network *network;
    chl_trace *trace;
    size_t parameters, inputs, outputs;
    double theta[LONGEST], x[LONGEST], u[LONGEST], y_bar[LONGEST],
        w_bar[LONGEST];
} pass;

static void
fill(uint64_t seed, size_t count, double *values)
{
    const chl_random random = { seed, CHL_STREAM_TESTS };

    ck_assert_uint_le(count, LONGEST);
    for (size_t k = 0; k < count; k++) {
        values[k] = chl_random_normal(&random, k);
    }
}

static void
open_pass(const chl_network_spec *spec, pass *p)
{
    chl_error err = { 0 };

    ck_assert_ok(chl_network_create(spec, &p->network, &err), err);
    ck_assert_ok(chl_trace_create(p->network, ROWS, &p->trace, &err), err);
    p->parameters = chl_network_parameters(p->network);
    p->inputs = chl_network_inputs(p->network);
    p->outputs = chl_network_outputs(p->network);
    fill(1, p->parameters, p->theta);
    for (size_t k = 0; k < p->parameters; k++) {
        p->theta[k] *= 0.3; /* keeps higher derivatives small */
    }
    fill(2, ROWS * p->inputs, p->x);
    fill(3, ROWS * p->inputs, p->u);
    fill(4, ROWS * p->outputs, p->y_bar);
    fill(5, ROWS * p->outputs, p->w_bar);
}

static void
close_pass(pass *p)
{
    chl_trace_free(p->trace);
    chl_network_free(p->network);
}

static double
loss(const pass *p)
{
    double sum = 0.0;

    chl_network_forward(p->trace, p->theta, ROWS, p->x, p->u);
    for (size_t k = 0; k < ROWS * p->outputs; k++) {
        sum += p->y_bar[k] * chl_trace_output(p->trace)[k]
               + p->w_bar[k] * chl_trace_tangent(p->trace)[k];
    }
    return sum;
}

/* Loss right of one of its own numbers less that left of it. */
static double
difference(const pass *p, double *number, double step)
{
    const double kept = *number;
    double right, left;

    *number = kept + step;
    right = loss(p);
    *number = kept - step;
    left = loss(p);
    *number = kept;
    return right - left;
}

static double
slope_along(const pass *p, double *number)
{
    return (8.0 * difference(p, number, STEP)
            - difference(p, number, 2.0 * STEP))
           / (12.0 * STEP);
}

static void
assert_slopes(const pass *p, double *numbers, size_t count,
              const double *gradient)
{
    for (size_t k = 0; k < count; k++) {
        ck_assert_double_eq_tol(gradient[k], slope_along(p, &numbers[k]),
                                TOLERANCE * (1.0 + fabs(gradient[k])));
    }
}

START_TEST(gradients_of_outputs_and_tangents_agree_with_differences)
{
    pass p;
    double d_theta[LONGEST] = { 0 }, d_x[LONGEST];

    open_pass(&networks[_i], &p);
    loss(&p);
    chl_network_backward(p.trace, p.theta, p.y_bar, p.w_bar, d_theta, d_x);
    assert_slopes(&p, p.theta, p.parameters, d_theta);
    assert_slopes(&p, p.x, ROWS * p.inputs, d_x);
    close_pass(&p);
}
END_TEST

START_TEST(the_tangent_is_the_derivative_of_the_output)
{
    pass p;
    double tangent[LONGEST], d_x[LONGEST];
    double left = 0.0, right = 0.0;

    open_pass(&networks[_i], &p);
    chl_network_forward(p.trace, p.theta, ROWS, p.x, p.u);
    memcpy(tangent, chl_trace_tangent(p.trace),
           ROWS * p.outputs * sizeof *tangent);
    chl_network_backward(p.trace, p.theta, p.y_bar, NULL, NULL, d_x);
    for (size_t k = 0; k < ROWS * p.outputs; k++) {
        left += p.y_bar[k] * tangent[k];
    }
    for (size_t k = 0; k < ROWS * p.inputs; k++) {
        right += d_x[k] * p.u[k];
    }
    ck_assert_double_eq_tol(left, right, 1e-12 * (1.0 + fabs(left)));
    close_pass(&p);
}
END_TEST

START_TEST(gradients_add_up_over_rows_and_calls)
{
    pass p;
    double whole[LONGEST] = { 0 }, parts[LONGEST] = { 0 };

    open_pass(&networks[_i], &p);
    loss(&p);
    chl_network_backward(p.trace, p.theta, p.y_bar, p.w_bar, whole, NULL);
    for (size_t r = 0; r < ROWS; r++) {
        chl_network_forward(p.trace, p.theta, 1, p.x + r * p.inputs,
                            p.u + r * p.inputs);
        chl_network_backward(p.trace, p.theta, p.y_bar + r * p.outputs,
                             p.w_bar + r * p.outputs, parts, NULL);
    }
    for (size_t k = 0; k < p.parameters; k++) {
        ck_assert_double_eq_tol(whole[k], parts[k],
                                1e-12 * (1.0 + fabs(whole[k])));
    }
    close_pass(&p);
}
END_TEST

START_TEST(an_antisymmetric_network_starts_at_zero_everywhere)
{
    pass p;
    const chl_random random = { 7, CHL_STREAM_TESTS };
    const chl_network_start start = chl_network_start_default();

    open_pass(&networks[1], &p);
    ck_assert_uint_eq(chl_network_halves(p.network), 2);
    chl_network_draw(p.network, &start, &random, p.theta);
    chl_network_forward(p.trace, p.theta, ROWS, p.x, p.u);
    for (size_t k = 0; k < ROWS * p.outputs; k++) {
        ck_assert(chl_trace_output(p.trace)[k] == 0.0);
        ck_assert(chl_trace_tangent(p.trace)[k] == 0.0);
    }
    close_pass(&p);
}
END_TEST

START_TEST(weights_are_drawn_with_a_deviation_of_one_over_root_fan_in)
{
    const chl_network_spec spec = { .from = { 1, 1, 100 },
                                    .count = 1,
                                    .layers = { { .type = "dense",
                                                  .to = { 1, 1, 400 } } } };
    const chl_random random = { 7, CHL_STREAM_TESTS };
    const chl_network_start start = { 2.0, 0.0, 0.5 };
    chl_network *network = NULL;
    chl_error err = { 0 };
    double *theta, square = 0.0;

    ck_assert_ok(chl_network_create(&spec, &network, &err), err);
    theta = chl_alloc(chl_network_parameters(network), sizeof *theta);
    ck_assert_ptr_nonnull(theta);
    chl_network_draw(network, &start, &random, theta);
    for (size_t k = 0; k < 40000; k++) {
        square += theta[k] * theta[k] / 40000;
    }
    /* 2 0.5 / 10, four standard errors of a variance of 40000 normals */
    ck_assert_double_eq_tol(square, 0.01, 4.0 * 0.01 * sqrt(2.0 / 40000));
    ck_assert(theta[40000] == 0.0);
    chl_free(theta);
    chl_network_free(network);
}
END_TEST

START_TEST(a_convolution_with_one_entry_in_the_middle_is_the_identity)
{
    const chl_network_spec spec = { .from = { 3, 4, 1 },
                                    .count = 1,
                                    .layers = { { .type = "convolution",
                                                  .to = { .channels = 1 },
                                                  .side = 3,
                                                  .stride = 1 } } };
    pass p;

    open_pass(&spec, &p);
    memset(p.theta, 0, sizeof p.theta);
    p.theta[4] = 1.0;
    p.theta[9] = 0.25; /* bias */
    chl_network_forward(p.trace, p.theta, ROWS, p.x, NULL);
    for (size_t k = 0; k < ROWS * p.inputs; k++) {
        ck_assert(chl_trace_output(p.trace)[k] == p.x[k] + 0.25);
    }
    close_pass(&p);
}
END_TEST

/* One layer alone, on numbers 1 to `ROWS` rows of them. */
static void
open_layer(chl_layer_spec layer, chl_shape from, pass *p)
{
    const chl_network_spec spec = { .from = from,
                                    .count = 1,
                                    .layers = { layer } };

    open_pass(&spec, p);
}

/* Of a convolution W, and the transposed one of the same weights. */
START_TEST(a_transposed_convolution_is_the_transpose_of_the_convolution)
{
    static const size_t sides[][2] = { { 4, 2 }, { 2, 2 }, { 3, 1 }, { 4, 1 } };
    const size_t side = sides[_i][0], stride = sides[_i][1];
    const chl_shape low = { 2, 3, 2 }, high = { 2 * stride, 3 * stride, 3 };
    pass down, up;
    double left = 0.0, right = 0.0;

    open_layer(
        (chl_layer_spec){
            .type = "convolution", .to = low, .side = side, .stride = stride },
        high, &down);
    open_layer(
        (chl_layer_spec){
            .type = "transposed", .to = high, .side = side, .stride = stride },
        low, &up);
    ck_assert_uint_eq(down.outputs, up.inputs);
    ck_assert_uint_eq(down.inputs, up.outputs);
    memset(down.theta, 0, sizeof down.theta);
    fill(9, side * side * 6, down.theta);
    memcpy(up.theta, down.theta, sizeof up.theta);
    memset(up.theta + side * side * 6, 0, 3 * sizeof *up.theta);
    chl_network_forward(down.trace, down.theta, ROWS, down.x, NULL);
    chl_network_forward(up.trace, up.theta, ROWS, up.x, NULL);
    for (size_t k = 0; k < ROWS * down.outputs; k++) {
        left += chl_trace_output(down.trace)[k] * up.x[k];
    }
    for (size_t k = 0; k < ROWS * up.outputs; k++) {
        right += chl_trace_output(up.trace)[k] * down.x[k];
    }
    ck_assert_double_eq_tol(left, right, 1e-13 * (1.0 + fabs(left)));
    close_pass(&down);
    close_pass(&up);
}
END_TEST

START_TEST(normalised_channels_have_mean_zero_and_variance_one)
{
    const chl_shape from = { 2, 1, 5 };
    pass p;

    open_layer((chl_layer_spec){ .type = "normalise" }, from, &p);
    chl_network_forward(p.trace, p.theta, ROWS, p.x, NULL);
    for (size_t pixel = 0; pixel < (size_t) ROWS * 2; pixel++) {
        const double *y = chl_trace_output(p.trace) + pixel * 5;
        double sum = 0.0, square = 0.0;

        for (size_t c = 0; c < 5; c++) {
            sum += y[c];
            square += y[c] * y[c];
        }
        ck_assert_double_eq_tol(sum, 0.0, 1e-14);
        ck_assert_double_eq_tol(square, 5.0, 1e-10);
    }
    close_pass(&p);
}
END_TEST

/* Of two pixels with three channels: functions stand side by side. */
START_TEST(several_activations_stand_side_by_side)
{
    const chl_shape from = { 2, 1, 3 };
    chl_layer_spec layer = { .type = "activation", .activation_count = 2 };
    chl_error err = { 0 };
    pass p;

    ck_assert_ok(chl_activation_init("erf", &layer.activations[0], &err), err);
    ck_assert_ok(chl_activation_init("sin", &layer.activations[1], &err), err);
    open_layer(layer, from, &p);
    ck_assert_uint_eq(p.outputs, 12);
    chl_network_forward(p.trace, p.theta, 1, p.x, NULL);
    for (size_t k = 0; k < 6; k++) {
        const double *y = chl_trace_output(p.trace) + k / 3 * 6 + k % 3;

        ck_assert_double_eq(y[0], erf(p.x[k]));
        ck_assert_double_eq(y[3], sin(p.x[k]));
    }
    close_pass(&p);
}
END_TEST

START_TEST(what_is_no_network_is_refused)
{
    chl_network *network = NULL;
    chl_network_spec spec = networks[2];
    chl_error err = { 0 };

    spec.layers[1].type = "relu";
    ck_assert_fails(chl_network_create(&spec, &network, &err), CHL_EARG,
                    "layer 1: there is no layer called 'relu'", err);
    spec = networks[2];
    spec.layers[0].side = 16;
    ck_assert_fails(chl_network_create(&spec, &network, &err), CHL_EARG,
                    "side of a convolution is 16", err);
    spec = networks[2];
    spec.layers[2].stride = 3;
    ck_assert_fails(chl_network_create(&spec, &network, &err), CHL_EARG,
                    "stride of a convolution is 3", err);
    spec = networks[7];
    spec.layers[3].side = 3;
    ck_assert_fails(chl_network_create(&spec, &network, &err), CHL_EARG,
                    "its stride 2 must divide it", err);
    spec = networks[5];
    spec.layers[2].skip = 3;
    ck_assert_fails(chl_network_create(&spec, &network, &err), CHL_EARG,
                    "layer 2: skips 3 layers; there are 2 before it", err);
    spec.layers[2].skip = 2;
    spec.layers[2].to.channels = 5;
    ck_assert_fails(chl_network_create(&spec, &network, &err), CHL_EARG,
                    "1 x 1 x 5 outputs is added to one of 1 x 1 x 4", err);
    spec = networks[2];
    spec.layers[1].type = "activation";
    ck_assert_fails(chl_network_create(&spec, &network, &err), CHL_EARG,
                    "a layer has 0 activations", err);
    spec.layers[1].activation_count = 1;
    ck_assert_fails(chl_network_create(&spec, &network, &err), CHL_EARG,
                    "an activation of a layer is none", err);
    spec = networks[2];
    spec.layers[4].to.width = 0;
    ck_assert_fails(chl_network_create(&spec, &network, &err), CHL_EARG,
                    "1 x 0 x 1 outputs", err);
    spec.count = 0;
    ck_assert_fails(chl_network_create(&spec, &network, &err), CHL_EARG,
                    "has 0 layers", err);
    ck_assert_ptr_null(network);
}
END_TEST

static chl_status
open_and_close(chl_error *err)
{
    chl_network *network = NULL;
    chl_trace *trace = NULL;
    chl_status status = chl_network_create(&networks[1], &network, err);

    if (status == CHL_OK) {
        status = chl_trace_create(network, ROWS, &trace, err);
    }
    chl_trace_free(trace);
    chl_network_free(network);
    return status;
}

START_TEST(networks_survive_lost_memory)
{
    ck_assert_survives_lost_memory(open_and_close(NULL));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("systems/network");
    TCase *tests = tcase_create("all");

    tcase_add_loop_test(
        tests, gradients_of_outputs_and_tangents_agree_with_differences, 0,
        NETWORKS);
    tcase_add_loop_test(tests, the_tangent_is_the_derivative_of_the_output, 0,
                        NETWORKS);
    tcase_add_loop_test(tests, gradients_add_up_over_rows_and_calls, 0,
                        NETWORKS);
    tcase_add_test(tests, an_antisymmetric_network_starts_at_zero_everywhere);
    tcase_add_loop_test(
        tests, a_transposed_convolution_is_the_transpose_of_the_convolution, 0,
        4);
    tcase_add_test(tests, normalised_channels_have_mean_zero_and_variance_one);
    tcase_add_test(tests, several_activations_stand_side_by_side);
    tcase_add_test(tests,
                   weights_are_drawn_with_a_deviation_of_one_over_root_fan_in);
    tcase_add_test(tests,
                   a_convolution_with_one_entry_in_the_middle_is_the_identity);
    tcase_add_test(tests, what_is_no_network_is_refused);
    tcase_add_test(tests, networks_survive_lost_memory);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
