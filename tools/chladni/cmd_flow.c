/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chladni flow: generated points under a discriminator of infinite width. */
#include "answer_particles.h"
#include "commands.h"
#include "output.h"
#include "settings.h"

#include "base/error.h"

/* What the options ask for, once all of them are known. */
static chl_status
settle(cli_session *session, cli_flow *flow, cli_analysis *analysis,
       chl_error *err)
{
    chl_status status = CHL_OK;

    analysis->spectrum.resume = flow->study.resume;
    analysis->spectrum.checkpoint = flow->study.checkpoint;
    CHL_TRY(analysis_connect(analysis, session, err));
    flow->study.checkpoint = analysis->spectrum.checkpoint;
    flow->study.progress = progress_callback(&session->bar);
    CHL_TRY(answer_flow_settle(flow, &session->options, session->globals.seed,
                               session->globals.threads, err));
    session_tell(session, NULL);
out:
    return status;
}

static chl_status
run(char **arguments, int *code, chl_error *err)
{
    chl_status status = CHL_OK;
    cli_flow flow = settings_flow_default();
    cli_analysis analysis = analysis_default();
    const option_table tables[] = { settings_flow_points(&flow),
                                    settings_flow_discriminator(&flow),
                                    settings_flow_networks(&flow),
                                    settings_flow_run(&flow),
                                    settings_data(&analysis.data) };
    const char *where = NULL;
    cli_input input = { 0 };
    cli_session session;

    CHL_TRY(session_open(&command_flow, tables, sizeof tables / sizeof *tables,
                         arguments, &session, err));
    if (session.done) {
        goto out;
    }
    CHL_TRY(settle(&session, &flow, &analysis, err));
    if (session.word_count > 0) {
        CHL_TRY(session_only_word(&session, "DATA", &where, err));
    }
    status = answer_flow(&flow, where, &analysis, &input, err);
    analysis_tell_kept(&analysis, status, err);
    CHL_TRY(status);
    CHL_TRY(output_result(&session, input.result, code, err));
    analysis_remove_kept(&analysis);
out:
    input_close(&input);
    analysis_clear(&analysis);
    session_close(&session);
    return status;
}

const cli_command command_flow = {
    .name = "flow",
    .usage = "[DATA|SET]",
    .summary = "generated points moved by an infinitely wide discriminator, "
               "and the modes it learns",
    .about =
        "A discriminator of infinite width, trained for a finite time, is a\n"
        "kernel method: its kernel says what it learns first, and the slope "
        "of\n"
        "what it has learned moves the generated points. Their distances to "
        "the\n"
        "real ones are listed step by step, with the spectrum of the\n"
        "discriminator and pictures of its modes.\n"
        "\n"
        "SET is eight_gaussians (what is taken without a word), modes_1d,\n"
        "modes_1d_overlap, two_singles_1d, two_couples_2d, or ring or line "
        "with\n"
        "parameters: ring:components=5:radius=3:scale=0.2. A grey picture (PNG "
        "or\n"
        "JPEG) is a density: its ink is where points are. Any other DATA are\n"
        "points by their rows.",
    .examples =
        "  chladni flow eight_gaussians --steps 500 -o flow.html -o flow.png\n"
        "      (points spread over the eight clusters: the figure of the "
        "README)\n"
        "  chladni flow --preset inf_lsgan,rbf --rate 100 -o lsgan.html\n"
        "  chladni flow B.png --source A.png -o a-to-b.html\n"
        "  chladni flow digits.npz --preset mnist --samples 256 --points 256",
    .next = "`chladni spectrum --kernel ntk-relu` shows which modes of your "
            "data such a discriminator is slow on.",
    .run = run,
};
