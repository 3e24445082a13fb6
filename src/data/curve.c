/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scores of a run from a table or from its folder. */
#include "data/curve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <chladni/data.h>

#include "base/error.h"
#include "data/runs.h"

enum {
    MOST_POINTS = 100000,
    LEAST_POINTS = 3
};

typedef struct point {
    double steps, score;
    size_t place; /* in the file: sums do not depend on the sort */
} point;

typedef struct points {
    const char *where;
    size_t count;
    point *list;
} points;

static chl_status
add_point(points *p, double steps, double score, chl_error *err)
{
    point *grown = chl_realloc(p->list, p->count + 1, sizeof *grown);

    if (grown == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for the scores");
    }
    p->list = grown;
    grown[p->count] = (point){ steps, score, p->count };
    p->count++;
    return CHL_OK;
}

/* Where a column is; `columns` if it is not. */
static size_t
find_column(const chl_dataset *table, const char *wanted)
{
    size_t columns = chl_dataset_describe(table)->dimension;

    for (size_t c = 0; c < columns; c++) {
        const char *name = chl_dataset_column_name(table, c);

        if (name != NULL && strcmp(name, wanted) == 0) {
            return c;
        }
    }
    return columns;
}

/* What a row is of in steps; 0 if there is no telling. */
static double
steps_of(const chl_dataset *table, const double *values, size_t batch)
{
    size_t columns = chl_dataset_describe(table)->dimension;
    size_t steps = find_column(table, "steps"),
           kimg = find_column(table, "kimg"), own = find_column(table, "batch");
    double images = own < columns ? values[own] : (double) batch;

    return steps < columns ? values[steps]
           : images > 0.0  ? 1000.0 * values[kimg] / images
                           : 0.0;
}

static chl_status
check_table(const char *where, const chl_dataset *table, size_t batch,
            chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *about = chl_dataset_describe(table);
    size_t columns = about->dimension;

    CHL_REQUIRE(about->kind == CHL_KIND_TABLE && about->count <= MOST_POINTS,
                err, CHL_EDATA,
                "%s: is %s of %zu rows; expected a run folder or a CSV table "
                "with the columns steps and score",
                where, about->format, about->count);
    CHL_REQUIRE(find_column(table, "score") < columns, err, CHL_EFORMAT,
                "%s: line 1 names no column 'score'; expected steps (or kimg) "
                "and score",
                where);
    CHL_REQUIRE(find_column(table, "steps") < columns
                    || find_column(table, "kimg") < columns,
                err, CHL_EFORMAT,
                "%s: line 1 names no column 'steps' and no column 'kimg'; "
                "expected one of them and score",
                where);
    CHL_REQUIRE(find_column(table, "steps") < columns
                    || find_column(table, "batch") < columns || batch > 0,
                err, CHL_EDATA,
                "%s: has thousands of images, and no column 'batch'; the "
                "batch must be given to know the steps",
                where);
out:
    return status;
}

static chl_status
read_table(points *p, size_t batch, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_dataset *table = NULL;
    const chl_dataset_info *about;
    double *values = NULL, steps;

    CHL_TRY(chl_dataset_open(p->where, NULL, &table, err));
    CHL_TRY(check_table(p->where, table, batch, err));
    about = chl_dataset_describe(table);
    values = chl_alloc(about->dimension, sizeof *values);
    CHL_REQUIRE_MEMORY(values, err, "a row");
    for (size_t row = 0; row < about->count; row++) {
        CHL_TRY(chl_dataset_rows(table, &row, 1, values, err));
        steps = steps_of(table, values, batch);
        CHL_REQUIRE(steps > 0.0, err, CHL_EDATA,
                    "%s: line %zu is of %g steps; expected a number above 0",
                    p->where, row + 2, steps);
        CHL_TRY(add_point(p, steps, values[find_column(table, "score")], err));
    }
out:
    chl_free(values);
    chl_dataset_free(table);
    return status;
}

/* The snapshot of kimg 0 is not of the run yet. */
static chl_status
read_folder(points *p, const char *metric, size_t batch, bool *higher,
            chl_error *err)
{
    chl_status status = CHL_OK;
    chl_runs runs = { 0 };
    const chl_run *run;

    CHL_TRY(chl_runs_read(p->where, metric, &runs, err));
    CHL_REQUIRE(runs.count == 1, err, CHL_EDATA,
                "%s: holds %zu runs; expected one", p->where, runs.count);
    run = &runs.runs[0];
    batch = run->batch > 0 ? run->batch : batch;
    CHL_REQUIRE(batch > 0, err, CHL_EDATA,
                "%s: does not say its batch_size; the batch must be given to "
                "know the steps",
                p->where);
    for (size_t k = 0; k < run->point_count; k++) {
        if (run->points[k].kimg > 0.0) {
            CHL_TRY(add_point(p, 1000.0 * run->points[k].kimg / (double) batch,
                              run->points[k].score, err));
        }
    }
    *higher = *higher || runs.higher;
out:
    chl_runs_clear(&runs);
    return status;
}

static int
by_steps(const void *left, const void *right)
{
    const point *a = left, *b = right;

    return a->steps != b->steps ? (a->steps > b->steps) - (a->steps < b->steps)
                                : (a->place > b->place) - (a->place < b->place);
}

/* Means over equal numbers of steps. */
static chl_status
fill(points *p, bool higher, chl_curve *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_curve made = { .higher = higher };

    made.steps = chl_alloc(p->count + 1, sizeof *made.steps);
    CHL_REQUIRE_MEMORY(made.steps, err, "a curve");
    made.score = chl_alloc(p->count + 1, sizeof *made.score);
    CHL_REQUIRE_MEMORY(made.score, err, "a curve");
    if (p->count > 0) {
        qsort(p->list, p->count, sizeof *p->list, by_steps);
    }
    for (size_t k = 0; k < p->count;) {
        size_t end = k;
        double sum = 0.0;

        for (; end < p->count && p->list[end].steps == p->list[k].steps;
             end++) {
            sum += p->list[end].score;
        }
        made.steps[made.count] = p->list[k].steps;
        made.score[made.count++] = sum / (double) (end - k);
        k = end;
    }
    CHL_REQUIRE(made.count >= LEAST_POINTS, err, CHL_EDATA,
                "%s: has scores at %zu numbers of steps; at least %d are "
                "needed to see where a run is best",
                p->where, made.count, LEAST_POINTS);
    *out = made;
    made = (chl_curve){ 0 };
out:
    chl_curve_clear(&made);
    return status;
}

chl_status
chl_curve_read(const char *where, const char *metric, bool higher, size_t batch,
               chl_curve *out, chl_error *err)
{
    chl_status status = CHL_OK;
    points p = { .where = where };
    struct stat about;

    CHL_REQUIRE(stat(where, &about) == 0, err, CHL_EDATA, "%s: is not there",
                where);
    if (S_ISDIR(about.st_mode)) {
        CHL_TRY(read_folder(&p, metric, batch, &higher, err));
    } else {
        CHL_TRY(read_table(&p, batch, err));
    }
    CHL_TRY(fill(&p, higher, out, err));
out:
    chl_free(p.list);
    return status;
}
