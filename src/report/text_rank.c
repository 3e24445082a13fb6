/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands beside a ranking: penalties, rules of trainers, tuned schemes. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/text.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static bool
ranks(const chl_result *result, const char *kind)
{
    return result->ranking != NULL && result->ranking->kind != NULL
           && strcmp(result->ranking->kind, kind) == 0;
}

/* Beside a ranking of gammas, and where a penalty was refused. */
chl_status
chl_text_part_penalties(const chl_result *result,
                        const chl_document_settings *settings, chl_text *out,
                        chl_error *err)
{
    static const chl_text_column columns[] = {
        { "PENALTY", CHL_ALIGN_LEFT },      { "BEST WEIGHT", CHL_ALIGN_RIGHT },
        { "95% INTERVAL", CHL_ALIGN_LEFT }, { "FOR THIS RUN", CHL_ALIGN_RIGHT },
        { "95% INTERVAL", CHL_ALIGN_LEFT }, { "RATE", CHL_ALIGN_RIGHT },
        { "NOTE", CHL_ALIGN_WRAP },
    };
    const chl_result_prediction *p = result->prediction;
    chl_text_table table;

    if (p == NULL || p->penalty_count == 0
        || (p->covered && !ranks(result, "gamma"))) {
        return CHL_OK;
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, COUNT(columns), settings);
    for (size_t k = 0; k < p->penalty_count; k++) {
        const chl_result_penalty *q = &p->penalties[k];

        chl_text_table_row(&table);
        chl_text_table_words(&table, q->name);
        chl_text_table_real(&table, q->weight);
        chl_text_table_interval(&table, q->weight_low, q->weight_high);
        chl_text_table_real(&table, q->budget_weight);
        chl_text_table_interval(&table, q->budget_low, q->budget_high);
        chl_text_table_real(&table, q->rate);
        chl_text_table_words(&table, !q->covered       ? "not covered"
                                     : q->note != NULL ? "no best weight"
                                                       : "");
    }
    return chl_text_table_finish(&table, out, err);
}

chl_status
chl_text_part_rules(const chl_result *result,
                    const chl_document_settings *settings, chl_text *out,
                    chl_error *err)
{
    static const chl_text_column columns[] = {
        { "RULE OF A TRAINER", CHL_ALIGN_LEFT },
        { "GAMMA", CHL_ALIGN_RIGHT },
        { "RATE", CHL_ALIGN_RIGHT },
        { "ERROR", CHL_ALIGN_RIGHT },
        { "WHAT IT IS", CHL_ALIGN_WRAP },
    };
    const chl_result_prediction *p = result->prediction;
    chl_text_table table;

    if (p == NULL || p->rule_count == 0 || !ranks(result, "gamma")) {
        return CHL_OK;
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, COUNT(columns), settings);
    for (size_t k = 0; k < p->rule_count; k++) {
        const chl_result_rule *r = &p->rules[k];

        chl_text_table_row(&table);
        chl_text_table_words(&table, r->name);
        chl_text_table_real(&table, r->weight);
        chl_text_table_real(&table, r->rate);
        chl_text_table_real(&table, r->error);
        chl_text_table_words(&table, r->note);
    }
    return chl_text_table_finish(&table, out, err);
}

static bool
is_tuned(const chl_result_prediction *p)
{
    for (size_t k = 0; p != NULL && k < p->scheme_count; k++) {
        if (p->schemes[k].tuned_n_d > 0) {
            return true;
        }
    }
    return false;
}

chl_status
chl_text_part_tuned(const chl_result *result,
                    const chl_document_settings *settings, chl_text *out,
                    chl_error *err)
{
    static const chl_text_column columns[] = {
        { "BEST OF A SCHEME", CHL_ALIGN_LEFT },
        { "N_D", CHL_ALIGN_RIGHT },
        { "LR_D/LR_G", CHL_ALIGN_RIGHT },
        { "MOMENTUM", CHL_ALIGN_RIGHT },
        { "STEP", CHL_ALIGN_RIGHT },
        { "RATE", CHL_ALIGN_RIGHT },
        { "RATE/GRADIENT", CHL_ALIGN_RIGHT },
        { "AS GIVEN", CHL_ALIGN_RIGHT },
    };
    const chl_result_prediction *p = result->prediction;
    chl_text_table table;

    if (!is_tuned(p)) {
        return CHL_OK;
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, COUNT(columns), settings);
    for (size_t k = 0; k < p->scheme_count; k++) {
        const chl_result_scheme *s = &p->schemes[k];

        chl_text_table_row(&table);
        chl_text_table_words(&table, s->name);
        if (s->tuned_n_d > 0) {
            chl_text_table_size(&table, s->tuned_n_d);
        } else {
            chl_text_table_real(&table, NAN);
        }
        chl_text_table_real(&table, s->tuned_ratio);
        chl_text_table_real(&table, s->tuned_momentum);
        chl_text_table_real(&table, s->tuned_h);
        chl_text_table_real(&table, s->tuned_rate);
        chl_text_table_real(&table, s->tuned_rate_per_gradient);
        chl_text_table_real(&table, s->rate_per_gradient);
    }
    return chl_text_table_finish(&table, out, err);
}
