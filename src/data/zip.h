/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Members of a zip by its directory, for formats that want a member in place
 * or one before another. Nothing is copied.
 *
 * Source  PKWARE, .ZIP File Format Specification 6.3.10.
 */
#ifndef CHLADNI_DATA_ZIP_H
#define CHLADNI_DATA_ZIP_H

#include "data/reader.h"

typedef struct chl_zip_member {
    const char *name; /* in the directory, without a NUL */
    size_t name_length;
    unsigned method; /* 0 stored, 8 deflated */
    bool encrypted;
    uint32_t checksum;
    const uint8_t *bytes; /* as packed */
    size_t packed, size;
    const chl_source *file; /* the mapped file around, or NULL */
} chl_zip_member;

/*
 * All members in the order of the directory; their bytes lie inside the file.
 * Ownership  *out is the caller's (chl_free) and borrows the source; untouched
 *            on error.
 * Errors     CHL_EFORMAT  truncated or damaged; CHL_ENOMEM
 */
chl_status chl_zip_list(const chl_source *source, chl_zip_member **out,
                        size_t *count, chl_error *err);

/* At most `room` of the first bytes, checksum unseen; 0 if they cannot be had.
 */
size_t chl_zip_peek(const chl_zip_member *member, uint8_t *out, size_t room);

/*
 * The bytes of a member: in place if stored (then spool stays empty), else
 * unpacked into the spool.
 * Ownership  *spool is the caller's (chl_spool_clear); both are untouched on
 *            error.
 * Errors     CHL_EFORMAT       damaged, truncated, of another length
 *            CHL_EDATA         encrypted; a decompression bomb (limits.h)
 *            CHL_EUNSUPPORTED  neither stored nor deflated
 *            CHL_EIO, CHL_ENOMEM
 */
chl_status chl_zip_unpack(const chl_zip_member *member, const uint8_t **bytes,
                          chl_spool *spool, chl_error *err);

#endif
