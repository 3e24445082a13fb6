/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the modes of the graph separate, at its nodes. */
#include "base/error.h"
#include "report/result.h"
#include "study/graph.h"
#include "study/survey.h"

enum {
    BLOCK = 1024
};

/* The values of `count` nodes from `first` on, node by node. */
static void
gather(const chl_graph_run *run, size_t first, size_t count, size_t modes,
       double *f, size_t *row)
{
    for (size_t i = 0; i < count; i++) {
        row[i] = chl_graph_row(run->graph, first + i);
        for (size_t a = 0; a < modes; a++) {
            f[i * modes + a] = run->functions[a * run->nodes + first + i];
        }
    }
}

static chl_status
visit(const chl_graph_run *run, size_t modes, chl_survey *survey,
      chl_error *err)
{
    chl_status status = CHL_OK;
    const bool columns = chl_survey_has_columns(survey);
    size_t d = chl_dataset_describe(run->dataset)->dimension;
    size_t *row = chl_alloc(BLOCK, sizeof *row);
    double *f = chl_alloc(BLOCK * modes, sizeof *f);
    double *x = columns ? chl_alloc(BLOCK * d, sizeof *x) : NULL;

    CHL_REQUIRE_MEMORY(row, err, "row numbers");
    CHL_REQUIRE_MEMORY(f, err, "values of modes");
    CHL_REQUIRE(!columns || x != NULL, err, CHL_ENOMEM,
                "out of memory for a block of rows");
    for (size_t first = 0; first < run->nodes; first += BLOCK) {
        size_t left = run->nodes - first, count = left < BLOCK ? left : BLOCK;

        gather(run, first, count, modes, f, row);
        if (columns) {
            CHL_TRY(chl_dataset_rows(run->dataset, row, count, x, err));
        }
        for (size_t i = 0; i < count; i++) {
            chl_survey_add(survey, row[i], f + i * modes,
                           columns ? x + i * d : NULL);
        }
    }
out:
    chl_free(row);
    chl_free(f);
    chl_free(x);
    return status;
}

chl_status
chl_graph_items(const chl_graph_run *run, chl_result_spectrum *section,
                chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t modes = section->mode_count;
    chl_survey *survey = NULL;

    if (modes == 0) {
        goto out;
    }
    CHL_TRY(chl_survey_create(run->dataset, modes, run->settings.sheet, &survey,
                              err));
    CHL_TRY(chl_survey_keep(survey, run->settings.scatter, err));
    CHL_TRY(visit(run, modes, survey, err));
    for (size_t a = 0; a < modes; a++) {
        section->modes[a].index = a;
        section->modes[a].lambda = run->lambda[a];
        CHL_TRY(chl_survey_fill(survey, a, &section->modes[a], err));
    }
out:
    chl_survey_free(survey);
    return status;
}
