/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images gathered one by one. */
#include "data/gallery.h"

#include <string.h>

#include "base/error.h"
#include "data/names.h"

chl_gallery_use
chl_gallery_judge(const char *name, const uint8_t *head, size_t size)
{
    static const char *const extensions[] = { ".png",  ".jpg",  ".jpeg", ".gif",
                                              ".webp", ".tiff", ".tif",  ".bmp",
                                              ".avif", ".heic" };
    const char *format;
    char extension[12];

    if (strcmp(name, "dataset.json") == 0) {
        return CHL_GALLERY_LABELS;
    }
    if (chl_image_sniff(head, size, &format) != CHL_IMAGE_NONE) {
        return CHL_GALLERY_IMAGE;
    }
    chl_name_extension(name, extension, sizeof extension);
    if (strcmp(extension, ".cls") == 0 || strcmp(extension, ".json") == 0) {
        return CHL_GALLERY_KEY;
    }
    for (size_t k = 0; k < sizeof extensions / sizeof extensions[0]; k++) {
        if (strcmp(extension, extensions[k]) == 0) {
            return CHL_GALLERY_IMAGE;
        }
    }
    return CHL_GALLERY_SKIP;
}

static void
count_extension(chl_gallery *gallery, const char *name)
{
    char extension[12];

    gallery->files++;
    chl_name_extension(name, extension, sizeof extension);
    for (size_t k = 0; k < CHL_GALLERY_EXTENSIONS; k++) {
        chl_extension_count *entry = &gallery->extensions[k];

        if (entry->count == 0) {
            memcpy(entry->extension, extension, sizeof extension);
        }
        if (strcmp(entry->extension, extension) == 0) {
            entry->count++;
            return;
        }
    }
}

chl_status
chl_gallery_reject(chl_gallery *gallery, const char *name, const chl_error *why,
                   chl_error *err)
{
    bool is_ours = why->status != CHL_EFORMAT && why->status != CHL_EDATA
                   && why->status != CHL_EUNSUPPORTED;

    if (gallery->sink == NULL || is_ours) {
        return CHL_FAIL(err,
                        is_ours || why->status == CHL_EFORMAT ? why->status
                                                              : CHL_EDATA,
                        "%s: %s", name, why->text);
    }
    gallery->skipped++;
    return chl_findings_add(gallery->sink, CHL_SEVERITY_ERROR, "unreadable",
                            name, err, "%s", why->text);
}

static bool
has_alpha(const chl_gallery_item *item)
{
    return item->channels == 2 || item->channels == 4;
}

/* Of the images of one set, those that differ only by an opaque alpha agree. */
static bool
agree(const chl_gallery_item *a, const chl_gallery_item *b)
{
    return a->height == b->height && a->width == b->width
           && a->dtype == b->dtype && (a->channels > 2) == (b->channels > 2);
}

static chl_status
refuse_pair(const chl_gallery_item *a, const chl_gallery_item *b,
            chl_error *err)
{
    char first[64], second[64];

    chl_gallery_shape_words(a, first, sizeof first);
    chl_gallery_shape_words(b, second, sizeof second);
    return CHL_FAIL(err, CHL_EDATA,
                    "images differ in shape: %s is %s, but %s is %s", a->name,
                    first, b->name, second);
}

/* The shape of the newest item against those before it. */
static chl_status
compare_newest(chl_gallery *gallery, chl_error *err)
{
    const chl_gallery_item *items = gallery->items;
    const chl_gallery_item *newest = &items[gallery->count - 1];

    if (!has_alpha(newest) && gallery->plain == 0) {
        gallery->plain = gallery->count;
    }
    if (has_alpha(newest) && !newest->opaque && gallery->clear == 0) {
        gallery->clear = gallery->count;
    }
    if (gallery->sink != NULL) {
        return CHL_OK;
    }
    if (!agree(&items[0], newest)) {
        return refuse_pair(&items[0], newest, err);
    }
    if (gallery->plain > 0 && gallery->clear > 0) {
        size_t a = gallery->plain - 1, b = gallery->clear - 1;

        return refuse_pair(&items[a < b ? a : b], &items[a < b ? b : a], err);
    }
    return CHL_OK;
}

static chl_status
make_room(chl_gallery *gallery, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t capacity = gallery->capacity > 0 ? 2 * gallery->capacity : 256;
    chl_gallery_item *grown;

    if (gallery->count < gallery->capacity) {
        return CHL_OK;
    }
    grown = chl_realloc(gallery->items, capacity, sizeof *grown);
    CHL_REQUIRE_MEMORY(grown, err, "the list of images");
    gallery->items = grown;
    gallery->capacity = capacity;
out:
    return status;
}

static chl_status
add_pixels(chl_gallery *gallery, const char *name, const chl_image *image,
           chl_error *err)
{
    chl_status status = CHL_OK;
    size_t size = chl_image_size(image);
    char *copy = NULL;

    CHL_REQUIRE(size <= CHL_GALLERY_BYTES_LIMIT - gallery->spool.size, err,
                CHL_EDATA, "images decode to more than %zu bytes, the limit",
                CHL_GALLERY_BYTES_LIMIT);
    CHL_TRY(make_room(gallery, err));
    copy = chl_strdup(name);
    CHL_REQUIRE_MEMORY(copy, err, "the name of an image");
    gallery->items[gallery->count] = (chl_gallery_item){
        .name = copy,
        .offset = gallery->spool.size,
        .height = image->height,
        .width = image->width,
        .channels = image->channels,
        .dtype = image->dtype,
        .opaque = chl_image_is_opaque(image),
    };
    CHL_TRY(chl_spool_append(&gallery->spool, image->pixels, size, err));
    gallery->count++;
    copy = NULL;
    CHL_TRY(compare_newest(gallery, err));
out:
    chl_free(copy);
    return status;
}

static chl_status
keep_labels(chl_gallery *gallery, const uint8_t *bytes, size_t size,
            chl_error *err)
{
    chl_status status = CHL_OK;
    char *copy = chl_alloc(size + 1, 1);

    CHL_REQUIRE_MEMORY(copy, err, "dataset.json");
    memcpy(copy, bytes, size);
    chl_free(gallery->labels);
    gallery->labels = copy;
    gallery->labels_size = size;
out:
    return status;
}

static chl_status
add_image(chl_gallery *gallery, const char *name, const uint8_t *bytes,
          size_t size, chl_error *err)
{
    chl_error why = { 0 };
    chl_image image = { 0 };
    chl_status status;

    if (chl_image_decode(bytes, size, &image, &why) != CHL_OK) {
        return chl_gallery_reject(gallery, name, &why, err);
    }
    status = add_pixels(gallery, name, &image, err);
    chl_image_clear(&image);
    return status;
}

chl_status
chl_gallery_add(chl_gallery *gallery, chl_gallery_use use, const char *name,
                const uint8_t *bytes, size_t size, chl_error *err)
{
    if (use == CHL_GALLERY_LABELS) {
        return keep_labels(gallery, bytes, size, err);
    }
    count_extension(gallery, name);
    if (use == CHL_GALLERY_IMAGE) {
        return add_image(gallery, name, bytes, size, err);
    }
    if (use == CHL_GALLERY_KEY) {
        return chl_gallery_add_key(gallery, name, bytes, size, err);
    }
    gallery->skipped++;
    return chl_findings_add(gallery->sink, CHL_SEVERITY_NOTE, "skipped", name,
                            err, "is no image and is left out");
}

void
chl_gallery_clear(chl_gallery *gallery)
{
    for (size_t i = 0; i < gallery->count; i++) {
        chl_free(gallery->items[i].name);
    }
    for (size_t i = 0; i < gallery->key_count; i++) {
        chl_free(gallery->keys[i].key);
    }
    chl_free(gallery->keys);
    chl_free(gallery->items);
    chl_free(gallery->labels);
    chl_spool_clear(&gallery->spool);
    *gallery = (chl_gallery){ 0 };
}
