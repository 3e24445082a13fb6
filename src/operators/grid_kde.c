/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernel density estimates on a grid. Rows are spread to a lattice, and its
 * transform is the characteristic function of the data at the modes: with it
 * the cross-validation score of a bandwidth is a sum over modes, and the
 * estimate itself a product and a transform back.
 */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "operators/fast_transform.h"
#include "operators/grid.h"

enum {
    BLOCK = 65536,        /* rows read at a time                          */
    CANDIDATES = 25,      /* bandwidths tried                             */
    SCORE_CELLS = 1 << 20 /* of the lattice for that                     */
};

static const double pi = 3.14159265358979323846;
static const double accuracy = 1e-13;
/* Bandwidths after which a Gaussian and its transform are below that, and the
 * lattice cells per bandwidth that follow: four per shortest wave. */
static const double reach = 8.0;
static const double cells_per_bandwidth = 2.0 * 8.0 / 3.14159265358979323846;
/* Below this part of its maximum an estimate is rounding. */
static const double rounding = 1e-12;

chl_kde_settings
chl_kde_settings_default(void)
{
    return (chl_kde_settings){ .narrowing = 1.0 };
}

static chl_status
check_inside(const chl_grid *grid, const double *rows, size_t first,
             size_t count, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t k = 0; !grid->periodic && k < count * grid->dimension; k++) {
        size_t a = k % grid->dimension;

        CHL_REQUIRE(rows[k] >= grid->low[a] && rows[k] <= grid->high[a], err,
                    CHL_EDATA,
                    "row %zu has coordinate %zu at %g, outside of the box from "
                    "%g to %g",
                    first + k / grid->dimension, a, rows[k], grid->low[a],
                    grid->high[a]);
    }
out:
    return status;
}

/* Modes of the mean of point masses, window and all. */
static chl_status
transform_rows(const chl_grid *grid, const chl_dataset *dataset,
               chl_transform *transform, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = chl_dataset_describe(dataset)->count;
    const size_t block = n < BLOCK ? n : BLOCK;
    size_t *index = chl_alloc(block, sizeof *index);
    double *rows = chl_alloc(block * grid->dimension, sizeof *rows);

    CHL_REQUIRE_MEMORY(index, err, "rows of a density");
    CHL_REQUIRE_MEMORY(rows, err, "rows of a density");
    for (size_t first = 0; first < n; first += block) {
        size_t count = n - first < block ? n - first : block;

        for (size_t k = 0; k < count; k++) {
            index[k] = first + k;
        }
        CHL_TRY(chl_dataset_rows(dataset, index, count, rows, err));
        CHL_TRY(check_inside(grid, rows, first, count, err));
        CHL_TRY(chl_transform_points(transform, rows, count, err));
        chl_transform_spread(transform, NULL);
    }
    chl_fourier_forward(transform->fourier, transform->values,
                        transform->modes);
    chl_transform_weigh(transform, transform->factors);
out:
    chl_free(index);
    chl_free(rows);
    return status;
}

/*
 * A lattice with `parts` (even) steps per cell of the grid, so that centres
 * and faces of the grid lie on it; a box gets a margin for the kernel.
 */
static void
lay_lattice(const chl_grid *grid, size_t parts, double margin,
            chl_lattice *lattice)
{
    *lattice = (chl_lattice){ .dimension = grid->dimension };
    for (size_t a = 0; a < grid->dimension; a++) {
        lattice->low[a] = grid->low[a];
        lattice->step[a] = chl_grid_step(grid, a) / (double) parts;
        lattice->cells[a] = grid->cells[a] * parts;
        if (!grid->periodic) {
            lattice->cells[a] = chl_lattice_cells(
                lattice->cells[a] + (size_t) ceil(margin / lattice->step[a]));
        }
    }
}

/* |k|^2 of a mode, and how often it stands for itself and its conjugate. */
static double
square_wave(const chl_lattice *lattice, size_t mode, double *weight)
{
    double square = 0.0;

    for (size_t a = lattice->dimension; a-- > 0;) {
        size_t n = lattice->cells[a];
        bool halved = a + 1 == lattice->dimension;
        size_t along = halved ? n / 2 + 1 : n, at = mode % along;
        double wave = 2.0 * pi * chl_fourier_frequency(at, n)
                      / (lattice->step[a] * (double) n);

        if (halved) {
            *weight = at == 0 || 2 * at == n ? 1.0 : 2.0;
        }
        mode /= along;
        square += wave * wave;
    }
    return square;
}

/* The cross-validation score of each candidate, from |mean exp(i k x)|^2. */
static void
score_candidates(const chl_transform *transform, size_t n,
                 const double *candidates, double *scores)
{
    const chl_lattice *lattice = &transform->lattice;
    const size_t modes = chl_fourier_modes(transform->fourier);
    const double rows = (double) n, d = (double) lattice->dimension;
    double volume = 1.0;

    for (size_t a = 0; a < lattice->dimension; a++) {
        volume *= lattice->step[a] * (double) lattice->cells[a];
    }
#pragma omp parallel for num_threads((int) transform->threads) schedule(static)
    for (size_t c = 0; c < CANDIDATES; c++) {
        double s2 = candidates[c] * candidates[c], sum = 0.0;

        for (size_t k = 0; k < modes; k++) {
            chl_complex z = transform->modes[k];
            double weight = 1.0, wave = square_wave(lattice, k, &weight);
            double kernel = exp(-0.5 * s2 * wave);

            sum += weight * (z.re * z.re + z.im * z.im) / (rows * rows) * kernel
                   * (kernel - 2.0 * rows / (rows - 1.0));
        }
        scores[c] =
            sum / volume + 2.0 / (rows - 1.0) / pow(2.0 * pi * s2, 0.5 * d);
    }
}

/* Root of the mean variance of the coordinates, in the rows' own blocks. */
static chl_status
find_spread(const chl_dataset *dataset, double *spread, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(dataset);
    const size_t d = info->dimension;
    double mean[3] = { 0.0 }, square[3] = { 0.0 }, row[3], total = 0.0;

    for (size_t k = 0; k < info->count; k++) {
        CHL_TRY(chl_dataset_rows(dataset, &k, 1, row, err));
        for (size_t a = 0; a < d; a++) {
            double step = row[a] - mean[a];

            mean[a] += step / (double) (k + 1);
            square[a] += step * (row[a] - mean[a]);
        }
    }
    for (size_t a = 0; a < d; a++) {
        total += square[a] / (double) info->count;
    }
    CHL_REQUIRE(total > 0.0, err, CHL_EDATA,
                "all %zu rows are equal; there is no density to estimate",
                info->count);
    *spread = sqrt(total / (double) d);
out:
    return status;
}

/* A lattice for the whole grid at `finest` bandwidth or as near as allowed;
 * the bandwidth it does resolve. */
static double
lay_score_lattice(const chl_grid *grid, double finest, double margin,
                  chl_lattice *lattice)
{
    const double d = (double) grid->dimension;
    double cells[3], size = 1.0, coarser;

    for (size_t a = 0; a < grid->dimension; a++) {
        cells[a] =
            (grid->high[a] - grid->low[a] + (grid->periodic ? 0.0 : margin))
            * cells_per_bandwidth / finest;
        size *= fmax(cells[a], 1.0);
    }
    coarser = pow(fmax(size / SCORE_CELLS, 1.0), 1.0 / d);
    *lattice = (chl_lattice){ .dimension = grid->dimension };
    for (size_t a = 0; a < grid->dimension; a++) {
        double length =
            grid->high[a] - grid->low[a] + (grid->periodic ? 0.0 : margin);
        double count = fmax(ceil(cells[a] / coarser), 4.0 * CHL_WINDOW_LIMIT);

        lattice->low[a] = grid->low[a];
        lattice->cells[a] = chl_lattice_cells((size_t) count);
        lattice->step[a] = length / (double) lattice->cells[a];
    }
    return finest * coarser;
}

/*
 * Candidates from an eighth of the normal-reference bandwidth, or the least
 * that the lattice resolves, to one and a half times it.
 */
static chl_status
choose_bandwidth(const chl_grid *grid, const chl_dataset *dataset,
                 size_t threads, double *bandwidth, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = chl_dataset_describe(dataset)->count;
    const double d = (double) grid->dimension;
    chl_transform transform = { 0 };
    chl_lattice lattice;
    double candidates[CANDIDATES], scores[CANDIDATES], widest, finest;
    double spread = 0.0;
    size_t best = 0;

    CHL_TRY(find_spread(dataset, &spread, err));
    widest =
        1.5 * spread * pow(4.0 / ((d + 2.0) * (double) n), 1.0 / (d + 4.0));
    finest = lay_score_lattice(grid, widest / 12.0, reach * widest, &lattice);
    finest = fmin(finest, widest);
    for (size_t c = 0; c < CANDIDATES; c++) {
        candidates[c] =
            widest
            * pow(finest / widest, (double) c / (double) (CANDIDATES - 1));
    }
    CHL_TRY(chl_transform_init(&transform, &lattice, accuracy, threads, err));
    CHL_TRY(transform_rows(grid, dataset, &transform, err));
    score_candidates(&transform, n, candidates, scores);
    for (size_t c = 1; c < CANDIDATES; c++) {
        best = scores[c] < scores[best] ? c : best;
    }
    *bandwidth = candidates[best];
out:
    chl_transform_clear(&transform);
    return status;
}

/* Gaussian over window, and the 1/n of the mean, in the weights of modes. */
static void
smooth(chl_transform *transform, size_t n, double bandwidth)
{
    const chl_lattice *lattice = &transform->lattice;
    const size_t modes = chl_fourier_modes(transform->fourier);
    double volume = 1.0;

    for (size_t a = 0; a < lattice->dimension; a++) {
        volume *= lattice->step[a] * (double) lattice->cells[a];
    }
    for (size_t k = 0; k < modes; k++) {
        double weight, wave = square_wave(lattice, k, &weight);
        double factor =
            exp(-0.5 * bandwidth * bandwidth * wave) / ((double) n * volume);

        transform->modes[k].re *= factor;
        transform->modes[k].im *= factor;
    }
    chl_fourier_backward(transform->fourier, transform->modes,
                         transform->values);
}

/* Lattice value `ahead` half cells of the grid behind the centre of a cell
 * along one axis. */
static double
pick(const chl_transform *transform, const chl_grid *grid, size_t parts,
     size_t cell, size_t axis, size_t ahead)
{
    size_t at = 0, place[3];

    for (size_t a = grid->dimension; a-- > 0;) {
        place[a] = (2 * (cell % grid->cells[a]) + 1) * (parts / 2);
        cell /= grid->cells[a];
    }
    place[axis] += ahead * (parts / 2);
    for (size_t a = 0; a < grid->dimension; a++) {
        size_t n = transform->lattice.cells[a];

        at = at * n + place[a] % n;
    }
    return transform->values[at];
}

static void
take_values(const chl_transform *transform, size_t parts,
            chl_grid_density *density)
{
    const chl_grid *grid = &density->grid;
    const size_t size = chl_grid_size(grid);
    double most = 0.0;

    for (size_t i = 0; i < chl_lattice_size(&transform->lattice); i++) {
        most = fmax(most, transform->values[i]);
    }
    for (size_t i = 0; i < size; i++) {
        double value = pick(transform, grid, parts, i, 0, 0);

        density->values[i] = value > rounding * most ? value : 0.0;
        for (size_t a = 0; a < grid->dimension; a++) {
            size_t stride = chl_grid_stride(grid, a);
            bool last =
                chl_grid_place(grid, a, stride, i) + 1 == grid->cells[a];

            value = pick(transform, grid, parts, i, a, 1);
            density->faces[a][i] =
                value > rounding * most && (grid->periodic || !last) ? value
                                                                     : 0.0;
        }
    }
}

static chl_status
estimate(const chl_dataset *dataset, double bandwidth, size_t threads,
         chl_grid_density *density, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_grid *grid = &density->grid;
    chl_transform transform = { 0 };
    chl_lattice lattice;
    double parts = 2.0, size = 1.0;

    for (size_t a = 0; a < grid->dimension; a++) {
        double step = chl_grid_step(grid, a);

        parts = fmax(parts,
                     2.0 * ceil(0.5 * step * cells_per_bandwidth / bandwidth));
    }
    for (size_t a = 0; a < grid->dimension; a++) {
        size *= (double) grid->cells[a] * parts;
    }
    CHL_REQUIRE(size < 1 << 28, err, CHL_EDATA,
                "a bandwidth of %g needs a lattice of %.3g cells; give a "
                "larger one",
                bandwidth, size);
    lay_lattice(grid, (size_t) parts, reach * bandwidth, &lattice);
    CHL_TRY(chl_transform_init(&transform, &lattice, accuracy, threads, err));
    CHL_TRY(transform_rows(grid, dataset, &transform, err));
    smooth(&transform, chl_dataset_describe(dataset)->count, bandwidth);
    take_values(&transform, (size_t) parts, density);
    density->bandwidth = bandwidth;
out:
    chl_transform_clear(&transform);
    return status;
}

static chl_status
check_settings(const chl_grid *grid, const chl_dataset *dataset,
               const chl_kde_settings *s, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(dataset);

    CHL_REQUIRE(isfinite(s->bandwidth) && s->bandwidth >= 0.0, err, CHL_EARG,
                "bandwidth is %g; it must be finite and above 0, or 0 to "
                "choose it",
                s->bandwidth);
    CHL_REQUIRE(isfinite(s->narrowing) && s->narrowing > 0.0, err, CHL_EARG,
                "narrowing is %g; it must be finite and above 0", s->narrowing);
    CHL_REQUIRE(info->dimension == grid->dimension, err, CHL_EDATA,
                "%s has %zu columns; the grid has %zu dimensions", info->name,
                info->dimension, grid->dimension);
out:
    return status;
}

chl_status
chl_grid_density_kde(const chl_grid *grid, const chl_dataset *dataset,
                     const chl_kde_settings *settings, chl_grid_density **out,
                     chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_kde_settings s =
        settings != NULL ? *settings : chl_kde_settings_default();
    chl_grid_density *density = NULL;
    double bandwidth = s.bandwidth;

    CHL_TRY(chl_grid_density_alloc(grid, &density, err));
    CHL_TRY(check_settings(grid, dataset, &s, err));
    if (bandwidth == 0.0) {
        CHL_TRY(choose_bandwidth(grid, dataset, s.threads, &bandwidth, err));
    }
    CHL_TRY(
        estimate(dataset, s.narrowing * bandwidth, s.threads, density, err));
    CHL_TRY(chl_grid_density_check(density, err));
    *out = density;
    density = NULL;
out:
    chl_grid_density_free(density);
    return status;
}
