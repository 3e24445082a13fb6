/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mixture of Gaussian latents as words on a command line. */
#ifndef CHLADNI_TOOLS_MIXTURE_H
#define CHLADNI_TOOLS_MIXTURE_H

#include <chladni/solvable.h>

typedef struct cli_mixture {
    chl_latent_law law;        /* leads into the rest                         */
    chl_latent_class *classes; /* owned, with what they point to              */
} cli_mixture;

/*
 * "0.6@1,0@2,1|0.4@-1,0@3,0.1;0.1,1": classes weight@mean@covariance.
 * Ownership  *out is the caller's (mixture_clear), also on error.
 * Errors     CHL_EARG, CHL_ENOMEM
 */
chl_status mixture_parse(const char *text, cli_mixture *out, chl_error *err);
void mixture_clear(cli_mixture *mixture);

#endif
