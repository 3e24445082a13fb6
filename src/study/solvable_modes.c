/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The modes of the solvable GAN: phases, where they freeze, rates for them. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/result.h"
#include "study/solvable.h"
#include "systems/solvable.h"

enum {
    LIMIT_WIDEST = 8, /* features up to which a run is followed to its rest   */
    LIMIT_ROUNDS = 6  /* doublings of the time                                */
};

/* The critic is gone below this. */
static const double rest = 1e-7;

/* |F^-1 X'u| with F F' = X'X: the cosine of u and the span of X; F once for
 * all the modes u. */
static void
span_cosines(const chl_solvable_task *t, size_t columns, const double *x,
             const double *gram, double *out)
{
    double *f = t->scratch, *y = t->scratch + columns * columns;
    bool factored = chl_small_cholesky(columns, gram, f);

    for (size_t k = 0; k < t->model->d; k++) {
        const double *u = t->vectors + k * t->model->d;
        double square = 0.0;

        chl_small_product(false, false, 1, columns, t->model->d, 1.0, u, x, 0.0,
                          y);
        for (size_t j = 0; j < columns; j++) {
            double pivot = factored ? f[j * columns + j] : 1.0;

            for (size_t i = 0; factored && i < j; i++) {
                y[j] -= f[j * columns + i] * y[i];
            }
            y[j] = pivot > 0.0 ? y[j] / pivot : 0.0;
            square += y[j] * y[j];
        }
        out[k] = sqrt(square);
    }
}

void
chl_solvable_alignments(const chl_solvable_task *t, const double *y,
                        double *out)
{
    const chl_solvable_layout at = chl_solvable_layout_of(t->solvable);

    span_cosines(t, t->model->p, y + at.p, y + at.s, out);
}

void
chl_solvable_critics(const chl_solvable_task *t, const double *y, double *out)
{
    const chl_solvable_layout at = chl_solvable_layout_of(t->solvable);

    span_cosines(t, t->model->m, y + at.q, y + at.z, out);
}

static bool
at_rest(const chl_solvable_task *t, const double *y)
{
    const chl_solvable_layout at = chl_solvable_layout_of(t->solvable);

    for (size_t i = at.q; i < at.s; i++) {
        if (!(fabs(y[i]) < rest)) {
            return false;
        }
    }
    return true;
}

/* The state does not move: a critic can be at rest and at work. */
static chl_status
find_rest(const chl_solvable_task *t, bool *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_solvable_layout at = chl_solvable_layout_of(t->solvable);
    double *slope = chl_alloc(at.size, sizeof *slope);

    CHL_REQUIRE_MEMORY(slope, err, "the end of a run");
    chl_solvable_field(t->solvable, t->end, slope);
    *out = true;
    for (size_t i = 0; i < at.size; i++) {
        *out = *out && fabs(slope[i]) < rest;
    }
out:
    chl_free(slope);
    return status;
}

static chl_status
find_ends(const chl_solvable_task *t, chl_error *err)
{
    chl_status status = CHL_OK;
    bool resting = false;

    CHL_TRY(find_rest(t, &resting, err));
    for (size_t k = 0; resting && k < t->model->d; k++) {
        t->section->modes[k].limit = t->section->modes[k].alignment;
    }
out:
    return status;
}

/* Follow the run until the critic is gone; nothing if it does not go. */
static chl_status
find_limits(chl_solvable_task *t, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t size = chl_solvable_layout_of(t->solvable).size;
    double *y = chl_alloc(size, sizeof *y), time = t->settings->time;
    double cosines[LIMIT_WIDEST];

    CHL_REQUIRE_MEMORY(y, err, "a run to its rest");
    memcpy(y, t->start, size * sizeof *y);
    for (size_t round = 0; round < LIMIT_ROUNDS && !at_rest(t, y); round++) {
        CHL_TRY(chl_solvable_solve(t->solvable, y, 1, &time,
                                   &t->settings->progress, y, NULL, err));
        time = round == 0 ? time : 2.0 * time;
    }
    if (at_rest(t, y)) {
        chl_solvable_alignments(t, y, cosines);
        for (size_t k = 0; k < t->model->d; k++) {
            t->section->modes[k].limit = cosines[k];
        }
    }
out:
    chl_free(y);
    return status;
}

static const char *
regime_of(const size_t counts[3])
{
    if (counts[CHL_PHASE_OSCILLATES] > 0) {
        return "oscillation";
    }
    if (counts[CHL_PHASE_FAILS] > 0) {
        return counts[CHL_PHASE_RECOVERS] > 0 ? "partial recovery" : "failure";
    }
    return "recovery";
}

static chl_status
judge(chl_solvable_task *t, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t counts[3] = { 0, 0, 0 };

    for (size_t k = 0; k < t->model->d; k++) {
        chl_result_solvable_mode *mode = &t->section->modes[k];
        const chl_mode_verdict v = chl_solvable_judge(t->model, mode->lambda);

        CHL_TRY(chl_result_set_text(&mode->phase, chl_mode_phase_name(v.phase),
                                    err));
        mode->growth = v.growth;
        mode->freeze = v.freeze;
        mode->period = v.period;
        counts[v.phase]++;
    }
    t->section->learnable = counts[CHL_PHASE_RECOVERS];
    CHL_TRY(chl_result_set_text(&t->section->regime, regime_of(counts), err));
    if (counts[CHL_PHASE_OSCILLATES] > 0) {
        CHL_TRY(find_ends(t, err));
    } else if (t->model->d <= LIMIT_WIDEST) {
        CHL_TRY(find_limits(t, err));
    }
out:
    return status;
}

static chl_status
find_rates(chl_solvable_task *t, chl_error *err)
{
    chl_result_solvable *s = t->section;
    chl_status status = CHL_OK;
    size_t d = t->model->d;
    double *lambda = chl_alloc(d, sizeof *lambda);
    chl_solvable_rates kept, any;
    chl_solvable_boost boost;

    CHL_REQUIRE_MEMORY(lambda, err, "eigenvalues");
    for (size_t k = 0; k < d; k++) {
        /* zero to rounding is not to be learned at any rate */
        lambda[k] = s->modes[k].lambda > 1e-12 * s->modes[0].lambda
                        ? s->modes[k].lambda
                        : 0.0;
    }
    kept = chl_solvable_rates_kept_ratio(t->model, d, lambda);
    any = chl_solvable_rates_free(t->model, d, lambda);
    CHL_TRY(chl_solvable_boost_of(t->model, &boost, err));
    s->kept_tau = kept.tau;
    s->kept_tau_g = kept.tau_g;
    s->kept_eta = kept.eta;
    s->kept_learnable = kept.learnable;
    s->free_tau = any.tau;
    s->free_tau_g = any.tau_g;
    s->free_learnable = any.learnable;
    s->boost_low = boost.low;
    s->boost_high = boost.high;
out:
    chl_free(lambda);
    return status;
}

chl_status
chl_solvable_fill_modes(chl_solvable_task *t, chl_error *err)
{
    const chl_result_solvable_point *last =
        &t->section->points[t->section->point_count - 1];
    chl_status status = CHL_OK;

    for (size_t k = 0; k < t->model->d; k++) {
        t->section->modes[k].alignment = last->alignment[k];
        t->section->modes[k].critic = last->critic[k];
    }
    if (t->matched) {
        CHL_TRY(judge(t, err));
        CHL_TRY(find_rates(t, err));
    }
out:
    return status;
}
