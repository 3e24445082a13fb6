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
    double rate;  /* > 0; 0 (default) = 2 n, and 0.01 of a generator          */
    double decay; /* of the rate where its energy stalls, in (0, 1), see
                     chl_decay; 0 (default) = it stays                   */
    size_t patience;  /* of chl_decay, >= 1; default 10                       */
    size_t steps;     /* >= 0; default 500                                   */
    size_t batch;     /* real points that the discriminator sees in a step,
                         drawn anew for each, with replacement; 0 (default) =
                         all of them. What is measured is of all             */
    size_t every;     /* steps from one row of the trajectory to the next; 0
                         (default) = as many as leave about 50 rows          */
    size_t snapshots; /* pictures, the first and the last step among them;
                         0 = none; default 8                                 */
    size_t cells;     /* of a heat map, along each axis, 2..512; default 64  */
    size_t vectors;   /* arrows of a picture on a lattice of so many places
                         along each side, 2..256; 0 (default) = at points     */
    size_t modes;     /* eigenpairs wanted; 0 = none; default 12             */
    size_t pairs;     /* n m up to which the exact cost of transport is found;
                         default 2^20                                        */
    bool adequacy;  /* finite networks of widths 64 to 512 against the infinite
                       one, before the first step; default false              */
    chl_mlp finite; /* what those are like but for their width; default
                       chl_mlp_default()                                     */
    bool linearise; /* decay of displaced targets, in the flow and predicted;
                       default false                                         */
    bool sinkhorn;  /* the divergence of every row up to n m = pairs, beyond
                       that of the first and the last; default false         */
    double blur;    /* of it, > 0; default 0.001                           */
    const char *checkpoint; /* file that keeps a run at every row, and where it
                               is cancelled; to be removed by the caller once
                               the result is safe; NULL = none (default)     */
    bool resume;            /* go on from it if it is there; else it must not
                               be there; default false                       */
    const char *transform;  /* that the clouds went through: what pictures of
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
 * A run that goes on from a checkpoint ends with the same bytes.
 *
 * W-CUSP            linearised, with a kernel of chl_pair_kernel_has_cusp()
 * W-NOT-APPLICABLE  a number that this kernel, or so many points, do not have
 * Errors     CHL_EARG   settings out of range, clouds of different columns
 *            CHL_EDATA  a point that is not finite; a checkpoint that is
 *                       damaged, or of other data or settings
 *            CHL_EIO    a checkpoint cannot be written
 *            CHL_EARG   a checkpoint is in the way
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
