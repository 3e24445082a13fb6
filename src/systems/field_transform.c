/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of kernels that see their points through a transform. */
#include "systems/field_transform.h"

#include <math.h>

#include "base/error.h"

static double
value_of(chl_pair_transform transform, double x)
{
    if (transform == CHL_TRANSFORM_TANH) {
        return tanh(x);
    }
    return fabs(x) < 1.0 ? atanh(x) : NAN;
}

static double
slope_of(chl_pair_transform transform, double x)
{
    const double t = tanh(x);

    return transform == CHL_TRANSFORM_TANH ? 1.0 - t * t : 1.0 / (1.0 - x * x);
}

/* Points as the kernel sees them, and their norms. */
typedef struct seen {
    double *points, *norms;
} seen;

static void
clear(seen *s)
{
    chl_free(s->points);
    chl_free(s->norms);
}

static chl_status
look(const chl_pair_kernel *kernel, size_t count, size_t d, const double *x,
     seen *out, chl_error *err)
{
    chl_status status = CHL_OK;

    out->points = chl_alloc(count * d, sizeof *out->points);
    CHL_REQUIRE_MEMORY(out->points, err, "transformed points");
    out->norms = chl_alloc(count, sizeof *out->norms);
    CHL_REQUIRE_MEMORY(out->norms, err, "transformed points");
    for (size_t i = 0; i < count * d; i++) {
        out->points[i] = value_of(kernel->transform, x[i]);
    }
    chl_field_norms(count, d, out->points, out->norms);
out:
    return status;
}

/* The same, where all of them are needed. */
static chl_status
look_at_all(const chl_pair_kernel *kernel, size_t count, size_t d,
            const double *x, seen *out, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(look(kernel, count, d, x, out, err));
    for (size_t i = 0; i < count * d; i++) {
        CHL_REQUIRE(!isnan(out->points[i]), err, CHL_ENUMERIC,
                    "point %zu, column %zu is %g; the kernel's atanh takes "
                    "what lies between -1 and 1",
                    i / d, i % d, x[i]);
    }
out:
    return status;
}

static chl_pair_kernel
plain(const chl_pair_kernel *kernel)
{
    chl_pair_kernel same = *kernel;

    same.transform = CHL_TRANSFORM_NONE;
    return same;
}

/* Points that are a support stay so. */
static chl_status
evaluate(const chl_field *field, size_t count, const seen *x,
         const double *original, chl_support *supports, seen *others,
         double *values, double *gradients, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_pair_kernel kernel = plain(field->kernel);
    chl_field inner = *field;

    for (size_t s = 0; s < field->count; s++) {
        supports[s] = field->supports[s];
        CHL_TRY(look_at_all(field->kernel, supports[s].count, field->d,
                            supports[s].points, &others[s], err));
        const bool own =
            supports[s].points == original && supports[s].count == count;

        supports[s].points = own ? x->points : others[s].points;
        supports[s].norms = own ? x->norms : others[s].norms;
    }
    inner.kernel = &kernel;
    inner.supports = supports;
    CHL_TRY(
        chl_field_evaluate(&inner, count, x->points, values, gradients, err));
out:
    return status;
}

chl_status
chl_field_evaluate_seen(const chl_field *field, size_t count, const double *x,
                        double *values, double *gradients, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_pair_transform transform = field->kernel->transform;
    seen mine = { NULL, NULL };
    seen *others = chl_alloc(field->count, sizeof *others);
    chl_support *supports = chl_alloc(field->count, sizeof *supports);

    CHL_REQUIRE_MEMORY(others, err, "transformed points");
    CHL_REQUIRE_MEMORY(supports, err, "transformed points");
    CHL_TRY(look(field->kernel, count, field->d, x, &mine, err));
    CHL_TRY(evaluate(field, count, &mine, x, supports, others, values,
                     gradients, err));
    for (size_t i = 0; gradients != NULL && i < count * field->d; i++) {
        gradients[i] *= slope_of(transform, x[i]);
    }
out:
    for (size_t s = 0; others != NULL && s < field->count; s++) {
        clear(&others[s]);
    }
    chl_free(others);
    chl_free(supports);
    clear(&mine);
    return status;
}

chl_status
chl_field_values_seen(const chl_pair_kernel *kernel, const chl_pairs *pairs,
                      double *values, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_pair_kernel same = plain(kernel);
    chl_pairs inner = *pairs;
    seen x = { NULL, NULL }, z = { NULL, NULL };

    CHL_TRY(look_at_all(kernel, pairs->count, pairs->d, pairs->x, &x, err));
    CHL_TRY(look_at_all(kernel, pairs->m, pairs->d, pairs->z, &z, err));
    inner.x = x.points;
    inner.z = z.points;
    inner.x_norms = x.norms;
    inner.z_norms = z.norms;
    inner.products = NULL;
    CHL_TRY(chl_field_values(&same, &inner, values, err));
out:
    clear(&x);
    clear(&z);
    return status;
}

chl_status
chl_field_matrix_seen(const chl_pair_kernel *kernel, size_t d, size_t threads,
                      size_t count, const double *points, double *matrix,
                      chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_pair_kernel same = plain(kernel);
    seen all = { NULL, NULL };

    CHL_TRY(look_at_all(kernel, count, d, points, &all, err));
    CHL_TRY(chl_field_matrix(&same, d, threads, count, all.points, all.norms,
                             matrix, err));
out:
    clear(&all);
    return status;
}
