/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of rank gamma and rank scheme alone. */
#include "settings.h"

static const option scan_options[] = {
    { .name = "most-n-d",
      .kind = OPTION_SIZE,
      .field = offsetof(chl_scan_settings, n_d),
      .argument = "N",
      .low = 1,
      .high = 100,
      .help = "rank scheme: discriminator steps of alternating, 1 up to this" },
    { .name = "most-ratio",
      .kind = OPTION_REAL,
      .field = offsetof(chl_scan_settings, ratio),
      .argument = "X",
      .low = 1,
      .help = "rank scheme: lr-d / lr-g from 1/X up to X times the given" },
};

static const option full_options[] = {
    { .name = "balanced",
      .kind = OPTION_FLAG,
      .field = offsetof(cli_full, balanced),
      .help = "rank gamma: --augment is for real and generated samples alike; "
              "the sweep is that of the full operator" },
    { .name = "mobility",
      .kind = OPTION_TEXT,
      .field = offsetof(cli_full, mobility),
      .argument = "NAME",
      .automatic = "none",
      .help = "rank gamma: the full operator with this discriminator: l2, "
              "ntk-relu or ntk-erf" },
};

option_table
settings_scan(chl_scan_settings *settings)
{
    return (option_table){ "Scan", scan_options,
                           sizeof scan_options / sizeof *scan_options,
                           settings };
}

option_table
settings_full(cli_full *settings)
{
    return (option_table){ "Full operator", full_options,
                           sizeof full_options / sizeof *full_options,
                           settings };
}
