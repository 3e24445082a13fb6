/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unpacking of gzip, within limits. */
#ifndef CHLADNI_DATA_GZIP_H
#define CHLADNI_DATA_GZIP_H

#include "data/reader.h"

bool chl_gzip_sniff(const uint8_t *bytes, size_t size);

/*
 * All members of a gzip file, unpacked into a mapped spool.
 * Ownership  *out is the caller's (chl_spool_clear); untouched on error.
 * Errors     CHL_EFORMAT  damaged or truncated
 *            CHL_EDATA    a decompression bomb (limits.h)
 *            CHL_EIO, CHL_ENOMEM
 */
chl_status chl_gzip_unpack(const uint8_t *bytes, size_t size, chl_spool *out,
                           chl_error *err);

#endif
