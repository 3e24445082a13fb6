/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions of a discriminator, and the slowest modes of the data in them. */
#include "study/law.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "study/fit.h"

static const double ridge = 1e-6;

/* A pass through a network costs as much as a thousand kernel functions. */
enum {
    CONV_ROWS = 2000,     /* of the sums             */
    CONV_GRADIENTS = 400, /* of those, in stiffness  */
    CONV_COUPLED = 120,   /* and in coupling         */
    CONV_DRAWS = 4,
    CONV_MOMENTS = 240,
    CONV_CHANNELS = 64,
    CONV_VALUES = 4096 /* of an image at most, unless asked for */
};

/* What is left of a direction that T takes away is noise of the draws, sqrt(2 /
 * (rows D (D - 1))) of it: few rows and many draws show it best. */
enum {
    LEAST_DRAWS = 8,
    MOST_DRAWS = 40,
    COUPLED = 200, /* rows */
    MOMENTS = 800,
    LEAST_AGAIN = 2,
    MOST_AGAIN = 8,
    MODES_WORK = 200 /* to pull modes back, in landmarks */
};
/* Values of pixels under all functions, of all rows and draws. */
static const double coupled_work = 2.4e8, moments_work = 3e8;

void
chl_law_average(size_t values, const double *sums, const double *weight,
                double *out)
{
    double all = 0.0;

    memset(out, 0, values * sizeof *out);
    for (size_t g = 0; g < CHL_RANK_GROUPS; g++) {
        all += weight[g];
        for (size_t k = 0; k < values; k++) {
            out[k] += weight[g] * sums[g * values + k];
        }
    }
    for (size_t k = 0; k < values; k++) {
        out[k] /= all;
    }
}

void
chl_law_sums_clear(chl_law_sums *sums)
{
    chl_free(sums->mass);
    chl_free(sums->stiffness);
    chl_free(sums->coupling);
    chl_free(sums->part);
    chl_free(sums->average);
    chl_free(sums->moment);
    chl_free(sums->seen);
    chl_free(sums->twice);
    chl_mobility_free(sums->mobility);
    *sums = (chl_law_sums){ 0 };
}

chl_status
chl_law_sums_init(const chl_law *law, chl_law_sums *out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t lines = CHL_RANK_GROUPS * law->size;
    chl_law_sums made = { 0 };

    made.mass = chl_alloc(lines * law->size, sizeof(double));
    made.stiffness = chl_alloc(lines * law->size, sizeof(double));
    made.coupling = chl_alloc(lines * law->size, sizeof(double));
    made.part = chl_alloc(lines * law->size, sizeof(double));
    made.average = chl_alloc(lines * law->size, sizeof(double));
    made.moment = chl_alloc(lines * law->size, sizeof(double));
    made.seen = chl_alloc(lines, sizeof(double));
    made.twice = chl_alloc(lines, sizeof(double));
    CHL_REQUIRE(made.mass != NULL && made.stiffness != NULL
                    && made.coupling != NULL && made.part != NULL
                    && made.average != NULL && made.moment != NULL
                    && made.seen != NULL && made.twice != NULL,
                err, CHL_ENOMEM, "out of memory for the sums of a law");
    *out = made;
    made = (chl_law_sums){ 0 };
out:
    chl_law_sums_clear(&made);
    return status;
}

void
chl_law_free(chl_law *law)
{
    if (law == NULL) {
        return;
    }
    for (size_t k = 0; law->sums != NULL && k < law->count; k++) {
        chl_law_sums_clear(&law->sums[k]);
    }
    chl_free(law->sums);
    chl_free(law->coefficients);
    chl_functions_free(law->functions);
    chl_basis_free(law->basis);
    chl_free(law);
}

/* The block of all functions but the constant, which is the last. */
static void
take_block(size_t q, const double *from, double *to)
{
    for (size_t j = 0; j + 1 < q; j++) {
        memcpy(to + j * (q - 1), from + j * q, (q - 1) * sizeof *to);
    }
}

/* M is E f f'; its last column holds the means. */
static void
centre(size_t q, const double *mass, double *out)
{
    const double *mean = mass + (q - 1) * q;

    take_block(q, mass, out);
    for (size_t j = 0; j + 1 < q; j++) {
        for (size_t i = 0; i + 1 < q; i++) {
            out[j * (q - 1) + i] -= mean[i] * mean[j];
        }
    }
}

/* Functions of mean 0: minus the mean is the coefficient of the constant. */
static void
keep_modes(size_t q, const double *mass, const chl_fit *fit, double *lambda,
           double *coefficients)
{
    const double *mean = mass + (q - 1) * q;

    for (size_t k = 0; k < fit->count; k++) {
        const double *from = fit->coefficients + k * (q - 1);
        double *to = coefficients + k * q, offset = 0.0;

        for (size_t i = 0; i + 1 < q; i++) {
            to[i] = from[i];
            offset += from[i] * mean[i];
        }
        to[q - 1] = -offset;
        lambda[k] = fit->values[k];
    }
}

chl_status
chl_law_solve(const chl_law *law, const double *mass, const double *stiffness,
              size_t count, double *lambda, double *coefficients, size_t *found,
              chl_error *err)
{
    chl_status status = CHL_OK;
    size_t q = chl_functions_count(law->functions);
    chl_fit_settings settings = { .ridge = ridge,
                                  .count = count,
                                  .solver = "auto" };
    double *whole = chl_alloc(q * q, sizeof *whole);
    double *norm = chl_alloc((q - 1) * (q - 1), sizeof *norm);
    chl_pencil pencil = { 0 };
    chl_fit fit = { 0 };

    CHL_REQUIRE_MEMORY(whole, err, "a ridge");
    CHL_REQUIRE_MEMORY(norm, err, "a ridge");
    CHL_TRY(chl_pencil_init(&pencil, q - 1, chl_functions_own(law->functions),
                            err));
    chl_functions_ridge(law->functions, whole);
    take_block(q, whole, norm);
    centre(q, mass, pencil.mass);
    take_block(q, stiffness, pencil.stiffness);
    CHL_TRY(chl_fit_solve(&pencil, norm, &settings, &fit, err));
    keep_modes(q, mass, &fit, lambda, coefficients);
    *found = fit.count;
out:
    chl_fit_clear(&fit);
    chl_pencil_clear(&pencil);
    chl_free(whole);
    chl_free(norm);
    return status;
}

/* To kernel functions of pixels a shifted image is a new one: convolutions are
 * for images, unless they are so large that it would take long. */
static bool
takes_conv(const chl_candidates *c)
{
    const chl_dataset_info *info = chl_dataset_describe(c->dataset);
    const char *name = c->settings->discriminator;

    if (strcmp(name, "auto") != 0) {
        return strcmp(name, "conv") == 0;
    }
    return info->kind == CHL_KIND_IMAGES && info->features == NULL
           && info->channels <= 3 && info->dimension <= CONV_VALUES;
}

static chl_status
make_functions(const chl_candidates *c, chl_law *law, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_conv_settings conv = chl_conv_settings_default();
    const chl_sample *sample = chl_basis_sample(law->basis);
    chl_kernel kernel;

    if (takes_conv(c)) {
        size_t rows = sample->used - sample->aside;

        conv.seed = c->settings->seed;
        conv.channels = CONV_CHANNELS;
        conv.every = rows > CONV_GRADIENTS ? rows / CONV_GRADIENTS : 1;
        return chl_functions_conv(law->basis, &conv, &law->functions, err);
    }
    CHL_TRY(chl_kernel_init("matern52", chl_basis_median_distance(law->basis),
                            &kernel, err));
    CHL_TRY(chl_functions_radial(law->basis, &kernel, &law->functions, err));
out:
    return status;
}

/* As many as the work allows. */
static size_t
count_draws(const chl_candidates *c, double work, size_t rows, size_t least,
            size_t most)
{
    double pass = ((double) c->settings->landmarks + MODES_WORK)
                  * (double) chl_dataset_describe(c->dataset)->dimension;
    double draws = work / pass / (double) rows;

    return (size_t) fmin(fmax(draws, (double) least), (double) most);
}

static chl_status
make_basis(const chl_candidates *c, chl_law *law, chl_error *err)
{
    chl_basis_settings s = chl_basis_settings_default();
    size_t n = chl_dataset_describe(c->dataset)->count;

    s.landmarks = c->settings->landmarks;
    law->coupled = COUPLED;
    law->draws = count_draws(c, coupled_work, COUPLED, LEAST_DRAWS, MOST_DRAWS);
    law->moments = MOMENTS;
    law->again = count_draws(c, moments_work, MOMENTS, LEAST_AGAIN, MOST_AGAIN);
    if (takes_conv(c)) {
        s.landmarks = CONV_CHANNELS;
        s.used = n < CONV_ROWS ? n : CONV_ROWS;
        law->coupled = CONV_COUPLED;
        law->draws = CONV_DRAWS;
        law->moments = CONV_MOMENTS;
        law->again = LEAST_AGAIN;
    }
    s.groups = CHL_RANK_GROUPS;
    s.seed = c->settings->seed;
    s.threads = c->settings->threads;
    s.progress = c->settings->progress;
    return chl_basis_create(c->dataset, &s, &law->basis, err);
}

/* The slowest modes of the data and the constant. */
static chl_status
find_modes(chl_law *law, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t q = chl_functions_count(law->functions);
    double ones[CHL_RANK_GROUPS];
    double *mass = chl_alloc(q * q, sizeof *mass);
    double *stiffness = chl_alloc(q * q, sizeof *stiffness);
    chl_balanced *sums = NULL;

    CHL_REQUIRE_MEMORY(mass, err, "a mass matrix");
    CHL_REQUIRE_MEMORY(stiffness, err, "a stiffness matrix");
    law->coefficients =
        chl_alloc(q * (CHL_LAW_MODES + 1), sizeof *law->coefficients);
    CHL_REQUIRE_MEMORY(law->coefficients, err, "modes");
    for (size_t g = 0; g < CHL_RANK_GROUPS; g++) {
        ones[g] = 1.0;
    }
    CHL_TRY(chl_balanced_create(law->functions, NULL, NULL, &sums, err));
    CHL_TRY(chl_balanced_pair(sums, ones, mass, stiffness, err));
    CHL_TRY(chl_law_solve(law, mass, stiffness, CHL_LAW_MODES, law->lambda,
                          law->coefficients, &law->modes, err));
    law->size = law->modes + 1;
    memset(law->coefficients + law->modes * q, 0, q * sizeof(double));
    law->coefficients[law->modes * q + q - 1] = 1.0;
out:
    chl_balanced_free(sums);
    chl_free(mass);
    chl_free(stiffness);
    return status;
}

static chl_status
measure_all(const chl_candidates *c, chl_law *law, chl_error *err)
{
    chl_status status = CHL_OK;

    law->sums = chl_alloc(c->count, sizeof *law->sums);
    CHL_REQUIRE_MEMORY(law->sums, err, "the laws of candidates");
    law->count = c->count;
    for (size_t k = 0; k < c->count; k++) {
        if (c->items[k].like == k) {
            CHL_TRY(chl_progress_tell(&c->settings->progress, "laws",
                                      (double) k, (double) c->count, err));
            CHL_TRY(chl_law_sums_init(law, &law->sums[k], err));
            CHL_TRY(chl_law_measure(c, law, c->items[k].augment, &law->sums[k],
                                    err));
        }
    }
out:
    return status;
}

chl_status
chl_law_create(const chl_candidates *c, chl_law **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_law *law = chl_alloc(1, sizeof *law);

    CHL_REQUIRE_MEMORY(law, err, "a law");
    CHL_TRY(make_basis(c, law, err));
    CHL_TRY(make_functions(c, law, err));
    CHL_TRY(find_modes(law, err));
    CHL_TRY(chl_law_play(c, law, err));
    CHL_TRY(chl_law_pick_mobility(c, law, err));
    CHL_TRY(measure_all(c, law, err));
    CHL_TRY(chl_law_set_clock(c, law, err));
    *out = law;
    law = NULL;
out:
    chl_law_free(law);
    return status;
}
