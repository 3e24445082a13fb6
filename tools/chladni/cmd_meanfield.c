/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chladni meanfield: the WGAN with a clipped critic. */
#include "answer.h"
#include "commands.h"
#include "output.h"

#include "base/error.h"

static chl_status
run(char **arguments, int *code, chl_error *err)
{
    chl_status status = CHL_OK;
    cli_meanfield words = cli_meanfield_default();
    cli_analysis analysis = analysis_default();
    const option_table tables[] = { settings_networks(&words),
                                    settings_meanfield_run(&words),
                                    settings_toy(&words),
                                    settings_data(&analysis.data) };
    const char *where = NULL;
    cli_input input = { 0 };
    cli_session session;

    CHL_TRY(session_open(&command_meanfield, tables,
                         sizeof tables / sizeof *tables, arguments, &session,
                         err));
    if (session.done) {
        goto out;
    }
    CHL_TRY(analysis_connect(&analysis, &session, err));
    words.networks.seed = session.globals.seed;
    words.networks.model.threads = session.globals.threads;
    words.networks.progress = words.toy.progress =
        progress_callback(&session.bar);
    CHL_TRY(answer_meanfield_check(&words, &session.options, tables,
                                   session.word_count > 0, err));
    if (session.word_count > 0) {
        CHL_TRY(session_only_word(&session, "DATA", &where, err));
        CHL_TRY(
            input_open(where, command_meanfield.name, &analysis, &input, err));
    }
    CHL_TRY(answer_meanfield(&words, where, &input, err));
    CHL_TRY(output_result(&session, input.result, code, err));
out:
    input_close(&input);
    analysis_clear(&analysis);
    session_close(&session);
    return status;
}

const cli_command command_meanfield = {
    .name = "meanfield",
    .usage = "[--toy|DATA]",
    .summary = "the WGAN with a clipped critic: why it oscillates or freezes, "
               "and what clipping does",
    .about =
        "A WGAN whose critic is clipped to a box, in the limit of many "
        "neurons\n"
        "and small steps: particles of critics that are held at the faces of\n"
        "the box, against particles of generators that are free. Two-layer\n"
        "networks learn DATA of up to 8 columns, or a target by name; the\n"
        "answer says whether the run oscillates, freezes or comes to rest, "
        "and\n"
        "what clipping has to do with it.\n"
        "\n"
        "In the closed example (--toy) the generator has one parameter g, the\n"
        "data are the points -1 and 1, and the critic is a measure of weights\n"
        "in the box. It is solved exactly, from event to event; every run "
        "that\n"
        "is not at rest ends in a limit cycle, whose period, amplitude and\n"
        "width are given.",
    .examples =
        "  chladni meanfield --toy --g0 1.5 --w0 0 --ratio 1 --clip 1\n"
        "      (hits the clip at t = 2.350, leaves it at 6.971, period "
        "17.623)\n"
        "  chladni meanfield --toy --g0 1 --density uniform -o cycle.svg\n"
        "  chladni meanfield --toy --g0 0.8 --w0 -0.9,-0.2,0.3,0.7 --at "
        "1,2,5,10\n"
        "  chladni meanfield --target bimodal --clip 0.3 -o freezes.html\n"
        "  chladni meanfield points.csv --range standard --compare -o "
        "limit.svg",
    .next = "`chladni rank gamma` on the same data: a gradient penalty in "
            "place of clipping ends the cycle.",
    .run = run,
};
