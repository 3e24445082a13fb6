/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A gzip of one file in any other format: unpacked, then read again. */
#include "data/gzip.h"

#include <string.h>
#include <zlib.h>

#include "base/error.h"
#include "data/limits.h"

enum {
    BLOCK = 1 << 17
};

/* Hands what was unpacked to the spool. */
static chl_status
flush(z_stream *stream, uint8_t *block, size_t packed, chl_spool *out,
      chl_error *err)
{
    chl_status status = CHL_OK;
    size_t count = BLOCK - stream->avail_out;

    CHL_TRY(chl_unpack_check(packed, out->size + count, err));
    CHL_TRY(chl_spool_append(out, block, count, err));
    stream->next_out = block;
    stream->avail_out = BLOCK;
out:
    return status;
}

/* zlib counts input in 32 bits: hand it over piece by piece. */
static void
feed(z_stream *stream, const uint8_t *bytes, size_t size, size_t *fed)
{
    size_t left = size - *fed;

    if (stream->avail_in == 0 && left > 0) {
        stream->next_in = (z_const Bytef *) (uintptr_t) (bytes + *fed);
        stream->avail_in = (uInt) (left < 1 << 30 ? left : 1 << 30);
        *fed += stream->avail_in;
    }
}

static chl_status
run(z_stream *stream, const uint8_t *bytes, size_t size, uint8_t *block,
    chl_spool *out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t fed = 0;
    int code = Z_OK;

    stream->next_out = block;
    stream->avail_out = BLOCK;
    for (;;) {
        feed(stream, bytes, size, &fed);
        code = inflate(stream, Z_NO_FLUSH);
        CHL_REQUIRE(code != Z_MEM_ERROR, err, CHL_ENOMEM,
                    "out of memory for unpacking");
        CHL_REQUIRE(code != Z_BUF_ERROR || stream->avail_in > 0 || fed < size
                        || stream->avail_out == 0,
                    err, CHL_EFORMAT,
                    "gzip is truncated: it ends after %zu unpacked bytes",
                    out->size + BLOCK - stream->avail_out);
        CHL_REQUIRE(code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR,
                    err, CHL_EFORMAT, "gzip is damaged: %s",
                    stream->msg != NULL ? stream->msg : "wrong checksum");
        CHL_TRY(flush(stream, block, size, out, err));
        if (code == Z_STREAM_END) {
            /* A gzip file may hold several members, one after the other. */
            feed(stream, bytes, size, &fed);
            if (stream->avail_in < 2 || stream->next_in[0] != 0x1F
                || stream->next_in[1] != 0x8B) {
                break;
            }
            inflateReset(stream);
        }
    }
out:
    return status;
}

chl_status
chl_gzip_unpack(const uint8_t *bytes, size_t size, chl_spool *out,
                chl_error *err)
{
    chl_status status = CHL_OK;
    chl_spool spool = { 0 };
    z_stream stream = { 0 };
    uint8_t *block = chl_alloc(BLOCK, 1);
    bool open = false;

    CHL_REQUIRE_MEMORY(block, err, "unpacking");
    open = inflateInit2(&stream, 16 + MAX_WBITS) == Z_OK;
    CHL_REQUIRE(open, err, CHL_ENOMEM, "out of memory for unpacking");
    CHL_TRY(run(&stream, bytes, size, block, &spool, err));
    CHL_TRY(chl_spool_map(&spool, err));
    *out = spool;
    spool = (chl_spool){ 0 };
out:
    if (open) {
        inflateEnd(&stream);
    }
    chl_free(block);
    chl_spool_clear(&spool);
    return status;
}

bool
chl_gzip_sniff(const uint8_t *bytes, size_t size)
{
    return size >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B;
}

static bool
sniff(const chl_source *source)
{
    return !source->is_folder && chl_gzip_sniff(source->bytes, source->size);
}

static chl_status
read_gzip(const chl_source *source, chl_findings *sink,
          const chl_progress *progress, chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_spool spool = { 0 };
    chl_source inner = { .path = source->path };
    chl_table table = { 0 };
    const char *format;

    CHL_TRY(chl_gzip_unpack(source->bytes, source->size, &spool, err));
    inner.bytes = spool.base;
    inner.size = spool.size;
    CHL_REQUIRE(inner.size > 0, err, CHL_EDATA, "gzip of an empty file");
    CHL_REQUIRE(!sniff(&inner), err, CHL_EFORMAT,
                "gzip within gzip; one layer expected");
    CHL_TRY(chl_readers_read(&inner, sink, progress, &format, &table, err));
    if (table.spool.base == NULL) {
        table.spool = spool;
        spool = (chl_spool){ 0 };
    }
    *out = table;
out:
    chl_spool_clear(&spool);
    return status;
}

const chl_reader chl_reader_gzip = {
    .name = "gzip",
    .sniff = sniff,
    .read = read_gzip,
};
