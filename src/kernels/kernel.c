/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of kernels and the choice by name. */
#include <chladni/kernels.h>

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "kernels/radial.h"

static const chl_kernel_type *const types[] = {
    &chl_kernel_matern52,
    &chl_kernel_matern32,
    &chl_kernel_gauss,
    &chl_kernel_laplace,
};

enum {
    TYPE_COUNT = sizeof types / sizeof *types
};

size_t
chl_kernel_type_count(void)
{
    return TYPE_COUNT;
}

const chl_kernel_type *
chl_kernel_type_at(size_t index)
{
    return index < TYPE_COUNT ? types[index] : NULL;
}

static chl_status
refuse_name(const char *name, chl_error *err)
{
    const char *names[TYPE_COUNT];
    size_t nearest;

    for (size_t k = 0; k < TYPE_COUNT; k++) {
        names[k] = types[k]->name;
    }
    nearest = chl_text_nearest(name, names, TYPE_COUNT);
    if (nearest < TYPE_COUNT) {
        return CHL_FAIL(err, CHL_EARG,
                        "kernel '%s' is unknown; did you mean '%s'?", name,
                        names[nearest]);
    }
    return CHL_FAIL(err, CHL_EARG,
                    "kernel '%s' is unknown; it must be matern52, matern32, "
                    "gauss or laplace",
                    name);
}

chl_status
chl_kernel_init(const char *name, double bandwidth, chl_kernel *out,
                chl_error *err)
{
    if (!(isfinite(bandwidth) && bandwidth > 0.0)) {
        return CHL_FAIL(err, CHL_EARG,
                        "kernel bandwidth is %g; it must be finite and above 0",
                        bandwidth);
    }
    for (size_t k = 0; k < TYPE_COUNT; k++) {
        if (strcmp(types[k]->name, name) == 0) {
            *out = (chl_kernel){ types[k], bandwidth };
            return CHL_OK;
        }
    }
    return refuse_name(name, err);
}
