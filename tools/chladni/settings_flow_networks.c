/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of finite networks in a flow. */
#include "settings_flow.h"

#define FLOW(member) offsetof(cli_flow, member)

static const char *
discriminator_word(size_t index)
{
    static const char *const words[] = { "infinite", "mlp", "resnet" };

    return index < sizeof words / sizeof *words ? words[index] : NULL;
}

static const char *
generator_word(size_t index)
{
    static const char *const words[] = { "particles", "mlp" };

    return index < sizeof words / sizeof *words ? words[index] : NULL;
}

static const char *
optimiser_word(size_t index)
{
    static const char *const words[] = { "sgd", "adam" };

    return index < sizeof words / sizeof *words ? words[index] : NULL;
}

static const option network_options[] = {
    { .name = "discriminator",
      .kind = OPTION_TEXT,
      .field = FLOW(discriminator),
      .argument = "KIND",
      .word = discriminator_word,
      .help = "infinite (its kernel); mlp, a network of the same layers, "
              "activations and sigmas, trained in steps; resnet, the same with "
              "blocks of --block layers, by itself 2" },
    { .name = "width",
      .kind = OPTION_SIZE,
      .field = FLOW(finite.width),
      .argument = "N",
      .low = 1,
      .high = 65536,
      .help = "of its hidden layers" },
    { .name = "discriminator-rate",
      .kind = OPTION_REAL,
      .field = FLOW(finite.rate),
      .argument = "X",
      .traits = OPTION_ABOVE,
      .help = "of its optimiser; --time over this is the number of steps" },
    { .name = "optimiser",
      .kind = OPTION_TEXT,
      .field = FLOW(finite.optimiser),
      .argument = "NAME",
      .word = optimiser_word,
      .help = "sgd or adam" },
    { .name = "momentum",
      .kind = OPTION_REAL,
      .field = FLOW(finite.momentum),
      .argument = "X",
      .high = 0.999999,
      .help = "of sgd" },
    { .name = "antisymmetric",
      .kind = OPTION_FLAG,
      .field = FLOW(finite.antisymmetric),
      .help = "the difference of two networks that start alike: 0 at first" },
    { .name = "generator",
      .kind = OPTION_TEXT,
      .field = FLOW(generator),
      .argument = "KIND",
      .word = generator_word,
      .help = "particles (free points), or mlp: a network that makes points of "
              "normal numbers" },
    { .name = "generator-width",
      .kind = OPTION_SIZE,
      .field = FLOW(maker.width),
      .argument = "N",
      .low = 1,
      .high = 65536,
      .help = "of its hidden layers" },
    { .name = "generator-depth",
      .kind = OPTION_SIZE,
      .field = FLOW(maker.depth),
      .argument = "L",
      .low = 1,
      .high = 8,
      .help = "its hidden layers" },
    { .name = "generator-layer-norm",
      .kind = OPTION_FLAG,
      .field = FLOW(maker.normalise),
      .help = "its layers are normalised before each activation but the last" },
    { .name = "generator-optimiser",
      .kind = OPTION_TEXT,
      .field = FLOW(maker.optimiser),
      .argument = "NAME",
      .word = optimiser_word,
      .help = "sgd or adam; --rate is its rate" },
    { .name = "latent",
      .kind = OPTION_SIZE,
      .field = FLOW(maker.latent),
      .argument = "N",
      .automatic = "auto",
      .help = "columns of its input; auto is as many as come out" },
    { .name = "fixed-latents",
      .kind = OPTION_FLAG,
      .field = FLOW(maker.fixed),
      .help = "the same input at all steps" },
};

option_table
settings_flow_networks(cli_flow *settings)
{
    return (option_table){ "Finite networks", network_options,
                           sizeof network_options / sizeof *network_options,
                           settings };
}
