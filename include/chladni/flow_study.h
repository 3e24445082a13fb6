/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The study of a flow: generated points under a discriminator, followed, drawn
 * and explained. */
#ifndef CHLADNI_FLOW_STUDY_H
#define CHLADNI_FLOW_STUDY_H

#include <chladni/cloud.h>
#include <chladni/flow.h>
#include <chladni/report.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chl_flow_study_settings {
    chl_pair_kernel kernel; /* default ntk-relu as chl_wide_default()        */
    chl_particles_settings particles;
    double rate;      /* > 0; default 1000                                   */
    size_t steps;     /* >= 0; default 500                                   */
    size_t every;     /* steps from one row of the trajectory to the next; 0
                         (default) = as many as leave about 50 rows          */
    size_t snapshots; /* pictures, the first and the last step among them;
                         0 = none; default 8                                 */
    size_t cells;     /* of a heat map, along each axis, 2..512; default 64  */
    size_t modes;     /* eigenpairs wanted; 0 = none; default 12             */
    size_t pairs;     /* n m up to which the exact cost of transport is found;
                         default 2^20                                        */
    const char *transform; /* that the clouds went through: what pictures of
                              images undo; default "identity"                */
    const char *source, *target; /* what they are called; NULL = nothing     */
    const char *kernel_name;     /* NULL = nothing                           */
    chl_progress progress;
} chl_flow_study_settings;

CHL_API chl_flow_study_settings chl_flow_study_settings_default(void);

/*
 * Fill result->flow, result->advice and result->scenes: the trajectory of the
 * points of `source` towards `target`, the leading modes of the discriminator
 * at both ends, and pictures of one or two columns. Of images (dataset not
 * NULL, as many columns) there are contact sheets "flow-STEP" instead.
 *
 * W-NOT-APPLICABLE  a number that this kernel, or so many points, do not have
 * Errors     CHL_EARG   settings out of range, clouds of different columns
 *            CHL_EDATA  a point that is not finite
 *            CHL_ENUMERIC, CHL_ENOMEM, CHL_ECANCELLED
 * Threads    results do not depend on settings->particles.threads.
 */
CHL_API chl_status chl_study_flow(const chl_flow_study_settings *settings,
                                  const chl_cloud *source,
                                  const chl_cloud *target,
                                  const chl_dataset *dataset,
                                  chl_result *result, chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
