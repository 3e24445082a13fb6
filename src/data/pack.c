/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one shape of a gallery, and its pixels row after row. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "data/gallery.h"

void
chl_gallery_shape_words(const chl_gallery_item *item, char *words, size_t size)
{
    static const char *const colours[] = { "", "grey", "grey + alpha", "RGB",
                                           "RGBA" };

    snprintf(words, size, "%zu x %zu %s of %d bit", item->height, item->width,
             colours[item->channels], item->dtype == CHL_U16 ? 16 : 8);
}

static bool
has_alpha(const chl_gallery_item *item)
{
    return item->channels == 2 || item->channels == 4;
}

/* An opaque alpha says nothing, so it may be there or not. */
static size_t
kept_channels(const chl_gallery_item *item, bool keep_alpha)
{
    return item->opaque && !keep_alpha ? item->channels - 1 : item->channels;
}

/* Height, width, channels and type in one number: each side has 16 bits. */
static uint64_t
shape_key(const chl_gallery_item *item, bool keep_alpha)
{
    return (uint64_t) item->height << 32 | (uint64_t) item->width << 16
           | (uint64_t) kept_channels(item, keep_alpha) << 1
           | (item->dtype == CHL_U16);
}

static int
by_value(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;

    return *a < *b ? -1 : *a > *b;
}

/* The most frequent of sorted keys; the smallest of several. */
static uint64_t
majority(const uint64_t *keys, size_t count)
{
    uint64_t best = keys[0];
    size_t most = 0;

    for (size_t start = 0, end; start < count; start = end) {
        end = start + 1;
        while (end < count && keys[end] == keys[start]) {
            end++;
        }
        if (end - start > most) {
            most = end - start;
            best = keys[start];
        }
    }
    return best;
}

/* Alpha stays if any pixel shows through, unless most images have none. */
static bool
decide_alpha(const chl_gallery *gallery, size_t *opaque)
{
    size_t plain = 0, clear = 0;

    *opaque = 0;
    for (size_t i = 0; i < gallery->count; i++) {
        *opaque += gallery->items[i].opaque;
        plain += !has_alpha(&gallery->items[i]);
    }
    clear = gallery->count - plain - *opaque;
    return clear > 0 && clear + *opaque >= plain;
}

static chl_status
find_majority(const chl_gallery *gallery, bool keep_alpha, uint64_t *key,
              chl_error *err)
{
    chl_status status = CHL_OK;
    uint64_t *keys = chl_alloc(gallery->count, sizeof *keys);

    CHL_REQUIRE_MEMORY(keys, err, "the shapes of images");
    for (size_t i = 0; i < gallery->count; i++) {
        keys[i] = shape_key(&gallery->items[i], keep_alpha);
    }
    qsort(keys, gallery->count, sizeof *keys, by_value);
    *key = majority(keys, gallery->count);
out:
    chl_free(keys);
    return status;
}

/* The first item of that shape, as an example for sentences. */
static chl_gallery_item
example_of(const chl_gallery *gallery, bool keep_alpha, uint64_t key)
{
    size_t i = 0;
    chl_gallery_item example;

    while (shape_key(&gallery->items[i], keep_alpha) != key) {
        i++;
    }
    example = gallery->items[i];
    example.channels = kept_channels(&example, keep_alpha);
    return example;
}

/* Record and drop every item of another shape than `key`. */
static chl_status
drop_others(chl_gallery *gallery, bool keep_alpha, uint64_t key, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_gallery_item example = example_of(gallery, keep_alpha, key);
    char found[64], expected[64];
    size_t kept = 0, i = 0;

    chl_gallery_shape_words(&example, expected, sizeof expected);
    for (; i < gallery->count; i++) {
        chl_gallery_item *item = &gallery->items[i];

        if (shape_key(item, keep_alpha) == key) {
            gallery->items[kept++] = *item;
            continue;
        }
        chl_gallery_shape_words(item, found, sizeof found);
        CHL_TRY(chl_findings_add(
            gallery->sink, CHL_SEVERITY_ERROR, "shape", item->name, err,
            "is %s; expected %s, the most frequent", found, expected));
        gallery->skipped++;
        chl_free(item->name);
        item->name = NULL;
    }
out:
    /* On error the rest is still owned: closed up, so that clear finds it. */
    for (; i < gallery->count; i++) {
        gallery->items[kept++] = gallery->items[i];
    }
    gallery->count = kept;
    return status;
}

chl_status
chl_gallery_settle_shape(chl_gallery *gallery, bool *keep_alpha, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t opaque;
    uint64_t key = 0;

    *keep_alpha = decide_alpha(gallery, &opaque);
    CHL_TRY(find_majority(gallery, *keep_alpha, &key, err));
    CHL_TRY(drop_others(gallery, *keep_alpha, key, err));
    if (opaque > 0 && !*keep_alpha) {
        CHL_TRY(chl_findings_add(gallery->sink, CHL_SEVERITY_NOTE, "alpha",
                                 "images", err,
                                 "%zu have an alpha channel that is at full "
                                 "scale everywhere; it is left out",
                                 opaque));
    }
out:
    return status;
}

/* One image without the last channel of its `channels`. */
static chl_status
append_without_alpha(chl_spool *spool, const uint8_t *pixels, size_t count,
                     size_t channels, size_t width, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t whole = channels * width, kept = whole - width;
    uint8_t *copy = chl_alloc(count, kept);

    CHL_REQUIRE_MEMORY(copy, err, "the pixels of an image");
    for (size_t k = 0; k < count; k++) {
        memcpy(copy + k * kept, pixels + k * whole, kept);
    }
    CHL_TRY(chl_spool_append(spool, copy, count * kept, err));
out:
    chl_free(copy);
    return status;
}

/* True if the spool already holds the rows of the table and nothing else. */
static bool
is_packed(const chl_gallery *gallery, size_t row, bool keep_alpha)
{
    if (gallery->spool.size != gallery->count * row) {
        return false;
    }
    for (size_t i = 0; i < gallery->count; i++) {
        if (gallery->items[i].offset != i * row
            || kept_channels(&gallery->items[i], keep_alpha)
                   != gallery->items[i].channels) {
            return false;
        }
    }
    return true;
}

static chl_status
repack(const chl_gallery *gallery, bool keep_alpha, chl_spool *out,
       chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t i = 0; i < gallery->count; i++) {
        const chl_gallery_item *item = &gallery->items[i];
        const uint8_t *pixels = gallery->spool.base + item->offset;
        size_t count = item->height * item->width;
        size_t width = chl_dtype_size(item->dtype);

        if (kept_channels(item, keep_alpha) != item->channels) {
            CHL_TRY(append_without_alpha(out, pixels, count, item->channels,
                                         width, err));
        } else {
            CHL_TRY(chl_spool_append(out, pixels,
                                     count * item->channels * width, err));
        }
    }
    CHL_TRY(chl_spool_map(out, err));
out:
    return status;
}

chl_status
chl_gallery_pack(chl_gallery *gallery, bool keep_alpha, chl_table *table,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_gallery_item *first = &gallery->items[0];
    size_t shape[4] = { gallery->count, first->height, first->width,
                        kept_channels(first, keep_alpha) };
    chl_spool packed = { 0 };

    table->dtype = first->dtype;
    CHL_TRY(chl_table_set_shape(table, 4, shape, false, err));
    CHL_TRY(chl_spool_map(&gallery->spool, err));
    if (!is_packed(gallery, chl_table_size(table) / gallery->count,
                   keep_alpha)) {
        CHL_TRY(repack(gallery, keep_alpha, &packed, err));
        chl_spool_clear(&gallery->spool);
        gallery->spool = packed;
        packed = (chl_spool){ 0 };
    }
    table->spool = gallery->spool;
    table->values = table->spool.base;
    gallery->spool = (chl_spool){ 0 };
out:
    chl_spool_clear(&packed);
    return status;
}
