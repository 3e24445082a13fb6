/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the terminal: operators side by side, and their errors against rows. */
#include "report/text.h"

#include <ctype.h>
#include <math.h>

#include "base/error.h"
#include "report/agreement.h"

enum {
    SHOWN = 3, /* operators beside one another; two columns each */
    NAME_CHARS = 24
};

typedef struct heads {
    char names[SHOWN][NAME_CHARS];
    chl_text_column columns[2 * SHOWN + 2];
    size_t count;
} heads;

static void
make_heads(const chl_result_agreement *a, const size_t *shown, size_t count,
           heads *h)
{
    h->count = 0;
    h->columns[h->count++] = (chl_text_column){ "MODE", CHL_ALIGN_RIGHT };
    for (size_t k = 0; k < count; k++) {
        const char *from = a->opinions[shown[k]].operator_name;
        size_t i = 0;

        for (; from != NULL && from[i] != '\0' && i + 1 < NAME_CHARS; i++) {
            h->names[k][i] = (char) toupper((unsigned char) from[i]);
        }
        h->names[k][i] = '\0';
        h->columns[h->count++] =
            (chl_text_column){ h->names[k], CHL_ALIGN_RIGHT };
        h->columns[h->count++] =
            (chl_text_column){ "95% INTERVAL", CHL_ALIGN_LEFT };
    }
    h->columns[h->count++] = (chl_text_column){ "", CHL_ALIGN_LEFT };
}

static void
add_mode(const chl_result_agreement *a, const size_t *shown, size_t count,
         size_t mode, chl_text_table *table)
{
    bool apart = chl_agreement_apart(a, mode);

    chl_text_table_row(table);
    chl_text_table_size(table, mode + 1);
    for (size_t k = 0; k < count; k++) {
        const chl_result_opinion *o = &a->opinions[shown[k]];
        bool there = mode < o->count;

        chl_text_table_real(table, there ? o->lambda[mode] : NAN);
        chl_text_table_interval(table, there ? o->ci_low[mode] : NAN,
                                there ? o->ci_high[mode] : NAN);
    }
    chl_text_table_painted(table, apart ? CHL_PAINT_YELLOW : CHL_PAINT_NONE,
                           apart ? "apart" : "");
}

static void
add_notes(const chl_result_agreement *a, const chl_document_settings *settings,
          chl_text *out)
{
    for (size_t k = 0; k < a->count; k++) {
        const chl_result_opinion *o = &a->opinions[k];
        chl_text words = { 0 };

        if (o->note != NULL) {
            chl_text_add(&words, "%s %s: %s",
                         o->operator_name != NULL ? o->operator_name : "-",
                         o->count > 0 ? "is not to be trusted here"
                                      : "does not apply",
                         o->note);
            out->failed = out->failed || words.failed;
            chl_text_add_wrapped(out, settings, "",
                                 words.data != NULL ? words.data : "");
        }
        chl_text_clear(&words);
    }
}

chl_status
chl_text_part_agreement(const chl_result *result,
                        const chl_document_settings *settings, chl_text *out,
                        chl_error *err)
{
    const chl_result_agreement *a = result->agreement;
    chl_status status;
    size_t shown[SHOWN], count = 0;
    chl_text_table table;
    heads h;

    if (a == NULL) {
        return CHL_OK;
    }
    for (size_t k = 0; k < a->count && count < SHOWN; k++) {
        if (a->opinions[k].count > 0) {
            shown[count++] = k;
        }
    }
    make_heads(a, shown, count, &h);
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, h.columns, h.count, settings);
    for (size_t mode = 0; mode < chl_agreement_modes(a); mode++) {
        add_mode(a, shown, count, mode, &table);
    }
    status = chl_text_table_finish(&table, out, err);
    add_notes(a, settings, out);
    return status;
}

static void
add_point(chl_text_table *table, const chl_result_point *point)
{
    chl_text covered = { 0 };

    chl_text_add(&covered, "%zu of %zu", point->covered, point->draws);
    table->failed = table->failed || covered.failed;
    chl_text_table_row(table);
    chl_text_table_words(table, point->measure);
    chl_text_table_words(table, point->operator_name);
    chl_text_table_size(table, point->rows);
    chl_text_table_percent(table, point->error);
    chl_text_table_percent(table, point->bias);
    chl_text_table_words(table, covered.data);
    chl_text_clear(&covered);
}

chl_status
chl_text_part_points(const chl_result *result,
                     const chl_document_settings *settings, chl_text *out,
                     chl_error *err)
{
    static const chl_text_column columns[] = {
        { "MEASURE", CHL_ALIGN_LEFT }, { "OPERATOR", CHL_ALIGN_LEFT },
        { "ROWS", CHL_ALIGN_RIGHT },   { "ERROR OF LAMBDA_1", CHL_ALIGN_RIGHT },
        { "BIAS", CHL_ALIGN_RIGHT },   { "COVERED", CHL_ALIGN_LEFT },
    };
    const chl_result_verify *verify = result->verify;
    chl_text_table table;

    if (verify == NULL || verify->point_count == 0) {
        return CHL_OK;
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, sizeof columns / sizeof *columns,
                         settings);
    for (size_t k = 0; k < verify->point_count; k++) {
        add_point(&table, &verify->points[k]);
    }
    return chl_text_table_finish(&table, out, err);
}
