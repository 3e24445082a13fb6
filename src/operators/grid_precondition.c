/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operators/grid_precondition.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/fourier.h"

enum {
    PAIRS_LIMIT = 350 /* of low modes k and -k */
};

static const double pi = 3.14159265358979323846;

/* A mode of the half spectrum with k > 0 (its last entry that is not 0). */
typedef struct low_mode {
    size_t at, mirror; /* its place, and that of -k where it is stored, else
                          the same                                        */
    double wave;       /* |k|^2                                           */
} low_mode;

struct chl_precondition {
    chl_grid grid;
    size_t n, modes, threads;
    size_t along[3]; /* places per axis of a half spectrum                 */
    chl_fourier *fourier;
    chl_complex *spectrum;
    double *inverse_wave; /* 1 / ((|k|^2 + mean of V) n)                   */
    size_t pairs, low;    /* low = 2 pairs + 1 real unknowns               */
    low_mode *pair;
    double *factor; /* low x low, of Cholesky                              */
    double *part;   /* low                                                 */
};

static void
frequencies(const chl_precondition *own, size_t mode, long k[3])
{
    k[0] = k[1] = k[2] = 0;
    for (size_t a = own->grid.dimension; a-- > 0;) {
        size_t at = mode % own->along[a], n = own->grid.cells[a];

        mode /= own->along[a];
        k[a] = 2 * at <= n ? (long) at : (long) at - (long) n;
    }
}

static size_t
place(const chl_precondition *own, const long k[3])
{
    size_t mode = 0;

    for (size_t a = 0; a < own->grid.dimension; a++) {
        size_t at =
            k[a] >= 0 ? (size_t) k[a] : own->grid.cells[a] - (size_t) -k[a];

        mode = mode * own->along[a] + at;
    }
    return mode;
}

static double
square_wave(const chl_precondition *own, const long k[3])
{
    double sum = 0.0;

    for (size_t a = 0; a < own->grid.dimension; a++) {
        double wave =
            2.0 * pi * (double) k[a] / (own->grid.high[a] - own->grid.low[a]);

        sum += wave * wave;
    }
    return sum;
}

/* Modes whose sums are still on the grid, one of k and -k. */
static bool
is_low(const chl_precondition *own, const long k[3])
{
    long sign = 0;

    for (size_t a = own->grid.dimension; a-- > 0;) {
        if (4 * labs(k[a]) >= (long) own->grid.cells[a]) {
            return false;
        }
        sign = sign == 0 ? k[a] : sign;
    }
    return sign > 0;
}

static int
compare(const void *left, const void *right)
{
    const low_mode *a = left, *b = right;

    if (a->wave != b->wave) {
        return a->wave < b->wave ? -1 : 1;
    }
    return (a->at > b->at) - (a->at < b->at);
}

static chl_status
choose_pairs(chl_precondition *own, chl_error *err)
{
    chl_status status = CHL_OK;
    long k[3];

    own->pair = chl_alloc(own->modes, sizeof *own->pair);
    CHL_REQUIRE_MEMORY(own->pair, err, "low modes");
    for (size_t mode = 0; mode < own->modes; mode++) {
        frequencies(own, mode, k);
        if (is_low(own, k)) {
            low_mode *pair = &own->pair[own->pairs++];

            *pair = (low_mode){ mode, mode, square_wave(own, k) };
            if (k[own->grid.dimension - 1] == 0) {
                for (size_t a = 0; a < own->grid.dimension; a++) {
                    k[a] = -k[a];
                }
                pair->mirror = place(own, k);
            }
        }
    }
    qsort(own->pair, own->pairs, sizeof *own->pair, compare);
    own->pairs = own->pairs < PAIRS_LIMIT ? own->pairs : PAIRS_LIMIT;
    own->low = 2 * own->pairs + 1;
out:
    return status;
}

/* V by differences, times 1/n for what its modes are used for. */
static void
fill_potential(const chl_precondition *own, const double *ground, double *v)
{
    const chl_grid *grid = &own->grid;

    for (size_t i = 0; i < own->n; i++) {
        double sum = 0.0;

        for (size_t a = 0; a < grid->dimension; a++) {
            const size_t stride = chl_grid_stride(grid, a);
            const size_t span = stride * (grid->cells[a] - 1);
            const size_t at = chl_grid_place(grid, a, stride, i);
            const double h = chl_grid_step(grid, a);
            double above =
                ground[at + 1 < grid->cells[a] ? i + stride : i - span];
            double below = ground[at > 0 ? i - stride : i + span];

            sum += ((above - ground[i]) + (below - ground[i]))
                   / (ground[i] * h * h);
        }
        v[i] = sum / (double) own->n;
    }
}

static void
fill_waves(chl_precondition *own, double mean)
{
    long k[3];

    for (size_t mode = 0; mode < own->modes; mode++) {
        frequencies(own, mode, k);
        own->inverse_wave[mode] =
            1.0 / ((square_wave(own, k) + mean) * (double) own->n);
    }
}

/* Mode k + sign l of what is in the spectrum. */
static chl_complex
look_up(const chl_precondition *own, size_t k_mode, size_t l_mode, long sign)
{
    const size_t last = own->grid.dimension - 1;
    chl_complex z;
    long k[3], l[3];
    bool mirrored;

    frequencies(own, k_mode, k);
    frequencies(own, l_mode, l);
    mirrored = k[last] + sign * l[last] < 0;
    for (size_t a = 0; a <= last; a++) {
        k[a] += sign * l[a];
        k[a] = mirrored ? -k[a] : k[a];
    }
    z = own->spectrum[place(own, k)];
    return (chl_complex){ z.re, mirrored ? -z.im : z.im };
}

/* -Delta + V on 1, sqrt(2) cos and -sqrt(2) sin of the low modes; the lower
 * triangle. */
static void
fill_low(chl_precondition *own)
{
    const size_t m = own->low;

    own->factor[0] = own->spectrum[0].re;
    for (size_t j = 0; j < own->pairs; j++) {
        const chl_complex v = own->spectrum[own->pair[j].at];

        own->factor[2 * j + 1] = sqrt(2.0) * v.re;
        own->factor[2 * j + 2] = sqrt(2.0) * v.im;
        for (size_t i = j; i < own->pairs; i++) {
            const size_t k = own->pair[i].at, l = own->pair[j].at;
            const chl_complex d = look_up(own, k, l, -1);
            const chl_complex s = look_up(own, k, l, 1);
            double *re = own->factor + (2 * j + 1) * m + 2 * i + 1;
            double *im = re + m;

            re[0] = d.re + s.re + (i == j ? own->pair[j].wave : 0.0);
            re[1] = d.im + s.im;
            im[0] = s.im - d.im;
            im[1] = d.re - s.re + (i == j ? own->pair[j].wave : 0.0);
        }
    }
}

/* From the spectrum to the basis of the low modes. */
static void
take_low(chl_precondition *own, double scale)
{
    own->part[0] = scale * own->spectrum[0].re;
    for (size_t j = 0; j < own->pairs; j++) {
        const chl_complex z = own->spectrum[own->pair[j].at];

        own->part[2 * j + 1] = sqrt(2.0) * scale * z.re;
        own->part[2 * j + 2] = sqrt(2.0) * scale * z.im;
    }
}

static void
put_low(chl_precondition *own, double scale)
{
    own->spectrum[0] = (chl_complex){ scale * own->part[0], 0.0 };
    for (size_t j = 0; j < own->pairs; j++) {
        const low_mode *pair = &own->pair[j];
        double re = sqrt(0.5) * scale * own->part[2 * j + 1];
        double im = sqrt(0.5) * scale * own->part[2 * j + 2];

        own->spectrum[pair->mirror] = (chl_complex){ re, -im };
        own->spectrum[pair->at] = (chl_complex){ re, im };
    }
}

/* False where rounding has the better of it: the waves then do alone. */
static bool
factorise(chl_precondition *own, double slowest)
{
    const int m = (int) own->low;

    cblas_dsyr(CblasColMajor, CblasLower, m, slowest, own->part, 1, own->factor,
               m);
    return LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, 'L', m, own->factor, m) == 0;
}

static double
slowest_wave(const chl_grid *grid)
{
    double widest = 0.0;

    for (size_t a = 0; a < grid->dimension; a++) {
        widest = fmax(widest, grid->high[a] - grid->low[a]);
    }
    return 4.0 * pi * pi / (widest * widest);
}

static chl_status
fill(chl_precondition *own, const double *ground, chl_error *err)
{
    chl_status status = CHL_OK;
    const double slowest = slowest_wave(&own->grid);
    double *v = chl_alloc(own->n, sizeof *v);

    CHL_REQUIRE_MEMORY(v, err, "the potential of a density");
    fill_potential(own, ground, v);
    chl_fourier_forward(own->fourier, v, own->spectrum);
    fill_waves(own, own->spectrum[0].re);
    own->inverse_wave[0] = 1.0 / (slowest * (double) own->n);
    fill_low(own);
    cblas_dcopy((int) own->n, ground, 1, v, 1);
    chl_fourier_forward(own->fourier, v, own->spectrum);
    take_low(own, 1.0 / sqrt((double) own->n));
    if (!factorise(own, slowest)) {
        own->low = 0;
    }
out:
    chl_free(v);
    return status;
}

chl_status
chl_precondition_create(const chl_grid *grid, const double *ground,
                        size_t threads, chl_precondition **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_precondition *own = chl_alloc(1, sizeof *own);

    CHL_REQUIRE_MEMORY(own, err, "a preconditioner");
    own->grid = *grid;
    own->threads = threads;
    CHL_TRY(
        chl_fourier_create(grid->dimension, grid->cells, &own->fourier, err));
    chl_fourier_share(own->fourier, threads);
    own->n = chl_fourier_size(own->fourier);
    own->modes = chl_fourier_modes(own->fourier);
    for (size_t a = 0; a < grid->dimension; a++) {
        own->along[a] =
            a + 1 < grid->dimension ? grid->cells[a] : grid->cells[a] / 2 + 1;
    }
    CHL_TRY(choose_pairs(own, err));
    own->spectrum = chl_alloc(own->modes, sizeof *own->spectrum);
    own->inverse_wave = chl_alloc(own->modes, sizeof *own->inverse_wave);
    own->factor = chl_alloc(own->low * own->low, sizeof *own->factor);
    own->part = chl_alloc(own->low, sizeof *own->part);
    CHL_REQUIRE_MEMORY(own->spectrum, err, "modes of a function");
    CHL_REQUIRE_MEMORY(own->inverse_wave, err, "waves of modes");
    CHL_REQUIRE_MEMORY(own->factor, err, "low modes");
    CHL_REQUIRE_MEMORY(own->part, err, "low modes");
    CHL_TRY(fill(own, ground, err));
    *out = own;
    own = NULL;
out:
    chl_precondition_free(own);
    return status;
}

void
chl_precondition_free(chl_precondition *own)
{
    if (own == NULL) {
        return;
    }
    chl_fourier_free(own->fourier);
    chl_free(own->spectrum);
    chl_free(own->inverse_wave);
    chl_free(own->pair);
    chl_free(own->factor);
    chl_free(own->part);
    chl_free(own);
}

void
chl_precondition_apply(chl_precondition *own, double *x, double *y)
{
    const int m = (int) own->low;

    chl_fourier_forward(own->fourier, x, own->spectrum);
    take_low(own, 1.0 / (double) own->n);
    for (size_t k = 0; k < own->modes; k++) {
        own->spectrum[k].re *= own->inverse_wave[k];
        own->spectrum[k].im *= own->inverse_wave[k];
    }
    if (m > 0) {
        cblas_dtrsv(CblasColMajor, CblasLower, CblasNoTrans, CblasNonUnit, m,
                    own->factor, m, own->part, 1);
        cblas_dtrsv(CblasColMajor, CblasLower, CblasTrans, CblasNonUnit, m,
                    own->factor, m, own->part, 1);
        put_low(own, 1.0);
    }
    chl_fourier_backward(own->fourier, own->spectrum, y);
}
