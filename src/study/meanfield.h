/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the studies of the clipped WGAN. */
#ifndef CHLADNI_STUDY_MEANFIELD_ROOM_H
#define CHLADNI_STUDY_MEANFIELD_ROOM_H

#include <chladni/study_meanfield.h>

/* Room for a density of `bins` bins at `count` evenly spaced times. */
chl_status chl_density_create(const char *name, size_t count, size_t bins,
                              bool atoms, double time, chl_result_density *out,
                              chl_error *err);
/* Put mass at x at the time of that index: into a bin, or nowhere if x is at
 * an end that has atoms. */
void chl_density_add(chl_result_density *density, size_t index, double x,
                     double mass);

/* What is to be learned: nodes with masses for the equations, and points that
 * stand for it equally for distances. */
typedef struct chl_target {
    size_t columns, nodes, fine;
    double *x, *mass; /* nodes x columns; nodes                               */
    double *points;   /* fine x columns                                       */
    double *others;   /* as many, drawn apart from them; NULL = none          */
    double mean[CHL_MEANFIELD_COLUMNS], scatter;
} chl_target;

/* Errors: CHL_EARG no such name, the nearest is suggested. */
chl_status chl_target_create(const char *name, chl_target *out, chl_error *err);
chl_status chl_target_of_data(const chl_dataset *dataset, size_t samples,
                              uint64_t seed, chl_target *out, chl_error *err);
void chl_target_clear(chl_target *target);
/* W_1 between it and as many points as `points`. */
chl_status chl_target_distance(const chl_target *target, const double *x,
                               double *out, chl_error *err);
/* `count` points that stand for the normal law in `columns` dimensions: of
 * equal mass, spread evenly; `turn` tells sets apart. */
void chl_normal_points(size_t columns, size_t count, size_t turn, double *out);

/* Networks on their way. */
typedef struct chl_meanfield_run {
    chl_meanfield_model model; /* complete                                    */
    const chl_meanfield_settings *settings;
    const char *method; /* not "auto"                                         */
    chl_target target;
    chl_meanfield *mf;
    double *w, *theta; /* of the start                                        */
    double *now_w, *now_theta; /* of an observation                           */
    double *z;   /* fine x latent                                       */
    double *law; /* columns of the density x fine x columns             */
    chl_result_meanfield *section;
} chl_meanfield_run;

enum {
    CHL_DENSITY_TIMES = 96,
    CHL_DENSITY_BINS = 40
};

/* Particles at the start again. */
chl_status chl_meanfield_restart(const chl_meanfield_run *run,
                                 chl_meanfield **out, chl_error *err);
/* For a time; `steps` of it where the method counts them. */
chl_status chl_meanfield_advance(const chl_meanfield_run *run,
                                 const char *method, double time,
                                 chl_meanfield *mf, chl_error *err);
/* One point of a trajectory; `x` (NULL: not wanted): the law, fine x columns.
 */
chl_status chl_meanfield_observe(chl_meanfield_run *run, chl_meanfield *mf,
                                 chl_result_meanfield_point *out, double *x,
                                 chl_error *err);
/* Times of a density. */
size_t chl_meanfield_times(const chl_meanfield_run *run);
chl_status chl_meanfield_prepare_weights(chl_meanfield_run *run,
                                         chl_error *err);
void chl_meanfield_add_weights(chl_meanfield_run *run, size_t column);
/* From run->law: of one column, or of the first two. */
chl_status chl_meanfield_fill_law(chl_meanfield_run *run, chl_error *err);
chl_status chl_meanfield_fill_clouds(chl_meanfield_run *run, chl_error *err);
chl_status chl_meanfield_fill_compare(chl_meanfield_run *run, chl_error *err);
/* Of log deviation over log rate, by least squares. */
double chl_training_slope(size_t count, const chl_result_training *trainings);
/* Period, amplitude, rest: what the trajectory does in its second half. */
void chl_meanfield_judge(chl_result_meanfield *section);
chl_status chl_meanfield_advise(const chl_result_meanfield *section,
                                chl_result_advice **out, chl_error *err);

/* The section of the toy in words. */
chl_status chl_toy_advise(const chl_result_meanfield *section,
                          chl_result_advice **out, chl_error *err);

#endif
