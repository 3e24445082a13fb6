/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The directory of a zip, of 32 and 64 bits. */
#include <string.h>

#include "base/error.h"
#include "data/zip.h"

enum {
    END = 22,        /* bytes of the end record without its comment */
    COMMENT = 65535, /* longest comment */
    END_64 = 56,     /* the end record of 64 bits */
    LOCATOR_64 = 20, /* where that one is */
    ENTRY = 46,      /* a directory entry without its variable parts */
    LOCAL = 30,      /* the header before a member */
    EXTRA_64 = 1,    /* kind of the extra field with long numbers */
    FLAG_ENCRYPTED = 1
};

#define LONG_32 ((uint64_t) 0xFFFFFFFFU)

/* The directory as the end record tells. */
typedef struct directory {
    uint64_t count, size, offset;
} directory;

static uint64_t
number(const uint8_t *at, size_t bytes)
{
    uint64_t value = 0;

    for (size_t k = bytes; k-- > 0;) {
        value = value << 8 | at[k];
    }
    return value;
}

static bool
starts(const uint8_t *at, const char *magic)
{
    return memcmp(at, magic, 4) == 0;
}

static const uint8_t *
find_end(const uint8_t *bytes, size_t size)
{
    for (size_t back = END; back <= size && back <= END + COMMENT; back++) {
        const uint8_t *at = bytes + size - back;

        if (starts(at, "PK\5\6") && number(at + 20, 2) + END == back) {
            return at;
        }
    }
    return NULL;
}

/* Long numbers stand in a record of their own, found by a locator. */
static chl_status
read_end_64(const uint8_t *bytes, size_t before, directory *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const uint8_t *at;
    uint64_t offset;

    CHL_REQUIRE(before >= LOCATOR_64
                    && starts(bytes + before - LOCATOR_64, "PK\6\7"),
                err, CHL_EFORMAT, "zip has no locator of its 64-bit directory");
    offset = number(bytes + before - LOCATOR_64 + 8, 8);
    CHL_REQUIRE(offset <= before && before - offset >= END_64
                    && starts(bytes + offset, "PK\6\6"),
                err, CHL_EFORMAT,
                "zip has no 64-bit end record at byte %llu of %zu",
                (unsigned long long) offset, before);
    at = bytes + offset;
    *out = (directory){ number(at + 32, 8), number(at + 40, 8),
                        number(at + 48, 8) };
out:
    return status;
}

static chl_status
read_end(const uint8_t *bytes, size_t size, directory *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const uint8_t *end = find_end(bytes, size);
    directory found;
    size_t before;

    CHL_REQUIRE(end != NULL, err, CHL_EFORMAT,
                "zip is truncated: no end record in the last bytes of %zu",
                size);
    before = (size_t) (end - bytes);
    found = (directory){ number(end + 10, 2), number(end + 12, 4),
                         number(end + 16, 4) };
    if (found.count == 0xFFFF || found.size == LONG_32
        || found.offset == LONG_32) {
        CHL_TRY(read_end_64(bytes, before, &found, err));
    }
    CHL_REQUIRE(found.offset <= before && found.size <= before - found.offset
                    && found.count <= found.size / ENTRY,
                err, CHL_EFORMAT,
                "zip says its directory has %llu members in %llu bytes from "
                "byte %llu on; only %zu bytes lie before its end record",
                (unsigned long long) found.count,
                (unsigned long long) found.size,
                (unsigned long long) found.offset, before);
    *out = found;
out:
    return status;
}

/* Replace those of the three numbers that did not fit into 32 bits. */
static void
read_extra(const uint8_t *extra, size_t length, uint64_t *size,
           uint64_t *packed, uint64_t *offset)
{
    uint64_t *const wanted[] = { size, packed, offset };

    while (length >= 4) {
        size_t kind = number(extra, 2), left = number(extra + 2, 2);
        const uint8_t *at = extra + 4;

        left = left < length - 4 ? left : length - 4;
        length -= 4 + left;
        extra += 4 + left;
        for (size_t k = 0; kind == EXTRA_64 && k < 3; k++) {
            if (*wanted[k] == LONG_32 && left >= 8) {
                *wanted[k] = number(at, 8);
                at += 8;
                left -= 8;
            }
        }
    }
}

/* The packed bytes lie behind a header of their own. */
static chl_status
place(const uint8_t *bytes, size_t end, uint64_t offset, uint64_t packed,
      size_t index, const uint8_t **out, chl_error *err)
{
    chl_status status = CHL_OK;
    uint64_t start;

    CHL_REQUIRE(offset <= end && end - offset >= LOCAL
                    && starts(bytes + offset, "PK\3\4"),
                err, CHL_EFORMAT,
                "zip has no header of member %zu at byte %llu of %zu", index,
                (unsigned long long) offset, end);
    start = offset + LOCAL + number(bytes + offset + 26, 2)
            + number(bytes + offset + 28, 2);
    CHL_REQUIRE(start <= end && packed <= end - start, err, CHL_EFORMAT,
                "zip says member %zu has %llu bytes from byte %llu on; only "
                "%zu lie before the directory",
                index, (unsigned long long) packed, (unsigned long long) start,
                end);
    *out = bytes + start;
out:
    return status;
}

/* The entry at *at, which moves behind it; all lies before `end`. */
static chl_status
read_entry(const uint8_t *bytes, const directory *where, size_t index,
           size_t *at, chl_zip_member *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const uint8_t *entry = bytes + *at;
    size_t left = (size_t) (where->offset + where->size) - *at;
    size_t name, extra;
    uint64_t size, packed, offset;

    CHL_REQUIRE(left >= ENTRY && starts(entry, "PK\1\2"), err, CHL_EFORMAT,
                "zip has no entry of member %zu at byte %zu", index, *at);
    name = number(entry + 28, 2);
    extra = number(entry + 30, 2);
    CHL_REQUIRE(name + extra + number(entry + 32, 2) <= left - ENTRY, err,
                CHL_EFORMAT, "zip has an entry of member %zu past its end",
                index);
    packed = number(entry + 20, 4);
    size = number(entry + 24, 4);
    offset = number(entry + 42, 4);
    read_extra(entry + ENTRY + name, extra, &size, &packed, &offset);
    CHL_TRY(place(bytes, (size_t) where->offset, offset, packed, index,
                  &out->bytes, err));
    out->name = (const char *) entry + ENTRY;
    out->name_length = name;
    out->encrypted = (number(entry + 8, 2) & FLAG_ENCRYPTED) != 0;
    out->method = (unsigned) number(entry + 10, 2);
    out->checksum = (uint32_t) number(entry + 16, 4);
    out->packed = (size_t) packed;
    out->size = (size_t) size;
    *at += ENTRY + name + extra + number(entry + 32, 2);
out:
    return status;
}

chl_status
chl_zip_list(const chl_source *source, chl_zip_member **out, size_t *count,
             chl_error *err)
{
    chl_status status = CHL_OK;
    directory where = { 0 };
    chl_zip_member *members = NULL;
    size_t at;

    CHL_TRY(read_end(source->bytes, source->size, &where, err));
    members = chl_alloc((size_t) where.count + 1, sizeof *members);
    CHL_REQUIRE_MEMORY(members, err, "the members of a zip");
    at = (size_t) where.offset;
    for (size_t k = 0; k < where.count; k++) {
        CHL_TRY(read_entry(source->bytes, &where, k, &at, &members[k], err));
        members[k].file = source->path != NULL ? source : NULL;
    }
    *out = members;
    members = NULL;
    *count = (size_t) where.count;
out:
    chl_free(members);
    return status;
}
