/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spreading to a lattice and gathering from it. */
#include "operators/fast_transform.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/vectorised.h"

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
    size_t strips = transform->lattice.cells[0]
                    / (2 * transform->window.m + CHL_WINDOW_LANES);

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

/* Places of a strip, by the cell along the second axis: what is near comes
 * together. */
static size_t
places_per_strip(const chl_lattice *lattice)
{
    return lattice->dimension > 1 ? lattice->cells[1] : 1;
}

static size_t
place_of(const chl_transform *transform, const double *point)
{
    const chl_lattice *lattice = &transform->lattice;
    size_t strip = strip_of(transform, place(lattice, 0, point[0]));

    return lattice->dimension > 1 ? strip * lattice->cells[1]
                                        + (size_t) place(lattice, 1, point[1])
                                  : strip;
}

/* Counting sort by strip and cell, stable. start: one more than the places. */
static void
sort_points(chl_transform *transform, const double *points, size_t *start)
{
    const chl_lattice *lattice = &transform->lattice;
    const size_t d = lattice->dimension, each = places_per_strip(lattice);

    for (size_t k = 0; k < transform->n; k++) {
        start[place_of(transform, points + k * d) + 1]++;
    }
    for (size_t s = 0; s < transform->strips * each; s++) {
        start[s + 1] += start[s];
    }
    for (size_t s = 0; s <= transform->strips; s++) {
        transform->strip_start[s] = start[s * each];
    }
    for (size_t k = 0; k < transform->n; k++) {
        size_t to = start[place_of(transform, points + k * d)]++;

        transform->order[to] = k;
        for (size_t a = 0; a < d; a++) {
            transform->at[to * d + a] = place(lattice, a, points[k * d + a]);
        }
    }
}

chl_status
chl_transform_points(chl_transform *transform, const double *points, size_t n,
                     chl_error *err)
{
    chl_status status = CHL_OK;
    size_t *start = NULL;

    chl_free(transform->at);
    chl_free(transform->order);
    transform->n = n;
    transform->at =
        chl_alloc(n * transform->lattice.dimension, sizeof *transform->at);
    transform->order = chl_alloc(n, sizeof *transform->order);
    CHL_REQUIRE_MEMORY(transform->at, err, "places of points");
    CHL_REQUIRE_MEMORY(transform->order, err, "the order of points");
    start =
        chl_alloc(transform->strips * places_per_strip(&transform->lattice) + 1,
                  sizeof *start);
    CHL_REQUIRE_MEMORY(start, err, "places of points");
    sort_points(transform, points, start);
out:
    chl_free(start);
    return status;
}

/* The cells under the window of a point: rows along the last axis, with their
 * weights by the other axes. */
typedef struct stencil {
    size_t rows;
    size_t base[WIDTH * WIDTH]; /* where a row of the lattice begins */
    double factor[WIDTH * WIDTH];
    size_t first; /* cell of each row */
    double inner[WIDTH];
} stencil;

/* The first cell under the window along an axis, and all weights. */
static size_t
lay_axis(const chl_transform *transform, size_t k, size_t axis, double *weight)
{
    const size_t m = transform->window.m, n = transform->lattice.cells[axis];
    double u = transform->at[k * transform->lattice.dimension + axis];
    size_t cell = (size_t) u;

    chl_window_weights(&transform->window, u - (double) cell, weight);
    return cell >= m - 1 ? cell - (m - 1) : (cell + n - (m - 1) % n) % n;
}

static void
lay_stencil(const chl_transform *transform, size_t k, stencil *s)
{
    const chl_lattice *lattice = &transform->lattice;
    const size_t last = lattice->dimension - 1, width = 2 * transform->window.m;

    s->rows = 1;
    s->base[0] = 0;
    s->factor[0] = 1.0;
    s->first = lay_axis(transform, k, last, s->inner);
    for (size_t a = 0; a < last; a++) {
        double weight[WIDTH];
        size_t n = lattice->cells[a], below = lattice->cells[a + 1];
        size_t first = lay_axis(transform, k, a, weight);

        /* From the end: row r makes rows r width .. r width + width - 1. */
        for (size_t r = s->rows; r-- > 0;) {
            size_t base = s->base[r], cell = first;
            double factor = s->factor[r];

            for (size_t j = 0; j < width; j++) {
                s->base[r * width + j] = (base + cell) * below;
                s->factor[r * width + j] = factor * weight[j];
                cell = cell + 1 < n ? cell + 1 : 0;
            }
        }
        s->rows *= width;
    }
}

/* Whether rows, in whole lanes, end within the lattice. */
static bool
is_inside(const chl_transform *transform, const stencil *s)
{
    const chl_lattice *lattice = &transform->lattice;
    size_t lanes = (2 * transform->window.m + CHL_WINDOW_LANES - 1)
                   / CHL_WINDOW_LANES * CHL_WINDOW_LANES;

    return s->first + lanes <= lattice->cells[lattice->dimension - 1];
}

CHL_VECTORISED static void
add_rows(const stencil *s, size_t width, double w, double *values)
{
    for (size_t r = 0; r < s->rows; r++) {
        double *row = values + s->base[r] + s->first, f = w * s->factor[r];

        for (size_t l = 0; l < width; l += CHL_WINDOW_LANES) {
            for (size_t k = l; k < l + CHL_WINDOW_LANES; k++) {
                row[k] += f * s->inner[k];
            }
        }
    }
}

/* A window that goes around the end of its axis. */
static void
add_around(const chl_transform *transform, const stencil *s, double w)
{
    size_t n = transform->lattice.cells[transform->lattice.dimension - 1];

    for (size_t r = 0; r < s->rows; r++) {
        double *row = transform->values + s->base[r], f = w * s->factor[r];
        size_t cell = s->first;

        for (size_t l = 0; l < 2 * transform->window.m; l++) {
            row[cell] += f * s->inner[l];
            cell = cell + 1 < n ? cell + 1 : 0;
        }
    }
}

static void
spread_strip(chl_transform *transform, size_t strip, const double *weights)
{
    stencil s;

    for (size_t k = transform->strip_start[strip];
         k < transform->strip_start[strip + 1]; k++) {
        double w = weights != NULL ? weights[transform->order[k]] : 1.0;

        lay_stencil(transform, k, &s);
        if (is_inside(transform, &s)) {
            add_rows(&s, 2 * transform->window.m, w, transform->values);
        } else {
            add_around(transform, &s, w);
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

CHL_VECTORISED static double
sum_rows(const stencil *s, size_t width, const double *values)
{
    double total = 0.0;

    for (size_t l = 0; l < width; l += CHL_WINDOW_LANES) {
        double sum[CHL_WINDOW_LANES] = { 0.0 };

        for (size_t r = 0; r < s->rows; r++) {
            const double *row = values + s->base[r] + s->first + l;

            for (size_t k = 0; k < CHL_WINDOW_LANES; k++) {
                sum[k] += s->factor[r] * row[k];
            }
        }
        for (size_t k = 0; k < CHL_WINDOW_LANES; k++) {
            total += sum[k] * s->inner[l + k];
        }
    }
    return total;
}

static double
sum_around(const chl_transform *transform, const stencil *s)
{
    size_t n = transform->lattice.cells[transform->lattice.dimension - 1];
    double total = 0.0;

    for (size_t r = 0; r < s->rows; r++) {
        const double *row = transform->values + s->base[r];
        size_t cell = s->first;
        double sum = 0.0;

        for (size_t l = 0; l < 2 * transform->window.m; l++) {
            sum += row[cell] * s->inner[l];
            cell = cell + 1 < n ? cell + 1 : 0;
        }
        total += sum * s->factor[r];
    }
    return total;
}

static double
gather_one(const chl_transform *transform, size_t k)
{
    stencil s;

    lay_stencil(transform, k, &s);
    return is_inside(transform, &s)
               ? sum_rows(&s, 2 * transform->window.m, transform->values)
               : sum_around(transform, &s);
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
