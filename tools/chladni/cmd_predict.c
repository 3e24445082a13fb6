/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chladni predict: the roots of every mode and what follows from them. */
#include "answer.h"
#include "commands.h"
#include "output.h"

#include "base/error.h"

static chl_status
run(char **arguments, int *code, chl_error *err)
{
    chl_status status = CHL_OK;
    cli_analysis analysis = analysis_default();
    const option_table tables[] = { settings_predict(&analysis.predict),
                                    settings_data(&analysis.data),
                                    settings_augment(&analysis.augment),
                                    settings_spectrum(&analysis.spectrum) };
    const char *where = NULL;
    cli_input input = { 0 };
    cli_session session;

    CHL_TRY(session_open(&command_predict, tables,
                         sizeof tables / sizeof *tables, arguments, &session,
                         err));
    if (session.done) {
        goto out;
    }
    CHL_TRY(session_only_word(&session, "DATA or RESULT", &where, err));
    CHL_TRY(analysis_connect(&analysis, &session, err));
    CHL_TRY(input_open(where, command_predict.name, &analysis, &input, err));
    CHL_TRY(analysis_settle(&session, tables, 1, where, &input, err));
    CHL_TRY(answer_predict(&analysis, where, &input, err));
    CHL_TRY(output_result(&session, input.result, code, err));
    analysis_finish(&analysis, &input);
out:
    input_close(&input);
    analysis_clear(&analysis);
    session_close(&session);
    return status;
}

const cli_command command_predict = {
    .name = "predict",
    .usage = "DATA|RESULT",
    .summary = "roots of every mode, decay, best gamma, largest stable steps",
    .about =
        "Near the solution each mode lambda of the data obeys\n"
        "s^2 + b s + c = 0 with b and c from the loss, the gradient penalty "
        "and\n"
        "the learning rates: its roots say how fast the mode decays and how "
        "it\n"
        "swings. The slowest mode sets the pace. Given that, the best gamma "
        "with\n"
        "its interval, the balance of the two learning rates, and for each\n"
        "training scheme the largest stable step.\n"
        "\n"
        "With --batch and --steps also the gamma that suits a run of that "
        "length.\n"
        "RESULT is the JSON or HTML of an earlier run: its spectrum is used "
        "and\n"
        "its settings hold unless they are given again.",
    .examples = "  chladni predict photos/ -o photos.json\n"
                "  chladni predict photos.json --gamma 10\n"
                "  chladni predict photos.json --loss wgan --lr-d 4e-4 "
                "--lr-g 1e-4",
    .next = "`chladni recipe` puts gamma and rates in the words of a trainer, "
            "`chladni rank gamma` and `chladni rank scheme` look further.",
    .run = run,
};
