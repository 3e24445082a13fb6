/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finite networks: descriptions of discriminators to hold against infinitely
 * wide ones, and of generators.
 *
 *     h_0 = sigma_w W_0 x / sqrt d + sigma_b b_0
 *     h_l = sigma_w W_l phi(h_{l-1}) / sqrt width + sigma_b b_l,  l = 1..depth
 *
 * with W and b drawn from N(0, 1); h_depth is what comes out. These W and b are
 * what is trained. In standard parameterisation it is the products with sigma_w
 * / sqrt fan-in and with sigma_b themselves. Several activations stand side by
 * side, each with W and b of its own, and are summed.
 *
 * A residual network has blocks in place of layers, each the sum of one W h + b
 * and of `block` layers as above behind one another; one layer more ends it.
 *
 * Of images, DCGAN's discriminator is that of <chladni/ntk.h>, each layer with
 * twice the channels of the one before it and `width` in the last. Its
 * generator begins with W h_0 + b of `width` channels, the images' height and
 * width over 2^depth, behind which depth transposed convolutions of 4 x 4
 * pixels in steps of 2 with half the channels each end in the images; an
 * output's fan-in are the four pixels that it sees.
 *
 * DCGAN's discriminator of images is that of <chladni/ntk.h>, each layer with
 * twice the channels of the one before it and `width` in the last. Its
 * generator begins with W h + b of `width` channels and the images' height and
 * width over 2^depth; depth transposed convolutions of 4 x 4 pixels in steps of
 * 2, each with half the channels, end in the images. The fan-in of an output is
 * the four pixels that it sees.
 *
 * An antisymmetric network is the difference of two, divided by sqrt 2, that
 * start as one: it is 0 at the start, and its tangent kernel is that of one.
 */
#ifndef CHLADNI_MLP_H
#define CHLADNI_MLP_H

#include <chladni/ntk.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chl_mlp {
    chl_activation activations[CHL_ACTIVATION_LIMIT];
    size_t activation_count; /* 1..CHL_ACTIVATION_LIMIT, summed            */
    size_t depth;            /* hidden layers, or blocks, 1..8               */
    bool normalise;          /* layers before activations: of a discriminator
                                all but the first, of a generator all but the
                                last; no blocks then                        */
    size_t block;            /* layers of a residual block; 0: none          */
    size_t width;            /* of each, 1..65536                            */
    double sigma_w;          /* > 0                                          */
    double sigma_b;          /* >= 0; 0: no biases                           */
    bool last_bias;          /* b_depth                                      */
    bool standard;           /* standard parameterisation                    */
    bool antisymmetric;      /* a discriminator's only                       */
    const char *optimiser;   /* "sgd" or "adam"                              */
    double beta1, beta2;     /* of adam, in [0, 1)                           */
    double momentum;         /* of sgd, in [0, 1)                            */
    double rate;             /* of a discriminator's optimiser, > 0          */
    size_t latent;           /* of a generator: columns of its input, N(0,1);
                                0: as many as come out                       */
    bool fixed;              /* of a generator: the same input at all steps  */
    uint64_t seed;           /* of W, b and inputs                           */
    chl_images images;       /* strided: of DCGAN, with height, width and
                                channels of the images                       */
    chl_activation output;   /* behind a generator; of type NULL: none       */
} chl_mlp;

/* relu, 3 layers of width 128, sigma_w = sigma_b = 1, no bias in the last
 * layer, sgd without momentum at rate .1, betas .9 and .999, seed 0. */
CHL_API chl_mlp chl_mlp_default(void);

/* What it is called: "mlp", "resnet" or "dcgan". */
CHL_API const char *chl_mlp_name(const chl_mlp *network);

/* Errors     CHL_EARG  a number out of range, an unknown optimiser */
CHL_API chl_status chl_mlp_check(const chl_mlp *network, chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
