/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The adversarial operator of one game on the state (w, q). */
#include "operators/flow.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/error.h"

void
chl_flow_free(chl_flow *flow)
{
    if (flow != NULL) {
        chl_free(flow->damping);
        chl_free(flow->diagonal);
        chl_free(flow);
    }
}

static chl_status
check(const chl_adversarial *adversarial, const chl_adversarial_constants *c,
      chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(
        isfinite(c->c1) && c->c1 > 0.0 && isfinite(c->cg) && c->cg > 0.0, err,
        CHL_EARG, "c1 is %g and cG is %g; both must be above 0", c->c1, c->cg);
    CHL_REQUIRE(isfinite(c->lr_d) && c->lr_d > 0.0 && isfinite(c->lr_g)
                    && c->lr_g > 0.0,
                err, CHL_EARG, "the rates are %g and %g; both must be above 0",
                c->lr_d, c->lr_g);
    CHL_REQUIRE(isfinite(c->c2) && c->c2 >= 0.0 && c->c2_constant >= 0.0
                    && c->c2_constant <= c->c2,
                err, CHL_EARG,
                "c2 is %g, on the constant %g; it must be at least 0 and not "
                "larger there",
                c->c2, c->c2_constant);
    CHL_REQUIRE(
        c->c2_constant == c->c2
            || (adversarial->has_constant && adversarial->info.kernel == 1),
        err, CHL_EARG,
        "c2 differs on the constant, and %zu functions have no "
        "gradient; it must be the constant alone, and be given",
        adversarial->info.kernel);
    CHL_REQUIRE(isfinite(c->gamma) && c->gamma >= 0.0 && isfinite(c->consensus)
                    && c->consensus >= 0.0,
                err, CHL_EARG,
                "gamma is %g and the consensus weight is %g; both must be at "
                "least 0",
                c->gamma, c->consensus);
out:
    return status;
}

/* D = gamma A + c2 M + (c2_constant - c2) mean mean'. */
static chl_status
fill_damping(const chl_adversarial *adversarial, chl_flow *self, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_adversarial_constants *c = &self->constants;
    size_t m = adversarial->info.kept;
    bool plain = adversarial->mass == NULL && c->c2_constant == c->c2;

    self->diagonal = chl_alloc(m, sizeof *self->diagonal);
    CHL_REQUIRE_MEMORY(self->diagonal, err, "the damping");
    for (size_t i = 0; i < m; i++) {
        self->diagonal[i] = c->gamma * adversarial->lambda[i] + c->c2;
    }
    if (plain) {
        goto out;
    }
    self->damping = chl_alloc(m, m * sizeof *self->damping);
    CHL_REQUIRE_MEMORY(self->damping, err, "the damping");
    for (size_t j = 0; j < m; j++) {
        for (size_t i = 0; i < m; i++) {
            double mass = adversarial->mass != NULL
                              ? adversarial->mass[j * m + i]
                              : (double) (i == j);
            double mean = adversarial->mean[i] * adversarial->mean[j];

            self->damping[j * m + i] =
                c->c2 * mass + (c->c2_constant - c->c2) * mean
                + (i == j ? c->gamma * adversarial->lambda[i] : 0.0);
        }
    }
out:
    return status;
}

chl_status
chl_flow_create(const chl_adversarial *adversarial,
                const chl_adversarial_constants *constants, chl_flow **out,
                chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_adversarial_info *info = &adversarial->info;
    chl_flow *self = NULL;

    CHL_TRY(check(adversarial, constants, err));
    self = chl_alloc(1, sizeof *self);
    CHL_REQUIRE_MEMORY(self, err, "the adversarial operator");
    self->adversarial = adversarial;
    self->constants = *constants;
    self->skip = constants->c2_constant == 0.0 ? info->kernel : 0;
    self->ld = info->kept;
    self->w = info->kept - self->skip;
    self->q = info->visible;
    self->coupling = adversarial->coupling + self->skip;
    if (adversarial->mobility != NULL) {
        self->mobility = adversarial->mobility + self->skip * (self->ld + 1);
    }
    CHL_TRY(fill_damping(adversarial, self, err));
    *out = self;
    self = NULL;
out:
    chl_flow_free(self);
    return status;
}

size_t
chl_flow_size(const chl_flow *flow)
{
    return flow->w + flow->q;
}

size_t
chl_flow_discriminator(const chl_flow *flow)
{
    return flow->w;
}

size_t
chl_flow_neutral(const chl_flow *flow)
{
    return flow->skip;
}

/* As if modes did not mix: the size of the slow root of s^2 + p D s + K p
 * lambda, and whether it oscillates. */
static double
slow_size(const chl_flow *flow, size_t k, bool *oscillates)
{
    const chl_adversarial_constants *c = &flow->constants;
    double p =
        c->lr_d
        * (flow->mobility != NULL ? flow->mobility[k * (flow->ld + 1)] : 1.0);
    double damping = p * flow->diagonal[flow->skip + k];
    double stiffness =
        p * c->lr_g * c->c1 * c->cg * flow->adversarial->lambda[flow->skip + k];
    double root = damping * damping - 4.0 * stiffness;

    *oscillates = !(root > 0.0);
    return *oscillates ? sqrt(fmax(stiffness, 0.0))
                       : 2.0 * stiffness / (damping + sqrt(root));
}

/*
 * A Cayley transform of pole h and line t brings a root t - d + i y to modulus
 *     1 - 2 d f / (f^2 + y^2),   f = h - t,
 * and one far to the left, -F, to 1 - 2 f / F. Fast roots of high modes are
 * such, thousands of them, and slow oscillations have to come before them:
 * f^2 + y^2 > F d. Among real roots that gather the nearest pole is best.
 */
double
chl_flow_shift(const chl_flow *flow)
{
    const double furthest = 1e-8; /* below, the inverse loses its digits */
    const double part = 0.25;     /* fewest applies, by trial */
    double least = INFINITY, least_real = INFINITY, most = 0.0;

    for (size_t k = 0; k < flow->w; k++) {
        bool oscillates;
        double size = slow_size(flow, k, &oscillates);

        if (size > 0.0) {
            least = fmin(least, size);
            least_real = oscillates ? least_real : fmin(least_real, size);
            most = fmax(most, size);
        }
    }
    if (!(most > 0.0)) {
        return 1.0;
    }
    return fmax(least_real > 2.0 * least ? least : part * least,
                furthest * most);
}

void
chl_flow_damp(const chl_flow *flow, const double *x, double *y)
{
    if (flow->damping != NULL) {
        cblas_dsymv(CblasColMajor, CblasLower, (int) flow->w, 1.0,
                    flow->damping + flow->skip * (flow->ld + 1), (int) flow->ld,
                    x, 1, 0.0, y, 1);
        return;
    }
    for (size_t i = 0; i < flow->w; i++) {
        y[i] = flow->diagonal[flow->skip + i] * x[i];
    }
}

void
chl_flow_move(const chl_flow *flow, const double *x, double *y)
{
    if (flow->mobility == NULL) {
        memcpy(y, x, flow->w * sizeof *y);
        return;
    }
    cblas_dsymv(CblasColMajor, CblasLower, (int) flow->w, 1.0, flow->mobility,
                (int) flow->ld, x, 1, 0.0, y, 1);
}

void
chl_flow_push(const chl_flow *flow, const double *q, double *y)
{
    cblas_dgemv(CblasColMajor, CblasNoTrans, (int) flow->w, (int) flow->q, 1.0,
                flow->coupling, (int) flow->ld, q, 1, 0.0, y, 1);
}

void
chl_flow_pull(const chl_flow *flow, const double *w, double *y)
{
    cblas_dgemv(CblasColMajor, CblasTrans, (int) flow->w, (int) flow->q, 1.0,
                flow->coupling, (int) flow->ld, w, 1, 0.0, y, 1);
}

void
chl_flow_force(const chl_flow *flow, const double *state, double *force)
{
    int w = (int) flow->w, q = (int) flow->q;

    chl_flow_damp(flow, state, force);
    cblas_dgemv(CblasColMajor, CblasNoTrans, w, q, -flow->constants.c1,
                flow->coupling, (int) flow->ld, state + flow->w, 1, -1.0, force,
                1);
}

void
chl_flow_coefficients(const chl_flow *flow, size_t k, const double *state,
                      double *alpha, double *beta)
{
    const chl_adversarial *a = flow->adversarial;
    int r = (int) a->info.functions, n = (int) chl_flow_size(flow);

    if (alpha != NULL) {
        cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, r, (int) k,
                    (int) flow->w, 1.0,
                    a->basis + flow->skip * a->info.functions, r, state, n, 0.0,
                    alpha, r);
    }
    if (beta != NULL) {
        cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, r, (int) k,
                    (int) flow->q, 1.0, a->potential, r, state + flow->w, n,
                    0.0, beta, r);
    }
}

chl_status
chl_flow_state(const chl_flow *flow, size_t k, const double *alpha,
               const double *beta, double *state, chl_error *err)
{
    const chl_adversarial *a = flow->adversarial;
    int r = (int) a->info.functions, n = (int) chl_flow_size(flow);
    int m = (int) a->info.kept, count = (int) k;
    double *inner = chl_alloc(a->info.kept, k * sizeof *inner);

    if (inner == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for states");
    }
    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, (int) flow->w, count,
                r, 1.0, a->dual + flow->skip * a->info.functions, r, alpha, r,
                0.0, state, n);
    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, m, count, r, 1.0,
                a->dual, r, beta, r, 0.0, inner, m);
    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, (int) flow->q, count,
                m, 1.0, a->coupling, m, inner, m, 0.0, state + flow->w, n);
    chl_free(inner);
    return CHL_OK;
}

chl_status
chl_flow_multiply(const chl_flow *flow, const double *x, const double *y,
                  chl_flow_products *out, chl_error *err)
{
    chl_status status = CHL_OK;
    int q = (int) flow->q;
    const double *lambda = flow->adversarial->lambda + flow->skip;
    double *px = chl_alloc(flow->q, sizeof *px);
    double *py = chl_alloc(flow->q, sizeof *py);
    double stiffness = 0.0;

    CHL_REQUIRE_MEMORY(px, err, "products of states");
    CHL_REQUIRE_MEMORY(py, err, "products of states");
    chl_flow_pull(flow, x, px);
    chl_flow_pull(flow, y, py);
    for (size_t i = 0; i < flow->w; i++) {
        stiffness += x[i] * lambda[i] * y[i];
    }
    *out = (chl_flow_products){
        .stiffness = stiffness,
        .coupling = cblas_ddot(q, px, 1, py, 1),
        .displacement = cblas_ddot(q, x + flow->w, 1, y + flow->w, 1),
    };
out:
    chl_free(px);
    chl_free(py);
    return status;
}
