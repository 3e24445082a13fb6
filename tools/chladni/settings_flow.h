/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `chladni flow` is asked for. */
#ifndef CHLADNI_TOOLS_SETTINGS_FLOW_H
#define CHLADNI_TOOLS_SETTINGS_FLOW_H

#include <chladni/flow_study.h>

#include "clouds.h"
#include "options.h"

typedef struct cli_flow {
    const char *preset; /* names with commas                                 */
    cli_clouds_words clouds;
    const char *kernel, *activation;
    const char *transform; /* of what the kernel sees                        */
    char name[64]; /* of the kernel the activation stands for                */
    chl_wide wide;
    double a, b, c; /* of the activation; NaN = its own                      */
    double bandwidth, power;
    const char *discriminator, *generator; /* words of --help                */
    const char *maker_activation, *maker_output;
    chl_mlp finite; /* the discriminator, if it is not infinite              */
    chl_mlp maker;  /* the generator, if it is not particles; sigmas NaN: the
                       discriminator's                                       */
    chl_flow_study_settings study;
} cli_flow;

cli_flow settings_flow_default(void);
/* A generator with the sigmas of the discriminator. */
chl_mlp settings_flow_maker(void);

/* Tables of one struct, in the order of the help. */
option_table settings_flow_points(cli_flow *settings);
option_table settings_flow_discriminator(cli_flow *settings);
option_table settings_flow_networks(cli_flow *settings);
option_table settings_flow_run(cli_flow *settings);

/* The kernel and the networks in words become those of the study. Errors:
 * CHL_EARG. */
chl_status settings_flow_settle(cli_flow *settings, uint64_t seed,
                                chl_error *err);
/* Kernels and networks of images take their shape. Errors: CHL_EARG no
 * images. */
chl_status settings_flow_shape(cli_flow *settings, const chl_dataset *images,
                               chl_error *err);

#endif
