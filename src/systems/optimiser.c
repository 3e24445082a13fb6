/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradient descent with momentum, and Adam. */
#include "systems/optimiser.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

typedef struct method {
    const char *name;
    void (*step)(chl_optimiser *optimiser, const double *gradient,
                 double *theta);
} method;

struct chl_optimiser {
    const method *method;
    chl_optimiser_settings settings;
    size_t count, steps;
    double *first, *second; /* moments */
};

static void
step_sgd(chl_optimiser *o, const double *gradient, double *theta)
{
    for (size_t p = 0; p < o->count; p++) {
        o->first[p] = o->settings.momentum * o->first[p] + gradient[p];
        theta[p] -= o->settings.rate * o->first[p];
    }
}

static void
step_adam(chl_optimiser *o, const double *gradient, double *theta)
{
    const chl_optimiser_settings *s = &o->settings;
    const double steps = (double) o->steps;
    const double share1 = 1.0 - pow(s->beta1, steps),
                 share2 = 1.0 - pow(s->beta2, steps);

    for (size_t p = 0; p < o->count; p++) {
        const double g = gradient[p];

        o->first[p] += (1.0 - s->beta1) * (g - o->first[p]);
        o->second[p] += (1.0 - s->beta2) * (g * g - o->second[p]);
        theta[p] -= s->rate * (o->first[p] / share1)
                    / (sqrt(o->second[p] / share2) + s->epsilon);
    }
}

static const method table[] = {
    { "sgd", step_sgd },
    { "adam", step_adam },
};

chl_optimiser_settings
chl_optimiser_settings_default(void)
{
    return (chl_optimiser_settings){
        .method = "sgd",
        .rate = 0.001,
        .beta1 = 0.9,
        .beta2 = 0.999,
        .epsilon = 1e-8,
    };
}

static const method *
find(const char *name)
{
    for (size_t k = 0; k < sizeof table / sizeof *table; k++) {
        if (strcmp(name, table[k].name) == 0) {
            return &table[k];
        }
    }
    return NULL;
}

static bool
is_share(double x)
{
    return x >= 0.0 && x < 1.0;
}

chl_status
chl_optimiser_create(const chl_optimiser_settings *settings, size_t count,
                     chl_optimiser **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_optimiser *o = NULL;

    CHL_REQUIRE(find(settings->method) != NULL, err, CHL_EARG,
                "there is no optimiser called '%s'; there are sgd and adam",
                settings->method);
    CHL_REQUIRE(settings->rate > 0.0 && isfinite(settings->rate), err, CHL_EARG,
                "rate of an optimiser is %g; it must be above 0",
                settings->rate);
    CHL_REQUIRE(is_share(settings->momentum) && is_share(settings->beta1)
                    && is_share(settings->beta2) && settings->epsilon > 0.0,
                err, CHL_EARG,
                "momentum %g, beta1 %g and beta2 %g of an optimiser must lie "
                "in [0, 1), epsilon %g above 0",
                settings->momentum, settings->beta1, settings->beta2,
                settings->epsilon);
    o = chl_alloc(1, sizeof *o);
    CHL_REQUIRE_MEMORY(o, err, "an optimiser");
    o->first = chl_alloc(count, 2 * sizeof *o->first);
    CHL_REQUIRE_MEMORY(o->first, err, "an optimiser");
    o->second = o->first + count;
    o->count = count;
    o->settings = *settings;
    o->method = find(settings->method);
    o->settings.method = o->method->name;
    *out = o;
    o = NULL;
out:
    chl_optimiser_free(o);
    return status;
}

void
chl_optimiser_free(chl_optimiser *o)
{
    if (o != NULL) {
        chl_free(o->first);
    }
    chl_free(o);
}

void
chl_optimiser_reset(chl_optimiser *o)
{
    o->steps = 0;
    memset(o->first, 0, 2 * o->count * sizeof *o->first);
}

void
chl_optimiser_set_rate(chl_optimiser *o, double rate)
{
    o->settings.rate = rate;
}

chl_optimiser_state
chl_optimiser_state_of(chl_optimiser *o)
{
    return (chl_optimiser_state){ &o->steps, o->first };
}

void
chl_optimiser_step(chl_optimiser *o, const double *gradient, double *theta)
{
    o->steps++;
    o->method->step(o, gradient, theta);
}
