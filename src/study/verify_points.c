/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error of lambda_1 against the number of rows, operator by operator. */
#include "study/verify.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/result.h"
#include "study/estimators.h"

enum {
    LANDMARKS = 400,
    MODES = 2,
    DRAWS = 3,
    SIZES = 4,
    MEASURES = 3,
    QUICK_DRAWS = 2,
    QUICK_SIZES = 3,
    QUICK_MEASURES = 1
};

/* Rows as data have them: independent. */
static const char *const measures[MEASURES] = {
    "wells:m=1.5:draw=independent",
    "gauss:sigma=1.5:d=2:draw=independent",
    "circle:draw=independent",
};
static const size_t sizes[SIZES] = { 1000, 2000, 4000, 8000 };
static const size_t quick_sizes[QUICK_SIZES] = { 250, 500, 1000 };

typedef struct plan {
    size_t measures, sizes, draws;
    const size_t *rows;
} plan;

static plan
make_plan(bool quick)
{
    return quick
               ? (plan){ QUICK_MEASURES, QUICK_SIZES, QUICK_DRAWS, quick_sizes }
               : (plan){ MEASURES, SIZES, DRAWS, sizes };
}

/* The density is estimated from the rows even where it is known: the point is
 * what n rows tell. */
static chl_status
estimate(const chl_verification *v, size_t estimator,
         const chl_dataset *dataset, uint64_t seed, chl_result *result,
         chl_error *err)
{
    chl_spectrum_settings s = chl_spectrum_settings_default();
    chl_grid_study_settings grid = chl_grid_study_settings_default();

    s.operator_name = chl_estimators[estimator].name;
    s.landmarks = LANDMARKS;
    s.modes = grid.modes = MODES;
    s.bootstrap = 0;
    s.sheet = 0;
    s.seed = grid.seed = seed;
    s.threads = grid.threads = v->threads;
    if (v->progress != NULL) {
        s.progress = grid.progress = *v->progress;
    }
    grid.estimate = true;
    return strcmp(s.operator_name, "grid") == 0
               ? chl_study_grid(dataset, &grid, result, err)
               : chl_study_spectrum(dataset, &s, result, err);
}

static chl_status
open_draw(const chl_verification *v, const char *measure, size_t rows,
          uint64_t seed, chl_dataset **out, chl_error *err)
{
    chl_dataset_settings settings = chl_dataset_settings_default();

    settings.samples = rows;
    settings.seed = seed;
    if (v->progress != NULL) {
        settings.progress = *v->progress;
    }
    return chl_dataset_open(measure, &settings, out, err);
}

static chl_status
add_draw(const chl_verification *v, size_t estimator, uint64_t seed,
         chl_result_point *point, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_dataset *dataset = NULL;
    chl_result *found = NULL;
    const chl_result_spectrum *s;
    double error;

    CHL_TRY(open_draw(v, point->measure, point->rows, seed, &dataset, err));
    CHL_REQUIRE(chl_dataset_truth(dataset, 1, &point->truth), err, CHL_ENOMEM,
                "out of memory for a closed form");
    CHL_TRY(chl_result_create("verify", &found, err));
    CHL_TRY(estimate(v, estimator, dataset, seed, found, err));
    s = found->spectrum;
    error = s->lambda[0] / point->truth - 1.0;
    point->bias += error / (double) point->draws;
    point->error += error * error / (double) point->draws;
    point->covered +=
        s->ci_low[0] <= point->truth && point->truth <= s->ci_high[0];
out:
    chl_result_free(found);
    chl_dataset_free(dataset);
    return status;
}

static chl_status
fill_point(const chl_verification *v, size_t estimator, chl_result_point *point,
           chl_error *err)
{
    chl_status status = CHL_OK;

    point->bias = point->error = 0.0;
    for (size_t draw = 0; draw < point->draws; draw++) {
        CHL_TRY(add_draw(v, estimator, v->seed + draw, point, err));
    }
    point->error = sqrt(point->error);
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "%zu rows of '%s'", point->rows, point->measure);
    }
    return status;
}

/* A density on the plane is no model of a curve in it. */
static bool
applies(size_t estimator, const char *measure)
{
    return strcmp(chl_estimators[estimator].name, "grid") != 0
           || strncmp(measure, "circle", 6) != 0;
}

static size_t
count_points(const plan *p)
{
    size_t count = 0;

    for (size_t m = 0; m < p->measures; m++) {
        for (size_t e = 0; e < CHL_ESTIMATORS; e++) {
            count += applies(e, measures[m]) ? p->sizes : 0;
        }
    }
    return count;
}

chl_status
chl_verify_points(const chl_verification *v, chl_result_verify *section,
                  chl_error *err)
{
    chl_status status = CHL_OK;
    const plan p = make_plan(v->quick);
    size_t count = count_points(&p), done = 0;

    CHL_TRY(chl_result_verify_points(section, count, err));
    for (size_t m = 0; m < p.measures; m++) {
        for (size_t e = 0; e < CHL_ESTIMATORS; e++) {
            for (size_t k = 0; applies(e, measures[m]) && k < p.sizes; k++) {
                chl_result_point *point = &section->points[done];

                CHL_TRY(chl_progress_tell(v->progress, "error against rows",
                                          (double) done++, (double) count,
                                          err));
                CHL_TRY(chl_result_set_text(&point->measure, measures[m], err));
                CHL_TRY(chl_result_set_text(&point->operator_name,
                                            chl_estimators[e].name, err));
                point->rows = p.rows[k];
                point->draws = p.draws;
                CHL_TRY(fill_point(v, e, point, err));
            }
        }
    }
out:
    return status;
}
