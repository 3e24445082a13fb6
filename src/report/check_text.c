/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a check found, for a terminal. */
#include "report/check.h"

#include "base/error.h"
#include "report/format.h"
#include "report/text_table.h"

static void
add_dataset(chl_text *out, const chl_check *check, bool ascii)
{
    const chl_dataset_info *info = chl_dataset_describe(check->dataset);
    const char *times = ascii ? "x" : "\xc3\x97";

    chl_text_add_plain(out, info->name, ascii);
    if (info->kind == CHL_KIND_IMAGES) {
        chl_text_add(out, "  %s  %zu images %zu%s%zu%s%zu\n", info->format,
                     info->count, info->height, times, info->width, times,
                     info->channels);
    } else {
        chl_text_add(out, "  %s  %zu rows %s %zu columns\n", info->format,
                     info->count, times, info->dimension);
    }
}

static chl_status
add_findings(const chl_check *check, const chl_document_settings *settings,
             chl_text *out, chl_error *err)
{
    static const chl_text_column columns[] = { { "SEVERITY", CHL_ALIGN_LEFT },
                                               { "CODE", CHL_ALIGN_LEFT },
                                               { "ITEM", CHL_ALIGN_WRAP },
                                               { "WHAT", CHL_ALIGN_WRAP } };
    static const struct {
        const char *name;
        chl_paint paint;
    } severities[] = {
        [CHL_SEVERITY_NOTE] = { "note", CHL_PAINT_NONE },
        [CHL_SEVERITY_WARNING] = { "warning", CHL_PAINT_YELLOW },
        [CHL_SEVERITY_ERROR] = { "error", CHL_PAINT_RED },
    };
    chl_text_table table;

    chl_text_table_begin(&table, columns, 4, settings);
    for (size_t k = 0; k < check->count; k++) {
        const chl_finding *found = &check->findings[k];

        chl_text_table_row(&table);
        chl_text_table_painted(&table, severities[found->severity].paint,
                               severities[found->severity].name);
        chl_text_table_words(&table, found->code);
        chl_text_table_words(&table, found->item);
        chl_text_table_words(&table, found->text);
    }
    return chl_text_table_finish(&table, out, err);
}

static chl_status
render(const chl_check *check, const chl_document_settings *settings,
       chl_text *out, chl_error *err)
{
    chl_status status = CHL_OK;

    if (check->dataset != NULL) {
        add_dataset(out, check, settings->ascii);
    }
    if (check->count > 0) {
        chl_text_add_bytes(out, "\n", check->dataset != NULL);
        CHL_TRY(add_findings(check, settings, out, err));
        chl_text_add_bytes(out, "\n", 1);
    }
    chl_text_add(out, "%zu error%s, %zu warning%s: ", check->errors,
                 check->errors == 1 ? "" : "s", check->warnings,
                 check->warnings == 1 ? "" : "s");
    chl_text_add_painted(out, settings,
                         check->usable ? CHL_PAINT_GREEN : CHL_PAINT_RED,
                         check->usable ? "usable" : "not usable");
    chl_text_add_bytes(out, "\n", 1);
out:
    return status;
}

const chl_check_writer chl_check_writer_text = { "text", render };
