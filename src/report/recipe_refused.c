/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trainers that have no setting a result could speak about, and why. */
#include "report/recipe.h"

const chl_recipe_type chl_recipe_refused[] = {
    {
        .trainer = { "biggan-pytorch", "ajbrock/BigGAN-PyTorch", "9845943",
                     NULL, "hinge" },
        .refusal = "it has no gradient penalty, only spectral normalisation, "
                   "and no augmentation to choose",
    },
    {
        .trainer = { "cyclegan-pix2pix", "junyanz/pytorch-CycleGAN-and-pix2pix",
                     "000f298", NULL, "lsgan-unhalved" },
        .refusal =
            "its only penalty is the one-centred one of --gan_mode "
            "wgangp, which the linear theory does not cover; and it maps "
            "images to images, where the data alone do not set the "
            "modes",
    },
    {
        .trainer = { "projected-gan", "autonomousvision/projected-gan",
                     "e1c246b", NULL, "hinge" },
        .refusal = "its discriminator sees features of frozen networks and has "
                   "no gradient penalty; analyse such features with --features "
                   "to learn about their modes",
    },
    {
        .trainer = { "stylegan-xl", "autonomousvision/stylegan-xl", "4241ff9",
                     NULL, "hinge" },
        .refusal = "its discriminator sees features of frozen networks and has "
                   "no gradient penalty; analyse such features with --features "
                   "to learn about their modes",
    },
    {
        .trainer = { "stylegan-t", "autonomousvision/stylegan-t", "36ab80c",
                     NULL, "hinge" },
        .refusal = "its discriminator sees features of frozen networks and has "
                   "no gradient penalty; analyse such features with --features "
                   "to learn about their modes",
    },
    {
        .trainer = { "mimicry", "kwotsin/mimicry", "a7fda06", NULL, "wgan" },
        .refusal = "its only penalty, gp_scale, is one-centred (WGAN-GP), "
                   "which the linear theory does not cover",
    },
    { .trainer = { .name = NULL } },
};
