/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the columns of a CSV file hold: numbers, or words of a short list. */
#ifndef CHLADNI_DATA_CSV_COLUMNS_H
#define CHLADNI_DATA_CSV_COLUMNS_H

#include "data/csv_rows.h"

enum {
    CHL_CSV_WORDS = 256, /* different words a column may have  */
    CHL_CSV_SHOWN = 96   /* bytes of a word shown in a message */
};

typedef struct chl_csv_column {
    char *name; /* from the header, NULL without one    */
    size_t numbers, others;
    char **words; /* distinct cells in the order of bytes */
    size_t word_count, word_capacity;
    bool too_many; /* more than CHL_CSV_WORDS; the list is no more kept */
    bool numeric;  /* settled by chl_csv_columns_settle    */
} chl_csv_column;

typedef struct chl_csv_columns {
    chl_csv_column *list;
    size_t count;
    char **first;   /* the first record's cells, which may be the header */
    size_t records; /* all of them */
    bool header;
} chl_csv_columns;

/* Columns, their kinds and the header of a file. *out is the caller's. */
chl_status chl_csv_columns_read(const uint8_t *bytes, size_t size,
                                char delimiter, const chl_progress *progress,
                                chl_csv_columns *out, chl_error *err);
void chl_csv_columns_clear(chl_csv_columns *columns);

/* Index of the word in the column, or word_count. */
size_t chl_csv_word_index(const chl_csv_column *column, const char *word);
/* Empty, NA, NaN, null and the like. */
bool chl_csv_is_missing(const char *cell);
/* "?", "-" and the like: missing where numbers are expected, else a word. */
bool chl_csv_is_missing_number(const char *cell);
/* A finite or infinite number; NaN counts as missing. */
bool chl_csv_number(const char *cell, double *out);

/* Values of a row it becomes: one, or one per word. */
size_t chl_csv_width(const chl_csv_column *column);
/* Type, shape, strides and column names ("age", "workclass=Private", or
 * "column 3" without a header) of a table that has no rows yet.
 * Errors  CHL_EDATA  a column of too many words; CHL_ENOMEM */
chl_status chl_csv_layout(const chl_csv_columns *columns, chl_table *table,
                          chl_error *err);
/* A name or cell, escaped and cut for a message. */
void chl_csv_show(const char *text, char shown[CHL_CSV_SHOWN]);

#endif
