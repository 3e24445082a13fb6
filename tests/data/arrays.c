/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arrays.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

double
array_value(chl_dtype type, size_t k)
{
    double value = (double) (k % 97);

    switch (type) {
    case CHL_I8:
    case CHL_I16:
    case CHL_I32:
    case CHL_I64:
        return value - 40;
    case CHL_F16:
    case CHL_F32:
    case CHL_F64:
        return (value - 30) / 8;
    default:
        return value;
    }
}

size_t
array_count(size_t axes, const size_t *shape)
{
    size_t count = 1;

    for (size_t k = 0; k < axes; k++) {
        count *= shape[k];
    }
    return count;
}

/* Multiples of 1/8 below 16: at most 7 significant bits, exponent above -4. */
static uint64_t
half_bits(double value)
{
    uint64_t sign = value < 0 ? 0x8000 : 0, exponent = 15;
    double size = value < 0 ? -value : value;

    if (size == 0) {
        return sign;
    }
    while (size >= 2) {
        size /= 2;
        exponent++;
    }
    while (size < 1) {
        size *= 2;
        exponent--;
    }
    return sign | exponent << 10 | (uint64_t) ((size - 1) * 1024);
}

static uint64_t
value_bits(chl_dtype type, double value)
{
    float single = (float) value;
    uint32_t word;
    uint64_t bits;

    switch (type) {
    case CHL_F16:
        return half_bits(value);
    case CHL_F32:
        memcpy(&word, &single, sizeof word);
        return word;
    case CHL_F64:
        memcpy(&bits, &value, sizeof bits);
        return bits;
    default:
        return (uint64_t) (int64_t) value;
    }
}

void
array_store(chl_dtype type, bool big_endian, double value, uint8_t *at)
{
    size_t size = chl_dtype_size(type);
    uint64_t bits = value_bits(type, value);

    for (size_t b = 0; b < size; b++) {
        at[big_endian ? size - 1 - b : b] = (uint8_t) (bits >> 8 * b);
    }
}

file_bytes
npy_write_raw(const char *header, size_t size)
{
    size_t length = strlen(header);
    file_bytes file = { calloc(1, 10 + length + size), 10 + length + size };

    memcpy(file.bytes, "\x93NUMPY\x01", 8);
    file.bytes[8] = (uint8_t) length;
    file.bytes[9] = (uint8_t) (length >> 8);
    memcpy(file.bytes + 10, header, length);
    return file;
}

static file_bytes
npy_write_header(const npy_layout *layout, size_t size)
{
    char header[256], shape[128] = "";
    int version = layout->version > 0 ? layout->version : 1;
    size_t start = version == 1 ? 10 : 12, length;
    char order = layout->big_endian ? '>' : '<';
    file_bytes file;

    for (size_t k = 0; k < layout->axes; k++) {
        size_t used = strlen(shape);

        snprintf(shape + used, sizeof shape - used, "%zu, ", layout->shape[k]);
    }
    snprintf(header, sizeof header,
             "{'descr': '%c%s', 'fortran_order': %s, 'shape': (%s), }\n",
             chl_dtype_size(layout->dtype) == 1 ? '|' : order,
             chl_dtype_name(layout->dtype), layout->fortran ? "True" : "False",
             shape);
    length = strlen(header);
    file.size = start + length + size;
    file.bytes = calloc(1, file.size);
    memcpy(file.bytes, "\x93NUMPY", 6);
    file.bytes[6] = (uint8_t) version;
    file.bytes[8] = (uint8_t) length;
    memcpy(file.bytes + start, header, length);
    return file;
}

/* Where value k of C order lies in Fortran order. */
static size_t
fortran_index(const npy_layout *layout, size_t k)
{
    size_t at[4] = { 0 }, index = 0;

    for (size_t a = layout->axes; a-- > 0;) {
        at[a] = k % layout->shape[a];
        k /= layout->shape[a];
    }
    for (size_t a = layout->axes; a-- > 0;) {
        index = index * layout->shape[a] + at[a];
    }
    return index;
}

file_bytes
npy_write(const npy_layout *layout)
{
    size_t size = chl_dtype_size(layout->dtype);
    size_t count = array_count(layout->axes, layout->shape);
    file_bytes file = npy_write_header(layout, count * size);
    uint8_t *values = file.bytes + file.size - count * size;

    for (size_t k = 0; k < count; k++) {
        size_t at = layout->fortran ? fortran_index(layout, k) : k;

        array_store(layout->dtype, layout->big_endian,
                    array_value(layout->dtype, k), values + at * size);
    }
    return file;
}

static uint8_t
idx_code(chl_dtype type)
{
    switch (type) {
    case CHL_U8:
        return 0x08;
    case CHL_I8:
        return 0x09;
    case CHL_I16:
        return 0x0B;
    case CHL_I32:
        return 0x0C;
    case CHL_F32:
        return 0x0D;
    default:
        return 0x0E;
    }
}

file_bytes
idx_write(chl_dtype type, size_t axes, const size_t *shape)
{
    size_t size = chl_dtype_size(type), count = array_count(axes, shape);
    size_t start = 4 + 4 * axes;
    file_bytes file = { calloc(1, start + count * size), start + count * size };

    file.bytes[2] = idx_code(type);
    file.bytes[3] = (uint8_t) axes;
    for (size_t k = 0; k < axes; k++) {
        array_store(CHL_U32, true, (double) shape[k], file.bytes + 4 + 4 * k);
    }
    for (size_t k = 0; k < count; k++) {
        array_store(type, true, array_value(type, k),
                    file.bytes + start + k * size);
    }
    return file;
}

file_bytes
cifar_write(size_t labels, size_t count)
{
    size_t length = labels + 3072;
    file_bytes file = { calloc(count, length), count * length };

    for (size_t row = 0; row < count; row++) {
        uint8_t *at = file.bytes + row * length;

        memset(at, (int) (row % 10), labels);
        for (size_t k = 0; k < 3072; k++) {
            at[labels + k] = (uint8_t) (row + k);
        }
    }
    return file;
}
