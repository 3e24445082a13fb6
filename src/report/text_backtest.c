/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finished runs beside the prediction, for a terminal. */
#include <math.h>

#include "base/error.h"
#include "report/text.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static chl_status
add_runs(const chl_result_backtest *b, const chl_document_settings *settings,
         chl_text *out, chl_error *err)
{
    static const chl_text_column columns[] = {
        { "RUN", CHL_ALIGN_LEFT },     { "GAMMA", CHL_ALIGN_RIGHT },
        { "SCORE", CHL_ALIGN_RIGHT },  { "PREDICTED", CHL_ALIGN_RIGHT },
        { "FITTED", CHL_ALIGN_RIGHT }, { "KIMG", CHL_ALIGN_RIGHT },
    };
    chl_text_table table;

    chl_text_table_begin(&table, columns, COUNT(columns), settings);
    for (size_t k = 0; k < b->count; k++) {
        const chl_result_run *run = &b->runs[k];

        chl_text_table_row(&table);
        chl_text_table_words(&table, run->name);
        chl_text_table_real(&table, run->gamma);
        chl_text_table_real(&table, run->score);
        chl_text_table_real(&table, run->predicted);
        chl_text_table_real(&table, run->fitted);
        chl_text_table_real(&table, run->kimg);
    }
    return chl_text_table_finish(&table, out, err);
}

chl_status
chl_text_part_backtest(const chl_result *result,
                       const chl_document_settings *settings, chl_text *out,
                       chl_error *err)
{
    static const chl_text_column columns[] = {
        { "BACKTEST", CHL_ALIGN_LEFT },
        { "VALUE", CHL_ALIGN_RIGHT },
        { "95% INTERVAL", CHL_ALIGN_LEFT },
        { "MEANING", CHL_ALIGN_WRAP },
    };
    const chl_result_backtest *b = result->backtest;
    chl_status status;
    chl_text_table table;

    if (b == NULL) {
        return CHL_OK;
    }
    chl_text_add_bytes(out, "\n", 1);
    status = add_runs(b, settings, out, err);
    if (status != CHL_OK) {
        return status;
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, COUNT(columns), settings);
    chl_text_table_row(&table);
    chl_text_table_words(&table, "kendall");
    chl_text_table_real(&table, b->kendall);
    chl_text_table_interval(&table, b->kendall_low, b->kendall_high);
    chl_text_table_words(&table,
                         "order of scores and prediction, 1 = the same; "
                         "nothing was fitted");
    chl_text_table_row(&table);
    chl_text_table_words(&table, "p_value");
    chl_text_table_real(&table, b->p_value);
    chl_text_table_words(&table, "");
    chl_text_table_words(&table, "of so much agreement by chance");
    chl_text_table_row(&table);
    chl_text_table_words(&table, "scale");
    chl_text_table_real(&table, b->scale);
    chl_text_table_interval(&table, b->scale_low, b->scale_high);
    chl_text_table_words(&table, "gammas of the runs times this are those of "
                                 "the theory; divide its advice by it");
    chl_text_table_row(&table);
    chl_text_table_words(&table, "kendall_fitted");
    chl_text_table_real(&table, b->kendall_fitted);
    chl_text_table_words(&table, "");
    chl_text_table_words(&table, "after that fit: optimistic");
    return chl_text_table_finish(&table, out, err);
}
