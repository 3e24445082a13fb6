/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layers that the description of a finite network stands for. */
#ifndef CHLADNI_SYSTEMS_ARCHITECTURE_H
#define CHLADNI_SYSTEMS_ARCHITECTURE_H

#include <chladni/mlp.h>

#include "systems/network.h"

/* Sub-streams of the seeds of what they are for. */
typedef enum chl_purpose {
    CHL_TRAINED_DISCRIMINATOR,
    CHL_TRAINED_GENERATOR
} chl_purpose;

/* How many; of a description that is not checked yet but for its counts. */
size_t chl_architecture_layers(const chl_mlp *mlp);

/*
 * Whether a description that chl_mlp_check() accepts suits these rows.
 * Errors  CHL_EARG images of another size, or that cannot be halved so often
 */
chl_status chl_architecture_check(const chl_mlp *mlp, chl_purpose purpose,
                                  size_t inputs, size_t outputs,
                                  chl_error *err);

/* For a description that is checked. */
void chl_architecture_fill(const chl_mlp *mlp, chl_purpose purpose,
                           size_t inputs, size_t outputs,
                           chl_network_spec *out);

#endif
