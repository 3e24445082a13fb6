/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chladni rank augment: augmentations, best first. */
#include "answer.h"
#include "commands.h"
#include "output.h"

#include "base/error.h"

static void
connect(cli_rank *rank, cli_analysis *analysis, cli_session *session)
{
    chl_rank_settings *s = &rank->settings;

    s->candidates = (const char *const *) rank->candidates.paths;
    s->candidate_count = rank->candidates.count;
    s->seed = analysis->data.seed = session->globals.seed;
    s->threads = session->globals.threads;
    s->progress = analysis->data.progress = progress_callback(&session->bar);
}

static chl_status
run(char **arguments, int *code, chl_error *err)
{
    chl_status status = CHL_OK;
    cli_analysis analysis = analysis_default();
    cli_rank rank = { .settings = chl_rank_settings_default() };
    const option_table tables[] = { settings_rank(&rank), settings_play(&rank),
                                    settings_data(&analysis.data) };
    const char *where = NULL;
    cli_input input = { 0 };
    cli_session session;

    CHL_TRY(session_open(&command_rank_augment, tables,
                         sizeof tables / sizeof *tables, arguments, &session,
                         err));
    if (session.done) {
        goto out;
    }
    CHL_TRY(answer_augment_check(&rank, err));
    session.words++;
    session.word_count--;
    CHL_TRY(session_only_word(&session, "DATA", &where, err));
    connect(&rank, &analysis, &session);
    CHL_TRY(input_open(where, command_rank.name, &analysis, &input, err));
    CHL_TRY(answer_augment(&rank, where, &input, err));
    CHL_TRY(output_result(&session, input.result, code, err));
out:
    input_close(&input);
    session_close(&session);
    return status;
}

const cli_command command_rank_augment = {
    .name = "rank augment",
    .usage = "DATA",
    .summary = "augmentations, best first",
    .about =
        "Plays the game on every candidate and without any, on the same rows "
        "and\n"
        "draws. The order goes by the expected error at the end of the run: "
        "what "
        "is\n"
        "left of its start, noise of batches, noise of few samples, and what "
        "an\n"
        "augmentation hides for good. Hidden directions are named. Candidates "
        "that\n"
        "cannot be told apart are reported as ties.",
    .examples =
        "  chladni rank augment photos/ --steps 20000 --batch 64\n"
        "  chladni rank augment photos/ --augment flip:1 --augment "
        "translation:0.125\n"
        "  chladni rank augment table.csv --range standard --score leak",
    .next = "Name the winner as --augment of `chladni spectrum` to see what is "
            "left of the slow modes; look at W-LEAK before trusting a score.",
    .run = run,
};
