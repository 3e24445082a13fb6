/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rates of both players along the principal axes of the rows. */
#include "clock.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "operators/symmetric.h"

typedef struct reading {
    train_pair *pair;
    const double *rows;
    size_t count, batch;
    double *mean, *axes, *deviations; /* d; d x d columns ascending; d       */
    double *critic, *generator;       /* w_i                                 */
    double *gradient, *bar;
    size_t *picked;
} reading;

static void
reading_clear(reading *r)
{
    chl_free(r->mean);
    chl_free(r->axes);
    chl_free(r->deviations);
    chl_free(r->critic);
    chl_free(r->generator);
    chl_free(r->gradient);
    chl_free(r->bar);
    chl_free(r->picked);
}

static chl_status
reading_open(reading *r, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t d = r->pair->d, critic = train_pair_critic_size(r->pair),
                 generator = train_pair_generator_size(r->pair);

    r->mean = chl_alloc(d, sizeof *r->mean);
    r->axes = chl_alloc(d * d, sizeof *r->axes);
    r->deviations = chl_alloc(d, sizeof *r->deviations);
    r->critic = chl_alloc(critic, sizeof *r->critic);
    r->generator = chl_alloc(generator, sizeof *r->generator);
    r->gradient = chl_alloc(critic + generator, sizeof *r->gradient);
    r->bar = chl_alloc(r->pair->capacity * d, sizeof *r->bar);
    r->picked = chl_alloc(2 * r->pair->capacity, sizeof *r->picked);
    CHL_REQUIRE_MEMORY(r->mean, err, "principal axes");
    CHL_REQUIRE_MEMORY(r->axes, err, "principal axes");
    CHL_REQUIRE_MEMORY(r->deviations, err, "principal axes");
    CHL_REQUIRE_MEMORY(r->critic, err, "second moments");
    CHL_REQUIRE_MEMORY(r->generator, err, "second moments");
    CHL_REQUIRE_MEMORY(r->gradient, err, "gradients");
    CHL_REQUIRE_MEMORY(r->bar, err, "a block of rows");
    CHL_REQUIRE_MEMORY(r->picked, err, "a block of rows");
out:
    return status;
}

static chl_status
find_axes(reading *r, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t d = r->pair->d;
    const double share = 1.0 / (double) r->count;

    for (size_t k = 0; k < r->count * d; k++) {
        r->mean[k % d] += share * r->rows[k];
    }
    for (size_t i = 0; i < r->count; i++) {
        const double *x = r->rows + i * d;

        for (size_t k = 0; k < d; k++) {
            for (size_t l = 0; l < d; l++) {
                r->axes[k * d + l] +=
                    share * (x[k] - r->mean[k]) * (x[l] - r->mean[l]);
            }
        }
    }
    CHL_TRY(chl_symmetric_eigen(d, r->axes, r->deviations, err));
    for (size_t k = 0; k < d; k++) {
        r->deviations[k] = sqrt(fmax(r->deviations[k], 0.0));
    }
out:
    return status;
}

/* Mean squares of the gradients of fresh batches. */
static chl_status
find_moments(reading *r, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t critic = train_pair_critic_size(r->pair),
                 generator = train_pair_generator_size(r->pair);
    const chl_random source = { 17, CHL_STREAM_TESTS };

    for (size_t b = 0; b < TRAIN_CLOCK_BATCHES; b++) {
        const train_batch batch = { r->batch, r->picked, r->picked + r->batch,
                                    4 * b };

        for (size_t k = 0; k < 2 * r->batch; k++) {
            r->picked[k] = (size_t) chl_random_below(
                &source, b * 2 * r->batch + k,
                k < r->batch ? r->pair->n : r->pair->fakes);
        }
        CHL_TRY(train_critic_gradient(r->pair, &batch, r->gradient, err));
        for (size_t i = 0; i < critic; i++) {
            r->critic[i] += r->gradient[i] * r->gradient[i];
        }
        CHL_TRY(train_generator_gradient(r->pair, &batch, r->gradient, err));
        for (size_t i = 0; i < generator; i++) {
            r->generator[i] += r->gradient[i] * r->gradient[i];
        }
    }
    for (size_t i = 0; i < critic; i++) {
        r->critic[i] = sqrt(r->critic[i] / TRAIN_CLOCK_BATCHES) + 1e-8;
    }
    for (size_t i = 0; i < generator; i++) {
        r->generator[i] = sqrt(r->generator[i] / TRAIN_CLOCK_BATCHES) + 1e-8;
    }
out:
    return status;
}

static double
weigh(size_t size, const double *gradient, const double *weight, bool adam)
{
    double sum = 0.0;

    for (size_t i = 0; i < size; i++) {
        sum += gradient[i] * gradient[i] / (adam ? weight[i] : 1.0);
    }
    return sum;
}

/* E f d_i D over all rows. */
static void
move_critic(reading *r, size_t axis)
{
    train_pair *p = r->pair;
    const size_t d = p->d;
    const double *e = r->axes + axis * d;

    memset(r->gradient, 0, train_pair_critic_size(p) * sizeof *r->gradient);
    for (size_t at = 0; at < r->count; at += p->capacity) {
        const double *x = r->rows + at * d;
        size_t some = r->count - at < p->capacity ? r->count - at : p->capacity;

        for (size_t i = 0; i < some; i++) {
            double f = 0.0;

            for (size_t k = 0; k < d; k++) {
                f += e[k] * (x[i * d + k] - r->mean[k]);
            }
            r->bar[i] = f / r->deviations[axis] / (double) r->count;
        }
        chl_network_forward(p->critic_trace, p->theta, some, x, NULL);
        chl_network_backward(p->critic_trace, p->theta, r->bar, NULL,
                             r->gradient, NULL);
    }
}

/* E e . d_i y over as much noise. */
static void
move_generator(reading *r, size_t axis)
{
    train_pair *p = r->pair;
    const size_t d = p->d;

    memset(r->gradient, 0, train_pair_generator_size(p) * sizeof *r->gradient);
    for (size_t at = 0; at < r->count; at += p->capacity) {
        size_t some = r->count - at < p->capacity ? r->count - at : p->capacity;

        for (size_t i = 0; i < some; i++) {
            r->picked[i] = (at + i) % p->fakes;
            for (size_t k = 0; k < d; k++) {
                r->bar[i * d + k] = r->axes[axis * d + k] / (double) r->count;
            }
        }
        train_generate(p, some, r->picked, p->y);
        chl_network_backward(p->generator_trace, p->eta, r->bar, NULL,
                             r->gradient, NULL);
    }
}

chl_status
train_clock_read(train_pair *pair, const double *rows, size_t count,
                 size_t batch, bool adam, double rate, double rate_ratio,
                 train_clock *out, chl_error *err)
{
    chl_status status = CHL_OK;
    reading r = { .pair = pair, .rows = rows, .count = count, .batch = batch };
    const size_t d = pair->d;

    CHL_TRY(reading_open(&r, err));
    CHL_TRY(find_axes(&r, err));
    CHL_TRY(find_moments(&r, err));
    *out = (train_clock){ 0.0, 0.0 };
    for (size_t k = 0; k < TRAIN_CLOCK_AXES; k++) {
        move_critic(&r, d - 1 - k);
        out->critic +=
            rate / TRAIN_CLOCK_AXES
            * weigh(train_pair_critic_size(pair), r.gradient, r.critic, adam);
        move_generator(&r, d - 1 - k);
        out->generator += rate * rate_ratio / TRAIN_CLOCK_AXES
                          * weigh(train_pair_generator_size(pair), r.gradient,
                                  r.generator, adam);
    }
out:
    reading_clear(&r);
    return status;
}
