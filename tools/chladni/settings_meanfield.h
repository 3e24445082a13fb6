/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `meanfield` is asked for, and the option tables that say it. */
#ifndef CHLADNI_TOOLS_SETTINGS_MEANFIELD_H
#define CHLADNI_TOOLS_SETTINGS_MEANFIELD_H

#include <chladni/study_meanfield.h>

#include "options.h"

typedef struct cli_meanfield {
    bool asked; /* --toy                                                      */
    const char *game, *density, *w0, *mass, *at;
    double spread;
    double clip, time; /* of every model                                      */
    size_t points;
    chl_toy_settings toy;
    const char *critic, *generator;
    chl_meanfield_settings networks;
} cli_meanfield;

cli_meanfield cli_meanfield_default(void);
option_table settings_toy(cli_meanfield *settings);
option_table settings_networks(cli_meanfield *settings);
option_table settings_meanfield_run(cli_meanfield *settings);

#endif
