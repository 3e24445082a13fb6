/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `flow` does between its options and its document, for every door. */
#ifndef CHLADNI_TOOLS_ANSWER_PARTICLES_H
#define CHLADNI_TOOLS_ANSWER_PARTICLES_H

#include "settings_flow.h"

/* Presets and words become settings; to be called before data are opened.
 * Errors: CHL_EARG. */
chl_status answer_flow_settle(cli_flow *flow, option_set *options,
                              uint64_t seed, size_t threads, chl_error *err);
/*
 * Of the dataset, else of `where`: a set, a picture or DATA; NULL is the
 * dataset's name, or eight_gaussians. What was opened stays in *input, also on
 * error.
 * Errors     those of clouds_open and chl_study_flow
 */
chl_status answer_flow(cli_flow *flow, const char *where,
                       const cli_analysis *analysis, cli_input *input,
                       chl_error *err);

#endif
