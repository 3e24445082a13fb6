/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spreading to a lattice and gathering from it. */
#include "operators/fast_transform.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

enum {
    WIDTH = 2 * CHL_WINDOW_LIMIT
};

size_t
chl_lattice_cells(size_t n)
{
    for (size_t cells = n + n % 2;; cells += 2) {
        size_t rest = cells;

        while (rest % 2 == 0) {
            rest /= 2;
        }
        while (rest % 3 == 0) {
            rest /= 3;
        }
        while (rest % 5 == 0) {
            rest /= 5;
        }
        if (rest == 1) {
            return cells;
        }
    }
}

size_t
chl_lattice_size(const chl_lattice *lattice)
{
    size_t size = 1;

    for (size_t a = 0; a < lattice->dimension; a++) {
        size *= lattice->cells[a];
    }
    return size;
}

/* Same-coloured strips must be a window apart, and the last one meets the
 * first. */
static size_t
count_strips(const chl_transform *transform)
{
    size_t strips = transform->lattice.cells[0] / (2 * transform->window.m);

    return strips < 4 ? 1 : strips - strips % 2;
}

static chl_status
fill_factors(chl_transform *transform, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t a = 0; a < transform->lattice.dimension; a++) {
        size_t n = transform->lattice.cells[a];

        transform->factors[a] = chl_alloc(n, sizeof(double));
        CHL_REQUIRE_MEMORY(transform->factors[a], err, "window factors");
        for (size_t k = 0; k < n; k++) {
            double xi = chl_fourier_frequency(k, n) / (double) n;

            if (fabs(xi) <= 0.25) {
                transform->factors[a][k] =
                    1.0 / chl_window_transform(&transform->window, xi);
            }
        }
    }
out:
    return status;
}

chl_status
chl_transform_init(chl_transform *transform, const chl_lattice *lattice,
                   double accuracy, size_t threads, chl_error *err)
{
    chl_status status = CHL_OK;

    *transform = (chl_transform){ .lattice = *lattice };
    transform->threads = threads > 0 ? threads : chl_threads_default();
    chl_window_init(&transform->window, accuracy);
    transform->strips = count_strips(transform);
    CHL_TRY(chl_fourier_create(lattice->dimension, lattice->cells,
                               &transform->fourier, err));
    chl_fourier_share(transform->fourier, transform->threads);
    transform->values =
        chl_alloc(chl_lattice_size(lattice), sizeof *transform->values);
    transform->modes = chl_alloc(chl_fourier_modes(transform->fourier),
                                 sizeof *transform->modes);
    transform->strip_start =
        chl_alloc(transform->strips + 1, sizeof *transform->strip_start);
    CHL_REQUIRE_MEMORY(transform->values, err, "a lattice");
    CHL_REQUIRE_MEMORY(transform->modes, err, "the modes of a lattice");
    CHL_REQUIRE_MEMORY(transform->strip_start, err, "strips of a lattice");
    CHL_TRY(fill_factors(transform, err));
out:
    return status;
}

void
chl_transform_clear(chl_transform *transform)
{
    chl_fourier_free(transform->fourier);
    chl_free(transform->at);
    chl_free(transform->order);
    chl_free(transform->strip_start);
    chl_free(transform->values);
    chl_free(transform->modes);
    for (size_t a = 0; a < 3; a++) {
        chl_free(transform->factors[a]);
    }
    *transform = (chl_transform){ 0 };
}

/* A coordinate in cells, in [0, cells). */
static double
place(const chl_lattice *lattice, size_t axis, double x)
{
    double n = (double) lattice->cells[axis];
    double u = (x - lattice->low[axis]) / lattice->step[axis];

    u -= n * floor(u / n);
    return u < n ? u : 0.0;
}

static size_t
strip_of(const chl_transform *transform, double u)
{
    return (size_t) u * transform->strips / transform->lattice.cells[0];
}

/* Counting sort by strip, stable. */
static void
sort_points(chl_transform *transform, const double *points)
{
    const chl_lattice *lattice = &transform->lattice;
    const size_t d = lattice->dimension;
    size_t *start = transform->strip_start;

    memset(start, 0, (transform->strips + 1) * sizeof *start);
    for (size_t k = 0; k < transform->n; k++) {
        start[strip_of(transform, place(lattice, 0, points[k * d])) + 1]++;
    }
    for (size_t s = 0; s < transform->strips; s++) {
        start[s + 1] += start[s];
    }
    for (size_t k = 0; k < transform->n; k++) {
        double u = place(lattice, 0, points[k * d]);
        size_t to = start[strip_of(transform, u)]++;

        transform->order[to] = k;
        for (size_t a = 0; a < d; a++) {
            transform->at[to * d + a] = place(lattice, a, points[k * d + a]);
        }
    }
    /* Every start has moved on to the next one. */
    memmove(start + 1, start, transform->strips * sizeof *start);
    start[0] = 0;
}

chl_status
chl_transform_points(chl_transform *transform, const double *points, size_t n,
                     chl_error *err)
{
    chl_status status = CHL_OK;

    chl_free(transform->at);
    chl_free(transform->order);
    transform->n = n;
    transform->at =
        chl_alloc(n * transform->lattice.dimension, sizeof *transform->at);
    transform->order = chl_alloc(n, sizeof *transform->order);
    CHL_REQUIRE_MEMORY(transform->at, err, "places of points");
    CHL_REQUIRE_MEMORY(transform->order, err, "the order of points");
    sort_points(transform, points);
out:
    return status;
}

/* The cells under the window of a point and their weights, axis by axis. Axes
 * that are not there have one cell of weight 1. */
typedef struct stencil {
    size_t width[3];
    size_t offset[3][WIDTH]; /* index times stride */
    double weight[3][WIDTH];
} stencil;

static void
lay_stencil(const chl_transform *transform, size_t k, stencil *s)
{
    const chl_lattice *lattice = &transform->lattice;
    const size_t d = lattice->dimension, m = transform->window.m;
    size_t stride = 1;

    for (size_t b = 0; b < 3; b++) {
        size_t a = 2 - b, n, cell;
        double u;

        if (a >= d) {
            s->width[a] = 1;
            s->offset[a][0] = 0;
            s->weight[a][0] = 1.0;
            continue;
        }
        n = lattice->cells[a];
        u = transform->at[k * d + a];
        cell = (size_t) u;
        s->width[a] = 2 * m;
        chl_window_weights(&transform->window, u - floor(u), s->weight[a]);
        for (size_t j = 0; j < 2 * m; j++) {
            s->offset[a][j] = (cell + j + n - (m - 1) % n) % n * stride;
        }
        stride *= n;
    }
}

static void
spread_strip(chl_transform *transform, size_t strip, const double *weights)
{
    double *values = transform->values;
    stencil s;

    for (size_t k = transform->strip_start[strip];
         k < transform->strip_start[strip + 1]; k++) {
        double w = weights != NULL ? weights[transform->order[k]] : 1.0;

        lay_stencil(transform, k, &s);
        for (size_t i = 0; i < s.width[0]; i++) {
            for (size_t j = 0; j < s.width[1]; j++) {
                double factor = w * s.weight[0][i] * s.weight[1][j];
                double *row = values + s.offset[0][i] + s.offset[1][j];

                for (size_t l = 0; l < s.width[2]; l++) {
                    row[s.offset[2][l]] += factor * s.weight[2][l];
                }
            }
        }
    }
}

void
chl_transform_spread(chl_transform *transform, const double *weights)
{
    const size_t strips = transform->strips;

    /* Even strips side by side, then odd ones: every cell gets its terms in
     * the same order whoever adds them. */
    for (size_t colour = 0; colour < 2; colour++) {
#pragma omp parallel for num_threads((int) transform->threads)                 \
    schedule(dynamic, 1)
        for (size_t strip = colour; strip < strips; strip += 2) {
            spread_strip(transform, strip, weights);
        }
    }
}

static double
gather_one(const chl_transform *transform, size_t k)
{
    const double *values = transform->values;
    double sum = 0.0;
    stencil s;

    lay_stencil(transform, k, &s);
    for (size_t i = 0; i < s.width[0]; i++) {
        for (size_t j = 0; j < s.width[1]; j++) {
            const double *row = values + s.offset[0][i] + s.offset[1][j];
            double inner = 0.0;

            for (size_t l = 0; l < s.width[2]; l++) {
                inner += row[s.offset[2][l]] * s.weight[2][l];
            }
            sum += inner * s.weight[0][i] * s.weight[1][j];
        }
    }
    return sum;
}

void
chl_transform_gather(const chl_transform *transform, double *out)
{
#pragma omp parallel for num_threads((int) transform->threads) schedule(static)
    for (size_t k = 0; k < transform->n; k++) {
        out[transform->order[k]] = gather_one(transform, k);
    }
}

void
chl_transform_weigh(chl_transform *transform, double *const table[3])
{
    const chl_lattice *lattice = &transform->lattice;
    const size_t last = lattice->dimension - 1;
    const size_t half = lattice->cells[last] / 2 + 1;
    const size_t rows = chl_fourier_modes(transform->fourier) / half;

#pragma omp parallel for num_threads((int) transform->threads) schedule(static)
    for (size_t r = 0; r < rows; r++) {
        chl_complex *row = transform->modes + r * half;
        double factor = 1.0;
        size_t rest = r;

        for (size_t a = last; a-- > 0;) {
            factor *= table[a][rest % lattice->cells[a]];
            rest /= lattice->cells[a];
        }
        for (size_t k = 0; k < half; k++) {
            row[k].re *= factor * table[last][k];
            row[k].im *= factor * table[last][k];
        }
    }
}
