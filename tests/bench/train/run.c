/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradient descent of both players. */
#include "run.h"

#include <cblas.h>
#include <string.h>

#include "base/error.h"

enum {
    PLAYERS = 2
};

typedef struct runner {
    train_pair *pair;
    const train_schedule *schedule;
    double *critic, *generator; /* gradients                                 */
    size_t *all, *real, *fake;  /* rows: 0..fakes-1, and of a batch          */
} runner;

static chl_status
open_runner(train_pair *pair, const train_schedule *schedule, runner *r,
            chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t rows = pair->fakes > pair->n ? pair->fakes : pair->n;

    *r = (runner){ .pair = pair, .schedule = schedule };
    r->critic = chl_alloc(train_pair_critic_size(pair), sizeof *r->critic);
    CHL_REQUIRE_MEMORY(r->critic, err, "gradients");
    r->generator =
        chl_alloc(train_pair_generator_size(pair), sizeof *r->generator);
    CHL_REQUIRE_MEMORY(r->generator, err, "gradients");
    r->all = chl_alloc(rows + 2 * schedule->batch, sizeof *r->all);
    CHL_REQUIRE_MEMORY(r->all, err, "batches");
    r->real = r->all + rows;
    r->fake = r->real + schedule->batch;
    for (size_t k = 0; k < rows; k++) {
        r->all[k] = k;
    }
out:
    return status;
}

static void
close_runner(runner *r)
{
    chl_free(r->critic);
    chl_free(r->generator);
    chl_free(r->all);
}

static train_batch
draw_batch(const runner *r, size_t step)
{
    const chl_random source = { r->schedule->seed, CHL_STREAM_TESTS };
    const size_t count = r->schedule->batch;

    if (count == 0) {
        return (train_batch){ r->pair->n, r->all, r->all, PLAYERS * step };
    }
    for (size_t k = 0; k < count; k++) {
        const uint64_t index = (uint64_t) (step * count + k) * PLAYERS;

        r->real[k] = (size_t) chl_random_below(&source, index, r->pair->n);
        r->fake[k] =
            (size_t) chl_random_below(&source, index + 1, r->pair->fakes);
    }
    return (train_batch){ count, r->real, r->fake, PLAYERS * step };
}

static void
descend(double h, size_t size, const double *gradient, double *parameters)
{
    cblas_daxpy((int) size, -h, gradient, 1, parameters, 1);
}

static chl_status
step(runner *r, size_t number, chl_error *err)
{
    chl_status status = CHL_OK;
    train_pair *pair = r->pair;
    const train_batch batch = draw_batch(r, number);
    const size_t critic = train_pair_critic_size(pair),
                 generator = train_pair_generator_size(pair);
    const double h = r->schedule->h;

    CHL_TRY(train_critic_gradient(pair, &batch, r->critic, err));
    if (!r->schedule->simultaneous) {
        descend(h, critic, r->critic, pair->theta);
    }
    CHL_TRY(train_generator_gradient(pair, &batch, r->generator, err));
    if (r->schedule->simultaneous) {
        descend(h, critic, r->critic, pair->theta);
    }
    descend(h, generator, r->generator, pair->eta);
out:
    return status;
}

static void
take_snapshot(const runner *r, double *to)
{
    train_pair *pair = r->pair;

    train_generate(pair, pair->fakes, r->all, to);
    cblas_daxpy((int) (pair->fakes * pair->d), -1.0, pair->real, 1, to, 1);
}

chl_status
train_run(train_pair *pair, const train_schedule *schedule, double *snapshots,
          chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t size = pair->fakes * pair->d;
    runner r;

    CHL_TRY(open_runner(pair, schedule, &r, err));
    for (size_t k = 0; k <= schedule->steps; k++) {
        if (snapshots != NULL && k % schedule->every == 0) {
            take_snapshot(&r, snapshots + k / schedule->every * size);
        }
        if (k < schedule->steps) {
            CHL_TRY(step(&r, k, err));
        }
    }
out:
    close_runner(&r);
    return status;
}
