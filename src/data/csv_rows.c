/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of a CSV file, by libcsv, its memory through our allocator. */
#include "data/csv_rows.h"

#include <string.h>

#include <csv.h>

#include "base/error.h"

enum {
    CHUNK = 1 << 16 /* bytes between two looks at errors and progress */
};

typedef struct context {
    chl_csv_row row;
    chl_csv_row_fn *each;
    void *user;
    chl_status status; /* of the first call that failed */
    chl_error *err;
} context;

const char *
chl_csv_cell(const chl_csv_row *row, size_t column)
{
    return row->text.data + row->starts[column];
}

char
chl_csv_delimiter(const uint8_t *bytes, size_t size)
{
    static const char candidates[] = { ',', ';', '\t' };
    size_t counts[sizeof candidates] = { 0 }, best = 0;
    bool quoted = false;

    for (size_t k = 0; k < size; k++) {
        quoted ^= bytes[k] == '"';
        if (!quoted && (bytes[k] == '\n' || bytes[k] == '\r')) {
            break;
        }
        for (size_t c = 0; c < sizeof candidates; c++) {
            counts[c] += !quoted && bytes[k] == (uint8_t) candidates[c];
        }
    }
    for (size_t c = 1; c < sizeof candidates; c++) {
        best = counts[c] > counts[best] ? c : best;
    }
    return candidates[best];
}

static chl_status
make_room(chl_csv_row *row, chl_error *err)
{
    size_t capacity = row->capacity > 0 ? 2 * row->capacity : 32;
    size_t *grown;

    if (row->count < row->capacity) {
        return CHL_OK;
    }
    grown = chl_realloc(row->starts, capacity, sizeof *grown);
    if (grown == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for %zu cells",
                        capacity);
    }
    row->starts = grown;
    row->capacity = capacity;
    return CHL_OK;
}

static chl_status
add_cell(chl_csv_row *row, const char *bytes, size_t length, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(length == 0 || memchr(bytes, 0, length) == NULL, err,
                CHL_EFORMAT, "record %zu, column %zu contains a NUL byte",
                row->number, row->count);
    CHL_TRY(make_room(row, err));
    row->starts[row->count] = row->text.length;
    chl_text_add_bytes(&row->text, bytes, length);
    chl_text_add_bytes(&row->text, "", 1);
    CHL_TRY(chl_text_check(&row->text, "a record", err));
    row->count++;
out:
    return status;
}

static void
on_cell(void *bytes, size_t length, void *user)
{
    context *c = user;

    if (c->status == CHL_OK) {
        c->status = add_cell(&c->row, bytes != NULL ? bytes : "",
                             bytes != NULL ? length : 0, c->err);
    }
}

static void
on_row(int end, void *user)
{
    context *c = user;

    (void) end;
    if (c->status == CHL_OK) {
        c->status = c->each(c->user, &c->row, c->err);
    }
    c->row.number++;
    c->row.count = 0;
    c->row.text.length = 0;
}

static void *
grow(void *block, size_t size)
{
    return chl_realloc(block, size, 1);
}

/* What libcsv has to say once it took fewer bytes than it was given. */
static chl_status
check_parser(struct csv_parser *parser, bool whole, context *c)
{
    int code = csv_error(parser);

    if (c->status != CHL_OK || whole) {
        return c->status;
    }
    if (code == CSV_ENOMEM) {
        return CHL_FAIL(c->err, CHL_ENOMEM, "out of memory for a record");
    }
    return CHL_FAIL(c->err, CHL_EFORMAT,
                    "record %zu: a quote that is not doubled or not closed; "
                    "expected cells as in RFC 4180",
                    c->row.number);
}

static chl_status
feed(struct csv_parser *parser, const uint8_t *bytes, size_t size,
     const chl_progress *progress, context *c)
{
    chl_status status = CHL_OK;

    for (size_t done = 0; done < size;) {
        size_t part = size - done < CHUNK ? size - done : CHUNK;
        size_t taken;

        CHL_TRY(chl_progress_tell(progress, "reading", (double) done,
                                  (double) size, c->err));
        taken = csv_parse(parser, bytes + done, part, on_cell, on_row, c);
        CHL_TRY(check_parser(parser, taken == part, c));
        done += part;
    }
    CHL_TRY(check_parser(parser, csv_fini(parser, on_cell, on_row, c) == 0, c));
out:
    return status;
}

chl_status
chl_csv_each(const uint8_t *bytes, size_t size, char delimiter,
             const chl_progress *progress, chl_csv_row_fn *each, void *user,
             chl_error *err)
{
    chl_status status = CHL_OK;
    context c = { .each = each, .user = user, .err = err };
    struct csv_parser parser;

    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_delim(&parser, (unsigned char) delimiter);
    csv_set_realloc_func(&parser, grow);
    csv_set_free_func(&parser, chl_free);
    status = feed(&parser, bytes, size, progress, &c);
    csv_free(&parser);
    chl_text_clear(&c.row.text);
    chl_free(c.row.starts);
    return status;
}
