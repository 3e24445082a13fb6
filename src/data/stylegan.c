/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classes of images, from StyleGAN's dataset.json. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/error.h"
#include "data/labels.h"

enum {
    LABEL_LIMIT = 65535
};

typedef struct named_label {
    const char *name; /* a view into the document */
    json_int_t label;
} named_label;

static int
by_name(const void *left, const void *right)
{
    const named_label *a = left, *b = right;

    return strcmp(a->name, b->name);
}

static chl_status
parse(const char *text, size_t size, json_t **labels, json_t **document,
      chl_error *err)
{
    chl_status status = CHL_OK;
    json_error_t why = { 0 };
    json_t *found = json_loadb(text, size, JSON_REJECT_DUPLICATES, &why);

    CHL_REQUIRE(found != NULL, err, CHL_EFORMAT,
                "dataset.json: line %d: %s; a JSON object expected", why.line,
                why.text);
    *labels = json_object_get(found, "labels");
    CHL_REQUIRE(
        *labels == NULL || json_is_null(*labels) || json_is_array(*labels), err,
        CHL_EFORMAT, "dataset.json: labels is neither a list nor null");
    *document = found;
    found = NULL;
out:
    json_decref(found);
    return status;
}

/* Entry k as a name and an integer; *integer is false for other labels. */
static chl_status
read_entry(const json_t *labels, size_t k, named_label *out, bool *integer,
           chl_error *err)
{
    chl_status status = CHL_OK;
    json_t *entry = json_array_get(labels, k);
    json_t *label = json_array_get(entry, 1);

    out->name = json_string_value(json_array_get(entry, 0));
    CHL_REQUIRE(json_array_size(entry) == 2 && out->name != NULL, err,
                CHL_EFORMAT,
                "dataset.json: entry %zu of labels is not [name, label]", k);
    *integer = json_is_integer(label);
    out->label = json_integer_value(label);
    CHL_REQUIRE(!*integer || (out->label >= 0 && out->label <= LABEL_LIMIT),
                err, CHL_EFORMAT,
                "dataset.json: label of %s is %lld; it must lie in 0..%d",
                out->name, (long long) out->label, LABEL_LIMIT);
out:
    return status;
}

static chl_status
read_entries(const json_t *labels, named_label *entries, bool *integers,
             chl_error *err)
{
    chl_status status = CHL_OK;
    size_t count = json_array_size(labels);

    *integers = true;
    for (size_t k = 0; k < count && *integers; k++) {
        CHL_TRY(read_entry(labels, k, &entries[k], integers, err));
    }
    if (*integers) {
        qsort(entries, count, sizeof *entries, by_name);
    }
out:
    return status;
}

static chl_status
refuse_unlabelled(chl_findings *sink, const char *name, chl_error *err)
{
    if (sink == NULL) {
        return CHL_FAIL(err, CHL_EFORMAT, "dataset.json: has no label for %s",
                        name);
    }
    return chl_findings_add(sink, CHL_SEVERITY_ERROR, "label", name, err,
                            "has no label in dataset.json");
}

static chl_status
look_up(const named_label *entries, size_t count, chl_findings *sink,
        chl_table *table, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t i = 0; i < table->count; i++) {
        named_label key = { .name = table->item_names[i] };
        const named_label *found =
            bsearch(&key, entries, count, sizeof *entries, by_name);

        table->labels[i] = found != NULL ? (ptrdiff_t) found->label : -1;
        if (found == NULL) {
            CHL_TRY(refuse_unlabelled(sink, key.name, err));
        } else if ((size_t) found->label >= table->class_count) {
            table->class_count = (size_t) found->label + 1;
        }
    }
out:
    return status;
}

static chl_status
use(const json_t *labels, chl_findings *sink, chl_table *table, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t count = json_array_size(labels);
    named_label *entries = chl_alloc(count, sizeof *entries);
    bool integers;

    CHL_REQUIRE_MEMORY(entries, err, "the labels of dataset.json");
    CHL_TRY(read_entries(labels, entries, &integers, err));
    if (!integers) {
        CHL_TRY(chl_findings_add(sink, CHL_SEVERITY_NOTE, "label",
                                 "dataset.json", err,
                                 "labels are no integers and are left out"));
        goto out;
    }
    table->labels = chl_alloc(table->count, sizeof *table->labels);
    CHL_REQUIRE_MEMORY(table->labels, err, "labels");
    CHL_TRY(look_up(entries, count, sink, table, err));
out:
    chl_free(entries);
    return status;
}

chl_status
chl_labels_from_json(const char *json, size_t size, chl_findings *sink,
                     chl_table *table, chl_error *err)
{
    chl_status status = CHL_OK;
    json_t *labels = NULL, *document = NULL;

    CHL_TRY(parse(json, size, &labels, &document, err));
    if (json_array_size(labels) > 0) {
        CHL_TRY(use(labels, sink, table, err));
    }
out:
    json_decref(document);
    return status;
}
