/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means and mean squares over runs with batches. */
#include "batches.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "linear_noise.h"

enum {
    DOUBLINGS = 10,
    TIMES = TRAIN_SNAPSHOTS + 1
};

/* Snapshots of every run, TIMES * n * d each, and room for one more. */
typedef struct ensemble {
    train_study *study;
    size_t size, batch;
    double *runs, *mean;
} ensemble;

static chl_status
open_ensemble(ensemble *e, chl_error *err)
{
    chl_status status = CHL_OK;
    const train_pair *pair = &e->study->setup->pair;

    e->size = pair->n * pair->d;
    e->runs = chl_alloc((TRAIN_RUNS + 1) * TIMES, e->size * sizeof *e->runs);
    CHL_REQUIRE_MEMORY(e->runs, err, "runs");
    e->mean = e->runs + TRAIN_RUNS * TIMES * e->size;
out:
    return status;
}

/* The mean of all runs but one; TRAIN_RUNS: of all. */
static void
average(ensemble *e, size_t left_out)
{
    const size_t length = TIMES * e->size;
    const double share =
        1.0 / (left_out < TRAIN_RUNS ? TRAIN_RUNS - 1.0 : TRAIN_RUNS);

    memset(e->mean, 0, length * sizeof *e->mean);
    for (size_t k = 0; k < TRAIN_RUNS; k++) {
        if (k != left_out) {
            cblas_daxpy((int) length, share, e->runs + k * length, 1, e->mean,
                        1);
        }
    }
}

static chl_status
follow_mode(ensemble *e, const train_spectrum *spectrum, train_batches *out,
            chl_error *err)
{
    chl_status status = CHL_OK;
    train_schedule schedule = train_study_plan(e->study, spectrum);
    const double spacing = schedule.h * (double) schedule.every;
    double sum = 0.0;

    schedule.batch = e->batch;
    for (size_t k = 0; k < TRAIN_RUNS; k++) {
        schedule.seed = k;
        CHL_TRY(
            train_study_start(e->study, spectrum->alpha, spectrum->kappa, err));
        CHL_TRY(train_run(&e->study->setup->pair, &schedule,
                          e->runs + k * TIMES * e->size, err));
    }
    average(e, TRAIN_RUNS);
    out->measured = train_fit_modes(e->mean, TIMES, e->size, spacing,
                                    spectrum->slow.im > 0.0)
                        .s;
    for (size_t k = 0; k < TRAIN_RUNS; k++) {
        double deviation;

        average(e, k);
        deviation = train_fit_modes(e->mean, TIMES, e->size, spacing,
                                    spectrum->slow.im > 0.0)
                        .s.re
                    - out->measured.re;
        sum += deviation * deviation;
    }
    out->rate_error = sqrt(sum * (TRAIN_RUNS - 1.0) / TRAIN_RUNS);
out:
    return status;
}

static chl_status
measure_floor(ensemble *e, const train_spectrum *spectrum, train_batches *out,
              chl_error *err)
{
    chl_status status = CHL_OK;
    train_study *s = e->study;
    const size_t steps = (size_t) 1 << DOUBLINGS;
    train_schedule schedule = { .h = 0.5 / spectrum->largest,
                                .steps = steps,
                                .every = steps,
                                .batch = e->batch };
    double sum = 0.0, square = 0.0;

    for (size_t k = 0; k < TRAIN_RUNS; k++) {
        double moved;

        schedule.seed = TRAIN_RUNS + k;
        train_setup_reset(s->setup);
        CHL_TRY(train_run(&s->setup->pair, &schedule, s->snapshots, err));
        moved = pow(cblas_dnrm2((int) e->size, s->snapshots + e->size, 1), 2)
                / (double) s->setup->pair.n;
        sum += moved / TRAIN_RUNS;
        square += moved * moved / TRAIN_RUNS;
    }
    out->floor_measured = sum;
    out->floor_error = sqrt((square - sum * sum) / (TRAIN_RUNS - 1.0));
    out->h = schedule.h;
    out->steps = steps;
    CHL_TRY(train_linear_noise(s->tangent, &s->game, schedule.h, DOUBLINGS,
                               e->batch, &out->floor_predicted, err));
out:
    return status;
}

chl_status
train_batches_measure(train_setup *setup, const player_loss *loss,
                      const train_tangent *tangent,
                      const train_local_settings *settings, size_t batch,
                      train_batches *out, chl_error *err)
{
    chl_status status = CHL_OK;
    train_study s = { .setup = setup,
                      .tangent = tangent,
                      .settings = *settings };
    ensemble e = { .study = &s, .batch = batch };
    train_spectrum spectrum = { 0 };
    double rate = 0.0;

    CHL_TRY(train_study_open(&s, loss, err));
    CHL_TRY(open_ensemble(&e, err));
    CHL_TRY(train_study_best_gamma(&s, &out->gamma, &rate, err));
    CHL_TRY(train_study_solve(&s, out->gamma, &spectrum, err));
    out->predicted = spectrum.slow;
    CHL_TRY(follow_mode(&e, &spectrum, out, err));
    CHL_TRY(measure_floor(&e, &spectrum, out, err));
out:
    train_spectrum_clear(&spectrum);
    chl_free(e.runs);
    train_study_close(&s);
    return status;
}
