/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two lines of values make one line of complex ones: D is real, so it treats
 * them apart. A group of lines stays in the cache from the first transform of
 * its derivative to the last of the divergence.
 */
#include "operators/grid_slopes.h"

#include <math.h>
#include <omp.h>

#include "base/error.h"
#include "base/fourier_lines.h"

enum {
    LINES = 16,             /* of a group, whatever the number of threads    */
    PARALLEL_FROM = 1 << 14 /* values; below, threads cost more than they do */
};

static const double pi = 3.14159265358979323846;

/* Value i of line j of a block is at i * step + j * next. */
typedef struct axis {
    size_t n, step, next;
    size_t blocks, block_size; /* values from block to block              */
    size_t lines, groups;      /* of a block; the last group may be smaller */
    chl_complex *slope;        /* i k exp(i k h / 2) / n at each place    */
    chl_lines *whole, *rest;
} axis;

struct chl_slopes {
    const chl_grid_density *density;
    size_t axes, size, threads;
    axis axis[3];
    double *root;         /* rho^-1/2                                      */
    double *energies;     /* of each group                                 */
    size_t room;          /* of one worker                                 */
    chl_complex *buffers; /* threads x room                                */
};

/* The order in which a group of lines is gone through: along the memory. */
typedef struct walk {
    size_t first, lines, pairs;
    size_t outer, inner;             /* counts                              */
    size_t outer_step, inner_step;   /* in the grid                         */
    size_t outer_place, inner_place; /* in the buffer                     */
    size_t mate;                     /* the other line of a pair          */
    bool by_pair;                    /* pairs are the outer loop          */
} walk;

static walk
walk_of(const axis *x, size_t block, size_t group)
{
    const size_t rest = x->lines - group * LINES;
    const size_t lines = rest < LINES ? rest : LINES;
    walk w = { .first = block * x->block_size + group * LINES * x->next,
               .lines = lines,
               .pairs = (lines + 1) / 2,
               .mate = x->next,
               .by_pair = x->step == 1 };

    w.outer = w.by_pair ? w.pairs : x->n;
    w.inner = w.by_pair ? x->n : w.pairs;
    w.outer_step = w.by_pair ? 2 * x->next : x->step;
    w.inner_step = w.by_pair ? x->step : 2 * x->next;
    w.outer_place = w.by_pair ? x->n : 1;
    w.inner_place = w.by_pair ? 1 : x->n;
    return w;
}

/* The last line of an odd number has no mate. */
static inline bool
is_lone(const walk *w, size_t outer, size_t inner)
{
    return 2 * (w->by_pair ? outer : inner) + 1 == w->lines;
}

static void
gather(const walk *w, const double *g, const double *root, chl_complex *buffer)
{
    for (size_t o = 0; o < w->outer; o++) {
        for (size_t i = 0; i < w->inner; i++) {
            size_t at = w->first + o * w->outer_step + i * w->inner_step;
            chl_complex *z = buffer + o * w->outer_place + i * w->inner_place;

            z->re = g[at] * root[at];
            z->im =
                is_lone(w, o, i) ? 0.0 : g[at + w->mate] * root[at + w->mate];
        }
    }
}

/* Times rho; the energy. */
static double
weigh(const walk *w, const double *rho, chl_complex *buffer)
{
    double sum = 0.0;

    for (size_t o = 0; o < w->outer; o++) {
        for (size_t i = 0; i < w->inner; i++) {
            size_t at = w->first + o * w->outer_step + i * w->inner_step;
            chl_complex *z = buffer + o * w->outer_place + i * w->inner_place;
            double other = is_lone(w, o, i) ? 0.0 : rho[at + w->mate];

            sum += rho[at] * z->re * z->re + other * z->im * z->im;
            z->re *= rho[at];
            z->im *= other;
        }
    }
    return sum;
}

static void
scatter(const walk *w, const chl_complex *buffer, const double *root, bool add,
        double *y)
{
    for (size_t o = 0; o < w->outer; o++) {
        for (size_t i = 0; i < w->inner; i++) {
            size_t at = w->first + o * w->outer_step + i * w->inner_step;
            size_t mate = at + w->mate;
            const chl_complex *z =
                buffer + o * w->outer_place + i * w->inner_place;

            y[at] = (add ? y[at] : 0.0) + z->re * root[at];
            if (!is_lone(w, o, i)) {
                y[mate] = (add ? y[mate] : 0.0) + z->im * root[mate];
            }
        }
    }
}

static void
multiply(const axis *x, size_t pairs, double sign, chl_complex *buffer)
{
    for (size_t p = 0; p < pairs; p++) {
        chl_complex *line = buffer + p * x->n;

        for (size_t k = 0; k < x->n; k++) {
            chl_complex w = line[k],
                        z = { x->slope[k].re, sign * x->slope[k].im };

            line[k] = (chl_complex){ z.re * w.re - z.im * w.im,
                                     z.re * w.im + z.im * w.re };
        }
    }
}

/* The axis' part of H g on a group of lines; of its energy if y is NULL. */
static void
run_group(chl_slopes *s, size_t a, size_t task, chl_complex *buffer,
          const double *g, double *y)
{
    const axis *x = &s->axis[a];
    const size_t group = task % x->groups;
    const chl_lines *lines = group + 1 < x->groups ? x->whole : x->rest;
    const walk w = walk_of(x, task / x->groups, group);

    gather(&w, g, s->root, buffer);
    chl_lines_forward(lines, NULL, buffer);
    multiply(x, w.pairs, 1.0, buffer);
    chl_lines_backward(lines, buffer, NULL);
    s->energies[task] = weigh(&w, s->density->faces[a], buffer);
    if (y != NULL) {
        chl_lines_forward(lines, NULL, buffer);
        multiply(x, w.pairs, -1.0, buffer);
        chl_lines_backward(lines, buffer, NULL);
        scatter(&w, buffer, s->root, a > 0, y);
    }
}

static double
run_axis(chl_slopes *s, size_t a, const double *g, double *y)
{
    const size_t tasks = s->axis[a].blocks * s->axis[a].groups;
    double sum = 0.0;

#pragma omp parallel for num_threads((int) s->threads) schedule(static)
    for (size_t task = 0; task < tasks; task++) {
        size_t worker = (size_t) omp_get_thread_num();

        run_group(s, a, task, s->buffers + worker * s->room, g, y);
    }
    for (size_t task = 0; task < tasks; task++) {
        sum += s->energies[task];
    }
    return sum;
}

void
chl_slopes_apply(chl_slopes *s, const double *g, double *y)
{
    for (size_t a = 0; a < s->axes; a++) {
        (void) run_axis(s, a, g, y);
    }
}

double
chl_slopes_energy(chl_slopes *s, const double *g)
{
    double sum = 0.0;

    for (size_t a = 0; a < s->axes; a++) {
        sum += run_axis(s, a, g, NULL);
    }
    return sum;
}

static void
shape(axis *x, const chl_grid *grid, size_t a)
{
    const size_t size = chl_grid_size(grid), inner = chl_grid_stride(grid, a);

    x->n = grid->cells[a];
    x->step = inner;
    x->next = inner > 1 ? 1 : x->n;
    x->block_size = inner > 1 ? x->n * inner : size;
    x->blocks = size / x->block_size;
    x->lines = x->block_size / x->n;
    x->groups = (x->lines + LINES - 1) / LINES;
}

static chl_status
fill_slopes(axis *x, double h, chl_error *err)
{
    chl_status status = CHL_OK;
    const double n = (double) x->n;

    x->slope = chl_alloc(x->n, sizeof *x->slope);
    CHL_REQUIRE_MEMORY(x->slope, err, "slopes of modes");
    for (size_t k = 0; k < x->n; k++) {
        double frequency = chl_fourier_frequency(k, x->n);
        double wave = 2.0 * pi * frequency / (h * n),
               phase = pi * frequency / n;

        x->slope[k] =
            (chl_complex){ -wave * sin(phase) / n, wave * cos(phase) / n };
        if (2 * k == x->n) {
            x->slope[k] = (chl_complex){ -wave / n, 0.0 };
        }
    }
out:
    return status;
}

static chl_status
plan(axis *x, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t rest = x->lines - (x->groups - 1) * LINES;

    if (x->groups > 1) {
        CHL_TRY(chl_lines_create(x->n, LINES / 2, 1, x->n, &x->whole, err));
    }
    CHL_TRY(chl_lines_create(x->n, (rest + 1) / 2, 1, x->n, &x->rest, err));
out:
    return status;
}

/* Workers beyond the groups of an axis would have nothing to do. */
static void
size_up(chl_slopes *s, size_t threads, size_t *tasks)
{
    *tasks = 0;
    for (size_t a = 0; a < s->axes; a++) {
        const axis *x = &s->axis[a];
        size_t own = x->blocks * x->groups, room = (LINES / 2) * x->n;

        *tasks = own > *tasks ? own : *tasks;
        s->room = room > s->room ? room : s->room;
    }
    s->threads = threads < *tasks ? threads : *tasks;
    s->threads = s->size < PARALLEL_FROM ? 1 : s->threads;
}

chl_status
chl_slopes_create(const chl_grid_density *density, size_t threads,
                  chl_slopes **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_grid *grid = &density->grid;
    chl_slopes *s = chl_alloc(1, sizeof *s);
    size_t tasks;

    CHL_REQUIRE_MEMORY(s, err, "derivatives on a grid");
    s->density = density;
    s->axes = grid->dimension;
    s->size = chl_grid_size(grid);
    for (size_t a = 0; a < s->axes; a++) {
        shape(&s->axis[a], grid, a);
        CHL_TRY(fill_slopes(&s->axis[a], chl_grid_step(grid, a), err));
        CHL_TRY(plan(&s->axis[a], err));
    }
    size_up(s, threads, &tasks);
    s->root = chl_alloc(s->size, sizeof *s->root);
    s->energies = chl_alloc(tasks, sizeof *s->energies);
    s->buffers = chl_alloc(s->threads * s->room, sizeof *s->buffers);
    CHL_REQUIRE_MEMORY(s->root, err, "roots of a density");
    CHL_REQUIRE_MEMORY(s->energies, err, "energies of lines");
    CHL_REQUIRE_MEMORY(s->buffers, err, "lines of a grid");
    for (size_t k = 0; k < s->size; k++) {
        s->root[k] = 1.0 / sqrt(density->values[k]);
    }
    *out = s;
    s = NULL;
out:
    chl_slopes_free(s);
    return status;
}

void
chl_slopes_free(chl_slopes *s)
{
    if (s == NULL) {
        return;
    }
    for (size_t a = 0; a < s->axes; a++) {
        chl_free(s->axis[a].slope);
        chl_lines_free(s->axis[a].whole);
        chl_lines_free(s->axis[a].rest);
    }
    chl_free(s->root);
    chl_free(s->energies);
    chl_free(s->buffers);
    chl_free(s);
}
