/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The slowest visible mode of a pair, found and then followed in training. */
#include "local.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "linear.h"

static chl_status
follow_mode(train_study *s, const train_spectrum *spectrum, train_local *out,
            chl_error *err)
{
    chl_status status = CHL_OK;
    train_pair *pair = &s->setup->pair;
    const train_schedule schedule = train_study_plan(s, spectrum);

    CHL_TRY(train_study_start(s, spectrum->alpha, spectrum->kappa, err));
    CHL_TRY(train_run(pair, &schedule, s->snapshots, err));
    out->measured =
        train_fit_roots(s->snapshots, TRAIN_SNAPSHOTS + 1, pair->n * pair->d,
                        schedule.h * (double) schedule.every);
    out->h = schedule.h;
    out->steps = schedule.steps;
out:
    return status;
}

/* All leading patterns at once, moved by the same amount, D = 0. */
static void
mix_patterns(const train_study *s, double *kappa)
{
    const chl_random source = { 1, CHL_STREAM_TESTS };
    const size_t r = s->tangent->r;

    memset(kappa, 0, r * sizeof *kappa);
    for (size_t j = 0; j < s->patterns.count; j++) {
        const double sign = chl_random_uniform(&source, j) < 0.5 ? -1.0 : 1.0;

        for (size_t p = 0; p < r; p++) {
            kappa[p] += sign * s->patterns.vectors[j * r + p]
                        / sqrt(s->patterns.values[j]);
        }
    }
}

static train_schedule
plan_mixture(const train_study *s, const train_spectrum *spectrum, double time)
{
    const double h = 0.5 / spectrum->largest;
    const double most = (double) (s->settings.most_steps / TRAIN_SNAPSHOTS);
    const size_t every =
        (size_t) fmax(1.0, fmin(ceil(time / h / TRAIN_SNAPSHOTS), most));

    return (train_schedule){ .h = fmin(
                                 h, time / (double) (every * TRAIN_SNAPSHOTS)),
                             .every = every,
                             .steps = every * TRAIN_SNAPSHOTS,
                             .simultaneous = s->settings.simultaneous };
}

/* The slowest part of a start and a time common to all penalties, in the
 * linear operator and in training. */
static chl_status
follow_mixture(train_study *s, const train_spectrum *spectrum, double time,
               train_local *out, chl_error *err)
{
    chl_status status = CHL_OK;
    train_pair *pair = &s->setup->pair;
    const train_schedule schedule = plan_mixture(s, spectrum, time);
    const double spacing = schedule.h * (double) schedule.every;
    const size_t count = TRAIN_SNAPSHOTS + 1;
    double *kappa = chl_alloc(s->tangent->r, sizeof *kappa);
    double squares[TRAIN_SNAPSHOTS + 1];

    CHL_REQUIRE_MEMORY(kappa, err, "a start");
    mix_patterns(s, kappa);
    CHL_TRY(
        train_linear_run(s->tangent, &s->game, &schedule, kappa, squares, err));
    out->late_predicted = train_fit_late_rate(squares, count, spacing);
    CHL_TRY(train_study_start(s, NULL, kappa, err));
    CHL_TRY(train_run(pair, &schedule, s->snapshots, err));
    train_fit_squares(s->snapshots, count, pair->n * pair->d, squares);
    out->late_measured = train_fit_late_rate(squares, count, spacing);
out:
    chl_free(kappa);
    return status;
}

static chl_status
measure_gamma(train_study *s, double gamma, double time, train_local *out,
              chl_error *err)
{
    chl_status status = CHL_OK;
    train_spectrum spectrum = { 0 };

    CHL_TRY(train_study_solve(s, gamma, &spectrum, err));
    out->gamma = gamma;
    out->predicted = spectrum.slow;
    CHL_TRY(follow_mode(s, &spectrum, out, err));
    CHL_TRY(follow_mixture(s, &spectrum, time, out, err));
out:
    train_spectrum_clear(&spectrum);
    return status;
}

chl_status
train_local_measure(train_setup *setup, const player_loss *loss,
                    const train_tangent *tangent,
                    const train_local_settings *settings,
                    train_local out[TRAIN_GAMMAS], chl_error *err)
{
    chl_status status = CHL_OK;
    train_study s = { .setup = setup,
                      .tangent = tangent,
                      .settings = *settings };
    double best = 0.0, rate = 0.0;

    CHL_TRY(train_study_open(&s, loss, err));
    CHL_TRY(train_study_best_gamma(&s, &best, &rate, err));
    for (size_t k = 0; k < TRAIN_GAMMAS; k++) {
        CHL_TRY(measure_gamma(&s, best * pow(3.0, (double) k - 2.0), 6.0 / rate,
                              &out[k], err));
    }
out:
    train_study_close(&s);
    return status;
}
