/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all clouds are made of. */
#ifndef CHLADNI_DATA_CLOUD_H
#define CHLADNI_DATA_CLOUD_H

#include <chladni/cloud.h>

#include "base/random.h"

enum {
    CHL_CLOUD_POINTS = 500 /* drawn if no number is given                    */
};

/* The random numbers of one side. */
chl_random chl_cloud_random(chl_cloud_side side, uint64_t seed);

/* Errors: CHL_EARG no points or no columns, CHL_ENOMEM. */
chl_status chl_cloud_allocate(size_t count, size_t dimension, chl_cloud *out,
                              chl_error *err);

#endif
