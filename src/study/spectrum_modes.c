/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the modes of the Galerkin operator separate: those fitted on all rows,
 * evaluated at every row. */
#include "study/spectrum.h"

#include "base/error.h"
#include "operators/galerkin.h"
#include "report/result.h"
#include "study/survey.h"

enum {
    BLOCK = 1024,
    CHUNK = 8192
};

typedef struct tour {
    const chl_spectrum_run *run;
    const double *offsets;
    size_t modes, d, chunks;
    chl_survey **list; /* one for each thread, of a chunk of rows */
    chl_survey *whole;
    const chl_groups_job *job;
} tour;

static void
clear_tour(tour *t)
{
    for (size_t k = 0; t->list != NULL && k < t->run->threads; k++) {
        chl_survey_free(t->list[k]);
    }
    chl_free(t->list);
    chl_survey_free(t->whole);
}

static chl_status
prepare_tour(tour *t, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_spectrum_run *run = t->run;
    size_t size = run->settings.sheet, kept = run->settings.scatter;

    t->list = chl_alloc(run->threads, sizeof *t->list);
    CHL_REQUIRE_MEMORY(t->list, err, "items of modes");
    for (size_t k = 0; k < run->threads; k++) {
        CHL_TRY(
            chl_survey_create(run->dataset, t->modes, size, &t->list[k], err));
        CHL_TRY(chl_survey_keep(t->list[k], kept, err));
    }
    CHL_TRY(chl_survey_create(run->dataset, t->modes, size, &t->whole, err));
    CHL_TRY(chl_survey_keep(t->whole, kept, err));
out:
    return status;
}

static chl_status
visit_rows(const tour *t, chl_survey *survey, const size_t *row, size_t count,
           double *values, double *x, chl_error *err)
{
    const chl_spectrum_run *run = t->run;
    const bool columns = chl_survey_has_columns(survey);
    chl_status status =
        chl_galerkin_evaluate(run->galerkin, run->full.coefficients, t->offsets,
                              t->modes, row, count, values, NULL, err);

    if (status == CHL_OK && columns) {
        status = chl_dataset_rows(run->dataset, row, count, x, err);
    }
    for (size_t i = 0; status == CHL_OK && i < count; i++) {
        chl_survey_add(survey, row[i], values + i * t->modes,
                       columns ? x + i * t->d : NULL);
    }
    return status;
}

static chl_status
work(void *user, size_t thread, size_t group, chl_error *err)
{
    const tour *t = user;
    const chl_sample *sample = chl_basis_sample(t->run->basis);
    chl_status status = CHL_OK;
    size_t at = group * CHUNK;
    size_t end = at + CHUNK < sample->used ? at + CHUNK : sample->used;
    size_t *row = chl_alloc(BLOCK, sizeof *row);
    double *values = chl_alloc(BLOCK * t->modes, sizeof *values);
    double *x = NULL;
    chl_survey *survey = t->list[thread];

    chl_survey_forget(survey);
    CHL_REQUIRE_MEMORY(row, err, "row numbers");
    CHL_REQUIRE_MEMORY(values, err, "values of modes");
    if (chl_survey_has_columns(survey)) {
        x = chl_alloc(BLOCK * t->d, sizeof *x);
        CHL_REQUIRE_MEMORY(x, err, "a block of rows");
    }
    for (; at < end; at += BLOCK) {
        size_t count = end - at < BLOCK ? end - at : BLOCK;

        CHL_TRY(chl_groups_beat(t->job, thread, 0.0, err));
        for (size_t i = 0; i < count; i++) {
            row[i] = chl_sample_row(sample, at + i);
        }
        CHL_TRY(visit_rows(t, survey, row, count, values, x, err));
    }
out:
    chl_free(row);
    chl_free(values);
    chl_free(x);
    return status;
}

static double *
result(void *user, size_t thread)
{
    const tour *t = user;

    return chl_survey_record(t->list[thread]);
}

static void
take(void *user, size_t group, const double *record)
{
    const tour *t = user;

    (void) group;
    chl_survey_take(t->whole, record);
}

static void
share(const tour *t, chl_groups_job *job)
{
    const chl_fit *full = &t->run->full;

    chl_galerkin_share(t->run->galerkin, job);
    if (chl_groups_shared(job)) {
        chl_digest_add_doubles(&job->key, full->coefficients,
                               full->q * t->modes);
        chl_digest_add_doubles(&job->key, t->offsets, t->modes);
    }
}

chl_status
chl_spectrum_offsets(const chl_spectrum_run *run, double *offsets,
                     chl_error *err)
{
    chl_status status = CHL_OK;
    size_t groups = chl_basis_sample(run->basis)->groups;
    double *weight = chl_alloc(groups, sizeof *weight);
    double *means = chl_alloc(run->full.q, sizeof *means);

    CHL_REQUIRE_MEMORY(weight, err, "group weights");
    CHL_REQUIRE_MEMORY(means, err, "means");
    for (size_t g = 0; g < groups; g++) {
        weight[g] = 1.0;
    }
    chl_galerkin_means(run->galerkin, weight, means);
    for (size_t a = 0; a < run->count; a++) {
        offsets[a] = 0.0;
        for (size_t i = 0; i < run->full.q; i++) {
            offsets[a] +=
                run->full.coefficients[a * run->full.q + i] * means[i];
        }
    }
out:
    chl_free(weight);
    chl_free(means);
    return status;
}

chl_status
chl_spectrum_modes(const chl_spectrum_run *run, chl_result_spectrum *section,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(run->dataset);
    size_t used = chl_basis_sample(run->basis)->used;
    tour t = { .run = run,
               .modes = section->mode_count,
               .d = info->dimension,
               .chunks = (used + CHUNK - 1) / CHUNK };
    chl_groups_job job = { .groups = t.chunks,
                           .threads = run->threads,
                           .progress = &run->settings.progress,
                           .stage = "modes",
                           .user = &t,
                           .work = work,
                           .result = result,
                           .take = take };
    double *offsets = chl_alloc(run->count, sizeof *offsets);

    CHL_REQUIRE_MEMORY(offsets, err, "means of modes");
    CHL_TRY(chl_spectrum_offsets(run, offsets, err));
    t.offsets = offsets;
    t.job = &job;
    CHL_TRY(prepare_tour(&t, err));
    job.size = chl_survey_length(t.whole);
    share(&t, &job);
    CHL_TRY(chl_groups_run(&job, err));
    for (size_t a = 0; a < t.modes; a++) {
        section->modes[a].index = a;
        section->modes[a].lambda = run->full.values[a];
        CHL_TRY(chl_survey_fill(t.whole, a, &section->modes[a], err));
    }
out:
    clear_tour(&t);
    chl_free(offsets);
    return status;
}
