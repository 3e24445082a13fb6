/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of one spectrum study, passed from step to step. */
#ifndef CHLADNI_STUDY_SPECTRUM_H
#define CHLADNI_STUDY_SPECTRUM_H

#include <chladni/functions.h>
#include <chladni/study.h>

#include "study/choice.h"
#include "study/fit.h"
#include "study/moments.h"

typedef struct chl_spectrum_run {
    const chl_dataset *dataset;
    chl_spectrum_settings settings;
    size_t threads;
    chl_checkpoint *checkpoint; /* owned, or NULL                            */
    chl_basis *basis;
    chl_functions *functions;
    chl_galerkin *galerkin; /* of functions                                  */
    double bandwidth;       /* NaN of functions that have none               */
    chl_halves halves;
    double ridge;
    chl_result_trial *trials; /* all candidates, owned                       */
    bool *carried;            /* of each trial, by enough rows; owned        */
    size_t trial_count;
    chl_result_round *rounds; /* owned                                       */
    size_t round_count;
    chl_fit fits[2]; /* trained on half 0, half 1                            */
    chl_fit full;    /* trained on all rows                                  */
    size_t count;    /* modes that both fits have                            */
} chl_spectrum_run;

/* The operator "galerkin" of chl_study_spectrum. spectrum.c */
chl_status chl_spectrum_galerkin(const chl_dataset *dataset,
                                 const chl_spectrum_settings *settings,
                                 chl_result *result, chl_error *err);

/* The same, and the run is handed over; *kept is the caller's
 * (chl_spectrum_run_clear), untouched on error. offsets: room for
 * settings->modes values, of which kept->count are set as by
 * chl_spectrum_offsets; or NULL. */
chl_status chl_spectrum_keep(const chl_dataset *dataset,
                             const chl_spectrum_settings *settings,
                             chl_result *result, double *offsets,
                             chl_spectrum_run *kept, chl_error *err);

/* Open the checkpoint that the settings name. spectrum_checkpoint.c */
chl_status chl_spectrum_checkpoint(chl_spectrum_run *run, chl_error *err);

void chl_spectrum_run_clear(chl_spectrum_run *run);

/* Functions of the run's bandwidth on its basis, and their sums and halves, in
 * place of what was there. spectrum_choose.c */
chl_status chl_spectrum_sum(chl_spectrum_run *run, chl_error *err);
/* Take functions, sums and halves away. */
void chl_spectrum_forget(chl_spectrum_run *run);

/* Set bandwidth, ridge, basis, galerkin, halves and trials. spectrum_choose.c
 */
chl_status chl_spectrum_choose(chl_spectrum_run *run, chl_error *err);

/* Candidates of one round on the run's basis: bandwidths from a quarter to four
 * times `centre` with all ridges; or, if a ridge is known and not 0, half, once
 * and twice `centre` with ridges up to ten times larger or smaller. Adds
 * trials, hands over the index of the best. spectrum_choose.c */
chl_status chl_spectrum_try_bandwidths(chl_spectrum_run *run, double centre,
                                       double ridge, size_t *best,
                                       chl_error *err);

/* A metric: r x d map and r weights, owned; map NULL = none. */
typedef struct chl_run_metric {
    size_t r;
    double *map, *weight;
} chl_run_metric;

void chl_run_metric_clear(chl_run_metric *metric);

/* Rounds of metric adaptation from the best trial of round 0 on; hands over
 * the best trial of all rounds and its metric, and fills run->rounds.
 * spectrum_adapt.c */
chl_status chl_spectrum_adapt(chl_spectrum_run *run, size_t *best,
                              chl_run_metric *metric, chl_error *err);

/* Set fits, full and count. spectrum_solve.c */
chl_status chl_spectrum_fit(chl_spectrum_run *run, chl_error *err);
/* lambda_train, lambda_heldout, errors: count values each. */
chl_status chl_spectrum_judge(const chl_spectrum_run *run, double *train,
                              double *heldout, double *error, double *effective,
                              chl_error *err);
/* lambda with half the landmarks: count values, NaN where it has none. */
chl_status chl_spectrum_halve(const chl_spectrum_run *run, double *lambda,
                              chl_error *err);
/* Standard deviations over bootstrap replicates of the groups, count values. */
chl_status chl_spectrum_bootstrap(const chl_spectrum_run *run,
                                  double *deviation, chl_error *err);

/* Means of the modes over all rows: count values. spectrum_modes.c */
chl_status chl_spectrum_offsets(const chl_spectrum_run *run, double *offsets,
                                chl_error *err);
/* Items at the ends of each mode, and columns it goes with. spectrum_modes.c */
chl_status chl_spectrum_modes(const chl_spectrum_run *run,
                              chl_result_spectrum *section, chl_error *err);

/* W-BANDWIDTH-SENSITIVE, W-FEW-SAMPLES, W-DEGRADED. spectrum_warn.c */
chl_status chl_spectrum_warn(const chl_spectrum_run *run,
                             const chl_result_spectrum *section,
                             const double *effective, chl_result *result,
                             chl_error *err);

#endif
