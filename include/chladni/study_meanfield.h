/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole questions about the clipped WGAN. */
#ifndef CHLADNI_STUDY_MEANFIELD_H
#define CHLADNI_STUDY_MEANFIELD_H

#include <chladni/data.h>
#include <chladni/meanfield.h>
#include <chladni/report.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chl_toy_settings {
    chl_toy_model model;
    double time;      /* of the trajectory, >= 0; 0 = until it repeats itself
                         and two periods more (default)                       */
    size_t points;    /* of the trajectory, >= 1; default 400                 */
    const double *at; /* at_count times >= 0 to be sampled                    */
    size_t at_count;
    chl_progress progress;
} chl_toy_settings;

CHL_API chl_toy_settings chl_toy_settings_default(void);

/*
 * Fill result->meanfield and result->advice with the toy of toy.h: its events,
 * its limit, its trajectory, and how weights and the generated law lie in time.
 * Errors     those of chl_toy_solve; CHL_EARG settings; the result is untouched
 */
CHL_API chl_status chl_study_toy(const chl_toy_settings *settings,
                                 chl_result *result, chl_error *err);

/* What networks can be asked to learn: "gauss" (N(0, 1)), "bimodal" (modes of
 * deviation 0.3 at -1.5 and 1.5), "eight-gaussians" (of deviation 0.15 on a
 * circle of radius 2); NULL behind the last. */
CHL_API const char *chl_meanfield_target_name(size_t index);
/* "auto" (events, or euler where something is relu), "events" (exact but for
 * the tolerance), "euler" (steps of lr_g), "stochastic" (the algorithm itself).
 */
CHL_API const char *chl_meanfield_method_name(size_t index);

typedef struct chl_meanfield_settings {
    chl_meanfield_model model; /* columns, points, data, mass, ratio: found; a
                                  latent of 0 (default) is as many as columns,
                                  2 at most; latents 0 (default): enough */
    const char *target;        /* default "gauss"; not looked at with data    */
    const char *method;        /* default "auto"                              */
    size_t critics, generators; /* neurons, >= 1; defaults 32                 */
    double fill; /* 0..1, of the box that critics start in; default 0.5     */
    double
        spread; /* >= 0, deviation of what generators start from; default 1 */
    size_t critic_steps; /* n_c >= 1; default 5                               */
    double lr_d, lr_g;   /* rates > 0; defaults 0.01: the speed of the critic is
                            n_c lr_d / lr_g, and a step is lr_g of time   */
    double time;      /* > 0; default 20                                     */
    double tolerance; /* of events; default 1e-6                             */
    size_t points;    /* of the trajectory, >= 2; default 192                */
    bool compare; /* the algorithm at several rates against the limit, too   */
    size_t samples; /* of data: rows used, >= 2; 0 (default) = 256 */
    uint64_t seed;
    chl_progress progress;
} chl_meanfield_settings;

CHL_API chl_meanfield_settings chl_meanfield_settings_default(void);

/*
 * Fill result->meanfield and result->advice with two-layer networks that learn
 * a target, or the rows of a dataset of at most CHL_MEANFIELD_COLUMNS columns:
 * energy, W_1, the mass of critics on faces, edges and corners, the blow-up,
 * the period of what swings, how weights and the generated law lie in time.
 * W-RANGE: the data are far from the scale of neurons.
 * Errors     those of chl_meanfield_create, _flow, _euler and _train; CHL_EDATA
 *            too many columns or fewer than 2 rows; the result is untouched
 */
CHL_API chl_status chl_study_meanfield(const chl_dataset *dataset,
                                       const chl_meanfield_settings *settings,
                                       chl_result *result, chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
