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
    const option_table tables[] = { settings_toy(&words),
                                    settings_meanfield_run(&words) };
    cli_input input = { 0 };
    cli_session session;

    CHL_TRY(session_open(&command_meanfield, tables,
                         sizeof tables / sizeof *tables, arguments, &session,
                         err));
    if (session.done) {
        goto out;
    }
    CHL_REQUIRE(session.word_count == 0, err, CHL_EARG,
                "'%s' is one word too many; meanfield takes options only",
                session.words[0]);
    words.toy.progress = progress_callback(&session.bar);
    CHL_TRY(answer_meanfield(&words, &input, err));
    CHL_TRY(output_result(&session, input.result, code, err));
out:
    input_close(&input);
    session_close(&session);
    return status;
}

const cli_command command_meanfield = {
    .name = "meanfield",
    .usage = "--toy",
    .summary = "the WGAN with a clipped critic: why it oscillates or freezes, "
               "and what clipping does",
    .about =
        "A WGAN whose critic is clipped to a box, in the limit of many "
        "neurons\n"
        "and small steps. In the closed example (--toy) the generator has one\n"
        "parameter g, the data are the points -1 and 1, and the critic is a\n"
        "measure of weights in the box; solved exactly, from event to event,\n"
        "every run that is not at rest ends in a limit cycle: its period, its\n"
        "amplitude and the width of the weights are given.",
    .examples =
        "  chladni meanfield --toy --g0 1.5 --w0 0 --ratio 1 --clip 1\n"
        "      (hits the clip at t = 2.350, leaves it at 6.971, period "
        "17.623)\n"
        "  chladni meanfield --toy --g0 1 --density uniform -o cycle.svg\n"
        "  chladni meanfield --toy --g0 0.8 --w0 -0.9,-0.2,0.3,0.7 --at "
        "1,2,5,10",
    .run = run,
};
