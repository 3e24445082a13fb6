/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Radial functions on blocks of rows.
 *
 * The kernel block of the stiffness is that of pair_sums.h with p = -w, q = w.
 * Gradients of combinations,
 *     grad f(x) = Q'W^(1/2) (s y - sum_j c_j y_j),
 *     c_j = w_j(x) alpha_j,   s = sum_j c_j,
 * are one product of all c with the landmarks.
 */
#include "operators/class_radial.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/vectorised.h"
#include "operators/pair_sums.h"

/* Buffers of one thread. */
typedef struct work_area {
    const chl_radial *radial;
    const double *seen, *v;  /* the rows looked at, as the lens sees them    */
    double *y_room, *v_room; /* block x r, used under a metric               */
    double *squared;         /* block x m: |y - y_z|^2 or products           */
    double *w;               /* block x m                                    */
    double *c;               /* block k x m                                  */
    double *turned;          /* block k x r, used under a metric             */
    float *c_single;         /* the same as c, and block k x r of products,  */
    float *product;          /* where landmarks are in single precision      */
    chl_points kernel;       /* landmarks as y, of the precision asked for   */
    chl_distance_work distance, bracket;
    chl_pair_sums sums;
} work_area;

static void
discard(void *work)
{
    work_area *a = work;

    if (a == NULL) {
        return;
    }
    chl_free(a->y_room);
    chl_free(a->v_room);
    chl_free(a->squared);
    chl_free(a->w);
    chl_free(a->c);
    chl_free(a->turned);
    chl_free(a->c_single);
    chl_free(a->product);
    chl_distance_work_clear(&a->distance);
    chl_distance_work_clear(&a->bracket);
    chl_pair_sums_clear(&a->sums);
    chl_free(a);
}

static chl_status
allocate(const chl_basis *basis, const chl_class_needs *needs, work_area *a,
         chl_error *err)
{
    chl_status status = CHL_OK;
    size_t block = needs->rows, m = basis->m, r = basis->lens.r;
    size_t seen = basis->lens.map != NULL ? block * r : 0;
    size_t gradients = block * needs->combinations;
    double **const rooms[] = { &a->y_room, &a->v_room, &a->squared,
                               &a->w,      &a->c,      &a->turned };
    const size_t sizes[] = {
        seen,      seen,          block * m,
        block * m, gradients * m, basis->lens.map != NULL ? gradients * r : 0
    };

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        *rooms[i] = chl_alloc(sizes[i], sizeof(double));
        CHL_REQUIRE(*rooms[i] != NULL, err, CHL_ENOMEM,
                    "out of memory for %zu radial functions", m);
    }
    if (a->kernel.single != NULL) {
        a->c_single = chl_alloc(gradients * m, sizeof(float));
        a->product = chl_alloc(gradients * r, sizeof(float));
        CHL_REQUIRE_MEMORY(a->c_single, err, "gradients");
        CHL_REQUIRE_MEMORY(a->product, err, "gradients");
    }
    CHL_TRY(chl_distance_work_init(&a->distance, &a->kernel, block, err));
    if (needs->sums) {
        CHL_TRY(chl_distance_work_init(
            &a->bracket, chl_lens_bracket(&basis->lens), block, err));
        CHL_TRY(chl_pair_sums_init(m, basis->p, block, &a->sums, err));
    }
out:
    return status;
}

static chl_status
prepare(const void *self, const chl_class_needs *needs, void **work,
        chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_radial *radial = self;
    work_area *a = chl_alloc(1, sizeof *a);

    CHL_REQUIRE_MEMORY(a, err, "radial functions");
    a->radial = radial;
    a->kernel = radial->basis->lens.kernel;
    if (needs->exact) {
        a->kernel.single = NULL;
    }
    CHL_TRY(allocate(radial->basis, needs, a, err));
    *work = a;
    a = NULL;
out:
    discard(a);
    return status;
}

/* H of a row from its distances at the bracket's scale. */
CHL_VECTORISED static void
fill_bracket(size_t m, const double *squared, const double *norms,
             const double *w, double *h)
{
    for (size_t j = 0; j < m; j++) {
        h[j] = 0.5 * (squared[j] - norms[j]) * w[j];
    }
}

CHL_VECTORISED static void
centre_values(size_t m, const double *shift, double *phi)
{
    for (size_t j = 0; j < m; j++) {
        phi[j] -= shift[j];
    }
}

/* All that is wanted of a row while it is in the cache: without a metric the
 * bracket's distances are those of the kernel. */
static chl_status
look(const void *self, void *work, size_t count, const double *x,
     double *values, size_t stride, chl_error *err)
{
    const chl_radial *radial = self;
    const chl_basis *basis = radial->basis;
    work_area *a = work;
    size_t m = basis->m;
    bool bracket = a->sums.sides != NULL && basis->lens.map == NULL;

    (void) err;
    chl_lens_look(&basis->lens, basis->d, count, x, a->y_room, a->v_room,
                  &a->seen, &a->v);
    chl_distance_products(&a->kernel, count, a->seen, &a->distance, a->squared);
    for (size_t i = 0; i < count; i++) {
        double *squared = chl_distance_place(&a->kernel, i, a->squared);
        double *phi = values + i * stride, *w = a->w + i * m;

        chl_distance_row(&a->kernel, i, a->seen, &a->distance, squared);
        radial->kernel.type->fields(radial->kernel.bandwidth, m, squared, phi,
                                    w);
        centre_values(m, radial->shift, phi);
        if (bracket) {
            fill_bracket(m, squared, a->kernel.norms, w,
                         chl_pair_sums_side(&a->sums, i));
        }
    }
    return CHL_OK;
}

/* c = w o alpha of all rows and combinations, and their sums s times y. */
static void
weigh(const work_area *a, size_t count, size_t k, const double *coefficients,
      size_t q, double *out)
{
    size_t m = a->radial->basis->m, r = a->radial->basis->lens.r;

    for (size_t at = 0; at < count * k; at++) {
        const double *alpha = coefficients + at % k * q;
        const double *w = a->w + at / k * m, *y = a->seen + at / k * r;
        double *c = a->c + at * m, s = 0.0;

        for (size_t j = 0; j < m; j++) {
            c[j] = w[j] * alpha[j];
            s += c[j];
        }
        for (size_t l = 0; l < r; l++) {
            out[at * r + l] = s * y[l];
        }
    }
}

/* out -= c Z. In single precision its rounding is far below what sampling
 * rows leaves in sums of gradients. */
static void
subtract_landmarks(work_area *a, int n, int r, int m, double *out)
{
    size_t values = (size_t) n * (size_t) m;

    if (a->kernel.single == NULL) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, r, m, -1.0,
                    a->c, m, a->kernel.rows, r, 1.0, out, r);
        return;
    }
    for (size_t i = 0; i < values; i++) {
        a->c_single[i] = (float) a->c[i];
    }
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, r, m, 1.0F,
                a->c_single, m, a->kernel.single, r, 0.0F, a->product, r);
    for (size_t i = 0; i < (size_t) n * (size_t) r; i++) {
        out[i] -= (double) a->product[i];
    }
}

static chl_status
gradients(const void *self, void *work, size_t count, size_t k,
          const double *coefficients, size_t q, double *out, chl_error *err)
{
    const chl_basis *basis = ((const chl_radial *) self)->basis;
    const chl_lens *lens = &basis->lens;
    work_area *a = work;
    int n = (int) (count * k), m = (int) basis->m, r = (int) lens->r;
    double *seen = lens->map != NULL ? a->turned : out;

    (void) err;
    weigh(a, count, k, coefficients, q, seen);
    subtract_landmarks(a, n, r, m, seen);
    if (lens->map == NULL) {
        return CHL_OK;
    }
    for (size_t i = 0; i < count * k * lens->r; i++) {
        seen[i] *= sqrt(lens->weight[i % lens->r]);
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, (int) basis->d, r,
                1.0, seen, r, lens->map, (int) basis->d, 0.0, out,
                (int) basis->d);
    return CHL_OK;
}

static void
reset(const void *self, void *work)
{
    (void) self;
    chl_pair_sums_reset(&((work_area *) work)->sums);
}

/* H at the scale that a metric gives the bracket. */
static void
look_bracket(const chl_basis *basis, work_area *a, size_t count)
{
    const chl_points *bracket = chl_lens_bracket(&basis->lens);
    size_t m = basis->m;

    chl_distance_products(bracket, count, a->v, &a->bracket, a->squared);
    for (size_t i = 0; i < count; i++) {
        double *squared = chl_distance_place(bracket, i, a->squared);

        chl_distance_row(bracket, i, a->v, &a->bracket, squared);
        fill_bracket(m, squared, bracket->norms, a->w + i * m,
                     chl_pair_sums_side(&a->sums, i));
    }
}

/* <y, L u_a>, beside H. */
static void
fill_lean(const chl_basis *basis, work_area *a, size_t count,
          const double *linear, size_t stride)
{
    int p = (int) basis->p, r = (int) basis->lens.r;
    double *lean = a->sums.sides + basis->m;
    size_t ld = basis->m + basis->p;

    if (p > 0 && basis->lens.map != NULL) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) count, p, r,
                    1.0, a->seen, r, basis->lens.leaning, r, 0.0, lean,
                    (int) ld);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        memcpy(lean + i * ld, linear + i * stride, basis->p * sizeof *lean);
    }
}

static chl_status
add(const void *self, void *work, size_t count, const double *linear,
    size_t stride, chl_error *err)
{
    const chl_basis *basis = ((const chl_radial *) self)->basis;
    work_area *a = work;

    (void) err;
    if (basis->lens.map != NULL) {
        look_bracket(basis, a, count);
    }
    fill_lean(basis, a, count, linear, stride);
    chl_pair_sums_add(&a->sums, count, a->w, a->w);
    return CHL_OK;
}

static void
finish(const void *self, void *work, double *packed)
{
    const chl_lens *lens = &((const chl_radial *) self)->basis->lens;
    work_area *a = work;

    chl_pair_sums_finish(&a->sums, -1.0, lens->gram, lens->projections, packed);
}

static const double *
ridge(const void *self)
{
    return ((const chl_radial *) self)->ridge;
}

static void
destroy(void *self)
{
    chl_radial *radial = self;

    chl_free(radial->shift);
    chl_free(radial->ridge);
    chl_free(radial);
}

static const chl_class_type type = {
    .name = "radial",
    .destroy = destroy,
    .prepare = prepare,
    .discard = discard,
    .look = look,
    .gradients = gradients,
    .reset = reset,
    .add = add,
    .finish = finish,
    .ridge = ridge,
};

/* k(z_i, z_j), and the constants that centre the columns. */
static chl_status
fill_ridge(chl_radial *radial, chl_error *err)
{
    const chl_kernel *kernel = &radial->kernel;
    size_t m = radial->basis->m;
    double *weights = chl_alloc(m, sizeof *weights);

    if (weights == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for the ridge");
    }
    for (size_t j = 0; j < m; j++) {
        double *row = radial->ridge + j * m;

        kernel->type->fields(kernel->bandwidth, m,
                             radial->basis->lens.squared + j * m, row, weights);
        for (size_t i = 0; i < m; i++) {
            radial->shift[j] += row[i] / (double) m;
            row[i] += 1.0;
        }
    }
    chl_free(weights);
    return CHL_OK;
}

chl_status
chl_functions_radial(const chl_basis *basis, const chl_kernel *kernel,
                     chl_functions **out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t m = basis->m;
    chl_digest key = { 0 };
    chl_radial *radial = chl_alloc(1, sizeof *radial);

    CHL_REQUIRE_MEMORY(radial, err, "radial functions");
    radial->basis = basis;
    radial->kernel = *kernel;
    radial->shift = chl_alloc(m, sizeof(double));
    radial->ridge = chl_alloc(m * m, sizeof(double));
    CHL_REQUIRE_MEMORY(radial->shift, err, "constants");
    CHL_REQUIRE_MEMORY(radial->ridge, err, "the ridge");
    CHL_TRY(fill_ridge(radial, err));
    chl_digest_add_text(&key, kernel->type->name);
    chl_digest_add_doubles(&key, &kernel->bandwidth, 1);
    status = chl_functions_create(basis, &type, radial, m, key, out, err);
    radial = NULL;
out:
    if (radial != NULL) {
        destroy(radial);
    }
    return status;
}

const chl_radial *
chl_functions_as_radial(const chl_functions *functions)
{
    return functions->type == &type ? functions->self : NULL;
}
