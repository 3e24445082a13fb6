/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the columns of a CSV file to those of the table, and their names. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "data/csv_columns.h"

void
chl_csv_show(const char *text, char shown[CHL_CSV_SHOWN])
{
    chl_text name = { 0 };

    chl_name_escape(&name, text, strlen(text));
    snprintf(shown, CHL_CSV_SHOWN, "%s", name.data != NULL ? name.data : "");
    chl_text_clear(&name);
}

size_t
chl_csv_width(const chl_csv_column *column)
{
    return column->numeric ? 1 : column->word_count;
}

/* "age", "workclass=Private", or "column 3" without a header. */
static chl_status
make_name(const chl_csv_column *column, size_t index, const char *word,
          char **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text name = { 0 };

    if (column->name != NULL && column->name[0] != '\0') {
        chl_name_escape(&name, column->name, strlen(column->name));
    } else {
        chl_text_add(&name, "column %zu", index);
    }
    if (word != NULL) {
        chl_text_add(&name, "=");
        chl_name_escape(&name, word, strlen(word));
    }
    CHL_TRY(chl_text_check(&name, "column names", err));
    *out = name.data;
    name = (chl_text){ 0 };
out:
    chl_text_clear(&name);
    return status;
}

static chl_status
name_columns(const chl_csv_columns *columns, chl_table *table, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t at = 0;

    table->column_names = chl_alloc(table->shape[1], sizeof(char *));
    CHL_REQUIRE_MEMORY(table->column_names, err, "column names");
    for (size_t k = 0; k < columns->count; k++) {
        const chl_csv_column *column = &columns->list[k];

        for (size_t j = 0; j < chl_csv_width(column); j++, at++) {
            CHL_TRY(make_name(column, k,
                              column->numeric ? NULL : column->words[j],
                              &table->column_names[at], err));
        }
    }
out:
    return status;
}

chl_status
chl_csv_layout(const chl_csv_columns *columns, chl_table *table, chl_error *err)
{
    chl_status status = CHL_OK;
    char name[CHL_CSV_SHOWN];

    table->dtype = CHL_F64;
    table->axes = 2;
    for (size_t k = 0; k < columns->count; k++) {
        const chl_csv_column *column = &columns->list[k];

        chl_csv_show(column->name != NULL ? column->name : "", name);
        CHL_REQUIRE(column->numeric || !column->too_many, err, CHL_EDATA,
                    "column %zu ('%s') has more than %d different words; "
                    "expected numbers or a short list of words",
                    k, name, CHL_CSV_WORDS);
        table->shape[1] += chl_csv_width(column);
    }
    table->strides[1] = sizeof(double);
    table->strides[0] = (ptrdiff_t) (table->shape[1] * sizeof(double));
    CHL_TRY(name_columns(columns, table, err));
out:
    return status;
}
