/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator of a pair as a dense matrix, and the mode to look at. */
#include "spectrum.h"

#include <math.h>
#include <string.h>

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

/* 2 r x 2 r, column-major. */
static void
assemble(const train_tangent *t, const chl_game *game, double *j)
{
    const size_t r = t->r, n = 2 * r;

    memset(j, 0, n * n * sizeof *j);
    for (size_t q = 0; q < r; q++) {
        for (size_t p = 0; p < r; p++) {
            const size_t k = q * r + p;

            j[q * n + p] =
                -game->lr_d * (game->c2 * t->m[k] + game->gamma * t->a[k]);
            j[(q + r) * n + p] = -game->lr_d * game->c1 * t->c[k];
        }
        j[q * n + r + q] = game->lr_g * game->cg;
    }
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
       const chl_general_result *all, train_spectrum *out, chl_error *err)
{
    const chl_complex *found = NULL;

    for (size_t k = 0; k < all->count; k++) {
        const chl_complex s = all->values[k], *v = all->vectors + k * all->n;

        out->largest = fmax(out->largest, hypot(s.re, s.im));
        if (found == NULL && s.im >= 0.0 && is_visible(t, patterns, v + t->r)) {
            found = v;
            out->slow = s;
        }
    }
    if (found == NULL) {
        return CHL_FAIL(err, CHL_ENUMERIC, "none of %zu modes is visible",
                        all->count);
    }
    take_state(t, found, out);
    return CHL_OK;
}

chl_status
train_spectrum_create(const train_tangent *tangent,
                      const train_patterns *patterns, const chl_game *game,
                      train_spectrum *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = 2 * tangent->r;
    chl_general_settings settings = chl_general_settings_default();
    chl_general_problem problem = { NULL, NULL, 0.0 };
    chl_general_result *all = NULL;
    chl_operator *op = NULL;
    train_spectrum s = { .count = n, .r = tangent->r };
    double *entries = chl_alloc(n * n, sizeof *entries);

    CHL_REQUIRE_MEMORY(entries, err, "an operator");
    s.alpha = chl_alloc(tangent->r, sizeof *s.alpha);
    s.kappa = chl_alloc(tangent->r, sizeof *s.kappa);
    CHL_REQUIRE_MEMORY(s.alpha, err, "a mode");
    CHL_REQUIRE_MEMORY(s.kappa, err, "a mode");
    assemble(tangent, game, entries);
    CHL_TRY(chl_operator_dense(entries, n, 0, &op, err));
    problem.a = op;
    settings.method = "dense";
    settings.count = n;
    CHL_TRY(chl_general_solve(&problem, &settings, &all, err));
    CHL_TRY(choose(tangent, patterns, all, &s, err));
    *out = s;
    s = (train_spectrum){ 0 };
out:
    train_spectrum_clear(&s);
    chl_general_result_free(all);
    chl_operator_free(op);
    chl_free(entries);
    return status;
}

void
train_spectrum_clear(train_spectrum *spectrum)
{
    chl_free(spectrum->alpha);
    chl_free(spectrum->kappa);
    spectrum->alpha = spectrum->kappa = NULL;
}
