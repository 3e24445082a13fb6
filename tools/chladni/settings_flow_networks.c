/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of finite networks in a flow. */
#include "settings_flow.h"

#include <math.h>

#define FLOW(member) offsetof(cli_flow, member)

static const char *
discriminator_word(size_t index)
{
    static const char *const words[] = { "infinite", "mlp", "resnet", "dcgan" };

    return index < sizeof words / sizeof *words ? words[index] : NULL;
}

static const char *
generator_word(size_t index)
{
    static const char *const words[] = { "particles", "mlp", "dcgan" };

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
              "blocks of --block layers, by itself 2; dcgan, of images, for "
              "kernels dcgan-A" },
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
    { .name = "beta1",
      .kind = OPTION_REAL,
      .field = FLOW(finite.beta1),
      .argument = "X",
      .high = 0.999999,
      .help = "of adam, in generators, too" },
    { .name = "beta2",
      .kind = OPTION_REAL,
      .field = FLOW(finite.beta2),
      .argument = "X",
      .high = 0.999999,
      .help = "of adam, in generators, too" },
    { .name = "antisymmetric",
      .kind = OPTION_FLAG,
      .field = FLOW(finite.antisymmetric),
      .help = "the difference of two networks that start alike: 0 at first" },
    { .name = "generator",
      .kind = OPTION_TEXT,
      .field = FLOW(generator),
      .argument = "KIND",
      .word = generator_word,
      .help =
          "particles (free points); mlp, a network that makes points of "
          "normal numbers; dcgan, one of transposed convolutions that makes "
          "images" },
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
      .help = "its hidden layers; of dcgan, how often it doubles the sides" },
    { .name = "generator-activation",
      .kind = OPTION_TEXT,
      .field = FLOW(maker_activation),
      .argument = "A",
      .help = "its activation, or a sum A+B" },
    { .name = "generator-output",
      .kind = OPTION_TEXT,
      .field = FLOW(maker_output),
      .argument = "A",
      .automatic = "none",
      .word = chl_activation_name,
      .help = "activation behind its last layer" },
    { .name = "generator-sigma-w",
      .kind = OPTION_REAL,
      .field = FLOW(maker.sigma_w),
      .argument = "X",
      .traits = OPTION_ABOVE,
      .automatic = "auto",
      .neutral = NAN,
      .help = "standard deviation of its weights; auto is --sigma-w" },
    { .name = "generator-sigma-b",
      .kind = OPTION_REAL,
      .field = FLOW(maker.sigma_b),
      .argument = "X",
      .automatic = "auto",
      .neutral = NAN,
      .help = "of its biases; auto is --sigma-b" },
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

chl_mlp
settings_flow_maker(void)
{
    chl_mlp maker = chl_mlp_default();

    maker.sigma_w = maker.sigma_b = NAN;
    return maker;
}

option_table
settings_flow_networks(cli_flow *settings)
{
    return (option_table){ "Finite networks", network_options,
                           sizeof network_options / sizeof *network_options,
                           settings };
}
