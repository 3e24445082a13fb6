/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench_support.h"

#include <cblas.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

#include "base/random.h"

enum {
    SIDE = 768,    /* of the matrices multiplied */
    REPEATS = 4,   /* products per measurement */
    NUMBERS = 1000 /* a denormal or zero would change the speed */
};

double
bench_clock(void)
{
    struct timespec now;

    clock_gettime(chl_threads_default() == 1 ? CLOCK_PROCESS_CPUTIME_ID
                                             : CLOCK_MONOTONIC,
                  &now);
    return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

double
bench_cpu(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

void
bench_require(chl_status status, const chl_error *err)
{
    if (status != CHL_OK) {
        fprintf(stderr, "%s: %s\n", chl_status_text(status), err->text);
        exit(EXIT_FAILURE);
    }
}

static int
compare(const void *left, const void *right)
{
    double a = *(const double *) left, b = *(const double *) right;

    return (a > b) - (a < b);
}

double
bench_median(bench_fn *run, void *user)
{
    double seconds[BENCH_RUNS];
    chl_error err = { 0 };

    for (size_t k = 0; k < BENCH_RUNS; k++) {
        double start = bench_clock();

        bench_require(run(user, &err), &err);
        seconds[k] = bench_clock() - start;
    }
    qsort(seconds, BENCH_RUNS, sizeof *seconds, compare);
    return seconds[BENCH_RUNS / 2];
}

double
bench_cpu_least(bench_fn *run, void *user)
{
    double least = INFINITY, spent = 0.0;
    chl_error err = { 0 };

    for (size_t k = 0; k < BENCH_RUNS && spent < BENCH_ENOUGH; k++) {
        double start = bench_cpu(), seconds;

        bench_require(run(user, &err), &err);
        seconds = bench_cpu() - start;
        least = fmin(least, seconds);
        spent += seconds;
    }
    return least;
}

typedef struct products {
    size_t threads;
    float *single;   /* 3 matrices per thread, or NULL */
    double *doubled; /* the same, or NULL */
} products;

static chl_status
multiply(void *user, chl_error *err)
{
    const products *p = user;
    const size_t square = (size_t) SIDE * SIDE;

    (void) err;
#pragma omp parallel num_threads((int) p->threads)
    {
        size_t first = (size_t) omp_get_thread_num() * 3 * square;

        for (int k = 0; k < REPEATS; k++) {
            if (p->single != NULL) {
                float *a = p->single + first;

                cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, SIDE, SIDE,
                            SIDE, 1.0f, a, SIDE, a + square, SIDE, 0.0f,
                            a + 2 * square, SIDE);
            } else {
                double *a = p->doubled + first;

                cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, SIDE, SIDE,
                            SIDE, 1.0, a, SIDE, a + square, SIDE, 0.0,
                            a + 2 * square, SIDE);
            }
        }
    }
    return CHL_OK;
}

bench_speed
bench_gemm(size_t threads)
{
    const size_t count = threads * 3 * SIDE * SIDE;
    const double operations =
        2.0 * SIDE * SIDE * SIDE * REPEATS * (double) threads;
    chl_error err = { CHL_ENOMEM, __FILE__, __LINE__, "matrices" };
    products p = { .threads = threads };
    bench_speed speed;

    p.single = chl_alloc(count, sizeof *p.single);
    p.doubled = chl_alloc(count, sizeof *p.doubled);
    bench_require(p.single && p.doubled ? CHL_OK : CHL_ENOMEM, &err);
    for (size_t i = 0; i < count; i++) {
        p.doubled[i] = 1.0 + (double) (i % NUMBERS) / NUMBERS;
        p.single[i] = (float) p.doubled[i];
    }
    openblas_set_num_threads(1);
    speed.single_precision = operations / bench_median(multiply, &p);
    chl_free(p.single);
    p.single = NULL;
    speed.double_precision = operations / bench_median(multiply, &p);
    chl_free(p.doubled);
    return speed;
}

double
bench_peak_bytes(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return 1024.0 * (double) usage.ru_maxrss;
}

void
bench_line(const char *name, const bench_number *numbers)
{
    printf("{\"name\": \"%s\"", name);
    for (; numbers->key != NULL; numbers++) {
        printf(", \"%s\": %.6g", numbers->key, numbers->value);
    }
    puts("}");
    fflush(stdout);
}

uint8_t *
bench_bytes(size_t n, size_t d)
{
    chl_random random = { 1, CHL_STREAM_TESTS };
    FILE *file = tmpfile();
    chl_error err = { CHL_EIO, __FILE__, __LINE__, "no temporary file" };
    size_t count = n * d / 8 + 1;
    uint8_t *bytes = MAP_FAILED;

    for (size_t i = 0; file != NULL && i < count; i++) {
        uint64_t bits = chl_random_bits(&random, i);

        fwrite(&bits, sizeof bits, 1, file);
    }
    if (file != NULL && fflush(file) == 0) {
        bytes = mmap(NULL, n * d, PROT_READ, MAP_PRIVATE, fileno(file), 0);
    }
    bench_require(bytes != MAP_FAILED ? CHL_OK : CHL_EIO, &err);
    fclose(file);
    return bytes;
}

void
bench_bytes_free(uint8_t *bytes, size_t n, size_t d)
{
    munmap(bytes, n * d);
}

bool
bench_has(int argc, char **argv, const char *word)
{
    for (int k = 1; k < argc; k++) {
        if (strcmp(argv[k], word) == 0) {
            return true;
        }
    }
    return false;
}

const char *
bench_word_after(int argc, char **argv, const char *word)
{
    for (int k = 1; k + 1 < argc; k++) {
        if (strcmp(argv[k], word) == 0) {
            return argv[k + 1];
        }
    }
    return NULL;
}
