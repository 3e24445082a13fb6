/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The solvable GAN: one model, solved and judged. */
#include "study/solvable.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/result.h"
#include "study/rollback.h"
#include "systems/solvable.h"

static const char not_applicable[] = "W-NOT-APPLICABLE";
static const char no_phases[] =
    "the phases of the modes are known where generator and data have one "
    "covariance and the critic a linear response; here only the trajectory is "
    "given";

void
chl_solvable_unsay(chl_result *result, size_t count)
{
    chl_result_unsay(result, not_applicable, no_phases, count);
}

chl_solvable_settings
chl_solvable_settings_default(void)
{
    return (chl_solvable_settings){ .model = chl_solvable_model_default(),
                                    .overlap = 0.1,
                                    .time = 200.0,
                                    .points = 400 };
}

static chl_status
set_matrix(chl_result_matrix *slot, size_t rows, size_t columns,
           const double *values, chl_error *err)
{
    chl_status status = CHL_OK;
    double *copy = chl_alloc(rows * columns, sizeof *copy);

    CHL_REQUIRE_MEMORY(copy, err, "a matrix of the result");
    memcpy(copy, values, rows * columns * sizeof *copy);
    chl_free(slot->values);
    *slot = (chl_result_matrix){ rows, columns, copy };
out:
    return status;
}

static chl_status
set_words(const chl_solvable_task *t, chl_error *err)
{
    const chl_solvable_model *o = t->model;
    chl_result_solvable *s = t->section;
    chl_status status = CHL_OK;

    CHL_TRY(chl_result_set_text(
        &s->constraint_w, chl_constraint_name((size_t) o->constraint_w), err));
    CHL_TRY(chl_result_set_text(
        &s->constraint_v, chl_constraint_name((size_t) o->constraint_v), err));
    CHL_TRY(chl_result_set_text(
        &s->response, o->response != NULL ? o->response->name : "linear", err));
out:
    return status;
}

static chl_status
set_model(const chl_solvable_task *t, chl_error *err)
{
    const chl_solvable_model *o = t->model;
    const chl_solvable_interval in = chl_solvable_interval_of(o);
    chl_result_solvable *s = t->section;
    chl_status status = CHL_OK;

    CHL_TRY(set_words(t, err));
    CHL_TRY(set_matrix(&s->cov, o->d, o->d, o->cov, err));
    CHL_TRY(set_matrix(&s->cov_gen, o->p, o->p, o->cov_gen, err));
    s->tau = o->tau;
    s->tau_g = o->tau_g;
    s->eta_true = o->eta_true;
    s->eta_gen = o->eta_gen;
    s->decay_w = o->decay_w;
    s->decay_v = o->decay_v;
    s->batch = o->batch;
    s->time = t->settings->time;
    if (o->response == NULL) {
        s->low = in.low;
        s->high = in.high;
    }
out:
    return status;
}

static chl_status
set_state(const chl_solvable_task *t, const double *y, chl_error *err)
{
    const chl_solvable_layout at = chl_solvable_layout_of(t->solvable);
    const chl_solvable_model *o = t->model;
    chl_result_solvable *s = t->section;
    chl_status status = CHL_OK;

    CHL_TRY(set_matrix(&s->p, o->d, o->p, y + at.p, err));
    CHL_TRY(set_matrix(&s->q, o->d, o->m, y + at.q, err));
    CHL_TRY(set_matrix(&s->r, o->p, o->m, y + at.r, err));
    CHL_TRY(set_matrix(&s->s, o->p, o->p, y + at.s, err));
    CHL_TRY(set_matrix(&s->z, o->m, o->m, y + at.z, err));
out:
    return status;
}

static chl_status
find_vectors(chl_solvable_task *t, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = t->model->d;
    double *values = chl_alloc(d, sizeof *values);

    CHL_REQUIRE_MEMORY(values, err, "the modes");
    CHL_TRY(chl_small_modes(d, t->model->cov, values, t->vectors, err));
    for (size_t k = 0; k < d; k++) {
        t->section->modes[k].lambda = values[k];
    }
out:
    chl_free(values);
    return status;
}

static chl_status
make_start(chl_solvable_task *t, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_solvable_settings *s = t->settings;
    size_t d = t->model->d, p = t->model->p, m = t->model->m;
    double *both = chl_alloc(d * (p + m), sizeof *both);

    CHL_REQUIRE_MEMORY(both, err, "a start");
    for (size_t i = 0; i < d; i++) {
        for (size_t j = 0; j < p; j++) {
            both[i * p + j] = i == j ? s->overlap : 0.0;
        }
        for (size_t j = 0; j < m; j++) {
            both[d * p + i * m + j] = i == j ? s->overlap : 0.0;
        }
    }
    CHL_TRY(chl_solvable_start(t->solvable, s->p0 != NULL ? s->p0 : both,
                               s->q0 != NULL ? s->q0 : both + d * p, t->start,
                               err));
out:
    chl_free(both);
    return status;
}

static chl_status
set_point(const chl_solvable_task *t, double time, const double *y,
          chl_result_solvable_point *point, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = t->model->d;

    point->t = time;
    point->alignment = chl_alloc(d, sizeof *point->alignment);
    CHL_REQUIRE_MEMORY(point->alignment, err, "a point of the trajectory");
    point->count = d;
    point->critic = chl_alloc(d, sizeof *point->critic);
    CHL_REQUIRE_MEMORY(point->critic, err, "a point of the trajectory");
    chl_solvable_alignments(t, y, point->alignment);
    chl_solvable_critics(t, y, point->critic);
out:
    return status;
}

static chl_status
follow(chl_solvable_task *t, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t size = chl_solvable_layout_of(t->solvable).size;
    size_t count = t->settings->points + 1;
    double *times = chl_alloc(count, sizeof *times);
    double *states = chl_alloc(count * size, sizeof *states);

    CHL_REQUIRE(times != NULL && states != NULL, err, CHL_ENOMEM,
                "out of memory for %zu points of the trajectory", count);
    for (size_t k = 0; k < count; k++) {
        times[k] =
            t->settings->time * (double) k / (double) t->settings->points;
    }
    CHL_TRY(chl_solvable_solve(t->solvable, t->start, count, times,
                               &t->settings->progress, states,
                               &t->section->drift, err));
    for (size_t k = 0; k < count; k++) {
        CHL_TRY(set_point(t, times[k], states + k * size,
                          &t->section->points[k], err));
    }
    memcpy(t->end, states + (count - 1) * size, size * sizeof *t->end);
    CHL_TRY(set_state(t, t->end, err));
out:
    chl_free(times);
    chl_free(states);
    return status;
}

static chl_status
create_section(const chl_solvable_task *t, chl_result_solvable **out,
               chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_solvable *s = chl_result_blank(&chl_record_solvable, 1);

    CHL_REQUIRE_MEMORY(s, err, "the section of the solvable GAN");
    *out = s; /* the task gives it back */
    s->modes = chl_result_blank(&chl_record_solvable_mode, t->model->d);
    CHL_REQUIRE_MEMORY(s->modes, err, "modes");
    s->mode_count = t->model->d;
    s->points =
        chl_result_blank(&chl_record_solvable_point, t->settings->points + 1);
    CHL_REQUIRE_MEMORY(s->points, err, "a trajectory");
    s->point_count = t->settings->points + 1;
out:
    return status;
}

static chl_status
prepare(chl_solvable_task *t, chl_error *err)
{
    const chl_solvable_settings *s = t->settings;
    chl_status status = CHL_OK;
    size_t d = s->model.d, widest;

    CHL_REQUIRE(isfinite(s->time) && s->time > 0.0 && s->points > 0, err,
                CHL_EARG, "time is %g and points %zu; both must be above 0",
                s->time, s->points);
    CHL_TRY(chl_solvable_create(&s->model, &t->solvable, err));
    t->model = chl_solvable_model_of(t->solvable);
    t->matched = t->model->response == NULL && d == t->model->p;
    for (size_t k = 0; t->matched && k < d * d; k++) {
        t->matched = fabs(t->model->cov[k] - t->model->cov_gen[k])
                     <= 1e-12 * fabs(t->model->cov[k]);
    }
    CHL_TRY(create_section(t, &t->section, err));
    t->vectors = chl_alloc(d * d, sizeof *t->vectors);
    t->start =
        chl_alloc(chl_solvable_layout_of(t->solvable).size, sizeof *t->start);
    t->end =
        chl_alloc(chl_solvable_layout_of(t->solvable).size, sizeof *t->end);
    widest = t->model->p > t->model->m ? t->model->p : t->model->m;
    t->scratch = chl_alloc(widest * (widest + 1), sizeof *t->scratch);
    CHL_REQUIRE(t->vectors != NULL && t->start != NULL && t->end != NULL
                    && t->scratch != NULL,
                err, CHL_ENOMEM, "out of memory for a model of %zu features",
                d);
out:
    return status;
}

static chl_status
warn(const chl_solvable_task *t, chl_result *result, chl_error *err)
{
    if (t->matched) {
        return CHL_OK;
    }
    return chl_result_warn(result, not_applicable, "warning", err, "%s",
                           no_phases);
}

static chl_status
answer(chl_solvable_task *t, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(set_model(t, err));
    CHL_TRY(find_vectors(t, err));
    CHL_TRY(make_start(t, err));
    CHL_TRY(follow(t, err));
    CHL_TRY(chl_solvable_fill_modes(t, err));
    CHL_TRY(chl_solvable_fill_fixed(t, err));
    if (t->settings->compare) {
        CHL_TRY(chl_solvable_fill_finite(t, err));
        CHL_TRY(chl_solvable_fill_rows(t, err));
    }
out:
    return status;
}

chl_status
chl_study_solvable(const chl_solvable_settings *settings, chl_result *result,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    chl_solvable_settings defaults = chl_solvable_settings_default();
    chl_solvable_task task = { .settings =
                                   settings != NULL ? settings : &defaults };
    chl_result_advice *advice = NULL;
    size_t warnings = result->warning_count;

    CHL_TRY(prepare(&task, err));
    CHL_TRY(answer(&task, err));
    CHL_TRY(warn(&task, result, err));
    CHL_TRY(chl_solvable_advise(task.section, &advice, err));
    chl_solvable_unsay(result, warnings);
    chl_result_section_free(&chl_record_solvable, result->solvable);
    chl_result_section_free(&chl_record_advice, result->advice);
    result->solvable = task.section;
    result->advice = advice;
    task.section = NULL;
    advice = NULL;
out:
    if (status != CHL_OK) {
        chl_result_unwarn(result, warnings);
        chl_error_prefix(err, "solvable GAN");
    }
    chl_result_section_free(&chl_record_solvable, task.section);
    chl_result_section_free(&chl_record_advice, advice);
    chl_free(task.vectors);
    chl_free(task.start);
    chl_free(task.end);
    chl_free(task.scratch);
    chl_solvable_free(task.solvable);
    return status;
}
