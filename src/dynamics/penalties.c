/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each penalty adds to the gamma of (1.1). */
#include <chladni/dynamics.h>

#include <math.h>
#include <string.h>

#include "dynamics/words.h"

static const chl_penalty penalties[] = {
    {
        .name = "none",
        .covered = true,
        .formula = "0",
        .note = "only the curvature c2 of the loss damps the game",
    },
    {
        .name = "r1",
        .covered = true,
        .share = 1.0,
        .formula = "(gamma/2) E_real |grad D|^2",
        .note = "real samples; gamma as StyleGAN writes it",
    },
    {
        .name = "r2",
        .covered = true,
        .share = 1.0,
        .formula = "(gamma/2) E_fake |grad D|^2",
        .note = "generated samples, which follow the same law at equilibrium",
    },
    {
        .name = "r1r2",
        .covered = true,
        .share = 2.0,
        .formula = "(gamma/2) (E_real + E_fake) |grad D|^2",
        .note = "both penalties with the same gamma, as R3GAN writes it",
    },
    {
        .name = "gp0",
        .covered = true,
        .share = 1.0,
        .formula = "(gamma/2) E_interpolates |grad D|^2",
        .note = "zero-centred; exact for linear modes only, because points "
                "between independent samples do not follow the data's law "
                "(the second mode of a Gaussian sees 2/3 of gamma)",
    },
    {
        .name = "ode-gan",
        .covered = true,
        .share = 2.0,
        .coupled = true,
        .formula = "w |grad_v of the generator's loss|^2",
        .note = "equals gamma = 2 w cG^2 when the generator is free to move "
                "every point",
    },
    {
        .name = "consensus",
        .covered = true,
        .consensus = true,
        .formula = "(w/2) |joint gradient|^2, in both players",
        .note = "damps both players; the rate grows with w for ever, only "
                "the step size bounds it",
    },
    {
        .name = "wgan-gp",
        .covered = false,
        .formula = "w E_interpolates (|grad D| - 1)^2",
        .note = "one-centred: not differentiable at D = 0, so the equilibrium "
                "has no linearisation",
    },
};

const chl_penalty *
chl_penalty_at(size_t index)
{
    return index < sizeof penalties / sizeof *penalties ? &penalties[index]
                                                        : NULL;
}

static const char *
name_at(size_t index)
{
    const chl_penalty *penalty = chl_penalty_at(index);

    return penalty != NULL ? penalty->name : NULL;
}

chl_status
chl_penalty_find(const char *name, const chl_penalty **out, chl_error *err)
{
    for (size_t k = 0; name != NULL && chl_penalty_at(k) != NULL; k++) {
        if (strcmp(name, chl_penalty_at(k)->name) == 0) {
            *out = chl_penalty_at(k);
            return CHL_OK;
        }
    }
    return chl_word_unknown("penalty", name, name_at, err);
}

static double
factor(const chl_penalty *penalty, const chl_loss *loss)
{
    return penalty->coupled ? penalty->share * loss->cg * loss->cg
                            : penalty->share;
}

double
chl_penalty_gamma(const chl_penalty *penalty, const chl_loss *loss,
                  double weight)
{
    double share = factor(penalty, loss);

    if (!penalty->covered) {
        return NAN;
    }
    return share > 0.0 ? share * weight : 0.0;
}

double
chl_penalty_weight(const chl_penalty *penalty, const chl_loss *loss,
                   double gamma)
{
    double share = factor(penalty, loss);

    return penalty->covered && share > 0.0 ? gamma / share : NAN;
}
