/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the document for a terminal, each with its heading. */
#ifndef CHLADNI_REPORT_TEXT_PARTS_H
#define CHLADNI_REPORT_TEXT_PARTS_H

#include "report/text_table.h"

typedef chl_status chl_text_part_fn(const chl_result *result,
                                    const chl_document_settings *settings,
                                    chl_text *out, chl_error *err);

/* Each adds nothing if its section is absent. */
chl_text_part_fn chl_text_part_quantities;
chl_text_part_fn chl_text_part_settings;
chl_text_part_fn chl_text_part_spectrum;
chl_text_part_fn chl_text_part_agreement;
chl_text_part_fn chl_text_part_modes;
chl_text_part_fn chl_text_part_schemes;
chl_text_part_fn chl_text_part_tuned;
chl_text_part_fn chl_text_part_ranking;
chl_text_part_fn chl_text_part_penalties;
chl_text_part_fn chl_text_part_rules;
chl_text_part_fn chl_text_part_comparison;
chl_text_part_fn chl_text_part_backtest;
chl_text_part_fn chl_text_part_verify;
chl_text_part_fn chl_text_part_points;
chl_text_part_fn chl_text_part_solvable;
chl_text_part_fn chl_text_part_meanfield;
chl_text_part_fn chl_text_part_flow;

/* From which step on each augmentation pays, and by what clock, in words;
 * nothing if that is not known. */
void chl_text_turns(const chl_result_ranking *ranking, chl_text *words);

#endif
