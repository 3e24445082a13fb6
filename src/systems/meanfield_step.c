/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps of the particles: projected Euler, and the algorithm with one datum. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "systems/meanfield.h"

enum {
    MERGE_EVERY = 16, /* steps                                                */
    TELL_EVERY = 64
};

/* Which corner a critic is in, a bit for each upper face; `none` if it is in
 * none. */
static size_t
corner_of(const chl_meanfield *mf, size_t critic, size_t none)
{
    const double *w = mf->w + critic * mf->p;
    size_t corner = 0;

    for (size_t i = 0; i < mf->p; i++) {
        if (fabs(w[i]) != mf->model.clip) {
            return none;
        }
        corner |= w[i] > 0.0 ? (size_t) 1 << i : 0;
    }
    return corner;
}

static void
move_critic(chl_meanfield *mf, size_t from, size_t to)
{
    memmove(mf->w + to * mf->p, mf->w + from * mf->p, mf->p * sizeof *mf->w);
    memmove(mf->held + to * mf->p, mf->held + from * mf->p, mf->p);
    mf->nu[to] = mf->nu[from];
    mf->origin[to] = mf->origin[from];
}

static void
list_merge(chl_meanfield *mf, size_t critic)
{
    mf->events[mf->event_count++] =
        (chl_meanfield_event){ mf->t, CHL_TOY_MERGE, mf->origin[critic], 0 };
}

void
chl_meanfield_merge(chl_meanfield *mf, bool list)
{
    size_t in_corner[(size_t) 1 << CHL_MEANFIELD_WIDTH];
    size_t corners = (size_t) 1 << mf->p, left = 0;

    for (size_t c = 0; c < corners; c++) {
        in_corner[c] = mf->critics;
    }
    for (size_t j = 0; j < mf->critics; j++) {
        size_t corner = corner_of(mf, j, corners);

        if (corner < corners && in_corner[corner] < mf->critics) {
            mf->moved[j] = in_corner[corner];
            mf->nu[in_corner[corner]] += mf->nu[j];
            if (list) {
                list_merge(mf, j);
            }
            continue;
        }
        if (corner < corners) {
            in_corner[corner] = left;
        }
        move_critic(mf, j, left);
        mf->moved[j] = left++;
    }
    if (left < mf->critics) {
        for (size_t j = 0; j < mf->created; j++) {
            mf->owner[j] = mf->moved[mf->owner[j]];
        }
        mf->critics = left;
    }
}

/* w <- clip(w + step v) */
static void
step_critics(chl_meanfield *mf, double step)
{
    const double clip = mf->model.clip;
    bool clipped = false;

    for (size_t k = 0; k < mf->critics * mf->p; k++) {
        double w = mf->w[k] + step * mf->v[k];

        clipped = clipped || fabs(w) > clip;
        mf->w[k] = fmax(fmin(w, clip), -clip);
    }
    if (clipped && isnan(mf->blow_up)) {
        mf->blow_up = mf->t + step;
    }
}

/* theta <- theta + step u */
static chl_status
step_generators(chl_meanfield *mf, double step, chl_error *err)
{
    double largest = 0.0;

    for (size_t k = 0; k < mf->generators * mf->q; k++) {
        mf->theta[k] += step * mf->u[k];
        largest = fmax(largest, fabs(mf->theta[k]));
        if (isnan(mf->theta[k])) {
            largest = INFINITY;
        }
    }
    if (!(largest < 1e150)) {
        return CHL_FAIL(err, CHL_ENUMERIC,
                        "a generator's parameter left the numbers at t = %g; "
                        "the step is too large",
                        mf->t);
    }
    return CHL_OK;
}

static chl_status
look_about(chl_meanfield *mf, size_t step, size_t steps, const char *stage,
           const chl_progress *progress, chl_error *err)
{
    chl_status status = CHL_OK;

    if (step % MERGE_EVERY == 0) {
        chl_meanfield_merge(mf, false);
    }
    if (step % TELL_EVERY == 0) {
        CHL_TRY(chl_progress_tell(progress, stage, (double) step,
                                  (double) steps, err));
    }
out:
    return status;
}

static chl_status
check_step(const char *what, double step, chl_error *err)
{
    if (!(step > 0.0 && isfinite(step))) {
        return CHL_FAIL(err, CHL_EARG, "%s is %g; it must be above 0", what,
                        step);
    }
    return CHL_OK;
}

chl_status
chl_meanfield_euler(chl_meanfield *mf, double step, size_t steps,
                    const chl_progress *progress, chl_error *err)
{
    const double start = mf->t;
    chl_status status = CHL_OK;

    CHL_TRY(check_step("a step", step, err));
    for (size_t s = 0; s < steps; s++) {
        CHL_TRY(look_about(mf, s, steps, "stepping", progress, err));
        chl_meanfield_field(mf, mf->w, mf->theta, mf->v, mf->u);
        step_critics(mf, step);
        CHL_TRY(step_generators(mf, step, err));
        mf->t = start + (double) (s + 1) * step;
    }
out:
    return status;
}

chl_meanfield_training
chl_meanfield_training_default(void)
{
    return (chl_meanfield_training){ .rate = 0.01, .critic_steps = 5 };
}

void
chl_meanfield_draw_latent(chl_meanfield *mf)
{
    size_t l = mf->model.latent;

    if (mf->normal) {
        chl_draw_normals(&mf->draws, l, mf->one.z);
    } else {
        double u = chl_draw_uniform(&mf->draws) * (double) mf->law.latents;

        memcpy(mf->one.z, mf->law.z + (size_t) u * (l + 1),
               l * sizeof *mf->one.z);
    }
}

/* The first whose cumulative mass is above a uniform number. */
static void
draw_datum(chl_meanfield *mf)
{
    size_t k = mf->model.columns, low = 0, high = mf->law.data - 1;
    double u = chl_draw_uniform(&mf->draws) * mf->data_steps[high];

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (mf->data_steps[middle] > u) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    memcpy(mf->one.x, mf->law.x + low * (k + 1), k * sizeof *mf->one.x);
    memcpy(mf->one.signed_x, mf->one.x, k * sizeof *mf->one.x);
}

static chl_status
train_once(chl_meanfield *mf, const chl_meanfield_training *s, chl_error *err)
{
    double critic_rate = s->rate / (double) s->critic_steps;

    for (size_t c = 0; c < s->critic_steps; c++) {
        draw_datum(mf);
        chl_meanfield_draw_latent(mf);
        chl_meanfield_generate(mf, &mf->one, mf->theta);
        chl_meanfield_press(mf, &mf->one, mf->w, mf->v);
        step_critics(mf, critic_rate);
    }
    chl_meanfield_draw_latent(mf);
    chl_meanfield_generate(mf, &mf->one, mf->theta);
    chl_meanfield_press(mf, &mf->one, mf->w, mf->v);
    chl_meanfield_push(mf, &mf->one, mf->theta, mf->u);
    return step_generators(mf, s->rate, err);
}

chl_status
chl_meanfield_train(chl_meanfield *mf, const chl_meanfield_training *settings,
                    size_t steps, const chl_progress *progress, chl_error *err)
{
    const double start = mf->t;
    chl_status status = CHL_OK;

    CHL_TRY(check_step("a rate", settings->rate, err));
    CHL_REQUIRE(settings->critic_steps > 0, err, CHL_EARG,
                "a critic must make 1 step or more for one of the generator");
    mf->draws.random = (chl_random){ settings->seed, CHL_STREAM_SIMULATION };
    for (size_t s = 0; s < steps; s++) {
        CHL_TRY(look_about(mf, s, steps, "training", progress, err));
        CHL_TRY(train_once(mf, settings, err));
        mf->t = start + (double) (s + 1) * settings->rate;
    }
out:
    return status;
}
