/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The solvable GAN in finite dimension, against its own solution. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/result.h"
#include "study/solvable.h"

enum {
    CHAIN_RUNS = 16,
    DIRECT_RUNS = 4,
    ROWS = 20000,
    ROW_STEPS = 400
};

/* Longer runs add little but time. */
static const double longest = 5.0;

static const struct {
    const char *name;
    chl_simulation how;
    size_t n, runs;
} plan[] = {
    { "chain", CHL_SIMULATE_CHAIN, 250, CHAIN_RUNS },
    { "chain", CHL_SIMULATE_CHAIN, 500, CHAIN_RUNS },
    { "chain", CHL_SIMULATE_CHAIN, 1000, CHAIN_RUNS },
    { "chain", CHL_SIMULATE_CHAIN, 2000, CHAIN_RUNS },
    { "chain", CHL_SIMULATE_CHAIN, 4000, CHAIN_RUNS },
    { "sgd", CHL_SIMULATE_DIRECT, 250, DIRECT_RUNS },
    { "sgd", CHL_SIMULATE_DIRECT, 500, DIRECT_RUNS },
    { "sgd", CHL_SIMULATE_DIRECT, 1000, DIRECT_RUNS },
};

enum {
    PLAN = sizeof plan / sizeof *plan
};

static double
time_of(const chl_solvable_task *t)
{
    return fmin(t->settings->time, longest);
}

static chl_status
measure(const chl_solvable_task *t, size_t k, const double *limit, double *out,
        chl_error *err)
{
    chl_status status = CHL_OK;
    size_t size = chl_solvable_layout_of(t->solvable).size;
    double *y = chl_alloc(size, sizeof *y), sum = 0.0;

    CHL_REQUIRE_MEMORY(y, err, "a run");
    for (size_t run = 0; run < plan[k].runs; run++) {
        memcpy(y, t->start, size * sizeof *y);
        CHL_TRY(chl_solvable_simulate(
            t->solvable, plan[k].how, plan[k].n, time_of(t),
            t->settings->seed + 1000 * run, &t->settings->progress, y, err));
        for (size_t i = 0; i < size; i++) {
            sum += (y[i] - limit[i]) * (y[i] - limit[i]);
        }
    }
    *out = sqrt(sum / (double) (size * plan[k].runs));
out:
    chl_free(y);
    return status;
}

/* Least squares over the chains. */
static double
slope_of(const chl_result_solvable *s)
{
    double count = 0.0, x = 0.0, y = 0.0, xx = 0.0, xy = 0.0;

    for (size_t k = 0; k < s->finite_count; k++) {
        double a = log((double) s->finite[k].n),
               b = log(s->finite[k].deviation);

        if (strcmp(s->finite[k].method, "chain") == 0) {
            count += 1.0;
            x += a;
            y += b;
            xx += a * a;
            xy += a * b;
        }
    }
    return (count * xy - x * y) / (count * xx - x * x);
}

static bool
fits(const chl_solvable_task *t, size_t k)
{
    return plan[k].n
           > t->model->d + t->model->p + t->model->m + 2 * t->model->batch;
}

chl_status
chl_solvable_fill_finite(chl_solvable_task *t, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t size = chl_solvable_layout_of(t->solvable).size;
    double *limit = chl_alloc(size, sizeof *limit), time = time_of(t);

    t->section->finite = chl_result_blank(&chl_record_finite, PLAN);
    CHL_REQUIRE(limit != NULL && t->section->finite != NULL, err, CHL_ENOMEM,
                "out of memory for runs");
    CHL_TRY(chl_solvable_solve(t->solvable, t->start, 1, &time,
                               &t->settings->progress, limit, NULL, err));
    for (size_t k = 0; k < PLAN; k++) {
        chl_result_finite *f = &t->section->finite[t->section->finite_count];

        if (fits(t, k)) {
            t->section->finite_count++;
            CHL_TRY(chl_result_set_text(&f->method, plan[k].name, err));
            f->n = plan[k].n;
            f->runs = plan[k].runs;
            CHL_TRY(measure(t, k, limit, &f->deviation, err));
        }
    }
    t->section->slope = slope_of(t->section);
out:
    chl_free(limit);
    return status;
}

chl_status
chl_solvable_fill_rows(chl_solvable_task *t, chl_error *err)
{
    chl_solvable_rows rows;
    chl_status status = chl_solvable_sample_rows(
        t->solvable, t->start, time_of(t), ROWS, ROW_STEPS, t->settings->seed,
        &t->settings->progress, &rows, err);

    if (status == CHL_OK) {
        t->section->rows_deviation = rows.deviation;
        t->section->rows_expected = rows.expected;
        t->section->rows_kurtosis = rows.kurtosis;
        t->section->rows_kurtosis_expected = rows.kurtosis_expected;
    }
    return status;
}
