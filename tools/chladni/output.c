/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a result goes: files by extension, text or JSON on stdout. */
#include "output.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "input.h"
#include "ranks.h"
#include "terminal.h"

static const char any_word[] = "any";

const char *
output_fail_word(size_t index)
{
    static const char *const words[] = {
        any_word,
        "W-DISCONNECTED",
        "W-DUPLICATES",
        "W-FEW-RUNS",
        "W-FEW-SAMPLES",
        "W-BANDWIDTH-SENSITIVE",
        "W-ESTIMATORS-DISAGREE",
        "W-NOT-APPLICABLE",
        "W-CUSP",
        "W-LEAK",
        "W-CLOCK",
        "W-RANGE",
        "W-RESOLUTION",
        "W-DEGRADED",
    };

    return index < sizeof words / sizeof *words ? words[index] : NULL;
}

static chl_status
check_folder(const char *path, chl_error *err)
{
    chl_status status = CHL_OK;
    char *folder = chl_strdup(path);
    char *slash = folder != NULL ? strrchr(folder, '/') : NULL;

    CHL_REQUIRE_MEMORY(folder, err, "a path");
    if (slash != NULL) {
        slash[slash == folder ? 1 : 0] = '\0';
    }
    CHL_REQUIRE(access(slash != NULL ? folder : ".", W_OK | X_OK) == 0, err,
                CHL_EIO, "%s: its folder is not there or takes no files", path);
out:
    chl_free(folder);
    return status;
}

chl_status
output_check_paths(const cli_globals *settings, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t k = 0; k < settings->outputs.count; k++) {
        const char *path = settings->outputs.paths[k];

        CHL_REQUIRE(chl_document_format_of(path) != NULL, err, CHL_EARG,
                    "%s: no document is known by this extension; use .json, "
                    ".html, .csv, .svg or .png",
                    path);
        CHL_TRY(check_folder(path, err));
    }
out:
    return status;
}

/* A document of either kind, rendered by its own function. */
typedef chl_status render_fn(const void *subject, const char *format,
                             const chl_document_settings *settings, char **out,
                             size_t *size, chl_error *err);

static chl_status
render_result(const void *subject, const char *format,
              const chl_document_settings *settings, char **out, size_t *size,
              chl_error *err)
{
    return chl_document_render(subject, format, settings, out, size, err);
}

static chl_status
render_check(const void *subject, const char *format,
             const chl_document_settings *settings, char **out, size_t *size,
             chl_error *err)
{
    return chl_document_render_check(subject, format, settings, out, size, err);
}

static chl_status
write_file(const cli_session *session, render_fn *render, const void *subject,
           const char *path, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_document_settings settings = chl_document_settings_default();
    char *bytes = NULL;
    size_t size;

    settings.stamp = session->globals.stamp;
    CHL_TRY(render(subject, chl_document_format_of(path), &settings, &bytes,
                   &size, err));
    CHL_TRY(chl_file_write(path, bytes, size, err));
    if (!session->globals.quiet) {
        fprintf(stderr, "chladni: wrote %s\n", path);
    }
out:
    chl_free(bytes);
    return status;
}

static chl_document_settings
settings_of_stdout(const cli_session *session)
{
    chl_document_settings settings = chl_document_settings_default();

    settings.stamp = session->globals.stamp;
    settings.color = terminal_color(session->globals.color);
    settings.ascii = !terminal_is_utf8();
    settings.width = terminal_width(STDOUT_FILENO);
    settings.details = session->globals.verbose;
    return settings;
}

static chl_status
write_stdout(const cli_session *session, render_fn *render, const void *subject,
             chl_error *err)
{
    chl_status status = CHL_OK;
    chl_document_settings settings = settings_of_stdout(session);
    char *bytes = NULL;
    size_t size;

    CHL_TRY(render(subject, session->globals.json ? "json" : "text", &settings,
                   &bytes, &size, err));
    fwrite(bytes, 1, size, stdout);
    if (size > 0 && bytes[size - 1] != '\n') {
        putchar('\n');
    }
out:
    chl_free(bytes);
    return status;
}

/* Files first: a reader of stdout who leaves early costs no file. */
static chl_status
write_all(cli_session *session, render_fn *render, const void *subject,
          chl_error *err)
{
    chl_status status = CHL_OK;
    const path_list *files = &session->globals.outputs;

    progress_close(&session->bar);
    if (!ranks_first()) {
        goto out;
    }
    for (size_t k = 0; k < files->count; k++) {
        CHL_TRY(write_file(session, render, subject, files->paths[k], err));
    }
    CHL_TRY(write_stdout(session, render, subject, err));
out:
    return status;
}

static bool
gate_hit(const chl_result *result, const char *code)
{
    for (size_t k = 0; code != NULL && k < result->warning_count; k++) {
        if (code == any_word || strcmp(result->warnings[k].code, code) == 0) {
            return true;
        }
    }
    return false;
}

chl_status
output_result(cli_session *session, chl_result *result, int *code,
              chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(option_set_record(&session->options, result, err));
    CHL_TRY(write_all(session, render_result, result, err));
    if (result->spectrum != NULL && result->spectrum->degraded) {
        *code = 4;
    }
    if (gate_hit(result, session->globals.fail_on)) {
        *code = 10;
    }
out:
    return status;
}

/* All but those of the terminal would have nothing to do. */
static chl_status
check_alone(const cli_session *session, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t k = 0; k < session->options.count; k++) {
        const option_slot *slot = &session->options.slots[k];
        const char *name = slot->option->name;

        CHL_REQUIRE(strcmp(slot->source, "flag") != 0 || strcmp(name, "to") == 0
                        || strcmp(name, "color") == 0
                        || strcmp(name, "quiet") == 0
                        || strcmp(name, "verbose") == 0,
                    err, CHL_EARG,
                    "--to gives a result as it is, on standard output; --%s "
                    "has no part in that",
                    name);
    }
out:
    return status;
}

static chl_status
render_form(const cli_session *session, const char *bytes, size_t size,
            const char *form, char **out, size_t *out_size, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_document_settings settings = settings_of_stdout(session);
    chl_result *result = NULL;

    if (strcmp(form, "json") == 0) {
        return chl_result_unwrap(bytes, size, out, out_size, err);
    }
    CHL_TRY(chl_result_parse(bytes, size, &result, err));
    CHL_TRY(chl_document_render(result, form, &settings, out, out_size, err));
out:
    chl_result_free(result);
    return status;
}

chl_status
output_form(const cli_session *session, const char *where, const char *form,
            chl_error *err)
{
    chl_status status = CHL_OK;
    char *bytes = NULL, *document = NULL;
    size_t size, document_size;

    CHL_TRY(check_alone(session, err));
    CHL_TRY(input_read(where, &bytes, &size, err));
    status =
        render_form(session, bytes, size, form, &document, &document_size, err);
    if (status != CHL_OK) {
        chl_error_prefix(err, "%s", where);
        goto out;
    }
    fwrite(document, 1, document_size, stdout);
out:
    chl_free(bytes);
    chl_free(document);
    return status;
}

chl_status
output_check(cli_session *session, const chl_check *check, int *code,
             chl_error *err)
{
    chl_status status = write_all(session, render_check, check, err);

    if (session->globals.fail_on == any_word
        && check->errors + check->warnings > 0) {
        *code = 10;
    }
    return status;
}
