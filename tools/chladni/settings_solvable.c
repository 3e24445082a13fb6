/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of the solvable GAN. */
#include "settings.h"

#include <math.h>

static const char *
constraint_word(size_t index)
{
    return chl_constraint_name(index);
}

static const char *
response_word(size_t index)
{
    const chl_response *response = chl_response_at(index);

    return response != NULL ? response->name : NULL;
}

#define WORDS(member) offsetof(cli_solvable, member)
#define MODEL(member) offsetof(cli_solvable, settings.model.member)

static const option model_options[] = {
    { .name = "cov",
      .kind = OPTION_TEXT,
      .field = WORDS(cov),
      .argument = "MATRIX",
      .automatic = "auto",
      .help = "second moment of the data's latents: variances 3,5 or rows "
              "1,0.2;0.2,2; auto is 3,5, or what DATA have" },
    { .name = "cov-gen",
      .kind = OPTION_TEXT,
      .field = WORDS(cov_gen),
      .argument = "MATRIX",
      .automatic = "auto",
      .help = "the same of the generator; auto is the data's" },
    { .name = "mixture",
      .kind = OPTION_TEXT,
      .field = WORDS(mixture),
      .argument = "CLASSES",
      .automatic = "none",
      .help = "classes WEIGHT@MEAN@COV parted by '|', in place of --cov: "
              "'0.6@1,0@2,1|0.4@-1,0@3,1'" },
    { .name = "eta-true",
      .kind = OPTION_REAL,
      .field = MODEL(eta_true),
      .argument = "X",
      .automatic = "auto",
      .neutral = NAN,
      .help = "variance of the data's noise; auto is 2, or what DATA have" },
    { .name = "eta-gen",
      .kind = OPTION_REAL,
      .field = MODEL(eta_gen),
      .argument = "X",
      .automatic = "auto",
      .neutral = NAN,
      .help = "variance of the generator's noise; auto is the data's" },
    { .name = "tau",
      .kind = OPTION_REAL,
      .field = MODEL(tau),
      .argument = "X",
      .traits = OPTION_ABOVE,
      .help = "learning rate of the critic" },
    { .name = "tau-g",
      .kind = OPTION_REAL,
      .field = MODEL(tau_g),
      .argument = "X",
      .traits = OPTION_ABOVE,
      .help = "learning rate of the generator" },
    { .name = "batch-size",
      .kind = OPTION_SIZE,
      .field = MODEL(batch),
      .argument = "B",
      .low = 1,
      .help = "samples per step" },
    { .name = "decay-w",
      .kind = OPTION_REAL,
      .field = MODEL(decay_w),
      .argument = "X",
      .help = "weight decay of the critic" },
    { .name = "decay-v",
      .kind = OPTION_REAL,
      .field = MODEL(decay_v),
      .argument = "X",
      .help = "weight decay of the generator" },
    { .name = "constraint-w",
      .kind = OPTION_TEXT,
      .field = WORDS(constraint_w),
      .argument = "NAME",
      .word = constraint_word,
      .help = "on the critic after each step: none, col (columns of length 1), "
              "polar or gs (Gram-Schmidt)" },
    { .name = "constraint-v",
      .kind = OPTION_TEXT,
      .field = WORDS(constraint_v),
      .argument = "NAME",
      .word = constraint_word,
      .help = "the same on the generator" },
    { .name = "critics",
      .kind = OPTION_SIZE,
      .field = WORDS(critics),
      .argument = "M",
      .low = 1,
      .automatic = "auto",
      .help = "features of the critic; auto is as many as the data have, or 1 "
              "with --response" },
    { .name = "response",
      .kind = OPTION_TEXT,
      .field = WORDS(response),
      .argument = "NAME",
      .word = response_word,
      .help = "of the critic: linear (quadratic energy), constant, tanh, "
              "cubic" },
};

static const option run_options[] = {
    { .name = "overlap",
      .kind = OPTION_REAL,
      .field = WORDS(settings.overlap),
      .argument = "X",
      .low = -1.0,
      .high = 1.0,
      .help = "start: every feature of generator and critic has this cosine "
              "with its own of the data" },
    { .name = "P0",
      .kind = OPTION_TEXT,
      .field = WORDS(p0),
      .argument = "MATRIX",
      .automatic = "auto",
      .help = "start U'V in place of the overlap" },
    { .name = "Q0",
      .kind = OPTION_TEXT,
      .field = WORDS(q0),
      .argument = "MATRIX",
      .automatic = "auto",
      .help = "start U'W in place of the overlap" },
    { .name = "time",
      .kind = OPTION_REAL,
      .field = WORDS(settings.time),
      .argument = "T",
      .traits = OPTION_ABOVE,
      .help = "steps over dimension" },
    { .name = "points",
      .kind = OPTION_SIZE,
      .field = WORDS(settings.points),
      .argument = "N",
      .low = 1,
      .high = 100000,
      .help = "of the trajectory that is listed and drawn" },
    { .name = "compare",
      .kind = OPTION_FLAG,
      .field = WORDS(settings.compare),
      .help = "run it in finite dimension, too, and draw the deviation" },
    { .name = "directions",
      .kind = OPTION_SIZE,
      .field = WORDS(settings.directions),
      .argument = "K",
      .low = 1,
      .high = 256,
      .automatic = "auto",
      .help = "of DATA, at most; auto is 8" },
    { .name = "samples",
      .kind = OPTION_SIZE,
      .field = WORDS(settings.samples),
      .argument = "N",
      .low = 3,
      .automatic = "auto",
      .help = "rows of DATA used; auto is up to 4096" },
};

cli_solvable
cli_solvable_default(void)
{
    cli_solvable words = { .constraint_w = "polar",
                           .constraint_v = "col",
                           .response = "linear",
                           .settings = chl_solvable_settings_default() };

    words.settings.model.eta_true = words.settings.model.eta_gen = NAN;
    return words;
}

option_table
settings_model(cli_solvable *settings)
{
    return (option_table){ "Model", model_options,
                           sizeof model_options / sizeof *model_options,
                           settings };
}

option_table
settings_run(cli_solvable *settings)
{
    return (option_table){ "Run", run_options,
                           sizeof run_options / sizeof *run_options, settings };
}
