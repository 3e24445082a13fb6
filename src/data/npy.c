/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reader of npy files. */
#include "data/npy.h"

#include <string.h>

#include "base/error.h"
#include "data/siblings.h"

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

chl_status
chl_npy_parse(const uint8_t *bytes, size_t size, chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_table table = { 0 };
    chl_npy_header header;
    size_t found, expected;

    CHL_TRY(chl_npy_read_header(bytes, size, &header, err));
    CHL_REQUIRE(header.text == 0, err, CHL_EFORMAT,
                "npy values are of type '%c%zu'; expected b1, u1 to u8, i1 to "
                "i8, f2, f4 or f8",
                header.text, header.width);
    if (header.axes < 1 || header.axes > 4) {
        return refuse_axes(&header, err);
    }
    table.dtype = header.dtype;
    table.swapped = header.swapped;
    table.full_scale = header.boolean ? 1 : 0;
    CHL_TRY(chl_table_set_shape(&table, header.axes, header.shape,
                                header.fortran, err));
    found = size - header.offset;
    expected = chl_table_size(&table);
    CHL_REQUIRE(found >= expected, err, CHL_EFORMAT,
                "npy file ends early: %zu bytes of values; expected %zu", found,
                expected);
    CHL_REQUIRE(found == expected, err, CHL_EFORMAT,
                "npy file has %zu trailing bytes: %zu bytes of values; "
                "expected %zu",
                found - expected, found, expected);
    table.values = bytes + header.offset;
    *out = table;
out:
    return status;
}

/* labels.npy beside images.npy, NAME_labels.npy beside NAME.npy. */
static chl_status
find_labels(const char *path, chl_findings *sink, chl_table *table,
            chl_error *err)
{
    chl_status status = CHL_OK;
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    bool plain = strncmp(name, "images.npy", strlen("images.npy")) == 0;
    char *labels = NULL;

    CHL_TRY(chl_sibling_path(path, plain ? "images.npy" : ".npy",
                             plain ? "labels.npy" : "_labels.npy", &labels,
                             err));
    if (labels != NULL) {
        CHL_TRY(chl_sibling_labels(labels, chl_npy_parse, sink, table, err));
    }
out:
    chl_free(labels);
    return status;
}

static chl_status
read(const chl_source *source, chl_findings *sink, const chl_progress *progress,
     chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_table table = { 0 };

    (void) progress;
    CHL_TRY(chl_npy_parse(source->bytes, source->size, &table, err));
    if (source->path != NULL) {
        CHL_TRY(find_labels(source->path, sink, &table, err));
    }
    *out = table;
    table = (chl_table){ 0 };
out:
    chl_table_clear(&table);
    return status;
}

const chl_reader chl_reader_npy = { "npy", sniff, read };
