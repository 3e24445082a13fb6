/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The full operator at every gamma of a sweep, and what follows from it. */
#include "study/coupled.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "report/page_game.h"
#include "study/sweep.h"

static chl_status
solve_point(const chl_adversarial *adversarial, const chl_game *game,
            const chl_loss *loss, const chl_result_prediction *p, bool open,
            chl_coupled_point *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_adversarial_constants constants = chl_game_constants(game, loss);
    chl_convergence_settings settings = chl_convergence_settings_default();
    chl_convergence *found = NULL;

    settings.batch = (double) p->batch * chl_page_turns(p);
    CHL_TRY(
        chl_convergence_solve(adversarial, &constants, &settings, &found, err));
    out->rate = found->rate;
    out->frequency = found->frequency;
    if (open && game->gamma > 0.0) {
        out->rate =
            fmin(out->rate, game->lr_g * game->c1 * game->cg / game->gamma);
    }
    out->noise =
        p->batch > 0 && isfinite(found->noise_floor) ? found->noise_floor : NAN;
    out->error = NAN;
    if (p->batch > 0 && p->steps > 0) {
        double start = 0.0;

        for (size_t k = 0; k < p->root_count; k++) {
            double lambda = p->roots[k].lambda;

            start += lambda > 0.0 ? 1.0 / lambda : 0.0;
        }
        out->error =
            start * exp(-2.0 * out->rate * (double) p->steps) + out->noise;
    }
out:
    chl_convergence_free(found);
    return status;
}

chl_status
chl_coupled_sweep(const chl_adversarial_matrices *matrices,
                  const chl_result_prediction *p, bool open,
                  chl_coupled_point *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_adversarial *adversarial = NULL;
    const chl_loss *loss;
    chl_game game = { .c1 = p->c1,
                      .c2 = p->c2,
                      .cg = p->cg,
                      .lr_d = p->lr_d * chl_page_turns(p),
                      .lr_g = p->lr_g };

    CHL_TRY(chl_loss_find(p->loss, &loss, err));
    CHL_TRY(chl_adversarial_create(matrices, NULL, &adversarial, err));
    for (size_t k = 0; k < p->sweep.count; k++) {
        game.gamma = chl_page_gamma(p, p->sweep.gamma[k]);
        CHL_TRY(solve_point(adversarial, &game, loss, p, open, &out[k], err));
    }
out:
    chl_adversarial_free(adversarial);
    return status;
}

static int
ascending(const void *left, const void *right)
{
    double a = *(const double *) left, b = *(const double *) right;

    return (a > b) - (a < b);
}

/* 95 % of resampled values, which are sorted; the data's own is inside. */
static void
range_of(double *values, size_t count, double own, double *low, double *high)
{
    if (count == 0) {
        *low = *high = NAN;
        return;
    }
    qsort(values, count, sizeof *values, ascending);
    *low = fmin(values[count / 40], own);
    *high = fmax(values[count - 1 - count / 40], own);
}

/* The gamma with the largest rate, or with the smallest error. The sweep does
 * not reach down to 0: if its first point is best, `least` is, which is 0 where
 * modes that do not mix need no penalty. */
static double
best_gamma(const chl_result_sweep *s, const chl_coupled_point *points,
           bool by_error, double least)
{
    size_t best = 0;

    for (size_t k = 1; k < s->count; k++) {
        bool better = by_error ? points[k].error < points[best].error
                               : points[k].rate > points[best].rate;

        best = better ? k : best;
    }
    return best > 0 ? s->gamma[best] : least;
}

static void
fill_gammas(const chl_coupled_point *points, size_t replicates, double *room,
            chl_result_prediction *p)
{
    chl_result_sweep *s = &p->sweep;
    bool run = isfinite(s->error[0]);
    double least = p->best_gamma == 0.0 ? 0.0 : s->gamma[0];
    double least_run = p->budget_gamma == 0.0 ? 0.0 : s->gamma[0];

    p->best_gamma = best_gamma(s, points, false, least);
    p->best_rate = 0.0;
    for (size_t k = 0; k < s->count; k++) {
        p->best_rate = fmax(p->best_rate, points[k].rate);
    }
    for (size_t b = 0; b < replicates; b++) {
        room[b] = best_gamma(s, points + (b + 1) * s->count, false, least);
    }
    range_of(room, replicates, p->best_gamma, &p->gamma_low, &p->gamma_high);
    if (run) {
        p->budget_gamma = best_gamma(s, points, true, least_run);
        for (size_t b = 0; b < replicates; b++) {
            room[b] =
                best_gamma(s, points + (b + 1) * s->count, true, least_run);
        }
        range_of(room, replicates, p->budget_gamma, &p->budget_low,
                 &p->budget_high);
    }
}

/* The gamma in force, and what the nearest point of the sweep says of it. */
static void
fill_force(chl_result_prediction *p)
{
    const chl_result_sweep *s = &p->sweep;
    size_t at = 0;

    if (!p->gamma_given) {
        p->gamma = isfinite(s->error[0]) ? p->budget_gamma : p->best_gamma;
    }
    for (size_t k = 1; k < s->count; k++) {
        if (fabs(log(s->gamma[k] / p->gamma))
            < fabs(log(s->gamma[at] / p->gamma))) {
            at = k;
        }
    }
    p->rate = s->rate[at];
    p->rate_low = s->rate_low[at];
    p->rate_high = s->rate_high[at];
    p->frequency = s->frequency[at];
    p->noise_floor = s->noise[at];
    p->half_life = chl_half_life(p->rate);
}

chl_status
chl_coupled_fill(const chl_coupled_point *points, size_t replicates,
                 chl_result_prediction *p, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_sweep *s = &p->sweep;
    double *room = chl_alloc(replicates + 1, sizeof *room);

    CHL_REQUIRE_MEMORY(room, err, "the resampled sweeps");
    for (size_t k = 0; k < s->count; k++) {
        s->rate[k] = points[k].rate;
        s->frequency[k] = points[k].frequency;
        s->noise[k] = points[k].noise;
        s->error[k] = points[k].error;
        for (size_t b = 0; b < replicates; b++) {
            room[b] = points[(b + 1) * s->count + k].rate;
        }
        range_of(room, replicates, s->rate[k], &s->rate_low[k],
                 &s->rate_high[k]);
        for (size_t b = 0; b < replicates; b++) {
            room[b] = points[(b + 1) * s->count + k].error;
        }
        range_of(room, isfinite(s->error[k]) ? replicates : 0, s->error[k],
                 &s->error_low[k], &s->error_high[k]);
    }
    fill_gammas(points, replicates, room, p);
    fill_force(p);
    chl_sweep_safe(s, &p->safe_low, &p->safe_high);
out:
    chl_free(room);
    return status;
}
