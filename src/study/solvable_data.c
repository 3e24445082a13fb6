/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The solvable GAN with the effective covariance of a dataset. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "report/result.h"
#include "study/rollback.h"
#include "study/sheets.h"
#include "study/solvable.h"
#include "study/tile.h"
#include "systems/directions.h"

enum {
    DIRECTIONS = 8,
    COLUMNS = 8,
    FEW_ROWS = 4 /* per column */
};

static const char few_samples[] = "W-FEW-SAMPLES";

static chl_status
name_class(const chl_dataset *dataset, size_t index, char **slot,
           chl_error *err)
{
    const char *name = chl_dataset_class_name(dataset, index);

    return name != NULL ? chl_result_set_text(slot, name, err)
                        : chl_result_set_textf(slot, err, "class %zu", index);
}

static chl_status
describe(const chl_dataset *dataset, const chl_directions *found,
         chl_result_solvable *s, chl_error *err)
{
    chl_status status = CHL_OK;

    s->rows = found->rows;
    s->dimension = found->varying;
    s->above = found->above;
    s->scale = found->scale;
    for (size_t k = 0; k < found->count; k++) {
        chl_result_solvable_mode *mode = &s->modes[k];

        mode->between = found->between[k];
        if (isfinite(found->between[k])) {
            CHL_TRY(
                name_class(dataset, found->low[k], &mode->low_classes, err));
            CHL_TRY(
                name_class(dataset, found->high[k], &mode->high_classes, err));
        }
    }
out:
    return status;
}

static uint8_t
shade(double value)
{
    return (uint8_t) (value <= 0.0   ? 0.0
                      : value >= 1.0 ? 255.0
                                     : 255.0 * value);
}

/* mean + side * two standard deviations along direction k. */
static void
paint(const chl_dataset *dataset, const chl_directions *found, size_t k,
      double side, uint8_t *rgb)
{
    const chl_dataset_info *info = chl_dataset_describe(dataset);
    const double *u = found->vectors + k * found->dimension;
    double reach = side * 2.0 * sqrt(found->lambda[k]) / found->scale;
    double black = 0.0, white = 1.0;

    chl_dataset_span(dataset, &black, &white);
    for (size_t i = 0; i < info->height * info->width; i++) {
        for (size_t c = 0; c < 3; c++) {
            size_t from = info->channels >= 3 ? c : 0;
            size_t at = i * info->channels + from;

            rgb[3 * i + c] = shade((found->mean[at] + reach * u[at] - black)
                                   / (white - black));
        }
    }
}

/* Two tiles each, below one another, eight directions a line. */
static chl_status
add_sheet(const chl_dataset *dataset, const chl_directions *found,
          chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(dataset);
    const chl_tile tile = chl_tile_plan(info->height, info->width);
    size_t columns = found->count < COLUMNS ? found->count : COLUMNS;
    size_t rows = 2 * ((found->count + columns - 1) / columns);
    chl_result_sprite *sprite = NULL;
    uint8_t *picture = chl_alloc(info->height * info->width, 3);

    CHL_REQUIRE_MEMORY(picture, err, "a contact sheet");
    CHL_TRY(chl_tiles_add(&tile, "directions", columns, rows, result, &sprite,
                          err));
    for (size_t k = 0; k < 2 * found->count; k++) {
        size_t mode = k / 2, line = 2 * (mode / columns) + k % 2;
        size_t at = line * columns + mode % columns;
        const char *phase = result->solvable->modes[mode].phase;

        paint(dataset, found, mode, k % 2 == 0 ? -1.0 : 1.0, picture);
        CHL_TRY(chl_result_set_textf(
            &sprite->captions[at], err, "direction %zu (%s), %s end", mode + 1,
            phase != NULL ? phase : "-", k % 2 == 0 ? "low" : "high"));
        chl_tile_place(&tile, picture, columns, at, sprite->rgb);
    }
out:
    chl_free(picture);
    return status;
}

static bool
has_pictures(const chl_dataset *dataset)
{
    double black, white;

    return chl_dataset_describe(dataset)->kind == CHL_KIND_IMAGES
           && chl_dataset_span(dataset, &black, &white);
}

/* The model of the directions found, in their own basis. */
static chl_status
fit_model(const chl_solvable_settings *settings, const chl_directions *found,
          double *cov, chl_solvable_settings *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_solvable_model *o = &out->model;

    *out = *settings;
    CHL_REQUIRE(settings->p0 == NULL && settings->q0 == NULL, err, CHL_EARG,
                "P0 and Q0 belong to a covariance that is given; data start "
                "from an overlap");
    for (size_t k = 0; k < found->count; k++) {
        cov[k * (found->count + 1)] = found->lambda[k];
    }
    o->d = o->p = o->m = found->count;
    o->cov = o->cov_gen = cov;
    o->law = o->law_gen = NULL;
    o->eta_true = isnan(o->eta_true) ? found->noise : o->eta_true;
    o->eta_gen = isnan(o->eta_gen) ? o->eta_true : o->eta_gen;
out:
    return status;
}

typedef struct sentence {
    char words[160];
} sentence;

static sentence
few(size_t rows, size_t columns)
{
    sentence s;

    snprintf(s.words, sizeof s.words,
             "%zu rows for %zu columns: noise and weak directions are told "
             "apart by its law alone, not by the data",
             rows, columns);
    return s;
}

static chl_status
warn(const chl_directions *found, chl_result *result, chl_error *err)
{
    if (found->rows >= FEW_ROWS * found->varying) {
        return CHL_OK;
    }
    return chl_result_warn(result, few_samples, "warning", err, "%s",
                           few(found->rows, found->varying).words);
}

/* What an earlier study of data warned of, among the first `count`. */
static void
unsay(chl_result *result, size_t count)
{
    const chl_result_solvable *s = result->solvable;

    if (s != NULL) {
        chl_result_unsay(result, few_samples, few(s->rows, s->dimension).words,
                         count);
    }
    chl_solvable_unsay(result, count);
}

/* What can fail comes first. */
static chl_status
hand_over(chl_result *from, chl_result *to, chl_error *err)
{
    const size_t warnings = to->warning_count;
    chl_status status = CHL_OK;

    for (size_t k = 0; k < from->warning_count; k++) {
        const chl_warning *w = &from->warnings[k];

        CHL_TRY(chl_result_warn(to, w->code, w->severity, err, "%s", w->text));
    }
    CHL_TRY(chl_tiles_move(from, to, err));
    unsay(to, warnings);
    chl_result_section_free(&chl_record_solvable, to->solvable);
    chl_result_section_free(&chl_record_advice, to->advice);
    to->solvable = from->solvable;
    to->advice = from->advice;
    from->solvable = NULL;
    from->advice = NULL;
out:
    return status;
}

/* The study in a result of its own. */
static chl_status
study(const chl_dataset *dataset, const chl_directions *found,
      const chl_solvable_settings *fitted, chl_result *made, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(warn(found, made, err));
    CHL_TRY(chl_study_solvable(fitted, made, err));
    CHL_TRY(describe(dataset, found, made->solvable, err));
    chl_result_section_free(&chl_record_advice, made->advice);
    made->advice = NULL;
    CHL_TRY(chl_solvable_advise(made->solvable, &made->advice, err));
    if (has_pictures(dataset)) {
        CHL_TRY(add_sheet(dataset, found, made, err));
    }
out:
    return status;
}

chl_status
chl_study_solvable_data(const chl_dataset *dataset,
                        const chl_solvable_settings *settings,
                        chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_directions found = { 0 };
    chl_solvable_settings fitted;
    chl_result *made = NULL;
    double *cov = NULL;
    size_t most = settings->directions > 0 ? settings->directions : DIRECTIONS;
    size_t warnings = result->warning_count;

    CHL_TRY(chl_directions_find(dataset, most, settings->samples,
                                settings->seed, &found, err));
    cov = chl_alloc(found.count * found.count, sizeof *cov);
    CHL_REQUIRE_MEMORY(cov, err, "a covariance");
    CHL_TRY(fit_model(settings, &found, cov, &fitted, err));
    CHL_TRY(chl_result_create("solvable", &made, err));
    CHL_TRY(study(dataset, &found, &fitted, made, err));
    CHL_TRY(hand_over(made, result, err));
out:
    if (status != CHL_OK) {
        chl_result_unwarn(result, warnings);
    }
    chl_result_free(made);
    chl_directions_clear(&found);
    chl_free(cov);
    return status;
}
