/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chladni check: is the data readable and sane? */
#include <string.h>

#include "commands.h"
#include "output.h"
#include "settings.h"

#include "base/error.h"

/* The first error in one sentence; the document has them all. */
static chl_status
refuse_unusable(const char *where, const chl_check *check, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_finding *first = &check->findings[0];
    const char *slash = strrchr(where, '/');
    const char *name = slash != NULL ? slash + 1 : where;

    CHL_REQUIRE(check->count > 0 && first->severity == CHL_SEVERITY_ERROR, err,
                CHL_EDATA, "%s: no analysis can run on it", where);
    status = CHL_FAIL(err, CHL_EDATA, "%s", first->text);
    if (first->item != NULL && strcmp(first->item, name) != 0
        && strcmp(first->item, where) != 0) {
        chl_error_prefix(err, "%s", first->item);
    }
    chl_error_prefix(err, "%s", where);
out:
    return status;
}

static chl_status
run(char **arguments, int *code, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_dataset_settings settings = chl_dataset_settings_default();
    const option_table table = settings_data(&settings);
    const char *where = NULL;
    chl_check *check = NULL;
    cli_session session;

    CHL_TRY(session_open(&command_check, &table, 1, arguments, &session, err));
    if (session.done) {
        goto out;
    }
    session_tell(&session, NULL);
    CHL_TRY(session_only_word(&session, "DATA", &where, err));
    settings.seed = session.globals.seed;
    settings.progress = progress_callback(&session.bar);
    CHL_TRY(chl_dataset_check(where, &settings, &check, err));
    CHL_TRY(output_check(&session, check, code, err));
    if (!check->usable) {
        status = refuse_unusable(where, check, err);
    }
out:
    chl_check_free(check);
    session_close(&session);
    return status;
}

const cli_command command_check = {
    .name = "check",
    .usage = "DATA",
    .summary = "is the data readable and sane: bad, odd, duplicate items",
    .about =
        "Reads everything once and lists every item that is unreadable, of\n"
        "another shape, not finite, or a duplicate of an earlier one, by "
        "name;\n"
        "then counts, classes and the range of the values. Run it first: one\n"
        "grey picture or one NaN in fifty thousand is found in seconds.\n"
        "\n"
        "Exit code 3 if no analysis can run on the data; with --fail-on any,\n"
        "10 if there was anything to complain about.",
    .examples = "  chladni check photos/\n"
                "  chladni check train.csv --json\n"
                "  chladni check faces.zip --fail-on any",
    .next = "Clean what it names, then `chladni report` on the same data.",
    .run = run,
};
