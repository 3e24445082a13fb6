/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chain of hashes. */
#include "operators/digest.h"

#include <string.h>
#include <xxhash.h>

void
chl_digest_add(chl_digest *digest, const void *bytes, size_t size)
{
    XXH128_hash_t hash = XXH3_128bits(bytes, size);
    const uint64_t both[] = { digest->low, digest->high, hash.low64,
                              hash.high64 };

    hash = XXH3_128bits(both, sizeof both);
    *digest = (chl_digest){ hash.low64, hash.high64 };
}

void
chl_digest_add_text(chl_digest *digest, const char *text)
{
    chl_digest_add(digest, text, strlen(text));
}

void
chl_digest_add_size(chl_digest *digest, size_t value)
{
    uint64_t wide = value;

    chl_digest_add(digest, &wide, sizeof wide);
}

void
chl_digest_add_doubles(chl_digest *digest, const double *values, size_t count)
{
    chl_digest_add(digest, values, count * sizeof *values);
}
