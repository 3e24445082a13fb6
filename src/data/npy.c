/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reader of npy files. */
#include "data/npy.h"

#include <string.h>

#include "base/error.h"

static bool
sniff(const chl_source *source)
{
    return source->bytes != NULL && source->size >= 6
           && memcmp(source->bytes, "\x93NUMPY", 6) == 0;
}

static chl_status
refuse_axes(const chl_npy_header *header, chl_error *err)
{
    chl_text shape = { 0 };

    for (size_t k = 0; k < header->axes; k++) {
        chl_text_add(&shape, "%s%zu", k > 0 ? ", " : "", header->shape[k]);
    }
    CHL_FAIL(err, CHL_EFORMAT,
             "npy array has shape (%s); expected (n,), (n, d), (n, h, w) or "
             "(n, h, w, c)",
             shape.data != NULL ? shape.data : "");
    chl_text_clear(&shape);
    return CHL_EFORMAT;
}

static chl_status
read(const chl_source *source, chl_findings *sink, const chl_progress *progress,
     chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_table table = { 0 };
    chl_npy_header header;
    size_t found;

    (void) sink;
    (void) progress;
    CHL_TRY(chl_npy_read_header(source->bytes, source->size, &header, err));
    if (header.axes < 1 || header.axes > 4) {
        return refuse_axes(&header, err);
    }
    table.dtype = header.dtype;
    table.swapped = header.swapped;
    table.full_scale = header.boolean ? 1 : 0;
    CHL_TRY(chl_table_set_shape(&table, header.axes, header.shape,
                                header.fortran, err));
    found = source->size - header.offset;
    CHL_REQUIRE(found >= chl_table_size(&table), err, CHL_EFORMAT,
                "npy file ends early: %zu bytes of values; expected %zu", found,
                chl_table_size(&table));
    CHL_REQUIRE(found == chl_table_size(&table), err, CHL_EFORMAT,
                "npy file has %zu trailing bytes: %zu bytes of values; "
                "expected %zu",
                found - chl_table_size(&table), found, chl_table_size(&table));
    table.values = source->bytes + header.offset;
    *out = table;
    table = (chl_table){ 0 };
out:
    chl_table_clear(&table);
    return status;
}

const chl_reader chl_reader_npy = { "npy", sniff, read };
