/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classes of images from files beside them, as in webdataset shards. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/error.h"
#include "data/gallery.h"
#include "data/names.h"

enum {
    LABEL_LIMIT = 65535
};

static const char *const json_keys[] = { "label", "cls", "class", "class_id" };

/* Length of the name up to the first dot of its last part. */
static size_t
key_length(const char *name)
{
    const char *slash = strrchr(name, '/');
    const char *last = slash != NULL ? slash + 1 : name;

    return (size_t) (last - name) + strcspn(last, ".");
}

static bool
read_json(const uint8_t *bytes, size_t size, json_int_t *label)
{
    json_t *found = json_loadb((const char *) bytes, size, 0, NULL);
    const json_t *value = NULL;

    for (size_t k = 0; value == NULL && k < 4; k++) {
        value = json_object_get(found, json_keys[k]);
        value = json_is_integer(value) ? value : NULL;
    }
    *label = json_integer_value(value);
    json_decref(found);
    return value != NULL;
}

/* Digits with space around them. */
static bool
read_number(const uint8_t *bytes, size_t size, json_int_t *label)
{
    size_t k = 0, digits = 0;

    *label = 0;
    while (k < size && strchr(" \t\r\n", bytes[k]) != NULL && bytes[k] != 0) {
        k++;
    }
    for (; k < size && bytes[k] >= '0' && bytes[k] <= '9'; k++) {
        *label = 10 * *label + (bytes[k] - '0');
        if (++digits > 9) {
            return false;
        }
    }
    while (k < size && strchr(" \t\r\n", bytes[k]) != NULL && bytes[k] != 0) {
        k++;
    }
    return digits > 0 && k == size;
}

static chl_status
push(chl_gallery *gallery, const char *name, size_t label, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t length = key_length(name);
    char *key = NULL;

    if (gallery->key_count == gallery->key_capacity) {
        size_t capacity =
            gallery->key_capacity > 0 ? 2 * gallery->key_capacity : 256;
        chl_gallery_key *grown =
            chl_realloc(gallery->keys, capacity, sizeof *grown);

        CHL_REQUIRE_MEMORY(grown, err, "the classes of images");
        gallery->keys = grown;
        gallery->key_capacity = capacity;
    }
    key = chl_alloc(length + 1, 1);
    CHL_REQUIRE_MEMORY(key, err, "the name of an image");
    memcpy(key, name, length);
    gallery->keys[gallery->key_count++] = (chl_gallery_key){ key, label };
out:
    return status;
}

chl_status
chl_gallery_add_key(chl_gallery *gallery, const char *name,
                    const uint8_t *bytes, size_t size, chl_error *err)
{
    chl_error why = { 0 };
    char extension[12];
    json_int_t label = 0;
    bool is_json, found;

    chl_name_extension(name, extension, sizeof extension);
    is_json = strcmp(extension, ".json") == 0;
    found = is_json ? read_json(bytes, size, &label)
                    : read_number(bytes, size, &label);
    if (!found && is_json) {
        gallery->skipped++;
        return chl_findings_add(gallery->sink, CHL_SEVERITY_NOTE, "skipped",
                                name, err,
                                "holds no integer under label, cls, class or "
                                "class_id and is left out");
    }
    if (!found || label < 0 || label > LABEL_LIMIT) {
        CHL_FAIL(&why, CHL_EFORMAT,
                 "holds no class; expected an integer in 0..%d", LABEL_LIMIT);
        return chl_gallery_reject(gallery, name, &why, err);
    }
    return push(gallery, name, (size_t) label, err);
}

static int
by_key(const void *left, const void *right)
{
    const chl_gallery_key *a = left, *b = right;

    return strcmp(a->key, b->key);
}

static int
compare_name(const void *name, const void *key)
{
    const chl_gallery_key *b = key;
    size_t length = key_length(name);
    int order = strncmp(name, b->key, length);

    return order != 0 ? order : b->key[length] != '\0' ? -1 : 0;
}

static chl_status
refuse(chl_findings *sink, const char *name, chl_error *err)
{
    if (sink == NULL) {
        return CHL_FAIL(err, CHL_EFORMAT,
                        "%s: has no class beside it, other images have", name);
    }
    return chl_findings_add(sink, CHL_SEVERITY_ERROR, "label", name, err,
                            "has no class beside it, other images have");
}

static const chl_gallery_key *
find(const chl_gallery *gallery, const char *name)
{
    return gallery->key_count == 0
               ? NULL
               : bsearch(name, gallery->keys, gallery->key_count,
                         sizeof *gallery->keys, compare_name);
}

static bool
is_of_any(const chl_gallery *gallery, const chl_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        if (find(gallery, table->item_names[i]) != NULL) {
            return true;
        }
    }
    return false;
}

chl_status
chl_gallery_use_keys(const chl_gallery *gallery, chl_table *table, bool *used,
                     chl_error *err)
{
    chl_status status = CHL_OK;

    if (gallery->key_count > 0) {
        qsort(gallery->keys, gallery->key_count, sizeof *gallery->keys, by_key);
    }
    *used = is_of_any(gallery, table);
    if (!*used) {
        return CHL_OK;
    }
    table->labels = chl_alloc(table->count, sizeof *table->labels);
    CHL_REQUIRE_MEMORY(table->labels, err, "labels");
    for (size_t i = 0; i < table->count; i++) {
        const chl_gallery_key *found = find(gallery, table->item_names[i]);

        table->labels[i] = found != NULL ? (ptrdiff_t) found->label : -1;
        if (found == NULL) {
            CHL_TRY(refuse(gallery->sink, table->item_names[i], err));
        } else if (found->label >= table->class_count) {
            table->class_count = found->label + 1;
        }
    }
out:
    return status;
}
