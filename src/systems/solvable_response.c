/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Responses of the critic, and their moments under a law of the latents. */
#include "systems/solvable.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

static double
linear(double u)
{
    return u;
}

static double
one(double u)
{
    (void) u;
    return 1.0;
}

static double
zero(double u)
{
    (void) u;
    return 0.0;
}

static double
tanh_slope(double u)
{
    double t = tanh(u);

    return 1.0 - t * t;
}

static double
cubic(double u)
{
    return u + 0.1 * u * u * u;
}

static double
cubic_slope(double u)
{
    return 1.0 + 0.3 * u * u;
}

static const chl_response responses[] = {
    { "linear", linear, one },
    { "constant", one, zero },
    { "tanh", tanh, tanh_slope },
    { "cubic", cubic, cubic_slope },
};

enum {
    RESPONSE_COUNT = sizeof responses / sizeof *responses
};

const chl_response *
chl_response_at(size_t index)
{
    return index < RESPONSE_COUNT ? &responses[index] : NULL;
}

chl_status
chl_response_find(const char *name, const chl_response **out, chl_error *err)
{
    const char *names[RESPONSE_COUNT];
    size_t nearest;

    for (size_t k = 0; k < RESPONSE_COUNT; k++) {
        names[k] = responses[k].name;
        if (strcmp(name, names[k]) == 0) {
            *out = &responses[k];
            return CHL_OK;
        }
    }
    nearest = chl_text_nearest(name, names, RESPONSE_COUNT);
    return CHL_FAIL(err, CHL_EARG, "no response is called '%s'; %s%s", name,
                    nearest < RESPONSE_COUNT ? "did you mean " : "there are ",
                    nearest < RESPONSE_COUNT ? names[nearest]
                                             : "linear, constant, tanh, cubic");
}

/* Moments under one class: u ~ N(mean, variance). */
typedef struct class_moments {
    double value, square, slope;
} class_moments;

static class_moments
integrate(const chl_solvable *s, double mean, double variance)
{
    const chl_response *f = s->model.response;
    class_moments sum = { 0.0, 0.0, 0.0 };
    double spread = sqrt(fmax(variance, 0.0));

    for (size_t k = 0; k < CHL_HERMITE_NODES; k++) {
        double u = mean + spread * s->nodes[k];
        double value = f->value(u);

        sum.value += s->weights[k] * value;
        sum.square += s->weights[k] * value * value;
        sum.slope += s->weights[k] * f->slope(u);
    }
    return sum;
}

/* By Stein's lemma E c f(u) = mean E f + cov q E f' within a class. */
chl_response_moments
chl_solvable_respond(const chl_solvable *s, const chl_latents *latents,
                     const double *q, double noise, double *g)
{
    chl_response_moments out = { 0.0, 0.0 };
    size_t n = latents->size;

    memset(g, 0, n * sizeof *g);
    for (size_t k = 0; k < latents->count; k++) {
        const double *mean = latents->means + k * n;
        const double *cov = latents->covariances + k * n * n;
        double variance = noise, centre = cblas_ddot((int) n, mean, 1, q, 1);
        class_moments c;

        for (size_t i = 0; i < n; i++) {
            variance += q[i] * cblas_ddot((int) n, cov + i * n, 1, q, 1);
        }
        c = integrate(s, centre, variance);
        for (size_t i = 0; i < n; i++) {
            g[i] += latents->weights[k]
                    * (mean[i] * c.value
                       + c.slope * cblas_ddot((int) n, cov + i * n, 1, q, 1));
        }
        out.square += latents->weights[k] * c.square;
        out.slope += latents->weights[k] * c.slope;
    }
    return out;
}
