/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A digest of everything a result depends on, 128 bits. */
#ifndef CHLADNI_OPERATORS_DIGEST_H
#define CHLADNI_OPERATORS_DIGEST_H

#include <chladni/base.h>

/* Zero-initialised is the digest of nothing. */
typedef struct chl_digest {
    uint64_t low, high;
} chl_digest;

/* digest <- H(digest, bytes); not meant against those who wish us ill.
 * Source  Y. Collet, XXH3. */
void chl_digest_add(chl_digest *digest, const void *bytes, size_t size);
void chl_digest_add_text(chl_digest *digest, const char *text);
void chl_digest_add_size(chl_digest *digest, size_t value);
void chl_digest_add_doubles(chl_digest *digest, const double *values,
                            size_t count);

#endif
