/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of readers: the index of the formats. */
#include "data/reader.h"

#include <stdio.h>

#include "base/error.h"

static const chl_reader *const readers[] = {
    &chl_reader_folder, &chl_reader_shards, &chl_reader_npy, &chl_reader_npz,
    &chl_reader_hdf5,   &chl_reader_zip,    &chl_reader_tar, &chl_reader_gzip,
    &chl_reader_idx,    &chl_reader_cifar,  &chl_reader_csv,
};

const char *
chl_readers_name(size_t index)
{
    return index < sizeof readers / sizeof *readers ? readers[index]->name
                                                    : NULL;
}

static const chl_reader *
find(const chl_source *source)
{
    for (size_t k = 0; k < sizeof readers / sizeof *readers; k++) {
        if (readers[k]->sniff(source)) {
            return readers[k];
        }
    }
    return NULL;
}

static chl_status
refuse(const chl_source *source, chl_error *err)
{
    char start[3 * 8 + 1] = "";

    for (size_t k = 0; k < 8 && k < source->size; k++) {
        snprintf(start + 3 * k, 4, " %02x", source->bytes[k]);
    }
    return CHL_FAIL(
        err, CHL_EFORMAT,
        "no known format: %zu bytes that start with%s; expected "
        "npy, npz, HDF5, IDX, CIFAR, CSV, images, or an archive of them",
        source->size, start);
}

chl_status
chl_readers_read(const chl_source *source, chl_findings *sink,
                 const chl_progress *progress, const char **format,
                 chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_reader *reader = find(source);

    if (reader == NULL) {
        return refuse(source, err);
    }
    CHL_TRY(reader->read(source, sink, progress, out, err));
    *format = reader->name;
out:
    return status;
}
