/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DATA or RESULT: what the word on the command line turns out to be. */
#ifndef CHLADNI_TOOLS_INPUT_H
#define CHLADNI_TOOLS_INPUT_H

#include <chladni/modes.h>

#include "session.h"

typedef struct cli_input {
    chl_dataset *dataset; /* NULL if the word named a result                 */
    chl_result *result;   /* parsed, or new with nothing but its dataset     */
} cli_input;

/* The settings of all four steps. */
typedef struct cli_analysis {
    chl_dataset_settings data;
    const char *augment; /* a chain, NULL = none */
    chl_spectrum_settings spectrum;
    chl_predict_settings predict;
    chl_modes **modes; /* where those of galerkin are kept; NULL = not       */
    char *checkpoint;  /* default name, owned; NULL if not needed             */
    path_list candidates; /* augmentations a report ranks, too; views        */
} cli_analysis;

/*
 * Open `where`, and let its rows pass through the augmentations. A file that
 * begins like a JSON document or an HTML page is a result; everything else is
 * data. Ownership  *out is the caller's (input_close), also on error. Errors
 * those of chl_dataset_open, chl_augment_parse, chl_augment_dataset and
 * chl_result_parse
 */
chl_status input_open(const char *where, const char *command,
                      const cli_analysis *analysis, cli_input *out,
                      chl_error *err);
/* Of a finished result only. Errors: CHL_EDATA if it is none. */
chl_status input_open_result(const char *where, const char *command,
                             cli_input *out, chl_error *err);
void input_close(cli_input *input);
/* The bytes of a finished result, the caller's. Errors: CHL_EDATA if it is
 * none; CHL_EIO. */
chl_status input_read(const char *where, char **bytes, size_t *size,
                      chl_error *err);

/* Let rows pass through the chain of the analysis; without a dataset it is
 * only looked at. Errors: those of chl_augment_parse, chl_augment_dataset. */
chl_status input_augment(chl_dataset *dataset, const cli_analysis *analysis,
                         chl_error *err);

/* A document as the result of a command. Errors: those of chl_result_parse. */
chl_status input_parse(const char *bytes, size_t size, const char *command,
                       chl_result **out, chl_error *err);

cli_analysis analysis_default(void);
void analysis_clear(cli_analysis *analysis);
/* Hand seed, threads, samples and the progress callback on to each step, and
 * name the checkpoint. Errors: CHL_ENOMEM. */
chl_status analysis_connect(cli_analysis *analysis, cli_session *session,
                            chl_error *err);

/*
 * Once the input is known: if it is a finished result, only options of the
 * `open` tables may still be given, and the rest is taken from it.
 * Errors     CHL_EARG
 */
chl_status analysis_settle(cli_session *session, const option_table *open,
                           size_t open_count, const char *where,
                           const cli_input *input, chl_error *err);

/* Interrupted, but not for nothing: says so, if a checkpoint is there. */
void analysis_tell_kept(const cli_analysis *analysis, chl_status status,
                        chl_error *err);
/* The checkpoint is needed no more. */
void analysis_remove_kept(const cli_analysis *analysis);
/* The result is out: what was kept to resume from is needed no more. */
void analysis_finish(const cli_analysis *analysis, const cli_input *input);

#endif
