/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of the toy of the clipped WGAN, and of every run of it. */
#include "settings_meanfield.h"

static const char *
game_word(size_t index)
{
    return index <= CHL_TOY_BILINEAR ? chl_toy_game_name((chl_toy_game) index)
                                     : NULL;
}

static const char *
density_word(size_t index)
{
    static const char *const words[] = { "points", "uniform" };

    return index < sizeof words / sizeof *words ? words[index] : NULL;
}

#define WORDS(member) offsetof(cli_meanfield, member)

static const option toy_options[] = {
    { .name = "toy",
      .kind = OPTION_FLAG,
      .field = WORDS(asked),
      .help = "the closed example: a generator of one parameter against "
              "weights on a line, solved exactly" },
    { .name = "g0",
      .kind = OPTION_REAL,
      .field = WORDS(toy.model.g0),
      .argument = "X",
      .help = "start of the generator; 0 gives the data" },
    { .name = "w0",
      .kind = OPTION_TEXT,
      .field = WORDS(w0),
      .argument = "W,W,...",
      .automatic = "0",
      .help = "start of the critic's weights, each within the clip" },
    { .name = "mass",
      .kind = OPTION_TEXT,
      .field = WORDS(mass),
      .argument = "M,M,...",
      .automatic = "equal",
      .help = "of each weight, relative to their sum" },
    { .name = "density",
      .kind = OPTION_TEXT,
      .field = WORDS(density),
      .argument = "NAME",
      .word = density_word,
      .help = "of weights at the start: points at --w0, or uniform over all "
              "the clip allows" },
    { .name = "spread",
      .kind = OPTION_REAL,
      .field = WORDS(spread),
      .argument = "X",
      .help = "width over which each weight of --w0 is spread evenly" },
    { .name = "ratio",
      .kind = OPTION_REAL,
      .field = WORDS(toy.model.ratio),
      .argument = "X",
      .traits = OPTION_ABOVE,
      .help = "speed of the critic over the generator's: n_critic times the "
              "ratio of their rates" },
    { .name = "game",
      .kind = OPTION_TEXT,
      .field = WORDS(game),
      .argument = "NAME",
      .word = game_word,
      .help = "normal latent against two points, or bilinear (Dirac's GAN)" },
    { .name = "slope",
      .kind = OPTION_REAL,
      .field = WORDS(toy.model.slope),
      .argument = "K",
      .traits = OPTION_ABOVE,
      .help = "of the bilinear game" },
    { .name = "at",
      .kind = OPTION_TEXT,
      .field = WORDS(at),
      .argument = "T,T,...",
      .automatic = "none",
      .help = "times at which g and m are listed" },
};

static const option run_options[] = {
    { .name = "clip",
      .kind = OPTION_REAL,
      .field = WORDS(clip),
      .argument = "C",
      .traits = OPTION_ABOVE,
      .help = "weights of the critic stay within -C and C" },
    { .name = "time",
      .kind = OPTION_REAL,
      .field = WORDS(time),
      .argument = "T",
      .automatic = "auto",
      .traits = OPTION_ABOVE,
      .help = "of the trajectory; auto is 20, of the toy until it repeats "
              "itself and two periods more" },
    { .name = "points",
      .kind = OPTION_SIZE,
      .field = WORDS(points),
      .argument = "N",
      .low = 1,
      .high = 100000,
      .automatic = "auto",
      .help = "of the trajectory that is listed and drawn; auto is 400 of the "
              "toy, else 192" },
};

cli_meanfield
cli_meanfield_default(void)
{
    const chl_toy_settings toy = chl_toy_settings_default();

    return (cli_meanfield){ .game = chl_toy_game_name(CHL_TOY_NORMAL),
                            .density = density_word(0),
                            .clip = toy.model.clip,
                            .toy = toy,
                            .critic = chl_neuron_name(CHL_NEURON_TANH),
                            .generator = chl_neuron_name(CHL_NEURON_TANH),
                            .networks = chl_meanfield_settings_default() };
}

option_table
settings_toy(cli_meanfield *settings)
{
    return (option_table){ "Toy", toy_options,
                           sizeof toy_options / sizeof *toy_options, settings };
}

option_table
settings_meanfield_run(cli_meanfield *settings)
{
    return (option_table){ "Run", run_options,
                           sizeof run_options / sizeof *run_options, settings };
}
