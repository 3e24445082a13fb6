/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The matrices of the adversarial operator in a basis that suits them. */
#include "operators/adversarial.h"

#include <cblas.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "operators/symmetric.h"

chl_adversarial_settings
chl_adversarial_settings_default(void)
{
    return (chl_adversarial_settings){
        .mass_cut = 1e-10,
        .hidden_cut = 1e-6,
    };
}

void
chl_adversarial_free(chl_adversarial *adversarial)
{
    if (adversarial == NULL) {
        return;
    }
    chl_free(adversarial->basis);
    chl_free(adversarial->dual);
    chl_free(adversarial->lambda);
    chl_free(adversarial->mass);
    chl_free(adversarial->mobility);
    chl_free(adversarial->mean);
    chl_free(adversarial->coupling);
    chl_free(adversarial->potential);
    chl_free(adversarial->hidden);
    chl_free(adversarial->unseen);
    chl_free(adversarial->transmission);
    chl_free(adversarial);
}

static chl_status
check_cut(const char *name, double value, chl_error *err)
{
    if (!(value >= 0.0 && value < 1.0)) {
        return CHL_FAIL(err, CHL_EARG, "%s is %g; it must lie in [0, 1)", name,
                        value);
    }
    return CHL_OK;
}

static chl_status
check_finite(const char *name, size_t r, const double *matrix, chl_error *err)
{
    for (size_t j = 0; matrix != NULL && j < r; j++) {
        for (size_t i = j; i < r; i++) {
            if (!isfinite(matrix[j * r + i])) {
                return CHL_FAIL(err, CHL_ENUMERIC,
                                "entry (%zu, %zu) of %s is %g", i, j, name,
                                matrix[j * r + i]);
            }
        }
    }
    return CHL_OK;
}

static chl_status
check(const chl_adversarial_matrices *m, const chl_adversarial_settings *s,
      chl_error *err)
{
    const int limit = 46340; /* LAPACK counts entries in 32 bits in places */
    chl_status status = CHL_OK;

    CHL_REQUIRE(m->r >= 1 && m->r <= (size_t) limit, err, CHL_EARG,
                "the adversarial operator has %zu functions; their number must "
                "lie in 1..%d",
                m->r, limit);
    CHL_REQUIRE(m->mass != NULL && m->stiffness != NULL, err, CHL_EARG,
                "the adversarial operator has no mass or no stiffness");
    CHL_REQUIRE(m->kernel == NULL || m->norm == NULL, err, CHL_EARG,
                "the adversarial operator has both a kernel and a norm; at "
                "most one of them gives the mobility");
    CHL_TRY(check_cut("mass_cut", s->mass_cut, err));
    CHL_TRY(check_cut("stiffness_cut", s->stiffness_cut, err));
    CHL_REQUIRE(s->hidden_cut > 0.0 && s->hidden_cut < 1.0, err, CHL_EARG,
                "hidden_cut is %g; it must lie in (0, 1)", s->hidden_cut);
    CHL_TRY(check_finite("the mass", m->r, m->mass, err));
    CHL_TRY(check_finite("the stiffness", m->r, m->stiffness, err));
    CHL_TRY(check_finite("the coupling", m->r, m->coupling, err));
    CHL_TRY(check_finite("the kernel", m->r, m->kernel, err));
    CHL_TRY(check_finite("the norm", m->r, m->norm, err));
out:
    return status;
}

/* scale_i G_ij scale_j with ones on the diagonal. */
static chl_status
scale_to_ones(size_t r, const double *gram, double *scale, double *scaled,
              chl_error *err)
{
    for (size_t i = 0; i < r; i++) {
        double square = gram[i * r + i];

        if (square < 0.0) {
            return CHL_FAIL(err, CHL_ENUMERIC,
                            "function %zu has the squared norm %g", i, square);
        }
        scale[i] = square > 0.0 ? 1.0 / sqrt(square) : 0.0;
    }
    for (size_t j = 0; j < r; j++) {
        for (size_t i = j; i < r; i++) {
            scaled[j * r + i] = scale[i] * gram[j * r + i] * scale[j];
        }
    }
    return CHL_OK;
}

/* Phi with Phi' G Phi = 1, without what is too small to be told from 0. */
static chl_status
orthonormalise(size_t r, const double *gram, double cut, chl_adversarial *self,
               chl_error *err)
{
    chl_status status = CHL_OK;
    double *scale = chl_alloc(r, sizeof *scale);
    double *values = chl_alloc(r, sizeof *values), *vectors = NULL;
    size_t first = 0;

    CHL_REQUIRE_MEMORY(scale, err, "a basis");
    CHL_REQUIRE_MEMORY(values, err, "a basis");
    vectors = chl_alloc(r, r * sizeof *vectors);
    CHL_REQUIRE_MEMORY(vectors, err, "a basis");
    CHL_TRY(scale_to_ones(r, gram, scale, vectors, err));
    CHL_TRY(chl_symmetric_eigen(r, vectors, values, err));
    CHL_REQUIRE(values[r - 1] > 0.0, err, CHL_ENUMERIC,
                "all functions have norm 0");
    while (!(values[first] > cut * values[r - 1])) {
        first++;
    }
    self->info.kept = r - first;
    self->basis = chl_alloc(r, self->info.kept * sizeof *self->basis);
    CHL_REQUIRE_MEMORY(self->basis, err, "a basis");
    for (size_t k = first; k < r; k++) {
        for (size_t i = 0; i < r; i++) {
            self->basis[(k - first) * r + i] =
                scale[i] * vectors[k * r + i] / sqrt(values[k]);
        }
    }
out:
    chl_free(scale);
    chl_free(values);
    chl_free(vectors);
    return status;
}

/* Phi' S Phi in new memory, symmetric to the last bit. */
static chl_status
project(const chl_adversarial *self, const double *matrix, double **out,
        chl_error *err)
{
    chl_status status = CHL_OK;
    size_t m = self->info.kept;
    double *small = chl_alloc(m, m * sizeof *small);

    CHL_REQUIRE_MEMORY(small, err, "a projected matrix");
    CHL_TRY(chl_dense_project(self->info.functions, matrix, m, self->basis,
                              small, err));
    for (size_t j = 0; j < m; j++) {
        for (size_t i = 0; i < j; i++) {
            small[j * m + i] = small[i * m + j];
        }
    }
    *out = small;
    small = NULL;
out:
    chl_free(small);
    return status;
}

/* mean = Phi' M e / |e|_M, 0 where there is no constant e. */
static chl_status
find_mean(const chl_adversarial_matrices *matrices, chl_adversarial *self,
          chl_error *err)
{
    chl_status status = CHL_OK;
    int r = (int) matrices->r, m = (int) self->info.kept;
    double *moment = chl_alloc(matrices->r, sizeof *moment), square;

    CHL_REQUIRE_MEMORY(moment, err, "means");
    self->mean = chl_alloc(self->info.kept, sizeof *self->mean);
    CHL_REQUIRE_MEMORY(self->mean, err, "means");
    self->has_constant = matrices->constant != NULL;
    if (self->has_constant) {
        cblas_dsymv(CblasColMajor, CblasLower, r, 1.0, matrices->mass, r,
                    matrices->constant, 1, 0.0, moment, 1);
        square = cblas_ddot(r, moment, 1, matrices->constant, 1);
        CHL_REQUIRE(square > 0.0 && isfinite(square), err, CHL_EARG,
                    "the constant function has the mass %g", square);
        cblas_dgemv(CblasColMajor, CblasTrans, r, m, 1.0 / sqrt(square),
                    self->basis, r, moment, 1, 0.0, self->mean, 1);
    }
out:
    chl_free(moment);
    return status;
}

/* Coordinates of the constant, orthonormal as the basis is. */
static chl_status
find_constant(const chl_adversarial_matrices *matrices, const double *gram,
              const chl_adversarial *self, double *unit, chl_error *err)
{
    chl_status status = CHL_OK;
    int r = (int) matrices->r, m = (int) self->info.kept;
    double *moment = chl_alloc(matrices->r, sizeof *moment), length;

    CHL_REQUIRE_MEMORY(moment, err, "the constant");
    cblas_dsymv(CblasColMajor, CblasLower, r, 1.0, gram, r, matrices->constant,
                1, 0.0, moment, 1);
    cblas_dgemv(CblasColMajor, CblasTrans, r, m, 1.0, self->basis, r, moment, 1,
                0.0, unit, 1);
    length = cblas_dnrm2(m, unit, 1);
    CHL_REQUIRE(length > 0.0, err, CHL_EARG, "the constant function is 0");
    cblas_dscal(m, 1.0 / length, unit, 1);
out:
    chl_free(moment);
    return status;
}

/* S - e (S e)' - (S e) e' + (e'S e) e e': what rounding put on e goes. */
static chl_status
take_out(size_t m, const double *unit, double *matrix, chl_error *err)
{
    double *image = chl_alloc(m, sizeof *image), half;

    if (image == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for the constant");
    }
    cblas_dsymv(CblasColMajor, CblasLower, (int) m, 1.0, matrix, (int) m, unit,
                1, 0.0, image, 1);
    half = cblas_ddot((int) m, image, 1, unit, 1) / 2.0;
    cblas_daxpy((int) m, -half, unit, 1, image, 1);
    cblas_dsyr2(CblasColMajor, CblasLower, (int) m, -1.0, unit, 1, image, 1,
                matrix, (int) m);
    chl_free(image);
    return CHL_OK;
}

/* Turn the basis so that A is diagonal. */
static chl_status
diagonalise(const chl_adversarial_matrices *matrices, const double *gram,
            double cut, chl_adversarial *self, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t r = matrices->r, m = self->info.kept;
    double *stiffness = NULL, *turned = NULL;
    double *unit = chl_alloc(m, sizeof *unit);

    CHL_REQUIRE_MEMORY(unit, err, "the constant");
    self->lambda = chl_alloc(m, sizeof *self->lambda);
    CHL_REQUIRE_MEMORY(self->lambda, err, "eigenvalues of the stiffness");
    turned = chl_alloc(r, m * sizeof *turned);
    CHL_REQUIRE_MEMORY(turned, err, "a basis");
    CHL_TRY(project(self, matrices->stiffness, &stiffness, err));
    if (matrices->constant != NULL) {
        CHL_TRY(find_constant(matrices, gram, self, unit, err));
        CHL_TRY(take_out(m, unit, stiffness, err));
    }
    CHL_TRY(chl_symmetric_eigen(m, stiffness, self->lambda, err));
    for (size_t k = 0; k < m; k++) {
        if (!(self->lambda[k] > cut * self->lambda[m - 1])) {
            self->lambda[k] = 0.0;
            self->info.kernel++;
        }
    }
    chl_dense_combine(r, m, self->basis, m, stiffness, turned);
    chl_free(self->basis);
    self->basis = turned;
    turned = NULL;
out:
    chl_free(unit);
    chl_free(stiffness);
    chl_free(turned);
    return status;
}

/* Everything else in the basis, now that it stands. */
static chl_status
fill(const chl_adversarial_matrices *matrices, const double *gram,
     chl_adversarial *self, chl_error *err)
{
    chl_status status = CHL_OK;
    int r = (int) matrices->r, m = (int) self->info.kept;

    if (matrices->norm != NULL) {
        CHL_TRY(project(self, matrices->mass, &self->mass, err));
    }
    if (matrices->kernel != NULL) {
        CHL_TRY(project(self, matrices->kernel, &self->mobility, err));
    }
    CHL_TRY(find_mean(matrices, self, err));
    self->dual = chl_alloc(matrices->r, self->info.kept * sizeof *self->dual);
    CHL_REQUIRE_MEMORY(self->dual, err, "a basis");
    cblas_dsymm(CblasColMajor, CblasLeft, CblasLower, r, m, 1.0, gram, r,
                self->basis, r, 0.0, self->dual, r);
out:
    return status;
}

static double
stiffness_cut(const chl_adversarial_matrices *matrices,
              const chl_adversarial_settings *s)
{
    const double least = 1e-12;

    if (s->stiffness_cut > 0.0) {
        return s->stiffness_cut;
    }
    return matrices->coupling != NULL
               ? fmax(least, 10.0 * DBL_EPSILON / s->hidden_cut)
               : least;
}

chl_status
chl_adversarial_create(const chl_adversarial_matrices *matrices,
                       const chl_adversarial_settings *settings,
                       chl_adversarial **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_adversarial_settings s =
        settings != NULL ? *settings : chl_adversarial_settings_default();
    chl_adversarial *self = NULL;
    const double *gram;

    CHL_TRY(check(matrices, &s, err));
    gram = matrices->norm != NULL ? matrices->norm : matrices->mass;
    self = chl_alloc(1, sizeof *self);
    CHL_REQUIRE_MEMORY(self, err, "the adversarial operator");
    self->info.functions = matrices->r;
    self->info.mobility = matrices->norm != NULL     ? CHL_MOBILITY_NORM
                          : matrices->kernel != NULL ? CHL_MOBILITY_KERNEL
                                                     : CHL_MOBILITY_L2;
    CHL_TRY(orthonormalise(matrices->r, gram, s.mass_cut, self, err));
    CHL_TRY(
        diagonalise(matrices, gram, stiffness_cut(matrices, &s), self, err));
    CHL_TRY(fill(matrices, gram, self, err));
    CHL_TRY(
        chl_adversarial_couple(self, matrices->coupling, s.hidden_cut, err));
    *out = self;
    self = NULL;
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "adversarial operator");
    }
    chl_adversarial_free(self);
    return status;
}

const chl_adversarial_info *
chl_adversarial_describe(const chl_adversarial *adversarial)
{
    return &adversarial->info;
}

const double *
chl_adversarial_kernel(const chl_adversarial *adversarial)
{
    return adversarial->basis;
}

const double *
chl_adversarial_hidden(const chl_adversarial *adversarial)
{
    return adversarial->hidden;
}

const double *
chl_adversarial_transmission(const chl_adversarial *adversarial)
{
    return adversarial->transmission;
}
