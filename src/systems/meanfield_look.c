/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be seen of the particles. */
#include <math.h>
#include <string.h>

#include <cblas.h>

#include "base/error.h"
#include "systems/meanfield.h"

/* Weights on faces of one critic: counted, and its mass put down there. */
static size_t
count_faces(const chl_meanfield *mf, size_t critic, chl_meanfield_view *out)
{
    const double *w = mf->w + critic * mf->p;
    size_t count = 0;

    for (size_t i = 0; i < mf->p; i++) {
        if (fabs(w[i]) == mf->model.clip) {
            *(w[i] > 0.0 ? &out->high[i] : &out->low[i]) += mf->nu[critic];
            count++;
        }
    }
    return count;
}

/* |P V|^2 of one critic. */
static double
critic_square(const chl_meanfield *mf, size_t critic)
{
    const double *w = mf->w + critic * mf->p, *v = mf->v + critic * mf->p;
    double sum = 0.0;

    for (size_t i = 0; i < mf->p; i++) {
        bool held = fabs(w[i]) == mf->model.clip && w[i] * v[i] > 0.0;

        sum += held ? 0.0 : v[i] * v[i];
    }
    return sum;
}

chl_meanfield_view
chl_meanfield_look(chl_meanfield *mf)
{
    chl_meanfield_view out = { .t = mf->t,
                               .blow_up = mf->blow_up,
                               .critics = mf->critics };
    double critics = 0.0, generators = 0.0;

    chl_meanfield_field(mf, mf->w, mf->theta, mf->v, mf->u);
    for (size_t j = 0; j < mf->critics; j++) {
        out.singular[count_faces(mf, j, &out)] += mf->nu[j];
        critics += mf->nu[j] * critic_square(mf, j);
        out.energy +=
            mf->nu[j] * mf->w[j * mf->p] * mf->v[j * mf->p] / mf->model.ratio;
    }
    for (size_t i = 0; i < mf->generators; i++) {
        const double *u = mf->u + i * mf->q;

        generators += mf->mu[i] * cblas_ddot((int) mf->q, u, 1, u, 1);
    }
    out.critic_speed = sqrt(critics);
    out.generator_speed = sqrt(generators);
    return out;
}

void
chl_meanfield_critics(const chl_meanfield *mf, double *w)
{
    for (size_t j = 0; j < mf->created; j++) {
        memcpy(w + j * mf->p, mf->w + mf->owner[j] * mf->p, mf->p * sizeof *w);
    }
}

void
chl_meanfield_generators(const chl_meanfield *mf, double *theta)
{
    memcpy(theta, mf->theta, mf->generators * mf->q * sizeof *theta);
}

const chl_meanfield_event *
chl_meanfield_events(const chl_meanfield *mf, size_t *count)
{
    *count = mf->event_count;
    return mf->events;
}

size_t
chl_meanfield_law(chl_meanfield *mf, double *x, double *mass)
{
    size_t k = mf->model.columns, count = mf->law.latents;

    if (x != NULL) {
        chl_meanfield_generate(mf, &mf->law, mf->theta);
        for (size_t l = 0; l < count; l++) {
            memcpy(x + l * k, mf->law.x + (mf->law.data + l) * (k + 1),
                   k * sizeof *x);
        }
    }
    if (mass != NULL) {
        memcpy(mass, mf->law.mass, count * sizeof *mass);
    }
    return count;
}

/* Through the law of one draw, with draws of its own. */
void
chl_meanfield_sample(chl_meanfield *mf, size_t count, uint64_t seed, double *x)
{
    const chl_draws before = mf->draws;
    size_t k = mf->model.columns;

    mf->draws = (chl_draws){
        chl_random_substream(&(chl_random){ seed, CHL_STREAM_SIMULATION }, 2), 0
    };
    for (size_t i = 0; i < count; i++) {
        chl_meanfield_draw_latent(mf);
        chl_meanfield_generate(mf, &mf->one, mf->theta);
        memcpy(x + i * k, mf->one.x + (k + 1), k * sizeof *x);
    }
    mf->draws = before;
}

/* D is a sum over critics; one point at a time. */
void
chl_meanfield_critic_at(const chl_meanfield *mf, size_t count, const double *x,
                        double *values)
{
    size_t k = mf->model.columns;
    double slope;

    for (size_t i = 0; i < count; i++) {
        values[i] = 0.0;
        for (size_t j = 0; j < mf->critics; j++) {
            const double *w = mf->w + j * mf->p;
            double bent =
                w[k + 1] + cblas_ddot((int) k, w + 1, 1, x + i * k, 1);

            mf->bend_critic(1, &bent, &slope);
            values[i] += mf->nu[j] * w[0] * bent;
        }
    }
}
