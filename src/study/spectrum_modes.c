/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the modes of the Galerkin operator separate: those fitted on all rows,
 * evaluated at every row. */
#include "study/spectrum.h"

#include "base/error.h"
#include "operators/groups.h"
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
    chl_survey **list; /* one for each chunk of rows */
} tour;

static void
clear_tour(tour *t)
{
    for (size_t c = 0; t->list != NULL && c < t->chunks; c++) {
        chl_survey_free(t->list[c]);
    }
    chl_free(t->list);
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

    (void) thread;
    CHL_REQUIRE_MEMORY(row, err, "row numbers");
    CHL_REQUIRE_MEMORY(values, err, "values of modes");
    CHL_TRY(chl_survey_create(t->run->dataset, t->modes, t->run->settings.sheet,
                              &t->list[group], err));
    if (chl_survey_has_columns(t->list[group])) {
        x = chl_alloc(BLOCK * t->d, sizeof *x);
        CHL_REQUIRE_MEMORY(x, err, "a block of rows");
    }
    for (; at < end; at += BLOCK) {
        size_t count = end - at < BLOCK ? end - at : BLOCK;

        for (size_t i = 0; i < count; i++) {
            row[i] = chl_sample_row(sample, at + i);
        }
        CHL_TRY(visit_rows(t, t->list[group], row, count, values, x, err));
    }
out:
    chl_free(row);
    chl_free(values);
    chl_free(x);
    return status;
}

/* Means of the modes over all rows, so that values are centred. */
static void
fill_offsets(const chl_spectrum_run *run, const double *means, double *offsets)
{
    for (size_t a = 0; a < run->count; a++) {
        for (size_t i = 0; i < run->full.q; i++) {
            offsets[a] +=
                run->full.coefficients[a * run->full.q + i] * means[i];
        }
    }
}

chl_status
chl_spectrum_modes(const chl_spectrum_run *run, chl_result_spectrum *section,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(run->dataset);
    size_t groups = chl_basis_sample(run->basis)->groups;
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
                           .work = work };
    double *weight = chl_alloc(groups, sizeof *weight);
    double *means = chl_alloc(run->full.q, sizeof *means);
    double *offsets = chl_alloc(run->count, sizeof *offsets);

    CHL_REQUIRE_MEMORY(weight, err, "group weights");
    CHL_REQUIRE_MEMORY(means, err, "means");
    CHL_REQUIRE_MEMORY(offsets, err, "means of modes");
    for (size_t g = 0; g < groups; g++) {
        weight[g] = 1.0;
    }
    chl_galerkin_means(run->galerkin, weight, means);
    fill_offsets(run, means, offsets);
    t.offsets = offsets;
    t.list = chl_alloc(t.chunks, sizeof *t.list);
    CHL_REQUIRE_MEMORY(t.list, err, "items of modes");
    CHL_TRY(chl_groups_run(&job, err));
    for (size_t c = 1; c < t.chunks; c++) {
        chl_survey_merge(t.list[0], t.list[c]);
    }
    for (size_t a = 0; a < t.modes; a++) {
        section->modes[a].index = a;
        section->modes[a].lambda = run->full.values[a];
        CHL_TRY(chl_survey_fill(t.list[0], a, &section->modes[a], err));
    }
out:
    clear_tour(&t);
    chl_free(weight);
    chl_free(means);
    chl_free(offsets);
    return status;
}
