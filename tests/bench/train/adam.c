/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alternating steps on fresh batches. */
#include "adam.h"

#include "base/error.h"
#include "systems/optimiser.h"

typedef struct trainer {
    train_pair *pair;
    const train_adam_schedule *schedule;
    chl_optimiser *critic, *generator;
    double *gradient; /* of either                                           */
    size_t *rows;     /* real, then fake                                     */
} trainer;

static chl_status
open_trainer(trainer *t, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_optimiser_settings settings = chl_optimiser_settings_default();
    const size_t critic = train_pair_critic_size(t->pair),
                 generator = train_pair_generator_size(t->pair);

    settings.method =
        t->schedule->method == NULL ? "adam" : t->schedule->method;
    settings.rate = t->schedule->rate;
    settings.beta1 = 0.0;
    settings.beta2 = 0.99;
    CHL_TRY(chl_optimiser_create(&settings, critic, &t->critic, err));
    if (t->schedule->rate_ratio > 0.0) {
        settings.rate *= t->schedule->rate_ratio;
    }
    CHL_TRY(chl_optimiser_create(&settings, generator, &t->generator, err));
    t->gradient = chl_alloc(critic + generator, sizeof *t->gradient);
    t->rows = chl_alloc(2 * t->schedule->batch, sizeof *t->rows);
    CHL_REQUIRE_MEMORY(t->gradient, err, "gradients");
    CHL_REQUIRE_MEMORY(t->rows, err, "batches");
out:
    return status;
}

static void
close_trainer(trainer *t)
{
    chl_optimiser_free(t->critic);
    chl_optimiser_free(t->generator);
    chl_free(t->gradient);
    chl_free(t->rows);
}

/* Real rows pass by in a new order each epoch, so that no row is twice in a
 * batch; noise is drawn with replacement. */
static train_batch
draw_batch(const trainer *t, size_t step)
{
    const size_t count = t->schedule->batch, n = t->pair->n;
    const size_t each = n / count > 0 ? n / count : 1;
    const chl_random source = { t->schedule->seed, CHL_STREAM_TESTS };
    const chl_random order = chl_random_substream(&source, 2 * (step / each)),
                     noise = chl_random_substream(&source, 2 * step + 1);

    for (size_t k = 0; k < count; k++) {
        const size_t place = (step % each * count + k) % n;

        t->rows[k] = (size_t) chl_random_permute(&order, place, n);
        t->rows[count + k] =
            (size_t) chl_random_below(&noise, k, t->pair->fakes);
    }
    return (train_batch){ count, t->rows, t->rows + count, 4 * step };
}

static chl_status
step(trainer *t, size_t number, chl_error *err)
{
    chl_status status = CHL_OK;
    train_batch batch = draw_batch(t, number);

    CHL_TRY(train_critic_gradient(t->pair, &batch, t->gradient, err));
    chl_optimiser_step(t->critic, t->gradient, t->pair->theta);
    batch.draw += 2; /* the generator's samples are seen anew */
    CHL_TRY(train_generator_gradient(t->pair, &batch, t->gradient, err));
    chl_optimiser_step(t->generator, t->gradient, t->pair->eta);
out:
    return status;
}

chl_status
train_adam(train_pair *pair, const train_adam_schedule *schedule,
           chl_error *err)
{
    chl_status status = CHL_OK;
    trainer t = { .pair = pair, .schedule = schedule };

    CHL_TRY(open_trainer(&t, err));
    for (size_t k = 0; k <= schedule->steps; k++) {
        if (schedule->watch != NULL
            && !schedule->watch(schedule->user, pair, k)) {
            break;
        }
        if (k < schedule->steps) {
            CHL_TRY(step(&t, k, err));
        }
    }
out:
    close_trainer(&t);
    return status;
}
