/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tangent features of a pair, row by row, and their second moments. */
#include "tangent.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include <chladni/eigen.h>

#include "base/error.h"

enum {
    BLOCK = 512 /* gradients of features taken together, at least d */
};

/* The sums over rows, and the block they come from. */
typedef struct moments {
    const train_pair *pair;
    chl_trace *critic, *generator; /* of one row                             */
    size_t half, q, rows;          /* of blocks: rows of data                */
    double *features;              /* rows x half                            */
    double *slopes;                /* rows d x half                          */
    double *moves;                 /* rows d x q                             */
    double *gradient;              /* of all parameters of either            */
    double *unit;                  /* d                                      */
    double *mean;                  /* E phi, half                            */
    double *m, *a;                 /* half x half, lower triangle            */
    double *b;                     /* half x q; of particles half x n d      */
    double *n;                     /* q x q, lower triangle; not of particles */
} moments;

static chl_status
open_moments(const train_pair *pair, moments *s, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t most =
        train_pair_critic_size(pair) + train_pair_generator_size(pair);

    s->pair = pair;
    s->half = train_pair_critic_size(pair) / chl_network_halves(pair->critic);
    s->q = train_pair_generator_size(pair);
    s->rows = pair->d < BLOCK ? BLOCK / pair->d : 1;
    CHL_TRY(chl_trace_create(pair->critic, 1, &s->critic, err));
    s->features = chl_alloc(s->rows * s->half, sizeof *s->features);
    s->slopes = chl_alloc(s->rows * pair->d * s->half, sizeof *s->slopes);
    s->gradient = chl_alloc(most, sizeof *s->gradient);
    s->unit = chl_alloc(pair->d, sizeof *s->unit);
    s->mean = chl_alloc(s->half, sizeof *s->mean);
    s->m = chl_alloc(s->half * s->half, sizeof *s->m);
    s->a = chl_alloc(s->half * s->half, sizeof *s->a);
    s->b = chl_alloc(s->half * s->q, sizeof *s->b);
    CHL_REQUIRE_MEMORY(s->features, err, "tangent features");
    CHL_REQUIRE_MEMORY(s->slopes, err, "tangent features");
    CHL_REQUIRE_MEMORY(s->gradient, err, "tangent features");
    CHL_REQUIRE_MEMORY(s->unit, err, "tangent features");
    CHL_REQUIRE_MEMORY(s->mean, err, "tangent features");
    CHL_REQUIRE_MEMORY(s->m, err, "tangent features");
    CHL_REQUIRE_MEMORY(s->a, err, "tangent features");
    CHL_REQUIRE_MEMORY(s->b, err, "tangent features");
    if (pair->generator != NULL) {
        CHL_TRY(chl_trace_create(pair->generator, 1, &s->generator, err));
        s->moves = chl_alloc(s->rows * pair->d * s->q, sizeof *s->moves);
        s->n = chl_alloc(s->q * s->q, sizeof *s->n);
        CHL_REQUIRE_MEMORY(s->moves, err, "tangent features");
        CHL_REQUIRE_MEMORY(s->n, err, "tangent features");
    }
out:
    return status;
}

static void
close_moments(moments *s)
{
    chl_trace_free(s->critic);
    chl_trace_free(s->generator);
    chl_free(s->features);
    chl_free(s->slopes);
    chl_free(s->moves);
    chl_free(s->gradient);
    chl_free(s->unit);
    chl_free(s->mean);
    chl_free(s->m);
    chl_free(s->a);
    chl_free(s->b);
    chl_free(s->n);
}

/* At an antisymmetric start, moving (u, -u) / sqrt 2 changes D by the feature
 * of one half times sqrt 2, and (u, u) / sqrt 2 changes nothing. */
static void
fold(const moments *s, double *to)
{
    const double scale =
        chl_network_halves(s->pair->critic) == 2 ? M_SQRT2 : 1.0;

    for (size_t p = 0; p < s->half; p++) {
        to[p] = scale * s->gradient[p];
    }
}

/* The feature of one row, and its derivative along every column. */
static void
take_features(moments *s, const double *x, double *feature, double *slopes)
{
    const train_pair *pair = s->pair;
    const size_t bytes = train_pair_critic_size(pair) * sizeof *s->gradient;
    const double one = 1.0;

    memset(s->gradient, 0, bytes);
    chl_network_forward(s->critic, pair->theta, 1, x, NULL);
    chl_network_backward(s->critic, pair->theta, &one, NULL, s->gradient, NULL);
    fold(s, feature);
    for (size_t k = 0; k < pair->d; k++) {
        s->unit[k] = 1.0;
        memset(s->gradient, 0, bytes);
        chl_network_forward(s->critic, pair->theta, 1, x, s->unit);
        chl_network_backward(s->critic, pair->theta, NULL, &one, s->gradient,
                             NULL);
        fold(s, slopes + k * s->half);
        s->unit[k] = 0.0;
    }
}

/* How each column of one generated row answers to eta. */
static void
take_moves(moments *s, const double *input, double *moves)
{
    const train_pair *pair = s->pair;

    chl_network_forward(s->generator, pair->eta, 1, input, NULL);
    memset(moves, 0, pair->d * s->q * sizeof *moves);
    for (size_t k = 0; k < pair->d; k++) {
        s->unit[k] = 1.0;
        chl_network_backward(s->generator, pair->eta, s->unit, NULL,
                             moves + k * s->q, NULL);
        s->unit[k] = 0.0;
    }
}

static void
add_moves(moments *s, size_t first, size_t count)
{
    const train_pair *pair = s->pair;
    const size_t inputs = chl_network_inputs(pair->generator);
    const int half = (int) s->half, q = (int) s->q,
              lines = (int) (count * pair->d);
    const double share = 1.0 / (double) pair->n;

    for (size_t k = 0; k < count; k++) {
        take_moves(s, pair->input + (first + k) * inputs,
                   s->moves + k * pair->d * s->q);
    }
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, half, q, lines, share,
                s->slopes, half, s->moves, q, 1.0, s->b, half);
    cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, q, lines, share,
                s->moves, q, 1.0, s->n, q);
}

/* Rows first .. first + count - 1 into the sums. */
static void
add_block(moments *s, size_t first, size_t count)
{
    const train_pair *pair = s->pair;
    const size_t d = pair->d;
    const int half = (int) s->half;
    const double share = 1.0 / (double) pair->n;

    for (size_t k = 0; k < count; k++) {
        take_features(s, pair->real + (first + k) * d,
                      s->features + k * s->half, s->slopes + k * d * s->half);
        cblas_daxpy(half, share, s->features + k * s->half, 1, s->mean, 1);
    }
    cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, half, (int) count,
                share, s->features, half, 1.0, s->m, half);
    cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, half,
                (int) (count * d), share, s->slopes, half, 1.0, s->a, half);
    if (pair->generator != NULL) {
        add_moves(s, first, count);
    } else {
        memcpy(s->b + first * d * s->half, s->slopes,
               count * d * s->half * sizeof *s->b);
    }
}

static void
mirror(size_t n, double *s)
{
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < j; i++) {
            s[j * n + i] = s[i * n + j];
        }
    }
}

static double
trace_of(size_t n, const double *s)
{
    double sum = 0.0;

    for (size_t k = 0; k < n; k++) {
        sum += s[k * n + k];
    }
    return sum;
}

/* A + M + C, the last with the weight of A: lower triangle. */
static void
fill_sum(const moments *s, double *sum)
{
    const size_t n = s->half;
    const int half = (int) n, q = (int) s->q;
    double weight;

    cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, half, q, 1.0, s->b,
                half, 0.0, sum, half);
    weight = trace_of(n, s->a) / trace_of(n, sum);
    for (size_t k = 0; k < n * n; k++) {
        sum[k] = weight * sum[k] + s->a[k] + s->m[k];
    }
}

/* The leading eigenvectors of what D can do and of what reaches the generator.
 */
static chl_status
find_basis(const moments *s, size_t limit, train_tangent *t, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_eigen_settings settings = chl_eigen_settings_default();
    chl_eigen_problem problem = { NULL, NULL };
    chl_eigen_result *pairs = NULL;
    chl_operator *op = NULL;
    double *sum = chl_alloc(s->half * s->half, sizeof *sum);

    CHL_REQUIRE_MEMORY(sum, err, "tangent features");
    fill_sum(s, sum);
    CHL_TRY(chl_operator_dense(sum, s->half, CHL_SYMMETRIC, &op, err));
    problem.a = op;
    settings.method = "dense";
    settings.count = limit < s->half ? limit : s->half;
    CHL_TRY(chl_eigen_solve(&problem, &settings, &pairs, err));
    t->r = pairs->count;
    t->half = s->half;
    t->q = s->q;
    t->basis = pairs->vectors;
    pairs->vectors = NULL;
out:
    chl_eigen_result_free(pairs);
    chl_operator_free(op);
    chl_free(sum);
    return status;
}

static double
square_norm(size_t count, const double *x)
{
    return cblas_ddot((int) count, x, 1, x, 1);
}

static chl_status
allocate(const moments *s, train_tangent *t, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t square = t->r * t->r;

    t->m = chl_alloc(square, sizeof *t->m);
    t->a = chl_alloc(square, sizeof *t->a);
    t->c = chl_alloc(square, sizeof *t->c);
    t->d = chl_alloc(square, sizeof *t->d);
    t->mean = chl_alloc(t->r, sizeof *t->mean);
    t->push = chl_alloc(s->q * t->r, sizeof *t->push);
    CHL_REQUIRE_MEMORY(t->m, err, "tangent features");
    CHL_REQUIRE_MEMORY(t->a, err, "tangent features");
    CHL_REQUIRE_MEMORY(t->c, err, "tangent features");
    CHL_REQUIRE_MEMORY(t->d, err, "tangent features");
    CHL_REQUIRE_MEMORY(t->mean, err, "tangent features");
    CHL_REQUIRE_MEMORY(t->push, err, "tangent features");
out:
    return status;
}

/* All matrices between the vectors of the basis, and push = B' basis. */
static chl_status
reduce(moments *s, train_tangent *t, chl_error *err)
{
    chl_status status = CHL_OK;
    const int half = (int) s->half, q = (int) s->q, r = (int) t->r;
    const bool is_free = s->pair->generator == NULL;
    const double share = is_free ? 1.0 / (double) s->pair->n : 1.0;

    CHL_TRY(allocate(s, t, err));
    mirror(s->half, s->m);
    mirror(s->half, s->a);
    CHL_TRY(chl_dense_project(s->half, s->m, t->r, t->basis, t->m, err));
    CHL_TRY(chl_dense_project(s->half, s->a, t->r, t->basis, t->a, err));
    cblas_dgemv(CblasColMajor, CblasTrans, half, r, 1.0, t->basis, half,
                s->mean, 1, 0.0, t->mean, 1);
    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, q, r, half, 1.0, s->b,
                half, t->basis, half, 0.0, t->push, q);
    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, r, r, q, share,
                t->push, q, t->push, q, 0.0, t->c, r);
    if (is_free) {
        memcpy(t->d, t->c, t->r * t->r * sizeof *t->d);
    } else {
        mirror(s->q, s->n);
        CHL_TRY(chl_dense_project(s->q, s->n, t->r, t->push, t->d, err));
    }
    t->kept =
        square_norm(s->q * t->r, t->push) / square_norm(s->half * s->q, s->b);
out:
    return status;
}

chl_status
train_tangent_create(const train_pair *pair, size_t limit, train_tangent *out,
                     chl_error *err)
{
    chl_status status = CHL_OK;
    moments s = { 0 };
    train_tangent t = { 0 };

    CHL_TRY(open_moments(pair, &s, err));
    for (size_t first = 0; first < pair->n; first += s.rows) {
        size_t left = pair->n - first;

        add_block(&s, first, left < s.rows ? left : s.rows);
    }
    CHL_TRY(find_basis(&s, limit, &t, err));
    CHL_TRY(reduce(&s, &t, err));
    *out = t;
    t = (train_tangent){ 0 };
out:
    close_moments(&s);
    train_tangent_clear(&t);
    return status;
}

void
train_tangent_clear(train_tangent *tangent)
{
    chl_free(tangent->m);
    chl_free(tangent->a);
    chl_free(tangent->c);
    chl_free(tangent->d);
    chl_free(tangent->mean);
    chl_free(tangent->basis);
    chl_free(tangent->push);
    *tangent = (train_tangent){ 0 };
}

void
train_move_critic(const train_pair *pair, const train_tangent *t,
                  const double *alpha, double *theta)
{
    const int half = (int) t->half, r = (int) t->r;
    const bool two = chl_network_halves(pair->critic) == 2;
    const double scale = two ? M_SQRT1_2 : 1.0;

    cblas_dgemv(CblasColMajor, CblasNoTrans, half, r, scale, t->basis, half,
                alpha, 1, 1.0, theta, 1);
    if (two) {
        cblas_dgemv(CblasColMajor, CblasNoTrans, half, r, -scale, t->basis,
                    half, alpha, 1, 1.0, theta + half, 1);
    }
}

void
train_move_generator(const train_tangent *t, const double *kappa, double *eta)
{
    const int q = (int) t->q, r = (int) t->r;

    cblas_dgemv(CblasColMajor, CblasNoTrans, q, r, 1.0, t->push, q, kappa, 1,
                1.0, eta, 1);
}
