/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The option tables of the library's settings, shared by the commands. */
#ifndef CHLADNI_TOOLS_SETTINGS_H
#define CHLADNI_TOOLS_SETTINGS_H

#include <chladni/data.h>
#include <chladni/rank.h>
#include <chladni/study.h>

#include "options.h"

option_table settings_data(chl_dataset_settings *settings);
/* --augment, a chain in words. */
option_table settings_augment(const char **chain);
option_table settings_spectrum(chl_spectrum_settings *settings);
option_table settings_predict(chl_predict_settings *settings);
/* --from, --to and --points of the penalty sweep. */
option_table settings_sweep(chl_predict_settings *settings);

/* --for, names of trainers joined by commas; NULL = all. */
option_table settings_recipe(const char **trainers);

option_table settings_scan(chl_scan_settings *settings);

/* The sweep of the full operator in place of that of uncoupled modes. */
typedef struct cli_full {
    bool balanced;
    const char *mobility; /* NULL = not asked for */
} cli_full;

option_table settings_full(cli_full *settings);

/* What `rank augment` is asked for. */
typedef struct cli_rank {
    path_list candidates; /* chains; views into the option_set */
    bool balanced;
    chl_rank_settings settings;
} cli_rank;

option_table settings_rank(cli_rank *settings);
/* --rank-augment of a report: chains, or the word for the usual ones. */
option_table settings_candidates(path_list *candidates);
/* The game that is played. */
option_table settings_play(cli_rank *settings);

/* What `solvable` is asked for. */
typedef struct cli_solvable {
    const char *cov, *cov_gen, *p0, *q0, *mixture;
    const char *constraint_w, *constraint_v, *response;
    size_t critics;
    chl_solvable_settings settings;
} cli_solvable;

cli_solvable cli_solvable_default(void);
option_table settings_model(cli_solvable *settings);
option_table settings_run(cli_solvable *settings);

/* What `backtest` is asked for. */
typedef struct cli_backtest {
    const char *with; /* path of the result to test; NULL = not given        */
    chl_backtest_settings test;
} cli_backtest;

option_table settings_backtest(cli_backtest *settings);
option_table settings_verify(bool *quick);

#endif
