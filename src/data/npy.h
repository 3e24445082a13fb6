/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NumPy's array file, versions 1 to 3. */
#ifndef CHLADNI_DATA_NPY_H
#define CHLADNI_DATA_NPY_H

#include "data/reader.h"

enum {
    CHL_NPY_AXES = 32 /* NumPy's own limit */
};

typedef struct chl_npy_header {
    chl_dtype dtype;
    bool swapped, fortran, boolean;
    size_t axes;
    size_t shape[CHL_NPY_AXES];
    size_t offset; /* of the first value; at most the size of the file */
} chl_npy_header;

/* Errors: CHL_EFORMAT with what was found and expected. Pure. */
chl_status chl_npy_read_header(const uint8_t *bytes, size_t size,
                               chl_npy_header *out, chl_error *err);

#endif
