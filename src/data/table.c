/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables: their types, shapes, names, and giving them back. */
#include "data/reader.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"

static const struct {
    size_t size;
    const char *name;
} types[] = {
    [CHL_U8] = { 1, "u1" },  [CHL_I8] = { 1, "i1" },  [CHL_U16] = { 2, "u2" },
    [CHL_I16] = { 2, "i2" }, [CHL_U32] = { 4, "u4" }, [CHL_I32] = { 4, "i4" },
    [CHL_U64] = { 8, "u8" }, [CHL_I64] = { 8, "i8" }, [CHL_F16] = { 2, "f2" },
    [CHL_F32] = { 4, "f4" }, [CHL_F64] = { 8, "f8" },
};

size_t
chl_dtype_size(chl_dtype type)
{
    return (size_t) type < sizeof types / sizeof *types ? types[type].size : 0;
}

const char *
chl_dtype_name(chl_dtype type)
{
    return (size_t) type < sizeof types / sizeof *types ? types[type].name
                                                        : "unknown";
}

static void
clear_names(char **names, size_t count)
{
    for (size_t k = 0; names != NULL && k < count; k++) {
        chl_free(names[k]);
    }
    chl_free(names);
}

void
chl_table_clear(chl_table *table)
{
    chl_free(table->labels);
    clear_names(table->class_names, table->class_count);
    clear_names(table->column_names, table->shape[1]);
    clear_names(table->item_names, table->count);
    chl_spool_clear(&table->spool);
    *table = (chl_table){ 0 };
}

static bool
is_unsigned(chl_dtype type)
{
    return type == CHL_U8 || type == CHL_U16 || type == CHL_U32
           || type == CHL_U64;
}

static bool
is_floating(chl_dtype type)
{
    return type == CHL_F16 || type == CHL_F32 || type == CHL_F64;
}

static bool
can_be_channels(chl_dtype type, size_t count)
{
    return (is_unsigned(type) && count >= 1 && count <= 4)
           || (is_floating(type) && (count == 1 || count == 3));
}

static bool
set_strides(chl_table *table, bool fortran)
{
    size_t step = chl_dtype_size(table->dtype);

    for (size_t k = 0; k < table->axes; k++) {
        size_t axis = fortran ? k : table->axes - 1 - k;

        table->strides[axis] = (ptrdiff_t) step;
        if (__builtin_mul_overflow(step, table->shape[axis], &step)
            || step > PTRDIFF_MAX) {
            return false;
        }
    }
    return true;
}

/* Axis 1 of 4 goes last. */
static void
move_channels_last(chl_table *table)
{
    size_t count = table->shape[1];
    ptrdiff_t stride = table->strides[1];

    for (size_t k = 1; k < 3; k++) {
        table->shape[k] = table->shape[k + 1];
        table->strides[k] = table->strides[k + 1];
    }
    table->shape[3] = count;
    table->strides[3] = stride;
}

static void
find_images(chl_table *table)
{
    if (table->axes == 3) {
        table->images = can_be_channels(table->dtype, 1);
    } else if (table->axes == 4) {
        bool last = can_be_channels(table->dtype, table->shape[3]);
        bool second = table->shape[1] != 2
                      && can_be_channels(table->dtype, table->shape[1]);

        table->images = last || second;
        if (second && !last) {
            move_channels_last(table);
        }
    }
}

chl_status
chl_table_set_shape(chl_table *table, size_t axes, const size_t *shape,
                    bool fortran, chl_error *err)
{
    if (axes < 1 || axes > 4) {
        return CHL_FAIL(err, CHL_EFORMAT,
                        "the array has %zu axes; expected 1 to 4", axes);
    }
    memcpy(table->shape, shape, axes * sizeof *shape);
    table->axes = axes;
    if (axes == 1) {
        table->shape[1] = 1;
        table->axes = 2;
    }
    table->count = shape[0];
    if (!set_strides(table, fortran)) {
        return CHL_FAIL(err, CHL_EFORMAT,
                        "an array of %zu rows and %zu axes of type %s has more "
                        "bytes than memory has addresses",
                        shape[0], axes, chl_dtype_name(table->dtype));
    }
    find_images(table);
    return CHL_OK;
}

size_t
chl_table_dimension(const chl_table *table)
{
    size_t dimension = 1;

    for (size_t k = 1; k < table->axes; k++) {
        dimension *= table->shape[k];
    }
    return dimension;
}

size_t
chl_table_size(const chl_table *table)
{
    return table->count * chl_table_dimension(table)
           * chl_dtype_size(table->dtype);
}

/* Length of the UTF-8 sequence that starts here, 0 if there is none. */
static size_t
sequence(const char *bytes, size_t left)
{
    for (size_t length = 1; length <= 4 && length <= left; length++) {
        if (chl_text_is_utf8(bytes, length)) {
            return length;
        }
    }
    return 0;
}

void
chl_name_escape(chl_text *out, const char *name, size_t length)
{
    for (size_t k = 0; k < length;) {
        unsigned char byte = (unsigned char) name[k];
        size_t step = sequence(name + k, length - k);

        if (step == 0 || byte < 0x20 || byte == 0x7F) {
            chl_text_add(out, "\\x%02X", byte);
            k++;
        } else {
            chl_text_add_bytes(out, name + k, step);
            k += step;
        }
    }
}

/* Cut at a character's start, so that what is left is UTF-8. */
static void
copy_cut(char *buffer, size_t size, const char *text, size_t length)
{
    if (length >= size) {
        length = size - 1;
        while (length > 0 && ((unsigned char) text[length] & 0xC0) == 0x80) {
            length--;
        }
    }
    memcpy(buffer, text, length);
    buffer[length] = '\0';
}

void
chl_table_item_name(const chl_table *table, size_t row, char *buffer,
                    size_t size)
{
    chl_text name = { 0 };

    if (size == 0) {
        return;
    }
    if (table->item_names != NULL && table->item_names[row] != NULL) {
        chl_name_escape(&name, table->item_names[row],
                        strlen(table->item_names[row]));
    }
    if (name.data != NULL && !name.failed) {
        copy_cut(buffer, size, name.data, name.length);
    } else {
        snprintf(buffer, size, "row %zu", row);
    }
    chl_text_clear(&name);
}
