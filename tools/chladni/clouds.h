/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two clouds of a flow from the words of a command line. */
#ifndef CHLADNI_TOOLS_CLOUDS_H
#define CHLADNI_TOOLS_CLOUDS_H

#include <chladni/cloud.h>

#include "input.h"

typedef struct cli_clouds_words {
    const char *source;     /* NULL: the set's own, or a Gaussian             */
    double loc, scale;      /* of that Gaussian                               */
    size_t points, samples; /* generated, real; 0 = as usual                 */
    const char *transform;
} cli_clouds_words;

typedef struct cli_clouds {
    chl_cloud source, target;
    cli_input input;  /* of DATA; its result is there in any case         */
    const char *from; /* what the source is called, in words; a view      */
} cli_clouds;

/*
 * A set, a picture or DATA, and what it starts from. *out is empty but for an
 * input that may be open already: its rows are the target then, and `where` is
 * what they are called.
 * Ownership  *out is the caller's (clouds_close), also on error.
 * Errors     CHL_EARG, and those of chl_cloud_.. and input_open
 */
chl_status clouds_open(const char *where, const cli_clouds_words *words,
                       const char *command, const cli_analysis *analysis,
                       cli_clouds *out, chl_error *err);
void clouds_close(cli_clouds *clouds);

#endif
