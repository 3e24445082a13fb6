/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stored values to doubles. */
#include "data/dataset.h"

#include <math.h>
#include <string.h>

#include "base/vectorised.h"

/* Values may lie at any address, so each is copied out; compilers make a
 * vector load of it. */
#define CONVERTER(name, type)                                                  \
    CHL_VECTORISED static void name(const uint8_t *values, size_t count,       \
                                    double *out)                               \
    {                                                                          \
        for (size_t k = 0; k < count; k++) {                                   \
            type value;                                                        \
                                                                               \
            memcpy(&value, values + k * sizeof value, sizeof value);           \
            out[k] = (double) value;                                           \
        }                                                                      \
    }

CONVERTER(from_u8, uint8_t)
CONVERTER(from_i8, int8_t)
CONVERTER(from_u16, uint16_t)
CONVERTER(from_i16, int16_t)
CONVERTER(from_u32, uint32_t)
CONVERTER(from_i32, int32_t)
CONVERTER(from_u64, uint64_t)
CONVERTER(from_i64, int64_t)
CONVERTER(from_f32, float)
CONVERTER(from_f64, double)

/* IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. */
static double
half_value(uint16_t bits)
{
    unsigned exponent = bits >> 10 & 0x1F, fraction = bits & 0x3FF;
    double size;

    if (exponent == 0x1F) {
        size = fraction == 0 ? (double) INFINITY : (double) NAN;
    } else if (exponent == 0) {
        size = fraction * 0x1p-24;
    } else {
        size = ldexp(fraction + 0x400, (int) exponent - 25);
    }
    return bits >> 15 ? -size : size;
}

static void
from_f16(const uint8_t *values, size_t count, double *out)
{
    for (size_t k = 0; k < count; k++) {
        uint16_t bits;

        memcpy(&bits, values + k * sizeof bits, sizeof bits);
        out[k] = half_value(bits);
    }
}

typedef void convert_fn(const uint8_t *values, size_t count, double *out);

static convert_fn *const converters[] = {
    [CHL_U8] = from_u8,   [CHL_I8] = from_i8,   [CHL_U16] = from_u16,
    [CHL_I16] = from_i16, [CHL_U32] = from_u32, [CHL_I32] = from_i32,
    [CHL_U64] = from_u64, [CHL_I64] = from_i64, [CHL_F16] = from_f16,
    [CHL_F32] = from_f32, [CHL_F64] = from_f64,
};

void
chl_values_convert(chl_dtype type, const uint8_t *values, size_t count,
                   double *out)
{
    converters[type](values, count, out);
}
