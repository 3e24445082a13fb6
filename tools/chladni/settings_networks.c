/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of networks under clipping. */
#include "settings_meanfield.h"

#define WORDS(member) offsetof(cli_meanfield, member)
#define NETWORKS(member) offsetof(cli_meanfield, networks.member)

static const char *
neuron_word(size_t index)
{
    return index <= CHL_NEURON_RELU ? chl_neuron_name((chl_neuron) index)
                                    : NULL;
}

static const option network_options[] = {
    { .name = "target",
      .kind = OPTION_TEXT,
      .field = NETWORKS(target),
      .argument = "NAME",
      .word = chl_meanfield_target_name,
      .help = "what is to be learned where no DATA are given: gauss, bimodal, "
              "eight-gaussians" },
    { .name = "critic",
      .kind = OPTION_TEXT,
      .field = WORDS(critic),
      .argument = "NAME",
      .word = neuron_word,
      .help = "neurons of the critic, tanh or relu; the weights of each are "
              "clipped" },
    { .name = "generator",
      .kind = OPTION_TEXT,
      .field = WORDS(generator),
      .argument = "NAME",
      .word = neuron_word,
      .help = "neurons of the generator, whose parameters are free" },
    { .name = "critics",
      .kind = OPTION_SIZE,
      .field = NETWORKS(critics),
      .argument = "M",
      .low = 1,
      .high = 1000000,
      .help = "neurons of the critic" },
    { .name = "generators",
      .kind = OPTION_SIZE,
      .field = NETWORKS(generators),
      .argument = "N",
      .low = 1,
      .high = 1000000,
      .help = "neurons of the generator" },
    { .name = "latent",
      .kind = OPTION_SIZE,
      .field = NETWORKS(model.latent),
      .argument = "L",
      .low = 1,
      .high = 3,
      .automatic = "auto",
      .help = "dimensions of the latent; auto is as many as columns, 2 at "
              "most" },
    { .name = "n-critic",
      .kind = OPTION_SIZE,
      .field = NETWORKS(critic_steps),
      .argument = "N",
      .low = 1,
      .high = 1000,
      .help = "steps of the critic for one of the generator" },
    { .name = "lr-d",
      .kind = OPTION_REAL,
      .field = NETWORKS(lr_d),
      .argument = "H",
      .traits = OPTION_ABOVE,
      .help = "rate of the critic; n-critic times lr-d / lr-g is its speed in "
              "the limit" },
    { .name = "lr-g",
      .kind = OPTION_REAL,
      .field = NETWORKS(lr_g),
      .argument = "H",
      .traits = OPTION_ABOVE,
      .help = "rate of the generator; a step is so much time" },
    { .name = "method",
      .kind = OPTION_TEXT,
      .field = NETWORKS(method),
      .argument = "NAME",
      .word = chl_meanfield_method_name,
      .help = "events (exact), euler (steps of lr-g), stochastic (the "
              "algorithm itself); auto is events, or euler with relu" },
    { .name = "fill",
      .kind = OPTION_REAL,
      .field = NETWORKS(fill),
      .argument = "X",
      .high = 1.0,
      .help = "part of the clip that weights start in" },
    { .name = "init-scale",
      .kind = OPTION_REAL,
      .field = NETWORKS(spread),
      .argument = "X",
      .help = "deviation of the generator's parameters at the start" },
    { .name = "samples",
      .kind = OPTION_SIZE,
      .field = NETWORKS(samples),
      .argument = "N",
      .low = 2,
      .automatic = "auto",
      .help = "rows of DATA used; auto is up to 256" },
    { .name = "compare",
      .kind = OPTION_FLAG,
      .field = NETWORKS(compare),
      .help = "run the algorithm itself, too, and draw how it comes near the "
              "limit" },
};

option_table
settings_networks(cli_meanfield *settings)
{
    return (option_table){ "Networks", network_options,
                           sizeof network_options / sizeof *network_options,
                           settings };
}
