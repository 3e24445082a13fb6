/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mode in closed form; the series of all of them at first. */
#include "study/expected_time.h"

#include <math.h>
#include <string.h>

#include <chladni/operators.h>

#include "study/expected.h"

enum {
    TAYLOR = 8
};

double
chl_expected_left(const chl_expected_run *run, double stiffness,
                  double coupling)
{
    const chl_adversarial_constants *c = &run->constants;
    double half = 0.5 * c->lr_d * (c->gamma * stiffness + c->c2);
    double pull = c->lr_d * c->lr_g * c->c1 * c->cg * coupling;
    double square = half * half - pull, root = sqrt(fabs(square));
    double t = run->steps;

    if (!(pull > 0.0)) {
        return 1.0;
    }
    if (t == 0.0) {
        return 0.0;
    }
    if (square > 0.0) {
        double fast = half + root, slow = pull / fast;

        return (fast * exp(-slow * t) - slow * exp(-fast * t)) / (2.0 * root);
    }
    return exp(-half * t)
           * (cos(root * t) + half * (root > 0.0 ? sin(root * t) / root : t));
}

double
chl_expected_speed(size_t n, const double *law)
{
    double largest = 0.0;

    for (size_t i = 0; i < n; i++) {
        double sum = 0.0;

        for (size_t j = 0; j < n; j++) {
            sum += fabs(law[j * n + i]);
        }
        largest = fmax(largest, sum);
    }
    return largest;
}

void
chl_expected_begin(size_t n, const double *law, double t, double *term,
                   double *next, double *flow)
{
    size_t square = n * n;

    memset(flow, 0, square * sizeof *flow);
    memset(term, 0, square * sizeof *term);
    for (size_t k = 0; k < n; k++) {
        flow[k * n + k] = term[k * n + k] = 1.0;
    }
    for (size_t order = 1; order <= TAYLOR; order++) {
        chl_dense_combine(n, n, term, n, law, next);
        for (size_t k = 0; k < square; k++) {
            term[k] = next[k] * t / (double) order;
            flow[k] += term[k];
        }
    }
}
