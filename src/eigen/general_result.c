/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Complex eigenpairs: room, order, phase, residuals. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "eigen/general.h"

/* Moduli that are equal to within rounding must not let it pick the entry. */
static const double tie = 1e-6;

chl_status
chl_general_result_reserve(chl_general_result *result, size_t n, size_t count,
                           chl_error *err)
{
    chl_status status = CHL_OK;

    result->values = chl_alloc(count, sizeof *result->values);
    CHL_REQUIRE_MEMORY(result->values, err, "eigenvalues");
    result->vectors = chl_alloc(n, count * sizeof *result->vectors);
    CHL_REQUIRE_MEMORY(result->vectors, err, "eigenvectors");
    result->residuals = chl_alloc(count, sizeof *result->residuals);
    CHL_REQUIRE_MEMORY(result->residuals, err, "residuals");
out:
    return status;
}

void
chl_general_unpack(size_t n, size_t index, const double *im,
                   const double *columns, chl_complex *vector)
{
    /* The second of a pair is the conjugate of the first, which has im > 0. */
    size_t first = index - (im[index] < 0.0);
    double sign = im[index] > 0.0 ? 1.0 : im[index] < 0.0 ? -1.0 : 0.0;

    for (size_t i = 0; i < n; i++) {
        vector[i].re = columns[first * n + i];
        vector[i].im = sign == 0.0 ? 0.0 : sign * columns[(first + 1) * n + i];
    }
}

static double
modulus(chl_complex z)
{
    return hypot(z.re, z.im);
}

/* Length 1, and the first entry of largest modulus real and positive. */
static void
normalise(size_t n, chl_complex *v)
{
    double largest = 0.0, sum = 0.0, c, s, length;
    size_t at = 0;

    for (size_t i = 0; i < n; i++) {
        largest = fmax(largest, modulus(v[i]));
    }
    for (size_t i = 0; i < n; i++) {
        sum += (v[i].re / largest) * (v[i].re / largest)
               + (v[i].im / largest) * (v[i].im / largest);
    }
    while (modulus(v[at]) < (1.0 - tie) * largest) {
        at++;
    }
    length = largest * sqrt(sum);
    c = v[at].re / modulus(v[at]) / length;
    s = -v[at].im / modulus(v[at]) / length;
    for (size_t i = 0; i < n; i++) {
        v[i] = (chl_complex){ c * v[i].re - s * v[i].im,
                              c * v[i].im + s * v[i].re };
    }
    v[at].im = 0.0;
}

typedef struct place {
    double key;
    chl_complex value;
    size_t index;
} place;

/* Pairs have equal keys and equal |im| to the last bit, so they stay side by
 * side. */
static int
compare(const void *a, const void *b)
{
    const place *x = a, *y = b;
    double p[] = { x->key, fabs(x->value.im), -x->value.im };
    double q[] = { y->key, fabs(y->value.im), -y->value.im };

    for (size_t k = 0; k < 3; k++) {
        if (p[k] != q[k]) {
            return p[k] < q[k] ? -1 : 1;
        }
    }
    return x->index < y->index ? -1 : 1;
}

static double
key_of(chl_complex s, chl_general_which which, double shift)
{
    return which == CHL_RIGHTMOST ? -s.re : hypot(s.re - shift, s.im);
}

/* The first `count` places, one more where they end inside a pair. */
static size_t
whole_pairs(const place *places, size_t total, size_t count)
{
    size_t upper = 0;

    if (count >= total) {
        return total;
    }
    for (size_t k = 0; k < count; k++) {
        upper += places[k].value.im > 0.0;
        upper -= places[k].value.im < 0.0 && upper > 0;
    }
    return upper > 0 ? count + 1 : count;
}

chl_status
chl_general_result_arrange(chl_general_result *result, chl_general_which which,
                           double shift, size_t count, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = result->n, total = result->count;
    place *places = chl_alloc(total, sizeof *places);
    chl_complex *vectors = NULL;

    CHL_REQUIRE_MEMORY(places, err, "the order of eigenvalues");
    for (size_t k = 0; k < total; k++) {
        places[k] = (place){ key_of(result->values[k], which, shift),
                             result->values[k], k };
    }
    if (total > 0) {
        qsort(places, total, sizeof *places, compare);
    }
    count = whole_pairs(places, total, count);
    vectors = chl_alloc(n, count * sizeof *vectors);
    CHL_REQUIRE_MEMORY(vectors, err, "eigenvectors");
    for (size_t k = 0; k < count; k++) {
        memcpy(vectors + k * n, result->vectors + places[k].index * n,
               n * sizeof *vectors);
        normalise(n, vectors + k * n);
        result->values[k] = places[k].value;
    }
    chl_free(result->vectors);
    result->vectors = vectors;
    result->count = count;
out:
    chl_free(places);
    return status;
}

/* A (x + i y) - (a + i b) (x + i y), squared; `part` is 0 for the real and 1
 * for the imaginary part. */
static double
defect(size_t n, const double *av, const chl_complex *v, chl_complex s,
       bool imaginary)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++) {
        double sv = imaginary ? s.re * v[i].im + s.im * v[i].re
                              : s.re * v[i].re - s.im * v[i].im;

        sum += (av[i] - sv) * (av[i] - sv);
    }
    return sum;
}

chl_status
chl_general_result_measure(const chl_general_problem *problem,
                           chl_general_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = result->n;
    double *v = chl_alloc(n, sizeof *v), *av = chl_alloc(n, sizeof *av);

    CHL_REQUIRE_MEMORY(v, err, "residuals");
    CHL_REQUIRE_MEMORY(av, err, "residuals");
    for (size_t k = 0; k < result->count; k++) {
        const chl_complex *vector = result->vectors + k * n;
        double sum = 0.0;

        for (size_t part = 0; part < 2; part++) {
            for (size_t i = 0; i < n; i++) {
                v[i] = part == 0 ? vector[i].re : vector[i].im;
            }
            CHL_TRY(chl_operator_apply(problem->a, v, av, err));
            sum += defect(n, av, vector, result->values[k], part == 1);
        }
        result->residuals[k] =
            sum > 0.0 ? sqrt(sum) / modulus(result->values[k]) : 0.0;
    }
out:
    chl_free(v);
    chl_free(av);
    return status;
}
