/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The weighted Laplacian on a torus by FFT. Derivatives are taken on the faces,
 * half a cell away, where the alternating function has one too: with centres
 * only it would be a second function of derivative 0.
 */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/fourier.h"
#include "operators/grid_laplacian.h"

enum {
    STEPS_LIMIT = 2000,
    PARALLEL_FROM = 1 << 14 /* cells; below, threads cost more than they do */
};

static const double pi = 3.14159265358979323846;

/* One axis works on scratch of its own, so that axes run side by side. */
typedef struct lane {
    chl_complex *modes, *sum;
    double *values;
    chl_complex *slope; /* i k exp(i k h / 2) at each place of the axis  */
    double energy;
} lane;

typedef struct spectral {
    chl_fourier *fourier;
    size_t axes, modes, n;
    size_t along[3]; /* places per axis of a spectrum                    */
    lane lanes[3];
    double *root;   /* rho^-1/2                                          */
    double *values; /* scratch                                           */
    chl_complex *input;
    double *inverse_wave; /* 1 / |k|^2 of each mode                      */
    double *residual, *direction, *image, *solved; /* of the solver      */
} spectral;

static void
destroy(void *state)
{
    spectral *s = state;

    if (s == NULL) {
        return;
    }
    for (size_t a = 0; a < 3; a++) {
        chl_free(s->lanes[a].modes);
        chl_free(s->lanes[a].sum);
        chl_free(s->lanes[a].values);
        chl_free(s->lanes[a].slope);
    }
    chl_fourier_free(s->fourier);
    chl_free(s->root);
    chl_free(s->values);
    chl_free(s->input);
    chl_free(s->inverse_wave);
    chl_free(s->residual);
    chl_free(s->direction);
    chl_free(s->image);
    chl_free(s->solved);
    chl_free(s);
}

static chl_status
alloc_lane(spectral *s, const chl_grid *grid, size_t axis, chl_error *err)
{
    chl_status status = CHL_OK;
    lane *own = &s->lanes[axis];
    const size_t n = grid->cells[axis];
    const double h = chl_grid_step(grid, axis);

    own->modes = chl_alloc(s->modes, sizeof *own->modes);
    own->sum = chl_alloc(s->modes, sizeof *own->sum);
    own->values = chl_alloc(s->n, sizeof *own->values);
    own->slope = chl_alloc(s->along[axis], sizeof *own->slope);
    CHL_REQUIRE_MEMORY(own->modes, err, "modes of a derivative");
    CHL_REQUIRE_MEMORY(own->sum, err, "modes of a derivative");
    CHL_REQUIRE_MEMORY(own->values, err, "a derivative");
    CHL_REQUIRE_MEMORY(own->slope, err, "slopes of modes");
    for (size_t k = 0; k < s->along[axis]; k++) {
        double frequency = chl_fourier_frequency(k, n);
        double wave = 2.0 * pi * frequency / (h * (double) n);
        double phase = pi * frequency / (double) n;

        own->slope[k] = (chl_complex){ -wave * sin(phase), wave * cos(phase) };
        if (2 * k == n) {
            own->slope[k] = (chl_complex){ -wave, 0.0 };
        }
    }
out:
    return status;
}

/* 1 / |k|^2; of the constant as of the slowest wave, which keeps the
 * preconditioner definite. */
static void
fill_waves(spectral *s)
{
    double slowest = INFINITY;

    for (size_t k = 0; k < s->modes; k++) {
        double square = 0.0;
        size_t rest = k;

        for (size_t a = s->axes; a-- > 0;) {
            chl_complex z = s->lanes[a].slope[rest % s->along[a]];

            rest /= s->along[a];
            square += z.re * z.re + z.im * z.im;
        }
        s->inverse_wave[k] = square;
        if (k > 0) {
            slowest = fmin(slowest, square);
        }
    }
    s->inverse_wave[0] = slowest;
    for (size_t k = 0; k < s->modes; k++) {
        s->inverse_wave[k] = 1.0 / (s->inverse_wave[k] * (double) s->n);
    }
}

static chl_status
alloc_state(spectral *s, const chl_grid *grid, chl_error *err)
{
    chl_status status = CHL_OK;
    double **const arrays[] = { &s->root,      &s->values, &s->residual,
                                &s->direction, &s->image,  &s->solved };

    CHL_TRY(chl_fourier_create(grid->dimension, grid->cells, &s->fourier, err));
    s->axes = grid->dimension;
    s->n = chl_fourier_size(s->fourier);
    s->modes = chl_fourier_modes(s->fourier);
    for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++) {
        *arrays[k] = chl_alloc(s->n, sizeof(double));
        CHL_REQUIRE_MEMORY(*arrays[k], err, "a spectral operator");
    }
    s->input = chl_alloc(s->modes, sizeof *s->input);
    s->inverse_wave = chl_alloc(s->modes, sizeof *s->inverse_wave);
    CHL_REQUIRE_MEMORY(s->input, err, "modes of a function");
    CHL_REQUIRE_MEMORY(s->inverse_wave, err, "waves of modes");
    for (size_t a = 0; a < s->axes; a++) {
        s->along[a] = a + 1 < s->axes ? grid->cells[a] : grid->cells[a] / 2 + 1;
        CHL_TRY(alloc_lane(s, grid, a, err));
    }
out:
    return status;
}

static chl_status
create(chl_grid_laplacian *l, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_grid *grid = &l->density->grid;
    spectral *s = NULL;

    CHL_REQUIRE(grid->periodic, err, CHL_EUNSUPPORTED,
                "the spectral method needs a periodic grid; use volumes");
    CHL_REQUIRE(l->n == chl_grid_size(grid), err, CHL_EUNSUPPORTED,
                "the density is 0 in %zu cells; the spectral method needs it "
                "above 0 everywhere: use volumes",
                chl_grid_size(grid) - l->n);
    s = chl_alloc(1, sizeof *s);
    CHL_REQUIRE_MEMORY(s, err, "a spectral operator");
    CHL_TRY(alloc_state(s, grid, err));
    fill_waves(s);
    for (size_t k = 0; k < s->n; k++) {
        s->root[k] = 1.0 / sqrt(l->density->values[k]);
    }
    l->state = s;
    s = NULL;
out:
    destroy(s);
    return status;
}

/* to = from * slope along an axis, or its conjugate. */
static void
derive(const spectral *s, size_t axis, bool conjugate, const chl_complex *from,
       chl_complex *to)
{
    const chl_complex *slope = s->lanes[axis].slope;
    const double sign = conjugate ? -1.0 : 1.0;
    size_t inner = 1, k = 0;

    for (size_t a = axis + 1; a < s->axes; a++) {
        inner *= s->along[a];
    }
    while (k < s->modes) {
        for (size_t i = 0; i < s->along[axis]; i++) {
            chl_complex z = { slope[i].re, sign * slope[i].im };

            for (size_t j = 0; j < inner; j++, k++) {
                chl_complex w = from[k];

                to[k] = (chl_complex){ z.re * w.re - z.im * w.im,
                                       z.re * w.im + z.im * w.re };
            }
        }
    }
}

/* The axis' part of D' rho D, in modes; and its energy. */
static void
run_lane(chl_grid_laplacian *l, size_t axis)
{
    spectral *s = l->state;
    lane *own = &s->lanes[axis];
    const double *rho = l->density->faces[axis];
    const double scale = 1.0 / (double) s->n;

    derive(s, axis, false, s->input, own->modes);
    chl_fourier_backward(s->fourier, own->modes, own->values);
    own->energy = 0.0;
    for (size_t k = 0; k < s->n; k++) {
        double slope = own->values[k] * scale;

        own->values[k] = rho[k] * slope;
        own->energy += own->values[k] * slope;
    }
    chl_fourier_forward(s->fourier, own->values, own->modes);
    derive(s, axis, true, own->modes, own->sum);
}

static void
run_lanes(chl_grid_laplacian *l, const double *g)
{
    spectral *s = l->state;
    const size_t useful = s->n < PARALLEL_FROM ? 1 : s->axes;
    const int threads =
        (int) (l->settings.threads < useful ? l->settings.threads : useful);

    for (size_t k = 0; k < s->n; k++) {
        s->values[k] = g[k] * s->root[k];
    }
    chl_fourier_forward(s->fourier, s->values, s->input);
#pragma omp parallel for num_threads(threads) schedule(static)
    for (size_t a = 0; a < s->axes; a++) {
        run_lane(l, a);
    }
}

static void
apply(chl_grid_laplacian *l, const double *g, double *y)
{
    spectral *s = l->state;
    const double scale = 1.0 / (double) s->n;

    run_lanes(l, g);
    for (size_t k = 0; k < s->modes; k++) {
        chl_complex z = s->lanes[0].sum[k];

        for (size_t a = 1; a < s->axes; a++) {
            z.re += s->lanes[a].sum[k].re;
            z.im += s->lanes[a].sum[k].im;
        }
        s->input[k] = z;
    }
    chl_fourier_backward(s->fourier, s->input, s->values);
    for (size_t k = 0; k < s->n; k++) {
        y[k] = s->values[k] * scale * s->root[k];
    }
}

static double
energy(chl_grid_laplacian *l, const double *g)
{
    spectral *s = l->state;
    double sum = 0.0;

    run_lanes(l, g);
    for (size_t a = 0; a < s->axes; a++) {
        sum += s->lanes[a].energy;
    }
    return sum;
}

/* solved = (-Delta)^-1 residual, without its ground state. */
static void
precondition(chl_grid_laplacian *l)
{
    spectral *s = l->state;

    chl_fourier_forward(s->fourier, s->residual, s->input);
    for (size_t k = 0; k < s->modes; k++) {
        s->input[k].re *= s->inverse_wave[k];
        s->input[k].im *= s->inverse_wave[k];
    }
    chl_fourier_backward(s->fourier, s->input, s->solved);
    chl_grid_deflate(l, s->solved);
}

static double
dot(size_t n, const double *a, const double *b)
{
    double sum = 0.0;

    for (size_t k = 0; k < n; k++) {
        sum += a[k] * b[k];
    }
    return sum;
}

/* Conjugate gradients in the complement of the ground state. */
static chl_status
solve(chl_grid_laplacian *l, const double *b, double *y, chl_error *err)
{
    chl_status status = CHL_OK;
    spectral *s = l->state;
    const size_t n = s->n;
    double first, now;

    memset(y, 0, n * sizeof *y);
    memcpy(s->residual, b, n * sizeof *b);
    precondition(l);
    memcpy(s->direction, s->solved, n * sizeof *b);
    first = now = dot(n, s->residual, s->solved);
    for (size_t step = 0;
         now > l->settings.tolerance * l->settings.tolerance * first; step++) {
        double along, next;

        CHL_REQUIRE(step < STEPS_LIMIT, err, CHL_ENUMERIC,
                    "conjugate gradients on the grid have not reached %g in "
                    "%zu steps; a finer grid or volumes may help",
                    l->settings.tolerance, step);
        apply(l, s->direction, s->image);
        along = now / dot(n, s->direction, s->image);
        for (size_t k = 0; k < n; k++) {
            y[k] += along * s->direction[k];
            s->residual[k] -= along * s->image[k];
        }
        precondition(l);
        next = dot(n, s->residual, s->solved);
        for (size_t k = 0; k < n; k++) {
            s->direction[k] = s->solved[k] + next / now * s->direction[k];
        }
        now = next;
    }
out:
    return status;
}

const chl_grid_method chl_grid_spectral = {
    .name = "spectral",
    .create = create,
    .destroy = destroy,
    .apply = apply,
    .energy = energy,
    .solve = solve,
};
