/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Held-out Rayleigh quotients and their standard errors. */
#include "study/moments.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "operators/galerkin.h"

enum {
    BLOCK = 1024
};

typedef struct job {
    const chl_measurement *what;
    chl_moments *moments;
    const chl_groups_job *groups;
} job;

/* Groups give doubles, for ranks and checkpoints. */
enum {
    VALUES = 7
};
_Static_assert(sizeof(chl_moments) == VALUES * sizeof(double),
               "moments are doubles without gaps");

void
chl_moments_add(chl_moments *sum, const chl_moments *part)
{
    sum->rows += part->rows;
    sum->f1 += part->f1;
    sum->f2 += part->f2;
    sum->g1 += part->g1;
    sum->psi1 += part->psi1;
    sum->psi2 += part->psi2;
    sum->psi4 += part->psi4;
}

double
chl_moments_quotient(const chl_moments *m)
{
    double mean = m->f1 / m->rows;
    double variance = m->f2 / m->rows - mean * mean;

    return variance > 0.0 ? m->g1 / m->rows / variance : NAN;
}

double
chl_moments_error(const chl_moments *m, double *effective_rows)
{
    double mean = m->psi1 / m->rows;
    double variance = fmax(m->psi2 / m->rows - mean * mean, 0.0);
    double nu = m->psi4 > 0.0 ? m->psi2 * m->psi2 / m->psi4 : m->rows;

    nu = fmax(nu, 2.0);
    *effective_rows = nu;
    return sqrt(variance / m->rows) * (1.0 + 1.21 / nu + 1.44 / (nu * nu));
}

static void
add_row(chl_moments *m, const chl_reference *r, double f, double g)
{
    double psi = (g - r->lambda * f * f) / r->variance;

    m->rows += 1.0;
    m->f1 += f;
    m->f2 += f * f;
    m->g1 += g;
    m->psi1 += psi;
    m->psi2 += psi * psi;
    m->psi4 += psi * psi * psi * psi;
}

static chl_status
measure_block(const job *j, size_t group, const size_t *row, size_t count,
              double *values, double *gradients, chl_error *err)
{
    const chl_measurement *w = j->what;
    size_t set = w->of[group], k = w->count;
    chl_moments *moments = j->moments + group * k;
    chl_status status = chl_galerkin_evaluate(w->galerkin, w->coefficients[set],
                                              w->offsets[set], k, row, count,
                                              values, gradients, err);

    for (size_t i = 0; status == CHL_OK && i < count; i++) {
        for (size_t a = 0; a < k; a++) {
            add_row(&moments[a], &w->references[set][a], values[i * k + a],
                    gradients[i * k + a]);
        }
    }
    return status;
}

static chl_status
work(void *user, size_t thread, size_t group, chl_error *err)
{
    const job *j = user;
    const chl_sample *sample = j->what->sample;
    chl_status status = CHL_OK;
    size_t start = chl_sample_start(sample, group), k = j->what->count;
    size_t end = chl_sample_start(sample, group + 1);
    size_t *row = chl_alloc(BLOCK, sizeof *row);
    double *values = chl_alloc(BLOCK * k, sizeof *values);
    double *gradients = chl_alloc(BLOCK * k, sizeof *gradients);

    CHL_REQUIRE_MEMORY(row, err, "row numbers");
    CHL_REQUIRE_MEMORY(values, err, "values of modes");
    CHL_REQUIRE_MEMORY(gradients, err, "gradients of modes");
    memset(j->moments + group * k, 0, k * sizeof *j->moments);
    for (size_t at = start; at < end; at += BLOCK) {
        size_t count = end - at < BLOCK ? end - at : BLOCK;
        double share = (double) (at - start) / (double) (end - start);

        CHL_TRY(chl_groups_beat(j->groups, thread, share, err));
        for (size_t i = 0; i < count; i++) {
            row[i] = chl_sample_row(sample, at + i);
        }
        CHL_TRY(measure_block(j, group, row, count, values, gradients, err));
    }
out:
    chl_free(row);
    chl_free(values);
    chl_free(gradients);
    return status;
}

/* What the moments depend on besides the pair. */
static void
add_to_key(const chl_measurement *w, chl_digest *key)
{
    size_t q = w->galerkin->q, k = w->count;

    for (size_t set = 0; set < 2; set++) {
        chl_digest_add_doubles(key, w->coefficients[set], q * k);
        chl_digest_add_doubles(key, w->offsets[set], k);
        chl_digest_add(key, w->references[set], k * sizeof *w->references[set]);
    }
    chl_digest_add(key, w->of, w->sample->groups * sizeof *w->of);
}

chl_status
chl_moments_measure(const chl_measurement *measurement, chl_moments *moments,
                    chl_error *err)
{
    job j = { .what = measurement, .moments = moments };
    chl_groups_job groups = { .groups = measurement->sample->groups,
                              .threads = measurement->threads,
                              .progress = measurement->progress,
                              .stage = "held-out quotients",
                              .user = &j,
                              .work = work,
                              .size = VALUES * measurement->count,
                              .store = &moments->rows };

    j.groups = &groups;
    chl_galerkin_share(measurement->galerkin, &groups);
    if (chl_groups_shared(&groups)) {
        add_to_key(measurement, &groups.key);
    }
    return chl_groups_run(&groups, err);
}
