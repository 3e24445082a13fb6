/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linear game over N steps, by doubling the time. */
#include "study/expected.h"

#include <math.h>
#include <string.h>

#include <chladni/convergence.h>
#include <chladni/operators.h>

#include "base/error.h"
#include "operators/symmetric.h"
#include "study/expected_time.h"

enum {
    DOUBLINGS = 80
};

/* Of the largest row sum, times the time of the first step. */
static const double first_step = 0.0625, settled = 1e-3;
/* Transmission below which a direction does not move, and exact C. */
static const double still = 1e-4;

/* The game of one candidate as dense matrices, column-major. */
typedef struct stage {
    size_t size, modes, states, first; /* first: of q in the state          */
    double *coupling; /* size x size, what is negative of it cut           */
    double *vectors;  /* modes x modes, U: C = A^(1/2) U tau U' A^(1/2)    */
    double *values;   /* tau                                               */
    size_t hidden;    /* directions with tau = 0, the first ones           */
    double *law, *flow, *spare, *noise; /* states^2: L, e^(tL), spare, P     */
    double *start;                      /* states x visible                 */
} stage;

static void
stage_clear(stage *s)
{
    chl_free(s->coupling);
    chl_free(s->vectors);
    chl_free(s->values);
    chl_free(s->law);
    chl_free(s->flow);
    chl_free(s->spare);
    chl_free(s->noise);
    chl_free(s->start);
}

/* C has no eigenvalue below 0: as far as the lowest is, its errors reach, and
 * no more is known of any other. */
static void
raise_to_error(stage *s)
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
decompose(stage *s, const double *lambda, const double *coupling,
          chl_error *err)
{
    chl_status status = CHL_OK;
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

/* L column by column. */
static chl_status
write_law(const chl_flow *flow, stage *s, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = s->states;
    chl_operator *op = NULL;
    double *unit = chl_alloc(n, sizeof *unit);

    CHL_REQUIRE_MEMORY(unit, err, "a state");
    CHL_TRY(chl_flow_operator(flow, &op, err));
    for (size_t k = 0; k < n; k++) {
        unit[k] = 1.0;
        CHL_TRY(chl_operator_apply(op, unit, s->law + k * n, err));
        unit[k] = 0.0;
    }
out:
    chl_operator_free(op);
    chl_free(unit);
    return status;
}

/* The states of displacements U_k: psi = A^(-1/2) U_k / sqrt(tau_k). */
static chl_status
write_start(const chl_flow *flow, const double *lambda, stage *s,
            chl_error *err)
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
            beta[k * s->size + i] = scale * u[i] / sqrt(lambda[i]);
        }
    }
    CHL_TRY(chl_flow_state(flow, visible, alpha, beta, s->start, err));
out:
    chl_free(alpha);
    chl_free(beta);
    return status;
}

/* noise += flow noise flow' = flow (flow noise)', as noise is symmetric. */
static void
spread(stage *s, double *work)
{
    size_t n = s->states;

    chl_dense_combine(n, n, s->flow, n, s->noise, work);
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < n; i++) {
            s->spare[j * n + i] = work[i * n + j];
        }
    }
    chl_dense_combine(n, n, s->flow, n, s->spare, work);
    for (size_t k = 0; k < n * n; k++) {
        s->noise[k] += work[k];
    }
}

/* The intensity on w times t. */
static chl_status
put_noise(const chl_flow *flow, double intensity, double t, stage *s,
          chl_error *err)
{
    chl_status status = CHL_OK;
    size_t w = s->first;
    double *block = chl_alloc(w * w, sizeof *block);

    CHL_REQUIRE_MEMORY(block, err, "noise");
    CHL_TRY(chl_flow_noise(flow, block, err));
    memset(s->noise, 0, s->states * s->states * sizeof *s->noise);
    for (size_t j = 0; j < w; j++) {
        for (size_t i = 0; i < w; i++) {
            s->noise[j * s->states + i] = intensity * t * block[j * w + i];
        }
    }
out:
    chl_free(block);
    return status;
}

/* Only what is in q counts as displacement. */
static bool
has_settled(const stage *s)
{
    double largest = 0.0;

    for (size_t k = 0; k < s->states * s->states; k++) {
        largest = fmax(largest, fabs(s->flow[k]));
    }
    return largest < settled;
}

static chl_status
run_flow(const chl_expected_run *run, const chl_flow *flow, stage *s,
         chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_adversarial_constants *c = &run->constants;
    size_t square = s->states * s->states;
    double t = first_step / chl_expected_speed(s->states, s->law);
    double intensity =
        run->batch > 0.0 ? 2.0 * c->lr_d * c->lr_d * c->c1 * c->c1 / run->batch
                         : 0.0;
    double *work = chl_alloc(square, sizeof *work);
    int doublings = DOUBLINGS;

    CHL_REQUIRE_MEMORY(work, err, "a flow");
    if (run->steps > 0.0) {
        doublings = (int) fmax(ceil(log2(run->steps / t)), 0.0);
        t = ldexp(run->steps, -doublings);
    }
    chl_expected_begin(s->states, s->law, t, s->noise, s->spare, s->flow);
    CHL_TRY(put_noise(flow, intensity, t, s, err));
    for (int k = 0; k < doublings; k++) {
        if (intensity > 0.0) {
            spread(s, work);
        }
        chl_dense_combine(s->states, s->states, s->flow, s->states, s->flow,
                          work);
        memcpy(s->flow, work, square * sizeof *work);
        if (run->steps == 0.0 && has_settled(s)) {
            break;
        }
    }
out:
    chl_free(work);
    return status;
}

/* Where the unit directions are after the run, less `kept` of where they were;
 * products[k visible + l] = <X_k, X_l> in q. */
static void
measure(const stage *s, double kept, double *end, double *products)
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
contract(const stage *s, const double *matrix, bool by_tau,
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
left_over(const stage *s, const double *lambda)
{
    double sum = 0.0;

    for (size_t k = 0; k < s->hidden; k++) {
        for (size_t i = 0; i < s->modes; i++) {
            double u = s->vectors[k * s->modes + i];

            sum += u * u / lambda[i];
        }
    }
    return sum;
}

static double
displacement(const stage *s)
{
    double sum = 0.0;

    for (size_t k = s->first; k < s->states; k++) {
        sum += s->noise[k * s->states + k];
    }
    return sum;
}

static chl_status
fill(const chl_expected_run *run, const stage *s, const double *lambda,
     const double *average, chl_expected *out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t r = s->modes, visible = r - s->hidden;
    double *matrix = chl_alloc(r * r, sizeof *matrix);
    double *end = chl_alloc(s->states * visible, sizeof *end);
    double *products = chl_alloc(visible * visible, sizeof *products);

    CHL_REQUIRE(matrix != NULL && end != NULL && products != NULL, err,
                CHL_ENOMEM, "out of memory for the end of a run");
    for (size_t k = 0; k < r; k++) {
        matrix[k * r + k] = 1.0 / lambda[k];
    }
    measure(s, 0.0, end, products);
    CHL_TRY(contract(s, matrix, false, products, &out->transient, err));
    out->hidden = left_over(s, lambda);
    for (size_t j = 0; j < r; j++) {
        for (size_t i = 0; i < r; i++) {
            matrix[j * r + i] =
                average[j * s->size + i] / sqrt(lambda[i] * lambda[j]);
        }
    }
    measure(s, 1.0, end, products);
    CHL_TRY(contract(s, matrix, true, products, &out->sampling, err));
    out->sampling /= run->samples;
    out->minibatch = run->batch > 0.0 ? displacement(s) : 0.0;
out:
    chl_free(matrix);
    chl_free(end);
    chl_free(products);
    return status;
}

static chl_status
find_rate(const chl_adversarial *adversarial,
          const chl_adversarial_constants *constants, double *rate,
          chl_error *err)
{
    chl_status status = CHL_OK;
    chl_convergence *found = NULL;

    CHL_TRY(chl_convergence_solve(adversarial, constants, NULL, &found, err));
    *rate = found->rate;
out:
    chl_convergence_free(found);
    return status;
}

static chl_status
allocate(stage *s, chl_error *err)
{
    size_t square = s->states * s->states;

    s->law = chl_alloc(square, sizeof *s->law);
    s->flow = chl_alloc(square, sizeof *s->flow);
    s->spare = chl_alloc(square, sizeof *s->spare);
    s->noise = chl_alloc(square, sizeof *s->noise);
    s->start = chl_alloc(s->states * s->modes, sizeof *s->start);
    return s->law != NULL && s->flow != NULL && s->spare != NULL
                   && s->noise != NULL && s->start != NULL
               ? CHL_OK
               : CHL_FAIL(err, CHL_ENOMEM, "out of memory for a flow");
}

chl_status
chl_expected_find(const chl_expected_run *run, size_t size,
                  const double *lambda, const double *mass,
                  const double *stiffness, const double *coupling,
                  const double *kernel, const double *average,
                  chl_expected *out, chl_error *err)
{
    chl_status status = CHL_OK;
    stage s = { .size = size, .modes = size - 1 };
    chl_adversarial_matrices matrices = {
        .r = size, .mass = mass, .stiffness = stiffness, .kernel = kernel
    };
    chl_expected made = { NAN, NAN, NAN, NAN, NAN };
    chl_adversarial *adversarial = NULL;
    chl_flow *flow = NULL;
    double *constant = chl_alloc(size, sizeof *constant);

    CHL_REQUIRE_MEMORY(constant, err, "a function");
    CHL_TRY(decompose(&s, lambda, coupling, err));
    if (s.hidden == s.modes) {
        *out = (chl_expected){ .hidden = left_over(&s, lambda) };
        goto out;
    }
    constant[size - 1] = 1.0;
    matrices.coupling = s.coupling;
    matrices.constant = constant;
    CHL_TRY(chl_adversarial_create(&matrices, NULL, &adversarial, err));
    CHL_TRY(chl_flow_create(adversarial, &run->constants, &flow, err));
    s.states = chl_flow_size(flow);
    s.first = chl_flow_discriminator(flow);
    CHL_TRY(allocate(&s, err));
    CHL_TRY(write_law(flow, &s, err));
    CHL_TRY(write_start(flow, lambda, &s, err));
    CHL_TRY(run_flow(run, flow, &s, err));
    CHL_TRY(fill(run, &s, lambda, average, &made, err));
    CHL_TRY(find_rate(adversarial, &run->constants, &made.rate, err));
    *out = made;
out:
    stage_clear(&s);
    chl_free(constant);
    chl_flow_free(flow);
    chl_adversarial_free(adversarial);
    return status;
}
