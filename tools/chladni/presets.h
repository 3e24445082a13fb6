/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presets of flow: values for options that are not given otherwise. */
#ifndef CHLADNI_TOOLS_PRESETS_H
#define CHLADNI_TOOLS_PRESETS_H

#include "options.h"

/* Names; NULL behind the last. */
const char *preset_name(size_t index);

/*
 * Set the options of the presets in `names` (parted by commas) that neither a
 * flag nor the environment has set; their source is "preset" then.
 * Errors     CHL_EARG an unknown preset (the nearest is named), two that set
 *            one option to different values
 */
chl_status presets_apply(option_set *set, const char *names, chl_error *err);

#endif
