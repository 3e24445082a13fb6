/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradients of both players. */
#include "pair.h"

#include <cblas.h>
#include <string.h>

#include "base/error.h"

size_t
train_pair_critic_size(const train_pair *pair)
{
    return chl_network_parameters(pair->critic);
}

size_t
train_pair_generator_size(const train_pair *pair)
{
    return pair->generator == NULL ? pair->fakes * pair->d
                                   : chl_network_parameters(pair->generator);
}

static size_t
code_size(const train_pair *pair)
{
    return pair->generator == NULL ? 0 : chl_network_inputs(pair->generator);
}

chl_status
train_pair_open(train_pair *pair, size_t capacity, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t row = 4 * pair->d + code_size(pair);

    pair->capacity = capacity;
    pair->critic_trace = pair->generator_trace = NULL;
    pair->x = chl_alloc(capacity, row * sizeof *pair->x);
    CHL_REQUIRE_MEMORY(pair->x, err, "batches");
    pair->y = pair->x + capacity * pair->d;
    pair->slope = pair->y + capacity * pair->d;
    pair->bar = pair->slope + capacity * pair->d;
    pair->code = pair->bar + capacity * pair->d;
    CHL_TRY(chl_trace_create(pair->critic, capacity, &pair->critic_trace, err));
    if (pair->generator != NULL) {
        CHL_TRY(chl_trace_create(pair->generator, capacity,
                                 &pair->generator_trace, err));
    }
out:
    if (status != CHL_OK) {
        train_pair_close(pair);
    }
    return status;
}

void
train_pair_close(train_pair *pair)
{
    chl_free(pair->x);
    chl_trace_free(pair->critic_trace);
    chl_trace_free(pair->generator_trace);
    pair->x = NULL;
    pair->critic_trace = pair->generator_trace = NULL;
}

static void
pick(const double *from, size_t width, size_t count, const size_t *rows,
     double *to)
{
    for (size_t k = 0; k < count; k++) {
        memcpy(to + k * width, from + rows[k] * width, width * sizeof *to);
    }
}

/* The generator's trace is left as its backward pass wants it. */
static void
generate(train_pair *pair, size_t count, const size_t *rows, double *y)
{
    const size_t d = pair->d;
    const double *made = pair->eta;

    if (pair->offset != NULL) {
        pick(pair->offset, d, count, rows, y);
    } else {
        memset(y, 0, count * d * sizeof *y);
    }
    if (pair->generator != NULL) {
        pick(pair->input, code_size(pair), count, rows, pair->code);
        chl_network_forward(pair->generator_trace, pair->eta, count, pair->code,
                            NULL);
        made = chl_trace_output(pair->generator_trace);
        cblas_daxpy((int) (count * d), 1.0, made, 1, y, 1);
        return;
    }
    for (size_t k = 0; k < count; k++) {
        cblas_daxpy((int) d, 1.0, made + rows[k] * d, 1, y + k * d, 1);
    }
}

void
train_generate(train_pair *pair, size_t count, const size_t *rows, double *y)
{
    for (size_t done = 0; done < count; done += pair->capacity) {
        size_t some = count - done;

        some = some < pair->capacity ? some : pair->capacity;
        generate(pair, some, rows + done, y + done * pair->d);
    }
}

/* The real rows, as the discriminator sees them, in pair->x. */
static chl_status
show_real(train_pair *pair, const train_batch *batch, chl_error *err)
{
    pick(pair->real, pair->d, batch->count, batch->real, pair->x);
    if (pair->augment == NULL) {
        return CHL_OK;
    }
    return chl_augment_apply(pair->augment, batch->draw, batch->count,
                             batch->real, pair->x, pair->x, err);
}

static chl_status
show_fake(train_pair *pair, const train_batch *batch, chl_error *err)
{
    generate(pair, batch->count, batch->fake, pair->y);
    if (pair->augment == NULL) {
        return CHL_OK;
    }
    return chl_augment_apply(pair->augment, batch->draw + 1, batch->count,
                             batch->real, pair->y, pair->y, err);
}

static void
fill_bars(train_pair *pair, size_t count, double (*slope)(double), double scale)
{
    const double *output = chl_trace_output(pair->critic_trace);

    for (size_t k = 0; k < count; k++) {
        pair->bar[k] = scale * (slope == NULL ? 1.0 : slope(output[k]));
    }
}

/* d/dtheta |g|^2 / 2 of g = grad D is that of the derivative along g. */
static void
add_real(train_pair *pair, size_t count, double *gradient)
{
    chl_trace *trace = pair->critic_trace;
    const double share = 1.0 / (double) count;
    double *penalty = pair->bar + count;

    chl_network_forward(trace, pair->theta, count, pair->x, NULL);
    if (pair->gamma > 0.0) {
        fill_bars(pair, count, NULL, 1.0);
        chl_network_backward(trace, pair->theta, pair->bar, NULL, NULL,
                             pair->slope);
        chl_network_forward(trace, pair->theta, count, pair->x, pair->slope);
    }
    fill_bars(pair, count, pair->loss->real, -share);
    for (size_t k = 0; k < count; k++) {
        penalty[k] = pair->gamma * share;
    }
    chl_network_backward(trace, pair->theta, pair->bar,
                         pair->gamma > 0.0 ? penalty : NULL, gradient, NULL);
}

chl_status
train_critic_gradient(train_pair *pair, const train_batch *batch,
                      double *gradient, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t count = batch->count;

    memset(gradient, 0, train_pair_critic_size(pair) * sizeof *gradient);
    CHL_TRY(show_real(pair, batch, err));
    add_real(pair, count, gradient);
    CHL_TRY(show_fake(pair, batch, err));
    chl_network_forward(pair->critic_trace, pair->theta, count, pair->y, NULL);
    fill_bars(pair, count, pair->loss->fake, -1.0 / (double) count);
    chl_network_backward(pair->critic_trace, pair->theta, pair->bar, NULL,
                         gradient, NULL);
out:
    return status;
}

chl_status
train_generator_gradient(train_pair *pair, const train_batch *batch,
                         double *gradient, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t count = batch->count, d = pair->d;
    const double rows = pair->generator == NULL ? (double) pair->fakes : 1.0;

    memset(gradient, 0, train_pair_generator_size(pair) * sizeof *gradient);
    CHL_TRY(show_fake(pair, batch, err));
    chl_network_forward(pair->critic_trace, pair->theta, count, pair->y, NULL);
    fill_bars(pair, count, pair->loss->generator, rows / (double) count);
    chl_network_backward(pair->critic_trace, pair->theta, pair->bar, NULL, NULL,
                         pair->slope);
    if (pair->augment != NULL) {
        CHL_TRY(chl_augment_adjoint(pair->augment, batch->draw + 1, count,
                                    batch->real, pair->slope, pair->slope,
                                    err));
    }
    if (pair->generator != NULL) {
        chl_network_backward(pair->generator_trace, pair->eta, pair->slope,
                             NULL, gradient, NULL);
        goto out;
    }
    for (size_t k = 0; k < count; k++) {
        cblas_daxpy((int) d, 1.0, pair->slope + k * d, 1,
                    gradient + batch->fake[k] * d, 1);
    }
out:
    return status;
}
