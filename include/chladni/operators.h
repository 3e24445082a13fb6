/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Operators: an apply function with its state; and the Galerkin pair (M, A)
 * of a dataset's weighted Laplacian.
 */
#ifndef CHLADNI_OPERATORS_H
#define CHLADNI_OPERATORS_H

#include <chladni/base.h>
#include <chladni/data.h>
#include <chladni/kernels.h>

#ifdef __cplusplus
extern "C" {
#endif

/* y = A x for one square linear operator. x and y hold n doubles and never
 * overlap. `self` is the operator's own state; apply must not change what it
 * computes from one call to the next. */
typedef chl_status chl_apply_fn(void *self, const double *x, double *y,
                                chl_error *err);

enum {
    CHL_SYMMETRIC = 1u << 0,
    CHL_POSITIVE = 1u << 1
};

typedef struct chl_operator_type {
    const char *name;               /* for messages                          */
    chl_apply_fn *apply;            /* required                              */
    chl_apply_fn *apply_transposed; /* NULL if unavailable or symmetric      */
    const double *(*dense)(const void *self); /* n x n column-major view, or
                                       NULL: matrix-free                     */
    void (*destroy)(void *self); /* NULL if self is borrowed              */
} chl_operator_type;

typedef struct chl_operator chl_operator;

/*
 * Ownership  takes `self` on success (destroyed by type->destroy), borrows
 *            `type`, which must outlive the operator.
 * Errors     CHL_EARG n = 0, no apply; CHL_ENOMEM
 */
CHL_API chl_status chl_operator_create(const chl_operator_type *type,
                                       void *self, size_t n, unsigned flags,
                                       chl_operator **out, chl_error *err);
/* A dense n x n matrix, column-major. Borrows entries, which must outlive the
 * operator; with CHL_SYMMETRIC only the lower triangle is read by apply and
 * by the solvers. */
CHL_API chl_status chl_operator_dense(const double *entries, size_t n,
                                      unsigned flags, chl_operator **out,
                                      chl_error *err);
CHL_API void chl_operator_free(chl_operator *op);

CHL_API size_t chl_operator_size(const chl_operator *op);
CHL_API unsigned chl_operator_flags(const chl_operator *op);
CHL_API const char *chl_operator_name(const chl_operator *op);
/* NULL if matrix-free. */
CHL_API const double *chl_operator_entries(const chl_operator *op);
/* Errors: those of the operator's own apply. */
CHL_API chl_status chl_operator_apply(const chl_operator *op, const double *x,
                                      double *y, chl_error *err);

/* Wraps `inner` (borrowed): fills y with NaN before each apply and reports
 * CHL_ENUMERIC if one is left or x was changed. For tests of operators. */
CHL_API chl_status chl_operator_checked(const chl_operator *inner,
                                        chl_operator **out, chl_error *err);

/*
 * The Galerkin pair. Functions f = sum_j alpha_j phi_j on R^d,
 *
 *     phi_j(x) = k(z_j, x) - const_j    j < m: landmarks z_j
 *     phi_{m+a}(x) = u_a . (x - c)      a < p: coordinates, or the leading
 *                                       principal directions when d > p
 *
 *     M_ij = Cov(phi_i, phi_j)          mass
 *     A_ij = E[grad phi_i . grad phi_j] stiffness, also the gradient penalty
 *     R_ij = k(z_i, z_j), 0 outside     RKHS norm (ridge)
 *
 * so that the Rayleigh quotient of -Delta_mu is a'A a / a'M a. q = m + p.
 *
 * Source  Cabannes, Bach, AISTATS 2024; theory 3; estimators 6.1.
 */

/* Rows of a dataset in a seeded pseudo-random order. The first `landmarks`
 * places may be set aside; the rest fall into equal groups. */
typedef struct chl_sample {
    const chl_dataset *dataset; /* borrowed                                  */
    size_t used;                /* places, <= n                              */
    size_t aside;               /* places 0..aside-1 enter no sum            */
    size_t groups;              /* >= 1                                      */
    uint64_t seed;
} chl_sample;

/* Row of the dataset at a place of the order. */
CHL_API size_t chl_sample_row(const chl_sample *sample, size_t place);
/* First place of a group; chl_sample_start(s, s->groups) is s->used. */
CHL_API size_t chl_sample_start(const chl_sample *sample, size_t group);

/*
 * A file that keeps what finished groups of rows gave, so that an interrupted
 * run goes on where it was and ends with the same bytes. Written beside its
 * place and renamed, so that it is always a whole one; a twentieth of the time
 * at most goes into writing. In memory it holds all results once more.
 */
typedef struct chl_checkpoint chl_checkpoint;

/* Whose results are kept: the fingerprint of the data, and all settings that
 * the results depend on, "name=value" parted by blanks. */
typedef struct chl_checkpoint_owner {
    const char *data, *settings;
} chl_checkpoint_owner;

/*
 * With `resume` take up what the file holds, if it is there; without, it must
 * not be there. Unless `writes`, the file is only read. To be given to one
 * study, or one basis and what is made of it in one order.
 * Ownership  copies path and owner; *out is the caller's.
 * Errors     CHL_EARG   the file is there and resume is false
 *            CHL_EDATA  it is damaged, no checkpoint, of other data, other
 *                       settings, another version or machine
 *            CHL_EIO    it cannot be written; CHL_ENOMEM
 */
CHL_API chl_status chl_checkpoint_open(const char *path, bool resume,
                                       bool writes,
                                       const chl_checkpoint_owner *owner,
                                       chl_checkpoint **out, chl_error *err);
CHL_API void chl_checkpoint_free(chl_checkpoint *checkpoint);
/* Write what was kept since the file was written last: worth it when a run
 * ends before its time. Errors: CHL_EIO, CHL_ENOMEM. */
CHL_API chl_status chl_checkpoint_save(chl_checkpoint *checkpoint,
                                       chl_error *err);

typedef struct chl_basis_settings {
    size_t landmarks; /* wanted, >= 1; default 1024                         */
    size_t share;     /* of rows to each landmark at least, >= 2; default 4 */
    size_t linear;    /* at most this many linear functions; default 32     */
    const char *rule; /* "uniform" (default): rows drawn by seed and set
                         aside, since k(z, .) is flat at its own row;
                         "kmeans++": drawn by squared distance, kept in     */
    size_t used;      /* rows used; 0 = all (default)                       */
    size_t groups;    /* default 20                                         */
    uint64_t seed;    /* default 0                                          */
    size_t threads;   /* 0 = chl_threads_default()                          */
    chl_progress progress;
    const chl_team *team;       /* that shares the groups; NULL = alone     */
    chl_checkpoint *checkpoint; /* that keeps them; NULL = none; borrowed   */
} chl_basis_settings;

CHL_API chl_basis_settings chl_basis_settings_default(void);

typedef struct chl_basis chl_basis;

/*
 * Landmarks, centre and linear functions for a dataset. At most one in `share`
 * rows becomes a landmark; equal rows give one landmark.
 * Ownership  borrows dataset, which must outlive the basis.
 * Errors     CHL_EARG, CHL_EDATA (fewer than 8 rows, or fewer than 2 distinct
 *            landmarks), CHL_ENOMEM, CHL_EIO, CHL_ECANCELLED, CHL_ENUMERIC
 */
CHL_API chl_status chl_basis_create(const chl_dataset *dataset,
                                    const chl_basis_settings *settings,
                                    chl_basis **out, chl_error *err);
CHL_API void chl_basis_free(chl_basis *basis);

CHL_API size_t chl_basis_landmarks(const chl_basis *basis); /* m */
CHL_API size_t chl_basis_linear(const chl_basis *basis);    /* p */
CHL_API size_t chl_basis_size(const chl_basis *basis);      /* q */
CHL_API const chl_sample *chl_basis_sample(const chl_basis *basis);
/* Median distance between landmarks as the kernel sees them. */
CHL_API double chl_basis_median_distance(const chl_basis *basis);

/*
 * Let the kernel see y = W^(1/2) Q x instead of x: k(|y - y_z|), gradients
 * still in x. Galerkin pairs made before keep nothing of it and must be
 * freed first.
 *
 * Shapes     Q: r x d, row-major, orthonormal rows; W: r weights. Q == NULL
 *            takes the metric away.
 * Ownership  copies both.
 * Errors     CHL_EARG r outside 1..d, a weight not positive; CHL_EDATA the
 *            landmarks coincide; CHL_ENOMEM
 */
CHL_API chl_status chl_basis_set_metric(chl_basis *basis, size_t r,
                                        const double *map, const double *weight,
                                        chl_error *err);
/* The linear functions u_a, p x d, row-major, orthonormal rows. A view. */
CHL_API const double *chl_basis_directions(const chl_basis *basis);
/* Variances along the linear functions, descending, p values, and with them
 * the bound lambda_1 <= 1 / variance[0]. A view. */
CHL_API const double *chl_basis_variances(const chl_basis *basis);

typedef struct chl_galerkin chl_galerkin;

/*
 * Sums over the rows of each group, from which M and A follow for any
 * weights of the groups.
 *
 * Shapes     memory O(groups q^2 + threads (q^2 + block d)), not n.
 * Cost       n (2 m d + 4 m^2) operations in matrix products.
 * Accuracy   double; for d >= 64 the distances come from a product in single
 *            precision (see distance.h).
 * Ownership  borrows basis, which must outlive it; copies the kernel.
 * Errors     CHL_ENOMEM, CHL_EIO, CHL_ECANCELLED
 * Threads    settings of the basis; the sums do not depend on their number.
 */
CHL_API chl_status chl_galerkin_create(const chl_basis *basis,
                                       const chl_kernel *kernel,
                                       chl_galerkin **out, chl_error *err);
CHL_API void chl_galerkin_free(chl_galerkin *galerkin);

/*
 * M and A of the weighted groups; weight[g] >= 0, not all 0.
 * Shapes     mass, stiffness: q x q, both triangles filled.
 * Errors     CHL_EARG weights; CHL_ENOMEM
 */
CHL_API chl_status chl_galerkin_pair(const chl_galerkin *galerkin,
                                     const double *weight, double *mass,
                                     double *stiffness, chl_error *err);
/* R, q x q, both triangles filled; depends on landmarks and kernel only. */
CHL_API void chl_galerkin_ridge(const chl_galerkin *galerkin, double *ridge);
/* Means of the basis functions over the weighted groups, q. */
CHL_API void chl_galerkin_means(const chl_galerkin *galerkin,
                                const double *weight, double *means);

/*
 * Functions and their squared gradients on rows of the dataset, from explicit
 * gradients in double precision throughout.
 *
 * Shapes     coefficients: q x k, column-major; offsets: k, subtracted from
 *            the values; row: count; values, gradients: count x k, row-major
 *            (gradients may be NULL).
 * Errors     CHL_ENOMEM, CHL_EIO
 */
CHL_API chl_status chl_galerkin_evaluate(const chl_galerkin *galerkin,
                                         const double *coefficients,
                                         const double *offsets, size_t k,
                                         const size_t *row, size_t count,
                                         double *values, double *gradients,
                                         chl_error *err);

/*
 * Gradient covariance of functions, as the metric sees it:
 * sum_a scale[a] Cov_rows(Q grad f_a), r x r. Linear functions have none.
 * Shapes     coefficients: q x k; scale: k; row: count; out: r x r, both
 *            triangles.
 * Source     Radhakrishnan et al., Recursive feature machines, 2022.
 */
CHL_API chl_status chl_galerkin_gradient_covariance(
    const chl_galerkin *galerkin, const double *coefficients,
    const double *scale, size_t k, const size_t *row, size_t count, double *out,
    chl_error *err);

/*
 * The metric that stretches where functions change: from their gradient
 * covariance N as seen through Q (r x r), N = P T P', the next one is Q <- P'Q
 * with weights T / (tr T / r) + 1e-3.
 *
 * Shapes     covariance: r x r, overwritten; map: r x d, in and out; weight: r,
 *            ascending with T.
 * Errors     CHL_ENUMERIC LAPACK broke down or N is 0; CHL_ENOMEM
 */
CHL_API chl_status chl_metric_refine(size_t r, size_t d, double *covariance,
                                     double *map, double *weight,
                                     chl_error *err);

/* The basis functions themselves on rows: functions is count x q, row-major.
 * Errors as chl_galerkin_evaluate. */
CHL_API chl_status chl_galerkin_functions(const chl_galerkin *galerkin,
                                          const size_t *row, size_t count,
                                          double *functions, chl_error *err);

/*
 * Small dense helpers for symmetric S (n x n, both triangles) and the columns
 * of V (n x k, column-major).
 *
 * chl_dense_project  out = V' S V, k x k
 * chl_dense_combine  out = V U, n x j, with U k x j; out must not overlap
 * Errors             project: CHL_ENOMEM
 */
CHL_API chl_status chl_dense_project(size_t n, const double *s, size_t k,
                                     const double *v, double *out,
                                     chl_error *err);
CHL_API void chl_dense_combine(size_t n, size_t k, const double *v, size_t j,
                               const double *u, double *out);

/*
 * The k nearest neighbours of each of n rows among the others, exactly.
 *
 * Shapes     index, squared: n x k, row-major, nearest first, equal distances
 *            by index. index counts places of `row`, not rows of the dataset.
 * Units      squared distances, (unit of the data)^2.
 * Accuracy   squared in double precision, from coordinates. The choice is made
 *            in single, and again where rounding leaves it open.
 * Cost       n^2 d operations in products; 24 n k bytes and a few tiles, and
 *            the points where those take less than 64 MiB.
 */
typedef struct chl_neighbours {
    size_t n, k;
    uint32_t *index;
    double *squared;
    size_t repeated; /* points chosen again among all                       */
} chl_neighbours;

/*
 * row: n rows of the dataset, borrowed for the call. threads: 0 =
 * chl_threads_default(); the result does not depend on it.
 * Ownership  *out is the caller's (chl_neighbours_clear); untouched on error.
 * Errors     CHL_EARG n or k out of range; CHL_EIO, CHL_ENOMEM,
 *            CHL_ECANCELLED
 */
CHL_API chl_status chl_neighbours_find(const chl_dataset *dataset,
                                       const size_t *row, size_t n, size_t k,
                                       size_t threads,
                                       const chl_progress *progress,
                                       chl_neighbours *out, chl_error *err);
/*
 * The same, shared by the ranks of a team (NULL = alone), all of which call it
 * and have the whole answer, which does not depend on their number: pairs of
 * tiles in turn, then candidates and neighbours are exchanged.
 */
CHL_API chl_status chl_neighbours_share(const chl_dataset *dataset,
                                        const size_t *row, size_t n, size_t k,
                                        size_t threads, const chl_team *team,
                                        const chl_progress *progress,
                                        chl_neighbours *out, chl_error *err);

CHL_API void chl_neighbours_clear(chl_neighbours *neighbours);

/*
 * The graph of a dataset,  K_ij = exp(-|x_i - x_j|^2 / 4 eps c_ij) for
 * neighbours i != j, 0 otherwise,  c_ij = (eps_i + eps_j) / 2 eps;
 *     q = K 1,  K1 = q^-1/2 K q^-1/2,  D = K1 1,  W = K1 / c entry by entry,
 *     S = 1 - D^-1/2 (diag(W 1) - W) D^-1/2,   S v = mu v,
 *     lambda = (1 - mu) / eps,
 * which tends to -Delta_mu: f' (diag(W 1) - W) f tends to eps times the mean
 * of |grad f|^2 whatever the dimension and however eps_i varies. Here eps_i is
 * eps but for the points whose 8th neighbour is further than 2 sqrt(eps), where
 * it is a quarter of that distance squared: points far out hold to the others,
 * and leave no mode of their own near 0. With an eps of the caller all are eps,
 * c is 1 and S = D^-1/2 K1 D^-1/2.
 * Not to be trusted above dimension 8 or so. Equal rows count once. Points
 * that hang by less than 1e-6 of the median degree are dropped. Nodes are the
 * points of the largest component.
 * Source  Coifman, Lafon, Appl. Comput. Harmon. Anal. 21 (2006) 5; widths that
 *         vary: Berry, Harlim, Appl. Comput. Harmon. Anal. 40 (2016) 68.
 */
typedef struct chl_graph_settings {
    double bandwidth;  /* eps, (unit of the data)^2; 0 = slope rule (default)*/
    size_t neighbours; /* at most; 0 = by memory, 64..1024 (default)         */
    double cutoff;     /* weight at which lists may end; default 1e-3        */
    size_t samples;    /* rows used; 0 = all (default)                       */
    size_t threads;    /* 0 = chl_threads_default()                          */
    uint64_t seed;     /* default 0                                          */
    const chl_team *team; /* that shares the products of S, over MPI; every
                             rank has the whole graph; NULL = alone          */
    chl_progress progress;
} chl_graph_settings;

CHL_API chl_graph_settings chl_graph_settings_default(void);

typedef struct chl_graph_info {
    size_t duplicates; /* rows left out as equal to another                  */
    size_t points;     /* distinct rows                                      */
    size_t dropped;    /* points left out for their degree                   */
    size_t components; /* of the rest                                        */
    size_t nodes;      /* in the largest                                     */
    size_t entries;    /* of S                                               */
    size_t neighbours; /* k searched                                         */
    double cutoff;
    double bandwidth;      /* eps in force                                   */
    double rule_bandwidth; /* asked for; larger if the cap on k was in force */
    double dimension;      /* 2 max d log S / d log eps, or by the nearest
                              neighbours (Levina, Bickel) if that is more    */
    double noise;          /* mean 1 / effective neighbours: about how much
                              their sampling lowers lambda, relatively       */
} chl_graph_info;

typedef struct chl_graph chl_graph;

/*
 * Ownership  borrows dataset, which must outlive the graph.
 * Errors     CHL_EARG settings; CHL_EDATA fewer than 3 distinct rows;
 *            CHL_ENUMERIC, CHL_ENOMEM, CHL_EIO, CHL_ECANCELLED
 */
CHL_API chl_status chl_graph_create(const chl_dataset *dataset,
                                    const chl_graph_settings *settings,
                                    chl_graph **out, chl_error *err);
/* The same points with eps times factor, 0 < factor <= 1. Borrows graph. */
CHL_API chl_status chl_graph_narrow(const chl_graph *graph, double factor,
                                    chl_graph **out, chl_error *err);
CHL_API void chl_graph_free(chl_graph *graph);
CHL_API const chl_graph_info *chl_graph_describe(const chl_graph *graph);
/* True if the weights are of all pairs, by fast sums: up to 3 columns, 200000
 * points or more, and no limit on neighbours asked for. There are no widths
 * then; points with less weight than 8 neighbours at 2 sqrt(eps) are dropped.
 */
CHL_API bool chl_graph_is_whole(const chl_graph *graph);
/* Row of the dataset of a node; in no order. */
CHL_API size_t chl_graph_row(const chl_graph *graph, size_t node);

/* S - u u', u the trivial vector. Borrows graph; CHL_ENOMEM. */
CHL_API chl_status chl_graph_operator(chl_graph *graph, chl_operator **out,
                                      chl_error *err);
/* u = sqrt(D) / |sqrt(D)|, one value per node: S u = u. A view. */
CHL_API const double *chl_graph_trivial(const chl_graph *graph);
CHL_API double chl_graph_eigenvalue(const chl_graph *graph, double mu);
/* The eigenfunction f = v / u, sum u^2 f^2 = 1. */
CHL_API void chl_graph_function(const chl_graph *graph, const double *v,
                                double *f);
/* |grad f|^2 at the nodes; their mean under u^2 is lambda. */
CHL_API void chl_graph_gradients(const chl_graph *graph, const double *f,
                                 double *gamma);
/*
 * How much the sampling of neighbours lowers the eigenvalue of a mode with
 * these gradients, about and relatively: every value gives way to the chance
 * of its own neighbours, by the mean of 1 / effective neighbours under
 * u^2 gamma. gamma: nodes, or NULL for 1.
 */
CHL_API double chl_graph_noise(const chl_graph *graph, const double *gamma);
/*
 * Nystroem extension,  f(x) = sum_j p(x, x_j) f_j / mu.
 * Shapes     functions: nodes x k, column-major; x: count x d, values:
 *            count x k, row-major; NaN where no weight reaches.
 * Errors     CHL_ENOMEM, CHL_EIO
 */
CHL_API chl_status chl_graph_extend(const chl_graph *graph, size_t k,
                                    const double *mu, const double *functions,
                                    size_t count, const double *x,
                                    double *values, chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
