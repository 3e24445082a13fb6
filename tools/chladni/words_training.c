/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of losses, penalties and schemes. */
#include "words.h"

#include <chladni/dynamics.h>

const char *
words_loss(size_t index)
{
    const chl_loss *loss = chl_loss_at(index);

    return loss != NULL ? loss->name : NULL;
}

const char *
words_penalty(size_t index)
{
    const chl_penalty *penalty = chl_penalty_at(index);

    return penalty != NULL ? penalty->name : NULL;
}

const char *
words_scheme(size_t index)
{
    const chl_scheme *scheme = chl_scheme_at(index);

    return scheme != NULL ? chl_scheme_name(scheme) : NULL;
}
