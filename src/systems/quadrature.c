/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adaptive quadrature by the rule of Gauss and Kronrod. */
#include "systems/quadrature.h"

#include <math.h>

enum {
    PAIRS = 7,
    DEEPEST = 40 /* halvings */
};

/* Of the 7-node rule's error, which is about the 1.6th root of the 15-node
 * rule's. */
static const double tolerance = 1e-9;

static const double nodes[PAIRS] = {
    0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
    0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
    0.586087235467691130294144691258379, 0.405845151377397166906606412076961,
    0.207784955007898467600689403773245,
};
static const double kronrod[PAIRS + 1] = {
    0.022935322010529224963732008058970, 0.063092092629978553290700663189204,
    0.104790010322250183839876322541518, 0.140653259715525918745189590510238,
    0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
    0.204432940075298892414161999234649, 0.209482141084727828012999174891714,
};
static const double gauss[4] = {
    0.129484966168869693270611432679082,
    0.279705391489276667901467771423780,
    0.381830050505118944950369775488975,
    0.417959183673469387755102040816327,
};

typedef struct estimate {
    double value, error;
} estimate;

static estimate
apply(chl_integrand_fn *f, const void *self, double a, double b)
{
    double middle = 0.5 * (a + b), half = 0.5 * (b - a);
    double centre = f(self, middle);
    double fine = kronrod[PAIRS] * centre, coarse = gauss[3] * centre;

    for (int k = 0; k < PAIRS; k++) {
        double sum = f(self, middle - half * nodes[k])
                     + f(self, middle + half * nodes[k]);

        fine += kronrod[k] * sum;
        coarse += k % 2 == 1 ? gauss[k / 2] * sum : 0.0;
    }
    return (estimate){ half * fine, fabs(half * (fine - coarse)) };
}

/* `whole` is about the integral over everything. */
static double
refine(chl_integrand_fn *f, const void *self, double a, double b, double whole,
       int depth)
{
    double middle = 0.5 * (a + b);
    estimate here = apply(f, self, a, b);

    if (here.error <= tolerance * fmax(fabs(here.value), fabs(whole))
        || depth == DEEPEST || !isfinite(here.value)) {
        return here.value;
    }
    return refine(f, self, a, middle, whole, depth + 1)
           + refine(f, self, middle, b, whole, depth + 1);
}

double
chl_integrate(chl_integrand_fn *f, const void *self, double a, double b)
{
    return refine(f, self, a, b, 0.0, 0);
}
