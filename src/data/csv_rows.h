/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of a CSV file, one at a time. */
#ifndef CHLADNI_DATA_CSV_ROWS_H
#define CHLADNI_DATA_CSV_ROWS_H

#include "data/reader.h"

typedef struct chl_csv_row {
    size_t number; /* of the record, from 0; empty lines are none */
    size_t count;  /* cells                                       */
    chl_text text; /* all cells, each with a NUL behind it        */
    size_t *starts;
    size_t capacity; /* of starts */
} chl_csv_row;

const char *chl_csv_cell(const chl_csv_row *row, size_t column);

typedef chl_status chl_csv_row_fn(void *user, const chl_csv_row *row,
                                  chl_error *err);

/* The commonest of comma, semicolon and tab in the first line. */
char chl_csv_delimiter(const uint8_t *bytes, size_t size);

/*
 * Call `each` for every record, in order, until it fails.
 * Errors  CHL_EFORMAT (quotes that do not match, NUL bytes), CHL_ENOMEM,
 *         CHL_ECANCELLED, whatever `each` reports
 */
chl_status chl_csv_each(const uint8_t *bytes, size_t size, char delimiter,
                        const chl_progress *progress, chl_csv_row_fn *each,
                        void *user, chl_error *err);

#endif
