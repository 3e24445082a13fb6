/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables for people: libsmartcols behind a narrow door. */
#ifndef CHLADNI_REPORT_TEXT_TABLE_H
#define CHLADNI_REPORT_TEXT_TABLE_H

#include <chladni/report.h>

#include "base/text.h"

typedef enum chl_align {
    CHL_ALIGN_LEFT,
    CHL_ALIGN_RIGHT,
    CHL_ALIGN_WRAP /* left, broken where the table is too wide             */
} chl_align;

typedef struct chl_text_column {
    const char *title;
    chl_align align;
} chl_text_column;

enum {
    CHL_TEXT_TABLE_COLUMNS = 8
};

typedef struct chl_text_table {
    struct libscols_table *table;
    struct libscols_line *line;
    size_t column, count;
    const chl_text_column *columns;
    size_t
        widths[CHL_TEXT_TABLE_COLUMNS]; /* of the widest cell, in characters */
    const chl_document_settings *settings;
    bool failed; /* memory ran out; sticky */
} chl_text_table;

typedef enum chl_paint {
    CHL_PAINT_NONE,
    CHL_PAINT_BOLD,
    CHL_PAINT_RED,
    CHL_PAINT_GREEN,
    CHL_PAINT_YELLOW
} chl_paint;

/* The escape sequence that begins a colour. */
const char *chl_paint_sequence(chl_paint paint);
/* Words in a colour, or plain if none is wanted. */
void chl_text_add_painted(chl_text *out, const chl_document_settings *settings,
                          chl_paint paint, const char *words);
/* A paragraph: `first` before the first line, as many blanks before the
 * others, broken at blanks to the width of the settings. */
void chl_text_add_wrapped(chl_text *out, const chl_document_settings *settings,
                          const char *first, const char *words);

/* Borrows columns and settings until the table is finished; it must not be
 * moved before. At most CHL_TEXT_TABLE_COLUMNS columns. */
void chl_text_table_begin(chl_text_table *table, const chl_text_column *columns,
                          size_t count, const chl_document_settings *settings);
void chl_text_table_row(chl_text_table *table);
/* The next cell of the row. Control characters are replaced; NULL is "-". */
void chl_text_table_words(chl_text_table *table, const char *words);
void chl_text_table_painted(chl_text_table *table, chl_paint paint,
                            const char *words);
void chl_text_table_real(chl_text_table *table, double value); /* four digits */
void chl_text_table_percent(chl_text_table *table, double part);
void chl_text_table_size(chl_text_table *table, size_t value);
void chl_text_table_interval(chl_text_table *table, double low, double high);
/* Print behind `out` and give the table back, also after a failure. */
chl_status chl_text_table_finish(chl_text_table *table, chl_text *out,
                                 chl_error *err);

#endif
