/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linear game of one candidate, set up. */
#include "study/expected_stage.h"

#include <math.h>

#include <chladni/operators.h>

#include "base/error.h"
#include "operators/flow.h"
#include "operators/symmetric.h"

/* Transmission below which a direction does not move, and exact C. */
static const double still = 1e-4;

void
chl_stage_clear(chl_stage *s)
{
    chl_flow_free(s->linear);
    chl_adversarial_free(s->game);
    chl_free(s->constant);
    chl_free(s->coupling);
    chl_free(s->vectors);
    chl_free(s->values);
    chl_free(s->law);
    chl_free(s->flow);
    chl_free(s->noise);
    chl_free(s->spare);
    chl_free(s->work);
    chl_free(s->start);
    *s = (chl_stage){ 0 };
}

/* C has no eigenvalue below 0: as far as the lowest is, its errors reach, and
 * no more is known of any other. */
static void
raise_to_error(chl_stage *s)
{
    double error = -s->values[0];

    for (size_t k = s->modes; k-- > 0;) {
        if (error > still) {
            s->values[k] = fmax(s->values[k], error);
        } else if (s->values[k] <= still) {
            s->values[k] = 0.0;
            s->hidden = s->hidden > 0 ? s->hidden : k + 1;
        }
    }
}

/* C in functions of lambda = 1, its eigenpairs. */
static chl_status
decompose(chl_stage *s, const double *coupling, chl_error *err)
{
    chl_status status = CHL_OK;
    const double *lambda = s->lambda;
    size_t r = s->modes;

    s->vectors = chl_alloc(r * r, sizeof *s->vectors);
    s->values = chl_alloc(r, sizeof *s->values);
    s->coupling = chl_alloc(s->size * s->size, sizeof *s->coupling);
    CHL_REQUIRE(s->vectors != NULL && s->values != NULL && s->coupling != NULL,
                err, CHL_ENOMEM, "out of memory for a coupling");
    for (size_t j = 0; j < r; j++) {
        for (size_t i = 0; i < r; i++) {
            s->vectors[j * r + i] =
                coupling[j * s->size + i] / sqrt(lambda[i] * lambda[j]);
        }
    }
    CHL_TRY(chl_symmetric_eigen(r, s->vectors, s->values, err));
    raise_to_error(s);
    for (size_t j = 0; j < r; j++) {
        for (size_t i = 0; i < r; i++) {
            double sum = 0.0;

            for (size_t k = s->hidden; k < r; k++) {
                sum += s->vectors[k * r + i] * s->values[k]
                       * s->vectors[k * r + j];
            }
            s->coupling[j * s->size + i] = sum * sqrt(lambda[i] * lambda[j]);
        }
    }
out:
    return status;
}

/* The states of displacements U_k: psi = A^(-1/2) U_k / sqrt(tau_k). */
static chl_status
write_start(chl_stage *s, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t visible = s->modes - s->hidden;
    double *alpha = chl_alloc(s->size * visible, sizeof *alpha);
    double *beta = chl_alloc(s->size * visible, sizeof *beta);

    CHL_REQUIRE_MEMORY(alpha, err, "functions");
    CHL_REQUIRE_MEMORY(beta, err, "functions");
    for (size_t k = 0; k < visible; k++) {
        const double *u = s->vectors + (s->hidden + k) * s->modes;
        double scale = 1.0 / sqrt(s->values[s->hidden + k]);

        for (size_t i = 0; i < s->modes; i++) {
            beta[k * s->size + i] = scale * u[i] / sqrt(s->lambda[i]);
        }
    }
    CHL_TRY(chl_flow_state(s->linear, visible, alpha, beta, s->start, err));
out:
    chl_free(alpha);
    chl_free(beta);
    return status;
}

static chl_status
allocate(chl_stage *s, chl_error *err)
{
    size_t square = s->states * s->states;

    s->law = chl_alloc(square, sizeof *s->law);
    s->flow = chl_alloc(square, sizeof *s->flow);
    s->spare = chl_alloc(square, sizeof *s->spare);
    s->noise = chl_alloc(square, sizeof *s->noise);
    s->work = chl_alloc(square, sizeof *s->work);
    s->start = chl_alloc(s->states * s->modes, sizeof *s->start);
    return s->law != NULL && s->flow != NULL && s->spare != NULL
                   && s->noise != NULL && s->work != NULL && s->start != NULL
               ? CHL_OK
               : CHL_FAIL(err, CHL_ENOMEM, "out of memory for a flow");
}

/* The game, its law and its start, as far as anything moves. */
static chl_status
play(const chl_expected_matrices *m, chl_stage *s, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_adversarial_matrices matrices = { .r = m->size,
                                                .mass = m->mass,
                                                .stiffness = m->stiffness,
                                                .coupling = s->coupling,
                                                .kernel = m->kernel,
                                                .constant = s->constant };

    CHL_TRY(chl_adversarial_create(&matrices, NULL, &s->game, err));
    CHL_TRY(chl_flow_create(s->game, &s->run->constants, &s->linear, err));
    s->states = chl_flow_size(s->linear);
    s->first = chl_flow_discriminator(s->linear);
    CHL_TRY(allocate(s, err));
    CHL_TRY(chl_flow_write(s->linear, s->law, err));
    CHL_TRY(write_start(s, err));
out:
    return status;
}

chl_status
chl_stage_open(const chl_expected_run *run, const chl_expected_matrices *m,
               chl_stage *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_stage s = { .run = run,
                    .lambda = m->lambda,
                    .average = m->average,
                    .size = m->size,
                    .modes = m->size - 1 };

    s.constant = chl_alloc(m->size, sizeof *s.constant);
    CHL_REQUIRE_MEMORY(s.constant, err, "a function");
    s.constant[m->size - 1] = 1.0;
    CHL_TRY(decompose(&s, m->coupling, err));
    if (s.hidden < s.modes) {
        CHL_TRY(play(m, &s, err));
    }
    *out = s;
    s = (chl_stage){ 0 };
out:
    chl_stage_clear(&s);
    return status;
}
