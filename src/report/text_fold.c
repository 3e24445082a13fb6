/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table folded to the width of a terminal: words broken where a column wraps,
 * and columns that find no room put into further blocks below. */
#include "report/text_fold.h"

#include <stdlib.h>
#include <string.h>

#include <libsmartcols.h>

#include "base/error.h"

enum {
    GAP = 2,   /* blanks between columns                                    */
    LEAST = 16 /* of a column that wraps: never almost nothing              */
};

size_t
chl_text_columns(const char *words, size_t size)
{
    size_t columns = 0;

    for (size_t k = 0; k < size; k++) {
        columns += ((unsigned char) words[k] & 0xC0) != 0x80;
    }
    return columns;
}

/* Where a line of at most `room` characters ends: at a blank or the NUL. A
 * word that is longer stays whole. */
static size_t
line_size(const char *words, size_t room)
{
    size_t size = strcspn(words, " ");

    while (words[size] != '\0') {
        size_t next = size + 1 + strcspn(words + size + 1, " ");

        if (chl_text_columns(words, next) > room) {
            break;
        }
        size = next;
    }
    return size;
}

/* The part of a long word that fits: up to a sign that parts names and paths,
 * or as far as there is room. */
static size_t
cut_size(const char *word, size_t room)
{
    size_t size = 0, kept = 0, columns = 0;

    while (columns < room) {
        size++;
        while (((unsigned char) word[size] & 0xC0) == 0x80) {
            size++;
        }
        columns++;
        if (strchr("/_-.,", word[size - 1]) != NULL) {
            kept = size;
        }
    }
    return kept > 0 ? kept : size;
}

void
chl_text_add_folded(chl_text *out, const char *words, size_t room)
{
    const char *at = words + strspn(words, " ");

    while (*at != '\0') {
        size_t size = line_size(at, room);

        if (chl_text_columns(at, size) > room) {
            size = cut_size(at, room);
        }
        chl_text_add_bytes(out, at, size);
        at += size;
        at += strspn(at, " ");
        chl_text_add_bytes(out, "\n", *at != '\0');
    }
}

/* A block of the table: the first column, and those from `from` to `to`. */
typedef struct block {
    size_t from, to;
} block;

static bool
is_in(const block *b, size_t column)
{
    return column == 0 || (column >= b->from && column < b->to);
}

static bool
wraps(const chl_text_table *table, size_t column)
{
    return table->columns[column].align == CHL_ALIGN_WRAP;
}

/* The least width of a column. */
static size_t
need(const chl_text_table *table, size_t column)
{
    size_t width = table->widths[column];

    return wraps(table, column) && width > LEAST ? LEAST : width;
}

static block
next_block(const chl_text_table *table, size_t from)
{
    block b = { from, from };
    size_t taken = need(table, 0);

    while (b.to < table->count
           && (b.to == from
               || taken + GAP + need(table, b.to) <= table->settings->width)) {
        taken += GAP + need(table, b.to++);
    }
    return b;
}

/* What is left for a column that wraps, if those that need less than an even
 * share of it leave the rest to the others. */
static size_t
room_to_wrap(const chl_text_table *table, const block *b)
{
    size_t taken = 0, wrapping = 0, room = 0;
    bool settled[CHL_TEXT_TABLE_COLUMNS] = { false }, again = true;

    for (size_t k = 0; k < table->count; k++) {
        settled[k] = !is_in(b, k) || !wraps(table, k);
        taken += is_in(b, k) && settled[k] ? table->widths[k] : 0;
        taken += is_in(b, k) && k > 0 ? GAP : 0;
        wrapping += !settled[k];
    }
    while (again && wrapping > 0 && taken < table->settings->width) {
        again = false;
        room = (table->settings->width - taken) / wrapping;
        for (size_t k = 0; k < table->count && !again; k++) {
            if (!settled[k] && table->widths[k] < room) {
                settled[k] = again = true;
                taken += table->widths[k];
                wrapping--;
            }
        }
    }
    return room > LEAST ? room : LEAST;
}

static bool
fold_cell(struct libscols_line *line, size_t column, size_t room)
{
    const char *words = scols_cell_get_data(scols_line_get_cell(line, column));
    chl_text folded = { 0 };
    bool done;

    if (words == NULL || chl_text_columns(words, strlen(words)) <= room) {
        return true;
    }
    chl_text_add_folded(&folded, words, room);
    done =
        !folded.failed && scols_line_set_data(line, column, folded.data) == 0;
    chl_text_clear(&folded);
    return done;
}

/* Columns that wrap get the room there is for them. */
static bool
fold(const chl_text_table *table, const block *b)
{
    const size_t room = room_to_wrap(table, b);
    bool done = true;

    for (size_t k = 0; k < table->count; k++) {
        for (size_t i = 0; done && is_in(b, k) && wraps(table, k)
                           && i < scols_table_get_nlines(table->table);
             i++) {
            done = fold_cell(scols_table_get_line(table->table, i), k, room);
        }
    }
    return done;
}

static bool
show(const chl_text_table *table, const block *b)
{
    bool done = true;

    for (size_t k = 0; done && k < table->count; k++) {
        struct libscols_column *c = scols_table_get_column(table->table, k);
        int flags = scols_column_get_flags(c) & ~SCOLS_FL_HIDDEN;

        done = scols_column_set_flags(c, is_in(b, k) ? flags
                                                     : flags | SCOLS_FL_HIDDEN)
               == 0;
    }
    return done;
}

/* Line by line, without the blanks that fill up the last column. */
static void
add_lines(chl_text *out, const char *printed)
{
    while (*printed != '\0') {
        size_t length = strcspn(printed, "\n"), kept = length;

        while (kept > 0 && printed[kept - 1] == ' ') {
            kept--;
        }
        chl_text_add_bytes(out, printed, kept);
        chl_text_add_bytes(out, "\n", 1);
        printed += length + (printed[length] == '\n');
    }
}

static chl_status
print(const chl_text_table *table, const block *b, chl_text *out,
      chl_error *err)
{
    chl_status status = CHL_OK;
    char *printed = NULL;

    CHL_REQUIRE(fold(table, b) && show(table, b)
                    && scols_print_table_to_string(table->table, &printed) == 0,
                err, CHL_ENOMEM, "out of memory for a table");
    if (printed != NULL) {
        add_lines(out, printed);
    }
out:
    free(printed);
    return status;
}

chl_status
chl_text_table_fold(const chl_text_table *table, chl_text *out, chl_error *err)
{
    chl_status status = CHL_OK;
    block b = next_block(table, 1);

    CHL_TRY(print(table, &b, out, err));
    while (b.to < table->count) {
        b = next_block(table, b.to);
        chl_text_add_bytes(out, "\n", 1);
        CHL_TRY(print(table, &b, out, err));
    }
out:
    return status;
}
