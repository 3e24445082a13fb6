/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Augmentations: random maps y = T(x) of rows, with their Jacobians.
 *
 * Every T is affine in x once drawn, y = J x + t, so that its Jacobian J does
 * not depend on x. Nothing is clipped to the range: a clipped map is neither
 * affine nor what a gradient passes through. What T is follows from the seed,
 * the part of the chain, the row and the number of the draw alone.
 *
 * s is the strength, 0 <= s <= 1; p the probability that a part acts on a row,
 * else it is the identity. At s = 0 every part is the identity, exactly. The
 * letters u, v, z are uniform in (-1, 1), uniform in (0, 1) and standard
 * normal, drawn afresh for each row. An image has h x w pixels of c channels
 * (channel fastest), its colours are all channels but the alpha of 2 or 4, its
 * full range is R = white - black (chl_dataset_span) and its middle M half way.
 *
 * Images, moved. Values between pixels are bilinear; x[-1] is x[1] behind a
 * reflected border (period 2 (h - 1)). Neighbours in a chain that reflect are
 * one resampling, not two; flip and rotate90 reflect, as they look at nothing
 * outside.
 *   flip              mirrored left to right with probability s / 2
 *   rotate90          with probability s, turned by 0..3 quarters, each equally
 *                     likely; square images
 *   translation       y[i, j] = x[i - a, j - b], a uniform in -k..k for
 *                     k = round(s h), b likewise with w; reflected border
 *   translation-zero       the same with M outside
 *   translation-circular   the same wrapping round; all h shifts are equally
 *                          likely from 2 k + 1 >= h on
 *   ..-x, ..-y        each of these three along one axis only
 *   zoom-in           a window of (1 - s v) h x (1 - s v) w, anywhere inside,
 *                     brought back to h x w
 *   zoom-out          a window of (1 + s v) h x (1 + s v) w around the image,
 *                     anywhere, reflected border, brought back
 *   scale             enlarged 2^(s u) times about the centre
 *   aniso             width by 2^(s u), height by 2^(-s u)
 *   rotation          by 180 s u degrees about the centre
 * Images, recoloured. hue, saturation and the single channels need three.
 *   brightness        x + s u R in every colour
 *   redness, greenness, blueness   the same in one
 *   contrast          g + (1 + s u) (x - g), g the mean of the row's colours
 *   saturation        the same with g the mean of the pixel's colours
 *   hue               (r, g, b) turned by 180 s u degrees about the grey axis
 * Images, covered, mixed or disturbed.
 *   cutout            M in a square of side round(s v min(h, w)), anywhere
 *   cutmix            another row in a square of side round(s min(h, w))
 *   noise             x + s R z, each value on its own
 *   blur              with a Gaussian of standard deviation s v min(h, w) / 8
 *                     pixels, sampled and cut at four of them; reflected border
 * Any data.
 *   mixup             (1 - s v) x + s v x', x' another row
 * Tables and points; means and standard deviations are those of the columns.
 *   jitter            x_j + s sd_j z_j
 *   dropout           each column becomes its mean with probability s
 *   scale             enlarged 2^(s u) times about the mean row
 *   rotation          by 180 s u degrees about the mean row, in a plane drawn
 *                     uniformly; for columns of one unit
 * Parts of DiffAugment and of ADA where they differ from the above; at s = 1
 * they are as published.
 *   diff-cutout       M in a rectangle of round(s h / 2) x round(s w / 2) about
 *                     a pixel drawn uniformly, if even about one of its
 *                     corners, cut at the edges
 *   ada-translation   by round(s u h / 8), round(s u' w / 8); reflected border
 *   ada-shift         by s z h / 8, s z' w / 8, bilinear; reflected border
 *   ada-scale         enlarged 2^(s z / 5) times
 *   ada-aniso         width by 2^(s z / 5), height by 2^(-s z / 5)
 *   ada-brightness    x + s z R / 10
 *   ada-contrast      M + 2^(s z / 2) (x - M)
 *   ada-luma          reflected in the plane through M across the grey axis
 *                     with probability s / 2; on grey images x to 2 M - x
 *   ada-saturation    as saturation, with the factor 2^(s z)
 *
 * Presets NAME:S:P stand for chains; S multiplies the strength and P the
 * probability of each part.
 *   diffaugment  brightness:0.25 saturation:1 contrast:0.5
 *                translation-zero:0.125 diff-cutout:1
 *   ada-blit     flip:1 rotate90:1 ada-translation:1
 *   ada-geom     ada-scale:1 rotation:1:q ada-aniso:1 rotation:1:q ada-shift:1,
 *                q = 1 - sqrt(1 - P)
 *   ada-color    ada-brightness:1 ada-contrast:1 ada-luma:1 hue:1
 *                ada-saturation:1
 *   ada-bg       ada-blit, ada-geom       ada-bgc     ada-bg, ada-color
 * On grey images hue and saturation are left out of presets: they would do
 * nothing. ADA resamples with wavelets where we do bilinearly.
 *
 * Source  T. Karras et al., Training Generative Adversarial Networks with
 *         Limited Data, NeurIPS 2020, arXiv 2006.06676, appendix B; S. Zhao et
 *         al., Differentiable Augmentation for Data-Efficient GAN Training,
 *         NeurIPS 2020, arXiv 2006.10738, and the code of both.
 */
#ifndef CHLADNI_AUGMENT_H
#define CHLADNI_AUGMENT_H

#include <chladni/data.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a row must be for an augmentation to apply to it. */
enum {
    CHL_AUGMENT_IMAGES = 1u << 0, /* data must be images                    */
    CHL_AUGMENT_POINTS = 1u << 1, /* data must be no images                 */
    CHL_AUGMENT_COLOUR = 1u << 2, /* 3 or 4 channels                        */
    CHL_AUGMENT_SQUARE = 1u << 3, /* h = w                                  */
    CHL_AUGMENT_PLANE = 1u << 4   /* 2 columns or more                      */
};

typedef struct chl_augment_type {
    const char *name;
    double usual;   /* a strength people use, for examples */
    unsigned needs; /* of the list above                   */
} chl_augment_type;

/* The table; rotation and scale are in it twice, for images and for points.
 * NULL behind the last. */
CHL_API const chl_augment_type *chl_augment_type_at(size_t index);
/* The names of the presets, NULL behind the last. */
CHL_API const char *chl_augment_preset_at(size_t index);

enum {
    CHL_AUGMENT_PARTS = 64 /* of one chain at most */
};

typedef struct chl_augment_part {
    const char *name;   /* of the table, or a preset already expanded        */
    double strength;    /* s, in 0..1                                        */
    double probability; /* p, in 0..1                                        */
    bool optional;      /* of a preset: left out of images without colour    */
} chl_augment_part;

/* Parts in the order they act. */
typedef struct chl_augment_chain {
    size_t count;
    chl_augment_part parts[CHL_AUGMENT_PARTS];
} chl_augment_chain;

/*
 * Read `NAME:STRENGTH[:PROBABILITY][,NAME:..]`; probability 1 if left out.
 * Presets are expanded. *out is untouched on error; it points to no memory of
 * `text`.
 * Errors     CHL_EARG  a name that is unknown (the nearest is suggested), a
 *                      strength that is missing, a number that is none or
 *                      outside 0..1, something behind it, too many parts
 */
CHL_API chl_status chl_augment_parse(const char *text, chl_augment_chain *out,
                                     chl_error *err);

typedef struct chl_augment_settings {
    uint64_t seed;  /* default 0                                           */
    size_t threads; /* 0 = chl_threads_default(); changes no byte          */
} chl_augment_settings;

CHL_API chl_augment_settings chl_augment_settings_default(void);

typedef struct chl_augment chl_augment;

/*
 * A chain made for the rows of a dataset.
 *
 * Cost       tables and points: two passes over the rows for their means and
 *            deviations
 * Ownership  borrows dataset, which must outlive *out: other rows are read
 *            from it. *out is the caller's (chl_augment_free); untouched on
 *            error.
 * Errors     CHL_EARG  a part of images for data that are none or are seen
 *                      through features, the reverse; no colours, not square;
 *                      images whose columns are standardised each on its own;
 *                      an unknown name, a number outside 0..1
 *            CHL_ENOMEM, CHL_EIO
 */
CHL_API chl_status chl_augment_create(const chl_augment_chain *chain,
                                      const chl_dataset *dataset,
                                      const chl_augment_settings *settings,
                                      chl_augment **out, chl_error *err);
CHL_API void chl_augment_free(chl_augment *augment);

/*
 * y_k = T(x_k), v_k = J u_k and u_k = J' v_k of draw number `draw` of rows
 * rows[0..count-1]. Equal (seed, row, draw) have the same T in all three. x_k
 * need not be the row itself: in training, generated samples pass through the
 * same T. mixup and cutmix mix with a row of the dataset as it is there, drawn
 * among the others, whatever stands before them in the chain; J leaves that
 * row out.
 *
 * Shapes     count x d, row-major; input and output may be the same array
 * Domain     rows[k] < n <= 2^32, draw < 2^18 - 1
 * Errors     CHL_EARG  outside that domain
 *            CHL_ENOMEM, CHL_EIO
 * Threads    any number at once on one chain
 */
CHL_API chl_status chl_augment_apply(const chl_augment *augment, size_t draw,
                                     size_t count, const size_t *rows,
                                     const double *x, double *y,
                                     chl_error *err);
CHL_API chl_status chl_augment_jacobian(const chl_augment *augment, size_t draw,
                                        size_t count, const size_t *rows,
                                        const double *u, double *v,
                                        chl_error *err);
CHL_API chl_status chl_augment_adjoint(const chl_augment *augment, size_t draw,
                                       size_t count, const size_t *rows,
                                       const double *v, double *u,
                                       chl_error *err);

/*
 * Arithmetic operations that T takes, per value of a row, the mean over draws;
 * so 1 is a copy of the row. A bilinear value counts 8, a coloured one twice
 * its channels, a blurred one twice the taps of both passes, a random number
 * 20; whole pixels moved or covered, mirrored or pasted count 1.
 */
CHL_API double chl_augment_cost(const chl_augment *augment);

/*
 * Let the augmented law stand in for the data: from now on row i reads as
 * T(x_i), one fixed draw (number 0) per row, so that there are as many rows as
 * before and none is related to another that was not. The fingerprint covers
 * chain and seed; names, labels, pictures, extremes and duplicates stay those
 * of the data.
 * Errors     those of chl_augment_create; CHL_EARG if the dataset is augmented
 *            already
 */
CHL_API chl_status chl_augment_dataset(chl_dataset *dataset,
                                       const chl_augment_chain *chain,
                                       uint64_t seed, chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
