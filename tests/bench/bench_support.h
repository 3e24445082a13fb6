/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What benchmarks share: the clock, medians, the speed of the matrix product
 * on this machine, and one JSON line per case on standard output.
 */
#ifndef CHLADNI_TESTS_BENCH_SUPPORT_H
#define CHLADNI_TESTS_BENCH_SUPPORT_H

#include <chladni/base.h>

enum {
    BENCH_RUNS = 5,
    BENCH_ENOUGH = 10
};

/* Seconds of a monotonic clock; with OMP_NUM_THREADS=1 those of the processor,
 * which a busy machine does not stretch. */
double bench_clock(void);
/* Of all threads of the process, in the program and in the kernel. */
double bench_cpu(void);

/* Median seconds of BENCH_RUNS runs. Stops the program with the sentence of
 * the error if one fails. */
typedef chl_status bench_fn(void *user, chl_error *err);
double bench_median(bench_fn *run, void *user);

/* CPU seconds of this process for one run, the least of up to BENCH_RUNS; no
 * more are made once BENCH_ENOUGH seconds are spent. For loaded machines. */
double bench_cpu_least(bench_fn *run, void *user);

/* Stop the program with the sentence of the error unless status is CHL_OK. */
void bench_require(chl_status status, const chl_error *err);

/* Floating-point operations per second of `threads` single-threaded matrix
 * products side by side, the median of BENCH_RUNS. */
typedef struct bench_speed {
    double single_precision, double_precision;
} bench_speed;
bench_speed bench_gemm(size_t threads);

/* Bytes of memory the process held at most. */
double bench_peak_bytes(void);

/* {"name": ..., "<key>": number, ...}: one line. Keys end with NULL. */
typedef struct bench_number {
    const char *key;
    double value;
} bench_number;
void bench_line(const char *name, const bench_number *numbers);

/* n x d random bytes in a mapped file without a name. */
uint8_t *bench_bytes(size_t n, size_t d);
void bench_bytes_free(uint8_t *bytes, size_t n, size_t d);

/* True if the word is among the arguments. */
bool bench_has(int argc, char **argv, const char *word);
/* The argument behind the word, or NULL. */
const char *bench_word_after(int argc, char **argv, const char *word);

#endif
