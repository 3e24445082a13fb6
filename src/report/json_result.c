/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON document of a result: its members and what is made of them. */
#include <math.h>
#include <string.h>

#include "report/json.h"
#include "report/writer.h"

/* A number of the summary: where its section and the number in it lie. */
typedef struct summary_entry {
    const char *name;
    size_t section;
    chl_field_kind kind; /* of a list the first value is meant */
    size_t offset;
} summary_entry;

#define ENTRY(name, section, type, kind, member)                               \
    {                                                                          \
        (name), offsetof(chl_result, section), CHL_FIELD_##kind,               \
            offsetof(type, member)                                             \
    }
#define DATASET(name, kind, member)                                            \
    ENTRY(name, dataset, chl_result_dataset, kind, member)
#define SPECTRUM(name, kind, member)                                           \
    ENTRY(name, spectrum, chl_result_spectrum, kind, member)
#define PREDICTION(name, member)                                               \
    ENTRY(name, prediction, chl_result_prediction, REAL, member)

static const summary_entry summary[] = {
    PREDICTION("balance_best", balance_best),
    PREDICTION("best_gamma", best_gamma),
    PREDICTION("best_gamma_high", gamma_high),
    PREDICTION("best_gamma_low", gamma_low),
    PREDICTION("best_rate", best_rate),
    PREDICTION("budget_gamma", budget_gamma),
    DATASET("d", SIZE, d),
    DATASET("duplicates", SIZE, duplicates),
    PREDICTION("frequency", frequency),
    PREDICTION("gamma", gamma),
    PREDICTION("half_life", half_life),
    SPECTRUM("lambda_1", REALS, lambda),
    SPECTRUM("lambda_1_ci_high", REALS, ci_high),
    SPECTRUM("lambda_1_ci_low", REALS, ci_low),
    SPECTRUM("lambda_1_standard_error", REALS, standard_error),
    SPECTRUM("linear_bound", REAL, linear_bound),
    DATASET("n", SIZE, n),
    PREDICTION("noise_floor", noise_floor),
    SPECTRUM("poincare_constant", REAL, poincare_constant),
    PREDICTION("rate", rate),
    PREDICTION("rate_high", rate_high),
    PREDICTION("rate_low", rate_low),
};

static double
first_of(const chl_result *result, const double *list)
{
    return list != NULL && result->spectrum->count > 0 ? list[0] : NAN;
}

static void
write_summary(chl_json *json, const chl_result *result)
{
    chl_json_open(json, '{');
    for (size_t k = 0; k < sizeof summary / sizeof *summary; k++) {
        const summary_entry *entry = &summary[k];
        const char *section =
            *(char *const *) (const void *) ((const char *) result
                                             + entry->section);
        const void *at;

        if (section == NULL) {
            continue;
        }
        at = section + entry->offset;
        chl_json_key(json, entry->name);
        if (entry->kind == CHL_FIELD_SIZE) {
            chl_json_size(json, *(const size_t *) at);
        } else if (entry->kind == CHL_FIELD_REAL) {
            chl_json_real(json, *(const double *) at);
        } else {
            chl_json_real(json, first_of(result, *(double *const *) at));
        }
    }
    chl_json_close(json, '}');
}

static void
derive(chl_json *json, const char *name, const void *base)
{
    if (strcmp(name, "summary") == 0) {
        chl_json_key(json, name);
        write_summary(json, base);
    } else {
        chl_json_derive_head(json, name, base);
    }
}

static chl_status
render(const chl_result *result, const chl_document_settings *settings,
       chl_text *out, chl_error *err)
{
    chl_json json = { .out = out,
                      .empty = true,
                      .derive = derive,
                      .schema = CHL_RESULT_SCHEMA,
                      .settings = settings };

    (void) err;
    chl_json_record(&json, &chl_record_result, result);
    chl_text_add_bytes(out, "\n", 1);
    return CHL_OK;
}

const chl_writer chl_writer_json = { "json", ".json", render };
