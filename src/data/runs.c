/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs of a folder, of a folder of folders, or of a table. */
#include "data/runs.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chladni/data.h>

#include "base/error.h"
#include "base/text.h"

void
chl_runs_clear(chl_runs *runs)
{
    for (size_t k = 0; k < runs->count; k++) {
        chl_free(runs->runs[k].name);
        chl_free(runs->runs[k].points);
    }
    chl_free(runs->runs);
    chl_free(runs->metric);
    *runs = (chl_runs){ 0 };
}

chl_status
chl_runs_append(chl_runs *runs, const char *name, chl_run **out, chl_error *err)
{
    chl_status status = CHL_OK;
    char *copy = chl_strdup(name);
    chl_run *grown = NULL;

    CHL_REQUIRE_MEMORY(copy, err, "the name of a run");
    grown = chl_realloc(runs->runs, runs->count + 1, sizeof *grown);
    CHL_REQUIRE_MEMORY(grown, err, "the runs");
    runs->runs = grown;
    grown[runs->count] =
        (chl_run){ .name = copy, .gamma = NAN, .score = NAN, .kimg = NAN };
    *out = &grown[runs->count++];
    copy = NULL;
out:
    chl_free(copy);
    return status;
}

static bool
holds_run(const char *folder)
{
    chl_text path = { 0 };
    bool found;

    chl_text_add(&path, "%s/training_options.json", folder);
    found = path.data != NULL && access(path.data, F_OK) == 0;
    chl_text_clear(&path);
    return found;
}

static int
by_name(const void *left, const void *right)
{
    return strcmp(*(char *const *) left, *(char *const *) right);
}

/* Paths of the entries that hold a run, in the order of their names. */
static chl_status
list_folders(const char *where, char ***out, size_t *count, chl_error *err)
{
    chl_status status = CHL_OK;
    DIR *folder = opendir(where);
    char **names = NULL, **grown;
    chl_text path = { 0 };

    *count = 0;
    CHL_REQUIRE(folder != NULL, err, CHL_EDATA, "%s: cannot be opened", where);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        chl_text_clear(&path);
        path = (chl_text){ 0 };
        chl_text_add(&path, "%s/%s", where, entry->d_name);
        CHL_TRY(chl_text_check(&path, "a path", err));
        if (entry->d_name[0] == '.' || !holds_run(path.data)) {
            continue;
        }
        grown = chl_realloc(names, *count + 1, sizeof *grown);
        CHL_REQUIRE_MEMORY(grown, err, "the names of the runs");
        names = grown;
        names[(*count)++] = path.data;
        path = (chl_text){ 0 };
    }
    if (*count > 0) {
        qsort(names, *count, sizeof *names, by_name);
    }
out:
    *out = names;
    chl_text_clear(&path);
    if (folder != NULL) {
        closedir(folder);
    }
    return status;
}

static chl_status
read_folders(const char *where, const char *metric, chl_runs *runs,
             chl_error *err)
{
    chl_status status = CHL_OK;
    char **names = NULL;
    size_t count = 0;

    if (holds_run(where)) {
        return chl_runs_read_folder(where, metric, runs, err);
    }
    CHL_TRY(list_folders(where, &names, &count, err));
    CHL_REQUIRE(count > 0, err, CHL_EDATA,
                "%s: neither it nor a folder in it has training_options.json; "
                "expected a run folder of StyleGAN or R3GAN",
                where);
    for (size_t k = 0; k < count; k++) {
        CHL_TRY(chl_runs_read_folder(names[k], metric, runs, err));
    }
out:
    for (size_t k = 0; names != NULL && k < count; k++) {
        chl_free(names[k]);
    }
    chl_free(names);
    return status;
}

enum {
    COLUMNS = 5,
    MOST_RUNS = 100000
};

static const char *const column_names[COLUMNS] = { "gamma", "score", "batch",
                                                   "kimg", "resolution" };

/* Where each column is; `columns` where it is not. */
static chl_status
find_columns(const char *where, const chl_dataset *table, size_t at[COLUMNS],
             chl_error *err)
{
    chl_status status = CHL_OK;
    size_t columns = chl_dataset_describe(table)->dimension;

    for (size_t k = 0; k < COLUMNS; k++) {
        at[k] = columns;
        for (size_t c = 0; c < columns; c++) {
            const char *name = chl_dataset_column_name(table, c);

            if (name != NULL && strcmp(name, column_names[k]) == 0) {
                at[k] = c;
            }
        }
        CHL_REQUIRE(k > 1 || at[k] < columns, err, CHL_EFORMAT,
                    "%s: line 1 names no column '%s'; expected at least gamma "
                    "and score",
                    where, column_names[k]);
    }
out:
    return status;
}

static chl_status
add_row(const char *where, const double *values, const size_t at[COLUMNS],
        size_t columns, size_t row, chl_runs *runs, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_run *run;
    char name[64];

    snprintf(name, sizeof name, "line %zu", row + 2);
    CHL_REQUIRE(values[at[0]] > 0.0, err, CHL_EDATA,
                "%s: %s: gamma is %g; expected a number above 0", where, name,
                values[at[0]]);
    CHL_TRY(chl_runs_append(runs, name, &run, err));
    run->gamma = values[at[0]];
    run->score = values[at[1]];
    run->batch = at[2] < columns ? (size_t) fmax(values[at[2]], 0.0) : 0;
    run->kimg = at[3] < columns ? values[at[3]] : NAN;
    run->resolution = at[4] < columns ? (size_t) fmax(values[at[4]], 0.0) : 0;
out:
    return status;
}

static chl_status
read_table(const char *where, chl_runs *runs, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_dataset *table = NULL;
    const chl_dataset_info *about;
    double *values = NULL;
    size_t at[COLUMNS];

    CHL_TRY(chl_dataset_open(where, NULL, &table, err));
    about = chl_dataset_describe(table);
    CHL_REQUIRE(about->kind == CHL_KIND_TABLE && about->count <= MOST_RUNS, err,
                CHL_EDATA,
                "%s: is %s of %zu rows; expected a run folder or a CSV table "
                "with the columns gamma and score",
                where, about->format, about->count);
    CHL_TRY(find_columns(where, table, at, err));
    values = chl_alloc(about->dimension, sizeof *values);
    CHL_REQUIRE_MEMORY(values, err, "a row");
    for (size_t row = 0; row < about->count; row++) {
        CHL_TRY(chl_dataset_rows(table, &row, 1, values, err));
        CHL_TRY(add_row(where, values, at, about->dimension, row, runs, err));
    }
    if (runs->metric == NULL) {
        runs->metric = chl_strdup("score");
        CHL_REQUIRE_MEMORY(runs->metric, err, "the metric");
    }
out:
    chl_free(values);
    chl_dataset_free(table);
    return status;
}

chl_status
chl_runs_read(const char *where, const char *metric, chl_runs *runs,
              chl_error *err)
{
    struct stat about;

    if (stat(where, &about) != 0) {
        return CHL_FAIL(err, CHL_EDATA, "%s: is not there", where);
    }
    return S_ISDIR(about.st_mode) ? read_folders(where, metric, runs, err)
                                  : read_table(where, runs, err);
}
