/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finished training runs: what penalty they had and what came of it.
 *
 * A folder of StyleGAN2-ada, StyleGAN3, their descendants, or R3GAN holds
 * training_options.json (gamma as loss_kwargs.r1_gamma or
 * gamma_scheduler.final_value), metric-NAME.jsonl (one line per evaluation;
 * the best counts) and stats.jsonl. A folder of such folders holds several. A
 * CSV table has the columns gamma and score, and may have batch, kimg and
 * resolution.
 */
#ifndef CHLADNI_DATA_RUNS_H
#define CHLADNI_DATA_RUNS_H

#include <chladni/base.h>

/* One evaluation. */
typedef struct chl_run_point {
    double kimg, score; /* kimg of its snapshot; NaN = not known */
} chl_run_point;

typedef struct chl_run {
    char *name;
    double gamma; /* as its trainer writes it                                */
    double score; /* NaN = it has none                                       */
    double kimg;  /* thousands of images seen; NaN = not known               */
    size_t batch, resolution; /* 0 = not known                               */
    size_t point_count;
    chl_run_point *points; /* of folders, as they follow one another         */
} chl_run;

typedef struct chl_runs {
    size_t count;
    chl_run *runs;
    char *metric;        /* "fid50k_full", or "score" of a table             */
    const char *trainer; /* whose units gamma is in; NULL = not known        */
    bool higher;         /* scores: larger is better                         */
} chl_runs;

/*
 * Append the runs of `where` to *runs, zero at first. metric NULL: that of the
 * runs before, else fid50k_full, else the first by name.
 * Ownership  the caller's (chl_runs_clear), also on error
 * Errors     CHL_EDATA    nothing there, no runs in a folder, no column, runs
 *                         of several trainers
 *            CHL_EFORMAT  malformed; the text names file, line, what was
 *                         found and expected
 *            CHL_ENOMEM
 */
chl_status chl_runs_read(const char *where, const char *metric, chl_runs *runs,
                         chl_error *err);
void chl_runs_clear(chl_runs *runs);

/* One folder with training_options.json; its run is appended. */
chl_status chl_runs_read_folder(const char *folder, const char *metric,
                                chl_runs *runs, chl_error *err);
/* A run without values behind the others; its name is copied. */
chl_status chl_runs_append(chl_runs *runs, const char *name, chl_run **out,
                           chl_error *err);

#endif
