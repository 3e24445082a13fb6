/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flow shifted and inverted, by one LU factor of the discriminator's part:
 *
 *     (L - s) (w, q) = (f, g),   N = a P0 (D + (c1 cG b / s) B B') + s,
 *     N w = a (c1 / s) P0 B g - f,   q = (cG b B' w - g) / s,
 *
 * or of all of L where consensus ties q to itself. */
#include "operators/flow.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#include "base/error.h"

typedef struct inverse {
    const chl_flow *flow;
    size_t n; /* of the factor */
    double s, *factor;
    lapack_int *pivots;
    double *pushed; /* w */
} inverse;

static void
destroy(void *state)
{
    inverse *self = state;

    if (self != NULL) {
        chl_free(self->factor);
        chl_free(self->pivots);
        chl_free(self->pushed);
        chl_free(self);
    }
}

static void
solve(const inverse *self, double *x)
{
    /* Only arguments out of range make dgetrs fail. */
    (void) LAPACKE_dgetrs_work(LAPACK_COL_MAJOR, 'N', (lapack_int) self->n, 1,
                               self->factor, (lapack_int) self->n, self->pivots,
                               x, (lapack_int) self->n);
}

static chl_status
apply_whole(void *state, const double *x, double *y, chl_error *err)
{
    const inverse *self = state;

    (void) err;
    memcpy(y, x, self->n * sizeof *y);
    solve(self, y);
    return CHL_OK;
}

static chl_status
apply_part(void *state, const double *x, double *y, chl_error *err)
{
    inverse *self = state;
    const chl_flow *flow = self->flow;
    const chl_adversarial_constants *c = &flow->constants;
    double *q = y + flow->w;

    (void) err;
    chl_flow_push(flow, x + flow->w, self->pushed);
    chl_flow_move(flow, self->pushed, y);
    for (size_t i = 0; i < flow->w; i++) {
        y[i] = c->lr_d * c->c1 / self->s * y[i] - x[i];
    }
    solve(self, y);
    chl_flow_pull(flow, y, q);
    for (size_t i = 0; i < flow->q; i++) {
        q[i] = (c->lr_g * c->cg * q[i] - x[flow->w + i]) / self->s;
    }
    return CHL_OK;
}

static const chl_operator_type part = {
    .name = "adversarial inverse",
    .apply = apply_part,
    .destroy = destroy,
};

static const chl_operator_type whole = {
    .name = "adversarial inverse",
    .apply = apply_whole,
    .destroy = destroy,
};

/* D + (c1 cG b / s) B B', both triangles. */
static void
fill_inner(const inverse *self, double *inner)
{
    const chl_flow *flow = self->flow;
    const chl_adversarial_constants *c = &flow->constants;
    size_t w = flow->w, skip = flow->skip;

    cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, (int) w, (int) flow->q,
                c->c1 * c->cg * c->lr_g / self->s, flow->coupling,
                (int) flow->ld, 0.0, inner, (int) w);
    for (size_t j = 0; j < w; j++) {
        for (size_t i = j; i < w; i++) {
            if (flow->damping != NULL) {
                inner[j * w + i] +=
                    flow->damping[(skip + j) * flow->ld + skip + i];
            } else if (i == j) {
                inner[j * w + j] += flow->diagonal[skip + j];
            }
            inner[i * w + j] = inner[j * w + i];
        }
    }
}

static chl_status
fill_part(inverse *self, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_flow *flow = self->flow;
    size_t w = flow->w;
    double rate = flow->constants.lr_d, *inner = NULL;

    if (flow->mobility == NULL) {
        fill_inner(self, self->factor);
        cblas_dscal((int) (w * w), rate, self->factor, 1);
    } else {
        inner = chl_alloc(w, w * sizeof *inner);
        CHL_REQUIRE_MEMORY(inner, err, "a shifted operator");
        fill_inner(self, inner);
        cblas_dsymm(CblasColMajor, CblasLeft, CblasLower, (int) w, (int) w,
                    rate, flow->mobility, (int) flow->ld, inner, (int) w, 0.0,
                    self->factor, (int) w);
    }
    for (size_t i = 0; i < w; i++) {
        self->factor[i * w + i] += self->s;
    }
out:
    chl_free(inner);
    return status;
}

static chl_status
fill_whole(inverse *self, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(chl_flow_write(self->flow, self->factor, err));
    for (size_t j = 0; j < self->n; j++) {
        self->factor[j * self->n + j] -= self->s;
    }
out:
    return status;
}

static chl_status
factorise(inverse *self, chl_error *err)
{
    chl_status status = CHL_OK;
    lapack_int n = (lapack_int) self->n, info;

    self->factor = chl_alloc(self->n, self->n * sizeof *self->factor);
    CHL_REQUIRE_MEMORY(self->factor, err, "a shifted operator");
    self->pivots = chl_alloc(self->n, sizeof *self->pivots);
    CHL_REQUIRE_MEMORY(self->pivots, err, "a shifted operator");
    self->pushed = chl_alloc(self->flow->w, sizeof *self->pushed);
    CHL_REQUIRE_MEMORY(self->pushed, err, "a shifted operator");
    CHL_TRY(self->n == self->flow->w ? fill_part(self, err)
                                     : fill_whole(self, err));
    info = LAPACKE_dgetrf_work(LAPACK_COL_MAJOR, n, n, self->factor, n,
                               self->pivots);
    CHL_REQUIRE(info == 0, err, CHL_ENUMERIC,
                "the adversarial operator is singular at the shift %g",
                self->s);
out:
    return status;
}

chl_status
chl_flow_inverse(const chl_flow *flow, double s, chl_operator **out,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    bool is_whole = flow->constants.consensus > 0.0;
    inverse *self = NULL;

    CHL_REQUIRE(isfinite(s) && s > 0.0, err, CHL_EARG,
                "the shift is %g; it must be above 0", s);
    self = chl_alloc(1, sizeof *self);
    CHL_REQUIRE_MEMORY(self, err, "a shifted operator");
    self->flow = flow;
    self->s = s;
    self->n = is_whole ? chl_flow_size(flow) : flow->w;
    CHL_TRY(factorise(self, err));
    CHL_TRY(chl_operator_create(is_whole ? &whole : &part, self,
                                chl_flow_size(flow), 0, out, err));
    self = NULL;
out:
    destroy(self);
    return status;
}
