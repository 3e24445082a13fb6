/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chladni spectrum: the leading eigenvalues of the weighted Laplacian. */
#include "answer.h"
#include "commands.h"
#include "output.h"

#include "base/error.h"

static chl_status
run(char **arguments, int *code, chl_error *err)
{
    chl_status status = CHL_OK;
    cli_analysis analysis = analysis_default();
    const option_table tables[] = { settings_data(&analysis.data),
                                    settings_augment(&analysis.augment),
                                    settings_spectrum(&analysis.spectrum) };
    const char *where = NULL;
    cli_input input = { 0 };
    cli_session session;

    CHL_TRY(session_open(&command_spectrum, tables,
                         sizeof tables / sizeof *tables, arguments, &session,
                         err));
    if (session.done) {
        goto out;
    }
    CHL_TRY(session_only_word(&session, "DATA", &where, err));
    CHL_TRY(analysis_connect(&analysis, &session, err));
    CHL_TRY(input_open(where, command_spectrum.name, &analysis, &input, err));
    CHL_TRY(analysis_settle(&session, NULL, 0, where, &input, err));
    CHL_TRY(answer_spectrum(&analysis, where, &input, err));
    CHL_TRY(output_result(&session, input.result, code, err));
    analysis_finish(&analysis, &input);
out:
    input_close(&input);
    analysis_clear(&analysis);
    session_close(&session);
    return status;
}

const cli_command command_spectrum = {
    .name = "spectrum",
    .usage = "DATA",
    .summary = "eigenvalues with intervals, and what each mode separates",
    .about =
        "Estimates the leading eigenvalues of -Delta_mu, the Laplacian "
        "weighted\n"
        "by the density of the data, with kernel basis functions on "
        "landmarks.\n"
        "Half of the rows is held out: each eigenvalue is the mean of the\n"
        "training value and the held-out Rayleigh quotient, with a 95 % "
        "interval.\n"
        "A small lambda_1 means a slow mode: data in clumps, or stretched.\n"
        "For each mode the items at its two ends are named: training will "
        "swing\n"
        "between these two groups.\n"
        "\n"
        "Eigenvalues are in units of 1 / (data unit in its range)^2.",
    .examples = "  chladni spectrum photos/ --modes 8\n"
                "  chladni spectrum wells:m=2 --samples 20000 --json\n"
                "  chladni spectrum table.csv --range standard -o modes.csv",
    .next = "`chladni predict` on the result says what these eigenvalues do to "
            "training; --operator all asks two more estimators.",
    .run = run,
};
