/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reader of CSV and TSV: numbers as they are, words as one column each. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "data/csv_columns.h"

enum {
    LOOK = 4096 /* bytes looked at to see whether it is text */
};

/* The second pass: values into the spool. */
typedef struct writer {
    const chl_csv_columns *columns;
    chl_findings *sink;
    chl_table *table;
    double *values; /* one row */
    size_t *kept;   /* numbers of the rows, if there is a sink */
    size_t kept_capacity;
} writer;

static bool
sniff(const chl_source *source)
{
    size_t count = source->size < LOOK ? source->size : LOOK;

    for (size_t k = 0; source->bytes != NULL && k < count; k++) {
        uint8_t byte = source->bytes[k];

        if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r')
            || byte == 0x7F) {
            return false;
        }
    }
    /* JSON and markup are text too, but no tables. */
    return source->bytes != NULL && count > 0
           && memchr("{[<", source->bytes[0], 3) == NULL;
}

/* What is wrong with a cell, as code and words; false if nothing is. */
static bool
find_fault(const chl_csv_column *column, const char *cell, const char **code,
           char text[2 * CHL_CSV_SHOWN])
{
    char shown[CHL_CSV_SHOWN];
    double value;

    if (chl_csv_is_missing(cell)
        || (column->numeric && chl_csv_is_missing_number(cell))) {
        *code = "missing";
        snprintf(text, 2 * CHL_CSV_SHOWN, "is missing; expected a %s",
                 column->numeric ? "number" : "word");
        return true;
    }
    if (column->numeric && !chl_csv_number(cell, &value)) {
        chl_csv_show(cell, shown);
        *code = "not-a-number";
        snprintf(text, 2 * CHL_CSV_SHOWN, "is '%s'; expected a number", shown);
        return true;
    }
    return false;
}

/* Refuse a record, or record it as a finding and leave it out. */
static chl_status
reject(writer *w, size_t row, const char *code, const char *place,
       const char *text, chl_error *err)
{
    char item[32];

    if (w->sink == NULL) {
        return CHL_FAIL(err,
                        strcmp(code, "missing") == 0 ? CHL_EDATA : CHL_EFORMAT,
                        "row %zu%s %s", row, place, text);
    }
    snprintf(item, sizeof item, "row %zu", row);
    w->table->skipped++;
    return chl_findings_add(w->sink, CHL_SEVERITY_ERROR, code, item, err,
                            "%s %s", place[0] == ',' ? place + 2 : "it", text);
}

/* *good tells whether the record can be written. */
static chl_status
check_row(writer *w, const chl_csv_row *row, size_t number, bool *good,
          chl_error *err)
{
    char text[2 * CHL_CSV_SHOWN], place[2 * CHL_CSV_SHOWN], name[CHL_CSV_SHOWN];
    const chl_csv_columns *columns = w->columns;
    const char *code;

    *good = false;
    if (row->count != columns->count) {
        snprintf(text, sizeof text, "has %zu cells; expected %zu", row->count,
                 columns->count);
        return reject(w, number, "shape", "", text, err);
    }
    for (size_t k = 0; k < columns->count; k++) {
        const chl_csv_column *column = &columns->list[k];

        if (find_fault(column, chl_csv_cell(row, k), &code, text)) {
            chl_csv_show(column->name != NULL ? column->name : "", name);
            snprintf(place, sizeof place,
                     name[0] != '\0' ? ", column %zu ('%s')" : ", column %zu",
                     k, name);
            return reject(w, number, code, place, text, err);
        }
    }
    *good = true;
    return CHL_OK;
}

static void
fill_values(const chl_csv_columns *columns, const chl_csv_row *row,
            double *values)
{
    for (size_t k = 0; k < columns->count; k++) {
        const chl_csv_column *column = &columns->list[k];
        const char *cell = chl_csv_cell(row, k);
        size_t width = chl_csv_width(column);

        if (column->numeric) {
            chl_csv_number(cell, values);
        } else {
            memset(values, 0, width * sizeof *values);
            values[chl_csv_word_index(column, cell)] = 1;
        }
        values += width;
    }
}

static chl_status
keep_number(writer *w, size_t number, chl_error *err)
{
    chl_status status = CHL_OK;

    if (w->sink == NULL) {
        return CHL_OK;
    }
    if (w->table->count == w->kept_capacity) {
        size_t capacity = 2 * w->kept_capacity + 256;
        size_t *grown = chl_realloc(w->kept, capacity, sizeof *grown);

        CHL_REQUIRE_MEMORY(grown, err, "row numbers");
        w->kept = grown;
        w->kept_capacity = capacity;
    }
    w->kept[w->table->count] = number;
out:
    return status;
}

static chl_status
write_row(void *user, const chl_csv_row *row, chl_error *err)
{
    chl_status status = CHL_OK;
    writer *w = user;
    bool header = w->columns->header, good;
    size_t number = row->number - (header && row->number > 0 ? 1 : 0);

    if (header && row->number == 0) {
        return CHL_OK;
    }
    CHL_TRY(check_row(w, row, number, &good, err));
    if (good) {
        fill_values(w->columns, row, w->values);
        CHL_TRY(keep_number(w, number, err));
        CHL_TRY(chl_spool_append(&w->table->spool, w->values,
                                 w->table->shape[1] * sizeof *w->values, err));
        w->table->count++;
    }
out:
    return status;
}

/* Names of what was kept, where the numbers of the rows have moved. */
static chl_status
name_rows(const writer *w, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_table *table = w->table;
    char name[32];

    if (table->skipped == 0) {
        return CHL_OK;
    }
    table->item_names = chl_alloc(table->count, sizeof(char *));
    CHL_REQUIRE_MEMORY(table->item_names, err, "row names");
    for (size_t k = 0; k < table->count; k++) {
        snprintf(name, sizeof name, "row %zu", w->kept[k]);
        table->item_names[k] = chl_strdup(name);
        CHL_REQUIRE_MEMORY(table->item_names[k], err, "row names");
    }
out:
    return status;
}

static chl_status
write_rows(const uint8_t *bytes, size_t size, char delimiter,
           const chl_csv_columns *columns, chl_findings *sink,
           const chl_progress *progress, chl_table *table, chl_error *err)
{
    chl_status status = CHL_OK;
    writer w = { .columns = columns, .sink = sink, .table = table };

    CHL_TRY(chl_csv_layout(columns, table, err));
    w.values = chl_alloc(table->shape[1], sizeof *w.values);
    CHL_REQUIRE_MEMORY(w.values, err, "a row");
    CHL_TRY(chl_csv_each(bytes, size, delimiter, progress, write_row, &w, err));
    CHL_TRY(name_rows(&w, err));
    CHL_TRY(chl_spool_map(&table->spool, err));
    table->values = table->spool.base;
    table->shape[0] = table->count;
out:
    chl_free(w.values);
    chl_free(w.kept);
    return status;
}

static chl_status
read(const chl_source *source, chl_findings *sink, const chl_progress *progress,
     chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_csv_columns columns = { 0 };
    chl_table table = { 0 };
    const uint8_t *bytes = source->bytes;
    size_t size = source->size;
    char delimiter;

    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        size -= 3;
    }
    delimiter = chl_csv_delimiter(bytes, size);
    CHL_TRY(
        chl_csv_columns_read(bytes, size, delimiter, progress, &columns, err));
    CHL_TRY(write_rows(bytes, size, delimiter, &columns, sink, progress, &table,
                       err));
    *out = table;
    table = (chl_table){ 0 };
out:
    if (status == CHL_EFORMAT) {
        chl_error_prefix(err, "read as CSV");
    }
    chl_csv_columns_clear(&columns);
    chl_table_clear(&table);
    return status;
}

const chl_reader chl_reader_csv = { "csv", sniff, read };
