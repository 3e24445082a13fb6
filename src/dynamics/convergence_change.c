/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How an eigenvalue of the adversarial operator follows its matrices. */
#include <chladni/convergence.h>

#include "base/error.h"

static chl_complex
multiply(chl_complex x, chl_complex y)
{
    return (chl_complex){ x.re * y.re - x.im * y.im,
                          x.re * y.im + x.im * y.re };
}

static chl_complex
add(chl_complex x, double factor, chl_complex y)
{
    return (chl_complex){ x.re + factor * y.re, x.im + factor * y.im };
}

/* x' S y without conjugation, S symmetric by its lower triangle; 0 if NULL. */
static chl_complex
form(size_t r, const double *s, const chl_complex *x, const chl_complex *y)
{
    chl_complex sum = { 0.0, 0.0 };

    for (size_t j = 0; s != NULL && j < r; j++) {
        chl_complex row = { 0.0, 0.0 };

        for (size_t i = 0; i < r; i++) {
            row = add(row, s[i < j ? i * r + j : j * r + i], y[i]);
        }
        sum = add(sum, 1.0, multiply(x[j], row));
    }
    return sum;
}

/* a alpha'd(P^-1) alpha: of a M^-1 by dM, of a R^-1 by dR, and of
 * a M^-1 W M^-1 with p = G^-1 P^-1 alpha, by 2 a p'dM alpha - a^2 p'dW p. */
static chl_complex
inertia(const chl_convergence *self, const chl_adversarial_matrices *change,
        const chl_complex *alpha, const chl_complex *dual)
{
    size_t r = self->functions;
    double a = self->constants.lr_d;
    chl_complex sum;

    if (self->mobility == CHL_MOBILITY_NORM) {
        return form(r, change->norm, alpha, alpha);
    }
    if (self->mobility == CHL_MOBILITY_L2) {
        return form(r, change->mass, alpha, alpha);
    }
    sum = form(r, change->mass, dual, alpha);
    return add((chl_complex){ 2.0 * a * sum.re, 2.0 * a * sum.im }, -a * a,
               form(r, change->kernel, dual, dual));
}

chl_status
chl_convergence_change(const chl_convergence *convergence, size_t k,
                       const chl_adversarial_matrices *change, chl_complex *out,
                       chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_convergence *self = convergence;
    const chl_adversarial_constants *c = &self->constants;
    size_t r = self->functions;
    const chl_complex *alpha = self->alpha + k * r, *dual = self->dual + k * r;
    chl_complex s, sum, damping, d;
    double square;

    CHL_REQUIRE(k < self->count, err, CHL_EARG,
                "mode is %zu; it must lie in 0..%zu", k, self->count - 1);
    CHL_REQUIRE(change->r == r, err, CHL_EARG,
                "the change is of %zu functions; the modes have %zu", change->r,
                r);
    CHL_REQUIRE(c->consensus == 0.0 && c->c2 == c->c2_constant, err,
                CHL_EUNSUPPORTED,
                "changes of eigenvalues are not known by consensus or where c2 "
                "differs on the constant");
    s = self->values[k];
    damping = form(r, change->stiffness, alpha, alpha);
    damping = (chl_complex){ c->gamma * damping.re, c->gamma * damping.im };
    damping = add(damping, c->c2, form(r, change->mass, alpha, alpha));
    sum = multiply(s, damping);
    sum = add(sum, c->c1 * c->cg * c->lr_g,
              form(r, change->coupling, alpha, alpha));
    sum = add(sum, 1.0 / c->lr_d,
              multiply(multiply(s, s), inertia(self, change, alpha, dual)));
    d = self->curvature[k];
    square = d.re * d.re + d.im * d.im;
    sum = multiply(sum, (chl_complex){ d.re / square, -d.im / square });
    *out = (chl_complex){ -sum.re, -sum.im };
out:
    return status;
}
