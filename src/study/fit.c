/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One fit: ridge solve, then Rayleigh-Ritz without the ridge. */
#include "study/fit.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

/* Vectors beyond the wanted ones that enter the Rayleigh-Ritz step. */
enum {
    EXTRA = 2
};

/* Relative to tr A. In low dimension the kernel matrices are singular to
 * rounding; 1e-14 is not enough to factor them, 1e-12 is. */
static const double least_jitter = 1e-12, most_jitter = 1e-6;

/* A quadratic form that is this much smaller than the sum of the magnitudes
 * of its terms is rounding error. */
static const double cancellation = 1e-12;

static double
trace(size_t q, size_t m, const double *matrix)
{
    double sum = 0.0;

    for (size_t j = 0; j < m; j++) {
        sum += matrix[j * q + j];
    }
    return sum;
}

/* b = A + eps tr(A_kk) / tr(R) R + jitter; kernel block and linear block. */
static void
regularise(const chl_pencil *pencil, const double *ridge, double eps,
           double jitter, double *b)
{
    size_t q = pencil->q, m = pencil->m;
    double scale = trace(q, m, pencil->stiffness);
    double factor = eps * scale / trace(q, m, ridge);

    for (size_t i = 0; i < q * q; i++) {
        b[i] = pencil->stiffness[i] + factor * ridge[i];
    }
    for (size_t j = 0; j < q; j++) {
        b[j * q + j] += jitter * (j < m ? scale : pencil->stiffness[j * q + j]);
    }
}

static chl_status
solve_once(const chl_pencil *pencil, const double *b,
           const chl_fit_settings *settings, chl_eigen_result **out,
           chl_error *err)
{
    chl_status status = CHL_OK;
    chl_operator *mass = NULL, *regular = NULL;
    chl_eigen_settings s = chl_eigen_settings_default();
    chl_eigen_problem problem;

    CHL_TRY(
        chl_operator_dense(pencil->mass, pencil->q, CHL_SYMMETRIC, &mass, err));
    CHL_TRY(chl_operator_dense(b, pencil->q, CHL_SYMMETRIC | CHL_POSITIVE,
                               &regular, err));
    s.method = settings->solver;
    s.count = settings->count + EXTRA;
    if (s.count > pencil->q) {
        s.count = pencil->q;
    }
    s.tolerance = 1e-10;
    s.seed = settings->seed + 1;
    problem = (chl_eigen_problem){ mass, regular };
    CHL_TRY(chl_eigen_solve(&problem, &s, out, err));
out:
    chl_operator_free(mass);
    chl_operator_free(regular);
    return status;
}

/* Raise the jitter tenfold until the factorisation goes through. */
static chl_status
solve_ridge(const chl_pencil *pencil, const double *ridge,
            const chl_fit_settings *settings, double *jitter,
            chl_eigen_result **out, chl_error *err)
{
    chl_status status = CHL_OK;
    double *b = chl_alloc(pencil->q * pencil->q, sizeof *b);
    double raised = least_jitter;
    chl_error refused = { 0 };

    CHL_REQUIRE_MEMORY(b, err, "a regularised matrix");
    for (;;) {
        regularise(pencil, ridge, settings->ridge, raised, b);
        refused = (chl_error){ 0 };
        status = solve_once(pencil, b, settings, out, &refused);
        if (status != CHL_ENUMERIC || raised > most_jitter) {
            break;
        }
        raised *= 10.0;
    }
    *jitter = raised;
    if (status != CHL_OK && err != NULL && err->status == CHL_OK) {
        *err = refused;
    }
out:
    chl_free(b);
    return status;
}

/* Sum over i of |a_i| sqrt(S_ii), squared: what a' S a could be at most. */
static double
magnitude(size_t q, const double *matrix, const double *a)
{
    double sum = 0.0;

    for (size_t i = 0; i < q; i++) {
        sum += fabs(a[i]) * sqrt(fmax(matrix[i * q + i], 0.0));
    }
    return sum * sum;
}

/* How many leading vectors have forms that are more than rounding. */
static chl_status
count_sound(const chl_pencil *pencil, const chl_eigen_result *pairs,
            size_t *count, chl_error *err)
{
    size_t q = pencil->q;

    for (*count = 0; *count < pairs->count; (*count)++) {
        const double *a = pairs->vectors + *count * q;
        double mass, stiffness;
        chl_status status =
            chl_dense_project(q, pencil->mass, 1, a, &mass, err);

        if (status == CHL_OK) {
            status =
                chl_dense_project(q, pencil->stiffness, 1, a, &stiffness, err);
        }
        if (status != CHL_OK) {
            return status;
        }
        if (!(mass > cancellation * magnitude(q, pencil->mass, a)
              && stiffness
                     > cancellation * magnitude(q, pencil->stiffness, a))) {
            break;
        }
    }
    return CHL_OK;
}

/* Smallest `count` pairs of the k x k pencil (stiffness, mass), after scaling
 * the functions to unit mass; vectors k x count in the old scale. */
static chl_status
small_pencil(size_t k, double *mass, double *stiffness, size_t count,
             double *values, double *vectors, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_operator *a = NULL, *b = NULL;
    chl_eigen_result *pairs = NULL;
    chl_eigen_settings s = chl_eigen_settings_default();
    double *scale = chl_alloc(k, sizeof *scale);
    chl_eigen_problem problem;

    CHL_REQUIRE_MEMORY(scale, err, "scales");
    for (size_t i = 0; i < k; i++) {
        CHL_REQUIRE(mass[i * k + i] > 0.0, err, CHL_ENUMERIC,
                    "mode %zu has variance %g; it must be above 0", i,
                    mass[i * k + i]);
        scale[i] = 1.0 / sqrt(mass[i * k + i]);
    }
    for (size_t i = 0; i < k * k; i++) {
        mass[i] *= scale[i % k] * scale[i / k];
        stiffness[i] *= scale[i % k] * scale[i / k];
    }
    CHL_TRY(chl_operator_dense(stiffness, k, CHL_SYMMETRIC, &a, err));
    CHL_TRY(chl_operator_dense(mass, k, CHL_SYMMETRIC | CHL_POSITIVE, &b, err));
    s.method = "dense";
    s.which = CHL_SMALLEST;
    s.count = count;
    problem = (chl_eigen_problem){ a, b };
    CHL_TRY(chl_eigen_solve(&problem, &s, &pairs, err));
    for (size_t j = 0; j < count; j++) {
        values[j] = pairs->values[j];
        for (size_t i = 0; vectors != NULL && i < k; i++) {
            vectors[j * k + i] = scale[i] * pairs->vectors[j * k + i];
        }
    }
out:
    chl_free(scale);
    chl_operator_free(a);
    chl_operator_free(b);
    chl_eigen_result_free(pairs);
    return status;
}

static chl_status
project_both(const chl_pencil *pencil, size_t k, const double *v, double *mass,
             double *stiffness, chl_error *err)
{
    chl_status status =
        chl_dense_project(pencil->q, pencil->mass, k, v, mass, err);

    if (status == CHL_OK) {
        status = chl_dense_project(pencil->q, pencil->stiffness, k, v,
                                   stiffness, err);
    }
    return status;
}

static chl_status
rayleigh_ritz(const chl_pencil *pencil, const double *vectors, size_t k,
              chl_fit *fit, chl_error *err)
{
    chl_status status = CHL_OK;
    double *mass = chl_alloc(k * k, sizeof *mass);
    double *stiffness = chl_alloc(k * k, sizeof *stiffness);
    double *rotation = chl_alloc(k * k, sizeof *rotation);

    CHL_REQUIRE_MEMORY(mass, err, "a small mass matrix");
    CHL_REQUIRE_MEMORY(stiffness, err, "a small stiffness matrix");
    CHL_REQUIRE_MEMORY(rotation, err, "a rotation");
    CHL_TRY(project_both(pencil, k, vectors, mass, stiffness, err));
    CHL_TRY(small_pencil(k, mass, stiffness, fit->count, fit->values, rotation,
                         err));
    chl_dense_combine(pencil->q, k, vectors, fit->count, rotation,
                      fit->coefficients);
out:
    chl_free(mass);
    chl_free(stiffness);
    chl_free(rotation);
    return status;
}

static chl_status
allocate(chl_fit *fit, size_t q, size_t count, chl_error *err)
{
    chl_status status = CHL_OK;

    fit->q = q;
    fit->count = count;
    fit->coefficients = chl_alloc(q * count, sizeof(double));
    fit->values = chl_alloc(count, sizeof(double));
    fit->residuals = chl_alloc(count, sizeof(double));
    CHL_REQUIRE_MEMORY(fit->coefficients, err, "modes");
    CHL_REQUIRE_MEMORY(fit->values, err, "modes");
    CHL_REQUIRE_MEMORY(fit->residuals, err, "modes");
out:
    return status;
}

chl_status
chl_fit_solve(const chl_pencil *pencil, const double *ridge,
              const chl_fit_settings *settings, chl_fit *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_eigen_result *pairs = NULL;
    chl_fit fit = { 0 };
    size_t sound = 0;

    CHL_TRY(solve_ridge(pencil, ridge, settings, &fit.jitter, &pairs, err));
    CHL_TRY(count_sound(pencil, pairs, &sound, err));
    CHL_REQUIRE(sound > 0, err, CHL_ENUMERIC,
                "no mode of the training rows is above rounding error");
    CHL_TRY(allocate(&fit, pencil->q,
                     sound < settings->count ? sound : settings->count, err));
    fit.converged = pairs->reason == CHL_CONVERGED;
    fit.method = pairs->method;
    memcpy(fit.residuals, pairs->residuals, fit.count * sizeof(double));
    CHL_TRY(rayleigh_ritz(pencil, pairs->vectors, sound, &fit, err));
    *out = fit;
    fit = (chl_fit){ 0 };
out:
    chl_eigen_result_free(pairs);
    chl_fit_clear(&fit);
    return status;
}

void
chl_fit_clear(chl_fit *fit)
{
    chl_free(fit->coefficients);
    chl_free(fit->values);
    chl_free(fit->residuals);
    *fit = (chl_fit){ 0 };
}

chl_status
chl_fit_quotients(const chl_fit *fit, const chl_pencil *other,
                  double *quotients, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t k = fit->count;
    double *mass = chl_alloc(k * k, sizeof *mass);
    double *stiffness = chl_alloc(k * k, sizeof *stiffness);

    CHL_REQUIRE_MEMORY(mass, err, "a small mass matrix");
    CHL_REQUIRE_MEMORY(stiffness, err, "a small stiffness matrix");
    CHL_TRY(project_both(other, k, fit->coefficients, mass, stiffness, err));
    for (size_t a = 0; a < k; a++) {
        quotients[a] = mass[a * k + a] > 0.0
                           ? stiffness[a * k + a] / mass[a * k + a]
                           : NAN;
    }
out:
    chl_free(mass);
    chl_free(stiffness);
    return status;
}

chl_status
chl_fit_score(const chl_fit *fit, const chl_pencil *other, size_t leading,
              double *score, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t k = fit->count < leading ? fit->count : leading;
    double *mass = chl_alloc(k * k, sizeof *mass);
    double *stiffness = chl_alloc(k * k, sizeof *stiffness);
    double *values = chl_alloc(k, sizeof *values);
    chl_error ignored = { 0 };
    double sum = 0.0;

    CHL_REQUIRE_MEMORY(mass, err, "a small mass matrix");
    CHL_REQUIRE_MEMORY(stiffness, err, "a small stiffness matrix");
    CHL_REQUIRE_MEMORY(values, err, "held-out values");
    CHL_TRY(project_both(other, k, fit->coefficients, mass, stiffness, err));
    status = small_pencil(k, mass, stiffness, k, values, NULL, &ignored);
    if (status == CHL_ENUMERIC || fit->count < leading) {
        status = CHL_OK;
        *score = INFINITY;
        goto out;
    }
    CHL_REQUIRE(status == CHL_OK, err, status, "%s", ignored.text);
    for (size_t a = 0; a < k; a++) {
        sum += values[a] > 0.0 ? log(values[a]) : INFINITY;
    }
    *score = sum / (double) k;
out:
    chl_free(mass);
    chl_free(stiffness);
    chl_free(values);
    return status;
}
