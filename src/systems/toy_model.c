/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The toy's model: defaults, checks, and its weights as grains. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "systems/toy.h"

chl_toy_model
chl_toy_model_default(void)
{
    static const double middle = 0.0;

    return (chl_toy_model){ .game = CHL_TOY_NORMAL,
                            .slope = 1.0,
                            .g0 = 1.0,
                            .ratio = 1.0,
                            .clip = 1.0,
                            .count = 1,
                            .w = &middle };
}

static bool
is_positive(double x)
{
    return x > 0.0 && isfinite(x);
}

static double
width_of(const chl_toy_model *m, size_t k)
{
    return m->widths != NULL ? m->widths[k] : 0.0;
}

static double
mass_of(const chl_toy_model *m, size_t k)
{
    return m->mass != NULL ? m->mass[k] : 1.0;
}

/* Half a width added to a place may round to a little more than the clip. */
static bool
is_inside(double x, double clip)
{
    return fabs(x) <= clip * (1.0 + 4.0 * DBL_EPSILON);
}

static chl_status
check_weight(const chl_toy_model *m, size_t k, chl_error *err)
{
    chl_status status = CHL_OK;
    double half = 0.5 * width_of(m, k), mass = mass_of(m, k);

    CHL_REQUIRE(isfinite(m->w[k]), err, CHL_EARG,
                "weight %zu of the critic is %g; it must be finite", k,
                m->w[k]);
    CHL_REQUIRE(half >= 0.0 && isfinite(half), err, CHL_EARG,
                "the width of weight %zu is %g; it must be 0 or above", k,
                2.0 * half);
    CHL_REQUIRE(
        is_inside(m->w[k] + half, m->clip)
            && is_inside(m->w[k] - half, m->clip),
        err, CHL_EARG,
        "weight %zu of the critic is %g, its width %g; it must lie within "
        "the clip, -%g..%g",
        k, m->w[k], 2.0 * half, m->clip, m->clip);
    CHL_REQUIRE(mass >= 0.0 && isfinite(mass), err, CHL_EARG,
                "the mass of weight %zu is %g; it must be 0 or above", k, mass);
out:
    return status;
}

chl_status
chl_toy_check(const chl_toy_model *m, chl_error *err)
{
    const chl_toy_forms *forms = chl_toy_forms_of(m->game);
    chl_status status = CHL_OK;
    double energy;

    CHL_REQUIRE(is_positive(m->clip), err, CHL_EARG,
                "clip is %g; it must be above 0, or the critic cannot move",
                m->clip);
    CHL_REQUIRE(is_positive(m->ratio), err, CHL_EARG,
                "ratio is %g; it must be above 0", m->ratio);
    CHL_REQUIRE(is_positive(m->slope), err, CHL_EARG,
                "slope is %g; it must be above 0", m->slope);
    CHL_REQUIRE(fabs(m->g0) <= forms->furthest, err, CHL_EARG,
                "g0 is %g; it must lie in -%g..%g, beyond which the field is 0 "
                "to the last digit",
                m->g0, forms->furthest, forms->furthest);
    energy = m->ratio * forms->potential(fabs(m->g0)) + 0.5 * m->clip * m->clip;
    CHL_REQUIRE(isfinite(energy) && isfinite(energy / m->ratio), err, CHL_EARG,
                "ratio %g and clip %g are too far apart for numbers", m->ratio,
                m->clip);
    CHL_REQUIRE(m->count > 0 && m->w != NULL, err, CHL_EARG,
                "the critic has no weights");
    for (size_t k = 0; k < m->count; k++) {
        CHL_TRY(check_weight(m, k, err));
    }
out:
    return status;
}

static int
by_place(const void *a, const void *b)
{
    const chl_toy_grain *x = a, *y = b;

    if (x->low != y->low) {
        return x->low < y->low ? -1 : 1;
    }
    return (x->high > y->high) - (x->high < y->high);
}

static bool
is_same_point(const chl_toy_grain *a, const chl_toy_grain *b)
{
    return a->low == b->low && a->high == b->high && a->low == a->high;
}

/* Those without mass left out, points at one place put together. */
static size_t
unite(chl_toy_grain *grains, size_t count, double sum)
{
    size_t left = 0;

    for (size_t k = 0; k < count; k++) {
        chl_toy_grain grain = grains[k];

        grain.mass /= sum;
        if (grain.mass == 0.0) {
            continue;
        }
        if (left > 0 && is_same_point(&grains[left - 1], &grain)) {
            grains[left - 1].mass += grain.mass;
        } else {
            grains[left++] = grain;
        }
    }
    return left;
}

chl_status
chl_toy_grains(const chl_toy_model *m, chl_toy_grain **out, size_t *count,
               chl_error *err)
{
    chl_status status = CHL_OK;
    chl_toy_grain *grains = chl_alloc(m->count + 2, sizeof *grains);
    double sum = 0.0;

    CHL_REQUIRE_MEMORY(grains, err, "weights of the critic");
    for (size_t k = 0; k < m->count; k++) {
        double half = 0.5 * width_of(m, k);

        grains[k] =
            (chl_toy_grain){ fmax(m->w[k] - half, -m->clip),
                             fmin(m->w[k] + half, m->clip), mass_of(m, k) };
        sum += grains[k].mass;
    }
    CHL_REQUIRE(is_positive(sum), err, CHL_EARG,
                "the masses of the critic's weights add up to %g", sum);
    qsort(grains, m->count, sizeof *grains, by_place);
    *count = unite(grains, m->count, sum);
    *out = grains;
    grains = NULL;
out:
    chl_free(grains);
    return status;
}
