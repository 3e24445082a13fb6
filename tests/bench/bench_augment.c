/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Augmentations against reading the rows, and all circular shifts at once
 * against as many products. */
#include <cblas.h>
#include <stdlib.h>
#include <string.h>

#include <chladni/shifts.h>

#include "bench_support.h"

enum {
    SIDE = 32,
    CHANNELS = 3,
    D = SIDE * SIDE * CHANNELS
};

typedef struct setting {
    chl_dataset *dataset;
    chl_augment *augment;
    size_t n, *rows;
    double *x, *y;
} setting;

static chl_status
read_rows(void *user, chl_error *err)
{
    setting *s = user;

    return chl_dataset_rows(s->dataset, s->rows, s->n, s->x, err);
}

static chl_status
apply(void *user, chl_error *err)
{
    setting *s = user;

    return chl_augment_apply(s->augment, 0, s->n, s->rows, s->x, s->y, err);
}

static chl_status
pull_back(void *user, chl_error *err)
{
    setting *s = user;

    return chl_augment_adjoint(s->augment, 0, s->n, s->rows, s->x, s->y, err);
}

static void
report(const char *chain, double reading, setting *s)
{
    chl_augment_settings settings = { .seed = 0, .threads = 1 };
    chl_augment_chain parts;
    chl_error err = { 0 };
    bench_number numbers[6];
    double forth, back;

    bench_require(chl_augment_parse(chain, &parts, &err), &err);
    bench_require(
        chl_augment_create(&parts, s->dataset, &settings, &s->augment, &err),
        &err);
    forth = bench_median(apply, s);
    back = bench_median(pull_back, s);
    numbers[0] = (bench_number){ "n", (double) s->n };
    numbers[1] = (bench_number){ "seconds", forth };
    numbers[2] = (bench_number){ "bound_seconds", reading };
    numbers[3] = (bench_number){ "ratio", forth / reading };
    numbers[4] = (bench_number){ "adjoint_ratio", back / reading };
    numbers[5] = (bench_number){ NULL, 0 };
    bench_line(chain, numbers);
    chl_augment_free(s->augment);
}

typedef struct shifting {
    chl_shifts *fast;
    chl_shifts_work work;
    chl_complex *spectra; /* of two rows                */
    double *rows;         /* two                        */
    double products[SIDE * SIDE];
    size_t pairs;
} shifting;

static chl_status
correlate(void *user, chl_error *err)
{
    shifting *s = user;

    (void) err;
    for (size_t k = 0; k < s->pairs; k++) {
        chl_shifts_products(s->fast, s->spectra,
                            s->spectra + chl_shifts_modes(s->fast), &s->work,
                            s->products);
    }
    return CHL_OK;
}

/* The products alone, without making the shifted rows. */
static chl_status
multiply(void *user, chl_error *err)
{
    shifting *s = user;

    (void) err;
    for (size_t k = 0; k < s->pairs * SIDE * SIDE; k++) {
        s->products[k % (SIDE * SIDE)] =
            cblas_ddot(D, s->rows, 1, s->rows + D, 1);
    }
    return CHL_OK;
}

static void
report_shifts(size_t pairs, double *rows)
{
    shifting s = { .pairs = pairs, .rows = rows };
    chl_error err = { 0 };
    double fast, slow;

    bench_require(chl_shifts_create(SIDE, SIDE, CHANNELS, &s.fast, &err), &err);
    bench_require(chl_shifts_work_init(s.fast, &s.work, &err), &err);
    s.spectra = chl_alloc(2 * chl_shifts_modes(s.fast), sizeof *s.spectra);
    err = (chl_error){ CHL_ENOMEM, __FILE__, __LINE__, "spectra" };
    bench_require(s.spectra != NULL ? CHL_OK : CHL_ENOMEM, &err);
    for (size_t k = 0; k < 2; k++) {
        chl_shifts_spectrum(s.fast, rows + k * D, &s.work,
                            s.spectra + k * chl_shifts_modes(s.fast));
    }
    fast = bench_median(correlate, &s);
    slow = bench_median(multiply, &s);
    bench_line("all circular shifts",
               (bench_number[]){ { "pairs", (double) pairs },
                                 { "seconds", fast },
                                 { "bound_seconds", slow },
                                 { "ratio", fast / slow },
                                 { NULL, 0 } });
    chl_free(s.spectra);
    chl_shifts_work_clear(&s.work);
    chl_shifts_free(s.fast);
}

static void
run(size_t n, size_t pairs)
{
    static const char *const chains[] = { "flip:1",        "translation:0.125",
                                          "rotation:0.1",  "hue:0.1",
                                          "contrast:0.5",  "cutmix:0.5",
                                          "noise:0.1",     "blur:0.2",
                                          "diffaugment:1", "ada-bgc:1" };
    uint8_t *bytes = bench_bytes(n, D);
    const chl_array array = {
        .data = bytes, .dtype = CHL_U8, .axes = 4, .shape = { n, SIDE, SIDE, 3 }
    };
    setting s = { .n = n,
                  .rows = chl_alloc(n, sizeof *s.rows),
                  .x = chl_alloc(n * D, sizeof *s.x),
                  .y = chl_alloc(n * D, sizeof *s.y) };
    chl_error err = { CHL_ENOMEM, __FILE__, __LINE__, "rows" };
    double reading;

    bench_require(s.rows != NULL && s.x != NULL && s.y != NULL ? CHL_OK
                                                               : CHL_ENOMEM,
                  &err);
    err = (chl_error){ 0 };
    bench_require(
        chl_dataset_from_array("images", &array, NULL, &s.dataset, &err), &err);
    for (size_t k = 0; k < n; k++) {
        s.rows[k] = k;
    }
    reading = bench_median(read_rows, &s);
    for (size_t k = 0; k < sizeof chains / sizeof *chains; k++) {
        report(chains[k], reading, &s);
    }
    report_shifts(pairs, s.x);
    chl_dataset_free(s.dataset);
    chl_free(s.rows);
    chl_free(s.x);
    chl_free(s.y);
    bench_bytes_free(bytes, n, D);
}

int
main(int argc, char **argv)
{
    openblas_set_num_threads(1);
    if (bench_has(argc, argv, "--small")) {
        run(100, 5);
    } else {
        run(2000, 200);
    }
    return EXIT_SUCCESS;
}
