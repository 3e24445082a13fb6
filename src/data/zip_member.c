/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of a zip's member. */
#include <string.h>

#include <zlib.h>

#include "base/error.h"
#include "data/limits.h"
#include "data/source.h"
#include "data/zip.h"

enum {
    STORED = 0,
    DEFLATED = 8,
    BLOCK = 1 << 17,
    PIECE = 1 << 24 /* bytes of a mapped member looked at in one go */
};

static uInt
piece(size_t left)
{
    return (uInt) (left < PIECE ? left : PIECE);
}

size_t
chl_zip_peek(const chl_zip_member *member, uint8_t *out, size_t room)
{
    z_stream stream = { 0 };
    size_t count = 0;

    if (member->encrypted) {
        return 0;
    }
    if (member->method == STORED) {
        count = member->packed < room ? member->packed : room;
        memcpy(out, member->bytes, count);
    } else if (member->method == DEFLATED
               && inflateInit2(&stream, -MAX_WBITS) == Z_OK) {
        stream.next_in = (z_const Bytef *) (uintptr_t) member->bytes;
        stream.avail_in = piece(member->packed);
        stream.next_out = out;
        stream.avail_out = (uInt) room;
        inflate(&stream, Z_SYNC_FLUSH);
        count = room - stream.avail_out;
        inflateEnd(&stream);
    }
    return count;
}

static chl_status
check_sum(const chl_zip_member *member, uLong found, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(found == member->checksum, err, CHL_EFORMAT,
                "is damaged: its checksum is %08lx; expected %08lx", found,
                (unsigned long) member->checksum);
out:
    return status;
}

static chl_status
look_through(const chl_zip_member *member, chl_error *err)
{
    chl_status status = CHL_OK;
    uLong sum = crc32(0, NULL, 0);

    CHL_REQUIRE(member->packed == member->size, err, CHL_EFORMAT,
                "has %zu stored bytes; expected %zu", member->packed,
                member->size);
    for (size_t done = 0; done < member->size;) {
        uInt count = piece(member->size - done);

        sum = crc32(sum, member->bytes + done, count);
        done += count;
        if (member->file != NULL) {
            chl_pages_release(member->file->bytes, member->file->size);
        }
    }
    CHL_TRY(check_sum(member, sum, err));
out:
    return status;
}

/* Hands what was unpacked on to the spool. */
static chl_status
flush(z_stream *stream, const chl_zip_member *member, uint8_t *block,
      uLong *sum, chl_spool *out, chl_error *err)
{
    chl_status status = CHL_OK;
    uInt count = BLOCK - stream->avail_out;

    *sum = crc32(*sum, block, count);
    CHL_TRY(chl_unpack_check(member->packed, out->size + count, err));
    CHL_REQUIRE(count <= member->size - out->size, err, CHL_EFORMAT,
                "unpacks to more than the %zu bytes its zip says",
                member->size);
    CHL_TRY(chl_spool_append(out, block, count, err));
    stream->next_out = block;
    stream->avail_out = BLOCK;
out:
    return status;
}

static chl_status
run(z_stream *stream, const chl_zip_member *member, uint8_t *block,
    chl_spool *out, chl_error *err)
{
    chl_status status = CHL_OK;
    uLong sum = crc32(0, NULL, 0);
    size_t fed = 0;
    int code = Z_OK;

    stream->next_out = block;
    stream->avail_out = BLOCK;
    while (code != Z_STREAM_END) {
        if (stream->avail_in == 0) {
            stream->next_in =
                (z_const Bytef *) (uintptr_t) (member->bytes + fed);
            stream->avail_in = piece(member->packed - fed);
            fed += stream->avail_in;
        }
        code = inflate(stream, Z_NO_FLUSH);
        CHL_REQUIRE(code != Z_MEM_ERROR, err, CHL_ENOMEM,
                    "out of memory for unpacking");
        CHL_REQUIRE(code == Z_OK || code == Z_STREAM_END, err, CHL_EFORMAT,
                    "cannot be unpacked: %s",
                    code == Z_BUF_ERROR   ? "it ends early"
                    : stream->msg != NULL ? stream->msg
                                          : "damaged");
        CHL_TRY(flush(stream, member, block, &sum, out, err));
    }
    CHL_REQUIRE(out->size == member->size, err, CHL_EFORMAT,
                "unpacks to %zu bytes; expected %zu", out->size, member->size);
    CHL_TRY(check_sum(member, sum, err));
out:
    return status;
}

static chl_status
inflate_member(const chl_zip_member *member, chl_spool *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_spool spool = { 0 };
    z_stream stream = { 0 };
    uint8_t *block = chl_alloc(BLOCK, 1);
    bool open = false;

    CHL_REQUIRE_MEMORY(block, err, "unpacking");
    open = inflateInit2(&stream, -MAX_WBITS) == Z_OK;
    CHL_REQUIRE(open, err, CHL_ENOMEM, "out of memory for unpacking");
    CHL_TRY(run(&stream, member, block, &spool, err));
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

chl_status
chl_zip_unpack(const chl_zip_member *member, const uint8_t **bytes,
               chl_spool *spool, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(!member->encrypted, err, CHL_EDATA, "is encrypted");
    CHL_REQUIRE(member->method == STORED || member->method == DEFLATED, err,
                CHL_EUNSUPPORTED,
                "is packed by method %u; expected 0 (stored) or 8 (deflated)",
                member->method);
    if (member->method == STORED) {
        CHL_TRY(look_through(member, err));
        *bytes = member->bytes;
    } else {
        CHL_TRY(inflate_member(member, spool, err));
        *bytes = spool->base;
    }
out:
    return status;
}
