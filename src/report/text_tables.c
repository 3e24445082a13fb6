/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The long tables: eigenvalues, modes, schemes, verification. */
#include "report/text.h"

#include <math.h>

#include "base/error.h"
#include "report/format.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void
add_root(chl_text_table *table, const chl_result_root *root)
{
    char re[CHL_REAL_CHARS], im[CHL_REAL_CHARS];
    chl_text words = { 0 };

    chl_format_short(root->re, 3, re);
    chl_format_short(root->im, 3, im);
    if (root->im == 0.0) {
        chl_text_add(&words, "%s", re);
    } else {
        chl_text_add(&words, "%s %s %si", re,
                     table->settings->ascii ? "+-" : "\xc2\xb1", im);
    }
    table->failed = table->failed || words.failed;
    chl_text_table_words(table, words.data);
    chl_text_clear(&words);
}

chl_status
chl_text_part_spectrum(const chl_result *result,
                       const chl_document_settings *settings, chl_text *out,
                       chl_error *err)
{
    static const chl_text_column columns[] = {
        { "MODE", CHL_ALIGN_RIGHT },        { "LAMBDA", CHL_ALIGN_RIGHT },
        { "95% INTERVAL", CHL_ALIGN_LEFT }, { "TRAINING", CHL_ALIGN_RIGHT },
        { "HELD-OUT", CHL_ALIGN_RIGHT },    { "ROOT", CHL_ALIGN_LEFT },
    };
    const chl_result_spectrum *s = result->spectrum;
    const chl_result_prediction *p = result->prediction;
    bool roots = p != NULL && p->root_count > 0;
    chl_text_table table;

    if (s == NULL || s->count == 0) {
        return CHL_OK;
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, COUNT(columns) - (roots ? 0 : 1),
                         settings);
    for (size_t k = 0; k < s->count; k++) {
        chl_text_table_row(&table);
        chl_text_table_size(&table, k + 1);
        chl_text_table_real(&table, s->lambda[k]);
        chl_text_table_interval(&table, s->ci_low[k], s->ci_high[k]);
        chl_text_table_real(&table, s->lambda_train[k]);
        chl_text_table_real(&table, s->lambda_heldout[k]);
        if (roots && k < p->root_count) {
            add_root(&table, &p->roots[k]);
        }
    }
    return chl_text_table_finish(&table, out, err);
}

/* "a, b, c" of at most three names, behind the classes of all. */
static void
add_names(chl_text_table *table, const char *classes, char *const *names,
          size_t count)
{
    chl_text words = { 0 };

    if (classes != NULL) {
        chl_text_add(&words, "%s: ", classes);
    }
    for (size_t k = 0; names != NULL && k < count && k < 3; k++) {
        chl_text_add(&words, "%s%s", k > 0 ? ", " : "",
                     names[k] != NULL ? names[k] : "-");
    }
    table->failed = table->failed || words.failed;
    chl_text_table_words(table, words.data);
    chl_text_clear(&words);
}

chl_status
chl_text_part_modes(const chl_result *result,
                    const chl_document_settings *settings, chl_text *out,
                    chl_error *err)
{
    static const chl_text_column columns[] = {
        { "MODE", CHL_ALIGN_RIGHT },
        { "LOWEST ITEMS", CHL_ALIGN_WRAP },
        { "HIGHEST ITEMS", CHL_ALIGN_WRAP },
        { "COLUMNS", CHL_ALIGN_WRAP },
    };
    const chl_result_spectrum *s = result->spectrum;
    size_t named = 0;
    chl_text_table table;

    if (s == NULL || s->mode_count == 0) {
        return CHL_OK;
    }
    for (size_t k = 0; k < s->mode_count; k++) {
        named += s->modes[k].column_count;
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, COUNT(columns) - (named > 0 ? 0 : 1),
                         settings);
    for (size_t k = 0; k < s->mode_count; k++) {
        const chl_result_mode *mode = &s->modes[k];

        chl_text_table_row(&table);
        chl_text_table_size(&table, mode->index + 1);
        add_names(&table, mode->low_classes, mode->low_items, mode->low_count);
        add_names(&table, mode->high_classes, mode->high_items,
                  mode->high_count);
        if (named > 0) {
            add_names(&table, NULL, mode->columns, mode->column_count);
        }
    }
    return chl_text_table_finish(&table, out, err);
}

static void
add_step(chl_text_table *table, double h_max)
{
    if (h_max == 0.0) {
        chl_text_table_painted(table, CHL_PAINT_RED, "none");
    } else if (isinf(h_max)) {
        chl_text_table_words(table, "any");
    } else {
        chl_text_table_real(table, h_max);
    }
}

chl_status
chl_text_part_schemes(const chl_result *result,
                      const chl_document_settings *settings, chl_text *out,
                      chl_error *err)
{
    static const chl_text_column columns[] = {
        { "SCHEME", CHL_ALIGN_LEFT },     { "LARGEST STEP", CHL_ALIGN_RIGHT },
        { "BEST STEP", CHL_ALIGN_RIGHT }, { "RATE", CHL_ALIGN_RIGHT },
        { "GRADIENTS", CHL_ALIGN_RIGHT }, { "RATE/GRADIENT", CHL_ALIGN_RIGHT },
    };
    const chl_result_prediction *p = result->prediction;
    chl_text_table table;

    if (p == NULL || p->scheme_count == 0) {
        return CHL_OK;
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, COUNT(columns), settings);
    for (size_t k = 0; k < p->scheme_count; k++) {
        const chl_result_scheme *scheme = &p->schemes[k];

        chl_text_table_row(&table);
        chl_text_table_words(&table, scheme->name);
        add_step(&table, scheme->h_max);
        chl_text_table_real(&table, scheme->h_best);
        chl_text_table_real(&table, scheme->rate);
        chl_text_table_size(&table, scheme->gradients);
        chl_text_table_real(&table, scheme->rate_per_gradient);
    }
    return chl_text_table_finish(&table, out, err);
}

static void
add_check(chl_text_table *table, const chl_result_check *check)
{
    chl_text_table_row(table);
    chl_text_table_words(table, check->measure);
    chl_text_table_size(table, check->index + 1);
    chl_text_table_real(table, check->truth);
    chl_text_table_real(table, check->estimate);
    chl_text_table_percent(table, check->relative_error);
    chl_text_table_real(table, check->standard_error);
    chl_text_table_words(table, check->covered ? "covers" : "misses");
    chl_text_table_painted(table,
                           check->passed ? CHL_PAINT_GREEN : CHL_PAINT_RED,
                           check->passed ? "pass" : "FAIL");
}

chl_status
chl_text_part_verify(const chl_result *result,
                     const chl_document_settings *settings, chl_text *out,
                     chl_error *err)
{
    static const chl_text_column columns[] = {
        { "MEASURE", CHL_ALIGN_LEFT },  { "MODE", CHL_ALIGN_RIGHT },
        { "TRUTH", CHL_ALIGN_RIGHT },   { "ESTIMATE", CHL_ALIGN_RIGHT },
        { "ERROR", CHL_ALIGN_RIGHT },   { "STD. ERROR", CHL_ALIGN_RIGHT },
        { "INTERVAL", CHL_ALIGN_LEFT }, { "RESULT", CHL_ALIGN_LEFT },
    };
    const chl_result_verify *verify = result->verify;
    chl_status status = CHL_OK;
    size_t passed = 0;
    chl_text_table table;

    if (verify == NULL) {
        return CHL_OK;
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, COUNT(columns), settings);
    for (size_t k = 0; k < verify->count; k++) {
        add_check(&table, &verify->checks[k]);
        passed += verify->checks[k].passed;
    }
    status = chl_text_table_finish(&table, out, err);
    if (status == CHL_OK) {
        chl_text_add(out, "%zu of %zu passed\n", passed, verify->count);
    }
    return status;
}
