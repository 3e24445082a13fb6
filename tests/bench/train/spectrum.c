/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator of a pair, and the mode to look at. */
#include "spectrum.h"

#include <math.h>
#include <string.h>

#include <chladni/convergence.h>
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

/* All modes: slow ones that move something stand behind many that hardly do. */
static chl_status
solve_all(const chl_adversarial *adversarial, const chl_game *game,
          chl_convergence **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_adversarial_constants constants = chl_game_constants(game, NULL);
    chl_convergence_settings settings = chl_convergence_settings_default();
    chl_flow *flow = NULL;

    CHL_TRY(chl_flow_create(adversarial, &constants, &flow, err));
    settings.solver.method = "dense";
    settings.solver.count = chl_flow_size(flow);
    CHL_TRY(
        chl_convergence_solve(adversarial, &constants, &settings, out, err));
out:
    chl_flow_free(flow);
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

/* Re(e^{i phi} mode) with the phase of the largest displacement. */
static void
take_state(const train_tangent *t, const chl_complex *alpha,
           const chl_complex *beta, train_spectrum *out)
{
    const chl_complex moved = square(t->c, t->r, beta, false);
    const double phi = -0.5 * atan2(moved.im, moved.re);

    for (size_t p = 0; p < t->r; p++) {
        out->alpha[p] = cos(phi) * alpha[p].re - sin(phi) * alpha[p].im;
        out->kappa[p] = cos(phi) * beta[p].re - sin(phi) * beta[p].im;
    }
}

static chl_status
choose(const train_tangent *t, const train_patterns *patterns,
       const chl_convergence *modes, train_spectrum *out, chl_error *err)
{
    bool found = false;

    for (size_t k = 0; k < modes->count; k++) {
        const chl_complex s = modes->values[k], *beta = modes->beta + k * t->r;

        out->largest = fmax(out->largest, hypot(s.re, s.im));
        if (!found && s.im >= 0.0 && is_visible(t, patterns, beta)) {
            found = true;
            out->slow = s;
            take_state(t, modes->alpha + k * t->r, beta, out);
        }
    }
    if (!found) {
        return CHL_FAIL(err, CHL_ENUMERIC, "none of %zu modes is visible",
                        modes->count);
    }
    return CHL_OK;
}

chl_status
train_spectrum_create(const train_tangent *tangent,
                      const train_patterns *patterns, const chl_game *game,
                      train_spectrum *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_adversarial *adversarial = NULL;
    chl_convergence *modes = NULL;
    train_spectrum s = { .r = tangent->r };

    s.alpha = chl_alloc(tangent->r, sizeof *s.alpha);
    s.kappa = chl_alloc(tangent->r, sizeof *s.kappa);
    CHL_REQUIRE_MEMORY(s.alpha, err, "a mode");
    CHL_REQUIRE_MEMORY(s.kappa, err, "a mode");
    CHL_TRY(open_operator(tangent, &adversarial, err));
    CHL_TRY(solve_all(adversarial, game, &modes, err));
    CHL_TRY(choose(tangent, patterns, modes, &s, err));
    s.count = modes->count;
    *out = s;
    s = (train_spectrum){ 0 };
out:
    train_spectrum_clear(&s);
    chl_convergence_free(modes);
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
