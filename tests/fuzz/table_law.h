/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold of any table a reader made of any bytes. */
#ifndef CHLADNI_TESTS_FUZZ_TABLE_LAW_H
#define CHLADNI_TESTS_FUZZ_TABLE_LAW_H

#include <stdlib.h>

#include "data/dataset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void
require(bool law)
{
    if (!law) {
        abort();
    }
}

/* Every row can be read, and every label is of a class. */
static inline void
require_sound(const chl_table *table)
{
    /* Without rows the other axes may say anything. */
    size_t d = table->count > 0 ? chl_table_dimension(table) : 0;
    double *row = calloc(d + 1, sizeof *row);

    for (size_t k = 0; d > 0 && k < table->count; k++) {
        chl_row_values(table, k, row);
        require(table->labels == NULL
                || (table->labels[k] >= 0
                    && (size_t) table->labels[k] < table->class_count));
    }
    free(row);
}

/* The reader refuses with a sentence or makes a sound table. */
static inline void
require_reader_law(const chl_reader *reader, const uint8_t *data, size_t size)
{
    chl_source source = { .bytes = data, .size = size };
    chl_table table = { 0 };
    chl_error err = { 0 };

    reader->sniff(&source);
    if (reader->read(&source, NULL, NULL, &table, &err) == CHL_OK) {
        require(err.text[0] == '\0');
        require_sound(&table);
    } else {
        require(err.text[0] != '\0' && table.values == NULL);
    }
    chl_table_clear(&table);
}

#endif
