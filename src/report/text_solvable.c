/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the terminal: the directions of the solvable GAN and its runs. */
#include "report/text.h"

#include <math.h>

#include "base/error.h"

static chl_status
add_modes(const chl_result_solvable *s, const chl_document_settings *settings,
          chl_text *out, chl_error *err)
{
    static const chl_text_column columns[] = {
        { "DIRECTION", CHL_ALIGN_RIGHT }, { "VARIANCE", CHL_ALIGN_RIGHT },
        { "PHASE", CHL_ALIGN_LEFT },      { "GROWTH", CHL_ALIGN_RIGHT },
        { "LEARNED", CHL_ALIGN_RIGHT },   { "FREEZES AT", CHL_ALIGN_RIGHT },
        { "PERIOD", CHL_ALIGN_RIGHT },
    };
    chl_text_table table;

    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, sizeof columns / sizeof *columns,
                         settings);
    for (size_t k = 0; k < s->mode_count; k++) {
        const chl_result_solvable_mode *m = &s->modes[k];

        chl_text_table_row(&table);
        chl_text_table_size(&table, k + 1);
        chl_text_table_real(&table, m->lambda);
        chl_text_table_words(&table, m->phase);
        chl_text_table_real(&table, m->growth);
        chl_text_table_real(&table, m->alignment);
        chl_text_table_real(&table, m->limit);
        chl_text_table_real(&table, m->period);
    }
    return chl_text_table_finish(&table, out, err);
}

/* What a direction of labelled data is about. */
static chl_status
add_classes(const chl_result_solvable *s, const chl_document_settings *settings,
            chl_text *out, chl_error *err)
{
    static const chl_text_column columns[] = {
        { "DIRECTION", CHL_ALIGN_RIGHT },
        { "BETWEEN CLASSES", CHL_ALIGN_RIGHT },
        { "LOW END", CHL_ALIGN_WRAP },
        { "HIGH END", CHL_ALIGN_WRAP },
    };
    chl_text_table table;

    if (s->modes[0].low_classes == NULL) {
        return CHL_OK;
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, 4, settings);
    for (size_t k = 0; k < s->mode_count; k++) {
        chl_text_table_row(&table);
        chl_text_table_size(&table, k + 1);
        chl_text_table_percent(&table, s->modes[k].between);
        chl_text_table_words(&table, s->modes[k].low_classes);
        chl_text_table_words(&table, s->modes[k].high_classes);
    }
    return chl_text_table_finish(&table, out, err);
}

static chl_status
add_finite(const chl_result_solvable *s, const chl_document_settings *settings,
           chl_text *out, chl_error *err)
{
    static const chl_text_column columns[] = {
        { "RUNS", CHL_ALIGN_LEFT },
        { "DIMENSION", CHL_ALIGN_RIGHT },
        { "COUNT", CHL_ALIGN_RIGHT },
        { "DEVIATION", CHL_ALIGN_RIGHT },
    };
    chl_text_table table;

    if (s->finite_count == 0) {
        return CHL_OK;
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, 4, settings);
    for (size_t k = 0; k < s->finite_count; k++) {
        chl_text_table_row(&table);
        chl_text_table_words(&table, s->finite[k].method);
        chl_text_table_size(&table, s->finite[k].n);
        chl_text_table_size(&table, s->finite[k].runs);
        chl_text_table_real(&table, s->finite[k].deviation);
    }
    return chl_text_table_finish(&table, out, err);
}

/* How far rows of the microscopic law are from their moments. */
static void
add_law(const chl_result_solvable *s, const chl_document_settings *settings,
        chl_text *out)
{
    chl_text words = { 0 };

    chl_text_add(&words,
                 "microscopic law, with chance in brackets: second moments off "
                 "by %.2g (%.2g), excess kurtosis %.2g (%.2g)",
                 s->rows_deviation, s->rows_expected, s->rows_kurtosis,
                 s->rows_kurtosis_expected);
    out->failed = out->failed || words.failed;
    chl_text_add_bytes(out, "\n", 1);
    chl_text_add_wrapped(out, settings, "",
                         words.data != NULL ? words.data : "");
    chl_text_clear(&words);
}

chl_status
chl_text_part_solvable(const chl_result *result,
                       const chl_document_settings *settings, chl_text *out,
                       chl_error *err)
{
    const chl_result_solvable *s = result->solvable;
    chl_status status = CHL_OK;

    if (s == NULL || s->mode_count == 0) {
        return CHL_OK;
    }
    CHL_TRY(add_modes(s, settings, out, err));
    CHL_TRY(add_classes(s, settings, out, err));
    CHL_TRY(add_finite(s, settings, out, err));
    if (isfinite(s->rows_deviation)) {
        add_law(s, settings, out);
    }
out:
    return status;
}
