/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "particles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cblas.h>
#include <lapacke.h>

#include "base/normal.h"
#include "support/runner.h"

static const double pi = 3.14159265358979323846;

static double *
zeros(size_t count)
{
    double *out = calloc(count > 0 ? count : 1, sizeof *out);

    ck_assert_ptr_nonnull(out);
    return out;
}

particles
particles_create(size_t n, size_t d, const double *x, size_t maps,
                 const double *jacobian, const double *offset)
{
    particles p = { .n = n, .d = d, .maps = maps, .nodes = maps * n };

    p.x = zeros(n * d);
    memcpy(p.x, x, n * d * sizeof *x);
    p.jacobian = zeros(maps * d * d);
    p.offset = zeros(maps * d);
    p.y = zeros(p.nodes * d);
    for (size_t t = 0; t < maps; t++) {
        for (size_t a = 0; a < d; a++) {
            p.offset[t * d + a] = offset != NULL ? offset[t * d + a] : 0.0;
            for (size_t b = 0; b < d; b++) {
                size_t at = (t * d + a) * d + b;

                p.jacobian[at] =
                    jacobian != NULL ? jacobian[at] : (double) (a == b);
            }
        }
    }
    for (size_t j = 0; j < p.nodes; j++) {
        size_t t = j / n;

        for (size_t a = 0; a < d; a++) {
            p.y[j * d + a] = p.offset[t * d + a];
            for (size_t b = 0; b < d; b++) {
                p.y[j * d + a] +=
                    p.jacobian[(t * d + a) * d + b] * x[j % n * d + b];
            }
        }
    }
    return p;
}

void
particles_clear(particles *p)
{
    free(p->x);
    free(p->jacobian);
    free(p->offset);
    free(p->y);
}

void
normal_quantiles(size_t n, double mean, double std, double *x)
{
    for (size_t i = 0; i < n; i++) {
        x[i] =
            mean + std * chl_normal_quantile(((double) i + 0.5) / (double) n);
    }
}

void
well_quantiles(size_t n, double m, double std, double *x)
{
    for (size_t i = 0; i < n; i++) {
        double p = ((double) i + 0.5) / (double) n;
        double low = -m - 10.0 * std, high = m + 10.0 * std;

        for (int k = 0; k < 80; k++) {
            double middle = (low + high) / 2.0, root = std * sqrt(2.0);
            double below =
                0.25
                * (erfc(-(middle - m) / root) + erfc(-(middle + m) / root));

            *(below < p ? &low : &high) = middle;
        }
        x[i] = (low + high) / 2.0;
    }
}

void
eight_gaussians(size_t each, double radius, double std, double *x)
{
    const double turn = pi * (3.0 - sqrt(5.0)); /* golden angle */

    for (size_t k = 0; k < 8; k++) {
        double angle = 2.0 * pi * (double) k / 8.0;

        for (size_t i = 0; i < each; i++) {
            double share = ((double) i + 0.5) / (double) each;
            double r = std * sqrt(-2.0 * log(1.0 - share));
            double around = turn * (double) (i + 3 * k);
            double *at = x + 2 * (k * each + i);

            at[0] = radius * cos(angle) + r * cos(around);
            at[1] = radius * sin(angle) + r * sin(around);
        }
    }
}

static double
gauss(size_t d, const double *x, const double *y, double h, double *difference)
{
    double square = 0.0;

    for (size_t a = 0; a < d; a++) {
        difference[a] = x[a] - y[a];
        square += difference[a] * difference[a];
    }
    return exp(-square / (2.0 * h * h));
}

functions
functions_gauss(const particles *p, size_t count, const double *z, double h,
                bool with_constant)
{
    size_t m = p->nodes, d = p->d;
    functions f = { .count = count + with_constant };
    double r[8];

    f.values = zeros(m * f.count);
    f.gradients = zeros(d * m * f.count);
    for (size_t j = 0; j < count; j++) {
        for (size_t i = 0; i < m; i++) {
            double k = gauss(d, p->y + i * d, z + j * d, h, r);

            f.values[j * m + i] = k;
            for (size_t a = 0; a < d; a++) {
                f.gradients[(a * f.count + j) * m + i] = -k * r[a] / (h * h);
            }
        }
    }
    if (with_constant) {
        f.constant = zeros(f.count);
        f.constant[count] = 1.0;
        for (size_t i = 0; i < m; i++) {
            f.values[count * m + i] = 1.0;
        }
    } else {
        f.norm = zeros(count * count);
        for (size_t i = 0; i < count * count; i++) {
            f.norm[i] = gauss(d, z + i / count * d, z + i % count * d, h, r);
        }
    }
    return f;
}

/* Values and derivatives at the nodes of Theta(y_j, .), function j, and of its
 * derivative by coordinate l of y_j, function (1 + l) m + j. The square matrix
 * of both is that of their products in the RKHS. */
static double *
representers(const particles *p, double h)
{
    size_t m = p->nodes, d = p->d, q = m * (1 + d);
    double square = h * h, r[8], *out = zeros(q * q);

    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < m; j++) {
            double k = gauss(d, p->y + i * d, p->y + j * d, h, r);

            out[j * q + i] = k;
            for (size_t a = 0; a < d; a++) {
                double slope = k * r[a] / square;

                out[((1 + a) * m + j) * q + i] = slope;
                out[j * q + (1 + a) * m + i] = -slope;
                for (size_t l = 0; l < d; l++) {
                    out[((1 + l) * m + j) * q + (1 + a) * m + i] =
                        (k * (double) (a == l) - slope * r[l]) / square;
                }
            }
        }
    }
    return out;
}

/* With R = Q s Q' the functions of coefficients Q s^-1/2 are orthonormal and
 * have the values and derivatives Q s^1/2: no digits are lost. */
functions
functions_orthonormal(const particles *p, double h)
{
    size_t m = p->nodes, d = p->d, q = m * (1 + d), first = 0;
    double *vectors = representers(p, h), *values = zeros(q);
    functions f = { 0 };

    ck_assert_int_eq(LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'L', (lapack_int) q,
                                    vectors, (lapack_int) q, values),
                     0);
    while (values[first] < 1e-14 * values[q - 1]) {
        first++;
    }
    f.count = q - first;
    f.values = zeros(m * f.count);
    f.gradients = zeros(d * m * f.count);
    f.norm = zeros(f.count * f.count);
    for (size_t k = 0; k < f.count; k++) {
        const double *v = vectors + (first + k) * q;
        double root = sqrt(values[first + k]);

        f.norm[k * f.count + k] = 1.0;
        for (size_t i = 0; i < q; i++) {
            double *out = i < m ? f.values + k * m
                                : f.gradients + ((i / m - 1) * f.count + k) * m;

            out[i % m] = root * v[i];
        }
    }
    free(vectors);
    free(values);
    return f;
}

void
functions_clear(functions *f)
{
    free(f->values);
    free(f->gradients);
    free(f->norm);
    free(f->constant);
}

/* out += X'X / rows, both triangles at the end. */
static void
add_square(size_t rows, size_t q, const double *x, double weight, double *out)
{
    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, (int) q, (int) q,
                (int) rows, weight, x, (int) rows, x, (int) rows, 1.0, out,
                (int) q);
}

/* Row i of coordinate b: E_T [J' grad]_b at point i. */
static void
pull_back(const particles *p, size_t b, size_t q, const double *gradients,
          double *out)
{
    size_t n = p->n, d = p->d, m = p->nodes;

    memset(out, 0, n * q * sizeof *out);
    for (size_t j = 0; j < q; j++) {
        for (size_t i = 0; i < m; i++) {
            for (size_t a = 0; a < d; a++) {
                out[j * n + i % n] += p->jacobian[(i / n * d + a) * d + b]
                                      * gradients[(a * q + j) * m + i]
                                      / (double) p->maps;
            }
        }
    }
}

static void
fill_kernel(const particles *p, const functions *f, double h, double *out)
{
    size_t m = p->nodes, q = f->count;
    double *theta = zeros(m * m), *product = zeros(m * q), r[8];

    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < m; j++) {
            theta[j * m + i] =
                gauss(p->d, p->y + i * p->d, p->y + j * p->d, h, r);
        }
    }
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, (int) m, (int) q,
                (int) m, 1.0 / (double) (m * m), theta, (int) m, f->values,
                (int) m, 0.0, product, (int) m);
    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, (int) q, (int) q,
                (int) m, 1.0, f->values, (int) m, product, (int) m, 0.0, out,
                (int) q);
    free(theta);
    free(product);
}

matrices
matrices_create(const particles *p, const functions *f, double h)
{
    size_t q = f->count, m = p->nodes;
    double *pulled = zeros(p->n * q);
    matrices out = { .mass = zeros(q * q),
                     .stiffness = zeros(q * q),
                     .coupling = zeros(q * q) };

    add_square(m, q, f->values, 1.0 / (double) m, out.mass);
    for (size_t a = 0; a < p->d; a++) {
        add_square(m, q, f->gradients + a * m * q, 1.0 / (double) m,
                   out.stiffness);
        pull_back(p, a, q, f->gradients, pulled);
        add_square(p->n, q, pulled, 1.0 / (double) p->n, out.coupling);
    }
    if (h > 0.0) {
        out.kernel = zeros(q * q);
        fill_kernel(p, f, h, out.kernel);
    }
    free(pulled);
    out.view = (chl_adversarial_matrices){
        .r = q,
        .mass = out.mass,
        .stiffness = out.stiffness,
        .coupling = out.coupling,
        .kernel = out.kernel,
        .norm = h > 0.0 ? NULL : f->norm,
        .constant = f->constant,
    };
    return out;
}

void
matrices_clear(matrices *m)
{
    free(m->mass);
    free(m->stiffness);
    free(m->coupling);
    free(m->kernel);
}

/* Columns of (c, e): what f and its gradients do to c, e and v. */
static void
fill_columns(const particles *p, double h,
             const chl_adversarial_constants *game, size_t size, double *system)
{
    size_t n = p->n, d = p->d, m = p->nodes, q = m * (1 + d);
    double *r = representers(p, h);

    for (size_t j = 0; j < q; j++) {
        double *column = system + j * size;

        for (size_t i = 0; i < q; i++) {
            column[i] =
                -(i < m ? game->c2 : game->gamma) * r[j * q + i] / (double) m;
        }
        for (size_t i = 0; i < m * d * d; i++) {
            size_t node = i / (d * d), a = i / d % d, b = i % d;

            column[q + b * n + node % n] +=
                game->cg * p->jacobian[(node / n * d + a) * d + b]
                * r[j * q + (1 + a) * m + node] / (double) (m * p->maps);
        }
    }
    free(r);
}

chl_complex *
particles_spectrum(const particles *p, double h,
                   const chl_adversarial_constants *game, size_t *count)
{
    size_t n = p->n, d = p->d, m = p->nodes, q = m * (1 + d), size = q + n * d;
    double *system = zeros(size * size), *re = zeros(size), *im = zeros(size);
    chl_complex *out = calloc(size, sizeof *out);

    ck_assert_ptr_nonnull(out);
    fill_columns(p, h, game, size, system);
    for (size_t i = 0; i < m * d * d; i++) {
        size_t node = i / (d * d), a = i / d % d, b = i % d;

        system[(q + b * n + node % n) * size + (1 + a) * m + node] =
            -game->c1 * p->jacobian[(node / n * d + a) * d + b];
    }
    ck_assert_int_eq(LAPACKE_dgeev(LAPACK_COL_MAJOR, 'N', 'N',
                                   (lapack_int) size, system, (lapack_int) size,
                                   re, im, NULL, 1, NULL, 1),
                     0);
    for (size_t k = 0; k < size; k++) {
        out[k] = (chl_complex){ re[k], im[k] };
    }
    free(system);
    free(re);
    free(im);
    *count = size;
    return out;
}
