/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Modes of the adversarial operator and what is measured of each. */
#include "dynamics/convergence.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

/* Of the energy of a mode: below, v is the rounding error of a discriminator
 * that moves alone. */
static const double least_share = 1e-10;

chl_adversarial_constants
chl_game_constants(const chl_game *game, const chl_loss *loss)
{
    return (chl_adversarial_constants){
        .c1 = game->c1,
        .cg = game->cg,
        .c2 = game->c2,
        .c2_constant = loss != NULL ? loss->c2_constant : game->c2,
        .lr_d = game->lr_d,
        .lr_g = game->lr_g,
        .gamma = game->gamma,
        .consensus = game->consensus,
    };
}

chl_convergence_settings
chl_convergence_settings_default(void)
{
    return (chl_convergence_settings){
        .solver = chl_general_settings_default(),
        .h = 1.0,
    };
}

void
chl_convergence_free(chl_convergence *convergence)
{
    if (convergence == NULL) {
        return;
    }
    chl_free(convergence->values);
    chl_free(convergence->residuals);
    chl_free(convergence->condition);
    chl_free(convergence->share);
    chl_free(convergence->transmission);
    chl_free(convergence->alpha);
    chl_free(convergence->beta);
    chl_free(convergence->dual);
    chl_free(convergence->curvature);
    chl_free(convergence);
}

static chl_status
allocate(chl_convergence *self, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t count = self->count, r = self->functions;

    self->condition = chl_alloc(count, sizeof *self->condition);
    CHL_REQUIRE_MEMORY(self->condition, err, "modes");
    self->share = chl_alloc(count, sizeof *self->share);
    CHL_REQUIRE_MEMORY(self->share, err, "modes");
    self->transmission = chl_alloc(count, sizeof *self->transmission);
    CHL_REQUIRE_MEMORY(self->transmission, err, "modes");
    self->alpha = chl_alloc(r, count * sizeof *self->alpha);
    CHL_REQUIRE_MEMORY(self->alpha, err, "modes");
    self->beta = chl_alloc(r, count * sizeof *self->beta);
    CHL_REQUIRE_MEMORY(self->beta, err, "modes");
    self->dual = chl_alloc(r, count * sizeof *self->dual);
    CHL_REQUIRE_MEMORY(self->dual, err, "modes");
    self->curvature = chl_alloc(count, sizeof *self->curvature);
    CHL_REQUIRE_MEMORY(self->curvature, err, "modes");
out:
    return status;
}

/* Real and imaginary parts of states and what follows from them. */
typedef struct parts {
    double *state[2]; /* n */
    double *force[2]; /* n: a state of which only w is set */
    double *alpha[2], *beta[2];
} parts;

static void
parts_clear(parts *p)
{
    for (int k = 0; k < 2; k++) {
        chl_free(p->state[k]);
        chl_free(p->force[k]);
        chl_free(p->alpha[k]);
        chl_free(p->beta[k]);
    }
}

static chl_status
parts_init(size_t n, size_t r, parts *p, chl_error *err)
{
    chl_status status = CHL_OK;

    for (int k = 0; k < 2; k++) {
        p->state[k] = chl_alloc(n, sizeof **p->state);
        CHL_REQUIRE_MEMORY(p->state[k], err, "a mode");
        p->force[k] = chl_alloc(n, sizeof **p->force);
        CHL_REQUIRE_MEMORY(p->force[k], err, "a mode");
        p->alpha[k] = chl_alloc(r, sizeof **p->alpha);
        CHL_REQUIRE_MEMORY(p->alpha[k], err, "a mode");
        p->beta[k] = chl_alloc(r, sizeof **p->beta);
        CHL_REQUIRE_MEMORY(p->beta[k], err, "a mode");
    }
out:
    return status;
}

static chl_complex
divide(chl_complex x, chl_complex y)
{
    double square = y.re * y.re + y.im * y.im;

    return (chl_complex){ (x.re * y.re + x.im * y.im) / square,
                          (x.im * y.re - x.re * y.im) / square };
}

static double
dot(size_t n, const double *x, const double *y)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++) {
        sum += x[i] * y[i];
    }
    return sum;
}

/* Coefficients of u, psi and P^-1 u = force / s. */
static void
fill_functions(const chl_flow *flow, size_t k, parts *p, chl_convergence *self)
{
    size_t r = self->functions;

    for (int part = 0; part < 2; part++) {
        chl_flow_coefficients(flow, 1, p->state[part], p->alpha[part],
                              p->beta[part]);
    }
    for (size_t i = 0; i < r; i++) {
        self->alpha[k * r + i] =
            (chl_complex){ p->alpha[0][i], p->alpha[1][i] };
        self->beta[k * r + i] = (chl_complex){ p->beta[0][i], p->beta[1][i] };
    }
    for (int part = 0; part < 2; part++) {
        chl_flow_coefficients(flow, 1, p->force[part], p->alpha[part], NULL);
    }
    for (size_t i = 0; i < r; i++) {
        self->dual[k * r + i] = divide(
            (chl_complex){ p->alpha[0][i], p->alpha[1][i] }, self->values[k]);
    }
}

/*
 * The operator is symmetric in the indefinite form b cG w'P^-1 w - c1 q'q, so
 * the left vector of a mode is its right one: no second problem is solved.
 */
static chl_status
fill_measures(const chl_flow *flow, size_t k, const parts *p,
              chl_convergence *self, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_adversarial_constants *c = &self->constants;
    size_t w = chl_flow_discriminator(flow);
    const double *x = p->state[0], *y = p->state[1];
    const double *f = p->force[0], *g = p->force[1];
    chl_complex s = self->values[k], inertia, plain;
    chl_flow_products xx, xy, yy;
    double energy, moved;

    CHL_TRY(chl_flow_multiply(flow, x, x, &xx, err));
    CHL_TRY(chl_flow_multiply(flow, x, y, &xy, err));
    CHL_TRY(chl_flow_multiply(flow, y, y, &yy, err));
    self->transmission[k] =
        (xx.coupling + yy.coupling) / (xx.stiffness + yy.stiffness);
    /* w'P^-1 w without and with conjugation */
    inertia = divide((chl_complex){ dot(w, x, f) - dot(w, y, g),
                                    dot(w, x, g) + dot(w, y, f) },
                     s);
    energy = divide((chl_complex){ dot(w, x, f) + dot(w, y, g),
                                   dot(w, x, g) - dot(w, y, f) },
                    s)
                 .re
             * c->lr_g * c->cg;
    moved = c->c1 * (xx.displacement + yy.displacement);
    plain.re = c->lr_g * c->cg * inertia.re
               - c->c1 * (xx.displacement - yy.displacement);
    plain.im = c->lr_g * c->cg * inertia.im - c->c1 * 2.0 * xy.displacement;
    self->condition[k] = (energy + moved) / hypot(plain.re, plain.im);
    self->share[k] = moved / (energy + moved);
    self->curvature[k] = (chl_complex){
        (s.re * plain.re - s.im * plain.im) / (c->lr_g * c->cg),
        (s.re * plain.im + s.im * plain.re) / (c->lr_g * c->cg),
    };
    if (c->consensus > 0.0) {
        self->condition[k] = self->share[k] = NAN;
        self->curvature[k] = (chl_complex){ NAN, NAN };
    }
out:
    return status;
}

static chl_status
fill_modes(const chl_flow *flow, const chl_general_result *pairs,
           chl_convergence *self, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = pairs->n;
    parts p = { 0 };

    CHL_TRY(parts_init(n, self->functions, &p, err));
    for (size_t k = 0; k < self->count; k++) {
        for (size_t i = 0; i < n; i++) {
            p.state[0][i] = pairs->vectors[k * n + i].re;
            p.state[1][i] = pairs->vectors[k * n + i].im;
        }
        chl_flow_force(flow, p.state[0], p.force[0]);
        chl_flow_force(flow, p.state[1], p.force[1]);
        fill_functions(flow, k, &p, self);
        CHL_TRY(fill_measures(flow, k, &p, self, err));
    }
out:
    parts_clear(&p);
    return status;
}

static void
find_slowest(chl_convergence *self)
{
    size_t k = self->count;

    self->rate = self->frequency = NAN;
    for (size_t i = 0; i < self->count; i++) {
        if (!(self->share[i] < least_share)
            && (k == self->count || self->values[i].re > self->values[k].re)) {
            k = i;
        }
    }
    self->slowest = k;
    if (k < self->count) {
        self->rate = -self->values[k].re;
        self->frequency = fabs(self->values[k].im);
    }
}

static chl_status
solve_pairs(const chl_flow *flow, const chl_convergence_settings *s,
            chl_general_result **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_operator *op = NULL, *inverse = NULL;
    chl_general_problem problem;
    chl_general_settings solver = s->solver;

    /* A handful of functions has fewer modes than are usually asked for. */
    if (solver.count > chl_flow_size(flow)) {
        solver.count = chl_flow_size(flow);
    }
    problem.shift = s->shift > 0.0 ? s->shift : chl_flow_shift(flow);
    CHL_TRY(chl_flow_operator(flow, &op, err));
    CHL_TRY(chl_flow_inverse(flow, problem.shift, &inverse, err));
    problem.a = op;
    problem.inverse = inverse;
    CHL_TRY(chl_general_solve(&problem, &solver, out, err));
out:
    chl_operator_free(op);
    chl_operator_free(inverse);
    return status;
}

static chl_status
check(const chl_convergence_settings *s, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(isfinite(s->shift) && s->shift >= 0.0, err, CHL_EARG,
                "shift is %g; it must be at least 0", s->shift);
    CHL_REQUIRE(s->batch == 0.0 || s->batch >= 1.0, err, CHL_EARG,
                "batch is %g; it must be 0 or at least 1", s->batch);
    CHL_REQUIRE(isfinite(s->h) && s->h > 0.0, err, CHL_EARG,
                "h is %g; it must be above 0", s->h);
out:
    return status;
}

/* Hand the plain parts of a result over. */
static void
take(chl_general_result *pairs, chl_convergence *self)
{
    self->method = pairs->method;
    self->reason = pairs->reason;
    self->complete = pairs->complete;
    self->count = pairs->count;
    self->size = pairs->n;
    self->applies = pairs->applies;
    self->values = pairs->values;
    self->residuals = pairs->residuals;
    pairs->values = NULL;
    pairs->residuals = NULL;
}

chl_status
chl_convergence_solve(const chl_adversarial *adversarial,
                      const chl_adversarial_constants *constants,
                      const chl_convergence_settings *settings,
                      chl_convergence **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_convergence_settings s =
        settings != NULL ? *settings : chl_convergence_settings_default();
    chl_convergence *self = NULL;
    chl_general_result *pairs = NULL;
    chl_flow *flow = NULL;

    CHL_TRY(check(&s, err));
    CHL_TRY(chl_flow_create(adversarial, constants, &flow, err));
    CHL_TRY(solve_pairs(flow, &s, &pairs, err));
    self = chl_alloc(1, sizeof *self);
    CHL_REQUIRE_MEMORY(self, err, "modes");
    self->functions = chl_adversarial_describe(adversarial)->functions;
    self->mobility = chl_adversarial_describe(adversarial)->mobility;
    self->constants = *constants;
    take(pairs, self);
    CHL_TRY(allocate(self, err));
    CHL_TRY(fill_modes(flow, pairs, self, err));
    find_slowest(self);
    self->noise_floor = NAN;
    if (s.batch > 0.0 && constants->consensus == 0.0) {
        CHL_TRY(chl_convergence_noise(flow, constants, s.batch, s.h,
                                      &self->noise_floor, err));
    }
    *out = self;
    self = NULL;
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "modes of the adversarial operator");
    }
    chl_flow_free(flow);
    chl_general_result_free(pairs);
    chl_convergence_free(self);
    return status;
}

void
chl_convergence_transfer(const chl_convergence *convergence,
                         const chl_complex *coefficients, size_t modes,
                         size_t count, const double *values, chl_complex *out)
{
    size_t r = convergence->functions;

    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < modes; k++) {
            const chl_complex *c = coefficients + k * r;
            chl_complex sum = { 0.0, 0.0 };

            for (size_t j = 0; j < r; j++) {
                sum.re += values[i * r + j] * c[j].re;
                sum.im += values[i * r + j] * c[j].im;
            }
            out[i * modes + k] = sum;
        }
    }
}
