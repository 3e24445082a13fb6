/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Held-out Rayleigh quotients and their standard errors. */
#include "study/moments.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "operators/groups.h"

enum {
    BLOCK = 1024
};

typedef struct measurement {
    const chl_galerkin *galerkin;
    const chl_sample *sample;
    const double *const *coefficients;
    const double *const *offsets;
    const size_t *of;
    size_t count;
    chl_moments *moments;
} measurement;

void
chl_moments_add(chl_moments *sum, const chl_moments *part)
{
    sum->rows += part->rows;
    sum->f1 += part->f1;
    sum->f2 += part->f2;
    sum->f3 += part->f3;
    sum->f4 += part->f4;
    sum->g1 += part->g1;
    sum->g2 += part->g2;
    sum->gf += part->gf;
    sum->gff += part->gff;
}

static double
variance(const chl_moments *m)
{
    double mean = m->f1 / m->rows;

    return m->f2 / m->rows - mean * mean;
}

double
chl_moments_quotient(const chl_moments *m)
{
    double v = variance(m);

    return v > 0.0 ? m->g1 / m->rows / v : NAN;
}

double
chl_moments_error(const chl_moments *m)
{
    double v = variance(m), lambda = chl_moments_quotient(m);
    double c = m->f1 / m->rows, n = m->rows;
    /* Central moments of f, and E g (f - c)^2. */
    double e2 = v;
    double e4 = m->f4 / n - 4.0 * c * m->f3 / n + 6.0 * c * c * m->f2 / n
                - 3.0 * c * c * c * c;
    double eg2 = m->gff / n - 2.0 * c * m->gf / n + c * c * m->g1 / n;
    double mean = m->g1 / n - lambda * e2;
    double square = m->g2 / n - 2.0 * lambda * eg2 + lambda * lambda * e4;

    return sqrt(fmax(square - mean * mean, 0.0)) / (v * sqrt(n));
}

static void
add_row(chl_moments *m, double f, double g)
{
    m->rows += 1.0;
    m->f1 += f;
    m->f2 += f * f;
    m->f3 += f * f * f;
    m->f4 += f * f * f * f;
    m->g1 += g;
    m->g2 += g * g;
    m->gf += g * f;
    m->gff += g * f * f;
}

static chl_status
measure_block(const measurement *m, size_t group, const size_t *row,
              size_t count, double *values, double *gradients, chl_error *err)
{
    size_t half = m->of[group];
    chl_moments *moments = m->moments + group * m->count;
    chl_status status = chl_galerkin_evaluate(
        m->galerkin, m->coefficients[half], m->offsets[half], m->count, row,
        count, values, gradients, err);

    for (size_t i = 0; status == CHL_OK && i < count; i++) {
        for (size_t a = 0; a < m->count; a++) {
            add_row(&moments[a], values[i * m->count + a],
                    gradients[i * m->count + a]);
        }
    }
    return status;
}

static chl_status
work(void *user, size_t thread, size_t group, chl_error *err)
{
    const measurement *m = user;
    chl_status status = CHL_OK;
    size_t at = chl_sample_start(m->sample, group);
    size_t end = chl_sample_start(m->sample, group + 1);
    size_t *row = chl_alloc(BLOCK, sizeof *row);
    double *values = chl_alloc(BLOCK * m->count, sizeof *values);
    double *gradients = chl_alloc(BLOCK * m->count, sizeof *gradients);

    (void) thread;
    CHL_REQUIRE_MEMORY(row, err, "row numbers");
    CHL_REQUIRE_MEMORY(values, err, "values of modes");
    CHL_REQUIRE_MEMORY(gradients, err, "gradients of modes");
    memset(m->moments + group * m->count, 0, m->count * sizeof *m->moments);
    for (; at < end; at += BLOCK) {
        size_t count = end - at < BLOCK ? end - at : BLOCK;

        for (size_t i = 0; i < count; i++) {
            row[i] = chl_sample_row(m->sample, at + i);
        }
        CHL_TRY(measure_block(m, group, row, count, values, gradients, err));
    }
out:
    chl_free(row);
    chl_free(values);
    chl_free(gradients);
    return status;
}

chl_status
chl_moments_measure(const chl_galerkin *galerkin, const chl_basis *basis,
                    const double *const coefficients[2],
                    const double *const offsets[2], const size_t *of,
                    size_t count, const chl_basis_settings *settings,
                    chl_moments *moments, chl_error *err)
{
    const chl_sample *sample = chl_basis_sample(basis);
    measurement m = { .galerkin = galerkin,
                      .sample = sample,
                      .coefficients = coefficients,
                      .offsets = offsets,
                      .of = of,
                      .count = count,
                      .moments = moments };
    chl_groups_job job = { .groups = sample->groups,
                           .threads = settings->threads > 0
                                          ? settings->threads
                                          : chl_threads_default(),
                           .progress = &settings->progress,
                           .stage = "held-out quotients",
                           .user = &m,
                           .work = work };

    return chl_groups_run(&job, err);
}
