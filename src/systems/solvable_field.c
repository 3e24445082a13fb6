/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The equations of the order parameters. */
#include "systems/solvable.h"

#include <string.h>

static size_t
larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

size_t
chl_solvable_work_size(const chl_solvable_model *model)
{
    size_t d = model->d, p = model->p, m = model->m, most;

    most = larger(larger(d, p), m);
    return d * m + p * m + 3 * m * m + p * p + most * most;
}

static chl_solvable_desk
spread(const chl_solvable *s)
{
    size_t d = s->model.d, p = s->model.p, m = s->model.m;
    chl_solvable_desk w = { .g = s->work };

    w.g_gen = w.g + d * m;
    w.a = w.g_gen + p * m;
    w.b = w.a + m * m;
    w.h = w.b + m * m;
    w.k = w.h + m * m;
    w.turned = w.k + p * p;
    return w;
}

/* What the noise alone contributes, and the isotropic drift kappa. */
static double
answer(const chl_solvable *s, const chl_solvable_desk *w, const double *y)
{
    const chl_solvable_model *o = &s->model;
    const double *q = y + s->at.q, *r = y + s->at.r, *z = y + s->at.z;
    size_t d = o->d, p = o->p, m = o->m;
    chl_response_moments real, fake;

    if (o->response != NULL) {
        real = chl_solvable_respond(s, &s->data, q, o->eta_true * z[0], w->g);
        fake = chl_solvable_respond(s, &s->gen, r, o->eta_gen * z[0], w->g_gen);
        w->a[0] = real.square;
        w->b[0] = fake.square;
        return o->eta_true * real.slope - o->eta_gen * fake.slope - o->decay_w;
    }
    chl_small_product(false, false, d, m, d, 1.0, s->cov, q, 0.0, w->g);
    chl_small_product(false, false, p, m, p, 1.0, s->cov_gen, r, 0.0, w->g_gen);
    chl_small_product(true, false, m, m, d, 1.0, q, w->g, 0.0, w->a);
    chl_small_product(true, false, m, m, p, 1.0, r, w->g_gen, 0.0, w->b);
    for (size_t i = 0; i < m * m; i++) {
        w->a[i] += o->eta_true * z[i];
        w->b[i] += o->eta_gen * z[i];
    }
    return o->eta_true - o->eta_gen - o->decay_w;
}

/* h += x + x' */
static void
add_both(size_t n, const double *x, double *h)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            h[i * n + j] += x[i * n + j] + x[j * n + i];
        }
    }
}

static void
drift_of_z(const chl_solvable *s, const chl_solvable_desk *w, const double *y)
{
    const chl_solvable_model *o = &s->model;
    double noise = o->tau * o->tau / (double) o->batch;
    size_t m = o->m;

    chl_small_product(true, false, m, m, o->d, o->tau, y + s->at.q, w->g, 0.0,
                      w->turned);
    chl_small_product(true, false, m, m, o->p, -o->tau, y + s->at.r, w->g_gen,
                      1.0, w->turned);
    for (size_t i = 0; i < m * m; i++) {
        w->h[i] = 2.0 * o->tau * w->kappa * y[s->at.z + i]
                  + noise * (o->eta_true * w->a[i] + o->eta_gen * w->b[i]);
    }
    add_both(m, w->turned, w->h);
}

static void
drift_of_s(const chl_solvable *s, const chl_solvable_desk *w, const double *y)
{
    const chl_solvable_model *o = &s->model;
    size_t p = o->p;

    chl_small_product(false, true, p, p, o->m, o->tau_g, y + s->at.r, w->g_gen,
                      0.0, w->turned);
    for (size_t i = 0; i < p * p; i++) {
        w->k[i] = -2.0 * o->tau_g * o->decay_v * y[s->at.s + i];
    }
    add_both(p, w->turned, w->k);
}

/* What a constraint takes away again, from the free drift, in place. */
static void
correct(chl_constraint kind, size_t n, double *drift)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            double factor = 0.0;

            switch (kind) {
            case CHL_CONSTRAINT_NONE:
                break;
            case CHL_CONSTRAINT_COLUMNS:
                factor = i == j ? -0.5 : 0.0;
                break;
            case CHL_CONSTRAINT_POLAR:
                factor = -0.5;
                break;
            case CHL_CONSTRAINT_GS:
                factor = i == j ? -0.5 : i < j ? -1.0 : 0.0;
                break;
            }
            drift[i * n + j] *= factor;
        }
    }
}

/* out += x h for the square correction h. */
static void
add_turn(size_t rows, size_t n, const double *x, const double *h, double *out)
{
    chl_small_product(false, false, rows, n, n, 1.0, x, h, 1.0, out);
}

static void
slope_of_p(const chl_solvable *s, const chl_solvable_desk *w, const double *y,
           double *out)
{
    const chl_solvable_model *o = &s->model;
    double shrink = -o->tau_g * o->decay_v;

    for (size_t i = 0; i < o->d * o->p; i++) {
        out[i] = shrink * y[s->at.p + i];
    }
    chl_small_product(false, true, o->d, o->p, o->m, o->tau_g, y + s->at.q,
                      w->g_gen, 1.0, out);
    add_turn(o->d, o->p, y + s->at.p, w->k, out);
}

static void
slope_of_q(const chl_solvable *s, const chl_solvable_desk *w, const double *y,
           double *out)
{
    const chl_solvable_model *o = &s->model;

    for (size_t i = 0; i < o->d * o->m; i++) {
        out[i] = o->tau * (w->g[i] + w->kappa * y[s->at.q + i]);
    }
    chl_small_product(false, false, o->d, o->m, o->p, -o->tau, y + s->at.p,
                      w->g_gen, 1.0, out);
    add_turn(o->d, o->m, y + s->at.q, w->h, out);
}

static void
slope_of_r(const chl_solvable *s, const chl_solvable_desk *w, const double *y,
           double *out)
{
    const chl_solvable_model *o = &s->model;
    const double *r = y + s->at.r;
    size_t p = o->p, m = o->m;

    for (size_t i = 0; i < p * m; i++) {
        out[i] = (o->tau * w->kappa - o->tau_g * o->decay_v) * r[i];
    }
    chl_small_product(true, false, p, m, o->d, o->tau, y + s->at.p, w->g, 1.0,
                      out);
    chl_small_product(false, false, p, m, p, -o->tau, y + s->at.s, w->g_gen,
                      1.0, out);
    chl_small_product(false, false, p, m, m, o->tau_g, w->g_gen, y + s->at.z,
                      1.0, out);
    chl_small_product(true, false, p, m, p, 1.0, w->k, r, 1.0, out);
    add_turn(p, m, r, w->h, out);
}

/* out, the free drift of S or Z, += x h + h' x. */
static void
add_correction(size_t n, const double *x, const double *h, double *out)
{
    chl_small_product(false, false, n, n, n, 1.0, x, h, 1.0, out);
    chl_small_product(true, false, n, n, n, 1.0, h, x, 1.0, out);
}

chl_solvable_desk
chl_solvable_evaluate(chl_solvable *s, const double *y, double *free_s,
                      double *free_z)
{
    const chl_solvable_model *o = &s->model;
    chl_solvable_desk w = spread(s);

    w.kappa = answer(s, &w, y);
    drift_of_s(s, &w, y);
    memcpy(free_s, w.k, o->p * o->p * sizeof *free_s);
    correct(o->constraint_v, o->p, w.k);
    drift_of_z(s, &w, y);
    memcpy(free_z, w.h, o->m * o->m * sizeof *free_z);
    correct(o->constraint_w, o->m, w.h);
    return w;
}

void
chl_solvable_field(chl_solvable *s, const double *y, double *slope)
{
    const chl_solvable_model *o = &s->model;
    const chl_solvable_desk w =
        chl_solvable_evaluate(s, y, slope + s->at.s, slope + s->at.z);

    add_correction(o->p, y + s->at.s, w.k, slope + s->at.s);
    add_correction(o->m, y + s->at.z, w.h, slope + s->at.z);
    slope_of_p(s, &w, y, slope + s->at.p);
    slope_of_q(s, &w, y, slope + s->at.q);
    slope_of_r(s, &w, y, slope + s->at.r);
}
