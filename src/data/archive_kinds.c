/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which bytes are a zip or a tar, packed or not. */
#include <string.h>

#include <zlib.h>

#include "data/archive.h"

enum {
    TAR_BLOCK = 512,
    TAR_MAGIC = 257
};

bool
chl_archive_is_zip(const chl_source *source)
{
    return source->size >= 4
           && (memcmp(source->bytes, "PK\3\4", 4) == 0
               || memcmp(source->bytes, "PK\5\6", 4) == 0);
}

/* The first block of what a gzip stream holds. */
static size_t
inflate_block(const chl_source *source, uint8_t block[TAR_BLOCK])
{
    z_stream stream = { 0 };
    size_t count = 0;

    stream.next_in = (z_const Bytef *) (uintptr_t) source->bytes;
    stream.avail_in = (uInt) (source->size < 1 << 20 ? source->size : 1 << 20);
    stream.next_out = block;
    stream.avail_out = TAR_BLOCK;
    if (inflateInit2(&stream, 16 + MAX_WBITS) == Z_OK) {
        inflate(&stream, Z_SYNC_FLUSH);
        count = TAR_BLOCK - stream.avail_out;
        inflateEnd(&stream);
    }
    return count;
}

static bool
sniff_tar(const chl_source *source)
{
    uint8_t block[TAR_BLOCK];
    const uint8_t *start = source->bytes;
    size_t size = source->size;

    if (size >= 4 && memcmp(start, "\x28\xB5\x2F\xFD", 4) == 0) {
        return true;
    }
    if (size >= 2 && start[0] == 0x1F && start[1] == 0x8B) {
        size = inflate_block(source, block);
        start = block;
    }
    return size >= TAR_BLOCK && memcmp(start + TAR_MAGIC, "ustar", 5) == 0;
}

const chl_reader chl_reader_zip = {
    .name = "zip",
    .sniff = chl_archive_is_zip,
    .read = chl_archive_read,
};

const chl_reader chl_reader_tar = {
    .name = "tar",
    .sniff = sniff_tar,
    .read = chl_archive_read,
};
