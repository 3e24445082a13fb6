/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of flow. */
#include "settings_flow.h"

#include <math.h>

#include "presets.h"
#include "words.h"

#define FLOW(member) offsetof(cli_flow, member)

static const option points_options[] = {
    { .name = "source",
      .kind = OPTION_TEXT,
      .field = FLOW(clouds.source),
      .argument = "WHAT",
      .automatic = "auto",
      .offer = chl_cloud_name,
      .help = "where generated points begin: gauss, a set, a picture or DATA; "
              "auto is the set's own, else gauss" },
    { .name = "source-loc",
      .kind = OPTION_REAL,
      .field = FLOW(clouds.loc),
      .argument = "X",
      .low = -1e30,
      .help = "mean of gauss, in every column" },
    { .name = "source-scale",
      .kind = OPTION_REAL,
      .field = FLOW(clouds.scale),
      .argument = "X",
      .help = "standard deviation of gauss" },
    { .name = "points",
      .kind = OPTION_SIZE,
      .field = FLOW(clouds.points),
      .argument = "N",
      .low = 1,
      .automatic = "auto",
      .help = "generated points; auto is as many as real ones" },
    { .name = "samples",
      .kind = OPTION_SIZE,
      .field = FLOW(clouds.samples),
      .argument = "N",
      .low = 1,
      .automatic = "auto",
      .help = "real points; auto is 500 of sets, pictures and measures, up to "
              "1024 rows of DATA" },
    { .name = "transform",
      .kind = OPTION_TEXT,
      .field = FLOW(clouds.transform),
      .argument = "NAME",
      .word = chl_cloud_transform_name,
      .help = "identity, tanh or atanh: what every coordinate of the data goes "
              "through first" },
};

static const option discriminator_options[] = {
    { .name = "preset",
      .kind = OPTION_TEXT,
      .field = FLOW(preset),
      .argument = "NAMES",
      .automatic = "none",
      .offer = preset_name,
      .traits = OPTION_JOINED,
      .help = "values for options that are not given: losses inf_ipm, "
              "inf_lsgan, and with finite networks ipm, ipm_reset, lsgan; "
              "networks relu, relu_highbias, relu_nobias, rbf, "
              "sigmoid; data mnist, celeba; finite against infinite width "
              "ade1d, ade2d; several with commas" },
    { .name = "loss",
      .kind = OPTION_TEXT,
      .field = FLOW(study.particles.loss),
      .argument = "NAME",
      .word = chl_particles_loss_name,
      .help = "ipm, ipm-external (no pull among generated points), lsgan, "
              "vanilla, hinge; kale and drmmd, the best f there is in place of "
              "training" },
    { .name = "kernel",
      .kind = OPTION_TEXT,
      .field = FLOW(kernel),
      .argument = "NAME",
      .offer = words_kernel,
      .help =
          "ntk-A or nngp-A of a wide network with activation A (relu, "
          "leaky_relu, abs, identity, erf, sigmoid_like, sin, rbf, arbf, "
          "gelu) "
          "or a sum A+B; of images also cntk-A and cnngp-A, 3 x 3 "
          "convolutions, cntk-gap-A with pooling, dcgan-A and dcgan-nngp-A, "
          "4 x 4 in steps of 2 behind the first; gauss, laplace, "
          "matern32, matern52, riesz, energy" },
    { .name = "activation",
      .kind = OPTION_TEXT,
      .field = FLOW(activation),
      .argument = "A",
      .automatic = "none",
      .word = chl_activation_name,
      .help = "short for --kernel ntk-A" },
    { .name = "activation-a",
      .kind = OPTION_REAL,
      .field = FLOW(a),
      .argument = "X",
      .low = -1e30,
      .automatic = "auto",
      .neutral = NAN,
      .help = "parameter a of the activation: slope of leaky_relu, height of "
              "erf, sin and arbf, gamma of rbf; auto is its own" },
    { .name = "activation-b",
      .kind = OPTION_REAL,
      .field = FLOW(b),
      .argument = "X",
      .low = -1e30,
      .automatic = "auto",
      .neutral = NAN,
      .help = "parameter b: what erf and sin multiply their input by; gamma of "
              "arbf" },
    { .name = "activation-c",
      .kind = OPTION_REAL,
      .field = FLOW(c),
      .argument = "X",
      .low = -1e30,
      .automatic = "auto",
      .neutral = NAN,
      .help = "parameter c: shift of erf, phase of sin" },
    { .name = "depth",
      .kind = OPTION_SIZE,
      .field = FLOW(wide.depth),
      .argument = "L",
      .low = 1,
      .high = CHL_DEPTH_LIMIT,
      .help = "hidden layers" },
    { .name = "block",
      .kind = OPTION_SIZE,
      .field = FLOW(wide.block),
      .argument = "N",
      .automatic = "none",
      .help = "layers of a residual block, of which there are as many as "
              "--depth says" },
    { .name = "layer-norm",
      .kind = OPTION_FLAG,
      .field = FLOW(wide.normalise),
      .help = "layers are normalised before each activation but the first" },
    { .name = "sigma-w",
      .kind = OPTION_REAL,
      .field = FLOW(wide.sigma_w),
      .argument = "X",
      .traits = OPTION_ABOVE,
      .help = "standard deviation of the weights" },
    { .name = "sigma-b",
      .kind = OPTION_REAL,
      .field = FLOW(wide.sigma_b),
      .argument = "X",
      .help = "standard deviation of the biases; 0 for none" },
    { .name = "last-bias",
      .kind = OPTION_FLAG,
      .field = FLOW(wide.last_bias),
      .help = "a bias behind the last hidden layer, too" },
    { .name = "standard",
      .kind = OPTION_SIZE,
      .field = FLOW(wide.width),
      .argument = "WIDTH",
      .automatic = "none",
      .help = "standard parameterisation of layers this wide in place of that "
              "by N(0, 1)" },
    { .name = "kernel-transform",
      .kind = OPTION_TEXT,
      .field = FLOW(transform),
      .argument = "NAME",
      .word = chl_cloud_transform_name,
      .help = "identity, tanh or atanh: what the kernel sees every coordinate "
              "through" },
    { .name = "bandwidth",
      .kind = OPTION_REAL,
      .field = FLOW(bandwidth),
      .argument = "S",
      .traits = OPTION_ABOVE,
      .help = "of gauss, laplace, matern32 and matern52" },
    { .name = "power",
      .kind = OPTION_REAL,
      .field = FLOW(power),
      .argument = "P",
      .traits = OPTION_ABOVE,
      .high = 2.0,
      .help = "of riesz, -|x - y|^P" },
    { .name = "time",
      .kind = OPTION_REAL,
      .field = FLOW(study.particles.time),
      .argument = "T",
      .traits = OPTION_ABOVE,
      .help = "training of the discriminator before each step" },
    { .name = "discriminator-momentum",
      .kind = OPTION_REAL,
      .field = FLOW(study.particles.momentum),
      .argument = "M",
      .low = -1e30,
      .high = 0.999999,
      .automatic = "none",
      .neutral = NAN,
      .help = "inertia of this training, f'' + (1 - M) f' in place of f'" },
    { .name = "regularisation",
      .kind = OPTION_REAL,
      .field = FLOW(study.particles.regularisation),
      .argument = "X",
      .traits = OPTION_ABOVE,
      .help = "of kale and drmmd" },
    { .name = "carry",
      .kind = OPTION_FLAG,
      .field = FLOW(study.particles.carry),
      .help = "it goes on from the last step's in place of from 0" },
    { .name = "tolerance",
      .kind = OPTION_REAL,
      .field = FLOW(study.particles.tolerance),
      .argument = "X",
      .low = 1e-14,
      .high = 0.1,
      .help = "of the training by lsgan, vanilla and hinge, relative" },
};

static const option run_options[] = {
    { .name = "rate",
      .kind = OPTION_REAL,
      .field = FLOW(study.rate),
      .argument = "ETA",
      .traits = OPTION_ABOVE,
      .automatic = "auto",
      .help = "generated points move by ETA / N down their loss; auto is 2 N, "
              "and 0.01 of a generator" },
    { .name = "steps",
      .kind = OPTION_SIZE,
      .field = FLOW(study.steps),
      .argument = "N",
      .help = "of the generated points" },
    { .name = "batch",
      .kind = OPTION_SIZE,
      .field = FLOW(study.batch),
      .argument = "B",
      .help =
          "real points of a step, drawn anew for each; 0 for all. With many "
          "--samples this is sampling without an end" },
    { .name = "decay",
      .kind = OPTION_REAL,
      .field = FLOW(study.decay),
      .argument = "F",
      .high = 0.999999,
      .help = "factor on the rate where the energy falls no more; 0 for none" },
    { .name = "patience",
      .kind = OPTION_SIZE,
      .field = FLOW(study.patience),
      .argument = "N",
      .low = 1,
      .help = "steps without a new lowest energy before that" },
    { .name = "noise",
      .kind = OPTION_REAL,
      .field = FLOW(study.particles.noise),
      .argument = "X",
      .help = "added to the places where slopes are taken, in data units" },
    { .name = "sinkhorn",
      .kind = OPTION_FLAG,
      .field = FLOW(study.sinkhorn),
      .help = "the Sinkhorn divergence of every row, its annealing run to the "
              "end; of many points of the first and the last row alone" },
    { .name = "blur",
      .kind = OPTION_REAL,
      .field = FLOW(study.blur),
      .argument = "X",
      .traits = OPTION_ABOVE,
      .help = "of it, in data units" },
    { .name = "every",
      .kind = OPTION_SIZE,
      .field = FLOW(study.every),
      .argument = "N",
      .automatic = "auto",
      .help = "steps from one row of the table to the next; auto leaves about "
              "50" },
    { .name = "snapshots",
      .kind = OPTION_SIZE,
      .field = FLOW(study.snapshots),
      .argument = "N",
      .high = 64,
      .help = "pictures, of the first and the last step among them; 0 for "
              "none" },
    { .name = "vectors",
      .kind = OPTION_SIZE,
      .field = FLOW(study.vectors),
      .argument = "N",
      .low = 2,
      .high = 256,
      .automatic = "none",
      .help = "draw the vector field: arrows on a lattice of N x N places "
              "in place of those at the points" },
    { .name = "cells",
      .kind = OPTION_SIZE,
      .field = FLOW(study.cells),
      .argument = "N",
      .low = 2,
      .high = 512,
      .help = "of a heat map, along each side" },
    { .name = "modes",
      .kind = OPTION_SIZE,
      .field = FLOW(study.modes),
      .argument = "N",
      .help = "eigenpairs of the discriminator that are listed; 0 for none" },
    { .name = "adequacy",
      .kind = OPTION_FLAG,
      .field = FLOW(study.adequacy),
      .help = "before the first step, f of networks of widths 64 to 512 beside "
              "that of infinite width, in 1 or 2 columns" },
    { .name = "linearise",
      .kind = OPTION_FLAG,
      .field = FLOW(study.linearise),
      .help = "follow modes of small displacements from the real points, and "
              "compare their decay with the adversarial operator (ipm); "
              "W-CUSP where the kernel is not linear there" },
    { .name = "resume",
      .kind = OPTION_FLAG,
      .field = FLOW(study.resume),
      .traits = OPTION_UNRECORDED | OPTION_FLAG_ONLY,
      .help = "keep what is done, and go on from there if it was interrupted; "
              "the bytes are the same" },
    { .name = "checkpoint",
      .kind = OPTION_TEXT,
      .field = FLOW(study.checkpoint),
      .argument = "FILE",
      .automatic = "none",
      .traits = OPTION_UNRECORDED | OPTION_FILE,
      .help = "where that is kept; with --resume alone, the first output's "
              "name with .checkpoint behind" },
};

#define TABLE(title, options)                                                  \
    (option_table)                                                             \
    {                                                                          \
        (title), (options), sizeof(options) / sizeof *(options), settings      \
    }

option_table
settings_flow_points(cli_flow *settings)
{
    return TABLE("Points", points_options);
}

option_table
settings_flow_discriminator(cli_flow *settings)
{
    return TABLE("Discriminator", discriminator_options);
}

option_table
settings_flow_run(cli_flow *settings)
{
    return TABLE("Flow", run_options);
}

cli_flow
settings_flow_default(void)
{
    return (cli_flow){
        .clouds = { .scale = 1.0, .transform = "identity" },
        .kernel = "ntk-relu",
        .transform = "identity",
        .wide = chl_wide_default(),
        .a = NAN,
        .b = NAN,
        .c = NAN,
        .bandwidth = 1.0,
        .power = 1.0,
        .discriminator = "infinite",
        .generator = "particles",
        .maker_activation = "relu",
        .finite = chl_mlp_default(),
        .maker = settings_flow_maker(),
        .study = chl_flow_study_settings_default(),
    };
}
