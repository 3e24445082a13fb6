/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Galerkin pair of npy files with 10^4 to 10^7 rows of 16 numbers, 512
 * landmarks: processor time per row and peak memory must not depend on the
 * number of rows. The time is that of the rows beyond the first 5000, which are
 * timed apart in the same process: what a run takes whatever its rows is told
 * of as start_seconds. Each size is a process of its own, on one thread unless
 * OMP_NUM_THREADS says otherwise. Files go to TMPDIR (up to 640 MB).
 * usage: bench_rows [--small]
 */
#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chladni/operators.h>

#include "base/random.h"
#include "bench_support.h"

enum {
    COLUMNS = 16,
    LANDMARKS = 512,
    BLOCK = 1000,   /* rows written at a time */
    FIRST = 5000,   /* rows timed apart       */
    ENOUGH = 200000 /* rows in all, over repetitions */
};

static void
require(bool done, const char *what)
{
    if (!done) {
        perror(what);
        exit(EXIT_FAILURE);
    }
}

static void
write_file(const char *path, size_t rows)
{
    static float block[BLOCK][COLUMNS];
    const chl_random random = { 5, CHL_STREAM_TESTS };
    FILE *file = fopen(path, "wb");
    char text[119];

    require(file != NULL, path);
    snprintf(text, sizeof text,
             "{'descr': '<f4', 'fortran_order': False, 'shape': (%zu, %d), }",
             rows, COLUMNS);
    require(fwrite("\x93NUMPY\x01\x00\x76\x00", 1, 10, file) == 10, path);
    fprintf(file, "%-117s\n", text);
    for (size_t at = 0; at < rows; at += BLOCK) {
        for (size_t i = 0; i < (size_t) BLOCK * COLUMNS; i++) {
            block[i / COLUMNS][i % COLUMNS] =
                (float) chl_random_normal(&random, at * COLUMNS + i);
        }
        require(fwrite(block, sizeof block, 1, file) == 1, path);
    }
    require(fclose(file) == 0, path);
}

static double
processor_seconds(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
           + 1e-6 * (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* Processor seconds of one basis and its pair of so many of the rows, the mean
 * of enough runs. */
static double
time_pair(const chl_dataset *dataset, size_t rows)
{
    chl_basis_settings s = chl_basis_settings_default();
    size_t runs = rows < ENOUGH ? ENOUGH / rows : 1;
    double start;

    s.landmarks = LANDMARKS;
    s.used = rows;
    s.threads = getenv("OMP_NUM_THREADS") != NULL ? 0 : 1;
    start = processor_seconds();
    for (size_t k = 0; k < runs; k++) {
        chl_error err = { 0 };
        chl_basis *basis = NULL;
        chl_galerkin *galerkin = NULL;
        chl_kernel kernel;

        bench_require(chl_basis_create(dataset, &s, &basis, &err), &err);
        bench_require(chl_kernel_init("matern52",
                                      2.0 * chl_basis_median_distance(basis),
                                      &kernel, &err),
                      &err);
        bench_require(chl_galerkin_create(basis, &kernel, &galerkin, &err),
                      &err);
        chl_galerkin_free(galerkin);
        chl_basis_free(basis);
    }
    return (processor_seconds() - start) / (double) runs;
}

/* In a process of its own: what it took goes into the pipe. */
static void
measure(const char *path, size_t rows, int pipe_end)
{
    chl_error err = { 0 };
    chl_dataset *dataset = NULL;
    double seconds[2];

    openblas_set_num_threads(1);
    bench_require(chl_dataset_open(path, NULL, &dataset, &err), &err);
    seconds[0] = time_pair(dataset, FIRST);
    seconds[1] = time_pair(dataset, rows);
    chl_dataset_free(dataset);
    require(write(pipe_end, seconds, sizeof seconds) == sizeof seconds, "pipe");
    exit(EXIT_SUCCESS);
}

typedef struct outcome {
    double rows, peak;
    double seconds[2]; /* of the first rows, of all */
} outcome;

static outcome
run(size_t rows)
{
    const char *folder = getenv("TMPDIR");
    char path[512];
    outcome out = { .rows = (double) rows };
    struct rusage usage;
    int ends[2], status = 0;
    pid_t child;

    snprintf(path, sizeof path, "%s/chladni-bench-rows-%ld.npy",
             folder != NULL ? folder : "/tmp", (long) getpid());
    write_file(path, rows);
    require(pipe(ends) == 0, "pipe");
    child = fork();
    require(child >= 0, "fork");
    if (child == 0) {
        measure(path, rows, ends[1]);
    }
    require(wait4(child, &status, 0, &usage) == child, "wait");
    unlink(path);
    require(status == 0
                && read(ends[0], out.seconds, sizeof out.seconds)
                       == sizeof out.seconds,
            "measurement");
    close(ends[0]);
    close(ends[1]);
    out.peak = 1024.0 * (double) usage.ru_maxrss;
    return out;
}

static double
seconds_per_row(const outcome *o)
{
    return (o->seconds[1] - o->seconds[0]) / (o->rows - FIRST);
}

/* Ratios are to the first size. */
int
main(int argc, char **argv)
{
    static const size_t sizes[] = { 10000, 100000, 1000000, 10000000 };
    const size_t count = bench_has(argc, argv, "--small") ? 2 : 4;
    outcome first = { 0 };

    for (size_t k = 0; k < count; k++) {
        outcome now = run(sizes[k]);

        first = k == 0 ? now : first;
        bench_line("rows",
                   (bench_number[]){
                       { "rows", now.rows },
                       { "cpu_seconds", now.seconds[1] },
                       { "start_seconds",
                         now.seconds[0] - FIRST * seconds_per_row(&now) },
                       { "microseconds_per_row", 1e6 * seconds_per_row(&now) },
                       { "time_ratio",
                         seconds_per_row(&now) / seconds_per_row(&first) },
                       { "peak_mib", now.peak / 1048576.0 },
                       { "peak_ratio", now.peak / first.peak },
                       { NULL, 0.0 } });
    }
    return EXIT_SUCCESS;
}
