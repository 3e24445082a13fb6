/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a check found as a JSON document. */
#include "report/check.h"

#include <string.h>

#include "base/error.h"
#include "report/json.h"

/* Only views, in the shape the tables describe. */
typedef struct line {
    const char *severity, *code, *item, *text;
} line;

typedef struct described {
    const char *name, *format, *kind, *fingerprint;
    size_t n, d, axes;
    size_t shape[CHL_SHAPE_AXES];
    double minimum, maximum;
    size_t classes, duplicates, skipped;
    bool constant;
} described;

typedef struct page {
    described *dataset;
    line *lines;
    size_t count, errors, warnings;
    bool usable;
} page;

#define VALUE(kind, type, name)                                                \
    {                                                                          \
#name, CHL_FIELD_##kind, offsetof(type, name), 0, NULL                 \
    }

static const chl_field line_fields[] = {
    VALUE(WORD, line, code),
    VALUE(TEXT, line, item),
    VALUE(WORD, line, severity),
    VALUE(WORD, line, text),
};
static const chl_record line_record = { sizeof(line), 4, line_fields };

static const chl_field described_fields[] = {
    VALUE(SIZE, described, classes),
    VALUE(BOOL, described, constant),
    VALUE(SIZE, described, d),
    VALUE(SIZE, described, duplicates),
    VALUE(TEXT, described, fingerprint),
    VALUE(TEXT, described, format),
    VALUE(WORD, described, kind),
    VALUE(REAL, described, maximum),
    VALUE(REAL, described, minimum),
    VALUE(SIZE, described, n),
    VALUE(TEXT, described, name),
    { "shape", CHL_FIELD_SHAPE, offsetof(described, shape),
      offsetof(described, axes), NULL },
    VALUE(SIZE, described, skipped),
};
static const chl_record described_record = { sizeof(described),
                                             sizeof described_fields
                                                 / sizeof *described_fields,
                                             described_fields };

static const chl_field page_fields[] = {
    { "dataset", CHL_FIELD_SECTION, offsetof(page, dataset), 0,
      &described_record },
    VALUE(SIZE, page, errors),
    { "findings", CHL_FIELD_RECORDS, offsetof(page, lines),
      offsetof(page, count), &line_record },
    { "schema", CHL_FIELD_DERIVED, 0, 0, NULL },
    { "tool", CHL_FIELD_DERIVED, 0, 0, NULL },
    VALUE(BOOL, page, usable),
    VALUE(SIZE, page, warnings),
    { "written", CHL_FIELD_DERIVED, 0, 0, NULL },
};
static const chl_record page_record = {
    sizeof(page), sizeof page_fields / sizeof *page_fields, page_fields
};

static described
describe(const chl_dataset *dataset)
{
    static const char *const kinds[] = { [CHL_KIND_IMAGES] = "images",
                                         [CHL_KIND_TABLE] = "table",
                                         [CHL_KIND_POINTS] = "points" };
    const chl_dataset_info *info = chl_dataset_describe(dataset);
    bool images = info->kind == CHL_KIND_IMAGES;

    return (described){
        .name = info->name,
        .format = info->format,
        .kind = kinds[info->kind],
        .fingerprint = info->fingerprint,
        .n = info->count,
        .d = info->dimension,
        .axes = images ? 4 : 2,
        .shape = { info->count, images ? info->height : info->dimension,
                   info->width, info->channels },
        .minimum = info->minimum,
        .maximum = info->maximum,
        .classes = info->class_count,
        .duplicates = info->duplicates,
        .skipped = info->skipped,
        .constant = info->constant,
    };
}

static const char *
severity_name(chl_severity severity)
{
    static const char *const names[] = { [CHL_SEVERITY_NOTE] = "note",
                                         [CHL_SEVERITY_WARNING] = "warning",
                                         [CHL_SEVERITY_ERROR] = "error" };

    return names[severity];
}

static chl_status
render(const chl_check *check, const chl_document_settings *settings,
       chl_text *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_json json = { .out = out,
                      .empty = true,
                      .derive = chl_json_derive_head,
                      .schema = CHL_CHECK_SCHEMA,
                      .settings = settings };
    page made = { .count = check->count,
                  .errors = check->errors,
                  .warnings = check->warnings,
                  .usable = check->usable };
    described dataset;

    if (check->dataset != NULL) {
        dataset = describe(check->dataset);
        made.dataset = &dataset;
    }
    made.lines = chl_alloc(check->count, sizeof *made.lines);
    CHL_REQUIRE_MEMORY(made.lines, err, "the findings");
    for (size_t k = 0; k < check->count; k++) {
        const chl_finding *found = &check->findings[k];

        made.lines[k] = (line){ severity_name(found->severity), found->code,
                                found->item, found->text };
    }
    chl_json_record(&json, &page_record, &made);
    chl_text_add_bytes(out, "\n", 1);
out:
    chl_free(made.lines);
    return status;
}

const chl_check_writer chl_check_writer_json = { "json", render };
