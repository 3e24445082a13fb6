/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of the HDF5 reader. All calls are made under its lock. */
#ifndef CHLADNI_DATA_HDF5_H
#define CHLADNI_DATA_HDF5_H

#include <hdf5.h>

#include "data/reader.h"

typedef struct chl_hdf5_array {
    hid_t id, type; /* open; 0 if there is none */
    chl_dtype dtype;
    bool swapped, boolean;
    size_t axes;
    size_t shape[4];
} chl_hdf5_array;

/*
 * Shape and type of an open dataset.
 * Ownership  takes id, also on error; *out by chl_hdf5_close, untouched on
 *            error.
 * Errors     CHL_EDATA  no integers or IEEE numbers; 0 or more than 4 axes
 */
chl_status chl_hdf5_describe(hid_t id, chl_hdf5_array *out, chl_error *err);
void chl_hdf5_close(chl_hdf5_array *array);

/*
 * The values, in place if they lie in the file in one piece and as they are,
 * else read block by block into the table's spool.
 * Errors  CHL_EFORMAT       damaged
 *         CHL_EDATA         more bytes than the file can be trusted with
 *         CHL_EUNSUPPORTED  values in other files; chunks above 1 GiB
 *         CHL_EIO, CHL_ENOMEM, CHL_ECANCELLED
 */
chl_status chl_hdf5_values(const chl_hdf5_array *array,
                           const chl_source *source,
                           const chl_progress *progress, chl_table *out,
                           chl_error *err);

/* CHL_EFORMAT: `what`, and the library's own words for it. */
chl_status chl_hdf5_fail(const char *what, chl_error *err);

#endif
