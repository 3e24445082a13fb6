/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator of a pair as a dense matrix, and the mode to look at. */
#include "spectrum.h"

#include <math.h>
#include <string.h>

#include <chladni/adversarial.h>
#include <chladni/eigen.h>

#include "base/error.h"

chl_status
train_patterns_create(const train_tangent *tangent, size_t lead,
                      train_patterns *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_eigen_settings settings = chl_eigen_settings_default();
    chl_eigen_problem problem = { NULL, NULL };
    chl_eigen_result *pairs = NULL;
    chl_operator *op = NULL;

    CHL_TRY(
        chl_operator_dense(tangent->c, tangent->r, CHL_SYMMETRIC, &op, err));
    problem.a = op;
    settings.method = "dense";
    settings.count = lead < tangent->r ? lead : tangent->r;
    CHL_TRY(chl_eigen_solve(&problem, &settings, &pairs, err));
    *out = (train_patterns){ tangent->r, pairs->count, pairs->values,
                             pairs->vectors };
    pairs->values = pairs->vectors = NULL;
out:
    chl_eigen_result_free(pairs);
    chl_operator_free(op);
    return status;
}

void
train_patterns_clear(train_patterns *patterns)
{
    chl_free(patterns->values);
    chl_free(patterns->vectors);
    *patterns = (train_patterns){ 0 };
}

/* Features are derivatives by weights: their norm is that of the weights. */
static chl_status
open_operator(const train_tangent *t, chl_adversarial **out, chl_error *err)
{
    chl_status status = CHL_OK;
    double *unit = chl_alloc(t->r * t->r, sizeof *unit);
    const chl_adversarial_matrices matrices = { .r = t->r,
                                                .mass = t->m,
                                                .stiffness = t->a,
                                                .coupling = t->c,
                                                .norm = unit };

    CHL_REQUIRE_MEMORY(unit, err, "an operator");
    for (size_t p = 0; p < t->r; p++) {
        unit[p * t->r + p] = 1.0;
    }
    CHL_TRY(chl_adversarial_create(&matrices, NULL, out, err));
out:
    chl_free(unit);
    return status;
}

static chl_status
open_flow(const chl_adversarial *adversarial, const chl_game *game,
          chl_flow **out, chl_error *err)
{
    const chl_adversarial_constants constants = { .c1 = game->c1,
                                                  .cg = game->cg,
                                                  .c2 = game->c2,
                                                  .c2_constant = game->c2,
                                                  .lr_d = game->lr_d,
                                                  .lr_g = game->lr_g,
                                                  .gamma = game->gamma };

    return chl_flow_create(adversarial, &constants, out, err);
}

/* All entries, column by column: slow modes hide behind many that hardly move,
 * so that all are wanted. */
static chl_status
write_out(const chl_flow *flow, double *entries, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = chl_flow_size(flow);
    chl_operator *op = NULL;
    double *unit = chl_alloc(n, sizeof *unit);

    CHL_REQUIRE_MEMORY(unit, err, "an operator");
    CHL_TRY(chl_flow_operator(flow, &op, err));
    for (size_t k = 0; k < n; k++) {
        unit[k] = 1.0;
        CHL_TRY(chl_operator_apply(op, unit, entries + k * n, err));
        unit[k] = 0.0;
    }
out:
    chl_operator_free(op);
    chl_free(unit);
    return status;
}

static chl_status
solve_all(const chl_flow *flow, chl_general_result **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = chl_flow_size(flow);
    chl_general_settings settings = chl_general_settings_default();
    chl_general_problem problem = { NULL, NULL, 0.0 };
    chl_operator *op = NULL;
    double *entries = chl_alloc(n * n, sizeof *entries);

    CHL_REQUIRE_MEMORY(entries, err, "an operator");
    CHL_TRY(write_out(flow, entries, err));
    CHL_TRY(chl_operator_dense(entries, n, 0, &op, err));
    problem.a = op;
    settings.method = "dense";
    settings.count = n;
    CHL_TRY(chl_general_solve(&problem, &settings, out, err));
out:
    chl_operator_free(op);
    chl_free(entries);
    return status;
}

/* x' S x of a complex vector for symmetric S, or x* S x, which is real. */
static chl_complex
square(const double *s, size_t r, const chl_complex *x, bool conjugated)
{
    const double sign = conjugated ? 1.0 : -1.0;
    chl_complex sum = { 0.0, 0.0 };

    for (size_t q = 0; q < r; q++) {
        double re = 0.0, im = 0.0;

        for (size_t p = 0; p < r; p++) {
            re += s[q * r + p] * x[p].re;
            im += s[q * r + p] * x[p].im;
        }
        sum.re += re * x[q].re + sign * im * x[q].im;
        sum.im += im * x[q].re - sign * re * x[q].im;
    }
    return sum;
}

static bool
is_visible(const train_tangent *t, const train_patterns *patterns,
           const chl_complex *kappa)
{
    double led = 0.0, size = 0.0;

    for (size_t j = 0; j < patterns->count; j++) {
        const double *u = patterns->vectors + j * t->r;
        double re = 0.0, im = 0.0;

        for (size_t p = 0; p < t->r; p++) {
            re += u[p] * kappa[p].re;
            im += u[p] * kappa[p].im;
        }
        led += patterns->values[j] * (re * re + im * im);
    }
    for (size_t p = 0; p < t->r; p++) {
        size += kappa[p].re * kappa[p].re + kappa[p].im * kappa[p].im;
    }
    return led > 1e-12 * patterns->values[0] * size
           && led >= 0.5 * square(t->c, t->r, kappa, true).re;
}

/* (alpha, beta) of an eigenvector, real and imaginary parts taken in turn. */
static void
find_coefficients(const chl_flow *flow, size_t r, const chl_complex *v,
                  double *parts, chl_complex *out)
{
    const size_t n = chl_flow_size(flow);

    for (size_t k = 0; k < n; k++) {
        parts[k] = v[k].re;
        parts[n + k] = v[k].im;
    }
    chl_flow_coefficients(flow, 2, parts, parts + 2 * n, parts + 2 * n + 2 * r);
    for (size_t k = 0; k < r; k++) {
        const double *alpha = parts + 2 * n, *beta = alpha + 2 * r;

        out[k] = (chl_complex){ alpha[k], alpha[r + k] };
        out[r + k] = (chl_complex){ beta[k], beta[r + k] };
    }
}

/* Re(e^{i phi} v) with the phase of the largest displacement. */
static void
take_state(const train_tangent *t, const chl_complex *v, train_spectrum *out)
{
    const chl_complex moved = square(t->c, t->r, v + t->r, false);
    const double phi = -0.5 * atan2(moved.im, moved.re);

    for (size_t p = 0; p < t->r; p++) {
        const chl_complex *x = v + p, *y = v + t->r + p;

        out->alpha[p] = cos(phi) * x->re - sin(phi) * x->im;
        out->kappa[p] = cos(phi) * y->re - sin(phi) * y->im;
    }
}

static chl_status
choose(const train_tangent *t, const train_patterns *patterns,
       const chl_flow *flow, const chl_general_result *all, train_spectrum *out,
       chl_error *err)
{
    chl_status status = CHL_OK;
    bool found = false;
    double *parts = chl_alloc(2 * all->n + 4 * t->r, sizeof *parts);
    chl_complex *mode = chl_alloc(2 * t->r, sizeof *mode);

    CHL_REQUIRE_MEMORY(parts, err, "a mode");
    CHL_REQUIRE_MEMORY(mode, err, "a mode");
    for (size_t k = 0; k < all->count; k++) {
        const chl_complex s = all->values[k];

        out->largest = fmax(out->largest, hypot(s.re, s.im));
        if (found || s.im < 0.0) {
            continue;
        }
        find_coefficients(flow, t->r, all->vectors + k * all->n, parts, mode);
        if (is_visible(t, patterns, mode + t->r)) {
            found = true;
            out->slow = s;
            take_state(t, mode, out);
        }
    }
    CHL_REQUIRE(found, err, CHL_ENUMERIC, "none of %zu modes is visible",
                all->count);
out:
    chl_free(parts);
    chl_free(mode);
    return status;
}

chl_status
train_spectrum_create(const train_tangent *tangent,
                      const train_patterns *patterns, const chl_game *game,
                      train_spectrum *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_adversarial *adversarial = NULL;
    chl_flow *flow = NULL;
    chl_general_result *all = NULL;
    train_spectrum s = { .r = tangent->r };

    s.alpha = chl_alloc(tangent->r, sizeof *s.alpha);
    s.kappa = chl_alloc(tangent->r, sizeof *s.kappa);
    CHL_REQUIRE_MEMORY(s.alpha, err, "a mode");
    CHL_REQUIRE_MEMORY(s.kappa, err, "a mode");
    CHL_TRY(open_operator(tangent, &adversarial, err));
    CHL_TRY(open_flow(adversarial, game, &flow, err));
    CHL_TRY(solve_all(flow, &all, err));
    CHL_TRY(choose(tangent, patterns, flow, all, &s, err));
    s.count = all->count;
    *out = s;
    s = (train_spectrum){ 0 };
out:
    train_spectrum_clear(&s);
    chl_general_result_free(all);
    chl_flow_free(flow);
    chl_adversarial_free(adversarial);
    return status;
}

void
train_spectrum_clear(train_spectrum *spectrum)
{
    chl_free(spectrum->alpha);
    chl_free(spectrum->kappa);
    spectrum->alpha = spectrum->kappa = NULL;
}
