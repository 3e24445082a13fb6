/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two clouds of a flow from the words of a command line. */
#include "clouds.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "data/measures.h"

enum {
    MEASURE_POINTS = 500
};

static const char gauss[] = "gauss";

/* Measures draw as many rows as are asked for. */
static chl_dataset_settings
settings_for(const char *where, const cli_analysis *analysis, size_t count)
{
    chl_dataset_settings settings = analysis->data;

    if (chl_measure_known(where)) {
        settings.samples = count > 0 ? count : MEASURE_POINTS;
    }
    return settings;
}

/* What is opened already stays as it is. */
static chl_status
open_rows(const char *where, const cli_clouds_words *words, const char *command,
          const cli_analysis *analysis, cli_clouds *out, chl_error *err)
{
    chl_status status = CHL_OK;
    cli_analysis fitted = *analysis;

    if (out->input.dataset == NULL) {
        fitted.data = settings_for(where, analysis, words->samples);
        CHL_TRY(input_open(where, command, &fitted, &out->input, err));
    }
    CHL_REQUIRE(out->input.dataset != NULL, err, CHL_EDATA,
                "%s: is a result; %s takes data", where, command);
    status =
        chl_cloud_rows(out->input.dataset, words->samples, CHL_CLOUD_TARGET,
                       analysis->data.seed, &out->target, err);
    if (status != CHL_OK) {
        chl_error_prefix(err, "%s", where);
    }
out:
    return status;
}

static chl_status
open_target(const char *where, const cli_clouds_words *words,
            const char *command, const cli_analysis *analysis, cli_clouds *out,
            chl_error *err)
{
    chl_status status = CHL_OK;
    const uint64_t seed = analysis->data.seed;

    if (out->input.dataset != NULL
        || (!chl_cloud_known(where) && !chl_cloud_is_picture(where))) {
        return open_rows(where, words, command, analysis, out, err);
    }
    if (chl_cloud_known(where)) {
        CHL_TRY(chl_cloud_named(where, CHL_CLOUD_TARGET, words->samples, seed,
                                &out->target, err));
    } else {
        CHL_TRY(chl_cloud_picture(where, words->samples, CHL_CLOUD_TARGET, seed,
                                  &out->target, err));
    }
    CHL_TRY(chl_result_create(command, &out->input.result, err));
out:
    return status;
}

/* Rows of data that are drawn again are to be others than the target's. */
static chl_status
open_data(const char *where, const cli_clouds_words *words,
          const cli_analysis *analysis, size_t count, chl_cloud *out,
          chl_error *err)
{
    chl_status status = CHL_OK;
    chl_dataset_settings settings = settings_for(where, analysis, count);
    chl_dataset *dataset = NULL;

    settings.seed = ~settings.seed;
    CHL_TRY(chl_dataset_open(where, &settings, &dataset, err));
    status = chl_cloud_rows(dataset, words->points, CHL_CLOUD_SOURCE,
                            analysis->data.seed, out, err);
    if (status != CHL_OK) {
        chl_error_prefix(err, "%s", where);
    }
out:
    chl_dataset_free(dataset);
    return status;
}

static chl_status
open_source(const char *where, const cli_clouds_words *words,
            const cli_analysis *analysis, cli_clouds *out, chl_error *err)
{
    const uint64_t seed = analysis->data.seed;
    const char *from = words->source;
    size_t count = words->points;

    if (from == NULL && out->input.dataset == NULL && chl_cloud_known(where)) {
        out->from = where;
        count = count > 0 ? count : out->target.count;
        return chl_cloud_named(where, CHL_CLOUD_SOURCE, count, seed,
                               &out->source, err);
    }
    out->from = from != NULL ? from : gauss;
    if (from == NULL || strcmp(from, gauss) == 0) {
        count = count > 0 ? count : out->target.count;
        return chl_cloud_gauss(count, out->target.dimension, words->loc,
                               words->scale, CHL_CLOUD_SOURCE, seed,
                               &out->source, err);
    }
    if (chl_cloud_known(from)) {
        return chl_cloud_named(from, CHL_CLOUD_TARGET, count, ~seed,
                               &out->source, err);
    }
    if (chl_cloud_is_picture(from)) {
        return chl_cloud_picture(from, count, CHL_CLOUD_SOURCE, seed,
                                 &out->source, err);
    }
    return open_data(from, words, analysis, count, &out->source, err);
}

/* A Gaussian is not of the data, so that their transform is not its. */
static chl_status
transform(const cli_clouds_words *words, const char *where, cli_clouds *out,
          chl_error *err)
{
    chl_status status = CHL_OK;

    status = chl_cloud_transform(words->transform, &out->target, err);
    if (status == CHL_OK && out->from != gauss) {
        status = chl_cloud_transform(words->transform, &out->source, err);
    }
    if (status != CHL_OK) {
        chl_error_prefix(err, "%s", where);
    }
    return status;
}

chl_status
clouds_open(const char *where, const cli_clouds_words *words,
            const char *command, const cli_analysis *analysis, cli_clouds *out,
            chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(open_target(where, words, command, analysis, out, err));
    CHL_TRY(open_source(where, words, analysis, out, err));
    CHL_TRY(transform(words, where, out, err));
out:
    return status;
}

void
clouds_close(cli_clouds *clouds)
{
    chl_cloud_clear(&clouds->source);
    chl_cloud_clear(&clouds->target);
    input_close(&clouds->input);
}
