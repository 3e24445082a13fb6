/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables for people: libsmartcols behind a narrow door. */
#include "report/text_table.h"

#include <math.h>
#include <string.h>

#include <libsmartcols.h>

#include "base/error.h"
#include "report/format.h"
#include "report/text_fold.h"

const char *
chl_paint_sequence(chl_paint paint)
{
    static const char *const sequences[] = {
        [CHL_PAINT_NONE] = "",           [CHL_PAINT_BOLD] = "\033[1m",
        [CHL_PAINT_RED] = "\033[31m",    [CHL_PAINT_GREEN] = "\033[32m",
        [CHL_PAINT_YELLOW] = "\033[33m",
    };

    return sequences[paint];
}

void
chl_text_add_painted(chl_text *out, const chl_document_settings *settings,
                     chl_paint paint, const char *words)
{
    bool color = settings->color && paint != CHL_PAINT_NONE;

    chl_text_add(out, "%s", color ? chl_paint_sequence(paint) : "");
    chl_text_add_plain(out, words, settings->ascii);
    chl_text_add(out, "%s", color ? "\033[0m" : "");
}

void
chl_text_add_wrapped(chl_text *out, const chl_document_settings *settings,
                     const char *first, const char *words)
{
    size_t indent = chl_text_columns(first, strlen(first)), at = indent;
    chl_text plain = { 0 };
    const char *word;

    chl_text_add_plain(&plain, words, settings->ascii);
    out->failed = out->failed || plain.failed;
    chl_text_add(out, "%s", first);
    word = plain.data != NULL ? plain.data : "";
    while (*(word += strspn(word, " ")) != '\0') {
        size_t length = strcspn(word, " ");
        size_t columns = chl_text_columns(word, length);

        if (at > indent && at + 1 + columns > settings->width) {
            chl_text_add(out, "\n%*s", (int) indent, "");
            at = indent;
        } else if (at > indent) {
            chl_text_add_bytes(out, " ", 1);
            at++;
        }
        chl_text_add_bytes(out, word, length);
        at += columns;
        word += length;
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_clear(&plain);
}

static bool
add_column(chl_text_table *table, const chl_text_column *column)
{
    int flags = column->align == CHL_ALIGN_RIGHT  ? SCOLS_FL_RIGHT
                : column->align == CHL_ALIGN_WRAP ? SCOLS_FL_WRAP
                                                  : 0;
    struct libscols_column *made =
        scols_table_new_column(table->table, column->title, 0, flags);

    if (made == NULL) {
        return false;
    }
    /* Cells that wrap get their breaks once all widths are known. */
    if (column->align == CHL_ALIGN_WRAP
        && (scols_column_set_safechars(made, "\n") != 0
            || scols_column_set_wrapfunc(made, scols_wrapnl_chunksize,
                                         scols_wrapnl_nextchunk, NULL)
                   != 0)) {
        return false;
    }
    return scols_cell_set_color(scols_column_get_header(made),
                                chl_paint_sequence(CHL_PAINT_BOLD))
           == 0;
}

void
chl_text_table_begin(chl_text_table *table, const chl_text_column *columns,
                     size_t count, const chl_document_settings *settings)
{
    *table = (chl_text_table){ .settings = settings,
                               .columns = columns,
                               .count = count };
    table->table = scols_new_table();
    if (table->table == NULL) {
        table->failed = true;
        return;
    }
    /* Asked nothing of the terminal, told everything. */
    scols_table_set_termforce(table->table, SCOLS_TERMFORCE_ALWAYS);
    scols_table_set_termwidth(table->table, settings->width);
    scols_table_enable_colors(table->table, settings->color);
    table->failed = scols_table_set_column_separator(table->table, "  ") != 0;
    for (size_t k = 0; k < count && !table->failed; k++) {
        table->widths[k] = strlen(columns[k].title);
        table->failed = !add_column(table, &columns[k]);
    }
}

void
chl_text_table_row(chl_text_table *table)
{
    if (!table->failed) {
        table->line = scols_table_new_line(table->table, NULL);
        table->failed = table->line == NULL;
    }
    table->column = 0;
}

static bool
fill_cell(chl_text_table *table, size_t column, chl_paint paint,
          const char *words)
{
    size_t width = chl_text_columns(words, strlen(words));

    if (width > table->widths[column]) {
        table->widths[column] = width;
    }
    return scols_line_set_data(table->line, column, words) == 0
           && (paint == CHL_PAINT_NONE
               || scols_cell_set_color(scols_line_get_cell(table->line, column),
                                       chl_paint_sequence(paint))
                      == 0);
}

void
chl_text_table_painted(chl_text_table *table, chl_paint paint,
                       const char *words)
{
    chl_text plain = { 0 };
    size_t column = table->column++;

    if (table->failed) {
        return;
    }
    chl_text_add_plain(&plain, words != NULL ? words : "-",
                       table->settings->ascii);
    table->failed = plain.failed
                    || !fill_cell(table, column, paint,
                                  plain.data != NULL ? plain.data : "");
    chl_text_clear(&plain);
}

void
chl_text_table_words(chl_text_table *table, const char *words)
{
    chl_text_table_painted(table, CHL_PAINT_NONE, words);
}

void
chl_text_table_real(chl_text_table *table, double value)
{
    char buffer[CHL_REAL_CHARS];

    chl_format_short(value, 4, buffer);
    chl_text_table_words(table, buffer);
}

void
chl_text_table_percent(chl_text_table *table, double part)
{
    char digits[CHL_REAL_CHARS];
    chl_text words = { 0 };

    chl_format_short(100.0 * part, 3, digits);
    chl_text_add(&words, "%s %%", digits);
    table->failed = table->failed || words.failed;
    chl_text_table_words(table, words.data);
    chl_text_clear(&words);
}

void
chl_text_table_size(chl_text_table *table, size_t value)
{
    chl_text words = { 0 };

    chl_text_add(&words, "%zu", value);
    table->failed = table->failed || words.failed;
    chl_text_table_words(table, words.data);
    chl_text_clear(&words);
}

void
chl_text_table_interval(chl_text_table *table, double low, double high)
{
    char from[CHL_REAL_CHARS], to[CHL_REAL_CHARS];
    chl_text words = { 0 };

    chl_format_short(low, 3, from);
    chl_format_short(high, 3, to);
    if (!isnan(low) || !isnan(high)) {
        chl_text_add(&words, "%s%s%s", from,
                     table->settings->ascii ? ".." : "\xe2\x80\x93", to);
    }
    table->failed = table->failed || words.failed;
    chl_text_table_words(table, words.data != NULL ? words.data : "");
    chl_text_clear(&words);
}

chl_status
chl_text_table_finish(chl_text_table *table, chl_text *out, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(!table->failed, err, CHL_ENOMEM, "out of memory for a table");
    CHL_TRY(chl_text_table_fold(table, out, err));
out:
    scols_unref_table(table->table);
    table->table = NULL;
    return status;
}
