/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Temporary folders and archives for the tests of readers. */
#ifndef CHLADNI_TESTS_DATA_PLACES_H
#define CHLADNI_TESTS_DATA_PLACES_H

#include <stddef.h>

#include "pictures.h"

/* A new folder; its path is valid until place_remove, which empties it too. */
const char *place_make(void);
void place_remove(void);

/* Write a file, with the folders its name needs; the path is static. */
const char *place_write(const char *name, const void *bytes, size_t size);
/* The same, of a picture that is then freed. */
const char *place_picture(const char *name, picture made);

/* What goes into an archive: parallel names and pictures (freed). */
typedef struct packed_file {
    const char *name;
    picture content;
} packed_file;

/* `format` is "zip", "zip stored", "tar", "tar.gz" or "tar.zst". */
picture pack_files(const char *format, packed_file *files, size_t count);
picture pack_gzip(const void *bytes, size_t size);

#endif
