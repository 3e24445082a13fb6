/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The spectrum by any of the operators; this table is their index. */
#include <chladni/study.h>

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "study/estimators.h"
#include "study/spectrum.h"

static chl_status
run_graph(const chl_dataset *dataset, const chl_spectrum_settings *settings,
          chl_result *result, chl_error *err)
{
    chl_graph_study_settings s = chl_graph_study_settings_default();

    s.modes = settings->modes;
    s.bandwidth = 0.5 * settings->bandwidth * settings->bandwidth;
    s.samples = settings->samples;
    s.solver = settings->solver;
    s.sheet = settings->sheet;
    s.scatter = settings->scatter;
    s.threads = settings->threads;
    s.seed = settings->seed;
    s.progress = settings->progress;
    s.team = settings->team;
    return chl_study_graph(dataset, &s, result, err);
}

static chl_status
run_grid(const chl_dataset *dataset, const chl_spectrum_settings *settings,
         chl_result *result, chl_error *err)
{
    chl_grid_study_settings s = chl_grid_study_settings_default();

    s.modes = settings->modes;
    s.bandwidth = settings->bandwidth;
    s.cells = settings->cells;
    s.threads = settings->threads;
    s.seed = settings->seed;
    s.progress = settings->progress;
    return chl_study_grid(dataset, &s, result, err);
}

const chl_estimator chl_estimators[CHL_ESTIMATORS] = {
    { "galerkin", true, chl_spectrum_galerkin },
    { "graph", false, run_graph },
    { "grid", false, run_grid },
};

static const chl_estimator all = { "all", true, chl_spectrum_all };

static chl_status
find(const char *name, const chl_estimator **out, chl_error *err)
{
    const char *names[CHL_ESTIMATORS + 1];
    size_t nearest;

    for (size_t k = 0; k <= CHL_ESTIMATORS; k++) {
        const chl_estimator *e = k < CHL_ESTIMATORS ? &chl_estimators[k] : &all;

        names[k] = e->name;
        if (strcmp(e->name, name) == 0) {
            *out = e;
            return CHL_OK;
        }
    }
    nearest = chl_text_nearest(name, names, CHL_ESTIMATORS + 1);
    return CHL_FAIL(err, CHL_EARG, "operator '%s' is unknown; %s '%s'", name,
                    nearest <= CHL_ESTIMATORS ? "did you mean" : "try",
                    names[nearest <= CHL_ESTIMATORS ? nearest : 0]);
}

chl_status
chl_study_spectrum(const chl_dataset *dataset,
                   const chl_spectrum_settings *settings, chl_result *result,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    chl_spectrum_settings s =
        settings != NULL ? *settings : chl_spectrum_settings_default();
    const chl_estimator *chosen = NULL;

    CHL_TRY(find(s.operator_name, &chosen, err));
    CHL_REQUIRE(s.checkpoint == NULL || chosen->keeps, err, CHL_EUNSUPPORTED,
                "operator %s keeps no checkpoint", chosen->name);
    CHL_TRY(chosen->run(dataset, &s, result, err));
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "spectrum of %s",
                         chl_dataset_describe(dataset)->name);
    }
    return status;
}
