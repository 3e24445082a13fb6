/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chladni recipe: a result in the words of a trainer. */
#include <stdio.h>

#include "answer.h"
#include "commands.h"
#include "output.h"
#include "settings.h"

#include <chladni/recipe.h>

#include "base/error.h"
#include "base/text.h"

static const option list_options[] = {
    { .name = "list",
      .kind = OPTION_FLAG,
      .field = 0,
      .traits = OPTION_UNRECORDED | OPTION_FLAG_ONLY,
      .help = "name the trainers that are known" },
};

static chl_status
print_list(chl_error *err)
{
    chl_text text = { 0 };
    chl_status status;

    for (size_t k = 0; chl_trainer_at(k) != NULL; k++) {
        const chl_trainer *t = chl_trainer_at(k);

        chl_text_add(&text, "%-22s %-14s %s (%s)\n", t->name,
                     t->form != NULL ? t->form : "not applicable",
                     t->repository, t->version);
    }
    status = chl_text_check(&text, "the list of trainers", err);
    if (status == CHL_OK) {
        fwrite(text.data, 1, text.length, stdout);
    }
    chl_text_clear(&text);
    return status;
}

static void
print_recipes(const chl_result_advice *advice)
{
    for (size_t k = 0; k < advice->recipe_count; k++) {
        fputs(k > 0 ? "\n" : "", stdout);
        fputs(advice->recipes[k].text, stdout);
    }
}

static chl_status
run(char **arguments, int *code, chl_error *err)
{
    chl_status status = CHL_OK;
    const char *trainers = NULL;
    bool list = false;
    const option_table tables[] = {
        settings_recipe(&trainers),
        { "In place of a recipe", list_options,
          sizeof list_options / sizeof *list_options, &list }
    };
    cli_analysis analysis = analysis_default();
    const char *where = NULL;
    cli_input input = { 0 };
    cli_session session;

    CHL_TRY(session_open(&command_recipe, tables,
                         sizeof tables / sizeof *tables, arguments, &session,
                         err));
    if (session.done) {
        goto out;
    }
    if (list) {
        CHL_TRY(print_list(err));
        goto out;
    }
    CHL_REQUIRE(session.globals.outputs.count == 0, err, CHL_EARG,
                "recipe writes to standard output only; -o was given");
    CHL_TRY(session_only_word(&session, "RESULT", &where, err));
    CHL_TRY(input_open_result(where, command_recipe.name, &input, err));
    CHL_TRY(analysis_settle(&session, NULL, 0, where, &input, err));
    CHL_TRY(answer_spectrum(&analysis, where, &input, err));
    CHL_TRY(answer_recipes(trainers, input.result, err));
    if (session.globals.json) {
        CHL_TRY(output_result(&session, input.result, code, err));
    } else {
        print_recipes(input.result->advice);
    }
out:
    input_close(&input);
    analysis_clear(&analysis);
    session_close(&session);
    return status;
}

const cli_command command_recipe = {
    .name = "recipe",
    .usage = "RESULT",
    .summary = "the flags, YAML or code of a trainer that a result asks for",
    .about =
        "Predicts the penalty anew with the loss and penalty of each trainer, "
        "and\n"
        "converts it to what its own setting means: range of the pixels, sum "
        "or\n"
        "mean, one kind of samples or both, every step or some. Numbers that "
        "do\n"
        "not come from the result are left to the trainer. Where there is "
        "nothing\n"
        "to set, or the result lacks what is needed, it says why.\n"
        "\n"
        "RESULT is the JSON or HTML of report, predict or rank; a ranking of\n"
        "augmentations in it chooses the trainer's own.",
    .examples = "  chladni recipe photos.json --for stylegan3\n"
                "  chladni recipe photos.json --for r3gan,pytorch\n"
                "  chladni recipe --list",
    .next = "Train; then `chladni backtest RUNDIR --with RESULT` says how far "
            "it was right.",
    .run = run,
};
