/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Steps of 500 + 500 points towards eight Gaussians under IPM, in CPU seconds
 * of one thread beside their bound. With --dump the points before and after the
 * first step go to files for peers/ntk.py; --large is one step of 100000 +
 * 100000 points.
 * usage: bench_flow [--small | --large] [--dump FOLDER]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <chladni/flow.h>

#include "base/random.h"
#include "bench_support.h"

enum {
    COUNT = 500,
    FEW = 100,
    MANY = 100000
};

static const double tau = 6.28318530717958647692;

typedef struct kernel_case {
    const char *name;
    double bound; /* CPU seconds per step of 500 + 500                       */
} kernel_case;

static const kernel_case cases[] = { { "ntk-relu", 0.02 }, { "gauss", 0.002 } };

/* Standard normal points; targets 0.5 about eight centres at radius 5. */
static void
fill_points(size_t n, double *x, double *y)
{
    const chl_random random = { 1, CHL_STREAM_TESTS };

    for (size_t i = 0; i < n; i++) {
        double angle = tau * (double) (i % 8) / 8.0;

        x[2 * i] = chl_random_normal(&random, 4 * i);
        x[2 * i + 1] = chl_random_normal(&random, 4 * i + 1);
        y[2 * i] =
            5.0 * cos(angle) + 0.5 * chl_random_normal(&random, 4 * i + 2);
        y[2 * i + 1] =
            5.0 * sin(angle) + 0.5 * chl_random_normal(&random, 4 * i + 3);
    }
}

static chl_status
create(const char *name, size_t n, const double *x, const double *y,
       chl_particles **out, chl_error *err)
{
    chl_wide wide = chl_wide_default();
    chl_particles_settings settings = chl_particles_settings_default();
    chl_pair_kernel kernel;
    /* exp(-|x - y|^2 / 4). */
    chl_status status =
        chl_pair_kernel_init(name, &wide, sqrt(2.0), 1.0, &kernel, err);

    settings.threads = 1;
    return status == CHL_OK ? chl_particles_create(&kernel, &settings, n, n, 2,
                                                   x, y, out, err)
                            : status;
}

static void
dump(const char *folder, const char *name, size_t n, const double *points)
{
    char path[4096];
    FILE *file;
    size_t written;

    snprintf(path, sizeof path, "%s/%s.f64", folder, name);
    file = fopen(path, "wb");
    written = file != NULL ? fwrite(points, 2 * sizeof *points, n, file) : 0;
    if (file == NULL || fclose(file) != 0 || written != n) {
        fprintf(stderr, "bench_flow: %s cannot be written\n", path);
        exit(1);
    }
}

static chl_status
step(void *user, chl_error *err)
{
    return chl_particles_step(user, 1000.0, NULL, err);
}

/* The first step's places are dumped. */
static void
measure(const kernel_case *c, size_t n, const double *x, const double *y,
        const char *folder)
{
    chl_particles *particles = NULL;
    chl_error err = { 0 };
    const double pairs = 2.0 * (double) n * (double) n;
    double seconds;

    bench_require(create(c->name, n, x, y, &particles, &err), &err);
    if (folder != NULL) {
        bench_require(step(particles, &err), &err);
        dump(folder, c->name, n, chl_particles_points(particles));
    }
    seconds = bench_cpu_least(step, particles);
    bench_line(c->name, (bench_number[]){ { "n", (double) n },
                                          { "cpu", seconds },
                                          { "pair_ns", 1e9 * seconds / pairs },
                                          { "bound", c->bound * pairs / 5e5 },
                                          { "peak_bytes", bench_peak_bytes() },
                                          { NULL, 0.0 } });
    chl_particles_free(particles);
}

int
main(int argc, char **argv)
{
    const char *folder = bench_word_after(argc, argv, "--dump");
    size_t n = bench_has(argc, argv, "--small") ? FEW : COUNT;
    double *x, *y;

    n = bench_has(argc, argv, "--large") ? MANY : n;
    x = chl_alloc(2 * n, sizeof *x);
    y = chl_alloc(2 * n, sizeof *y);
    if (x == NULL || y == NULL) {
        return 1;
    }
    fill_points(n, x, y);
    if (folder != NULL) {
        dump(folder, "source", n, x);
        dump(folder, "target", n, y);
    }
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        measure(&cases[k], n, x, y, folder);
    }
    chl_free(x);
    chl_free(y);
    return 0;
}
