/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole files in, and files out that are either complete or not there. */
#ifndef CHLADNI_BASE_FILE_H
#define CHLADNI_BASE_FILE_H

#include <chladni/base.h>

/*
 * The bytes of a file of at most `limit` bytes, with a NUL behind them.
 * Ownership  *out is the caller's (chl_free); untouched on error.
 * Errors     CHL_EDATA cannot be opened or read (it is input), or too large;
 *            CHL_ENOMEM.
 */
chl_status chl_file_read(const char *path, size_t limit, char **out,
                         size_t *size, chl_error *err);

/*
 * Write beside the place and rename, so that `path` is the old file or the
 * whole new one, never a part.
 * Errors     CHL_EIO, CHL_ENOMEM.
 */
chl_status chl_file_write(const char *path, const char *bytes, size_t size,
                          chl_error *err);

typedef struct chl_file_piece {
    const void *bytes;
    size_t size;
} chl_file_piece;

/* The same of several pieces, one after the other, for a file that one process
 * writes again and again: by way of `path`.new, so that a process that was
 * killed leaves one such file behind at most. */
chl_status chl_file_replace(const char *path, const chl_file_piece *pieces,
                            size_t count, chl_error *err);

#endif
