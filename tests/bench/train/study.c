/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Modes of a pair, and the pair set upon them. */
#include "study.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

chl_status
train_study_open(train_study *s, const player_loss *loss, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_loss *constants = NULL;

    CHL_TRY(chl_loss_find(loss->name, &constants, err));
    s->game = (chl_game){ .c1 = constants->c1,
                          .c2 = constants->c2,
                          .cg = constants->cg,
                          .lr_d = 1.0,
                          .lr_g = 1.0 };
    s->setup->pair.loss = loss;
    CHL_TRY(train_patterns_create(s->tangent, TRAIN_LEAD, &s->patterns, err));
    s->snapshots = chl_alloc((TRAIN_SNAPSHOTS + 1) * s->setup->pair.n,
                             s->setup->pair.d * sizeof *s->snapshots);
    CHL_REQUIRE_MEMORY(s->snapshots, err, "snapshots");
out:
    return status;
}

void
train_study_close(train_study *s)
{
    train_patterns_clear(&s->patterns);
    chl_free(s->snapshots);
    s->snapshots = NULL;
}

chl_status
train_study_solve(train_study *s, double gamma, train_spectrum *out,
                  chl_error *err)
{
    s->game.gamma = gamma;
    s->setup->pair.gamma = gamma;
    return train_spectrum_create(s->tangent, &s->patterns, &s->game, out, err);
}

/* Where the leading pattern would be critically damped if C and A were
 * numbers: the middle of the search. */
static double
find_scale(const train_study *s)
{
    const size_t r = s->tangent->r;
    double stiff = 0.0;

    for (size_t q = 0; q < r; q++) {
        for (size_t p = 0; p < r; p++) {
            stiff += s->patterns.vectors[p] * s->tangent->a[q * r + p]
                     * s->patterns.vectors[q];
        }
    }
    return 2.0 * sqrt(s->game.c1 * s->game.cg * s->patterns.values[0]) / stiff;
}

chl_status
train_study_best_gamma(train_study *s, double *best, double *rate,
                       chl_error *err)
{
    chl_status status = CHL_OK;
    const double scale = find_scale(s);

    *rate = -1.0;
    for (int k = -1; k <= 5; k++) {
        const double gamma = scale * pow(2.0, k);
        train_spectrum spectrum = { 0 };

        CHL_TRY(train_study_solve(s, gamma, &spectrum, err));
        if (-spectrum.slow.re > *rate) {
            *rate = -spectrum.slow.re;
            *best = gamma;
        }
        train_spectrum_clear(&spectrum);
    }
out:
    return status;
}

/* Root mean square displacement of a column by kappa, to first order. */
static double
size_of(const train_study *s, const double *kappa)
{
    const train_tangent *t = s->tangent;
    double sum = 0.0;

    for (size_t q = 0; q < t->r; q++) {
        for (size_t p = 0; p < t->r; p++) {
            sum += kappa[p] * t->d[q * t->r + p] * kappa[q];
        }
    }
    return sqrt(sum / (double) s->setup->pair.d);
}

chl_status
train_study_start(const train_study *s, const double *alpha,
                  const double *kappa, chl_error *err)
{
    chl_status status = CHL_OK;
    train_pair *pair = &s->setup->pair;
    const size_t r = s->tangent->r;
    const double scale =
        s->settings.amplitude * s->setup->deviation / size_of(s, kappa);
    double *scaled = chl_alloc(2 * r, sizeof *scaled);

    CHL_REQUIRE_MEMORY(scaled, err, "a start");
    for (size_t p = 0; p < r; p++) {
        scaled[p] = alpha == NULL ? 0.0 : scale * alpha[p];
        scaled[r + p] = scale * kappa[p];
    }
    train_setup_reset(s->setup);
    train_move_critic(pair, s->tangent, scaled, pair->theta);
    train_move_generator(s->tangent, scaled + r, pair->eta);
out:
    chl_free(scaled);
    return status;
}

train_schedule
train_study_plan(const train_study *s, const train_spectrum *spectrum)
{
    const double re = fabs(spectrum->slow.re), im = spectrum->slow.im;
    const double h = fmin(0.5 / spectrum->largest, 0.05 / hypot(re, im));
    const double time = im > 0.0 ? fmin(2.0 / re, 12.0 / im) : 1.5 / re;
    size_t steps = (size_t) ceil(fmin(time / h, 1e9));

    if (steps > s->settings.most_steps) {
        steps = s->settings.most_steps;
    }
    if (steps < TRAIN_SNAPSHOTS) {
        steps = TRAIN_SNAPSHOTS;
    }
    return (train_schedule){ .h = h,
                             .every = steps / TRAIN_SNAPSHOTS,
                             .steps = steps / TRAIN_SNAPSHOTS * TRAIN_SNAPSHOTS,
                             .simultaneous = s->settings.simultaneous };
}
