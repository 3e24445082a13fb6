/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernels of infinitely wide networks: tangent kernel (NTK) and the covariance
 * of the untrained outputs (NNGP), with their gradients in the first argument.
 *
 * Input x in R^d, L hidden layers, weights sigma_w N(0,1) / sqrt(fan-in),
 * biases sigma_b N(0,1):
 *
 *     c = sigma_w^2 <x, z> / d + sigma_b^2,   q(x) = c(x, x),   T = c
 *     L times, (u, v) ~ N(0, [[q(x), c], [c, q(z)]]):
 *         V = E phi(u) phi(v),   D = E phi'(u) phi'(v)
 *         c <- sigma_w^2 V + sigma_b^2,   T <- c + sigma_w^2 D T
 *     NNGP = c,   NTK = T
 *
 * A residual network has L blocks in place of layers, each the sum of one layer
 * of weights and biases and of some layers as above behind one another; one
 * layer more ends it.
 *
 * In standard parameterisation weights are N(0, sigma_w^2 / fan-in) and biases
 * N(0, sigma_b^2) themselves, which counts in the tangent kernel only: there
 *
 *     T = <x, z> + 1,   T <- width V + 1 + sigma_w^2 D T
 *
 * with 1 wherever there is a bias.
 *
 * Several activations stand side by side, each with weights (and biases) of
 * its own, and are summed: their V, their D and their biases add up.
 *
 * Before an activation a layer can be normalised: each unit less the mean of
 * its layer, over its standard deviation. In the limit of many units
 *
 *     s = sqrt(q(x) + 1e-12), s' likewise of z:
 *     c <- c / s s',   T <- T / s s',   q <- q / s^2
 *
 * The kernels depend on <x, z>, |x|^2 and |z|^2 only, so that two numbers per
 * pair give the gradient in any dimension:
 *
 *     grad_x k(x, z) = p z + q x
 */
#ifndef CHLADNI_NTK_H
#define CHLADNI_NTK_H

#include <chladni/kernels.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chl_activation_type chl_activation_type;

/*
 * One activation phi(u):
 *   relu        max(u, 0)
 *   leaky_relu  max(u, 0) + a min(u, 0)                 a = 0.01
 *   abs         |u|
 *   identity    u
 *   erf         a erf(b u) + c                          a = b = 1, c = 0
 *   sigmoid_like  erf(u / 2.4020563531719796) / 2 + 1/2
 *   sin         a sin(b u + c)                          a = b = 1, c = 0
 *   rbf         sqrt(2) sin(sqrt(2 a) u + pi / 4)       a = 1
 *   arbf        sqrt(2) a sin(sqrt(2 b) u + pi / 4)     a = b = 1
 *   gelu        u Phi(u), Phi the normal distribution
 */
typedef struct chl_activation {
    const chl_activation_type *type; /* static storage                       */
    double a, b, c;                  /* finite; not used where not named     */
} chl_activation;

/* Names in the order of the table; NULL behind the last. */
CHL_API const char *chl_activation_name(size_t index);

/*
 * The activation called `name` with the parameters above.
 * Errors     CHL_EARG  unknown name (the nearest is suggested)
 */
CHL_API chl_status chl_activation_init(const char *name, chl_activation *out,
                                       chl_error *err);

enum {
    CHL_ACTIVATION_LIMIT = 4,
    CHL_DEPTH_LIMIT = 64
};

typedef struct chl_wide {
    chl_activation activations[CHL_ACTIVATION_LIMIT];
    size_t activation_count; /* 1..CHL_ACTIVATION_LIMIT, summed              */
    size_t depth;            /* L hidden layers, 1..CHL_DEPTH_LIMIT          */
    double sigma_w;          /* > 0                                          */
    double sigma_b;          /* >= 0; 0: no biases                           */
    bool last_bias;          /* bias behind the last hidden layer, too       */
    size_t block;            /* layers of a residual block; 0: none          */
    size_t width;   /* of the hidden layers, in standard parameterisation; 0:
                       the parameterisation by N(0, 1)                         */
    bool normalise; /* before every activation but the first; no blocks then */
    bool tangent; /* NTK; false: NNGP                                        */
} chl_wide;

/* relu, L = 3, sigma_w = sigma_b = 1, no bias in the last layer, NTK. */
CHL_API chl_wide chl_wide_default(void);

/*
 * Errors     CHL_EARG  a count or number out of range
 */
CHL_API chl_status chl_wide_check(const chl_wide *network, chl_error *err);

/*
 * Two blocks of points. Near pairs take their distance from the coordinates,
 * so that equal points are at distance 0 exactly; `products` saves the others
 * a loop over d.
 */
typedef struct chl_pairs {
    size_t count, m, d;     /* d >= 1                                        */
    const double *x;        /* count x d, row-major                          */
    const double *z;        /* m x d, row-major                              */
    const double *x_norms;  /* |x|^2, count                                  */
    const double *z_norms;  /* |z|^2, m                                      */
    const double *products; /* <x, z>, count x m, row-major; or NULL         */
} chl_pairs;

/*
 * values = k(x, z) and the fields p, q of  grad_x k(x, z) = p z + q x.
 *
 * Shapes     each count x m, row-major; p and q may both be NULL. No rows
 *            (count or m = 0) are fine.
 * Units      those of the network's output squared; p and q per data unit
 *            squared
 * Domain     a network that chl_wide_check() accepts; points of a norm up to
 *            1e30. Where relu, leaky_relu and abs have no derivative (x = z,
 *            and all of one ray if there is no bias) the angle's is 0, which
 *            at x = z makes the gradient half of that of k(x, x). At the
 *            origin without bias the angle is taken as a right one.
 * Accuracy   a few ulp of k. k(x, x + h) - k(x, x) is as good as this allows
 *            for any h: distances, not covariances, are carried from layer to
 *            layer, except by gelu.
 * Cost       about 5 ns a pair and layer of relu on one core with AVX2,
 *            gradients included, in plain layers of one activation; 10 ns in
 *            others
 * Threads    any number of calls at once. No memory is allocated.
 * Source     Y. Cho, L. Saul, Kernel methods for deep learning, NIPS 2009
 *            (relu); C. Williams, Computing with infinite networks, NIPS 1996
 *            (erf); A. Jacot et al., Neural tangent kernel, NeurIPS 2018;
 *            A. Daniely et al., Toward deeper understanding of neural networks,
 *            NIPS 2016 (duals). Distances in place of covariances, and the
 *            gradients, are derived here.
 */
CHL_API void chl_wide_block(const chl_wide *network, const chl_pairs *pairs,
                            double *values, double *p, double *q);

/* The kernels that fields of force are made of. */
typedef enum chl_pair_kind {
    CHL_PAIR_WIDE,   /* of a wide network                                    */
    CHL_PAIR_RADIAL, /* of <chladni/kernels.h>, k(x, x) = 1                  */
    CHL_PAIR_RIESZ,  /* k = -|x - z|^power; power 1: the energy distance     */
    CHL_PAIR_IMAGES  /* of a wide convolutional network                      */
} chl_pair_kind;

/*
 * Points that are images, row-major, channel fastest; the layers of a network
 * are convolutions of 3 x 3 pixels then, each as many as there are, and a last
 * one that sees all pixels: of what the pixels p of x and p' of z are before a
 * layer, c(p, p'), there is left behind it
 *
 *     c(p, p') <- sigma_w^2 mean over the 9 offsets o of V(p + o, p' + o)
 *                 + sigma_b^2
 *     T(p, p') <- c(p, p') + sigma_w^2 mean of (D T)(p + o, p' + o)
 *
 * and at the end sigma_w^2 times the mean of V over p = p' (flattened) or over
 * all p and p' (pooled: the mean over pixels comes before the last weights).
 *
 * The discriminator of DCGAN has a first layer of 3 x 3 pixels without biases
 * and 4 x 4 in steps of 2 in the others, the pixels from 2 p - 1 to 2 p + 2, so
 * that each halves the sides, rounded up. It is flattened.
 */
typedef struct chl_images {
    size_t height, width, channels;
    bool circular; /* wrap round at the border; else zeros, divided by 9 all the
                      same                                                   */
    bool pooled;   /* else flattened                                         */
    bool strided;  /* of DCGAN; neither circular nor pooled then             */
} chl_images;

/* What every coordinate of x and z goes through before a flow's kernel sees
 * them. */
typedef enum chl_pair_transform {
    CHL_TRANSFORM_NONE,
    CHL_TRANSFORM_TANH,
    CHL_TRANSFORM_ATANH /* of what lies between -1 and 1                     */
} chl_pair_transform;

typedef struct chl_pair_kernel {
    chl_pair_kind kind;
    chl_wide wide;     /* only what the kind names is read                   */
    chl_images images; /* wide as well; block and width are 0                */
    chl_kernel radial; /* bandwidth s                                        */
    double power;      /* in (0, 2)                                          */
    chl_pair_transform transform; /* of flows: chl_pair_block() and
                                     chl_images_field() take points as they
                                     are to be seen                          */
} chl_pair_kernel;

/*
 * The kernel of a word:
 *   ntk-A, nngp-A  a wide network with activation A, or the sum of several,
 *                  A+B: any other field is taken from `wide`
 *   cntk-A, cnngp-A, cntk-gap-A, cnngp-gap-A   convolutional ones with depth
 *                  layers of convolutions, flattened or pooled; the shape of
 *                  images is the caller's to set
 *   dcgan-A, dcgan-nngp-A   of DCGAN's discriminator, likewise
 *   gauss, laplace, matern32, matern52   with this bandwidth
 *   riesz, energy  with this power; power 1
 * Errors     CHL_EARG  unknown word, a number out of range
 */
CHL_API chl_status chl_pair_kernel_init(const char *name, const chl_wide *wide,
                                        double bandwidth, double power,
                                        chl_pair_kernel *out, chl_error *err);

/* Errors     CHL_EARG  a number out of range */
CHL_API chl_status chl_pair_kernel_check(const chl_pair_kernel *kernel,
                                         chl_error *err);

/*
 * Whether k(x, z) has a cusp at x = z, so that a small displacement there is
 * not answered in proportion: tangent kernels of relu, leaky_relu and abs,
 * alone or in a sum, laplace, riesz and energy.
 */
CHL_API bool chl_pair_kernel_has_cusp(const chl_pair_kernel *kernel);

/*
 * chl_wide_block() for any of these kernels but those of images. Gradients at x
 * = z are 0 where a radial kernel or a power has none. Riesz kernels are
 * positive on coefficients of sum 0 only.
 */
CHL_API void chl_pair_block(const chl_pair_kernel *kernel,
                            const chl_pairs *pairs, double *values, double *p,
                            double *q);

/*
 * Kernels of images, and gradients of k combinations of them,
 *
 *     values[i m + j] = k(x_i, z_j)
 *     gradients[(i k + a) d + l] = d/dx_l sum_j coefficients[a m + j] k(x, z_j)
 *
 * at x = x_i, d = height width channels.
 *
 * Shapes     x: count x d; z: m x d; coefficients: k x m, or NULL with k = m:
 *            the gradients of each; values or gradients may be NULL
 * Domain     as chl_wide_block(); no rows are fine
 * Cost       flattened some 0.1 us per pair, pixel and layer; pooled some
 *            25 ns per pair, square of the pixels and layer, in 96 bytes of
 *            memory per square of the pixels. Gradients take as long again;
 *            pooled ones 56 + 40 L bytes
 * Errors     CHL_EARG  not a kernel of images, or one out of range; CHL_ENOMEM
 * Threads    any number of calls at once
 * Source     S. Arora et al., On exact computation with an infinitely wide
 *            neural net, NeurIPS 2019. Distances in place of covariances, and
 *            the gradients, are derived here.
 */
CHL_API chl_status chl_images_field(const chl_pair_kernel *kernel, size_t count,
                                    const double *x, size_t m, const double *z,
                                    size_t k, const double *coefficients,
                                    double *values, double *gradients,
                                    chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
