/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the linear game is at a time: what is left, and what has come. */
#include <math.h>

#include <chladni/operators.h>

#include "base/error.h"
#include "study/expected_stage.h"

/* Where the unit directions are after the run, less `kept` of where they were;
 * products[k visible + l] = <X_k, X_l> in q. */
static void
measure(const chl_stage *s, double kept, double *end, double *products)
{
    size_t visible = s->modes - s->hidden, n = s->states;

    chl_dense_combine(n, n, s->flow, visible, s->start, end);
    for (size_t k = 0; k < n * visible; k++) {
        end[k] -= kept * s->start[k];
    }
    for (size_t k = 0; k < visible; k++) {
        for (size_t l = 0; l < visible; l++) {
            double sum = 0.0;

            for (size_t i = s->first; i < n; i++) {
                sum += end[k * n + i] * end[l * n + i];
            }
            products[k * visible + l] = sum;
        }
    }
}

/* sum_kl (U' matrix U)_kl products_kl, over sqrt(tau_k tau_l) if asked. */
static chl_status
contract(const chl_stage *s, const double *matrix, bool by_tau,
         const double *products, double *out, chl_error *err)
{
    size_t r = s->modes, visible = r - s->hidden;
    const double *tau = s->values + s->hidden;
    double *form = chl_alloc(visible * visible, sizeof *form), sum = 0.0;
    chl_status status = CHL_OK;

    CHL_REQUIRE_MEMORY(form, err, "the end of a run");
    CHL_TRY(chl_dense_project(r, matrix, visible, s->vectors + s->hidden * r,
                              form, err));
    for (size_t k = 0; k < visible; k++) {
        for (size_t l = 0; l < visible; l++) {
            double scale = by_tau ? sqrt(tau[k] * tau[l]) : 1.0;

            sum += form[k * visible + l] / scale * products[k * visible + l];
        }
    }
    *out = sum;
out:
    chl_free(form);
    return status;
}

/* What lies in directions that do not move. */
static double
left_over(const chl_stage *s)
{
    double sum = 0.0;

    for (size_t k = 0; k < s->hidden; k++) {
        for (size_t i = 0; i < s->modes; i++) {
            double u = s->vectors[k * s->modes + i];

            sum += u * u / s->lambda[i];
        }
    }
    return sum;
}

static double
displacement(const chl_stage *s)
{
    double sum = 0.0;

    for (size_t k = s->first; k < s->states; k++) {
        sum += s->noise[k * s->states + k];
    }
    return sum;
}

/* The terms that the start and the noise of samples leave. */
static chl_status
follow_start(const chl_stage *s, chl_expected *out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t r = s->modes, visible = r - s->hidden;
    double *matrix = chl_alloc(r * r, sizeof *matrix);
    double *end = chl_alloc(s->states * visible, sizeof *end);
    double *products = chl_alloc(visible * visible, sizeof *products);

    CHL_REQUIRE(matrix != NULL && end != NULL && products != NULL, err,
                CHL_ENOMEM, "out of memory for the end of a run");
    for (size_t k = 0; k < r; k++) {
        matrix[k * r + k] = 1.0 / s->lambda[k];
    }
    measure(s, 0.0, end, products);
    CHL_TRY(contract(s, matrix, false, products, &out->transient, err));
    for (size_t j = 0; j < r; j++) {
        for (size_t i = 0; i < r; i++) {
            matrix[j * r + i] =
                s->average[j * s->size + i] / sqrt(s->lambda[i] * s->lambda[j]);
        }
    }
    measure(s, 1.0, end, products);
    CHL_TRY(contract(s, matrix, true, products, &out->sampling, err));
    out->sampling /= s->run->samples;
out:
    chl_free(matrix);
    chl_free(end);
    chl_free(products);
    return status;
}

chl_status
chl_stage_measure(const chl_stage *s, chl_expected *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_expected made = { .hidden = left_over(s) };

    if (s->states > 0) {
        CHL_TRY(follow_start(s, &made, err));
        made.minibatch = s->run->batch > 0.0 ? displacement(s) : 0.0;
    }
    *out = made;
out:
    return status;
}
