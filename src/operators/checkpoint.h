/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a checkpoint: parts, each what the groups of one job gave. */
#ifndef CHLADNI_OPERATORS_CHECKPOINT_H
#define CHLADNI_OPERATORS_CHECKPOINT_H

#include <chladni/operators.h>

#include "operators/digest.h"

/* The results of one job. */
typedef struct chl_checkpoint_part {
    const char *stage;
    chl_digest key;
    size_t groups, size; /* doubles per group                                */
    bool *known;         /* groups                                           */
    double *store;       /* groups x size                                    */
} chl_checkpoint_part;

/* Begin a part: fill store and known of the groups kept; the others stay as
 * they are. A run begins its parts in one order, whether it is resumed or not.
 * Errors: CHL_EDATA kept under another key. */
chl_status chl_checkpoint_find(chl_checkpoint *checkpoint,
                               const chl_checkpoint_part *part, chl_error *err);

/* Keep the groups that are known of the part begun last, and write the file if
 * that is worth it by now. */
chl_status chl_checkpoint_keep(chl_checkpoint *checkpoint,
                               const chl_checkpoint_part *part, chl_error *err);

#endif
