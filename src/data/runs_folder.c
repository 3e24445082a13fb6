/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run folder: options, scores, progress. */
#include "data/runs.h"

#include <glob.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

enum {
    FILE_LIMIT = 64 << 20
};

static const char *
type_name(const json_t *value)
{
    static const char *const names[] = {
        [JSON_OBJECT] = "an object", [JSON_ARRAY] = "a list",
        [JSON_STRING] = "a string",  [JSON_INTEGER] = "a number",
        [JSON_REAL] = "a number",    [JSON_TRUE] = "true",
        [JSON_FALSE] = "false",      [JSON_NULL] = "null"
    };

    return value != NULL ? names[json_typeof(value)] : "nothing";
}

/* One JSON object of a text that begins at `line` of a file. */
static chl_status
parse(const char *path, size_t line, const char *bytes, size_t size,
      json_t **out, chl_error *err)
{
    json_error_t why = { 0 };
    json_t *found = json_loadb(bytes, size, 0, &why);

    if (json_is_object(found)) {
        *out = found;
        return CHL_OK;
    }
    if (found != NULL) {
        chl_status status =
            CHL_FAIL(err, CHL_EFORMAT, "%s: line %zu is %s; expected an object",
                     path, line, type_name(found));

        json_decref(found);
        return status;
    }
    return CHL_FAIL(err, CHL_EFORMAT, "%s: line %zu: %s; expected JSON", path,
                    line + (why.line > 1 ? (size_t) why.line - 1 : 0),
                    why.text[0] != '\0' ? why.text : "out of memory");
}

/* A number of a member of a member; *out stays if there is none. */
static bool
inner_number(const json_t *object, const char *outer, const char *inner,
             double *out)
{
    const json_t *value =
        json_object_get(json_object_get(object, outer), inner);

    if (json_is_number(value)) {
        *out = json_number_value(value);
    }
    return json_is_number(value);
}

static chl_status
read_gamma(const char *path, const json_t *options, chl_runs *runs,
           chl_run *run, chl_error *err)
{
    chl_status status = CHL_OK;
    const char *trainer = "stylegan3";

    if (!inner_number(options, "loss_kwargs", "r1_gamma", &run->gamma)) {
        trainer = "r3gan";
        CHL_REQUIRE(inner_number(options, "gamma_scheduler", "final_value",
                                 &run->gamma),
                    err, CHL_EFORMAT,
                    "%s: loss_kwargs.r1_gamma is %s; expected a number (or "
                    "gamma_scheduler.final_value of R3GAN)",
                    path,
                    type_name(json_object_get(
                        json_object_get(options, "loss_kwargs"), "r1_gamma")));
    }
    CHL_REQUIRE(isfinite(run->gamma) && run->gamma >= 0.0, err, CHL_EFORMAT,
                "%s: gamma is %g; expected a number of at least 0", path,
                run->gamma);
    CHL_REQUIRE(runs->trainer == NULL || strcmp(runs->trainer, trainer) == 0,
                err, CHL_EDATA,
                "%s: is a run of another trainer than the ones before, whose "
                "gamma means something else; test them apart",
                path);
    runs->trainer = trainer;
out:
    return status;
}

static chl_status
read_options(const char *folder, chl_runs *runs, chl_run *run, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text path = { 0 };
    json_t *options = NULL;
    char *bytes = NULL;
    double resolution = 0.0;
    size_t size;

    chl_text_add(&path, "%s/training_options.json", folder);
    CHL_TRY(chl_text_check(&path, "a path", err));
    CHL_TRY(chl_file_read(path.data, FILE_LIMIT, &bytes, &size, err));
    CHL_TRY(parse(path.data, 1, bytes, size, &options, err));
    CHL_TRY(read_gamma(path.data, options, runs, run, err));
    if (json_is_integer(json_object_get(options, "batch_size"))) {
        json_int_t batch =
            json_integer_value(json_object_get(options, "batch_size"));

        run->batch = batch > 0 ? (size_t) batch : 0;
    }
    if (inner_number(options, "training_set_kwargs", "resolution", &resolution)
        && resolution >= 1.0 && resolution <= 65536.0) {
        run->resolution = (size_t) resolution;
    }
out:
    json_decref(options);
    chl_free(bytes);
    chl_text_clear(&path);
    return status;
}

/* A line of a file; the last may lack its end. */
typedef struct line {
    const char *path, *text;
    size_t number, size;
    bool ended;
} line;

/* Called for every line; empty ones are left out. */
typedef chl_status line_fn(const line *l, void *user, chl_error *err);

static chl_status
each_line(const char *path, line_fn *take, void *user, chl_error *err)
{
    chl_status status = CHL_OK;
    char *bytes = NULL;
    size_t size, number = 1;

    CHL_TRY(chl_file_read(path, FILE_LIMIT, &bytes, &size, err));
    for (char *at = bytes; at < bytes + size; number++) {
        char *end = memchr(at, '\n', size - (size_t) (at - bytes));
        size_t length =
            end != NULL ? (size_t) (end - at) : size - (size_t) (at - bytes);
        line l = { path, at, number, length, end != NULL };

        at[length] = '\0';
        if (length > 0) {
            CHL_TRY(take(&l, user, err));
        }
        at += length + 1;
    }
out:
    chl_free(bytes);
    return status;
}

typedef struct score {
    const char *metric;
    bool higher;
    double best;
    chl_run *run; /* gets the points */
} score;

/* 201 of "network-snapshot-000201.pkl". */
static double
kimg_of(const json_t *object)
{
    const char *name =
        json_string_value(json_object_get(object, "snapshot_pkl"));
    const char *dash = name != NULL ? strrchr(name, '-') : NULL;
    char *end = NULL;
    double kimg = dash != NULL ? strtod(dash + 1, &end) : NAN;

    return end != NULL && end > dash + 1 && isfinite(kimg) ? kimg : NAN;
}

static chl_status
add_point(chl_run *run, double kimg, double value, chl_error *err)
{
    chl_run_point *grown =
        chl_realloc(run->points, run->point_count + 1, sizeof *grown);

    if (grown == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for the scores");
    }
    run->points = grown;
    grown[run->point_count++] = (chl_run_point){ kimg, value };
    return CHL_OK;
}

/* {"results": {"fid50k_full": 12.3}, ...}; Python writes NaN of a run that
 * diverged, which is no JSON and no score. */
static chl_status
take_score(const line *l, void *user, chl_error *err)
{
    chl_status status = CHL_OK;
    score *s = user;
    json_t *object = NULL;
    const json_t *value;
    json_t *results;
    double here;

    if (strstr(l->text, ": NaN") != NULL) {
        return CHL_OK;
    }
    CHL_TRY(parse(l->path, l->number, l->text, l->size, &object, err));
    results = json_object_get(object, "results");
    value = json_object_get(results, s->metric);
    if (value == NULL && json_is_object(results)) {
        value = json_object_iter_value(json_object_iter(results));
    }
    CHL_REQUIRE(json_is_number(value), err, CHL_EFORMAT,
                "%s: line %zu: results.%s is %s; expected a number", l->path,
                l->number, s->metric, type_name(value));
    here = json_number_value(value);
    if (isnan(s->best) || (s->higher ? here > s->best : here < s->best)) {
        s->best = here;
    }
    CHL_TRY(add_point(s->run, kimg_of(object), here, err));
out:
    json_decref(object);
    return status;
}

/* "fid50k_full" of ".../metric-fid50k_full.jsonl"; the caller's. */
static char *
metric_of(const char *path)
{
    const char *name = strrchr(path, '/') + strlen("/metric-");
    char *copy = chl_strdup(name);

    if (copy != NULL) {
        copy[strlen(copy) - strlen(".jsonl")] = '\0';
    }
    return copy;
}

/* A folder as a pattern that only it matches. */
static void
add_literal(chl_text *pattern, const char *folder)
{
    for (; *folder != '\0'; folder++) {
        if (strchr("*?[\\", *folder) != NULL) {
            chl_text_add_bytes(pattern, "\\", 1);
        }
        chl_text_add_bytes(pattern, folder, 1);
    }
}

/* The metric of all runs, settled by the first that has one. */
static chl_status
settle_metric(const char *folder, const char *metric, chl_runs *runs,
              chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text pattern = { 0 };
    glob_t found = { 0 };

    if (runs->metric != NULL) {
        return CHL_OK;
    }
    chl_text_add(&pattern, "%s/metric-fid50k_full.jsonl", folder);
    CHL_TRY(chl_text_check(&pattern, "a path", err));
    if (metric == NULL && access(pattern.data, F_OK) == 0) {
        metric = "fid50k_full";
    }
    if (metric == NULL) {
        chl_text_clear(&pattern);
        pattern = (chl_text){ 0 };
        add_literal(&pattern, folder);
        chl_text_add(&pattern, "/metric-*.jsonl");
        CHL_TRY(chl_text_check(&pattern, "a path", err));
        if (glob(pattern.data, 0, NULL, &found) != 0) {
            goto out;
        }
        runs->metric = metric_of(found.gl_pathv[0]);
    } else {
        runs->metric = chl_strdup(metric);
    }
    CHL_REQUIRE_MEMORY(runs->metric, err, "the metric");
    runs->higher = strncmp(runs->metric, "is", 2) == 0
                   || strncmp(runs->metric, "pr", 2) == 0;
out:
    globfree(&found);
    chl_text_clear(&pattern);
    return status;
}

static chl_status
read_scores(const char *folder, const char *metric, chl_runs *runs,
            chl_run *run, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text path = { 0 };
    score s = { .best = NAN, .run = run };

    CHL_TRY(settle_metric(folder, metric, runs, err));
    if (runs->metric == NULL) {
        goto out;
    }
    chl_text_add(&path, "%s/metric-%s.jsonl", folder, runs->metric);
    CHL_TRY(chl_text_check(&path, "a path", err));
    s.metric = runs->metric;
    s.higher = runs->higher;
    if (access(path.data, F_OK) == 0) {
        CHL_TRY(each_line(path.data, take_score, &s, err));
    }
    run->score = s.best;
out:
    chl_text_clear(&path);
    return status;
}

/* {"Progress/kimg": {"mean": 123.4, ...}, ...}; the last line may be cut off
 * where a run was killed. */
static chl_status
take_progress(const line *l, void *user, chl_error *err)
{
    json_t *object = NULL;
    double *kimg = user;

    if (strstr(l->text, ": NaN") != NULL || !l->ended) {
        return CHL_OK;
    }
    if (parse(l->path, l->number, l->text, l->size, &object, err) != CHL_OK) {
        return CHL_EFORMAT;
    }
    inner_number(object, "Progress/kimg", "mean", kimg);
    json_decref(object);
    return CHL_OK;
}

static chl_status
read_progress(const char *folder, chl_run *run, chl_error *err)
{
    chl_text path = { 0 };
    chl_status status;

    chl_text_add(&path, "%s/stats.jsonl", folder);
    status = chl_text_check(&path, "a path", err);
    if (status == CHL_OK && access(path.data, F_OK) == 0) {
        status = each_line(path.data, take_progress, &run->kimg, err);
    }
    chl_text_clear(&path);
    return status;
}

chl_status
chl_runs_read_folder(const char *folder, const char *metric, chl_runs *runs,
                     chl_error *err)
{
    chl_status status = CHL_OK;
    const char *slash = strrchr(folder, '/');
    bool named = slash != NULL && slash[1] != '\0';
    chl_run *run;

    CHL_TRY(chl_runs_append(runs, named ? slash + 1 : folder, &run, err));
    CHL_TRY(read_options(folder, runs, run, err));
    CHL_TRY(read_scores(folder, metric, runs, run, err));
    CHL_TRY(read_progress(folder, run, err));
out:
    return status;
}
