/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transforms of grids: axis by axis, the lines of an axis in fixed groups. */
#include "base/fourier.h"

#include "base/error.h"

enum {
    GROUP = 8,              /* lines, whatever the number of threads         */
    PARALLEL_FROM = 1 << 14 /* values; below, threads cost more than they do */
};

typedef struct stage {
    size_t n;            /* values of a line                              */
    size_t outer, inner; /* blocks, and lines of a block                  */
    size_t groups;       /* of a block; the last one may be smaller       */
    chl_lines *whole, *rest;
} stage;

struct chl_fourier {
    size_t axes, size, modes, threads;
    stage stages[3]; /* the last one between values and half spectra      */
};

static void
shape(chl_fourier *fourier, size_t axes, const size_t *cells)
{
    size_t modes = cells[axes - 1] / 2 + 1, rows = 1;

    fourier->axes = axes;
    fourier->threads = 1;
    for (size_t a = axes - 1; a-- > 0;) {
        fourier->stages[a] = (stage){ .n = cells[a], .inner = modes };
        modes *= cells[a];
        rows *= cells[a];
    }
    fourier->stages[axes - 1] =
        (stage){ .n = cells[axes - 1], .outer = 1, .inner = rows };
    for (size_t a = 0; a < axes; a++) {
        stage *s = &fourier->stages[a];

        s->outer = a + 1 < axes ? modes / s->inner / s->n : s->outer;
        s->groups = (s->inner + GROUP - 1) / GROUP;
    }
    fourier->size = rows * cells[axes - 1];
    fourier->modes = modes;
}

static chl_status
plan(stage *s, bool real, size_t count, chl_lines **out, chl_error *err)
{
    return real ? chl_lines_create_real(s->n, count, out, err)
                : chl_lines_create(s->n, count, s->inner, 1, out, err);
}

chl_status
chl_fourier_create(size_t axes, const size_t *cells, chl_fourier **out,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    chl_fourier *fourier = chl_alloc(1, sizeof *fourier);

    CHL_REQUIRE_MEMORY(fourier, err, "a Fourier transform");
    shape(fourier, axes, cells);
    for (size_t a = 0; a < axes; a++) {
        stage *s = &fourier->stages[a];
        const bool real = a + 1 == axes;
        const size_t rest = s->inner - (s->groups - 1) * GROUP;

        if (s->groups > 1) {
            CHL_TRY(plan(s, real, GROUP, &s->whole, err));
        }
        CHL_TRY(plan(s, real, rest, &s->rest, err));
    }
    *out = fourier;
    fourier = NULL;
out:
    chl_fourier_free(fourier);
    return status;
}

void
chl_fourier_free(chl_fourier *fourier)
{
    if (fourier == NULL) {
        return;
    }
    for (size_t a = 0; a < fourier->axes; a++) {
        chl_lines_free(fourier->stages[a].whole);
        chl_lines_free(fourier->stages[a].rest);
    }
    chl_free(fourier);
}

void
chl_fourier_share(chl_fourier *fourier, size_t threads)
{
    fourier->threads = threads;
}

size_t
chl_fourier_size(const chl_fourier *fourier)
{
    return fourier->size;
}

size_t
chl_fourier_modes(const chl_fourier *fourier)
{
    return fourier->modes;
}

/* One group of lines along an axis. */
static void
run_group(const chl_fourier *fourier, size_t axis, bool forward, size_t task,
          double *values, chl_complex *modes)
{
    const stage *s = &fourier->stages[axis];
    const size_t block = task / s->groups, group = task % s->groups;
    const chl_lines *lines = group + 1 < s->groups ? s->whole : s->rest;

    if (axis + 1 < fourier->axes) {
        values = NULL;
        modes += block * s->n * s->inner + group * GROUP;
    } else {
        values += group * GROUP * s->n;
        modes += group * GROUP * (s->n / 2 + 1);
    }
    if (forward) {
        chl_lines_forward(lines, values, modes);
    } else {
        chl_lines_backward(lines, modes, values);
    }
}

static void
run_stage(const chl_fourier *fourier, size_t axis, bool forward, double *values,
          chl_complex *modes)
{
    const stage *s = &fourier->stages[axis];
    const size_t tasks = s->outer * s->groups;
    const int workers =
        fourier->size < PARALLEL_FROM ? 1 : (int) fourier->threads;

#pragma omp parallel for num_threads(workers) schedule(static)
    for (size_t task = 0; task < tasks; task++) {
        run_group(fourier, axis, forward, task, values, modes);
    }
}

void
chl_fourier_forward(const chl_fourier *fourier, double *values,
                    chl_complex *spectrum)
{
    for (size_t a = fourier->axes; a-- > 0;) {
        run_stage(fourier, a, true, values, spectrum);
    }
}

void
chl_fourier_backward(const chl_fourier *fourier, chl_complex *spectrum,
                     double *values)
{
    for (size_t a = 0; a < fourier->axes; a++) {
        run_stage(fourier, a, false, values, spectrum);
    }
}
