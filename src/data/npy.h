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
    char text; /* 'S' bytes or 'U' UTF-32; 0 for numbers. Text has dtype u1
                  and u4, and `width` of them per item as a last axis that
                  shape does not list */
    size_t width;
    size_t axes;
    size_t shape[CHL_NPY_AXES];
    size_t offset; /* of the first value; at most the size of the file */
} chl_npy_header;

/* Errors: CHL_EFORMAT with what was found and expected. Pure. */
chl_status chl_npy_read_header(const uint8_t *bytes, size_t size,
                               chl_npy_header *out, chl_error *err);

/*
 * A table that points into the bytes.
 * Errors  CHL_EFORMAT  malformed, text, more than 4 axes, or values that are
 *                      not as many as the header says
 */
chl_status chl_npy_parse(const uint8_t *bytes, size_t size, chl_table *out,
                         chl_error *err);

/*
 * Names of the table's rows from an array of text, one per row; the table must
 * have none.
 * Errors  CHL_EDATA    no text, another number of rows
 *         CHL_EFORMAT  malformed; CHL_ENOMEM
 */
chl_status chl_npy_names(const uint8_t *bytes, size_t size, chl_table *table,
                         chl_error *err);

#endif
