/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Grid: densities and the weighted Laplacian on grids in 1 to 3 dimensions,
 * and Gaussian sums by FFT. Part of the operators.
 */
#ifndef CHLADNI_GRID_H
#define CHLADNI_GRID_H

#include <chladni/operators.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A rectangular grid in 1 to 3 dimensions: cells of equal size with their
 * centres and, for every axis, their upper faces.
 *
 *     centre of cell i   low + (i + 1/2) h,   h = (high - low) / cells
 *     its upper face     low + (i + 1) h
 *
 * Cells are numbered with the last axis fastest. On a periodic grid the last
 * cell of an axis is followed by the first; on a box nothing passes its
 * boundary.
 */
typedef struct chl_grid {
    size_t dimension; /* 1..3                                              */
    bool periodic;
    size_t cells[3]; /* per axis, 3 at least, 2^31 - 1 in all             */
    double low[3], high[3];
} chl_grid;

/* Errors: CHL_EARG, naming the member and its domain. */
CHL_API chl_status chl_grid_check(const chl_grid *grid, chl_error *err);
/* Cells in all. */
CHL_API size_t chl_grid_size(const chl_grid *grid);
/* Centre of a cell: `dimension` values. */
CHL_API void chl_grid_centre(const chl_grid *grid, size_t cell, double *x);

/* rho(x) >= 0, up to a constant factor. */
typedef double chl_density_fn(void *user, const double *x);

/* Kernel density estimates. */
typedef struct chl_kde_settings {
    double bandwidth; /* > 0; 0 = by least-squares cross-validation
                         (default)                                         */
    double narrowing; /* the bandwidth used is this times the one above;
                         > 0; default 1                                    */
    size_t threads;   /* 0 = chl_threads_default()                         */
} chl_kde_settings;

CHL_API chl_kde_settings chl_kde_settings_default(void);

/* A density on the centres and faces of a grid. */
typedef struct chl_grid_density chl_grid_density;

/*
 * From a function; from its values at the centres; or from a dataset, as the
 * mean of Gaussians exp(-|x - x_k|^2 / 2 s^2) / (2 pi s^2)^(d/2).
 *
 * The faces take the function itself; between given values the geometric mean
 * on a box and trigonometric interpolation on a periodic grid. The kernel
 * density estimate is summed in Fourier space, and s minimises
 *
 *     int rho^2 - (2 / n) sum_k rho_{-k}(x_k)     (rho_{-k}: without row k)
 *
 * there. On a periodic grid the rows are taken modulo the period; on a box
 * they must lie inside.
 *
 * Accuracy   of the estimate: 1e-12 of its maximum; what is below that is 0.
 * Ownership  copies grid and values.
 * Errors     CHL_EARG   grid, or settings out of range
 *            CHL_EDATA  a value negative or not finite, or all 0; the
 *                       dataset's dimension is not the grid's; a row outside
 *                       of the box; a bandwidth below what the grid resolves
 *            CHL_ENOMEM, CHL_EIO
 * Threads    the result does not depend on settings->threads.
 * Source     B. W. Silverman, Algorithm AS 176, 1982; M. Rudemo 1982
 *            (cross-validation).
 */
CHL_API chl_status chl_grid_density_function(const chl_grid *grid,
                                             chl_density_fn *fn, void *user,
                                             chl_grid_density **out,
                                             chl_error *err);
CHL_API chl_status chl_grid_density_array(const chl_grid *grid,
                                          const double *values,
                                          chl_grid_density **out,
                                          chl_error *err);
CHL_API chl_status chl_grid_density_kde(const chl_grid *grid,
                                        const chl_dataset *dataset,
                                        const chl_kde_settings *settings,
                                        chl_grid_density **out, chl_error *err);
CHL_API void chl_grid_density_free(chl_grid_density *density);

/* Views, valid until the density is freed. */
CHL_API const chl_grid *chl_grid_density_grid(const chl_grid_density *density);
CHL_API const double *chl_grid_density_values(const chl_grid_density *density);
/* At the upper faces of the cells along an axis. On a box those of the last
 * cells are 0. */
CHL_API const double *chl_grid_density_faces(const chl_grid_density *density,
                                             size_t axis);
/* Bandwidth of an estimate; NaN of other densities. */
CHL_API double chl_grid_density_bandwidth(const chl_grid_density *density);

/*
 * -Delta_mu = -(1/rho) div(rho grad) on a grid, symmetric in g = sqrt(rho) f,
 *
 *     H = rho^-1/2 D' rho_face D rho^-1/2,
 *
 * with D from centres to faces:
 *     "spectral"  the derivative of the trigonometric interpolant, by FFT;
 *                 periodic grids and rho > 0 only
 *     "volumes"   differences of neighbours: finite volumes, order h^2, with
 *                 natural boundary on a box. Cells with rho = 0 (below 1e-290
 *                 of the maximum) are left out.
 * log rho is never differentiated.
 *
 * The inverse maps sqrt(rho) to 0 and is (H + shift)^-1 on its complement:
 *     "spectral"  conjugate gradients preconditioned by (-Delta)^-1, shift 0
 *     "volumes"   a CHOLMOD factor, small shift > 0
 * Its largest eigenvalues theta give lambda = 1 / theta - shift; better digits
 * come from the quotient |rho_face^1/2 D rho^-1/2 g|^2 / |g|^2, a sum of
 * squares without cancellation.
 */
typedef struct chl_grid_laplacian chl_grid_laplacian;

typedef struct chl_grid_settings {
    const char *method; /* "spectral" or "volumes" (default)                */
    double tolerance;   /* of conjugate gradients, relative; in (0, 1);
                           default 1e-12                                   */
    double shift;       /* of the factor, > 0; 0 = a hundredth of the
                           reciprocal of the variance (default)            */
    size_t threads;     /* 0 = chl_threads_default()                       */
} chl_grid_settings;

CHL_API chl_grid_settings chl_grid_settings_default(void);

/*
 * Ownership  borrows density, which must outlive *out (chl_grid_laplacian_free)
 * Errors     CHL_EARG          settings
 *            CHL_EUNSUPPORTED  spectral on a box or where rho = 0; a factor
 *                              beyond 64-bit sizes
 *            CHL_ENUMERIC, CHL_ENOMEM
 * Threads    one apply at a time; results do not depend on settings->threads.
 */
CHL_API chl_status chl_grid_laplacian_create(const chl_grid_density *density,
                                             const chl_grid_settings *settings,
                                             chl_grid_laplacian **out,
                                             chl_error *err);
CHL_API void chl_grid_laplacian_free(chl_grid_laplacian *laplacian);

/* Cells in use, the size of the operators. */
CHL_API size_t chl_grid_laplacian_size(const chl_grid_laplacian *laplacian);
/* Views. The inverse is factored when first asked for; errors: CHL_ENUMERIC,
 * CHL_ENOMEM. */
CHL_API const chl_operator *
chl_grid_laplacian_operator(const chl_grid_laplacian *laplacian);
CHL_API chl_status chl_grid_laplacian_inverse(chl_grid_laplacian *laplacian,
                                              const chl_operator **out,
                                              chl_error *err);
CHL_API double chl_grid_laplacian_shift(const chl_grid_laplacian *laplacian);
/* sqrt(rho) on the cells in use, of norm 1: the kernel of H. */
CHL_API const double *
chl_grid_laplacian_ground(const chl_grid_laplacian *laplacian);
/* The Rayleigh quotient of g. Errors: CHL_ENUMERIC if g is 0. */
CHL_API chl_status chl_grid_laplacian_quotient(chl_grid_laplacian *laplacian,
                                               const double *g, double *value,
                                               chl_error *err);
/* f = g / sqrt(rho) on all cells, E f^2 = 1 if |g| = 1; NaN on cells left
 * out. */
CHL_API void chl_grid_laplacian_function(const chl_grid_laplacian *laplacian,
                                         const double *g, double *f);

/*
 * Gaussian sums over n points of R^d, d <= 3, by a non-equidistant FFT:
 *
 *     y_i = sum_j x_j exp(-|p_i - p_j|^2 / (2 s^2)).
 *
 * Accuracy   |error| <= accuracy * sum_j |x_j|.
 * Cost       O(n (2 m)^d + N log N) with m about half the digits + 1 and N
 *            some (8 extent / s)^d Fourier modes.
 */
typedef struct chl_fast_settings {
    double bandwidth; /* s > 0                                             */
    double accuracy;  /* in [1e-13, 1e-2]; default 1e-10                   */
    size_t memory;    /* bytes the transform may take; default 2^31        */
    size_t threads;   /* 0 = chl_threads_default()                         */
} chl_fast_settings;

CHL_API chl_fast_settings chl_fast_settings_default(void);

/*
 * Shapes     points: n x d, row-major; not kept.
 * Ownership  *out by chl_operator_free; it is CHL_SYMMETRIC.
 * Errors     CHL_EARG          n = 0, d not 1..3, settings
 *            CHL_EUNSUPPORTED  the transform would take more than
 *                              settings->memory bytes (the text says how many)
 *            CHL_ENOMEM
 * Threads    one apply at a time; sums in an order that does not depend on
 *            settings->threads.
 * Source     D. Potts, G. Steidl, Fast summation at nonequispaced knots by
 *            NFFTs, SIAM J. Sci. Comput. 24, 2003; J. Keiner, S. Kunis,
 *            D. Potts, Using NFFT3, ACM TOMS 36, 2009 (the window).
 */
CHL_API chl_status chl_fast_sums(const double *points, size_t n, size_t d,
                                 const chl_fast_settings *settings,
                                 chl_operator **out, chl_error *err);

/*
 * The fully connected graph with these weights, K_ij the Gaussian above with
 * s^2 = 2 eps, q = K 1, W = q^-1/2 K q^-1/2, D = diag(W 1):
 *
 *     S = D^-1/2 W D^-1/2,    lambda = (1 - mu(S)) / eps,
 *
 * whose limit is -Delta_mu (alpha = 1/2). Its largest pair is 1 with sqrt(D).
 *
 * Shapes     ground: n values, sqrt(D) of norm 1, for deflation; may be NULL.
 * Errors     as chl_fast_sums.
 */
CHL_API chl_status chl_fast_graph(const double *points, size_t n, size_t d,
                                  const chl_fast_settings *settings,
                                  double *ground, chl_operator **out,
                                  chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
