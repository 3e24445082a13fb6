/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chladni solvable: the GAN whose training is solved. */
#include "answer.h"
#include "commands.h"
#include "output.h"

#include "base/error.h"

static chl_status
run(char **arguments, int *code, chl_error *err)
{
    chl_status status = CHL_OK;
    cli_solvable words = cli_solvable_default();
    cli_analysis analysis = analysis_default();
    const option_table tables[] = { settings_model(&words),
                                    settings_run(&words),
                                    settings_data(&analysis.data) };
    const char *where = NULL;
    cli_input input = { 0 };
    cli_session session;

    CHL_TRY(session_open(&command_solvable, tables,
                         sizeof tables / sizeof *tables, arguments, &session,
                         err));
    if (session.done) {
        goto out;
    }
    CHL_TRY(analysis_connect(&analysis, &session, err));
    words.settings.seed = session.globals.seed;
    words.settings.progress = progress_callback(&session.bar);
    CHL_TRY(answer_solvable_settle(&words, session.word_count > 0, err));
    if (session.word_count > 0) {
        CHL_TRY(session_only_word(&session, "DATA", &where, err));
        CHL_TRY(
            input_open(where, command_solvable.name, &analysis, &input, err));
    }
    CHL_TRY(answer_solvable(&words, where, &input, err));
    CHL_TRY(output_result(&session, input.result, code, err));
out:
    input_close(&input);
    analysis_clear(&analysis);
    session_close(&session);
    return status;
}

const cli_command command_solvable = {
    .name = "solvable",
    .usage = "[DATA]",
    .summary = "a GAN solved exactly: which directions are learned, which fail "
               "or oscillate",
    .about =
        "A linear generator against a quadratic critic, trained by stochastic\n"
        "gradients in high dimension, follows an exact equation. It has four\n"
        "phases: every direction of the data below a threshold is lost in the\n"
        "noise, those above another one oscillate, those between are learned\n"
        "until learning freezes. Both thresholds follow from the learning\n"
        "rates and the noise.\n"
        "\n"
        "With DATA the covariance and the noise level are estimated from "
        "them,\n"
        "and the answer says which of their directions are learnable at these\n"
        "rates, and which rates make the most of them so.",
    .examples =
        "  chladni solvable --cov 3,5 --eta-true 2 --eta-gen 2 --tau 0.2 \\\n"
        "      --tau-g 0.04 --overlap 0.1 --time 50\n"
        "      (P = 0.5281633909, 0.9380943834)\n"
        "  chladni solvable --eta-true 1 -o oscillates.svg\n"
        "  chladni solvable --eta-true 4 -o collapses.html\n"
        "  chladni solvable --compare --time 5 -o runs.svg\n"
        "  chladni solvable photos/ -o photos.html",
    .next = "`chladni report` on the same data for a discriminator that sees "
            "more than second moments.",
    .run = run,
};
