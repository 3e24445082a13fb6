/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Constraints on the columns of a matrix, by way of its Gram matrix. */
#include "systems/solvable.h"

#include <lapacke.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

static const char *const names[] = { "none", "col", "polar", "gs" };

enum {
    NAME_COUNT = sizeof names / sizeof *names
};

const char *
chl_constraint_name(size_t index)
{
    return index < NAME_COUNT ? names[index] : NULL;
}

chl_status
chl_constraint_find(const char *name, chl_constraint *out, chl_error *err)
{
    size_t nearest = chl_text_nearest(name, names, NAME_COUNT);

    for (size_t k = 0; k < NAME_COUNT; k++) {
        if (strcmp(name, names[k]) == 0) {
            *out = (chl_constraint) k;
            return CHL_OK;
        }
    }
    return CHL_FAIL(err, CHL_EARG, "no constraint is called '%s'; %s%s", name,
                    nearest < NAME_COUNT ? "did you mean " : "there are ",
                    nearest < NAME_COUNT ? names[nearest]
                                         : "none, col, polar, gs");
}

double
chl_constraint_drift(chl_constraint kind, size_t size, const double *gram)
{
    double worst = 0.0;

    if (kind == CHL_CONSTRAINT_NONE) {
        return 0.0;
    }
    for (size_t i = 0; i < size; i++) {
        for (size_t j = 0; j < size; j++) {
            if (i == j || kind != CHL_CONSTRAINT_COLUMNS) {
                worst = fmax(worst, fabs(gram[i * size + j] - (i == j)));
            }
        }
    }
    return worst;
}

/* gram^(-1/2), in place. */
static bool
invert_root(size_t size, double *t, double *values, double *turned)
{
    lapack_int n = (lapack_int) size;

    if (LAPACKE_dsyev(LAPACK_ROW_MAJOR, 'V', 'U', n, t, n, values) != 0
        || !(values[0] > 0.0)) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        for (size_t j = 0; j < size; j++) {
            turned[i * size + j] = t[i * size + j] / sqrt(values[j]);
        }
    }
    /* V diag(1/sqrt) V' */
    memcpy(turned + size * size, t, size * size * sizeof *t);
    chl_small_product(false, true, size, size, size, 1.0, turned,
                      turned + size * size, 0.0, t);
    return true;
}

/* Near gram = I, by the series of (1 + x)^(-1/2). */
static bool
invert_root_near(size_t size, const double *gram, double *t, double *work)
{
    double *power = work + size * size;

    for (size_t i = 0; i < size * size; i++) {
        work[i] = gram[i] - (i % (size + 1) == 0);
        if (!(fabs(work[i]) < 1e-3)) {
            return false;
        }
    }
    /* (I + E)^(-1/2) = I - E/2 + 3/8 E^2 - 5/16 E^3 + 35/128 E^4 - 63/256 E^5
     */
    static const double series[] = { -63.0 / 256.0, 35.0 / 128.0, -5.0 / 16.0,
                                     3.0 / 8.0,     -0.5,         1.0 };

    memset(t, 0, size * size * sizeof *t);
    for (size_t k = 0; k < sizeof series / sizeof *series; k++) {
        chl_small_product(false, false, size, size, size, 1.0, t, work, 0.0,
                          power);
        memcpy(t, power, size * size * sizeof *t);
        for (size_t i = 0; i < size; i++) {
            t[i * size + i] += series[k];
        }
    }
    return true;
}

/* R^-1 of gram = R'R. */
static bool
invert_factor(size_t size, double *t)
{
    lapack_int n = (lapack_int) size;

    if (LAPACKE_dpotrf(LAPACK_ROW_MAJOR, 'U', n, t, n) != 0
        || LAPACKE_dtrtri(LAPACK_ROW_MAJOR, 'U', 'N', n, t, n) != 0) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        memset(t + i * size, 0, i * sizeof *t);
    }
    return true;
}

static bool
invert_lengths(size_t size, const double *gram, double *t)
{
    bool possible = true;

    for (size_t i = 0; i < size * size; i++) {
        bool diagonal = i % (size + 1) == 0;

        t[i] = diagonal ? 1.0 / sqrt(gram[i]) : 0.0;
        possible = possible && isfinite(t[i]);
    }
    return possible;
}

chl_status
chl_constraint_map(chl_constraint kind, size_t size, const double *gram,
                   double *t, chl_error *err)
{
    chl_status status = CHL_OK;
    double *work = NULL;
    bool possible = true;

    memcpy(t, gram, size * size * sizeof *t);
    switch (kind) {
    case CHL_CONSTRAINT_NONE:
        for (size_t i = 0; i < size * size; i++) {
            t[i] = i % (size + 1) == 0;
        }
        break;
    case CHL_CONSTRAINT_COLUMNS:
        possible = invert_lengths(size, gram, t);
        break;
    case CHL_CONSTRAINT_POLAR:
        work = chl_alloc(2 * size * size + size, sizeof *work);
        CHL_REQUIRE_MEMORY(work, err, "a polar factor");
        if (!invert_root_near(size, gram, t, work)) {
            memcpy(t, gram, size * size * sizeof *t);
            possible = invert_root(size, t, work + 2 * size * size, work);
        }
        break;
    case CHL_CONSTRAINT_GS:
        possible = invert_factor(size, t);
        break;
    }
    CHL_REQUIRE(possible, err, CHL_ENUMERIC,
                "the columns have become dependent; the constraint '%s' has no "
                "meaning then",
                names[kind]);
out:
    chl_free(work);
    return status;
}
