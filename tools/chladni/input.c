/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DATA or RESULT: what the word on the command line turns out to be. */
#include "input.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chladni/augment.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "report/result.h"

enum {
    RESULT_LIMIT = 256 << 20
};

static bool
begins_like_document(const char *head)
{
    while (isspace((unsigned char) *head)) {
        head++;
    }
    return *head == '{' || strncasecmp(head, "<!doctype html", 14) == 0
           || strncasecmp(head, "<html", 5) == 0;
}

static bool
is_document(const char *where)
{
    struct stat about;
    char head[64] = "";
    FILE *file;

    if (stat(where, &about) != 0 || !S_ISREG(about.st_mode)) {
        return false;
    }
    file = fopen(where, "rb");
    if (file == NULL) {
        return false;
    }
    head[fread(head, 1, sizeof head - 1, file)] = '\0';
    fclose(file);
    return begins_like_document(head);
}

chl_status
input_parse(const char *bytes, size_t size, const char *command,
            chl_result **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result *result = NULL;

    CHL_TRY(chl_result_parse(bytes, size, &result, err));
    CHL_TRY(chl_result_set_text(&result->command, command, err));
    *out = result;
    result = NULL;
out:
    chl_result_free(result);
    return status;
}

chl_status
input_read(const char *where, char **bytes, size_t *size, chl_error *err)
{
    if (access(where, F_OK) == 0 && !is_document(where)) {
        return CHL_FAIL(err, CHL_EDATA,
                        "%s: is no result; chladni report makes one of data",
                        where);
    }
    return chl_file_read(where, RESULT_LIMIT, bytes, size, err);
}

static chl_status
open_document(const char *where, const char *command, chl_result **out,
              chl_error *err)
{
    chl_status status = CHL_OK;
    char *bytes = NULL;
    size_t size;

    CHL_TRY(input_read(where, &bytes, &size, err));
    status = input_parse(bytes, size, command, out, err);
    if (status != CHL_OK) {
        chl_error_prefix(err, "%s", where);
    }
out:
    chl_free(bytes);
    return status;
}

chl_status
input_augment(chl_dataset *dataset, const cli_analysis *analysis,
              chl_error *err)
{
    chl_status status = CHL_OK;
    chl_augment_chain chain;

    if (analysis->augment == NULL) {
        return CHL_OK;
    }
    status = chl_augment_parse(analysis->augment, &chain, err);
    if (status == CHL_OK && dataset != NULL) {
        status = chl_augment_dataset(dataset, &chain, analysis->data.seed, err);
    }
    if (status != CHL_OK) {
        chl_error_prefix(err, "--augment");
    }
    return status;
}

/* A chain that is none is refused before the data are read. */
static chl_status
open_data(const char *where, const cli_analysis *analysis, chl_dataset **out,
          chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(input_augment(NULL, analysis, err));
    CHL_TRY(chl_dataset_open(where, &analysis->data, out, err));
    CHL_TRY(input_augment(*out, analysis, err));
out:
    return status;
}

chl_status
input_open(const char *where, const char *command, const cli_analysis *analysis,
           cli_input *out, chl_error *err)
{
    chl_status status = CHL_OK;

    *out = (cli_input){ 0 };
    if (is_document(where)) {
        CHL_TRY(open_document(where, command, &out->result, err));
        goto out;
    }
    CHL_TRY(open_data(where, analysis, &out->dataset, err));
    CHL_TRY(chl_result_create(command, &out->result, err));
    CHL_TRY(chl_study_dataset(out->dataset, out->result, err));
out:
    return status;
}

chl_status
input_open_result(const char *where, const char *command, cli_input *out,
                  chl_error *err)
{
    *out = (cli_input){ 0 };
    return open_document(where, command, &out->result, err);
}

void
input_close(cli_input *input)
{
    chl_dataset_free(input->dataset);
    chl_result_free(input->result);
    *input = (cli_input){ 0 };
}

cli_analysis
analysis_default(void)
{
    return (cli_analysis){ chl_dataset_settings_default(),
                           NULL,
                           chl_spectrum_settings_default(),
                           chl_predict_settings_default(),
                           NULL,
                           NULL,
                           { NULL, 0 } };
}

void
analysis_clear(cli_analysis *analysis)
{
    chl_free(analysis->checkpoint);
    analysis->checkpoint = NULL;
}

void
analysis_tell_kept(const cli_analysis *analysis, chl_status status,
                   chl_error *err)
{
    const char *path = analysis->spectrum.checkpoint;

    if (status == CHL_ECANCELLED && path != NULL && access(path, F_OK) == 0) {
        *err = (chl_error){ 0 };
        CHL_FAIL(err, status,
                 "cancelled; what is done is kept in %s, and the same command "
                 "with --resume goes on from there",
                 path);
    }
}
