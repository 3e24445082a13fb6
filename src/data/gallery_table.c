/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table that gathered images make. */
#include <stdlib.h>

#include "base/error.h"
#include "base/text.h"
#include "data/gallery.h"
#include "data/labels.h"
#include "data/names.h"

static chl_status
refuse_empty(const chl_gallery *gallery, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text list = { 0 };

    for (size_t k = 0; k < CHL_GALLERY_EXTENSIONS; k++) {
        const chl_extension_count *entry = &gallery->extensions[k];

        if (entry->count > 0) {
            chl_text_add(&list, "%s%s %zu", k > 0 ? ", " : " (",
                         entry->extension[0] != '\0' ? entry->extension
                                                     : "no extension",
                         entry->count);
        }
    }
    chl_text_add(&list, gallery->files > 0 ? ")" : "");
    CHL_TRY(chl_text_check(&list, "a sentence", err));
    status = CHL_FAIL(err, CHL_EDATA,
                      "no readable PNG or JPEG image among %zu files%s",
                      gallery->files, list.data);
out:
    chl_text_clear(&list);
    return status;
}

static int
by_name(const void *left, const void *right)
{
    const chl_gallery_item *a = left, *b = right;
    int order = chl_name_compare(a->name, b->name);

    /* A zip may hold two entries of one name. */
    return order != 0 ? order : a->offset < b->offset ? -1 : 1;
}

/* Hands the names over to the table. */
static chl_status
name_rows(chl_gallery *gallery, chl_table *table, chl_error *err)
{
    chl_status status = CHL_OK;

    table->item_names = chl_alloc(gallery->count, sizeof *table->item_names);
    CHL_REQUIRE_MEMORY(table->item_names, err, "the names of images");
    for (size_t i = 0; i < gallery->count; i++) {
        table->item_names[i] = gallery->items[i].name;
        gallery->items[i].name = NULL;
    }
    table->skipped = gallery->skipped;
out:
    return status;
}

static chl_status
label_rows(const chl_gallery *gallery, chl_table *table, chl_error *err)
{
    chl_status status = CHL_OK;
    bool used = false;

    if (gallery->labels != NULL) {
        return chl_labels_from_json(gallery->labels, gallery->labels_size,
                                    gallery->sink, table, err);
    }
    CHL_TRY(chl_gallery_use_keys(gallery, table, &used, err));
    if (!used) {
        CHL_TRY(chl_labels_from_folders(table, err));
    }
out:
    return status;
}

chl_status
chl_gallery_finish(chl_gallery *gallery, chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_table table = { 0 };
    bool keep_alpha = false;

    if (gallery->count == 0) {
        return refuse_empty(gallery, err);
    }
    qsort(gallery->items, gallery->count, sizeof *gallery->items, by_name);
    CHL_TRY(chl_gallery_settle_shape(gallery, &keep_alpha, err));
    CHL_TRY(chl_gallery_pack(gallery, keep_alpha, &table, err));
    CHL_TRY(name_rows(gallery, &table, err));
    CHL_TRY(label_rows(gallery, &table, err));
    *out = table;
    table = (chl_table){ 0 };
out:
    chl_table_clear(&table);
    return status;
}
