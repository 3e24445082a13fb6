/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a check finds in the rows of a dataset. */
#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "data/check.h"

enum {
    ROWS_WANTED = 100,    /* below, intervals are wide whatever we do       */
    COLUMNS_LISTED = 100, /* beyond, constant columns are only counted      */
    TELL_EVERY = 1024,
    ITEM_TEXT = 256
};

/* A largest class this many times the smallest, a widest column this many
 * times the narrowest, are worth a word. */
static const double imbalance = 10, anisotropy = 100;
/* Part of an integer type's range below which it counts as unused. */
static const double used_part = 0.25;

typedef struct survey {
    const chl_dataset *dataset;
    chl_findings *sink;
    size_t d;
    double *row, *low, *high, *mean, *square; /* d each, one block */
} survey;

static chl_status
survey_init(survey *s, const chl_dataset *dataset, chl_findings *sink,
            chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = dataset->info.dimension;

    *s = (survey){ .dataset = dataset, .sink = sink, .d = d };
    s->row = chl_alloc(d, 5 * sizeof *s->row);
    CHL_REQUIRE_MEMORY(s->row, err, "the extremes of columns");
    s->low = s->row + d;
    s->high = s->low + d;
    s->mean = s->high + d;
    s->square = s->mean + d;
    for (size_t j = 0; j < d; j++) {
        s->low[j] = INFINITY;
        s->high[j] = -INFINITY;
    }
out:
    return status;
}

/* Welford's update of mean and sum of squares. */
static void
take_row(survey *s, size_t index)
{
    for (size_t j = 0; j < s->d; j++) {
        double v = s->row[j], step = v - s->mean[j];

        s->low[j] = fmin(s->low[j], v);
        s->high[j] = fmax(s->high[j], v);
        s->mean[j] += step / (double) (index + 1);
        s->square[j] += step * (v - s->mean[j]);
    }
}

static bool
is_flat(const survey *s)
{
    size_t j = 1;

    while (j < s->d && s->row[j] == s->row[0]) {
        j++;
    }
    return j == s->d;
}

static chl_status
look_at_row(survey *s, size_t index, chl_error *err)
{
    chl_status status = CHL_OK;
    char item[ITEM_TEXT];

    chl_row_values(&s->dataset->table, index, s->row);
    take_row(s, index);
    if (s->dataset->info.kind == CHL_KIND_IMAGES && s->d > 1 && is_flat(s)) {
        chl_dataset_item_name(s->dataset, index, item, sizeof item);
        CHL_TRY(chl_findings_add(s->sink, CHL_SEVERITY_WARNING, "flat", item,
                                 err, "all %zu values are %g", s->d,
                                 s->row[0]));
    }
out:
    return status;
}

static chl_status
look_at_rows(survey *s, const chl_progress *progress, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t count = s->dataset->info.count;

    for (size_t i = 0; i < count; i++) {
        if (i % TELL_EVERY == 0) {
            CHL_TRY(chl_progress_tell(progress, "checking", (double) i,
                                      (double) count, err));
            CHL_TRY(chl_file_intact(&s->dataset->file, err));
            chl_dataset_release_pages(s->dataset);
        }
        CHL_TRY(look_at_row(s, i, err));
    }
out:
    return status;
}

static chl_status
judge_size(const survey *s, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = &s->dataset->info;

    if (info->constant) {
        CHL_TRY(chl_findings_add(s->sink, CHL_SEVERITY_ERROR, "constant",
                                 "rows", err,
                                 "all %zu rows are equal; at least 2 different "
                                 "ones expected",
                                 info->count));
    }
    if (info->count < ROWS_WANTED) {
        CHL_TRY(chl_findings_add(s->sink, CHL_SEVERITY_WARNING, "few-rows",
                                 "rows", err,
                                 "%zu rows; with fewer than %d intervals are "
                                 "wide",
                                 info->count, ROWS_WANTED));
    }
out:
    return status;
}

static void
name_column(const survey *s, size_t column, char *item, size_t size)
{
    const char *name = chl_dataset_column_name(s->dataset, column);

    if (name != NULL) {
        snprintf(item, size, "%s", name);
    } else {
        snprintf(item, size, "column %zu", column);
    }
}

static size_t
count_constant(const survey *s)
{
    size_t count = 0;

    for (size_t j = 0; j < s->d; j++) {
        count += s->low[j] == s->high[j];
    }
    return count;
}

/* Columns of a table one by one; pixels, which are often black at the edge of
 * every image, as a number. */
static chl_status
judge_columns(const survey *s, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t count = count_constant(s);
    char item[ITEM_TEXT];

    if (count == 0 || s->dataset->info.constant) {
        return CHL_OK;
    }
    if (s->dataset->info.kind == CHL_KIND_IMAGES || count > COLUMNS_LISTED) {
        return chl_findings_add(s->sink, CHL_SEVERITY_NOTE, "constant-column",
                                "columns", err,
                                "%zu of %zu values of a row are the same in "
                                "all rows",
                                count, s->d);
    }
    for (size_t j = 0; j < s->d; j++) {
        if (s->low[j] == s->high[j]) {
            name_column(s, j, item, sizeof item);
            CHL_TRY(chl_findings_add(s->sink, CHL_SEVERITY_WARNING,
                                     "constant-column", item, err,
                                     "is %g in all rows", s->low[j]));
        }
    }
out:
    return status;
}

/* Columns of very different width: the wide ones decide all distances. */
static chl_status
judge_scales(const survey *s, chl_error *err)
{
    size_t wide = 0, narrow = 0;
    char item[ITEM_TEXT], other[ITEM_TEXT];
    double ratio;

    if (s->dataset->info.kind == CHL_KIND_IMAGES
        || s->dataset->info.range.kind == CHL_RANGE_STANDARD) {
        return CHL_OK;
    }
    for (size_t j = 0; j < s->d; j++) {
        if (s->square[j] > 0
            && (s->square[narrow] <= 0 || s->square[j] < s->square[narrow])) {
            narrow = j;
        }
        wide = s->square[j] > s->square[wide] ? j : wide;
    }
    ratio = sqrt(s->square[wide] / s->square[narrow]);
    if (!(ratio > anisotropy)) {
        return CHL_OK;
    }
    name_column(s, wide, item, sizeof item);
    name_column(s, narrow, other, sizeof other);
    return chl_findings_add(s->sink, CHL_SEVERITY_NOTE, "scale", item, err,
                            "spreads %.3g times as wide as %s; the range "
                            "'standard' gives every column the same weight",
                            ratio, other);
}

/* Full scale of an unsigned type of at most 16 bits, else 0. */
static double
full_scale(chl_dtype type)
{
    return type == CHL_U8 ? 255 : type == CHL_U16 ? 65535 : 0;
}

static chl_status
judge_range(const survey *s, chl_error *err)
{
    const chl_dataset_info *info = &s->dataset->info;
    double full = full_scale(info->dtype);

    if (info->kind != CHL_KIND_IMAGES || info->maximum <= 0
        || info->maximum > used_part * full
        || (info->range.full_scale > 0 && info->range.full_scale < full)) {
        return CHL_OK;
    }
    return chl_findings_add(s->sink, CHL_SEVERITY_NOTE, "range", "values", err,
                            "lie in %g..%g of 0..%g; if %g is full brightness, "
                            "use --full-scale %g",
                            info->minimum, info->maximum, full, info->maximum,
                            info->maximum);
}

static void
name_class(const survey *s, size_t class, char *item, size_t size)
{
    const char *name = chl_dataset_class_name(s->dataset, class);

    if (name != NULL) {
        snprintf(item, size, "class %s", name);
    } else {
        snprintf(item, size, "class %zu", class);
    }
}

static chl_status
judge_classes(const survey *s, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t classes = s->dataset->info.class_count, small = 0, large = 0;
    size_t *count = NULL;
    char item[ITEM_TEXT], other[ITEM_TEXT];

    if (classes < 2) {
        return CHL_OK;
    }
    count = chl_alloc(classes, sizeof *count);
    CHL_REQUIRE_MEMORY(count, err, "the sizes of classes");
    for (size_t i = 0; i < s->dataset->info.count; i++) {
        ptrdiff_t class = chl_dataset_label(s->dataset, i);

        if (class >= 0 && (size_t) class < classes) {
            count[class]++;
        }
    }
    for (size_t k = 0; k < classes; k++) {
        small = count[k] < count[small] ? k : small;
        large = count[k] > count[large] ? k : large;
    }
    if ((double) count[large] >= imbalance * (double) count[small]) {
        name_class(s, small, item, sizeof item);
        name_class(s, large, other, sizeof other);
        CHL_TRY(chl_findings_add(s->sink, CHL_SEVERITY_WARNING, "imbalance",
                                 item, err, "has %zu rows, %s has %zu",
                                 count[small], other, count[large]));
    }
out:
    chl_free(count);
    return status;
}

chl_status
chl_check_rows(const chl_dataset *dataset, const chl_progress *progress,
               chl_findings *sink, chl_error *err)
{
    chl_status status = CHL_OK;
    survey s;

    CHL_TRY(survey_init(&s, dataset, sink, err));
    CHL_TRY(look_at_rows(&s, progress, err));
    CHL_TRY(judge_size(&s, err));
    CHL_TRY(judge_columns(&s, err));
    CHL_TRY(judge_scales(&s, err));
    CHL_TRY(judge_range(&s, err));
    CHL_TRY(judge_classes(&s, err));
out:
    chl_free(s.row);
    return status;
}
