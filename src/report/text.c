/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document for a terminal: headline, verdict, tables, warnings. */
#include "report/text.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "report/format.h"
#include "report/result.h"
#include "report/text_fold.h"
#include "report/writer.h"

static void
add_shape(chl_text *out, const chl_result_dataset *data, bool ascii)
{
    bool images = data->kind != NULL && strcmp(data->kind, "images") == 0;
    const char *times = ascii ? "x" : "\xc3\x97";

    if (images && data->axes == 4) {
        chl_text_add(out, "%zu images %zu%s%zu%s%zu", data->n, data->shape[1],
                     times, data->shape[2], times, data->shape[3]);
    } else {
        chl_text_add(out, "%zu rows %s %zu columns", data->n, times, data->d);
    }
}

static void
add_dataset(const chl_result_dataset *data,
            const chl_document_settings *settings, chl_text *out)
{
    const char *dot = settings->ascii ? ", " : " \xc2\xb7 ";

    chl_text_add_plain(out, data->name != NULL ? data->name : "-",
                       settings->ascii);
    chl_text_add_bytes(out, "  ", 2);
    add_shape(out, data, settings->ascii);
    if (data->skipped > 0) {
        chl_text_add(out, "%s%zu skipped", dot, data->skipped);
    }
    if (data->class_count > 0) {
        chl_text_add(out, "%s%zu classes", dot, data->class_count);
    }
    if (data->augment != NULL) {
        chl_text_add(out, "%saugmented", dot);
    }
}

static void
add_headline(const chl_result *result, const chl_document_settings *settings,
             chl_text *out)
{
    const char *version = chl_version();
    chl_text about = { 0 };

    chl_text_add_painted(out, settings, CHL_PAINT_BOLD, "chladni");
    chl_text_add(out, " %s", version);
    if (result->dataset != NULL) {
        size_t taken = strlen("chladni ") + strlen(version) + 2;

        add_dataset(result->dataset, settings, &about);
        out->failed = out->failed || about.failed;
        if (about.failed) {
            goto out;
        }
        if (taken + chl_text_columns(about.data, about.length)
            <= settings->width) {
            chl_text_add(out, "  %s", about.data);
        } else {
            chl_text_add_bytes(out, "\n", 1);
            chl_text_add_folded(out, about.data, settings->width);
        }
    }
    chl_text_add_bytes(out, "\n", 1);
out:
    chl_text_clear(&about);
}

static void
add_reasons(const chl_result_advice *advice,
            const chl_document_settings *settings, chl_text *out)
{
    size_t count = advice->reason_count, shown;

    shown = settings->details ? count : chl_result_reasons_shown(advice);
    for (size_t k = 0; k < shown; k++) {
        if (advice->reasons[k] != NULL) {
            chl_text_add_wrapped(out, settings,
                                 settings->ascii ? "  - " : "  \xe2\x80\xa2 ",
                                 advice->reasons[k]);
        }
    }
    if (shown < count) {
        char words[80];

        snprintf(words, sizeof words,
                 "(%zu more remarks with -v, and in the report)",
                 count - shown);
        chl_text_add_wrapped(out, settings, "  ", words);
    }
}

static void
add_verdict(const chl_result *result, const chl_document_settings *settings,
            chl_text *out)
{
    const chl_result_advice *advice = result->advice;

    if (advice == NULL || advice->verdict == NULL) {
        return;
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_add_painted(out, settings, CHL_PAINT_BOLD, "VERDICT");
    chl_text_add_bytes(out, "\n", 1);
    chl_text_add_wrapped(out, settings, "  ", advice->verdict);
    add_reasons(advice, settings, out);
}

/* What a reader can do about it; the codes are those of interface.md. */
static const char *
remedy(const char *code)
{
    static const struct {
        const char *code, *words;
    } remedies[] = {
        { "W-BANDWIDTH-SENSITIVE",
          "compare several values of --bandwidth before relying on lambda_1" },
        { "W-CONTINUOUS-SPECTRUM", "rely on lambda_1 only; later modes depend "
                                   "on how far out the data reach" },
        { "W-CUSP", "read the measured decays, or take a smooth kernel such as "
                    "ntk-erf or gauss" },
        { "W-CLOCK", "give a run that goes on until it gets worse, with a "
                     "checkpoint before its best one" },
        { "W-DEGRADED", "raise --ridge, ask for fewer --modes, or take "
                        "--solver dense" },
        { "W-DISCONNECTED", "train on one piece at a time, or add data that "
                            "lie between the pieces" },
        { "W-DUPLICATES", "list them with `chladni check` and remove those "
                          "that are not meant" },
        { "W-ESTIMATORS-DISAGREE",
          "trust the wider statement: more rows or --landmarks bring them "
          "together, and on data of more than 8 dimensions galerkin is the "
          "one to take" },
        { "W-FEW-SAMPLES", "add data; until then read the intervals, not the "
                           "values" },
        { "W-FEW-RUNS", "test more runs with different penalties; until then "
                        "the order is not evidence" },
        { "W-LEAK", "give them a probability below 1/2, from which what is "
                    "generated can always be told, or leave them out" },
        { "W-NOT-APPLICABLE", "choose another --loss or --penalty; no number "
                              "is given for this one" },
        { "W-RANGE", "repeat with the option named above, or with the range "
                     "your trainer feeds to its networks" },
        { "W-RESOLUTION", "analyse images of the size you train on, if you "
                          "have them" },
    };

    for (size_t k = 0; k < sizeof remedies / sizeof *remedies; k++) {
        if (strcmp(code, remedies[k].code) == 0) {
            return remedies[k].words;
        }
    }
    return NULL;
}

static void
add_warning(const chl_warning *warning, const chl_document_settings *settings,
            chl_text *out)
{
    bool grave = strcmp(warning->severity, "error") == 0;
    bool note = strcmp(warning->severity, "note") == 0;
    const char *action = remedy(warning->code);

    chl_text_add_painted(out, settings,
                         grave  ? CHL_PAINT_RED
                         : note ? CHL_PAINT_NONE
                                : CHL_PAINT_YELLOW,
                         warning->code);
    chl_text_add_bytes(out, "\n", 1);
    chl_text_add_wrapped(out, settings, "  ", warning->text);
    if (action != NULL) {
        chl_text_add_wrapped(out, settings, "  what to do: ", action);
    }
}

static chl_status
render(const chl_result *result, const chl_document_settings *settings,
       chl_text *out, chl_error *err)
{
    static chl_text_part_fn *const parts[] = {
        chl_text_part_quantities, chl_text_part_settings,
        chl_text_part_spectrum,   chl_text_part_agreement,
        chl_text_part_modes,      chl_text_part_schemes,
        chl_text_part_tuned,      chl_text_part_ranking,
        chl_text_part_penalties,  chl_text_part_rules,
        chl_text_part_comparison, chl_text_part_backtest,
        chl_text_part_verify,     chl_text_part_points,
        chl_text_part_solvable,   chl_text_part_meanfield,
        chl_text_part_flow,
    };
    chl_status status = CHL_OK;

    add_headline(result, settings, out);
    add_verdict(result, settings, out);
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
        CHL_TRY(parts[k](result, settings, out, err));
    }
    if (result->warning_count > 0) {
        chl_text_add_bytes(out, "\n", 1);
    }
    for (size_t k = 0; k < result->warning_count; k++) {
        add_warning(&result->warnings[k], settings, out);
    }
out:
    return status;
}

const chl_writer chl_writer_text = { "text", NULL, render };
