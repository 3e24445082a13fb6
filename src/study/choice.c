/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bandwidth and ridge by the held-out score. */
#include "study/choice.h"

#include <math.h>

#include "base/error.h"
#include "operators/galerkin.h"

/* Rows of each half on which the slowest mode is looked at. */
enum {
    ROWS_SEEN = 2048
};

/* Relative to tr A / tr R. Weaker ridges let single rows carry a mode. */
const double chl_ridge_grid[CHL_RIDGE_GRID] = { 1e-5, 1e-4, 1e-3,
                                                1e-2, 1e-1, 1.0 };
/* Times the median distance between landmarks. */
const double chl_bandwidth_grid[CHL_BANDWIDTH_GRID] = { 0.25, 0.5, 1.0, 2.0,
                                                        4.0 };

void
chl_halves_weights(size_t groups, size_t h, double *weight)
{
    for (size_t g = 0; g < groups; g++) {
        weight[g] = (g < groups / 2) == (h == 0) ? 1.0 : 0.0;
    }
}

/* The basis functions on the first rows of each half. */
static chl_status
look(const chl_basis *basis, const chl_galerkin *galerkin, chl_halves *halves,
     chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_sample *sample = chl_basis_sample(basis);
    size_t middle = chl_sample_start(sample, sample->groups / 2);
    const size_t start[] = { sample->aside, middle, sample->used };
    size_t *row = chl_alloc(ROWS_SEEN, sizeof *row);

    CHL_REQUIRE_MEMORY(row, err, "row numbers");
    for (size_t h = 0; h < 2; h++) {
        size_t count = start[h + 1] - start[h];

        count = count < ROWS_SEEN ? count : ROWS_SEEN;
        for (size_t i = 0; i < count; i++) {
            row[i] = chl_sample_row(sample, start[h] + i);
        }
        halves->rows[h] = count;
        halves->seen[h] = chl_alloc(count * halves->half[h].q, sizeof(double));
        CHL_REQUIRE_MEMORY(halves->seen[h], err, "functions on rows");
        CHL_TRY(
            chl_galerkin_functions(galerkin, row, count, halves->seen[h], err));
    }
out:
    chl_free(row);
    return status;
}

chl_status
chl_halves_init(const chl_basis *basis, const chl_galerkin *galerkin,
                chl_halves *out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t q = galerkin->q, m = galerkin->functions->own;
    size_t groups = chl_basis_sample(basis)->groups;
    chl_halves made = { 0 };
    double *weight = chl_alloc(groups, sizeof *weight);

    CHL_REQUIRE_MEMORY(weight, err, "group weights");
    made.ridge = chl_alloc(q * q, sizeof *made.ridge);
    CHL_REQUIRE_MEMORY(made.ridge, err, "the ridge");
    chl_galerkin_ridge(galerkin, made.ridge);
    for (size_t h = 0; h < 2; h++) {
        CHL_TRY(chl_pencil_init(&made.half[h], q, m, err));
        chl_halves_weights(groups, h, weight);
        CHL_TRY(chl_galerkin_pair(galerkin, weight, made.half[h].mass,
                                  made.half[h].stiffness, err));
    }
    CHL_TRY(look(basis, galerkin, &made, err));
    *out = made;
    made = (chl_halves){ 0 };
out:
    chl_halves_clear(&made);
    chl_free(weight);
    return status;
}

void
chl_halves_clear(chl_halves *halves)
{
    chl_pencil_clear(&halves->half[0]);
    chl_pencil_clear(&halves->half[1]);
    chl_free(halves->ridge);
    chl_free(halves->seen[0]);
    chl_free(halves->seen[1]);
    halves->ridge = halves->seen[0] = halves->seen[1] = NULL;
}

/* (sum f^2)^2 / sum f^4 of a function on rows: how many carry it. */
static double
rows_carrying(const double *seen, size_t rows, size_t q, const double *c)
{
    double mean = 0.0, square = 0.0, fourth = 0.0;

    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < rows; i++) {
            double f = -mean;

            for (size_t j = 0; j < q; j++) {
                f += seen[i * q + j] * c[j];
            }
            square += pass == 0 ? f : f * f;
            fourth += f * f * f * f;
        }
        if (pass == 0) {
            mean = square / (double) rows;
            square = fourth = 0.0;
        }
    }
    return fourth > 0.0 ? square * square / fourth : 0.0;
}

/* One half of a trial: fitted on half h, judged on the other. */
typedef struct judgement {
    double score, lambda_1;
    bool carried;
} judgement;

static chl_status
judge_half(const chl_halves *halves, size_t h, const chl_fit_settings *settings,
           judgement *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_pencil *other = &halves->half[1 - h];
    chl_fit fit = { 0 };
    double *quotients = NULL;

    CHL_TRY(
        chl_fit_solve(&halves->half[h], halves->ridge, settings, &fit, err));
    quotients = chl_alloc(fit.count, sizeof *quotients);
    CHL_REQUIRE_MEMORY(quotients, err, "held-out quotients");
    CHL_TRY(chl_fit_score(&fit, other, settings->count, &out->score, err));
    CHL_TRY(chl_fit_quotients(&fit, other, quotients, err));
    out->lambda_1 = 0.5 * (fit.values[0] + quotients[0]);
    out->carried = rows_carrying(halves->seen[1 - h], halves->rows[1 - h],
                                 fit.q, fit.coefficients)
                   >= CHL_ROWS_CARRYING;
out:
    chl_fit_clear(&fit);
    chl_free(quotients);
    return status;
}

chl_status
chl_choice_try(const chl_halves *halves, const chl_spectrum_settings *settings,
               chl_result_trial *trial, bool *carried, chl_error *err)
{
    size_t q = halves->half[0].q;
    chl_fit_settings s = { .ridge = trial->ridge,
                           .count = settings->modes < CHL_SCORE_MODES
                                        ? settings->modes
                                        : CHL_SCORE_MODES,
                           .solver = settings->solver,
                           .seed = settings->seed };
    judgement halfway[2] = { { NAN, NAN, false }, { NAN, NAN, false } };
    double sum;

    s.count = s.count < q ? s.count : q;
    for (size_t h = 0; h < 2; h++) {
        chl_error refused = { 0 };
        chl_status status = judge_half(halves, h, &s, &halfway[h], &refused);

        if (status != CHL_OK && status != CHL_ENUMERIC) {
            return CHL_FAIL(err, status, "%s", refused.text);
        }
    }
    sum = 0.5 * (halfway[0].score + halfway[1].score);
    trial->score = isfinite(sum) ? sum : NAN;
    trial->lambda_1 = 0.5 * (halfway[0].lambda_1 + halfway[1].lambda_1);
    *carried = halfway[0].carried && halfway[1].carried;
    return CHL_OK;
}

size_t
chl_choice_best(const chl_result_trial *trials, const bool *carried,
                size_t count)
{
    size_t best = count;

    for (size_t i = 0; i < count; i++) {
        if (!isfinite(trials[i].score)) {
            continue;
        }
        if (best == count || (carried[i] && !carried[best])
            || (carried[i] == carried[best]
                && trials[i].score < trials[best].score)) {
            best = i;
        }
    }
    return best;
}
