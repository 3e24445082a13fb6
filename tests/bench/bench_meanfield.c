/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * 100000 critics of a mean-field WGAN in CPU seconds: steps of projected Euler
 * of two-layer networks from t = 0 to 50, beside the tanh alone that they take
 * on this machine, and the toy solved from event to event.
 * usage: bench_meanfield [--small] [--threads N]
 */
#include <stdio.h>
#include <stdlib.h>

#include <chladni/meanfield.h>

#include "bench_support.h"
#include "systems/neurons.h"

enum {
    GENERATORS = 100,
    LATENTS = 32,
    TILE = 64 * (LATENTS + 2)
};

static const double data[] = { -1.0, 1.0 };
static const double step = 0.05;

typedef struct setting {
    size_t critics, steps, threads;
    double *w, *theta, *tile;
} setting;

static chl_status
run_euler(void *user, chl_error *err)
{
    const setting *s = user;
    chl_meanfield_model model = chl_meanfield_model_default();
    chl_meanfield *mf = NULL;
    chl_status status;

    model.points = 2;
    model.data = data;
    model.latents = LATENTS;
    model.threads = s->threads;
    status =
        chl_meanfield_create(&model,
                             &(chl_meanfield_start){ .critics = s->critics,
                                                     .generators = GENERATORS,
                                                     .w = s->w,
                                                     .theta = s->theta },
                             &mf, err);
    if (status == CHL_OK) {
        status = chl_meanfield_euler(mf, step, s->steps, NULL, err);
    }
    chl_meanfield_free(mf);
    return status;
}

/* As many tanh as the critics of those steps take. */
static chl_status
run_tanh(void *user, chl_error *err)
{
    setting *s = user;
    size_t tiles = s->critics / 64 * s->steps;
    double *slope = s->tile + TILE;

    (void) err;
    for (size_t k = 0; k < tiles; k++) {
        for (size_t i = 0; i < TILE; i++) {
            s->tile[i] = slope[i] * 1e-3 + (double) (i % 17) / 17.0;
        }
        chl_bend_tanh(TILE, s->tile, slope);
    }
    return CHL_OK;
}

static chl_status
run_toy(void *user, chl_error *err)
{
    const setting *s = user;
    chl_toy_model model = chl_toy_model_default();
    chl_toy *toy = NULL;
    chl_status status;

    model.count = s->critics;
    model.w = s->w;
    status = chl_toy_solve(&model, 50.0, NULL, &toy, err);
    chl_toy_free(toy);
    return status;
}

static double
report(const char *name, bench_fn *run, setting *s, double bound)
{
    double seconds = bench_cpu_least(run, s);
    const bench_number numbers[] = {
        { "cpu_seconds", seconds },
        { "critics", (double) s->critics },
        { "steps", (double) s->steps },
        { bound > 0.0 ? "ratio" : NULL, seconds / bound },
        { NULL, 0.0 },
    };

    bench_line(name, numbers);
    return seconds;
}

int
main(int argc, char **argv)
{
    const bool small = bench_has(argc, argv, "--small");
    const char *threads = bench_word_after(argc, argv, "--threads");
    chl_meanfield_model model = chl_meanfield_model_default();
    setting s = { .critics = small ? 6400 : 100000,
                  .steps = small ? 20 : 1000,
                  .threads = threads != NULL ? strtoul(threads, NULL, 10) : 1 };

    s.w = chl_alloc(3 * s.critics, sizeof *s.w);
    s.theta = chl_alloc(3, GENERATORS * sizeof *s.theta);
    s.tile = chl_alloc(2, TILE * sizeof *s.tile);
    if (s.w == NULL || s.theta == NULL || s.tile == NULL) {
        fputs("out of memory\n", stderr);
        return 1;
    }
    chl_meanfield_draw(&model, s.critics, GENERATORS, 1.0, 1.0, 0, s.w,
                       s.theta);
    report("euler", run_euler, &s, report("tanh", run_tanh, &s, 0.0));
    report("toy", run_toy, &s, 0.0);
    chl_free(s.w);
    chl_free(s.theta);
    chl_free(s.tile);
    return 0;
}
