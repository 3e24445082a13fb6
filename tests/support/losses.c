/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Derivatives of the losses; lsgan's D is 1/2 + f with labels 1 and 0. */
#include "support/losses.h"

#include <math.h>
#include <string.h>

static double
plus_one(double d)
{
    (void) d;
    return 1.0;
}

static double
minus_one(double d)
{
    (void) d;
    return -1.0;
}

static double
sigmoid(double d)
{
    return 1.0 / (1.0 + exp(-d));
}

static double
sigmoid_left(double d)
{
    return sigmoid(-d);
}

static double
minus_sigmoid(double d)
{
    return -sigmoid(d);
}

static double
minus_sigmoid_left(double d)
{
    return -sigmoid(-d);
}

static double
half_less(double d)
{
    return 0.5 - d;
}

static double
minus_half_less(double d)
{
    return -0.5 - d;
}

static double
less_half(double d)
{
    return d - 0.5;
}

static const player_loss table[] = {
    { "wgan", plus_one, minus_one, minus_one },
    { "non-saturating", sigmoid_left, minus_sigmoid, minus_sigmoid_left },
    { "lsgan", half_less, minus_half_less, less_half },
};

const player_loss *
player_loss_at(size_t index)
{
    return index < sizeof table / sizeof *table ? &table[index] : NULL;
}

const player_loss *
player_loss_find(const char *name)
{
    for (size_t k = 0; player_loss_at(k) != NULL; k++) {
        if (strcmp(table[k].name, name) == 0) {
            return &table[k];
        }
    }
    return NULL;
}
