/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over all rows: fingerprint, extremes, finiteness, duplicates. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

#include "base/error.h"
#include "data/dataset.h"
#include "data/duplicates.h"

enum {
    LANES = 8,         /* extremes kept side by side, so that they vectorise */
    TELL_EVERY = 1024, /* rows between two words to the progress callback    */
    ITEM_TEXT = 256
};

typedef struct scan {
    chl_dataset *dataset;
    chl_findings *sink;
    size_t row_size; /* bytes */
    uint8_t *bytes;  /* one row, gathered */
    double *values;  /* one row */
    double *moments; /* means, then sums of squares; NULL if not wanted */
    chl_duplicates duplicates;
    double low[LANES], high[LANES];
    size_t bad_rows;
    XXH3_state_t fingerprint;
} scan;

static void
scan_clear(scan *s)
{
    chl_free(s->bytes);
    chl_free(s->values);
    chl_free(s->moments);
    chl_duplicates_clear(&s->duplicates);
}

/* Little-endian, so that a fingerprint is the same on every machine. */
static void
hash_number(XXH3_state_t *state, uint64_t number)
{
    uint8_t bytes[8];

    for (size_t k = 0; k < sizeof bytes; k++) {
        bytes[k] = (uint8_t) (number >> 8 * k);
    }
    XXH3_128bits_update(state, bytes, sizeof bytes);
}

static void
start_fingerprint(scan *s)
{
    const chl_table *table = &s->dataset->table;
    const char *type = chl_dtype_name(table->dtype);

    XXH3_128bits_reset(&s->fingerprint);
    XXH3_128bits_update(&s->fingerprint, type, strlen(type));
    hash_number(&s->fingerprint, table->axes);
    for (size_t k = 0; k < table->axes; k++) {
        hash_number(&s->fingerprint, table->shape[k]);
    }
}

static chl_status
scan_init(scan *s, chl_dataset *dataset, chl_findings *sink, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = dataset->info.dimension;

    s->dataset = dataset;
    s->sink = sink;
    s->row_size = d * chl_dtype_size(dataset->table.dtype);
    s->bytes = chl_alloc(s->row_size, 1);
    CHL_REQUIRE_MEMORY(s->bytes, err, "a row");
    s->values = chl_alloc(d, sizeof *s->values);
    CHL_REQUIRE_MEMORY(s->values, err, "a row");
    CHL_TRY(chl_duplicates_init(&s->duplicates, &dataset->table,
                                CHL_DUPLICATES_KEPT, err));
    if (dataset->info.range.kind == CHL_RANGE_STANDARD) {
        s->moments = chl_alloc(2 * d, sizeof *s->moments);
        CHL_REQUIRE_MEMORY(s->moments, err, "column means");
    }
    for (size_t k = 0; k < LANES; k++) {
        s->low[k] = INFINITY;
        s->high[k] = -INFINITY;
    }
    start_fingerprint(s);
out:
    return status;
}

static void
take_extremes(scan *s, size_t d)
{
    size_t whole = d - d % LANES;

    for (size_t j = 0; j < whole; j += LANES) {
        for (size_t k = 0; k < LANES; k++) {
            double v = s->values[j + k];

            s->low[k] = v < s->low[k] ? v : s->low[k];
            s->high[k] = v > s->high[k] ? v : s->high[k];
        }
    }
    for (size_t j = whole; j < d; j++) {
        double v = s->values[j];

        s->low[0] = v < s->low[0] ? v : s->low[0];
        s->high[0] = v > s->high[0] ? v : s->high[0];
    }
}

/* Welford's update. */
static void
take_moments(scan *s, size_t row, size_t d)
{
    double *mean = s->moments, *square = s->moments + d;

    for (size_t j = 0; j < d; j++) {
        double step = s->values[j] - mean[j];

        mean[j] += step / (double) (row + 1);
        square[j] += step * (s->values[j] - mean[j]);
    }
}

/* The first value that is not finite, or d. 0 * v is 0 unless v is not. */
static size_t
find_bad(const double *values, size_t d)
{
    double sum = 0;
    size_t j = 0;

    for (size_t k = 0; k < d; k++) {
        sum += 0 * values[k];
    }
    if (sum == 0) {
        return d;
    }
    while (isfinite(values[j])) {
        j++;
    }
    return j;
}

static chl_status
report_bad(scan *s, size_t row, size_t column, chl_error *err)
{
    char item[ITEM_TEXT], name[ITEM_TEXT] = "";
    const chl_table *table = &s->dataset->table;
    double value = s->values[column];
    const char *word = isnan(value) ? "NaN" : value > 0 ? "inf" : "-inf";

    chl_table_item_name(table, row, item, sizeof item);
    if (table->column_names != NULL) {
        snprintf(name, sizeof name, " ('%s')", table->column_names[column]);
    }
    s->bad_rows++;
    if (s->sink != NULL) {
        return chl_findings_add(
            s->sink, CHL_SEVERITY_ERROR, "not-finite", item, err,
            "column %zu%s is %s; expected a finite number", column, name, word);
    }
    return CHL_FAIL(err, CHL_EDATA,
                    "%s, column %zu%s is %s; expected a finite number", item,
                    column, name, word);
}

static chl_status
take_duplicate(scan *s, size_t row, const uint8_t *bytes, chl_error *err)
{
    const chl_table *table = &s->dataset->table;
    char item[ITEM_TEXT], earlier[ITEM_TEXT];
    size_t found;

    chl_duplicates_take(&s->duplicates, row, bytes,
                        XXH3_64bits(bytes, s->row_size), &found);
    if (found == row || s->sink == NULL) {
        return CHL_OK;
    }
    chl_table_item_name(table, row, item, sizeof item);
    chl_table_item_name(table, found, earlier, sizeof earlier);
    return chl_findings_add(s->sink, CHL_SEVERITY_WARNING, "duplicate", item,
                            err, "is equal to %s", earlier);
}

static chl_status
scan_row(scan *s, size_t row, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_table *table = &s->dataset->table;
    size_t d = s->dataset->info.dimension, bad;
    const uint8_t *bytes = chl_row_bytes(table, row, s->bytes);

    XXH3_128bits_update(&s->fingerprint, bytes, s->row_size);
    CHL_TRY(take_duplicate(s, row, bytes, err));
    chl_values_convert(table->dtype, bytes, d, s->values);
    bad = find_bad(s->values, d);
    if (bad < d) {
        return report_bad(s, row, bad, err);
    }
    take_extremes(s, d);
    if (s->moments != NULL) {
        take_moments(s, row, d);
    }
out:
    return status;
}

static chl_status
scan_rows(scan *s, const chl_progress *progress, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t count = s->dataset->info.count;

    for (size_t row = 0; row < count; row++) {
        if (row % TELL_EVERY == 0) {
            CHL_TRY(chl_progress_tell(progress, "reading", (double) row,
                                      (double) count, err));
            CHL_TRY(chl_file_intact(&s->dataset->file, err));
            chl_dataset_release_pages(s->dataset);
        }
        CHL_TRY(scan_row(s, row, err));
    }
    CHL_REQUIRE(s->bad_rows == 0, err, CHL_EDATA,
                "%zu of %zu rows are not finite", s->bad_rows, count);
    CHL_TRY(chl_progress_tell(progress, "reading", (double) count,
                              (double) count, err));
out:
    return status;
}

static void
finish_info(scan *s)
{
    chl_dataset_info *info = &s->dataset->info;
    XXH128_hash_t hash = XXH3_128bits_digest(&s->fingerprint);

    info->duplicates =
        chl_duplicates_count(&s->duplicates, &info->duplicates_estimated);
    info->constant = s->duplicates.constant;
    info->minimum = s->low[0];
    info->maximum = s->high[0];
    for (size_t k = 1; k < LANES; k++) {
        info->minimum = fmin(info->minimum, s->low[k]);
        info->maximum = fmax(info->maximum, s->high[k]);
    }
    snprintf(info->fingerprint, sizeof info->fingerprint, "%016llx%016llx",
             (unsigned long long) hash.high64, (unsigned long long) hash.low64);
}

static chl_status
report_estimate(const scan *s, chl_error *err)
{
    const chl_dataset_info *info = &s->dataset->info;

    if (!info->duplicates_estimated) {
        return CHL_OK;
    }
    return chl_findings_add(
        s->sink, CHL_SEVERITY_NOTE, "estimate", "duplicates", err,
        "%zu is an estimate from the rows whose hash ends "
        "in %u zero bits, as there are more than %d "
        "different ones",
        info->duplicates, s->duplicates.level, CHL_DUPLICATES_KEPT);
}

/* Origins are the means, scales the inverse deviations; a constant column
 * becomes zero. */
static void
finish_columns(scan *s)
{
    size_t d = s->dataset->info.dimension, n = s->dataset->info.count;
    double *squares;

    if (s->moments == NULL) {
        return;
    }
    squares = s->moments + d;
    for (size_t j = 0; j < d; j++) {
        squares[j] = squares[j] > 0 ? sqrt((double) n / squares[j]) : 1;
    }
    s->dataset->columns = s->moments;
    s->moments = NULL;
}

chl_status
chl_dataset_scan(chl_dataset *dataset, const chl_progress *progress,
                 chl_findings *sink, chl_error *err)
{
    chl_status status = CHL_OK;
    scan s = { 0 };

    CHL_TRY(scan_init(&s, dataset, sink, err));
    CHL_TRY(scan_rows(&s, progress, err));
    finish_info(&s);
    CHL_TRY(report_estimate(&s, err));
    finish_columns(&s);
out:
    scan_clear(&s);
    return status;
}
