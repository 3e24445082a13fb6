/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of losses for particles. */
#include "systems/particle_loss.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "systems/best.h"

static double
zero(double f)
{
    (void) f;
    return 0.0;
}

static double
one(double f)
{
    (void) f;
    return 1.0;
}

static double
minus_one(double f)
{
    (void) f;
    return -1.0;
}

static double
minus_two(double f)
{
    (void) f;
    return -2.0;
}

static double
itself(double f)
{
    return f;
}

static double
negative(double f)
{
    return -f;
}

static double
square(double f)
{
    return f * f;
}

static double
twice(double f)
{
    return 2.0 * f;
}

static double
square_fake(double f)
{
    return -2.0 * (f + 1.0);
}

static double
square_real(double f)
{
    return 2.0 * (1.0 - f);
}

static double
sigmoid(double f)
{
    return f >= 0.0 ? 1.0 / (1.0 + exp(-f)) : exp(f) / (1.0 + exp(f));
}

static double
log_fake(double f)
{
    return -sigmoid(f);
}

static double
log_real(double f)
{
    return sigmoid(-f);
}

static double
log_slope(double f)
{
    return -sigmoid(f) * sigmoid(-f);
}

/* -log s(f). */
static double
log_value(double f)
{
    return f >= 0.0 ? log1p(exp(-f)) : log1p(exp(f)) - f;
}

static double
log_generator(double f)
{
    return -sigmoid(-f);
}

/* The step from 0 to 1 at 0, smoothed to a cubic over `ramp`, and its slope. */
static const double ramp = 1e-3;

static double
step(double f)
{
    double t = fmin(fmax(f / ramp + 0.5, 0.0), 1.0);

    return t * t * (3.0 - 2.0 * t);
}

static double
step_slope(double f)
{
    double t = fmin(fmax(f / ramp + 0.5, 0.0), 1.0);

    return 6.0 * t * (1.0 - t) / ramp;
}

static double
hinge_fake(double f)
{
    return -step(f + 1.0);
}

static double
hinge_real(double f)
{
    return step(1.0 - f);
}

static double
hinge_fake_slope(double f)
{
    return -step_slope(f + 1.0);
}

static double
hinge_real_slope(double f)
{
    return -step_slope(1.0 - f);
}

static const chl_particle_loss losses[] = {
    { "ipm", true, false, one, minus_one, 0.0, zero, zero, itself, one, NULL },
    { "ipm-external", true, false, zero, minus_one, 0.0, zero, zero, itself,
      one, NULL },
    { "lsgan", false, true, square_fake, square_real, 2.0, minus_two, minus_two,
      square, twice, NULL },
    { "vanilla", false, false, log_fake, log_real, 0.25, log_slope, log_slope,
      log_value, log_generator, NULL },
    { "hinge", false, false, hinge_fake, hinge_real, 1.5e3, hinge_fake_slope,
      hinge_real_slope, negative, minus_one, NULL },
    { "kale", false, false, zero, zero, 0.0, zero, zero, itself, one,
      chl_best_kale },
    { "drmmd", false, false, zero, zero, 0.0, zero, zero, itself, one,
      chl_best_drmmd },
};

enum {
    LOSS_COUNT = sizeof losses / sizeof *losses
};

const chl_particle_loss *
chl_particle_loss_at(size_t index)
{
    return index < LOSS_COUNT ? &losses[index] : NULL;
}

chl_status
chl_particle_loss_find(const char *name, const chl_particle_loss **out,
                       chl_error *err)
{
    const char *names[LOSS_COUNT];
    size_t nearest;

    for (size_t k = 0; k < LOSS_COUNT; k++) {
        names[k] = losses[k].name;
        if (strcmp(name, names[k]) == 0) {
            *out = &losses[k];
            return CHL_OK;
        }
    }
    nearest = chl_text_nearest(name, names, LOSS_COUNT);
    if (nearest < LOSS_COUNT) {
        return CHL_FAIL(err, CHL_EARG,
                        "loss '%s' is unknown; did you mean '%s'?", name,
                        names[nearest]);
    }
    return CHL_FAIL(err, CHL_EARG,
                    "loss '%s' is unknown; it must be ipm, ipm-external, "
                    "lsgan, vanilla, hinge, kale or drmmd",
                    name);
}
