/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The front of the weighted Laplacian on a grid, over its methods. */
#include "operators/grid_laplacian.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

static const chl_grid_method *const methods[] = {
    &chl_grid_volumes,
    &chl_grid_spectral,
};

/* Part of the largest density below which a cell is out of use: quotients of
 * densities must stay in range. */
static const double nothing = 1e-290;

chl_grid_settings
chl_grid_settings_default(void)
{
    return (chl_grid_settings){ .method = "volumes", .tolerance = 1e-12 };
}

static chl_status
pick_method(const char *name, const chl_grid_method **out, chl_error *err)
{
    for (size_t k = 0; k < sizeof methods / sizeof *methods; k++) {
        if (name != NULL && strcmp(name, methods[k]->name) == 0) {
            *out = methods[k];
            return CHL_OK;
        }
    }
    return CHL_FAIL(err, CHL_EARG,
                    "grid method is '%s'; it must be volumes or spectral",
                    name != NULL ? name : "");
}

static chl_status
check_settings(const chl_grid_settings *s, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(s->tolerance > 0.0 && s->tolerance < 1.0, err, CHL_EARG,
                "tolerance is %g; it must lie in (0, 1)", s->tolerance);
    CHL_REQUIRE(isfinite(s->shift) && s->shift >= 0.0, err, CHL_EARG,
                "shift is %g; it must be finite and above 0, or 0 to choose it",
                s->shift);
out:
    return status;
}

/* The cells in use, and sqrt(rho) on them. */
static chl_status
find_cells(chl_grid_laplacian *l, chl_error *err)
{
    chl_status status = CHL_OK;
    const double *rho = l->density->values;
    const size_t size = chl_grid_size(&l->density->grid);
    double most = 0.0, sum = 0.0;

    for (size_t i = 0; i < size; i++) {
        most = fmax(most, rho[i]);
    }
    for (size_t i = 0; i < size; i++) {
        l->n += rho[i] > nothing * most;
        sum += rho[i] / most;
    }
    CHL_REQUIRE(l->n >= 2, err, CHL_EDATA,
                "the density is above 0 in %zu cells; at least 2 are needed",
                l->n);
    l->cell = chl_alloc(l->n, sizeof *l->cell);
    l->ground = chl_alloc(l->n, sizeof *l->ground);
    l->scratch = chl_alloc(l->n, sizeof *l->scratch);
    CHL_REQUIRE_MEMORY(l->cell, err, "cells in use");
    CHL_REQUIRE_MEMORY(l->ground, err, "the ground state");
    CHL_REQUIRE_MEMORY(l->scratch, err, "scratch of a grid");
    for (size_t i = 0, k = 0; i < size; i++) {
        if (rho[i] > nothing * most) {
            l->ground[k] = sqrt(rho[i] / most / sum);
            l->cell[k++] = i;
        }
    }
out:
    return status;
}

/* A hundredth of 1 / variance along the widest axis. */
static double
default_shift(const chl_grid_laplacian *l)
{
    const chl_grid *grid = &l->density->grid;
    double widest = 0.0, x[3];

    for (size_t a = 0; a < grid->dimension; a++) {
        double mean = 0.0, square = 0.0;

        for (size_t k = 0; k < l->n; k++) {
            chl_grid_centre(grid, l->cell[k], x);
            mean += l->ground[k] * l->ground[k] * x[a];
        }
        for (size_t k = 0; k < l->n; k++) {
            chl_grid_centre(grid, l->cell[k], x);
            square +=
                l->ground[k] * l->ground[k] * (x[a] - mean) * (x[a] - mean);
        }
        widest = fmax(widest, square);
    }
    return 0.01 / fmax(widest, 1e-300);
}

void
chl_grid_deflate(const chl_grid_laplacian *l, double *x)
{
    double sum = 0.0;

    for (size_t k = 0; k < l->n; k++) {
        sum += l->ground[k] * x[k];
    }
    for (size_t k = 0; k < l->n; k++) {
        x[k] -= sum * l->ground[k];
    }
}

static chl_status
apply_forward(void *self, const double *x, double *y, chl_error *err)
{
    chl_grid_laplacian *l = self;

    (void) err;
    l->method->apply(l, x, y);
    return CHL_OK;
}

static chl_status
apply_inverse(void *self, const double *x, double *y, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_grid_laplacian *l = self;

    memcpy(l->scratch, x, l->n * sizeof *x);
    chl_grid_deflate(l, l->scratch);
    CHL_TRY(l->method->solve(l, l->scratch, y, err));
    chl_grid_deflate(l, y);
out:
    return status;
}

static const chl_operator_type forward_type = {
    .name = "grid Laplacian",
    .apply = apply_forward,
};

static const chl_operator_type inverse_type = {
    .name = "inverse grid Laplacian",
    .apply = apply_inverse,
};

chl_status
chl_grid_laplacian_create(const chl_grid_density *density,
                          const chl_grid_settings *settings,
                          chl_grid_laplacian **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const unsigned flags = CHL_SYMMETRIC;
    chl_grid_laplacian *l = chl_alloc(1, sizeof *l);

    CHL_REQUIRE_MEMORY(l, err, "a grid Laplacian");
    l->density = density;
    l->settings = settings != NULL ? *settings : chl_grid_settings_default();
    CHL_TRY(pick_method(l->settings.method, &l->method, err));
    CHL_TRY(check_settings(&l->settings, err));
    l->settings.threads =
        l->settings.threads > 0 ? l->settings.threads : chl_threads_default();
    CHL_TRY(find_cells(l, err));
    if (!l->method->shifted) {
        l->settings.shift = 0.0;
    } else if (l->settings.shift == 0.0) {
        l->settings.shift = default_shift(l);
    }
    CHL_TRY(l->method->create(l, err));
    CHL_TRY(
        chl_operator_create(&forward_type, l, l->n, flags, &l->forward, err));
    CHL_TRY(
        chl_operator_create(&inverse_type, l, l->n, flags, &l->inverse, err));
    *out = l;
    l = NULL;
out:
    chl_grid_laplacian_free(l);
    return status;
}

void
chl_grid_laplacian_free(chl_grid_laplacian *l)
{
    if (l == NULL) {
        return;
    }
    if (l->method != NULL) {
        l->method->destroy(l->state);
    }
    chl_operator_free(l->forward);
    chl_operator_free(l->inverse);
    chl_free(l->cell);
    chl_free(l->ground);
    chl_free(l->scratch);
    chl_free(l);
}

size_t
chl_grid_laplacian_size(const chl_grid_laplacian *l)
{
    return l->n;
}

const chl_operator *
chl_grid_laplacian_operator(const chl_grid_laplacian *l)
{
    return l->forward;
}

chl_status
chl_grid_laplacian_inverse(chl_grid_laplacian *l, const chl_operator **out,
                           chl_error *err)
{
    chl_status status = CHL_OK;

    if (l->method->prepare != NULL) {
        CHL_TRY(l->method->prepare(l, err));
    }
    *out = l->inverse;
out:
    return status;
}

double
chl_grid_laplacian_shift(const chl_grid_laplacian *l)
{
    return l->settings.shift;
}

const double *
chl_grid_laplacian_ground(const chl_grid_laplacian *l)
{
    return l->ground;
}

chl_status
chl_grid_laplacian_quotient(chl_grid_laplacian *l, const double *g,
                            double *value, chl_error *err)
{
    chl_status status = CHL_OK;
    double square = 0.0;

    for (size_t k = 0; k < l->n; k++) {
        square += g[k] * g[k];
    }
    CHL_REQUIRE(square > 0.0, err, CHL_ENUMERIC,
                "the quotient of a function that is 0 everywhere is asked for");
    *value = l->method->energy(l, g) / square;
out:
    return status;
}

void
chl_grid_laplacian_function(const chl_grid_laplacian *l, const double *g,
                            double *f)
{
    const size_t size = chl_grid_size(&l->density->grid);

    for (size_t i = 0; i < size; i++) {
        f[i] = NAN;
    }
    for (size_t k = 0; k < l->n; k++) {
        f[l->cell[k]] = g[k] / l->ground[k];
    }
}
