/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the numbers are and mean, and which settings they advise. */
#include "report/text.h"

#include <math.h>

#include "base/error.h"
#include "report/format.h"

static void
add_quantity(chl_text_table *table, const char *name, double value, double low,
             double high, const char *meaning)
{
    chl_text_table_row(table);
    chl_text_table_words(table, name);
    chl_text_table_real(table, value);
    chl_text_table_interval(table, low, high);
    chl_text_table_words(table, meaning);
}

static void
add_spectrum(chl_text_table *table, const chl_result_spectrum *s)
{
    double last;

    if (s->count == 0) {
        return;
    }
    last = s->lambda[s->count - 1];
    add_quantity(table, "lambda_1", s->lambda[0], s->ci_low[0], s->ci_high[0],
                 "slowest mode of the data");
    add_quantity(table, "poincare_constant", s->poincare_constant,
                 1.0 / s->ci_high[0], 1.0 / s->ci_low[0], "1 / lambda_1");
    if (isfinite(s->linear_bound)) {
        add_quantity(table, "linear_bound", s->linear_bound, NAN, NAN,
                     "lambda_1 is not above 1 / variance");
    }
    if (s->count > 1 && s->lambda[0] > 0.0) {
        add_quantity(table, "stiffness", last / s->lambda[0], NAN, NAN,
                     "last / first: caps explicit steps");
    }
    if (s->components > 0) {
        add_quantity(table, "components", (double) s->components, NAN, NAN,
                     "separate pieces of the data");
    }
}

static void
add_duplicates(chl_text_table *table, const chl_result_dataset *data)
{
    if (data->duplicates > 0) {
        add_quantity(table, "duplicates", (double) data->duplicates, NAN, NAN,
                     "listed by: chladni check");
    }
}

static void
add_prediction(chl_text_table *table, const chl_result_prediction *p)
{
    if (!p->covered) {
        return;
    }
    add_quantity(table, "rate", p->rate, p->rate_low, p->rate_high,
                 "slowest decay per unit of time");
    add_quantity(table, "half_life", p->half_life, NAN, NAN,
                 "time the slowest mode takes to halve");
    add_quantity(table, "frequency", p->frequency, NAN, NAN,
                 p->frequency > 0.0 ? "angular, of the slowest mode"
                                    : "the slowest mode does not swing");
    if (isfinite(p->noise_floor)) {
        add_quantity(table, "noise_floor", p->noise_floor, NAN, NAN,
                     "mean squared jitter of the output");
    }
}

chl_status
chl_text_part_quantities(const chl_result *result,
                         const chl_document_settings *settings, chl_text *out,
                         chl_error *err)
{
    static const chl_text_column columns[] = { { "QUANTITY", CHL_ALIGN_LEFT },
                                               { "VALUE", CHL_ALIGN_RIGHT },
                                               { "95% INTERVAL",
                                                 CHL_ALIGN_LEFT },
                                               { "MEANING", CHL_ALIGN_WRAP } };
    chl_text_table table;

    if (result->spectrum == NULL && result->prediction == NULL) {
        return CHL_OK;
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, 4, settings);
    if (result->spectrum != NULL) {
        add_spectrum(&table, result->spectrum);
    }
    if (result->dataset != NULL) {
        add_duplicates(&table, result->dataset);
    }
    if (result->prediction != NULL) {
        add_prediction(&table, result->prediction);
    }
    return chl_text_table_finish(&table, out, err);
}

static void
add_setting(chl_text_table *table, const char *name, double advised, double low,
            double high, double now)
{
    chl_text_table_row(table);
    chl_text_table_words(table, name);
    chl_text_table_real(table, advised);
    chl_text_table_interval(table, low, high);
    chl_text_table_real(table, now);
}

/* At 0 the loss damps by itself. */
static void
add_gamma(chl_text_table *table, const char *name, double advised, double low,
          double high, double now)
{
    if (advised != 0.0) {
        add_setting(table, name, advised, low, high, now);
        return;
    }
    chl_text_table_row(table);
    chl_text_table_words(table, name);
    chl_text_table_words(table, "none needed");
    chl_text_table_interval(table, high > 0.0 ? low : NAN,
                            high > 0.0 ? high : NAN);
    chl_text_table_real(table, now);
}

static void
add_budget(chl_text_table *table, const chl_result_prediction *p, double now)
{
    chl_text name = { 0 };

    if (p->steps == 0 || p->batch == 0) {
        return;
    }
    chl_text_add(&name, "gamma for %zu steps, batch %zu", p->steps, p->batch);
    table->failed = table->failed || name.failed;
    add_gamma(table, name.data, p->budget_gamma, p->budget_low, p->budget_high,
              now);
    chl_text_clear(&name);
}

chl_status
chl_text_part_settings(const chl_result *result,
                       const chl_document_settings *settings, chl_text *out,
                       chl_error *err)
{
    static const chl_text_column columns[] = { { "SETTING", CHL_ALIGN_LEFT },
                                               { "ADVISE", CHL_ALIGN_RIGHT },
                                               { "SAFE RANGE", CHL_ALIGN_LEFT },
                                               { "NOW", CHL_ALIGN_RIGHT } };
    const chl_result_prediction *p = result->prediction;
    chl_text_table table;
    double now;

    if (p == NULL || !p->covered) {
        return CHL_OK;
    }
    now = p->gamma_given ? p->gamma : NAN;
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, 4, settings);
    add_gamma(&table, "gamma for speed", p->best_gamma, p->gamma_low,
              p->gamma_high, now);
    add_budget(&table, p, now);
    add_setting(&table, "lr_d / lr_g", p->balance_best, NAN, NAN,
                p->lr_d / p->lr_g);
    return chl_text_table_finish(&table, out, err);
}
