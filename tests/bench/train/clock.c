/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rates of both players along the modes of the rows. */
#include "clock.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"

typedef struct reading {
    train_pair *pair;
    const train_clock_law *law;
    size_t batch;
    double *values, *slopes,
        *made;                  /* rows x modes; made x modes x d; made x d */
    double *critic, *generator; /* w_i                                    */
    double *gradient, *bar;
    size_t *picked;
} reading;

static void
reading_clear(reading *r)
{
    chl_free(r->values);
    chl_free(r->slopes);
    chl_free(r->made);
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
                 generator = train_pair_generator_size(r->pair),
                 modes = r->law->functions->modes;

    r->values = chl_alloc(r->law->count * modes, sizeof *r->values);
    r->slopes = chl_alloc(TRAIN_CLOCK_ROWS * modes * d, sizeof *r->slopes);
    r->made = chl_alloc(TRAIN_CLOCK_ROWS * d, sizeof *r->made);
    r->critic = chl_alloc(critic, sizeof *r->critic);
    r->generator = chl_alloc(generator, sizeof *r->generator);
    r->gradient = chl_alloc(critic + generator, sizeof *r->gradient);
    r->bar = chl_alloc(r->pair->capacity * d, sizeof *r->bar);
    r->picked = chl_alloc(2 * r->pair->capacity, sizeof *r->picked);
    CHL_REQUIRE_MEMORY(r->values, err, "modes");
    CHL_REQUIRE_MEMORY(r->slopes, err, "slopes of modes");
    CHL_REQUIRE_MEMORY(r->made, err, "generated rows");
    CHL_REQUIRE_MEMORY(r->critic, err, "second moments");
    CHL_REQUIRE_MEMORY(r->generator, err, "second moments");
    CHL_REQUIRE_MEMORY(r->gradient, err, "gradients");
    CHL_REQUIRE_MEMORY(r->bar, err, "a block of rows");
    CHL_REQUIRE_MEMORY(r->picked, err, "a block of rows");
out:
    return status;
}

/* Values of the modes at the rows, slopes at what is generated. */
static chl_status
find_modes(reading *r, chl_error *err)
{
    chl_status status = CHL_OK;
    train_pair *p = r->pair;

    CHL_TRY(train_functions_values(r->law->functions, r->law->count,
                                   r->law->rows, r->values, err));
    for (size_t at = 0; at < TRAIN_CLOCK_ROWS; at += p->capacity) {
        size_t some = TRAIN_CLOCK_ROWS - at < p->capacity
                          ? TRAIN_CLOCK_ROWS - at
                          : p->capacity;

        for (size_t i = 0; i < some; i++) {
            r->picked[i] = (at + i) % p->fakes;
        }
        train_generate(p, some, r->picked, r->made + at * p->d);
    }
    CHL_TRY(train_functions_slopes(r->law->functions, TRAIN_CLOCK_ROWS, r->made,
                                   r->slopes, err));
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

/* E f d_i D over all rows, f^2 over them. */
static double
move_critic(reading *r, size_t mode)
{
    train_pair *p = r->pair;
    const size_t d = p->d, count = r->law->count,
                 modes = r->law->functions->modes;
    double square = 0.0;

    memset(r->gradient, 0, train_pair_critic_size(p) * sizeof *r->gradient);
    for (size_t at = 0; at < count; at += p->capacity) {
        size_t some = count - at < p->capacity ? count - at : p->capacity;

        for (size_t i = 0; i < some; i++) {
            double f = r->values[(at + i) * modes + mode];

            r->bar[i] = f / (double) count;
            square += f * f / (double) count;
        }
        chl_network_forward(p->critic_trace, p->theta, some,
                            r->law->rows + at * d, NULL);
        chl_network_backward(p->critic_trace, p->theta, r->bar, NULL,
                             r->gradient, NULL);
    }
    return square;
}

/* E grad f . d_i y over as much noise, |grad f|^2 over it. */
static double
move_generator(reading *r, size_t mode)
{
    train_pair *p = r->pair;
    const size_t d = p->d, modes = r->law->functions->modes;
    double square = 0.0;

    memset(r->gradient, 0, train_pair_generator_size(p) * sizeof *r->gradient);
    for (size_t at = 0; at < TRAIN_CLOCK_ROWS; at += p->capacity) {
        size_t some = TRAIN_CLOCK_ROWS - at < p->capacity
                          ? TRAIN_CLOCK_ROWS - at
                          : p->capacity;

        for (size_t i = 0; i < some; i++) {
            const double *slope = r->slopes + ((at + i) * modes + mode) * d;

            r->picked[i] = (at + i) % p->fakes;
            for (size_t k = 0; k < d; k++) {
                r->bar[i * d + k] = slope[k] / TRAIN_CLOCK_ROWS;
                square += slope[k] * slope[k] / TRAIN_CLOCK_ROWS;
            }
        }
        train_generate(p, some, r->picked, p->y);
        chl_network_backward(p->generator_trace, p->eta, r->bar, NULL,
                             r->gradient, NULL);
    }
    return square;
}

chl_status
train_clock_read(train_pair *pair, const train_clock_law *law, size_t batch,
                 bool adam, double rate, double rate_ratio, train_clock *out,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    reading r = { .pair = pair, .law = law, .batch = batch };
    const size_t modes = law->functions->modes;
    double square;

    CHL_TRY(reading_open(&r, err));
    CHL_TRY(find_modes(&r, err));
    CHL_TRY(find_moments(&r, err));
    *out = (train_clock){ 0.0, 0.0 };
    for (size_t k = 0; k < modes; k++) {
        square = move_critic(&r, k);
        out->critic +=
            rate / (double) modes / square
            * weigh(train_pair_critic_size(pair), r.gradient, r.critic, adam);
        square = move_generator(&r, k);
        out->generator += rate * rate_ratio / (double) modes / square
                          * weigh(train_pair_generator_size(pair), r.gradient,
                                  r.generator, adam);
    }
out:
    reading_clear(&r);
    return status;
}
