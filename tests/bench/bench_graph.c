/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The spectrum of points on a three-dimensional manifold in 64 dimensions, and
 * its parts, in CPU seconds of one thread. With --dump the points and the
 * matrix go to files for peers/graph.py.
 * usage: bench_graph [--small] [--dump FOLDER]
 */
#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <chladni/eigen.h>
#include <chladni/study.h>

#include "base/random.h"
#include "bench_support.h"
#include "operators/graph.h"

enum {
    ANGLES = 3,
    CIRCLES = 2 * ANGLES, /* cosines and sines of them */
    DIMENSION = 64,
    MODES = 10,
    NEIGHBOURS = 15,
    LANDMARKS = 256 /* of Galerkin: 16 for each mode and more */
};

static const double noise = 1e-3, tau = 6.28318530717958647692;

typedef struct setting {
    chl_dataset *dataset;
    size_t n;
    const char *operator_name;
    chl_graph *graph;
    size_t *row;
    size_t products;
    bool unsearched;
} setting;

/* cos and sin of three angles along six random directions, and noise. */
static void
fill_points(size_t n, double *x)
{
    const chl_random random = { 1, CHL_STREAM_TESTS };
    double map[CIRCLES][DIMENSION];
    uint64_t next = 0;

    for (size_t a = 0; a < CIRCLES; a++) {
        for (size_t l = 0; l < DIMENSION; l++) {
            map[a][l] = chl_random_normal(&random, next++) / sqrt(DIMENSION);
        }
    }
    for (size_t i = 0; i < n; i++) {
        double circle[CIRCLES];

        for (size_t a = 0; a < ANGLES; a++) {
            double angle = tau * chl_random_uniform(&random, next++);

            circle[2 * a] = cos(angle);
            circle[2 * a + 1] = sin(angle);
        }
        for (size_t l = 0; l < DIMENSION; l++) {
            double sum = noise * chl_random_normal(&random, next++);

            for (size_t a = 0; a < CIRCLES; a++) {
                sum += circle[a] * map[a][l];
            }
            x[i * DIMENSION + l] = sum;
        }
    }
}

static chl_status
find_neighbours(void *user, chl_error *err)
{
    setting *s = user;
    chl_neighbours found = { 0 };
    chl_status status = chl_neighbours_find(s->dataset, s->row, s->n,
                                            NEIGHBOURS, 1, NULL, &found, err);

    chl_neighbours_clear(&found);
    return status;
}

static chl_status
study(void *user, chl_error *err)
{
    setting *s = user;
    chl_result *result = NULL;
    chl_spectrum_settings settings = chl_spectrum_settings_default();
    chl_status status = chl_result_create("spectrum", &result, err);

    settings.operator_name = s->operator_name;
    settings.modes = MODES;
    settings.threads = 1;
    settings.landmarks = LANDMARKS;
    settings.adapt = "off";
    settings.bootstrap = 0;
    if (status == CHL_OK) {
        status = chl_study_spectrum(s->dataset, &settings, result, err);
    }
    chl_result_free(result);
    return status;
}

static chl_status
find_pairs(void *user, chl_error *err)
{
    setting *s = user;
    chl_operator *op = NULL;
    chl_eigen_result *pairs = NULL;
    chl_eigen_settings settings = chl_eigen_settings_default();
    chl_status status = chl_graph_operator(s->graph, &op, err);
    chl_eigen_problem problem = { op, NULL };

    settings.method = "arpack";
    settings.count = MODES;
    settings.tolerance = 1e-7;
    settings.unsearched = s->unsearched;
    if (status == CHL_OK) {
        status = chl_eigen_solve(&problem, &settings, &pairs, err);
    }
    s->products = pairs != NULL ? pairs->applies : 0;
    chl_eigen_result_free(pairs);
    chl_operator_free(op);
    return status;
}

static void
dump(const char *folder, const char *name, const void *data, size_t size,
     size_t count)
{
    chl_error err = { CHL_EIO, __FILE__, __LINE__, "cannot write a dump" };
    char path[4096];
    FILE *file;
    bool done;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "wb");
    done = file != NULL && fwrite(data, size, count, file) == count;
    done = file != NULL && fclose(file) == 0 && done;
    bench_require(done ? CHL_OK : CHL_EIO, &err);
}

static void
dump_all(const char *folder, const double *x, const setting *s)
{
    const chl_sparse *matrix = &s->graph->s;
    size_t entries = matrix->start[matrix->n];

    dump(folder, "points.f64", x, sizeof *x, s->n * DIMENSION);
    dump(folder, "start.u64", matrix->start, sizeof *matrix->start,
         matrix->n + 1);
    dump(folder, "column.u32", matrix->column, sizeof *matrix->column, entries);
    dump(folder, "value.f64", matrix->value, sizeof *matrix->value, entries);
}

static void
make_graph(setting *s)
{
    chl_graph_settings settings = chl_graph_settings_default();
    chl_error err = { 0 };

    settings.threads = 1;
    bench_require(chl_graph_create(s->dataset, &settings, &s->graph, &err),
                  &err);
}

static void
report(setting *s, const char *name)
{
    const chl_graph_info *info = chl_graph_describe(s->graph);
    double neighbours = bench_cpu_least(find_neighbours, s), pairs, searched,
           graph, galerkin;
    size_t products;

    s->unsearched = true; /* what peers do */
    pairs = bench_cpu_least(find_pairs, s);
    products = s->products;
    s->unsearched = false;
    searched = bench_cpu_least(find_pairs, s);
    s->operator_name = "graph";
    graph = bench_cpu_least(study, s);
    s->operator_name = "galerkin";
    galerkin = bench_cpu_least(study, s);
    bench_line(name, (const bench_number[]){
                         { "n", (double) s->n },
                         { "d", DIMENSION },
                         { "neighbours_cpu", neighbours },
                         { "entries", (double) info->entries },
                         { "pairs_cpu", pairs },
                         { "products", (double) products },
                         { "pairs_searched_cpu", searched },
                         { "products_searched", (double) s->products },
                         { "graph_cpu", graph },
                         { "galerkin_cpu", galerkin },
                         { "peak_bytes", bench_peak_bytes() },
                         { NULL, 0 },
                     });
}

int
main(int argc, char **argv)
{
    const bool small = bench_has(argc, argv, "--small");
    const char *folder = bench_word_after(argc, argv, "--dump");
    setting s = { .n = small ? 2000 : 20000 };
    chl_array array = { .dtype = CHL_F64, .axes = 2 };
    double *x = chl_alloc(s.n * DIMENSION, sizeof *x);
    chl_error err = { CHL_ENOMEM, __FILE__, __LINE__, "points" };

    openblas_set_num_threads(1);
    s.row = chl_alloc(s.n, sizeof *s.row);
    bench_require(x != NULL && s.row != NULL ? CHL_OK : CHL_ENOMEM, &err);
    err = (chl_error){ 0 };
    fill_points(s.n, x);
    for (size_t i = 0; i < s.n; i++) {
        s.row[i] = i;
    }
    array.data = x;
    array.shape[0] = s.n;
    array.shape[1] = DIMENSION;
    bench_require(
        chl_dataset_from_array("manifold", &array, NULL, &s.dataset, &err),
        &err);
    make_graph(&s);
    if (folder != NULL) {
        dump_all(folder, x, &s);
    }
    report(&s, small ? "graph small" : "graph");
    chl_graph_free(s.graph);
    chl_dataset_free(s.dataset);
    chl_free(s.row);
    chl_free(x);
    return EXIT_SUCCESS;
}
