/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact neighbours against the time of the matrix product they need. */
#include <cblas.h>
#include <stdlib.h>
#include <string.h>

#include <chladni/operators.h>

#include "base/random.h"
#include "bench_support.h"

typedef struct setting {
    chl_dataset *dataset;
    size_t *row;
    size_t n, d, k, threads, repeated;
} setting;

static chl_status
find(void *user, chl_error *err)
{
    setting *s = user;
    chl_neighbours found = { 0 };
    chl_status status = chl_neighbours_find(s->dataset, s->row, s->n, s->k,
                                            s->threads, NULL, &found, err);

    s->repeated = found.repeated;
    chl_neighbours_clear(&found);
    return status;
}

/* The bound counts n^2 d operations, each product of two points once; that of
 * one whole matrix product is twice as much. */
static void
report(const char *name, setting *s)
{
    double seconds = bench_median(find, s);
    bench_speed speed = bench_gemm(s->threads);
    double bound =
        (double) s->n * (double) s->n * (double) s->d / speed.single_precision;
    const bench_number numbers[] = {
        { "n", (double) s->n },
        { "d", (double) s->d },
        { "k", (double) s->k },
        { "threads", (double) s->threads },
        { "seconds", seconds },
        { "bound_seconds", bound },
        { "ratio", seconds / bound },
        { "ratio_to_whole_product", 0.5 * seconds / bound },
        { "repeated", (double) s->repeated },
        { "peak_bytes", bench_peak_bytes() },
        { NULL, 0 },
    };

    bench_line(name, numbers);
}

static void
run_case(const char *name, size_t n, size_t d, size_t k)
{
    const chl_random random = { 1, CHL_STREAM_TESTS };
    const chl_array array = { .dtype = CHL_F32, .axes = 2, .shape = { n, d } };
    chl_array given = array;
    float *x = chl_alloc(n * d, sizeof *x);
    setting s = { .n = n, .d = d, .k = k, .threads = chl_threads_default() };
    chl_error err = { CHL_ENOMEM, __FILE__, __LINE__, "points" };

    s.row = chl_alloc(n, sizeof *s.row);
    bench_require(x != NULL && s.row != NULL ? CHL_OK : CHL_ENOMEM, &err);
    err = (chl_error){ 0 };
    for (size_t i = 0; i < n * d; i++) {
        x[i] = (float) chl_random_normal(&random, i);
    }
    for (size_t i = 0; i < n; i++) {
        s.row[i] = i;
    }
    given.data = x;
    bench_require(
        chl_dataset_from_array("points", &given, NULL, &s.dataset, &err), &err);
    report(name, &s);
    chl_dataset_free(s.dataset);
    chl_free(s.row);
    chl_free(x);
}

int
main(int argc, char **argv)
{
    openblas_set_num_threads(1);
    if (bench_has(argc, argv, "--small")) {
        run_case("neighbours small", 3000, 64, 15);
        return EXIT_SUCCESS;
    }
    run_case("neighbours", 20000, 64, 15);
    run_case("neighbours of images", 10000, 3072, 15);
    run_case("many neighbours in the plane", 20000, 2, 1000);
    return EXIT_SUCCESS;
}
