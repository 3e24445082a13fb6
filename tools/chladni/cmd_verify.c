/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chladni verify: the closed forms, estimated on this machine. */
#include "answer.h"
#include "commands.h"
#include "output.h"

#include <chladni/study.h>

#include "base/error.h"

static chl_status
run(char **arguments, int *code, chl_error *err)
{
    chl_status status = CHL_OK;
    bool quick = false;
    const option_table table = settings_verify(&quick);
    chl_result *result = NULL;
    chl_progress progress;
    cli_session session;

    CHL_TRY(session_open(&command_verify, &table, 1, arguments, &session, err));
    if (session.done) {
        goto out;
    }
    session_tell(&session, NULL);
    CHL_REQUIRE(session.word_count == 0, err, CHL_EARG,
                "verify takes no word; '%s' was given", session.words[0]);
    progress = progress_callback(&session.bar);
    CHL_TRY(chl_result_create(command_verify.name, &result, err));
    CHL_TRY(chl_study_verify(quick, session.globals.seed,
                             session.globals.threads, &progress, result, err));
    CHL_TRY(output_result(&session, result, code, err));
    CHL_TRY(answer_verify_check(result, err));
out:
    chl_result_free(result);
    session_close(&session);
    return status;
}

const cli_command command_verify = {
    .name = "verify",
    .usage = "",
    .summary = "closed forms estimated on this machine, with the error of each",
    .about =
        "Draws stratified rows (draw=stratified) from distributions whose\n"
        "eigenvalues are known exactly, estimates these with the default\n"
        "settings, and prints truth, estimate, error, and whether the\n"
        "interval holds the truth. Exit code 4 if one is missed by more than\n"
        "the method promises. Then the error of every operator against the\n"
        "number of independent rows; -o FILE.svg or .html draws it.",
    .examples = "  chladni verify --quick\n"
                "  chladni verify --seed 7 --json",
    .next = "`man chladni-limits` for what no closed form can tell.",
    .run = run,
};
