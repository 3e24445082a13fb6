/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The matrices of one candidate's game. */
#include "study/law_sheet.h"

#include <string.h>

#include "base/error.h"
#include "operators/carry.h"

void
chl_law_sheet_clear(chl_law_sheet *s)
{
    chl_free(s->mass);
    chl_free(s->stiffness);
    chl_free(s->coupling);
    chl_free(s->part);
    chl_free(s->average);
    chl_free(s->moment);
    chl_free(s->mobility);
    chl_free(s->mean);
    chl_free(s->spare);
}

chl_status
chl_law_sheet_init(const chl_law *law, chl_law_sheet *s, chl_error *err)
{
    size_t size = law->size, square = size * size;

    s->law = law;
    s->size = size;
    s->mass = chl_alloc(square, sizeof *s->mass);
    s->stiffness = chl_alloc(square, sizeof *s->stiffness);
    s->coupling = chl_alloc(square, sizeof *s->coupling);
    s->part = chl_alloc(square, sizeof *s->part);
    s->average = chl_alloc(square, sizeof *s->average);
    s->moment = chl_alloc(square, sizeof *s->moment);
    s->mobility = chl_alloc(square, sizeof *s->mobility);
    s->mean = chl_alloc(size, sizeof *s->mean);
    s->spare = chl_alloc(2 * square, sizeof *s->spare);
    return s->mass != NULL && s->stiffness != NULL && s->coupling != NULL
                   && s->part != NULL && s->average != NULL && s->moment != NULL
                   && s->mean != NULL && s->spare != NULL
               ? CHL_OK
               : CHL_FAIL(err, CHL_ENOMEM, "out of memory for a law");
}

/* Less the products of means. */
static void
centre(size_t size, const double *matrix, const double *mean, double *out)
{
    for (size_t k = 0; k < size * size; k++) {
        out[k] = matrix[k] - mean[k / size] * mean[k % size];
    }
}

/* C and S carried over; S and what it is carried by without means. */
chl_status
chl_law_sheet_fill(chl_law_sheet *s, const chl_law_sums *sums,
                   const double *weight, bool real_only, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_law *law = s->law;
    size_t size = s->size, square = size * size;
    double *whole = s->spare + square;

    chl_law_average(square, sums->mass, weight, s->mass);
    chl_law_average(square, sums->stiffness, weight, s->stiffness);
    chl_law_average(square, sums->coupling, weight, s->coupling);
    chl_law_average(square, sums->part, weight, s->part);
    chl_law_average(square, sums->average, weight, s->average);
    chl_law_average(square, sums->moment, weight, s->moment);
    chl_law_average(size, sums->seen, weight, s->mean);
    CHL_TRY(chl_law_mobility(law, sums, weight, s->mobility, err));
    centre(size, s->average, s->mean, s->average);
    centre(size, s->moment, s->mean, s->moment);
    centre(size, s->mass, s->mass + size * law->modes, whole);
    CHL_TRY(chl_carry_over(law->modes, size, s->moment, whole, s->average,
                           s->spare, err));
    if (real_only) {
        memcpy(s->coupling, s->stiffness, square * sizeof(double));
    } else {
        CHL_TRY(chl_carry_over(law->modes, size, s->part, s->stiffness,
                               s->coupling, s->spare, err));
    }
    chl_law_find_way(law, sums, weight, &s->way);
out:
    return status;
}

chl_expected_matrices
chl_law_sheet_matrices(const chl_law_sheet *s)
{
    return (chl_expected_matrices){ .size = s->size,
                                    .lambda = s->law->lambda,
                                    .mass = s->mass,
                                    .stiffness = s->stiffness,
                                    .coupling = s->coupling,
                                    .kernel = s->law->wide ? s->mobility : NULL,
                                    .average = s->average };
}

double
chl_law_sheet_left(const chl_law_sheet *s, double steps)
{
    const chl_law *law = s->law;
    const chl_law_way *way = &s->way;
    double mass = 0.0, stiffness = 0.0, mobility = 0.0, left;
    chl_expected_run run = law->run;

    run.steps = steps;
    if (way->length == 0.0) {
        return 0.0;
    }
    for (size_t k = 0; k < law->modes; k++) {
        for (size_t l = 0; l < law->modes; l++) {
            double both =
                way->d[k] * way->d[l] / (law->lambda[k] * law->lambda[l]);

            mass += both
                    * (s->mass[k * s->size + l]
                       - s->mass[k * s->size + law->modes]
                             * s->mass[l * s->size + law->modes]);
            stiffness += both * s->stiffness[k * s->size + l];
            mobility += both * s->mobility[k * s->size + l];
        }
    }
    if (law->wide) {
        run.constants.lr_d *= mobility / mass;
    }
    left = chl_expected_left(&run, stiffness / mass, way->seen / mass);
    return way->length * left * left;
}
