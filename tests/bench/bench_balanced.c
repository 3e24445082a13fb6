/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The matrices of one augmentation, in CPU seconds and against the matrix
 * product of this machine: 10000 images of 32 x 32 x 3, 512 landmarks, 33
 * combinations.
 * The ratio is that of radial functions. With --class another class; conv with
 * 128 features.
 * usage: bench_balanced [--small] [--class NAME]
 */
#include <cblas.h>
#include <stdlib.h>
#include <string.h>

#include <chladni/balanced.h>

#include "bench_support.h"

typedef struct setting {
    chl_functions *functions;
    chl_augment *augment;
    chl_balanced_settings settings;
    size_t r;
    double *coefficients;
    bool exact;
    chl_tangent theta;
} setting;

static chl_status
make_pair(void *user, chl_error *err)
{
    setting *s = user;
    chl_balanced *balanced = NULL;
    chl_status status = chl_balanced_create(s->functions, s->augment,
                                            &s->settings, &balanced, err);

    chl_balanced_free(balanced);
    return status;
}

static chl_status
make_coupling(void *user, chl_error *err)
{
    setting *s = user;
    chl_coupling *coupling = NULL;
    chl_status status =
        chl_coupling_create(s->functions, s->augment, &s->settings, s->r,
                            s->coefficients, s->exact, &coupling, err);

    chl_coupling_free(coupling);
    return status;
}

static chl_status
make_mobility(void *user, chl_error *err)
{
    setting *s = user;
    chl_mobility *mobility = NULL;
    chl_status status =
        chl_mobility_create(s->functions, s->augment, &s->settings, s->r,
                            s->coefficients, &s->theta, &mobility, err);

    chl_mobility_free(mobility);
    return status;
}

static void
report(const char *name, bench_fn *run, setting *s, double operations,
       double speed)
{
    double seconds = bench_cpu_least(run, s);
    const bench_number numbers[] = {
        { "cpu_seconds", seconds },
        { "ratio", seconds * speed / operations },
        { "peak_bytes", bench_peak_bytes() },
        { NULL, 0.0 },
    };

    bench_line(name, numbers);
}

static void
report_all(const char *chain, setting *s, chl_dataset *dataset, size_t m)
{
    const chl_dataset_info *info = chl_dataset_describe(dataset);
    double n = (double) info->count, d = (double) info->dimension;
    double q = (double) m, r = (double) s->r, rows = (double) s->settings.rows;
    double speed = bench_gemm(1).double_precision;
    chl_augment_settings settings = { .seed = 0, .threads = 1 };
    chl_augment_chain parts;
    chl_error err = { 0 };

    bench_require(chl_augment_parse(chain, &parts, &err), &err);
    bench_require(
        chl_augment_create(&parts, dataset, &settings, &s->augment, &err),
        &err);
    report("pair", make_pair, s, n * (2.0 * q * d + 4.0 * q * q), speed);
    s->exact = false;
    report("coupling", make_coupling, s,
           rows * 4.0 * (q * d + r * q * d + r * r * d), speed);
    report("mobility", make_mobility, s, rows * rows * (d + r), speed);
    chl_augment_free(s->augment);
}

static void
make_functions(setting *s, const chl_basis *basis, const char *name)
{
    chl_class_settings functions = { .name = name };
    chl_error err = { 0 };
    size_t q;

    if (chl_class_has_bandwidth(name)) {
        functions.bandwidth = 2.0 * chl_basis_median_distance(basis);
    }
    bench_require(
        chl_functions_create_class(basis, &functions, &s->functions, &err),
        &err);
    q = chl_functions_count(s->functions);
    s->coefficients = chl_alloc(q * s->r, sizeof *s->coefficients);
    for (size_t i = 0; s->coefficients != NULL && i < q * s->r; i++) {
        s->coefficients[i] = (double) (i * 7919 % 1000) / 500.0 - 1.0;
    }
}

int
main(int argc, char **argv)
{
    const bool small = bench_has(argc, argv, "--small");
    const size_t n = small ? 2000 : 10000, side = small ? 8 : 32;
    const char *word = bench_word_after(argc, argv, "--class");
    const char *name = word != NULL ? word : "matern52";
    const size_t m = small || strcmp(name, "conv") == 0 ? 128 : 512;
    uint8_t *bytes = bench_bytes(n, side * side * 3);
    chl_array array = { bytes, CHL_U8, 4, { n, side, side, 3 }, NULL };
    chl_basis_settings settings = chl_basis_settings_default();
    chl_dataset *dataset = NULL;
    chl_basis *basis = NULL;
    chl_pair_kernel wide;
    chl_error err = { 0 };
    setting s = { .settings = chl_balanced_settings_default(), .r = 33 };

    openblas_set_num_threads(1);
    bench_require(chl_dataset_from_array("bench", &array, NULL, &dataset, &err),
                  &err);
    settings.landmarks = m;
    s.settings.rows = small ? 400 : s.settings.rows;
    bench_require(chl_basis_create(dataset, &settings, &basis, &err), &err);
    make_functions(&s, basis, name);
    bench_require(chl_pair_kernel_init("gauss", NULL, 30.0, 1.0, &wide, &err),
                  &err);
    s.theta = chl_tangent_kernel(&wide);
    report_all("translation:0.125,brightness:0.2", &s, dataset, m);
    chl_functions_free(s.functions);
    chl_free(s.coefficients);
    chl_basis_free(basis);
    chl_dataset_free(dataset);
    bench_bytes_free(bytes, n, side * side * 3);
    return EXIT_SUCCESS;
}
