/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chladni report: everything that applies, a verdict, a page. */
#include "answer.h"
#include "commands.h"
#include "output.h"
#include "words.h"

#include "base/error.h"

static const option form_options[] = {
    { .name = "to",
      .kind = OPTION_TEXT,
      .field = 0,
      .argument = "FORM",
      .automatic = "none",
      .word = words_document,
      .traits = OPTION_UNRECORDED | OPTION_FLAG_ONLY,
      .help = "json, html, csv, svg or text: RESULT in this form on standard "
              "output, and nothing else; json gives back the document that "
              "was written beside a page" },
};

static option_table
settings_form(const char **form)
{
    return (option_table){ "In place of a report", form_options,
                           sizeof form_options / sizeof *form_options, form };
}

/* Where a report goes if nobody says. */
static char default_page[] = "chladni-report.html";
static char default_document[] = "chladni-report.json";
static char *default_outputs[] = { default_page, default_document };

static void
default_paths(cli_globals *settings)
{
    if (settings->outputs.count == 0 && !settings->json) {
        settings->outputs = (path_list){ default_outputs, 2 };
    }
}

static chl_status
run(char **arguments, int *code, chl_error *err)
{
    chl_status status = CHL_OK;
    cli_analysis analysis = analysis_default();
    const char *trainers = NULL, *form = NULL;
    const option_table tables[] = { settings_predict(&analysis.predict),
                                    settings_data(&analysis.data),
                                    settings_augment(&analysis.augment),
                                    settings_spectrum(&analysis.spectrum),
                                    settings_candidates(&analysis.candidates),
                                    settings_recipe(&trainers),
                                    settings_form(&form) };
    const char *where = NULL;
    cli_input input = { 0 };
    bool predict;
    cli_session session;

    CHL_TRY(session_open(&command_report, tables,
                         sizeof tables / sizeof *tables, arguments, &session,
                         err));
    if (session.done) {
        goto out;
    }
    CHL_TRY(session_only_word(&session, "DATA or RESULT", &where, err));
    if (form != NULL) {
        CHL_TRY(output_form(&session, where, form, err));
        goto out;
    }
    CHL_TRY(answer_recipes_check(trainers, err));
    CHL_TRY(answer_candidates_check(&analysis, err));
    default_paths(&session.globals);
    CHL_TRY(output_check_paths(&session.globals, err));
    CHL_TRY(analysis_connect(&analysis, &session, err));
    CHL_TRY(input_open(where, command_report.name, &analysis, &input, err));
    /* Was training asked for anew? */
    predict = option_set_touches(&session.options, &tables[0]);
    CHL_TRY(analysis_settle(&session, tables, 1, where, &input, err));
    CHL_TRY(answer_report(&analysis, predict, where, &input, err));
    if (trainers != NULL) {
        CHL_TRY(answer_recipes(trainers, input.result, err));
    }
    CHL_TRY(output_result(&session, input.result, code, err));
    analysis_finish(&analysis, &input);
out:
    input_close(&input);
    analysis_clear(&analysis);
    session_close(&session);
    return status;
}

const cli_command command_report = {
    .name = "report",
    .usage = "DATA|RESULT",
    .summary = "all of the below, a verdict in words, as a page and as JSON",
    .about =
        "Reads the data, estimates its spectrum, predicts training, and writes "
        "a\n"
        "self-contained HTML page and a JSON document: the verdict, the "
        "spectrum\n"
        "with intervals, the items each slow mode swings between, the sweep "
        "of\n"
        "the penalty, decay curves, stability regions, and what was not "
        "modelled.\n"
        "\n"
        "Without -o the files are chladni-report.html and chladni-report.json "
        "in\n"
        "the current folder; with --json and no -o, no file is written. RESULT "
        "is\n"
        "the JSON or HTML of an earlier run, to be shown again or with other\n"
        "training options; with --to it is given back in another form. The "
        "page\n"
        "has the order of augmentations, too, with --rank-augment, by the "
        "error\n"
        "this training ends with.",
    .examples =
        "  chladni report photos/\n"
        "  chladni report digits.npy --full-scale 16 -o digits.html\n"
        "  chladni report chladni-report.json --gamma 5 -o gamma5.html\n"
        "  chladni report photos/ --for stylegan3,r3gan\n"
        "  chladni report photos/ --batch 32 --steps 20000 --rank-augment "
        "usual\n"
        "  chladni report photos.html --to json > photos.json",
    .next = "`chladni recipe` on the JSON for a trainer, `chladni rank "
            "augment` for the augmentations; `man chladni-limits` says when "
            "the answer does not apply.",
    .run = run,
};
