/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The section of the solvable GAN, made by hand. */
#include <math.h>

#include "report/result.h"
#include "support/results.h"
#include "support/runner.h"

static void
fill_solvable_mode(chl_result_solvable_mode *mode, size_t k)
{
    static const char *const phases[] = { "recovers", "fails" };

    mode->lambda = k == 0 ? 5.0 : 3.0;
    mode->growth = k == 0 ? 0.36 : -0.04;
    mode->alignment = k == 0 ? 0.7451 : 0.1007;
    mode->critic = 0.01;
    mode->limit = k == 0 ? 0.7452 : NAN;
    results_name(&mode->phase, phases[k]);
    results_name(&mode->low_classes, "cats");
    results_name(&mode->high_classes, "dogs");
    mode->between = 0.25;
}

static void
fill_matrix(chl_result_matrix *matrix, size_t rows, size_t columns)
{
    matrix->values = chl_alloc(rows * columns, sizeof *matrix->values);
    ck_assert_ptr_nonnull(matrix->values);
    matrix->rows = rows;
    matrix->columns = columns;
    for (size_t k = 0; k < rows * columns; k++) {
        matrix->values[k] = 0.25 * (double) k;
    }
}

static void
fill_trajectory(chl_result_solvable *s)
{
    s->points = chl_result_blank(&chl_record_solvable_point, 3);
    ck_assert_ptr_nonnull(s->points);
    s->point_count = 3;
    for (size_t k = 0; k < 3; k++) {
        chl_result_solvable_point *p = &s->points[k];

        p->t = 100.0 * (double) k;
        p->count = 2;
        p->alignment = chl_alloc(2, sizeof *p->alignment);
        p->critic = chl_alloc(2, sizeof *p->critic);
        ck_assert(p->alignment != NULL && p->critic != NULL);
        p->alignment[0] = 0.3 * (double) k;
        p->critic[1] = k == 1 ? NAN : 0.5;
    }
}

static void
fill_runs(chl_result_solvable *s)
{
    s->finite = chl_result_blank(&chl_record_finite, 2);
    s->fixed = chl_result_blank(&chl_record_fixed_point, 1);
    ck_assert(s->finite != NULL && s->fixed != NULL);
    s->finite_count = 2;
    s->fixed_count = 1;
    results_name(&s->fixed[0].name, "critic alone");
    s->fixed[0].mode = 1;
    s->fixed[0].re = 0.07;
    for (size_t k = 0; k < 2; k++) {
        results_name(&s->finite[k].method, k == 0 ? "chain" : "sgd");
        s->finite[k].n = k == 0 ? 250 : 1000;
        s->finite[k].runs = 16;
        s->finite[k].deviation = k == 0 ? 0.11 : 0.055;
    }
}

void
results_add_solvable(chl_result *result)
{
    chl_result_solvable *s = chl_result_blank(&chl_record_solvable, 1);

    ck_assert_ptr_nonnull(s);
    result->solvable = s;
    s->modes = chl_result_blank(&chl_record_solvable_mode, 2);
    ck_assert_ptr_nonnull(s->modes);
    s->mode_count = 2;
    fill_solvable_mode(&s->modes[0], 0);
    fill_solvable_mode(&s->modes[1], 1);
    fill_matrix(&s->p, 2, 3);
    fill_matrix(&s->cov, 2, 2);
    fill_trajectory(s);
    fill_runs(s);
    results_name(&s->regime, "partial recovery");
    results_name(&s->response, "linear");
    s->tau = 0.2;
    s->tau_g = 0.04;
    s->eta_true = s->eta_gen = 4.0;
    s->batch = 1;
    s->low = 3.2;
    s->high = 32.0;
    s->time = 200.0;
    s->slope = -0.5;
    s->rows = 100;
    s->rows_deviation = 0.01;
}
