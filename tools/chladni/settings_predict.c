/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of the prediction, fields of chl_predict_settings. */
#include "settings.h"

#include <math.h>

#include <chladni/dynamics.h>

#include "words.h"

#define PREDICT(member) offsetof(chl_predict_settings, member)

static const option predict_options[] = {
    { .name = "loss",
      .kind = OPTION_TEXT,
      .field = PREDICT(loss),
      .argument = "NAME",
      .word = words_loss,
      .help = "of the GAN; chladni info lists them" },
    { .name = "penalty",
      .kind = OPTION_TEXT,
      .field = PREDICT(penalty),
      .argument = "NAME",
      .word = words_penalty,
      .help = "on the gradient of the discriminator; chladni info lists them" },
    { .name = "gamma",
      .kind = OPTION_REAL,
      .field = PREDICT(gamma),
      .argument = "G",
      .automatic = "auto",
      .neutral = NAN,
      .help = "strength of the penalty; auto is the best one for speed" },
    { .name = "lr-d",
      .kind = OPTION_REAL,
      .field = PREDICT(lr_d),
      .argument = "X",
      .traits = OPTION_ABOVE,
      .help = "learning rate of the discriminator" },
    { .name = "lr-g",
      .kind = OPTION_REAL,
      .field = PREDICT(lr_g),
      .argument = "X",
      .traits = OPTION_ABOVE,
      .help = "learning rate of the generator" },
    { .name = "batch",
      .kind = OPTION_SIZE,
      .field = PREDICT(batch),
      .argument = "B",
      .low = 1,
      .automatic = "none",
      .help = "samples per step, for the noise floor" },
    { .name = "steps",
      .kind = OPTION_SIZE,
      .field = PREDICT(steps),
      .argument = "N",
      .low = 1,
      .automatic = "none",
      .help = "length of the run, for the gamma that suits it" },
    { .name = "n-d",
      .kind = OPTION_SIZE,
      .field = PREDICT(n_d),
      .argument = "N",
      .low = 1,
      .help = "discriminator steps per generator step" },
    { .name = "scheme",
      .kind = OPTION_TEXT,
      .field = PREDICT(scheme),
      .argument = "NAME",
      .word = words_scheme,
      .automatic = "all",
      .help = "training scheme; chladni info lists them" },
    { .name = "train-res",
      .kind = OPTION_SIZE,
      .field = PREDICT(train_res),
      .argument = "R",
      .low = 1,
      .high = 65536,
      .automatic = "measured",
      .help =
          "pixels on a side of the images trained on, if not those of DATA" },
};

static const option sweep_options[] = {
    { .name = "from",
      .kind = OPTION_REAL,
      .field = PREDICT(sweep_from),
      .argument = "G",
      .traits = OPTION_ABOVE,
      .automatic = "auto",
      .help = "lowest gamma of the sweep; auto is best/100" },
    { .name = "to",
      .kind = OPTION_REAL,
      .field = PREDICT(sweep_to),
      .argument = "G",
      .traits = OPTION_ABOVE,
      .automatic = "auto",
      .help = "highest gamma of the sweep; auto is best*100" },
    { .name = "points",
      .kind = OPTION_SIZE,
      .field = PREDICT(sweep_points),
      .argument = "N",
      .low = 2,
      .high = 10000,
      .help = "gammas of the sweep, evenly spaced in the logarithm" },
};

option_table
settings_predict(chl_predict_settings *settings)
{
    return (option_table){ "Training", predict_options,
                           sizeof predict_options / sizeof *predict_options,
                           settings };
}

option_table
settings_sweep(chl_predict_settings *settings)
{
    return (option_table){ "Sweep", sweep_options,
                           sizeof sweep_options / sizeof *sweep_options,
                           settings };
}
