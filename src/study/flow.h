/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the study of a flow. */
#ifndef CHLADNI_STUDY_FLOW_H
#define CHLADNI_STUDY_FLOW_H

#include <chladni/flow_study.h>

#include "systems/particle_loss.h"

/* One flow: its points, its section, and the result its pictures go to. */
typedef struct chl_flow_task {
    const chl_flow_study_settings *settings;
    const chl_cloud *source, *target;
    const chl_dataset *dataset; /* of images; or NULL                        */
    const chl_particle_loss *loss;
    chl_particles *particles;
    chl_result *made; /* what is not handed over yet                         */
    chl_result_flow *section;
    size_t every;    /* resolved                                            */
    size_t step;     /* taken so far                                        */
    chl_decay decay; /* and its rate */
    double low[2], high[2]; /* of pictures                                   */
} chl_flow_task;

/* Where the flow is now: a row of the trajectory. The discriminator is
 * trained. Errors: CHL_ENOMEM. */
chl_status chl_flow_measure(chl_flow_task *task, chl_result_flow_point *out,
                            chl_error *err);

/* Real points of one training: those of the batch, or all. */
size_t chl_flow_batch_size(const chl_flow_task *task);
/* The batch of step `task->step`, drawn with replacement; to be freed. Errors:
 * CHL_ENOMEM. */
chl_status chl_flow_gather(const chl_flow_task *task, double **out,
                           chl_error *err);
/* Give the discriminator that batch, if there are any. Errors: CHL_ENOMEM. */
chl_status chl_flow_renew(chl_flow_task *task, chl_error *err);
/* The points as they are, against all real ones: *own, to be freed, in a run by
 * batches. Errors: CHL_ENOMEM. */
chl_status chl_flow_whole(const chl_flow_task *task, chl_particles **own,
                          chl_particles **out, chl_error *err);

/* The frame all pictures share. */
void chl_flow_frame(chl_flow_task *task);
/* Whether a picture of step `task->step` is wanted. */
bool chl_flow_wants_scene(const chl_flow_task *task);
/* A picture of the flow as it is: of points or of images. Errors: CHL_ENOMEM */
chl_status chl_flow_add_scene(chl_flow_task *task, chl_error *err);

/*
 * The leading modes of the discriminator as the points are now, and with
 * pictures in up to two columns.
 * Errors     those of chl_particles_modes
 */
chl_status chl_flow_fill_modes(chl_flow_task *task, bool pictures,
                               chl_result_flow_mode **out, size_t *count,
                               chl_error *err);

/*
 * Keep the flow as it is, or find it as it was kept: the state of the points,
 * rows, modes and pictures. *found: there was something.
 * Errors     CHL_EDATA, CHL_EARG, CHL_EIO, CHL_ENOMEM
 */
chl_status chl_flow_keep(const chl_flow_task *task, chl_error *err);
chl_status chl_flow_take_up(chl_flow_task *task, bool *found, chl_error *err);

/* Decay near the equilibrium, in the flow and by the adversarial operator.
 * Errors: CHL_EARG another loss than ipm, a finite network; those of both. */
chl_status chl_flow_linearise(chl_flow_task *task, chl_error *err);

/* f of finite networks against that of infinite width, on the points as they
 * begin. Errors: CHL_EARG more than two columns; those of training. */
chl_status chl_flow_compare_widths(chl_flow_task *task, chl_error *err);

/* What the flow says, in words. Errors: CHL_ENOMEM. */
chl_status chl_flow_advise(const chl_result_flow *flow, chl_result_advice **out,
                           chl_error *err);

#endif
