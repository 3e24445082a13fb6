/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reader of IDX files (MNIST): two zeros, type, axes, big-endian sizes. */
#include <string.h>

#include "base/error.h"
#include "data/siblings.h"

enum {
    MAGIC = 4 /* bytes before the sizes */
};

static bool
type_of(uint8_t code, chl_dtype *type)
{
    static const struct {
        uint8_t code;
        chl_dtype type;
    } codes[] = { { 0x08, CHL_U8 },  { 0x09, CHL_I8 },  { 0x0B, CHL_I16 },
                  { 0x0C, CHL_I32 }, { 0x0D, CHL_F32 }, { 0x0E, CHL_F64 } };

    for (size_t k = 0; k < sizeof codes / sizeof *codes; k++) {
        if (codes[k].code == code) {
            *type = codes[k].type;
            return true;
        }
    }
    return false;
}

static bool
sniff(const chl_source *source)
{
    chl_dtype type;

    return source->bytes != NULL && source->size >= MAGIC
           && source->bytes[0] == 0 && source->bytes[1] == 0
           && type_of(source->bytes[2], &type) && source->bytes[3] > 0;
}

static bool
machine_is_big(void)
{
    const uint16_t one = 1;

    return *(const uint8_t *) &one == 0;
}

static chl_status
read_header(const uint8_t *bytes, size_t size, chl_table *table, size_t *offset,
            chl_error *err)
{
    chl_status status = CHL_OK;
    size_t axes, shape[4];

    CHL_REQUIRE(size >= MAGIC && bytes[0] == 0 && bytes[1] == 0
                    && type_of(bytes[2], &table->dtype),
                err, CHL_EFORMAT, "IDX file of %zu bytes has no magic number",
                size);
    axes = bytes[3];
    CHL_REQUIRE(axes >= 1 && axes <= 4, err, CHL_EFORMAT,
                "IDX file has %zu axes; expected 1 to 4", axes);
    *offset = MAGIC + 4 * axes;
    CHL_REQUIRE(size >= *offset, err, CHL_EFORMAT,
                "IDX file has %zu bytes; its header alone needs %zu", size,
                *offset);
    for (size_t k = 0; k < axes; k++) {
        const uint8_t *b = bytes + MAGIC + 4 * k;

        shape[k] = (size_t) b[0] << 24 | (size_t) b[1] << 16
                   | (size_t) b[2] << 8 | b[3];
    }
    table->swapped = !machine_is_big() && chl_dtype_size(table->dtype) > 1;
    CHL_TRY(chl_table_set_shape(table, axes, shape, false, err));
out:
    return status;
}

static chl_status
parse(const uint8_t *bytes, size_t size, chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_table table = { 0 };
    size_t offset = 0, expected;

    CHL_TRY(read_header(bytes, size, &table, &offset, err));
    expected = chl_table_size(&table);
    CHL_REQUIRE(size - offset == expected, err, CHL_EFORMAT,
                "IDX file has %zu bytes of values; its header says %zu",
                size - offset, expected);
    table.values = bytes + offset;
    *out = table;
out:
    return status;
}

static chl_status
find_labels(const char *path, chl_findings *sink, chl_table *table,
            chl_error *err)
{
    chl_status status = CHL_OK;
    char *labels = NULL;

    CHL_TRY(chl_sibling_path(path, "images-idx3", "labels-idx1", &labels, err));
    if (labels != NULL) {
        CHL_TRY(chl_sibling_labels(labels, parse, sink, table, err));
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
    CHL_TRY(parse(source->bytes, source->size, &table, err));
    CHL_REQUIRE(source->bytes[3] > 1 || table.dtype >= CHL_F16, err, CHL_EDATA,
                "IDX file with one axis holds %zu labels; expected the file of "
                "their images",
                table.count);
    if (source->path != NULL) {
        CHL_TRY(find_labels(source->path, sink, &table, err));
    }
    *out = table;
    table = (chl_table){ 0 };
out:
    chl_table_clear(&table);
    return status;
}

const chl_reader chl_reader_idx = { "idx", sniff, read };
