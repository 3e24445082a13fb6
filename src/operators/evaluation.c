/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Basis functions on blocks of rows, and gradients of their combinations in
 * double precision,
 *
 *     Q grad f(x) = W^(1/2) (s y - sum_j c_j y_j) + sum_a beta_a Q u_a,
 *     c_j = w_j(x) alpha_j,   s = sum_j c_j;
 *
 * outside the span of Q only the linear functions have a gradient.
 *
 * With more coordinates than landmarks |grad f|^2 is taken from the products
 * among v, v_z and u instead, which costs m instead of r per landmark.
 */
#include "operators/evaluation.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "operators/class_radial.h"

void
chl_evaluation_clear(chl_evaluation *e)
{
    chl_free(e->x);
    chl_free(e->y_room);
    chl_free(e->v_room);
    chl_free(e->phi);
    chl_free(e->squared);
    chl_free(e->bracket);
    chl_free(e->w);
    chl_free(e->c);
    chl_free(e->slack);
    chl_free(e->lean);
    chl_free(e->turned);
    chl_distance_work_clear(&e->distance);
    chl_distance_work_clear(&e->distance_v);
}

static chl_status
allocate(chl_evaluation *e, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_basis *basis = e->galerkin->basis;
    size_t m = basis->m, r = basis->lens.r, block = e->block;
    size_t widest = r > m ? r : m;
    double **const rooms[] = { &e->x,       &e->y_room,  &e->v_room, &e->phi,
                               &e->squared, &e->bracket, &e->w,      &e->c,
                               &e->slack,   &e->lean,    &e->turned };
    const size_t sizes[] = { block * basis->d,
                             basis->lens.map != NULL ? block * r : 1,
                             basis->lens.map != NULL ? block * r : 1,
                             block * e->galerkin->q,
                             block * m,
                             block * m,
                             block * m,
                             block * m,
                             block * widest,
                             m,
                             r };

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        *rooms[i] = chl_alloc(sizes[i], sizeof(double));
        CHL_REQUIRE_MEMORY(*rooms[i], err, "evaluating functions");
    }
    CHL_TRY(chl_distance_work_init(&e->distance, &e->kernel, block, err));
    CHL_TRY(chl_distance_work_init(&e->distance_v, &e->points, block, err));
out:
    return status;
}

chl_status
chl_evaluation_init(const chl_galerkin *galerkin, const double *coefficients,
                    size_t k, chl_evaluation *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_basis *basis = galerkin->basis;
    chl_evaluation e = { .galerkin = galerkin,
                         .coefficients = coefficients,
                         .k = k,
                         .block = chl_basis_block(basis),
                         .kernel = basis->lens.kernel,
                         .points = *chl_lens_bracket(&basis->lens) };

    e.kernel.single = e.points.single = NULL;
    if (e.block > CHL_EVALUATION_BLOCK) {
        e.block = CHL_EVALUATION_BLOCK;
    }
    CHL_TRY(allocate(&e, err));
    *out = e;
    return CHL_OK;
out:
    chl_evaluation_clear(&e);
    return status;
}

static void
fill_functions(chl_evaluation *e, size_t count)
{
    const chl_radial *radial = chl_functions_as_radial(e->galerkin->functions);
    const chl_basis *basis = e->galerkin->basis;
    size_t m = basis->m, p = basis->p, q = e->galerkin->q, d = basis->d;

    chl_distance_block(&e->kernel, count, e->y, &e->distance, e->squared);
    for (size_t i = 0; i < count; i++) {
        radial->kernel.type->fields(radial->kernel.bandwidth, m,
                                    e->squared + i * m, e->phi + i * q,
                                    e->w + i * m);
        for (size_t j = 0; j < m; j++) {
            e->phi[i * q + j] -= radial->shift[j];
        }
    }
    if (p > 0) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) count,
                    (int) p, (int) d, 1.0, e->x, (int) d, basis->directions,
                    (int) d, 0.0, e->phi + m, (int) q);
    }
}

chl_status
chl_evaluation_rows(chl_evaluation *e, const size_t *row, size_t count,
                    chl_error *err)
{
    const chl_basis *basis = e->galerkin->basis;
    size_t d = basis->d;
    chl_status status =
        chl_dataset_rows(basis->sample.dataset, row, count, e->x, err);

    if (status != CHL_OK) {
        return status;
    }
    for (size_t i = 0; i < count * d; i++) {
        e->x[i] -= basis->centre[i % d];
    }
    chl_lens_look(&basis->lens, d, count, e->x, e->y_room, e->v_room, &e->y,
                  &e->v);
    fill_functions(e, count);
    return CHL_OK;
}

/* c = w o alpha of one row; returns their sum s. */
static double
weigh(const chl_evaluation *e, const double *alpha, size_t i)
{
    size_t m = e->galerkin->basis->m;
    double s = 0.0;

    for (size_t j = 0; j < m; j++) {
        e->c[i * m + j] = e->w[i * m + j] * alpha[j];
        s += e->c[i * m + j];
    }
    return s;
}

/* e->turned = sum_a beta_a Q u_a; returns |sum_a beta_a u_a|^2 less its
 * square. */
static double
turn(const chl_evaluation *e, const double *beta)
{
    const chl_lens *lens = &e->galerkin->basis->lens;
    size_t p = e->galerkin->basis->p, r = lens->r;
    double outside = 0.0;

    memset(e->turned, 0, r * sizeof *e->turned);
    for (size_t b = 0; b < p; b++) {
        cblas_daxpy((int) r, beta[b], lens->turned + b * r, 1, e->turned, 1);
        outside += beta[b] * beta[b];
    }
    if (lens->map == NULL) {
        return 0.0;
    }
    return fmax(outside - cblas_ddot((int) r, e->turned, 1, e->turned, 1), 0.0);
}

double
chl_evaluation_gradients(chl_evaluation *e, size_t a, size_t count)
{
    const chl_basis *basis = e->galerkin->basis;
    const chl_lens *lens = &basis->lens;
    size_t m = basis->m, r = lens->r;
    const double *alpha = e->coefficients + a * e->galerkin->q;
    double outside = turn(e, alpha + m);

    for (size_t i = 0; i < count; i++) {
        double s = weigh(e, alpha, i);

        for (size_t l = 0; l < r; l++) {
            e->slack[i * r + l] = s * e->y[i * r + l];
        }
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) count, (int) r,
                (int) m, -1.0, e->c, (int) m, e->kernel.rows, (int) r, 1.0,
                e->slack, (int) r);
    for (size_t i = 0; i < count; i++) {
        for (size_t l = 0; l < r; l++) {
            double root = lens->map != NULL ? sqrt(lens->weight[l]) : 1.0;

            e->slack[i * r + l] = root * e->slack[i * r + l] + e->turned[l];
        }
    }
    return outside;
}

static void
squares_in_space(chl_evaluation *e, size_t a, size_t count, double *squares)
{
    size_t r = e->galerkin->basis->lens.r;
    double outside = chl_evaluation_gradients(e, a, count);

    for (size_t i = 0; i < count; i++) {
        double *g = e->slack + i * r;

        squares[i * e->k + a] = cblas_ddot((int) r, g, 1, g, 1) + outside;
    }
}

/* One row from products:
 *   s^2 |v|^2 - 2 s <v, V'c> + |V'c|^2 + 2 s <y, L u> - 2 <Y'c, L u> + |u|^2
 * with <v, v_z> = (|v|^2 + |v_z|^2 - |v - v_z|^2) / 2. */
static double
square_of_row(const chl_evaluation *e, const double *beta, double s, size_t i)
{
    const chl_basis *basis = e->galerkin->basis;
    const chl_lens *lens = &basis->lens;
    size_t m = basis->m, r = lens->r;
    const double *c = e->c + i * m, *bracket = e->bracket + i * m;
    double norm = cblas_ddot((int) r, e->v + i * r, 1, e->v + i * r, 1);
    double mixed = 0.0, own = 0.0, lean = 0.0, along = 0.0, length = 0.0;

    for (size_t j = 0; j < m; j++) {
        mixed += c[j] * 0.5 * (norm + e->points.norms[j] - bracket[j]);
        own += c[j] * e->slack[i * m + j];
        lean += c[j] * e->lean[j];
    }
    for (size_t b = 0; b < basis->p; b++) {
        along +=
            beta[b]
            * cblas_ddot((int) r, e->y + i * r, 1, lens->leaning + b * r, 1);
        length += beta[b] * beta[b];
    }
    return s * s * norm - 2.0 * s * mixed + own + 2.0 * s * along - 2.0 * lean
           + length;
}

static void
squares_from_products(chl_evaluation *e, size_t a, size_t count,
                      double *squares)
{
    const chl_basis *basis = e->galerkin->basis;
    const chl_lens *lens = &basis->lens;
    size_t m = basis->m, p = basis->p;
    const double *alpha = e->coefficients + a * e->galerkin->q;
    const double *beta = alpha + m;
    double s[CHL_EVALUATION_BLOCK];

    for (size_t i = 0; i < count; i++) {
        s[i] = weigh(e, alpha, i);
    }
    for (size_t j = 0; j < m; j++) {
        e->lean[j] = cblas_ddot((int) p, lens->projections + j * p, 1, beta, 1);
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) count, (int) m,
                (int) m, 1.0, e->c, (int) m, lens->gram, (int) m, 0.0, e->slack,
                (int) m);
    for (size_t i = 0; i < count; i++) {
        squares[i * e->k + a] = fmax(square_of_row(e, beta, s[i], i), 0.0);
    }
}

void
chl_evaluation_squares(chl_evaluation *e, size_t a, size_t count,
                       double *squares)
{
    const chl_basis *basis = e->galerkin->basis;

    if (basis->lens.r <= basis->m) {
        squares_in_space(e, a, count, squares);
        return;
    }
    if (a == 0) {
        chl_distance_block(&e->points, count, e->v, &e->distance_v, e->bracket);
    }
    squares_from_products(e, a, count, squares);
}
