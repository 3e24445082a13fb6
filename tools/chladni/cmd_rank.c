/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chladni rank: augmentations, penalties or training schemes, best first. */
#include <string.h>

#include "answer.h"
#include "commands.h"
#include "output.h"

#include "base/error.h"
#include "base/text.h"

static const char *const kinds[] = { "gamma", "scheme" };
static const char *const words[] = { "augment", "gamma", "scheme" };

enum {
    KIND_COUNT = sizeof kinds / sizeof *kinds,
    WORD_COUNT = sizeof words / sizeof *words
};

static const char *
rank_word(size_t index)
{
    return index < WORD_COUNT ? words[index] : NULL;
}

static chl_status
pick_kind(const cli_session *session, const char **out, chl_error *err)
{
    const char *word = session->word_count > 0 ? session->words[0] : NULL;
    size_t nearest;

    for (size_t k = 0; word != NULL && k < KIND_COUNT; k++) {
        if (strcmp(word, kinds[k]) == 0) {
            *out = kinds[k];
            return CHL_OK;
        }
    }
    if (word == NULL) {
        return CHL_FAIL(err, CHL_EARG,
                        "rank what? augment, gamma or scheme, then DATA or "
                        "RESULT");
    }
    nearest = chl_text_nearest(word, words, WORD_COUNT);
    if (nearest < WORD_COUNT) {
        return CHL_FAIL(err, CHL_EARG,
                        "'%s' cannot be ranked; did you mean '%s'?", word,
                        words[nearest]);
    }
    return CHL_FAIL(err, CHL_EARG,
                    "'%s' cannot be ranked; augment, gamma and scheme can",
                    word);
}

/* The first of the kinds on the command line decides whose options are read. */
static bool
names_augmentations(char *const *arguments)
{
    for (size_t k = 1; arguments[k] != NULL; k++) {
        if (strcmp(arguments[k], "augment") == 0) {
            return true;
        }
        for (size_t i = 0; i < KIND_COUNT; i++) {
            if (strcmp(arguments[k], kinds[i]) == 0) {
                return false;
            }
        }
    }
    return false;
}

static chl_status
run(char **arguments, int *code, chl_error *err)
{
    chl_status status = CHL_OK;
    cli_analysis analysis = analysis_default();
    cli_order order = { .scan = chl_scan_settings_default() };
    const option_table tables[] = { settings_sweep(&analysis.predict),
                                    settings_predict(&analysis.predict),
                                    settings_scan(&order.scan),
                                    settings_full(&order.full),
                                    settings_data(&analysis.data),
                                    settings_augment(&analysis.augment),
                                    settings_spectrum(&analysis.spectrum) };
    const char *where = NULL;
    cli_input input = { 0 };
    cli_session session;

    if (names_augmentations(arguments)) {
        return command_rank_augment.run(arguments, code, err);
    }
    CHL_TRY(session_open(&command_rank, tables, sizeof tables / sizeof *tables,
                         arguments, &session, err));
    if (session.done) {
        goto out;
    }
    CHL_TRY(pick_kind(&session, &order.kind, err));
    session.words++;
    session.word_count--;
    CHL_TRY(session_only_word(&session, "DATA or RESULT", &where, err));
    CHL_TRY(analysis_connect(&analysis, &session, err));
    answer_order_connect(&order, &analysis);
    CHL_TRY(input_open(where, command_rank.name, &analysis, &input, err));
    CHL_TRY(analysis_settle(&session, tables, 3, where, &input, err));
    CHL_TRY(answer_order(&order, &analysis, where, &input, err));
    CHL_TRY(output_result(&session, input.result, code, err));
    analysis_finish(&analysis, &input);
out:
    input_close(&input);
    analysis_clear(&analysis);
    session_close(&session);
    return status;
}

const cli_command command_rank = {
    .name = "rank",
    .usage = "augment DATA|gamma DATA|scheme DATA",
    .summary = "augmentations, penalties or training schemes, best first",
    .about =
        "rank augment orders augmentations; its options are listed by\n"
        "             chladni rank augment --help\n"
        "rank gamma   sweeps the strength of the penalty: rate and swing of "
        "the\n"
        "             slowest mode, noise of the batches and, with --batch "
        "and\n"
        "             --steps, the error at the end of the run, by which it\n"
        "             orders; the best value of every penalty, and what "
        "trainers\n"
        "             of images set by rule\n"
        "rank scheme  orders training schemes by the decay they reach per\n"
        "             gradient evaluation at their best step, ratio of the\n"
        "             rates, momentum, and number of discriminator steps\n"
        "\n"
        "RESULT in place of DATA is the JSON or HTML of an earlier run; it "
        "saves "
        "the\n"
        "spectrum.",
    .examples = "  chladni rank augment photos/\n"
                "  chladni rank gamma photos/ --from 0.1 --to 100\n"
                "  chladni rank scheme photos.json",
    .next = "`chladni recipe` for the trainer's words; `chladni backtest` once "
            "runs are finished.",
    .run = run,
    .first = rank_word,
    .branch = &command_rank_augment,
};
