/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spectrum, prediction, rankings and recipes, each from what it needs. */
#include "answer.h"

#include <string.h>

#include <chladni/recipe.h>

#include "base/error.h"

enum {
    MOST_NAMES = 64,
    SCATTER = 400 /* rows of a table or a cloud drawn per mode of a report */
};

chl_status
answer_spectrum(const cli_analysis *analysis, const char *where,
                cli_input *input, chl_error *err)
{
    if (input->dataset != NULL) {
        const chl_spectrum_settings *s = &analysis->spectrum;
        bool keep = analysis->modes != NULL
                    && strcmp(s->operator_name, "galerkin") == 0;
        chl_status status =
            keep ? chl_study_modes(input->dataset, s, input->result,
                                   analysis->modes, err)
                 : chl_study_spectrum(input->dataset, s, input->result, err);

        analysis_tell_kept(analysis, status, err);
        return status;
    }
    if (input->result->spectrum == NULL) {
        return CHL_FAIL(err, CHL_EDATA,
                        "%s: has no spectrum; a result of spectrum, predict "
                        "or report has one",
                        where);
    }
    return CHL_OK;
}

chl_status
answer_predict(const cli_analysis *analysis, const char *where,
               cli_input *input, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(answer_spectrum(analysis, where, input, err));
    CHL_TRY(chl_study_predict(&analysis->predict, input->result, err));
    CHL_TRY(chl_study_advise(input->result, err));
out:
    return status;
}

/* All that suit the data, in a word. */
static const char usual[] = "usual";

static bool
wants_usual(const path_list *candidates)
{
    return candidates->count == 1 && strcmp(candidates->paths[0], usual) == 0;
}

chl_status
answer_candidates_check(const cli_analysis *analysis, chl_error *err)
{
    chl_status status = CHL_OK;
    const path_list *list = &analysis->candidates;

    for (size_t k = 0; !wants_usual(list) && k < list->count; k++) {
        chl_augment_chain chain;

        CHL_TRY(chl_augment_parse(list->paths[k], &chain, err));
    }
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "--rank-augment");
    }
    return status;
}

/* The candidates by the game of the report. */
static chl_status
rank_candidates(const cli_analysis *analysis, cli_input *input, chl_error *err)
{
    const path_list *list = &analysis->candidates;
    chl_rank_settings s = chl_rank_settings_default();

    if (list->count == 0 || !input->result->prediction->covered) {
        return CHL_OK;
    }
    if (!wants_usual(list)) {
        s.candidates = (const char *const *) list->paths;
        s.candidate_count = list->count;
    }
    s.game = analysis->predict;
    s.seed = analysis->spectrum.seed;
    s.threads = analysis->spectrum.threads;
    s.progress = analysis->spectrum.progress;
    return chl_study_rank_augment(input->dataset, &s, input->result, err);
}

/* A finished result keeps its prediction unless training was asked anew. */
chl_status
answer_report(const cli_analysis *analysis, bool predict, const char *where,
              cli_input *input, chl_error *err)
{
    chl_status status = CHL_OK;
    cli_analysis drawn = *analysis;

    drawn.spectrum.scatter = SCATTER;
    CHL_TRY(answer_spectrum(&drawn, where, input, err));
    if (predict || input->result->prediction == NULL) {
        CHL_TRY(chl_study_predict(&analysis->predict, input->result, err));
    }
    CHL_TRY(chl_study_advise(input->result, err));
    if (input->dataset != NULL) {
        CHL_TRY(chl_study_sprites(input->dataset, analysis->spectrum.seed,
                                  input->result, err));
        CHL_TRY(rank_candidates(analysis, input, err));
    }
out:
    return status;
}

static bool
wants_full(const cli_full *full)
{
    return full->balanced || full->mobility != NULL;
}

/* The sweep of the full operator in place of that of uncoupled modes. */
static chl_status
couple(const cli_order *order, const cli_analysis *analysis,
       const cli_input *input, chl_error *err)
{
    chl_coupled_settings settings = chl_coupled_settings_default();

    if (input->dataset == NULL) {
        return CHL_FAIL(err, CHL_EARG,
                        "--balanced and --mobility need DATA, not a RESULT");
    }
    settings.augment = order->augment;
    settings.mobility =
        order->full.mobility != NULL ? order->full.mobility : "l2";
    settings.seed = analysis->spectrum.seed;
    settings.threads = analysis->spectrum.threads;
    settings.progress = analysis->spectrum.progress;
    return chl_study_coupled(input->dataset, &settings, input->result, err);
}

/* A penalty that is not covered has no order; the result says why. */
static chl_status
rank(const char *kind, const chl_scan_settings *scan, chl_result *result,
     chl_error *err)
{
    chl_status status = CHL_OK;

    if (!result->prediction->covered) {
        return CHL_OK;
    }
    if (strcmp(kind, "scheme") == 0) {
        CHL_TRY(chl_study_scan(scan, result, err));
    }
    CHL_TRY(chl_study_rank(kind, result, err));
out:
    return status;
}

void
answer_order_connect(cli_order *order, cli_analysis *analysis)
{
    if (wants_full(&order->full) && analysis->augment != NULL) {
        order->augment = analysis->augment;
        analysis->augment = NULL;
    }
}

chl_status
answer_order(const cli_order *order, const cli_analysis *analysis,
             const char *where, cli_input *input, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(answer_spectrum(analysis, where, input, err));
    CHL_TRY(chl_study_predict(&analysis->predict, input->result, err));
    if (wants_full(&order->full) && input->result->prediction->covered) {
        CHL_TRY(couple(order, analysis, input, err));
    }
    CHL_TRY(rank(order->kind, &order->scan, input->result, err));
    CHL_TRY(chl_study_advise(input->result, err));
out:
    return status;
}

chl_status
answer_augment_check(const cli_rank *order, chl_error *err)
{
    if (order->balanced && order->settings.real_only) {
        return CHL_FAIL(err, CHL_EARG,
                        "--balanced and --real-only exclude one another");
    }
    return CHL_OK;
}

chl_status
answer_augment(const cli_rank *order, const char *where, cli_input *input,
               chl_error *err)
{
    if (input->dataset == NULL) {
        return CHL_FAIL(err, CHL_EDATA,
                        "%s: is a result; augmentations are ranked on the data "
                        "themselves",
                        where);
    }
    return chl_study_rank_augment(input->dataset, &order->settings,
                                  input->result, err);
}

/* Cut at the commas, in place. */
static chl_status
split_names(char *joined, const char *names[MOST_NAMES], size_t *count,
            chl_error *err)
{
    char *rest = joined;

    *count = 0;
    for (char *word; (word = strsep(&rest, ",")) != NULL;) {
        if (*count == MOST_NAMES) {
            return CHL_FAIL(err, CHL_EARG, "--for names more than %d trainers",
                            MOST_NAMES);
        }
        names[(*count)++] = word;
    }
    return CHL_OK;
}

/* names are views into *joined, which is the caller's. */
static chl_status
read_names(const char *trainers, char **joined, const char *names[MOST_NAMES],
           size_t *count, chl_error *err)
{
    chl_status status = CHL_OK;

    *count = 0;
    if (trainers != NULL) {
        *joined = chl_strdup(trainers);
        CHL_REQUIRE_MEMORY(*joined, err, "the names of the trainers");
        CHL_TRY(split_names(*joined, names, count, err));
    }
out:
    return status;
}

chl_status
answer_recipes_check(const char *trainers, chl_error *err)
{
    chl_status status = CHL_OK;
    const char *names[MOST_NAMES];
    const chl_trainer *found;
    char *joined = NULL;
    size_t count;

    CHL_TRY(read_names(trainers, &joined, names, &count, err));
    for (size_t k = 0; k < count; k++) {
        CHL_TRY(chl_trainer_find(names[k], &found, err));
    }
out:
    chl_free(joined);
    return status;
}

chl_status
answer_recipes(const char *trainers, chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    const char *names[MOST_NAMES];
    char *joined = NULL;
    size_t count;

    CHL_TRY(read_names(trainers, &joined, names, &count, err));
    CHL_TRY(chl_study_recipes(names, count, result, err));
out:
    chl_free(joined);
    return status;
}
