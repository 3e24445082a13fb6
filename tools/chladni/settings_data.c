/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of data, fields of chl_dataset_settings. */
#include "settings.h"

#include "words.h"

#define DATA(member) offsetof(chl_dataset_settings, member)

static const option data_options[] = {
    { .name = "range",
      .kind = OPTION_RANGE,
      .field = DATA(range),
      .argument = "HOW",
      .help = "LO,HI maps the full scale of the stored type there; raw keeps "
              "values; standard gives columns zero mean and unit variance; "
              "auto is -1,1 for images and raw for all else" },
    { .name = "full-scale",
      .kind = OPTION_REAL,
      .field = DATA(range.full_scale),
      .argument = "X",
      .traits = OPTION_ABOVE,
      .automatic = "auto",
      .help = "stored value that maps to HI; auto goes by the type: 255 for "
              "bytes, 1 for floats" },
    { .name = "features",
      .kind = OPTION_TEXT,
      .field = DATA(features),
      .argument = "FILE",
      .automatic = "none",
      .traits = OPTION_FILE,
      .help = "numbers of a network, one row per item of DATA (npy, npz, HDF5, "
              "CSV), analysed in place of the pixels" },
};

option_table
settings_data(chl_dataset_settings *settings)
{
    return (option_table){ "Data", data_options,
                           sizeof data_options / sizeof *data_options,
                           settings };
}

static const option augment_options[] = {
    { .name = "augment",
      .kind = OPTION_TEXT,
      .field = 0,
      .argument = "CHAIN",
      .automatic = "none",
      .offer = words_augment,
      .traits = OPTION_JOINED,
      .help = "NAME:STRENGTH[:PROBABILITY], several with commas or repeated: "
              "what the rows go through first, each once, as if the data were "
              "so (info lists the names)" },
};

option_table
settings_augment(const char **chain)
{
    return (option_table){ "Augmentation", augment_options,
                           sizeof augment_options / sizeof *augment_options,
                           chain };
}
