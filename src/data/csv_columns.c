/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the columns of a CSV file hold: numbers, or words of a short list. */
#include "data/csv_columns.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "data/number.h"

static bool
is_one_of(const char *cell, const char *const *words)
{
    while (*words != NULL && strcmp(cell, *words) != 0) {
        words++;
    }
    return *words != NULL;
}

bool
chl_csv_is_missing(const char *cell)
{
    static const char *const words[] = { "",    "NA",   "N/A",  "NaN",
                                         "nan", "null", "NULL", NULL };

    return is_one_of(cell, words);
}

bool
chl_csv_is_missing_number(const char *cell)
{
    static const char *const words[] = { "?", "-", "None", NULL };

    return is_one_of(cell, words);
}

bool
chl_csv_number(const char *cell, double *out)
{
    return chl_number_read(cell, strlen(cell), out) && !isnan(*out);
}

/* Where the word is, or where it belongs. */
static size_t
lower_bound(const chl_csv_column *column, const char *word)
{
    size_t low = 0, high = column->word_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(column->words[middle], word) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

size_t
chl_csv_word_index(const chl_csv_column *column, const char *word)
{
    size_t at = lower_bound(column, word);

    return at < column->word_count && strcmp(column->words[at], word) == 0
               ? at
               : column->word_count;
}

static void
clear_words(chl_csv_column *column)
{
    for (size_t k = 0; k < column->word_count; k++) {
        chl_free(column->words[k]);
    }
    chl_free(column->words);
    column->words = NULL;
    column->word_count = column->word_capacity = 0;
}

static chl_status
insert_word(chl_csv_column *column, size_t at, const char *word, chl_error *err)
{
    chl_status status = CHL_OK;
    char *copy;

    if (column->word_count == column->word_capacity) {
        size_t capacity = column->word_capacity + 16;
        char **grown = chl_realloc(column->words, capacity, sizeof *grown);

        CHL_REQUIRE_MEMORY(grown, err, "the words of a column");
        column->words = grown;
        column->word_capacity = capacity;
    }
    copy = chl_strdup(word);
    CHL_REQUIRE_MEMORY(copy, err, "the words of a column");
    memmove(column->words + at + 1, column->words + at,
            (column->word_count - at) * sizeof *column->words);
    column->words[at] = copy;
    column->word_count++;
out:
    return status;
}

static chl_status
add_word(chl_csv_column *column, const char *word, chl_error *err)
{
    if (column->too_many
        || chl_csv_word_index(column, word) < column->word_count) {
        return CHL_OK;
    }
    if (column->word_count == CHL_CSV_WORDS) {
        column->too_many = true;
        clear_words(column);
        return CHL_OK;
    }
    return insert_word(column, lower_bound(column, word), word, err);
}

static chl_status
add_cell(chl_csv_column *column, const char *cell, chl_error *err)
{
    double value;

    if (chl_csv_is_missing(cell)) {
        return CHL_OK;
    }
    if (chl_csv_number(cell, &value)) {
        column->numbers++;
    } else {
        column->others++;
    }
    return add_word(column, cell, err);
}

static chl_status
start(chl_csv_columns *columns, const chl_csv_row *row, chl_error *err)
{
    chl_status status = CHL_OK;

    columns->list = chl_alloc(row->count, sizeof *columns->list);
    CHL_REQUIRE_MEMORY(columns->list, err, "columns");
    columns->first = chl_alloc(row->count, sizeof *columns->first);
    CHL_REQUIRE_MEMORY(columns->first, err, "columns");
    columns->count = row->count;
    for (size_t k = 0; k < row->count; k++) {
        columns->first[k] = chl_strdup(chl_csv_cell(row, k));
        CHL_REQUIRE_MEMORY(columns->first[k], err, "column names");
    }
out:
    return status;
}

/* Records of another length are left to the second pass to refuse. */
static chl_status
take_row(void *user, const chl_csv_row *row, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_csv_columns *columns = user;

    columns->records++;
    if (row->number == 0) {
        return start(columns, row, err);
    }
    for (size_t k = 0; row->count == columns->count && k < row->count; k++) {
        CHL_TRY(add_cell(&columns->list[k], chl_csv_cell(row, k), err));
    }
out:
    return status;
}

static bool
is_numeric(const chl_csv_column *column)
{
    return column->numbers >= column->others;
}

/*
 * The first record is a header if none of its cells is a number and either a
 * column below one of them holds numbers or none of them occurs again in its
 * column.
 */
static bool
find_header(const chl_csv_columns *columns)
{
    bool above_numbers = false, repeats = false;
    double value;

    for (size_t k = 0; k < columns->count; k++) {
        const chl_csv_column *column = &columns->list[k];
        const char *cell = columns->first[k];

        if (chl_csv_number(cell, &value)) {
            return false;
        }
        above_numbers |= column->numbers > 0 && is_numeric(column);
        repeats |= chl_csv_word_index(column, cell) < column->word_count;
    }
    return above_numbers || !repeats;
}

static chl_status
settle(chl_csv_columns *columns, chl_error *err)
{
    chl_status status = CHL_OK;

    columns->header = find_header(columns);
    for (size_t k = 0; k < columns->count; k++) {
        chl_csv_column *column = &columns->list[k];

        if (columns->header) {
            column->name = columns->first[k];
            columns->first[k] = NULL;
        } else {
            CHL_TRY(add_cell(column, columns->first[k], err));
        }
        column->numeric = is_numeric(column);
    }
out:
    return status;
}

chl_status
chl_csv_columns_read(const uint8_t *bytes, size_t size, char delimiter,
                     const chl_progress *progress, chl_csv_columns *out,
                     chl_error *err)
{
    chl_status status = CHL_OK;
    chl_csv_columns columns = { 0 };

    CHL_TRY(chl_csv_each(bytes, size, delimiter, progress, take_row, &columns,
                         err));
    CHL_TRY(settle(&columns, err));
    *out = columns;
    columns = (chl_csv_columns){ 0 };
out:
    chl_csv_columns_clear(&columns);
    return status;
}

void
chl_csv_columns_clear(chl_csv_columns *columns)
{
    for (size_t k = 0; k < columns->count; k++) {
        clear_words(&columns->list[k]);
        chl_free(columns->list[k].name);
        chl_free(columns->first[k]);
    }
    chl_free(columns->list);
    chl_free(columns->first);
    *columns = (chl_csv_columns){ 0 };
}
