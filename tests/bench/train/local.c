/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The slowest visible mode of a pair, found and then followed in training. */
#include "local.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "linear.h"

typedef struct study {
    train_setup *setup;
    const train_tangent *tangent;
    const train_local_settings *settings;
    train_patterns patterns;
    chl_game game;
    double *snapshots;
} study;

/* Root mean square displacement of a column by kappa, to first order. */
static double
size_of(const study *s, const double *kappa)
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

/* Set the pair on (alpha, kappa), scaled to the displacement asked for. alpha
 * may be NULL: D = 0. */
static chl_status
start(const study *s, const double *alpha, const double *kappa, chl_error *err)
{
    chl_status status = CHL_OK;
    train_pair *pair = &s->setup->pair;
    const size_t r = s->tangent->r;
    const double scale =
        s->settings->amplitude * s->setup->deviation / size_of(s, kappa);
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

/* Long enough to see decay and oscillation, short enough for the patience. */
static train_schedule
plan(const study *s, const train_spectrum *spectrum)
{
    const double re = fabs(spectrum->slow.re), im = spectrum->slow.im;
    const double h = fmin(0.5 / spectrum->largest, 0.05 / hypot(re, im));
    const double time = im > 0.0 ? fmin(2.0 / re, 12.0 / im) : 1.5 / re;
    size_t steps = (size_t) ceil(fmin(time / h, 1e9));

    if (steps > s->settings->most_steps) {
        steps = s->settings->most_steps;
    }
    if (steps < TRAIN_SNAPSHOTS) {
        steps = TRAIN_SNAPSHOTS;
    }
    return (train_schedule){ .h = h,
                             .every = steps / TRAIN_SNAPSHOTS,
                             .steps = steps / TRAIN_SNAPSHOTS * TRAIN_SNAPSHOTS,
                             .simultaneous = s->settings->simultaneous };
}

static chl_status
follow_mode(study *s, const train_spectrum *spectrum, train_local *out,
            chl_error *err)
{
    chl_status status = CHL_OK;
    train_pair *pair = &s->setup->pair;
    const train_schedule schedule = plan(s, spectrum);

    CHL_TRY(start(s, spectrum->alpha, spectrum->kappa, err));
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
mix_patterns(const study *s, double *kappa)
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
plan_mixture(const study *s, const train_spectrum *spectrum, double time)
{
    const double h = 0.5 / spectrum->largest;
    const double most = (double) (s->settings->most_steps / TRAIN_SNAPSHOTS);
    const size_t every =
        (size_t) fmax(1.0, fmin(ceil(time / h / TRAIN_SNAPSHOTS), most));

    return (train_schedule){ .h = fmin(
                                 h, time / (double) (every * TRAIN_SNAPSHOTS)),
                             .every = every,
                             .steps = every * TRAIN_SNAPSHOTS,
                             .simultaneous = s->settings->simultaneous };
}

/* The slowest part of a start and a time common to all penalties, in the
 * linear operator and in training. */
static chl_status
follow_mixture(study *s, const train_spectrum *spectrum, double time,
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
    CHL_TRY(start(s, NULL, kappa, err));
    CHL_TRY(train_run(pair, &schedule, s->snapshots, err));
    train_fit_squares(s->snapshots, count, pair->n * pair->d, squares);
    out->late_measured = train_fit_late_rate(squares, count, spacing);
out:
    chl_free(kappa);
    return status;
}

static chl_status
solve(study *s, double gamma, train_spectrum *out, chl_error *err)
{
    s->game.gamma = gamma;
    s->setup->pair.gamma = gamma;
    return train_spectrum_create(s->tangent, &s->patterns, &s->game, out, err);
}

/* Where the leading pattern would be critically damped if C and A were
 * numbers: the middle of the search. */
static double
find_scale(const study *s)
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

/* Not far below that scale, where c2 may damp so much that gamma hardly
 * matters. */
static chl_status
find_best_gamma(study *s, double *best, double *rate, chl_error *err)
{
    chl_status status = CHL_OK;
    const double scale = find_scale(s);

    *rate = -1.0;
    for (int k = -1; k <= 5; k++) {
        const double gamma = scale * pow(2.0, k);
        train_spectrum spectrum = { 0 };

        CHL_TRY(solve(s, gamma, &spectrum, err));
        if (-spectrum.slow.re > *rate) {
            *rate = -spectrum.slow.re;
            *best = gamma;
        }
        train_spectrum_clear(&spectrum);
    }
out:
    return status;
}

static chl_status
measure_gamma(study *s, double gamma, double time, train_local *out,
              chl_error *err)
{
    chl_status status = CHL_OK;
    train_spectrum spectrum = { 0 };

    CHL_TRY(solve(s, gamma, &spectrum, err));
    out->gamma = gamma;
    out->predicted = spectrum.slow;
    CHL_TRY(follow_mode(s, &spectrum, out, err));
    CHL_TRY(follow_mixture(s, &spectrum, time, out, err));
out:
    train_spectrum_clear(&spectrum);
    return status;
}

static chl_status
open_study(train_setup *setup, const train_loss *loss, study *s, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_loss *constants = NULL;

    CHL_TRY(chl_loss_find(loss->name, &constants, err));
    s->game = (chl_game){ .c1 = constants->c1,
                          .c2 = constants->c2,
                          .cg = constants->cg,
                          .lr_d = 1.0,
                          .lr_g = 1.0 };
    setup->pair.loss = loss;
    CHL_TRY(train_patterns_create(s->tangent, TRAIN_LEAD, &s->patterns, err));
    s->snapshots = chl_alloc((TRAIN_SNAPSHOTS + 1) * setup->pair.n,
                             setup->pair.d * sizeof *s->snapshots);
    CHL_REQUIRE_MEMORY(s->snapshots, err, "snapshots");
out:
    return status;
}

chl_status
train_local_measure(train_setup *setup, const train_loss *loss,
                    const train_tangent *tangent,
                    const train_local_settings *settings,
                    train_local out[TRAIN_GAMMAS], chl_error *err)
{
    chl_status status = CHL_OK;
    study s = { .setup = setup, .tangent = tangent, .settings = settings };
    double best = 0.0, rate = 0.0;

    CHL_TRY(open_study(setup, loss, &s, err));
    CHL_TRY(find_best_gamma(&s, &best, &rate, err));
    for (size_t k = 0; k < TRAIN_GAMMAS; k++) {
        CHL_TRY(measure_gamma(&s, best * pow(3.0, (double) k - 2.0), 6.0 / rate,
                              &out[k], err));
    }
out:
    train_patterns_clear(&s.patterns);
    chl_free(s.snapshots);
    return status;
}
