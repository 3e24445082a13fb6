/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What modes separate, gathered row by row. */
#include "study/survey.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/result.h"
#include "study/composition.h"
#include "study/scatter.h"

enum {
    ITEM_NAME = 256,
    COLUMNS_SHOWN = 8
};

/* The `size` best rows seen so far by key, ties by row: part of a record. */
typedef struct extremes {
    size_t size;
    double *count;
    double *keys; /* ascending: the lowest first */
    double *rows; /* exact up to 2^53            */
} extremes;

struct chl_survey {
    const chl_dataset *dataset;
    size_t modes, d, size;
    size_t kept; /* rows to draw by, at most */
    bool table;
    double *record; /* 2 x modes extremes: low, high; then of tables the sums;
                       then the rows kept                                    */
    double *sums;   /* of tables: see add_table; a view                      */
};

static extremes
end_of(const chl_survey *s, size_t end)
{
    double *count = s->record + end * (1 + 2 * s->size);

    return (extremes){ s->size, count, count + 1, count + 1 + s->size };
}

static void
insert(const extremes *e, double key, double row)
{
    size_t count = (size_t) *e->count, at;

    if (count == e->size
        && (key > e->keys[count - 1]
            || (key == e->keys[count - 1] && row > e->rows[count - 1]))) {
        return;
    }
    if (count < e->size) {
        count++;
        *e->count += 1.0;
    }
    for (at = count - 1;
         at > 0
         && (e->keys[at - 1] > key
             || (e->keys[at - 1] == key && e->rows[at - 1] > row));
         at--) {
        e->keys[at] = e->keys[at - 1];
        e->rows[at] = e->rows[at - 1];
    }
    e->keys[at] = key;
    e->rows[at] = row;
}

static size_t
sums_length(const chl_survey *s)
{
    /* x, x^2 per column; f, f^2 per mode; x f per pair; rows. */
    return 2 * s->d + 2 * s->modes + s->d * s->modes + 1;
}

static size_t
ends_length(const chl_survey *s)
{
    return 2 * s->modes * (1 + 2 * s->size);
}

static size_t
kept_offset(const chl_survey *s)
{
    return ends_length(s) + (s->table ? sums_length(s) : 0);
}

static chl_reservoir
kept_rows(const chl_survey *s)
{
    return (chl_reservoir){ s->kept, s->modes, s->record + kept_offset(s) };
}

size_t
chl_survey_length(const chl_survey *survey)
{
    return kept_offset(survey)
           + chl_reservoir_length(survey->kept, survey->modes);
}

double *
chl_survey_record(chl_survey *survey)
{
    return survey->record;
}

void
chl_survey_forget(chl_survey *survey)
{
    memset(survey->record, 0,
           chl_survey_length(survey) * sizeof *survey->record);
}

chl_status
chl_survey_create(const chl_dataset *dataset, size_t modes, size_t size,
                  chl_survey **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(dataset);
    chl_survey *s = chl_alloc(1, sizeof *s);

    CHL_REQUIRE_MEMORY(s, err, "items of modes");
    s->dataset = dataset;
    s->modes = modes;
    s->d = info->dimension;
    s->table = info->kind == CHL_KIND_TABLE;
    s->size = size;
    s->record = chl_alloc(chl_survey_length(s), sizeof *s->record);
    CHL_REQUIRE_MEMORY(s->record, err, "items of modes");
    s->sums = s->record + ends_length(s);
    *out = s;
    s = NULL;
out:
    chl_survey_free(s);
    return status;
}

chl_status
chl_survey_keep(chl_survey *survey, size_t rows, chl_error *err)
{
    chl_survey wider = *survey;

    if (chl_dataset_describe(survey->dataset)->kind == CHL_KIND_IMAGES) {
        return CHL_OK;
    }
    wider.kept = rows;
    wider.record = chl_alloc(chl_survey_length(&wider), sizeof *wider.record);
    if (wider.record == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for rows of modes");
    }
    wider.sums = wider.record + ends_length(&wider);
    chl_free(survey->record);
    *survey = wider;
    return CHL_OK;
}

void
chl_survey_free(chl_survey *survey)
{
    if (survey != NULL) {
        chl_free(survey->record);
    }
    chl_free(survey);
}

bool
chl_survey_has_columns(const chl_survey *survey)
{
    return survey->table;
}

static void
add_table(chl_survey *s, const double *x, const double *f)
{
    size_t d = s->d, k = s->modes;
    double *columns = s->sums, *modes = columns + 2 * d, *pairs = modes + 2 * k;

    for (size_t l = 0; l < d; l++) {
        columns[2 * l] += x[l];
        columns[2 * l + 1] += x[l] * x[l];
        for (size_t a = 0; a < k; a++) {
            pairs[l * k + a] += x[l] * f[a];
        }
    }
    for (size_t a = 0; a < k; a++) {
        modes[2 * a] += f[a];
        modes[2 * a + 1] += f[a] * f[a];
    }
    s->sums[sums_length(s) - 1] += 1.0;
}

void
chl_survey_add(chl_survey *survey, size_t row, const double *f, const double *x)
{
    const chl_reservoir kept = kept_rows(survey);

    for (size_t a = 0; a < survey->modes; a++) {
        const extremes low = end_of(survey, 2 * a);
        const extremes high = end_of(survey, 2 * a + 1);

        insert(&low, f[a], (double) row);
        insert(&high, -f[a], (double) row);
    }
    if (survey->table) {
        add_table(survey, x, f);
    }
    chl_reservoir_add(&kept, row, f);
}

void
chl_survey_take(chl_survey *into, const double *record)
{
    const chl_reservoir kept = kept_rows(into);

    for (size_t i = 0; i < 2 * into->modes; i++) {
        const extremes e = end_of(into, i);
        const double *from = record + i * (1 + 2 * e.size);

        for (size_t k = 0; k < (size_t) from[0]; k++) {
            insert(&e, from[1 + k], from[1 + e.size + k]);
        }
    }
    for (size_t i = ends_length(into); i < kept_offset(into); i++) {
        into->record[i] += record[i];
    }
    chl_reservoir_take(&kept, record + kept_offset(into));
}

void
chl_survey_merge(chl_survey *into, const chl_survey *from)
{
    chl_survey_take(into, from->record);
}

static double
correlation(const chl_survey *s, size_t column, size_t mode)
{
    const double *sums = s->sums;
    const double *x = sums + 2 * column;
    const double *f = sums + 2 * s->d + 2 * mode;
    double n = sums[sums_length(s) - 1];
    double xf = sums[2 * s->d + 2 * s->modes + column * s->modes + mode];
    double vx = x[1] - x[0] * x[0] / n, vf = f[1] - f[0] * f[0] / n;

    return vx > 1e-12 * x[1] && vf > 0.0
               ? (xf - x[0] * f[0] / n) / sqrt(vx * vf)
               : NAN;
}

/* The columns with the largest correlation of either sign, largest first. */
static chl_status
fill_columns(const chl_survey *s, size_t mode, chl_result_mode *out,
             chl_error *err)
{
    bool *taken = chl_alloc(s->d, sizeof *taken);
    chl_status status = CHL_OK;

    CHL_REQUIRE_MEMORY(taken, err, "columns");
    for (size_t k = 0; k < out->column_count; k++) {
        size_t best = s->d;
        double most = -1.0;

        for (size_t l = 0; l < s->d; l++) {
            double r = fabs(correlation(s, l, mode));

            if (!taken[l] && r > most) {
                most = r;
                best = l;
            }
        }
        if (best == s->d) {
            out->column_count = k;
            break;
        }
        taken[best] = true;
        out->correlations[k] = correlation(s, best, mode);
        CHL_TRY(chl_result_set_text(
            &out->columns[k], chl_dataset_column_name(s->dataset, best), err));
    }
out:
    chl_free(taken);
    return status;
}

static chl_status
fill_items(const chl_survey *s, const extremes *e, size_t *rows, char **items,
           chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t k = 0; k < (size_t) *e->count; k++) {
        char name[ITEM_NAME];

        rows[k] = (size_t) e->rows[k];
        chl_dataset_item_name(s->dataset, rows[k], name, sizeof name);
        CHL_TRY(chl_result_set_text(&items[k], name, err));
    }
out:
    return status;
}

chl_status
chl_survey_fill(const chl_survey *survey, size_t mode, chl_result_mode *out,
                chl_error *err)
{
    chl_status status = CHL_OK;
    const extremes low = end_of(survey, 2 * mode);
    const extremes high = end_of(survey, 2 * mode + 1);
    size_t lows = (size_t) *low.count, highs = (size_t) *high.count;
    size_t columns = survey->d < COLUMNS_SHOWN ? survey->d : COLUMNS_SHOWN;
    const chl_reservoir kept = kept_rows(survey);

    CHL_TRY(chl_result_mode_fill(out, lows, highs, survey->table ? columns : 0,
                                 err));
    CHL_TRY(fill_items(survey, &low, out->low_rows, out->low_items, err));
    CHL_TRY(fill_items(survey, &high, out->high_rows, out->high_items, err));
    CHL_TRY(chl_composition_fill(survey->dataset, out->low_rows, lows,
                                 &out->low_classes, err));
    CHL_TRY(chl_composition_fill(survey->dataset, out->high_rows, highs,
                                 &out->high_classes, err));
    if (survey->table) {
        CHL_TRY(fill_columns(survey, mode, out, err));
    }
    CHL_TRY(chl_scatter_fill(survey->dataset, &kept, mode, out, err));
out:
    return status;
}
