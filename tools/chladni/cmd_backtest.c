/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chladni backtest: predictions laid over finished runs. */
#include "answer.h"
#include "commands.h"
#include "output.h"

#include "base/error.h"

static chl_status
run(char **arguments, int *code, chl_error *err)
{
    chl_status status = CHL_OK;
    cli_backtest settings = { NULL, chl_backtest_settings_default() };
    const option_table table = settings_backtest(&settings);
    cli_analysis analysis = analysis_default();
    cli_input input = { 0 };
    cli_session session;

    CHL_TRY(
        session_open(&command_backtest, &table, 1, arguments, &session, err));
    if (session.done) {
        goto out;
    }
    CHL_REQUIRE(session.word_count > 0, err, CHL_EARG,
                "no RUNDIR or CSV given; see --help");
    CHL_REQUIRE(settings.with != NULL, err, CHL_EARG,
                "no result to test; give --with RESULT");
    CHL_TRY(
        input_open_result(settings.with, command_backtest.name, &input, err));
    CHL_TRY(analysis_settle(&session, &table, 1, settings.with, &input, err));
    settings.test.seed = session.globals.seed;
    CHL_TRY(answer_backtest(&settings, settings.with,
                            (const char *const *) session.words,
                            session.word_count, &input, err));
    CHL_TRY(output_result(&session, input.result, code, err));
out:
    input_close(&input);
    analysis_clear(&analysis);
    session_close(&session);
    return status;
}

const cli_command command_backtest = {
    .name = "backtest",
    .usage = "RUNDIR|CSV ... --with RESULT",
    .summary = "predictions laid over finished runs, and the one free scale",
    .about =
        "Reads finished runs, predicts how bad each must be at its gamma, and "
        "says\n"
        "how well the two orders agree (Kendall's tau, with an interval and "
        "the\n"
        "probability of chance). The theory leaves one factor on gamma open, "
        "that of\n"
        "the network: it is fitted to the runs, and drawn.\n"
        "\n"
        "RUNDIR is a run folder of StyleGAN2-ada, StyleGAN3 or R3GAN\n"
        "(training_options.json, metric-NAME.jsonl, stats.jsonl), or a folder "
        "of\n"
        "such folders. A CSV table has the columns gamma and score, and may "
        "have\n"
        "batch, kimg and resolution.",
    .examples =
        "  chladni backtest training-runs/ --with photos.json -o test.html\n"
        "  chladni backtest sweep.csv --with photos.json --for stylegan3",
    .next = "Put the factor it fits on the gamma of `chladni recipe`; too few "
            "runs or a wide interval are told by W-FEW-RUNS.",
    .run = run,
};
