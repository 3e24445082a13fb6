/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The constants c1, c2, cG of the losses at equilibrium. */
#include <chladni/dynamics.h>

#include <string.h>

#include "dynamics/words.h"

static const chl_loss losses[] = {
    {
        .name = "wgan",
        .c1 = 1.0,
        .c2 = 0.0,
        .cg = 1.0,
        .c2_constant = 0.0,
        .note = "without a penalty an undamped wave: it never converges",
    },
    {
        .name = "hinge",
        .c1 = 1.0,
        .c2 = 0.0,
        .cg = 1.0,
        .c2_constant = 0.0,
        .note = "holds while |D| < 1, where the hinge is linear",
    },
    {
        .name = "vanilla",
        .c1 = 0.5,
        .c2 = 0.5,
        .cg = 0.5,
        .c2_constant = 0.5,
        .note = "minimax cross entropy on logits",
    },
    {
        .name = "non-saturating",
        .c1 = 0.5,
        .c2 = 0.5,
        .cg = 0.5,
        .c2_constant = 0.5,
        .note = "the same linearisation as vanilla; they differ far from "
                "equilibrium",
    },
    {
        .name = "lsgan",
        .c1 = 0.5,
        .c2 = 2.0,
        .cg = 0.5,
        .c2_constant = 2.0,
        .note = "half squares, labels 1 and 0, D = 1/2 + f",
    },
    {
        .name = "lsgan-unhalved",
        .c1 = 1.0,
        .c2 = 4.0,
        .cg = 1.0,
        .c2_constant = 4.0,
        .note = "squares without the 1/2, labels 1 and 0, D = 1/2 + f",
    },
    /* log sigma(D(x) - D(y)) over independent x, y: its second variation is
     * f''(0) 2 Cov(D, .) = -(1/2) Cov(D, .), nothing on constants. */
    {
        .name = "relativistic",
        .c1 = 0.5,
        .c2 = 0.5,
        .cg = 0.5,
        .c2_constant = 0.0,
        .note = "relativistic pairing with the logistic loss (R3GAN); the "
                "constant mode is free and carries no signal",
    },
};

const chl_loss *
chl_loss_at(size_t index)
{
    return index < sizeof losses / sizeof *losses ? &losses[index] : NULL;
}

static const char *
name_at(size_t index)
{
    const chl_loss *loss = chl_loss_at(index);

    return loss != NULL ? loss->name : NULL;
}

chl_status
chl_loss_find(const char *name, const chl_loss **out, chl_error *err)
{
    for (size_t k = 0; name != NULL && chl_loss_at(k) != NULL; k++) {
        if (strcmp(name, chl_loss_at(k)->name) == 0) {
            *out = chl_loss_at(k);
            return CHL_OK;
        }
    }
    return chl_word_unknown("loss", name, name_at, err);
}
