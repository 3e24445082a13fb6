/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The spectrum of a dataset from end to end: bandwidth and ridge chosen, 16
 * modes with intervals.  usage: bench_spectrum [--small]
 */
#include <cblas.h>
#include <stdlib.h>

#include <chladni/study.h>

#include "bench_support.h"

typedef struct setting {
    chl_dataset *dataset;
    chl_spectrum_settings settings;
} setting;

static chl_status
run(void *user, chl_error *err)
{
    const setting *s = user;
    chl_result *result = NULL;
    chl_status status = chl_result_create("spectrum", &result, err);

    if (status == CHL_OK) {
        status = chl_study_spectrum(s->dataset, &s->settings, result, err);
    }
    chl_result_free(result);
    return status;
}

int
main(int argc, char **argv)
{
    const bool small = bench_has(argc, argv, "--small");
    const size_t n = small ? 4000 : 50000, side = small ? 8 : 32;
    const size_t d = 3 * side * side;
    uint8_t *bytes = bench_bytes(n, d);
    chl_array array = { bytes, CHL_U8, 4, { n, side, side, 3 }, NULL };
    setting s = { NULL, chl_spectrum_settings_default() };
    chl_error err = { 0 };
    double seconds;

    openblas_set_num_threads(1);
    s.settings.landmarks = small ? 128 : 1024;
    bench_require(
        chl_dataset_from_array("bench", &array, NULL, &s.dataset, &err), &err);
    seconds = bench_median(run, &s);
    bench_line(
        small ? "spectrum small" : "spectrum",
        (const bench_number[]){ { "n", (double) n },
                                { "d", (double) d },
                                { "m", (double) s.settings.landmarks },
                                { "threads", (double) chl_threads_default() },
                                { "seconds", seconds },
                                { "peak_bytes", bench_peak_bytes() },
                                { NULL, 0.0 } });
    chl_dataset_free(s.dataset);
    bench_bytes_free(bytes, n, d);
    return EXIT_SUCCESS;
}
