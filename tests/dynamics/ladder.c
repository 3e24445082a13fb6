/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"

/* Unit vector without a part in place 0. */
static double *
direction(size_t r, uint64_t stream)
{
    chl_random random = { 31, stream };
    double *u = chl_alloc(r, sizeof *u), square = 0.0;

    if (u == NULL) {
        abort();
    }
    for (size_t i = 1; i < r; i++) {
        u[i] = chl_random_normal(&random, i);
        square += u[i] * u[i];
    }
    for (size_t i = 1; i < r; i++) {
        u[i] /= sqrt(square);
    }
    return u;
}

/* (1 - 2 u u') S (1 - 2 u u') in place, O(r^2). */
static void
reflect(size_t r, const double *u, double *s)
{
    double *image = chl_alloc(r, sizeof *image), inner = 0.0;

    if (image == NULL) {
        abort();
    }
    for (size_t j = 0; j < r; j++) {
        for (size_t i = 0; i < r; i++) {
            image[i] += s[j * r + i] * u[j];
        }
    }
    for (size_t i = 0; i < r; i++) {
        inner += u[i] * image[i];
    }
    for (size_t j = 0; j < r; j++) {
        for (size_t i = 0; i < r; i++) {
            s[j * r + i] += 4.0 * inner * u[i] * u[j]
                            - 2.0 * (u[i] * image[j] + image[i] * u[j]);
        }
    }
    chl_free(image);
}

/* Left and right by diag(scale). */
static void
stretch(size_t r, const double *scale, double *s)
{
    for (size_t j = 0; j < r; j++) {
        for (size_t i = 0; i < r; i++) {
            s[j * r + i] *= scale[i] * scale[j];
        }
    }
}

/* diag(outer) H diag(inner) H diag(outer) in the basis of the ladder. */
static double *
compose(size_t r, const double *inner, const double *outer, uint64_t stream)
{
    double *s = chl_alloc(r, r * sizeof *s), *u = direction(r, stream);
    double *turn = direction(r, 1000), *scale = chl_alloc(r, sizeof *scale);

    if (s == NULL || scale == NULL) {
        abort();
    }
    for (size_t i = 0; i < r; i++) {
        s[i * r + i] = inner[i];
        scale[i] = 1.0 + 0.5 * sin((double) i);
    }
    reflect(r, u, s);
    stretch(r, outer, s);
    reflect(r, turn, s);
    stretch(r, scale, s);
    chl_free(u);
    chl_free(turn);
    chl_free(scale);
    return s;
}

ladder
ladder_create(size_t r, bool wide)
{
    double *ones = chl_alloc(r, sizeof *ones), *roots, *passed, *speed;
    ladder l = { 0 };

    roots = chl_alloc(r, sizeof *roots);
    passed = chl_alloc(r, sizeof *passed);
    speed = chl_alloc(r, sizeof *speed);
    l.constant = chl_alloc(r, sizeof *l.constant);
    if (ones == NULL || roots == NULL || passed == NULL || speed == NULL
        || l.constant == NULL) {
        abort();
    }
    for (size_t k = 0; k < r; k++) {
        ones[k] = 1.0;
        roots[k] = cbrt((double) k);
        passed[k] = 0.8 + 0.2 * cos(7.0 * (double) k);
        speed[k] = 1.0 / sqrt(1.0 + roots[k] * roots[k]);
    }
    l.mass = compose(r, ones, ones, 1);
    /* Equal numbers inside: the reflection there cancels. */
    l.stiffness = compose(r, ones, roots, 2);
    l.coupling = compose(r, passed, roots, 3);
    l.kernel = wide ? compose(r, speed, ones, 4) : NULL;
    l.constant[0] = 1.0; /* neither turned nor stretched */
    l.view = (chl_adversarial_matrices){ .r = r,
                                         .mass = l.mass,
                                         .stiffness = l.stiffness,
                                         .coupling = l.coupling,
                                         .kernel = l.kernel,
                                         .constant = l.constant };
    chl_free(ones);
    chl_free(roots);
    chl_free(passed);
    chl_free(speed);
    return l;
}

void
ladder_clear(ladder *l)
{
    chl_free(l->mass);
    chl_free(l->stiffness);
    chl_free(l->coupling);
    chl_free(l->kernel);
    chl_free(l->constant);
}
