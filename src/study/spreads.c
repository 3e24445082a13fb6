/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A word of warning about tables whose columns have very different spreads. */
#include "study/spreads.h"

#include <math.h>

#include "base/error.h"
#include "base/random.h"
#include "report/result.h"

/* Columns this far apart, judged by so many rows, are worth a word. */
static const double spread_factor = 100.0;

enum {
    SPREAD_ROWS = 4096
};

/* Sums over rows, relative to the first one. */
typedef struct column_sums {
    double origin, sum, square;
} column_sums;

static double
deviation(const column_sums *c, size_t rows)
{
    double mean = c->sum / (double) rows;

    return sqrt(fmax(c->square / (double) rows - mean * mean, 0.0));
}

/* Rows by chance, the same ones every time; without order, the blocks of a
 * sorted table would not stand for the whole. */
static chl_status
add_rows(const chl_dataset *dataset, size_t rows, column_sums *sums,
         chl_error *err)
{
    const chl_random order = { .stream = CHL_STREAM_SPREADS };
    const chl_dataset_info *info = chl_dataset_describe(dataset);
    chl_status status = CHL_OK;
    double *x = chl_alloc(info->dimension, sizeof *x);

    CHL_REQUIRE_MEMORY(x, err, "a row");
    for (size_t k = 0; k < rows; k++) {
        size_t row = (size_t) chl_random_permute(&order, k, info->count);

        CHL_TRY(chl_dataset_rows(dataset, &row, 1, x, err));
        for (size_t c = 0; c < info->dimension; c++) {
            sums[c].origin = k == 0 ? x[c] : sums[c].origin;
            sums[c].sum += x[c] - sums[c].origin;
            sums[c].square += (x[c] - sums[c].origin) * (x[c] - sums[c].origin);
        }
    }
out:
    chl_free(x);
    return status;
}

static const char *
name_of(const chl_dataset *dataset, size_t column)
{
    const char *name = chl_dataset_column_name(dataset, column);

    return name != NULL ? name : "?";
}

static chl_status
say_spreads(const chl_dataset *dataset, const column_sums *sums, size_t rows,
            chl_result *result, chl_error *err)
{
    size_t d = chl_dataset_describe(dataset)->dimension, least = d, most = d;

    for (size_t c = 0; c < d; c++) {
        double s = deviation(&sums[c], rows);

        if (s > 0.0 && (least == d || s < deviation(&sums[least], rows))) {
            least = c;
        }
        if (s > 0.0 && (most == d || s > deviation(&sums[most], rows))) {
            most = c;
        }
    }
    if (least == d
        || deviation(&sums[most], rows)
               <= spread_factor * deviation(&sums[least], rows)) {
        return CHL_OK;
    }
    return chl_result_warn(
        result, "W-RANGE", "warning", err,
        "column '%s' has a standard deviation of %.3g, column '%s' one of "
        "%.3g; with the range raw the wide columns decide alone what is slow; "
        "--range standard gives each the same weight",
        name_of(dataset, most), deviation(&sums[most], rows),
        name_of(dataset, least), deviation(&sums[least], rows));
}

chl_status
chl_spreads_warn(const chl_dataset *dataset, chl_result *result, chl_error *err)
{
    const chl_dataset_info *info = chl_dataset_describe(dataset);
    size_t rows = info->count < SPREAD_ROWS ? info->count : SPREAD_ROWS;
    chl_status status = CHL_OK;
    column_sums *sums = NULL;

    if (info->kind != CHL_KIND_TABLE || info->range.kind != CHL_RANGE_RAW) {
        goto out;
    }
    sums = chl_alloc(info->dimension, sizeof *sums);
    CHL_REQUIRE_MEMORY(sums, err, "the spreads of columns");
    CHL_TRY(add_rows(dataset, rows, sums, err));
    CHL_TRY(say_spreads(dataset, sums, rows, result, err));
out:
    chl_free(sums);
    return status;
}
