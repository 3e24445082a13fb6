/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Discriminator functions and their gradients, q = m + p + 1 of them:
 *
 *     phi_j      j < m: the class's own
 *     phi_{m+a}  a < p: linear, u_a . (x - c), of the basis
 *     phi_{q-1}  the constant 1
 *
 * Functions f = sum_j alpha_j phi_j are columns of coefficients. The basis
 * gives the centre c, the directions u_a, the landmarks z_j, and the rows that
 * sums run over; x is a row of the data as chl_dataset_rows gives it, or any
 * other point.
 *
 * Classes
 *   radial   phi_j = k(|y - y_j|) - const_j as the basis's metric sees them
 *   wide     phi_j = k(x, z_j) - const_j, k the tangent kernel (NTK) or the
 *            covariance (NNGP) of a wide network; the metric plays no part
 *   images   phi_j = k(x, z_j) - const_j of a wide convolutional network, for
 *            images; one row in so many as leave 2500 enters the stiffness
 *   conv     images: L layers of random 3 x 3 filters that wrap round at the
 *            border, each followed by ReLU and, but for the last, by means
 *            over 2 x 2 pixels (16 and 32 channels there; along even sides
 *            only); means over g x g cells of what is left, less their mean
 *            over the landmarks. Filters are normal, scaled so that over the
 *            landmarks what goes into ReLU has variance 1. With g = 1 and
 *            L = 1 a circular shift changes nothing
 */
#ifndef CHLADNI_FUNCTIONS_H
#define CHLADNI_FUNCTIONS_H

#include <chladni/ntk.h>
#include <chladni/operators.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chl_functions chl_functions;

/*
 * Functions of one kernel at the landmarks of a basis. A metric must be set
 * before and stay as long as they live.
 * Ownership  borrows basis, copies kernel; *out is the caller's
 *            (chl_functions_free); untouched on error
 * Errors     CHL_ENOMEM
 */
CHL_API chl_status chl_functions_radial(const chl_basis *basis,
                                        const chl_kernel *kernel,
                                        chl_functions **out, chl_error *err);
/*
 * Functions of a wide network's kernel at the landmarks of a basis.
 * Ownership  as above
 * Errors     CHL_EARG as chl_wide_check; CHL_ENOMEM
 */
CHL_API chl_status chl_functions_wide(const chl_basis *basis,
                                      const chl_wide *network,
                                      chl_functions **out, chl_error *err);

/*
 * Functions of a wide convolutional network's kernel at the landmarks of a
 * basis; the shape of images is that of the data.
 * Cost       that of m kernels per row, and of their gradients per row of the
 *            stiffness
 * Ownership  as above
 * Errors     CHL_EARG no images, as chl_pair_kernel_check; CHL_ENOMEM
 */
CHL_API chl_status chl_functions_images(const chl_basis *basis,
                                        const chl_pair_kernel *kernel,
                                        chl_functions **out, chl_error *err);

typedef struct chl_conv_settings {
    size_t depth;    /* L, 1..3; default 2                                  */
    size_t channels; /* of the last layer; default 128                      */
    size_t grid;     /* g; default 1: the mean of the whole image           */
    size_t every;    /* one row in so many enters the stiffness; 0 (default):
                        as few as leave 2500                                */
    uint64_t seed;   /* of the filters; default 0                           */
} chl_conv_settings;

CHL_API chl_conv_settings chl_conv_settings_default(void);

/*
 * Features of a random convolutional network, channels * grid^2 of them.
 * Gradients are exact.
 * Cost       per row and combination that of one pass back; of the stiffness
 *            one pass back per feature and row
 * Ownership  as above
 * Errors     CHL_EARG no images, a setting out of range; CHL_ENOMEM
 */
CHL_API chl_status chl_functions_conv(const chl_basis *basis,
                                      const chl_conv_settings *settings,
                                      chl_functions **out, chl_error *err);

/* A class by its name, as options have it: a radial kernel; a wide network's
 * kernel as chl_pair_kernel_init() names them, such as ntk-relu or
 * cntk-gap-relu+erf (weights and biases of variance 1, zeros around images); or
 * conv. */
typedef struct chl_class_settings {
    const char *name;
    double bandwidth; /* of a radial kernel, > 0; 0 for the rest             */
    size_t depth;     /* hidden layers, layers of conv; 0 = 3, of images and of
                         conv 2, and nothing else for a radial kernel        */
    uint64_t seed;    /* of the filters of conv                              */
} chl_class_settings;

/* Names of classes, those of the radial kernels first; NULL behind the last. Of
 * wide networks the usual ones: nngp-, cnngp- and cntk- go with any activation.
 */
CHL_API const char *chl_class_name(size_t index);
/* How many landmarks are worth their cost; SIZE_MAX for most. */
CHL_API size_t chl_class_landmarks(const char *name);
/* Whether it is none of those that have none; true for unknown names. */
CHL_API bool chl_class_has_bandwidth(const char *name);
/* Errors: CHL_EARG unknown name (the nearest is suggested), a bandwidth or a
 * depth where there is none, a depth out of range. */
CHL_API chl_status chl_class_check(const chl_class_settings *settings,
                                   chl_error *err);
/*
 * conv has as many channels as the basis has landmarks.
 * Ownership  as above
 * Errors     those of chl_class_check and of the class
 */
CHL_API chl_status chl_functions_create_class(
    const chl_basis *basis, const chl_class_settings *settings,
    chl_functions **out, chl_error *err);

CHL_API void chl_functions_free(chl_functions *functions);

CHL_API const char *chl_functions_name(const chl_functions *functions);
CHL_API const chl_basis *chl_functions_basis(const chl_functions *functions);
CHL_API size_t chl_functions_own(const chl_functions *functions);   /* m */
CHL_API size_t chl_functions_count(const chl_functions *functions); /* q */

/*
 * Values phi_j(x_i), and gradients of k combinations,
 * gradients[(i k + a) d + l] = d f_a / d x_l at x_i.
 *
 * Shapes     x: count x d; values: count x q; coefficients: q x k,
 *            column-major; gradients: count x k x d; the rest row-major
 * Cost       gradients of radial functions: 2 count k m d operations in one
 *            matrix product
 * Errors     CHL_ENOMEM
 * Threads    any number at once
 */
CHL_API chl_status chl_functions_values(const chl_functions *functions,
                                        size_t count, const double *x,
                                        double *values, chl_error *err);
CHL_API chl_status chl_functions_gradients(const chl_functions *functions,
                                           size_t k, const double *coefficients,
                                           size_t count, const double *x,
                                           double *gradients, chl_error *err);

/* The ridge: <phi_i, phi_j> in the class's own norm, q x q; 0 where the linear
 * functions or the constant take part. */
CHL_API void chl_functions_ridge(const chl_functions *functions, double *ridge);

/* The sums of chl_galerkin_create for functions of any class; all else that
 * takes a pair takes this one. Ownership: borrows functions. */
CHL_API chl_status chl_galerkin_create_functions(const chl_functions *functions,
                                                 chl_galerkin **out,
                                                 chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
