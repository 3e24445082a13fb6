/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chladni compare: datasets or versions beside the first of them. */
#include "answer.h"
#include "commands.h"
#include "output.h"
#include "settings.h"

#include "base/error.h"

enum {
    MOST = 32 /* datasets */
};

/* The spectrum of one word and its prediction; the dataset is let go. */
static chl_status
measure(const char *where, const cli_analysis *analysis, chl_result **out,
        chl_error *err)
{
    chl_status status = CHL_OK;
    cli_input input = { 0 };

    CHL_TRY(input_open(where, command_compare.name, analysis, &input, err));
    CHL_TRY(answer_predict(analysis, where, &input, err));
    *out = input.result;
    input.result = NULL;
out:
    input_close(&input);
    return status;
}

static chl_status
compare(cli_session *session, chl_result **results, size_t count, int *code,
        chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result *out = NULL;

    CHL_TRY(
        answer_compare((const chl_result *const *) results, count, &out, err));
    CHL_TRY(output_result(session, out, code, err));
out:
    chl_result_free(out);
    return status;
}

static chl_status
run(char **arguments, int *code, chl_error *err)
{
    chl_status status = CHL_OK;
    cli_analysis analysis = analysis_default();
    const option_table tables[] = { settings_data(&analysis.data),
                                    settings_augment(&analysis.augment),
                                    settings_spectrum(&analysis.spectrum),
                                    settings_predict(&analysis.predict) };
    chl_result *results[MOST] = { NULL };
    cli_session session;

    CHL_TRY(session_open(&command_compare, tables,
                         sizeof tables / sizeof *tables, arguments, &session,
                         err));
    if (session.done) {
        goto out;
    }
    CHL_REQUIRE(session.word_count >= 2 && session.word_count <= MOST, err,
                CHL_EARG, "compare takes 2 to %d datasets; %zu given", MOST,
                session.word_count);
    CHL_TRY(analysis_connect(&analysis, &session, err));
    session_tell(&session, NULL);
    for (size_t k = 0; k < session.word_count; k++) {
        CHL_TRY(measure(session.words[k], &analysis, &results[k], err));
    }
    CHL_TRY(compare(&session, results, session.word_count, code, err));
out:
    for (size_t k = 0; k < MOST; k++) {
        chl_result_free(results[k]);
    }
    analysis_clear(&analysis);
    session_close(&session);
    return status;
}

const cli_command command_compare = {
    .name = "compare",
    .usage = "DATA|RESULT DATA|RESULT ...",
    .summary = "datasets or versions of one, and what differs",
    .about =
        "Puts the spectra of several datasets beside that of the first, with "
        "the\n"
        "ratio of every eigenvalue and its interval: a smaller one decays "
        "slower.\n"
        "Says which gamma each wants for the same game. Data in other units, "
        "of\n"
        "another size or by another estimator share no unit; of those only "
        "the\n"
        "shape is compared, the slowest mode against that of a Gaussian of "
        "their\n"
        "spread. Results keep the spectrum they were made with.",
    .examples =
        "  chladni compare photos/ cleaned/\n"
        "  chladni compare photos.json cleaned.json -o difference.html\n"
        "  chladni compare wells:m=1.5 wells:m=2 --landmarks 256",
    .next = "`chladni predict` with --gamma on each result says what a shared "
            "gamma costs.",
    .run = run,
};
