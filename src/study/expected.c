/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linear game over N steps, by doubling the time. */
#include "study/expected.h"

#include <math.h>
#include <string.h>

#include <chladni/convergence.h>
#include <chladni/operators.h>

#include "base/error.h"
#include "study/expected_stage.h"
#include "study/expected_time.h"

enum {
    DOUBLINGS = 80
};

/* Of the largest row sum, times the time of the first step. */
static const double first_step = 0.0625, settled = 1e-3, at_rest = 1e-7;

/* noise += flow noise flow' = flow (flow noise)', as noise is symmetric. */
static void
spread(chl_stage *s)
{
    size_t n = s->states;

    chl_dense_combine(n, n, s->flow, n, s->noise, s->work);
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < n; i++) {
            s->spare[j * n + i] = s->work[i * n + j];
        }
    }
    chl_dense_combine(n, n, s->flow, n, s->spare, s->work);
    for (size_t k = 0; k < n * n; k++) {
        s->noise[k] += s->work[k];
    }
}

/* Its intensity, per step, on w. */
static double
intensity(const chl_expected_run *run)
{
    const chl_adversarial_constants *c = &run->constants;

    return run->batch > 0.0
               ? 2.0 * c->lr_d * c->lr_d * c->c1 * c->c1 / run->batch
               : 0.0;
}

/* The intensity on w times t. */
static chl_status
put_noise(chl_stage *s, double t, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t w = s->first;
    double *block = chl_alloc(w * w, sizeof *block);

    CHL_REQUIRE_MEMORY(block, err, "noise");
    CHL_TRY(chl_flow_noise(s->linear, block, err));
    memset(s->noise, 0, s->states * s->states * sizeof *s->noise);
    for (size_t j = 0; j < w; j++) {
        for (size_t i = 0; i < w; i++) {
            s->noise[j * s->states + i] =
                intensity(s->run) * t * block[j * w + i];
        }
    }
out:
    chl_free(block);
    return status;
}

chl_status
chl_stage_go(chl_stage *s, double t, chl_error *err)
{
    chl_status status = CHL_OK;
    double longest = first_step / chl_expected_speed(s->states, s->law);
    int doublings = (int) fmax(ceil(log2(t / longest)), 0.0);

    t = ldexp(t, -doublings);
    chl_expected_begin(s->states, s->law, t, s->noise, s->spare, s->flow);
    CHL_TRY(put_noise(s, t, err));
    for (int k = 0; k < doublings; k++) {
        chl_stage_double(s);
    }
out:
    return status;
}

void
chl_stage_double(chl_stage *s)
{
    size_t n = s->states;

    if (intensity(s->run) > 0.0) {
        spread(s);
    }
    chl_dense_combine(n, n, s->flow, n, s->flow, s->work);
    memcpy(s->flow, s->work, n * n * sizeof *s->flow);
}

bool
chl_stage_settled(const chl_stage *s, double share)
{
    double largest = 0.0;

    for (size_t k = 0; k < s->states * s->states; k++) {
        largest = fmax(largest, fabs(s->flow[k]));
    }
    return largest < share;
}

/* To the end of the run, or until all that moves has settled. */
static chl_status
run_out(chl_stage *s, chl_error *err)
{
    chl_status status = CHL_OK;

    if (s->run->steps > 0.0) {
        return chl_stage_go(s, s->run->steps, err);
    }
    CHL_TRY(chl_stage_go(s, first_step / chl_expected_speed(s->states, s->law),
                         err));
    for (int k = 0; k < DOUBLINGS && !chl_stage_settled(s, settled); k++) {
        chl_stage_double(s);
    }
out:
    return status;
}

static chl_status
find_rate(const chl_stage *s, double *rate, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_convergence *found = NULL;

    CHL_TRY(
        chl_convergence_solve(s->game, &s->run->constants, NULL, &found, err));
    *rate = found->rate;
out:
    chl_convergence_free(found);
    return status;
}

chl_status
chl_expected_find(const chl_expected_run *run,
                  const chl_expected_matrices *matrices, chl_expected *out,
                  chl_error *err)
{
    chl_status status = CHL_OK;
    chl_expected made = { NAN, NAN, NAN, NAN, NAN };
    chl_stage s = { 0 };

    CHL_TRY(chl_stage_open(run, matrices, &s, err));
    if (s.states > 0) {
        CHL_TRY(run_out(&s, err));
    }
    CHL_TRY(chl_stage_measure(&s, &made, err));
    if (s.states > 0) {
        CHL_TRY(find_rate(&s, &made.rate, err));
    }
    *out = made;
out:
    chl_stage_clear(&s);
    return status;
}

/* From 2^(offset / 4) on, every octave. */
static chl_status
follow_octaves(chl_stage *s, size_t offset, size_t count, double *error,
               chl_error *err)
{
    chl_status status = CHL_OK;
    chl_expected e = { 0 };
    bool still = s->states == 0;

    if (!still) {
        CHL_TRY(chl_stage_go(s, chl_expected_step(offset), err));
    }
    for (size_t k = offset; k < count; k += CHL_EXPECTED_PER_OCTAVE) {
        if (k == offset || !still) {
            CHL_TRY(chl_stage_measure(s, &e, err));
        }
        error[k] = e.transient + e.hidden + e.minibatch + e.sampling;
        still = still || chl_stage_settled(s, at_rest);
        if (!still) {
            chl_stage_double(s);
        }
    }
out:
    return status;
}

double
chl_expected_step(size_t index)
{
    return exp2((double) index / CHL_EXPECTED_PER_OCTAVE);
}

chl_status
chl_expected_follow(const chl_expected_run *run,
                    const chl_expected_matrices *matrices, size_t count,
                    double *error, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_stage s = { 0 };

    CHL_TRY(chl_stage_open(run, matrices, &s, err));
    for (size_t k = 0; k < CHL_EXPECTED_PER_OCTAVE && k < count; k++) {
        CHL_TRY(follow_octaves(&s, k, count, error, err));
    }
out:
    chl_stage_clear(&s);
    return status;
}
