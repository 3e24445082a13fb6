/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file mapped for reading. */
#ifndef CHLADNI_DATA_SOURCE_H
#define CHLADNI_DATA_SOURCE_H

#include "data/reader.h"

typedef struct chl_file {
    const uint8_t *bytes; /* NULL if nothing is mapped */
    size_t size;
    int fd; /* open while bytes != NULL: for copies, and to notice a file that
               shrinks */
} chl_file;

/* Errors: CHL_EDATA (cannot be opened, not a regular file, empty, cannot be
 * mapped). The message does not name the file. */
chl_status chl_file_map(const char *path, chl_file *out, chl_error *err);
/* CHL_EIO if the file is now shorter than what is mapped. */
chl_status chl_file_intact(const chl_file *file, chl_error *err);
/* Bytes offset..offset+size-1 into `to`, without mapping them. Errors: CHL_EIO
 * the file is now shorter, or cannot be read. */
chl_status chl_file_copy(const chl_file *file, size_t offset, size_t size,
                         uint8_t *to, chl_error *err);
void chl_file_unmap(chl_file *file);

/* Let go of the pages of a large mapped file that were read so far, so that
 * memory does not grow with its size; they come back when they are read
 * again. Nothing for small ones. */
void chl_pages_release(const uint8_t *base, size_t size);

#endif
