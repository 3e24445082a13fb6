/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the penalty knob of a trainer means, and back: the only place where
 * units are converted.
 *
 * Our weight w of a penalty (chl_penalty) stands for (w / 2) |grad D|^2, summed
 * over the values of an item, with values in the range of the result, in every
 * step, and once for each kind of samples (real, generated). A trainer adds
 *
 *     knob factor share / values c |grad D|^2
 *
 * with share = 1/2 where real and generated samples are in one mean, values =
 * d where it takes the mean over the values of an item, and c = 1 / every
 * where it adds the penalty in some steps only and does not make up for it.
 * Values that are s times as wide divide |grad D|^2 by s^2, so
 *
 *     knob = w s^2 / (2 factor share c / values).
 *
 * Penalties on other samples (R1 against R1 and R2) are other penalties:
 * chl_penalty_gamma and chl_penalty_weight go from one to the other.
 */
#ifndef CHLADNI_REPORT_CONVENTION_H
#define CHLADNI_REPORT_CONVENTION_H

#include <chladni/base.h>

typedef struct chl_convention {
    const char *penalty; /* of chl_penalty_at; NULL = that of the prediction */
    double factor;       /* of the knob before |grad D|^2; 1/2 is usual      */
    bool one_mean;       /* of real and generated samples                    */
    bool value_mean;     /* over the values of an item, not their sum        */
    double every;        /* steps from one penalty to the next, >= 1         */
    bool made_up;        /* for the steps between: multiplied by `every`     */
    double low, high;    /* range of its values; NaN = that of the result    */
} chl_convention;

/* What a weight of ours is for. */
typedef struct chl_units {
    double low, high; /* range of the result; NaN if it has none             */
    size_t values;    /* of an item, d                                       */
} chl_units;

/*
 * The knob for a weight, and the weight of a knob. NaN if the convention has a
 * range and the result none.
 * Domain     low < high, values >= 1; infinities and NaN stay what they are.
 */
double chl_convention_knob(const chl_convention *convention,
                           const chl_units *units, double weight);
double chl_convention_weight(const chl_convention *convention,
                             const chl_units *units, double knob);

/* times R^2 / B: the automatic gamma of stylegan2-ada-pytorch and stylegan3. */
#define CHL_STYLEGAN_GAMMA 0.0002

/*
 * gamma of stylegan2-ada-pytorch's automatic configuration, 0.0002 R^2 / B for
 * R x R pixels and batches of B, as a weight in the units of a result.
 */
double chl_convention_stylegan(const chl_units *units, double resolution,
                               double batch);

/* The convention of StyleGAN, DiffAugment, and StudioGAN. */
extern const chl_convention chl_convention_r1;
/* R3GAN: both samples. */
extern const chl_convention chl_convention_r1r2;
/* lightweight-gan: |grad D|^2 in one mean of real and generated images in
 * [0, 1], every 4th step. */
extern const chl_convention chl_convention_lightweight;
/* The penalty, the samples and the range of the result. */
extern const chl_convention chl_convention_own;

#endif
