/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The weighted Laplacian on a torus by FFT, and its inverse by conjugate
 * gradients. */
#include <string.h>

#include "base/error.h"
#include "operators/grid_laplacian.h"
#include "operators/grid_precondition.h"
#include "operators/grid_slopes.h"

enum {
    STEPS_LIMIT = 2000,
    BLOCK = 4096 /* values of one partial sum, whatever the threads */
};

typedef struct spectral {
    size_t n, blocks;
    int threads;
    chl_slopes *slopes;
    chl_precondition *precondition;
    double *residual, *direction, *image, *solved; /* n */
    double *parts;                                 /* of sums: blocks */
} spectral;

static void
destroy(void *state)
{
    spectral *s = state;

    if (s == NULL) {
        return;
    }
    chl_slopes_free(s->slopes);
    chl_precondition_free(s->precondition);
    chl_free(s->residual);
    chl_free(s->direction);
    chl_free(s->image);
    chl_free(s->solved);
    chl_free(s->parts);
    chl_free(s);
}

static chl_status
alloc_state(spectral *s, chl_error *err)
{
    chl_status status = CHL_OK;
    double **const arrays[] = { &s->residual, &s->direction, &s->image,
                                &s->solved };

    for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++) {
        *arrays[k] = chl_alloc(s->n, sizeof(double));
        CHL_REQUIRE_MEMORY(*arrays[k], err, "a spectral operator");
    }
    s->parts = chl_alloc(s->blocks, sizeof *s->parts);
    CHL_REQUIRE_MEMORY(s->parts, err, "partial sums");
out:
    return status;
}

static chl_status
create(chl_grid_laplacian *l, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_grid *grid = &l->density->grid;
    const size_t threads = l->settings.threads;
    spectral *s = NULL;

    CHL_REQUIRE(grid->periodic, err, CHL_EUNSUPPORTED,
                "the spectral method needs a periodic grid; use volumes");
    CHL_REQUIRE(l->n == chl_grid_size(grid), err, CHL_EUNSUPPORTED,
                "the density is 0 in %zu cells; the spectral method needs it "
                "above 0 everywhere: use volumes",
                chl_grid_size(grid) - l->n);
    s = chl_alloc(1, sizeof *s);
    CHL_REQUIRE_MEMORY(s, err, "a spectral operator");
    s->n = l->n;
    s->blocks = (s->n + BLOCK - 1) / BLOCK;
    s->threads = (int) (threads < s->blocks ? threads : s->blocks);
    CHL_TRY(alloc_state(s, err));
    CHL_TRY(chl_slopes_create(l->density, threads, &s->slopes, err));
    l->state = s;
    s = NULL;
out:
    destroy(s);
    return status;
}

static chl_status
prepare(chl_grid_laplacian *l, chl_error *err)
{
    spectral *s = l->state;

    return s->precondition != NULL
               ? CHL_OK
               : chl_precondition_create(&l->density->grid, l->ground,
                                         l->settings.threads, &s->precondition,
                                         err);
}

static void
apply(chl_grid_laplacian *l, const double *g, double *y)
{
    const spectral *s = l->state;

    chl_slopes_apply(s->slopes, g, y);
}

static double
energy(chl_grid_laplacian *l, const double *g)
{
    const spectral *s = l->state;

    return chl_slopes_energy(s->slopes, g);
}

static size_t
block_end(const spectral *s, size_t block)
{
    return block + 1 < s->blocks ? (block + 1) * BLOCK : s->n;
}

/* In the order of the blocks, whoever summed them. */
static double
add_parts(const spectral *s)
{
    double sum = 0.0;

    for (size_t b = 0; b < s->blocks; b++) {
        sum += s->parts[b];
    }
    return sum;
}

static double
dot_block(const double *x, const double *y, size_t from, size_t to)
{
    double sum = 0.0;

    for (size_t k = from; k < to; k++) {
        sum += x[k] * y[k];
    }
    return sum;
}

static double
dot(spectral *s, const double *x, const double *y)
{
#pragma omp parallel for num_threads(s->threads) schedule(static)
    for (size_t b = 0; b < s->blocks; b++) {
        s->parts[b] = dot_block(x, y, b * BLOCK, block_end(s, b));
    }
    return add_parts(s);
}

/* solved = M^-1 residual without its ground state; residual'solved. */
static double
precondition(chl_grid_laplacian *l)
{
    spectral *s = l->state;
    double along;

    chl_precondition_apply(s->precondition, s->residual, s->solved);
    along = dot(s, l->ground, s->solved);
#pragma omp parallel for num_threads(s->threads) schedule(static)
    for (size_t b = 0; b < s->blocks; b++) {
        size_t from = b * BLOCK, to = block_end(s, b);

        for (size_t k = from; k < to; k++) {
            s->solved[k] -= along * l->ground[k];
        }
        s->parts[b] = dot_block(s->residual, s->solved, from, to);
    }
    return add_parts(s);
}

/* direction = solved + by direction */
static void
turn(spectral *s, double by)
{
#pragma omp parallel for num_threads(s->threads) schedule(static)
    for (size_t k = 0; k < s->n; k++) {
        s->direction[k] = s->solved[k] + by * s->direction[k];
    }
}

/* y += along direction, and its residual. */
static void
advance(spectral *s, double along, double *y)
{
#pragma omp parallel for num_threads(s->threads) schedule(static)
    for (size_t k = 0; k < s->n; k++) {
        y[k] += along * s->direction[k];
        s->residual[k] -= along * s->image[k];
    }
}

/* Conjugate gradients in the complement of the ground state. */
static chl_status
solve(chl_grid_laplacian *l, const double *b, double *y, chl_error *err)
{
    chl_status status = CHL_OK;
    spectral *s = l->state;
    double first, now;

    memset(y, 0, s->n * sizeof *y);
    memset(s->direction, 0, s->n * sizeof *s->direction);
    memcpy(s->residual, b, s->n * sizeof *b);
    first = now = precondition(l);
    turn(s, 0.0);
    for (size_t step = 0;
         now > l->settings.tolerance * l->settings.tolerance * first; step++) {
        double next;

        CHL_REQUIRE(step < STEPS_LIMIT, err, CHL_ENUMERIC,
                    "conjugate gradients on the grid have not reached %g in "
                    "%zu steps; a finer grid or volumes may help",
                    l->settings.tolerance, step);
        chl_slopes_apply(s->slopes, s->direction, s->image);
        advance(s, now / dot(s, s->direction, s->image), y);
        next = precondition(l);
        turn(s, next / now);
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
    .prepare = prepare,
    .solve = solve,
};
