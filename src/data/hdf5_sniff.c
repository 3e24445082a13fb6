/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which bytes are an HDF5 file, whether or not it can be read. */
#include "data/hdf5_sniff.h"

#include <string.h>

/* The signature stands at the start, or behind a block of the user's of 512,
 * 1024, 2048, ... bytes (MATLAB keeps one). */
bool
chl_hdf5_sniff(const chl_source *source)
{
    static const char signature[] = "\x89HDF\r\n\x1a\n";

    for (size_t at = 0; at <= 4096 && source->size >= 8 + at;
         at = at > 0 ? 2 * at : 512) {
        if (memcmp(source->bytes + at, signature, 8) == 0) {
            return true;
        }
    }
    return false;
}
