/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flow as an operator, and its noise. */
#include "operators/flow.h"

#include <cblas.h>
#include <string.h>

#include "base/error.h"

typedef struct forward {
    const chl_flow *flow;
    double *force, *moved, *second; /* w */
    double *pulled;                 /* q */
} forward;

static void
destroy(void *state)
{
    forward *self = state;

    if (self != NULL) {
        chl_free(self->force);
        chl_free(self->moved);
        chl_free(self->second);
        chl_free(self->pulled);
        chl_free(self);
    }
}

/* y -= weight diag(a, b) J'J (w, q), with moved = P0 (D w + c1 B q). */
static void
add_consensus(forward *self, double *y)
{
    const chl_flow *flow = self->flow;
    const chl_adversarial_constants *c = &flow->constants;
    int w = (int) flow->w, q = (int) flow->q;

    /* pulled is B' w here. */
    chl_flow_push(flow, self->pulled, self->second);
    chl_flow_damp(flow, self->moved, self->force);
    cblas_daxpy(w, c->cg * c->cg, self->second, 1, self->force, 1);
    chl_flow_move(flow, self->force, self->second);
    cblas_daxpy(w, -c->consensus * c->lr_d, self->second, 1, y, 1);
    chl_flow_pull(flow, self->moved, self->pulled);
    cblas_daxpy(q, -c->consensus * c->lr_g * c->c1, self->pulled, 1,
                y + flow->w, 1);
}

static chl_status
apply(void *state, const double *x, double *y, chl_error *err)
{
    forward *self = state;
    const chl_flow *flow = self->flow;
    const chl_adversarial_constants *c = &flow->constants;

    (void) err;
    chl_flow_force(flow, x, self->force);
    chl_flow_move(flow, self->force, self->moved);
    chl_flow_pull(flow, x, self->pulled);
    for (size_t i = 0; i < flow->w; i++) {
        y[i] = c->lr_d * self->moved[i];
        self->moved[i] = -self->moved[i];
    }
    for (size_t i = 0; i < flow->q; i++) {
        y[flow->w + i] = c->lr_g * c->cg * self->pulled[i];
    }
    if (c->consensus > 0.0) {
        add_consensus(self, y);
    }
    return CHL_OK;
}

static const chl_operator_type type = {
    .name = "adversarial",
    .apply = apply,
    .destroy = destroy,
};

chl_status
chl_flow_operator(const chl_flow *flow, chl_operator **out, chl_error *err)
{
    chl_status status = CHL_OK;
    forward *self = chl_alloc(1, sizeof *self);

    CHL_REQUIRE_MEMORY(self, err, "the adversarial operator");
    self->flow = flow;
    self->force = chl_alloc(flow->w, sizeof *self->force);
    CHL_REQUIRE_MEMORY(self->force, err, "the adversarial operator");
    self->moved = chl_alloc(flow->w, sizeof *self->moved);
    CHL_REQUIRE_MEMORY(self->moved, err, "the adversarial operator");
    self->second = chl_alloc(flow->w, sizeof *self->second);
    CHL_REQUIRE_MEMORY(self->second, err, "the adversarial operator");
    self->pulled = chl_alloc(flow->q, sizeof *self->pulled);
    CHL_REQUIRE_MEMORY(self->pulled, err, "the adversarial operator");
    CHL_TRY(chl_operator_create(&type, self, chl_flow_size(flow), 0, out, err));
    self = NULL;
out:
    destroy(self);
    return status;
}

chl_status
chl_flow_write(const chl_flow *flow, double *matrix, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = chl_flow_size(flow);
    chl_operator *op = NULL;
    double *unit = chl_alloc(n, sizeof *unit);

    CHL_REQUIRE_MEMORY(unit, err, "a state");
    CHL_TRY(chl_flow_operator(flow, &op, err));
    for (size_t j = 0; j < n; j++) {
        unit[j] = 1.0;
        CHL_TRY(chl_operator_apply(op, unit, matrix + j * n, err));
        unit[j] = 0.0;
    }
out:
    chl_operator_free(op);
    chl_free(unit);
    return status;
}

chl_status
chl_flow_noise(const chl_flow *flow, double *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_adversarial *a = flow->adversarial;
    size_t m = a->info.kept, w = flow->w;
    double *covariance = chl_alloc(m, m * sizeof *covariance);
    double *half = chl_alloc(m, w * sizeof *half);

    CHL_REQUIRE_MEMORY(covariance, err, "the noise");
    CHL_REQUIRE_MEMORY(half, err, "the noise");
    for (size_t j = 0; j < m; j++) {
        for (size_t i = 0; i < m; i++) {
            double mass =
                a->mass != NULL ? a->mass[j * m + i] : (double) (i == j);

            covariance[j * m + i] = mass - a->mean[i] * a->mean[j];
        }
    }
    if (a->mobility != NULL) {
        const double *mobility = a->mobility + flow->skip * m;

        cblas_dsymm(CblasColMajor, CblasLeft, CblasLower, (int) m, (int) w, 1.0,
                    covariance, (int) m, mobility, (int) m, 0.0, half, (int) m);
        cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, (int) w, (int) w,
                    (int) m, 1.0, mobility, (int) m, half, (int) m, 0.0, out,
                    (int) w);
    } else {
        for (size_t j = 0; j < w; j++) {
            memcpy(out + j * w, covariance + (flow->skip + j) * m + flow->skip,
                   w * sizeof *out);
        }
    }
out:
    chl_free(covariance);
    chl_free(half);
    return status;
}
