/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a table or a cloud where a mode is high and low, for the eye. */
#include "study/scatter.h"

#include <math.h>

#include "base/error.h"
#include "report/result.h"

/* What is drawn: rows as they are in the dataset, and the mode there. */
typedef struct rows {
    size_t count, d;
    const double *x, *f; /* count x d; count */
} rows;

static double
rounded(double value)
{
    double places;

    if (!isfinite(value) || fabs(value) < 1e-12) {
        return isfinite(value) ? 0.0 : value;
    }
    places = 3.0 - floor(log10(fabs(value)));
    /* Powers of ten are exact up to 1e22, their inverses are not. */
    return places >= 0.0
               ? nearbyint(value * pow(10.0, places)) / pow(10.0, places)
               : nearbyint(value / pow(10.0, -places)) * pow(10.0, -places);
}

/* |correlation| of a column with the mode; 0 if one of them is constant. */
static double
bond(const rows *r, size_t column)
{
    double n = (double) r->count, sx = 0.0, sf = 0.0, xx = 0.0, ff = 0.0;
    double xf = 0.0;

    for (size_t i = 0; i < r->count; i++) {
        sx += r->x[i * r->d + column];
        sf += r->f[i];
    }
    for (size_t i = 0; i < r->count; i++) {
        double x = r->x[i * r->d + column] - sx / n, f = r->f[i] - sf / n;

        xx += x * x;
        ff += f * f;
        xf += x * f;
    }
    return xx > 0.0 && ff > 0.0 ? fabs(xf) / sqrt(xx * ff) : 0.0;
}

/* The column with the closest bond but `but`; of equals the first. */
static size_t
closest(const rows *r, size_t but)
{
    size_t best = r->d;
    double most = -1.0;

    for (size_t l = 0; l < r->d; l++) {
        double b = l != but ? bond(r, l) : -1.0;

        if (b > most) {
            most = b;
            best = l;
        }
    }
    return best;
}

static chl_status
name_column(const chl_dataset *dataset, size_t column, char **out,
            chl_error *err)
{
    const char *name = chl_dataset_column_name(dataset, column);

    return name != NULL
               ? chl_result_set_text(out, name, err)
               : chl_result_set_textf(out, err, "column %zu", column + 1);
}

static chl_status
fill(const chl_dataset *dataset, const rows *r, chl_result_scatter *s,
     chl_error *err)
{
    chl_status status = CHL_OK;
    size_t across = r->d <= 2 ? 0 : closest(r, r->d);
    size_t up = r->d <= 2 ? 1 : closest(r, across);

    CHL_TRY(name_column(dataset, across, &s->x_name, err));
    if (r->d > 1) {
        CHL_TRY(name_column(dataset, up, &s->y_name, err));
    }
    for (size_t i = 0; i < r->count; i++) {
        s->value[i] = rounded(r->f[i]);
        s->x[i] = rounded(r->x[i * r->d + across]);
        s->y[i] = r->d > 1 ? rounded(r->x[i * r->d + up]) : s->value[i];
    }
out:
    return status;
}

chl_status
chl_scatter_fill(const chl_dataset *dataset, const chl_reservoir *kept,
                 size_t mode, chl_result_mode *out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t count = chl_reservoir_count(kept);
    rows r = { count, chl_dataset_describe(dataset)->dimension, NULL, NULL };
    chl_result_scatter *scatter = NULL;
    size_t *row = NULL;
    double *x = NULL, *f = NULL;

    if (count == 0) {
        return CHL_OK;
    }
    row = chl_alloc(count, sizeof *row);
    x = chl_alloc(count * r.d, sizeof *x);
    f = chl_alloc(count, sizeof *f);
    CHL_REQUIRE(row != NULL && x != NULL && f != NULL, err, CHL_ENOMEM,
                "out of memory for rows to draw");
    for (size_t i = 0; i < count; i++) {
        row[i] = chl_reservoir_row(kept, i);
        f[i] = chl_reservoir_values(kept, i)[mode];
    }
    CHL_TRY(chl_dataset_rows(dataset, row, count, x, err));
    r.x = x;
    r.f = f;
    CHL_TRY(chl_result_scatter_create(count, &scatter, err));
    CHL_TRY(fill(dataset, &r, scatter, err));
    chl_result_section_free(&chl_record_scatter, out->scatter);
    out->scatter = scatter;
    scatter = NULL;
out:
    chl_result_section_free(&chl_record_scatter, scatter);
    chl_free(row);
    chl_free(x);
    chl_free(f);
    return status;
}
