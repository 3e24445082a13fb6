/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Images gathered one by one from a folder or an archive, and made into a
 * table: one row per image in natural order of the names, all of one shape.
 *
 * Without findings the first bad image, or the first of another shape, is an
 * error. With findings each is recorded and left out; the shape is then that
 * of the majority.
 */
#ifndef CHLADNI_DATA_GALLERY_H
#define CHLADNI_DATA_GALLERY_H

#include "data/image.h"
#include "data/reader.h"

enum {
    CHL_GALLERY_EXTENSIONS = 6,
    CHL_GALLERY_KEY_LIMIT = 1 << 20 /* bytes of a file with one class */
};

/* Decoded pixels of one dataset; a stop for archives made to fill a disk. */
#define CHL_GALLERY_BYTES_LIMIT ((size_t) 1 << 36)

typedef struct chl_gallery_item {
    char *name;
    size_t offset; /* of the pixels in the spool */
    size_t height, width, channels;
    chl_dtype dtype;
    bool opaque; /* alpha is there and at full scale everywhere */
} chl_gallery_item;

/* Which extensions were seen, for the sentence about a folder without images */
typedef struct chl_extension_count {
    char extension[12];
    size_t count;
} chl_extension_count;

/* A class from a file beside an image: 0001.cls or 0001.json of 0001.jpg. */
typedef struct chl_gallery_key {
    char *key; /* the name up to the first dot of its last part */
    size_t label;
} chl_gallery_key;

typedef struct chl_gallery {
    chl_findings *sink; /* or NULL */
    chl_gallery_item *items;
    size_t count, capacity;
    chl_spool spool;
    char *labels; /* text of dataset.json, or NULL */
    size_t labels_size;
    chl_gallery_key *keys;
    size_t key_count, key_capacity;
    size_t files, skipped;
    chl_extension_count extensions[CHL_GALLERY_EXTENSIONS];
    size_t plain, clear; /* 1 + first item without alpha, and with one that is
                            not opaque; 0 = none yet */
} chl_gallery;

typedef enum chl_gallery_use {
    CHL_GALLERY_IMAGE,
    CHL_GALLERY_LABELS, /* StyleGAN's dataset.json at the top */
    CHL_GALLERY_KEY,    /* webdataset's .cls or .json beside an image */
    CHL_GALLERY_SKIP
} chl_gallery_use;

/* What a file is to a gallery, by its first bytes (16 suffice) and its name:
 * what is called .png but is none counts as an image, a bad one. */
chl_gallery_use chl_gallery_judge(const char *name, const uint8_t *head,
                                  size_t size);

/* All names are clean (chl_name_escape) paths with '/' from the top. */
chl_status chl_gallery_add(chl_gallery *gallery, chl_gallery_use use,
                           const char *name, const uint8_t *bytes, size_t size,
                           chl_error *err);

/* An item that cannot be had: an error, or a finding. `why` says which status
 * and in what words; lost memory, cancelling and I/O stay errors. */
chl_status chl_gallery_reject(chl_gallery *gallery, const char *name,
                              const chl_error *why, chl_error *err);

/*
 * Ownership  *out is the caller's; untouched on error. The gallery is to be
 *            cleared in any case.
 * Errors     CHL_EDATA    no image; shapes that differ
 *            CHL_EFORMAT  dataset.json is malformed or misses an image
 *            CHL_EIO, CHL_ENOMEM
 */
chl_status chl_gallery_finish(chl_gallery *gallery, chl_table *out,
                              chl_error *err);
void chl_gallery_clear(chl_gallery *gallery);

/* Second half of finish: which items go where in the table (pack.c). */
chl_status chl_gallery_settle_shape(chl_gallery *gallery, bool *keep_alpha,
                                    chl_error *err);
chl_status chl_gallery_pack(chl_gallery *gallery, bool keep_alpha,
                            chl_table *table, chl_error *err);
/* The class of one image from the file beside it (sidecars.c). A .cls that is
 * no class is a bad item; a .json without one is skipped. */
chl_status chl_gallery_add_key(chl_gallery *gallery, const char *name,
                               const uint8_t *bytes, size_t size,
                               chl_error *err);
/* The rows' classes from such files, if they are of any of the rows; *used
 * tells. The table has its names. */
chl_status chl_gallery_use_keys(const chl_gallery *gallery, chl_table *table,
                                bool *used, chl_error *err);
/* "28 x 28 x 1, 8 bit". */
void chl_gallery_shape_words(const chl_gallery_item *item, char *words,
                             size_t size);

#endif
