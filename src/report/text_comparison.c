/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several datasets beside the first of them, for a terminal. */
#include <math.h>

#include "base/error.h"
#include "report/comparison.h"
#include "report/text.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static chl_status
add_sides(const chl_result_comparison *c, const chl_document_settings *settings,
          chl_text *out, chl_error *err)
{
    static const chl_text_column columns[] = {
        { "DATA", CHL_ALIGN_WRAP },      { "ROWS", CHL_ALIGN_RIGHT },
        { "LAMBDA_1", CHL_ALIGN_RIGHT }, { "95% INTERVAL", CHL_ALIGN_LEFT },
        { "RATIO", CHL_ALIGN_RIGHT },    { "95% INTERVAL", CHL_ALIGN_LEFT },
        { "SHAPE", CHL_ALIGN_RIGHT },    { "GAMMA", CHL_ALIGN_RIGHT },
    };
    chl_text_table table;

    chl_text_table_begin(&table, columns, COUNT(columns), settings);
    for (size_t k = 0; k < c->count; k++) {
        const chl_result_side *s = &c->sides[k];
        bool listed = s->count > 0;

        chl_text_table_row(&table);
        chl_text_table_words(&table, s->name);
        chl_text_table_size(&table, s->n);
        chl_text_table_real(&table, listed ? s->lambda[0] : NAN);
        chl_text_table_interval(&table, listed ? s->ci_low[0] : NAN,
                                listed ? s->ci_high[0] : NAN);
        chl_text_table_real(&table, listed && s->like ? s->ratio[0] : NAN);
        chl_text_table_interval(&table,
                                listed && s->like ? s->ratio_low[0] : NAN,
                                listed && s->like ? s->ratio_high[0] : NAN);
        chl_text_table_real(&table, s->shape);
        chl_text_table_real(&table, s->gamma);
    }
    return chl_text_table_finish(&table, out, err);
}

static void
add_mode(const chl_result_side *base, const chl_result_side *side, size_t mode,
         chl_text_table *table)
{
    bool apart = chl_comparison_apart(side, mode);

    chl_text_table_row(table);
    chl_text_table_size(table, mode + 1);
    chl_text_table_real(table, base->lambda[mode]);
    chl_text_table_real(table, side->lambda[mode]);
    chl_text_table_real(table, side->ratio[mode]);
    chl_text_table_interval(table, side->ratio_low[mode],
                            side->ratio_high[mode]);
    chl_text_table_painted(table, apart ? CHL_PAINT_YELLOW : CHL_PAINT_NONE,
                           chl_comparison_word(side, mode));
}

static chl_status
add_modes(const chl_result_comparison *c, const chl_document_settings *settings,
          chl_text *out, chl_error *err)
{
    static const chl_text_column columns[] = {
        { "MODE", CHL_ALIGN_RIGHT },        { "FIRST", CHL_ALIGN_RIGHT },
        { "SECOND", CHL_ALIGN_RIGHT },      { "RATIO", CHL_ALIGN_RIGHT },
        { "95% INTERVAL", CHL_ALIGN_LEFT }, { "", CHL_ALIGN_LEFT },
    };
    const chl_result_side *base = &c->sides[0], *side = &c->sides[1];
    chl_text_table table;

    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, COUNT(columns), settings);
    for (size_t k = 0; k < base->count && k < side->count; k++) {
        add_mode(base, side, k, &table);
    }
    return chl_text_table_finish(&table, out, err);
}

static void
add_notes(const chl_result_comparison *c, const chl_document_settings *settings,
          chl_text *out)
{
    for (size_t k = 1; k < c->count; k++) {
        const chl_result_side *s = &c->sides[k];
        chl_text words = { 0 };

        if (s->note != NULL) {
            chl_text_add(&words, "%s: %s%s", s->name != NULL ? s->name : "-",
                         s->note, s->like ? "" : "; no ratio of these");
            out->failed = out->failed || words.failed;
            chl_text_add_wrapped(out, settings, "",
                                 words.data != NULL ? words.data : "");
        }
        chl_text_clear(&words);
    }
}

chl_status
chl_text_part_comparison(const chl_result *result,
                         const chl_document_settings *settings, chl_text *out,
                         chl_error *err)
{
    const chl_result_comparison *c = result->comparison;
    chl_status status = CHL_OK;

    if (c == NULL || c->count == 0) {
        return CHL_OK;
    }
    chl_text_add_bytes(out, "\n", 1);
    CHL_TRY(add_sides(c, settings, out, err));
    if (c->count == 2 && c->sides[1].like) {
        CHL_TRY(add_modes(c, settings, out, err));
    }
    add_notes(c, settings, out);
out:
    return status;
}
