/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of items from an npy array of text. */
#include <string.h>

#include "base/error.h"
#include "data/npy.h"

static uint32_t
code_point(const uint8_t *at, bool swapped)
{
    uint32_t value;

    memcpy(&value, at, sizeof value);
    return swapped ? __builtin_bswap32(value) : value;
}

/* What is no character becomes U+FFFD. */
static void
add_utf8(chl_text *text, uint32_t c)
{
    char bytes[4];
    size_t count = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

    if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) {
        c = 0xFFFD;
        count = 3;
    }
    for (size_t k = count; k-- > 1;) {
        bytes[k] = (char) (0x80 | (c & 0x3F));
        c >>= 6;
    }
    bytes[0] = (char) (count == 1 ? c : (0xF00U >> count & 0xFF) | c);
    chl_text_add_bytes(text, bytes, count);
}

/* Text ends at its first NUL. */
static void
decode(const chl_npy_header *header, const uint8_t *at, chl_text *out)
{
    for (size_t k = 0; k < header->width; k++) {
        if (header->text == 'S') {
            if (at[k] == 0) {
                return;
            }
            chl_text_add_bytes(out, (const char *) at + k, 1);
        } else {
            uint32_t c = code_point(at + 4 * k, header->swapped);

            if (c == 0) {
                return;
            }
            add_utf8(out, c);
        }
    }
}

static chl_status
check(const chl_npy_header *header, size_t size, const chl_table *table,
      chl_error *err)
{
    chl_status status = CHL_OK;
    size_t item, whole;

    CHL_REQUIRE(header->text != 0 && header->axes == 1, err, CHL_EDATA,
                "%zu axes of %s; expected one axis of text", header->axes,
                header->text != 0 ? "text" : chl_dtype_name(header->dtype));
    CHL_REQUIRE(header->shape[0] == table->count, err, CHL_EDATA,
                "%zu names for %zu rows", header->shape[0], table->count);
    item = header->width * chl_dtype_size(header->dtype);
    CHL_REQUIRE(!__builtin_mul_overflow(item, header->shape[0], &whole)
                    && whole == size - header->offset,
                err, CHL_EFORMAT,
                "%zu names of %zu bytes do not fit %zu bytes of values",
                header->shape[0], item, size - header->offset);
out:
    return status;
}

chl_status
chl_npy_names(const uint8_t *bytes, size_t size, chl_table *table,
              chl_error *err)
{
    chl_status status = CHL_OK;
    chl_npy_header header;
    chl_text name = { 0 };
    char **names = NULL;
    size_t item;

    CHL_TRY(chl_npy_read_header(bytes, size, &header, err));
    CHL_TRY(check(&header, size, table, err));
    item = header.width * chl_dtype_size(header.dtype);
    names = chl_alloc(table->count + 1, sizeof *names);
    CHL_REQUIRE_MEMORY(names, err, "the names of rows");
    for (size_t k = 0; k < table->count; k++) {
        chl_text_clear(&name);
        chl_text_add(&name, "%s", "");
        decode(&header, bytes + header.offset + k * item, &name);
        CHL_TRY(chl_text_check(&name, "the name of a row", err));
        names[k] = name.data;
        name = (chl_text){ 0 };
    }
    table->item_names = names;
    names = NULL;
out:
    chl_text_clear(&name);
    for (size_t k = 0; names != NULL && k < table->count; k++) {
        chl_free(names[k]);
    }
    chl_free(names);
    return status;
}
