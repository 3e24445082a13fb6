/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What each command does between its options and its document, for every door
 * of the house: the same settings get the same answer through all of them.
 *
 * Each fills sections of input->result from input->dataset, or from what the
 * result holds if there is no dataset. `where` is for sentences.
 */
#ifndef CHLADNI_TOOLS_ANSWER_H
#define CHLADNI_TOOLS_ANSWER_H

#include "input.h"
#include "settings.h"
#include "settings_meanfield.h"

/* The spectrum, computed if the input came as data. Errors: those of
 * chl_study_spectrum; CHL_EDATA of a result without one. */
chl_status answer_spectrum(const cli_analysis *analysis, const char *where,
                           cli_input *input, chl_error *err);

chl_status answer_predict(const cli_analysis *analysis, const char *where,
                          cli_input *input, chl_error *err);

/* predict: training was asked for anew; a result without prediction gets one
 * in any case. The candidates of the analysis are to be checked before the
 * data are opened. Errors: CHL_EARG no such augmentation. */
chl_status answer_candidates_check(const cli_analysis *analysis,
                                   chl_error *err);
chl_status answer_report(const cli_analysis *analysis, bool predict,
                         const char *where, cli_input *input, chl_error *err);

/* What `rank gamma` and `rank scheme` are asked for beside the analysis. */
typedef struct cli_order {
    const char *kind; /* "gamma" or "scheme"                                 */
    chl_scan_settings scan;
    cli_full full;
    const char *augment; /* of the full operator: what both kinds of samples
                            pass, or NULL                                    */
} cli_order;

/* The full operator takes the chain away from the data: to be called before
 * they are opened. */
void answer_order_connect(cli_order *order, cli_analysis *analysis);
chl_status answer_order(const cli_order *order, const cli_analysis *analysis,
                        const char *where, cli_input *input, chl_error *err);

/* Augmentations in order. Errors: CHL_EARG two laws at once, to be asked before
 * the data are opened; CHL_EDATA no data. */
chl_status answer_augment_check(const cli_rank *rank, chl_error *err);
chl_status answer_augment(const cli_rank *rank, const char *where,
                          cli_input *input, chl_error *err);

/* trainers: names parted by commas; NULL = all with something to set. The
 * check is to be called before the data are opened. Errors: CHL_EARG a trainer
 * is unknown, with the nearest that is not */
chl_status answer_recipes_check(const char *trainers, chl_error *err);
chl_status answer_recipes(const char *trainers, chl_result *result,
                          chl_error *err);

/* Settle what the words leave open; to be called before data are opened.
 * Errors: CHL_EARG unknown words, a model beside data. */
chl_status answer_solvable_settle(cli_solvable *words, bool has_data,
                                  chl_error *err);
/* Of the dataset, else of the model in words. */
chl_status answer_solvable(cli_solvable *words, const char *where,
                           cli_input *input, chl_error *err);

/* Options of one model do not belong to the other: to be called before data are
 * opened. tables: of networks, runs and the toy. Errors: CHL_EARG */
chl_status answer_meanfield_check(const cli_meanfield *words,
                                  const option_set *options,
                                  const option_table *tables, bool has_data,
                                  chl_error *err);
/* Of the toy, else of networks that learn the dataset, else a named target. */
chl_status answer_meanfield(const cli_meanfield *words, const char *where,
                            cli_input *input, chl_error *err);

/* Predictions beside the first. Ownership  *out is the caller's. Errors:
 * those of chl_study_compare */
chl_status answer_compare(const chl_result *const *results, size_t count,
                          chl_result **out, chl_error *err);

/* Finished runs beside the prediction of the input, which `where` names. */
chl_status answer_backtest(const cli_backtest *words, const char *where,
                           const char *const *runs, size_t run_count,
                           cli_input *input, chl_error *err);

/* Errors: CHL_ENUMERIC closed forms were missed. */
chl_status answer_verify_check(const chl_result *result, chl_error *err);

#endif
