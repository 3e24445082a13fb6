/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of tar shards as webdataset writes them: name-{0000..0012}.tar. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "data/archive.h"
#include "data/gallery.h"
#include "data/names.h"
#include "data/source.h"

enum {
    SHARDS_LIMIT = 1000000,
    DIGITS_LIMIT = 9
};

typedef struct range {
    const char *where;
    size_t before, behind; /* lengths of the path around the braces          */
    unsigned long first, last;
    int width; /* of the numbers, padded with zeros                        */
} range;

/* Digits from `at` on, up to DIGITS_LIMIT; their number. */
static size_t
read_digits(const char *at, unsigned long *value)
{
    size_t count = strspn(at, "0123456789");

    *value = count > 0 && count <= DIGITS_LIMIT ? strtoul(at, NULL, 10) : 0;
    return count <= DIGITS_LIMIT ? count : 0;
}

/* One range in braces, and .tar at the end. */
static bool
parse(const char *where, range *out)
{
    const char *open = strchr(where, '{'), *at = open;
    const size_t length = strlen(where);
    size_t first, last;
    bool padded;

    if (open == NULL || length < 4 || strcmp(where + length - 4, ".tar") != 0) {
        return false;
    }
    first = read_digits(++at, &out->first);
    padded = first > 1 && *at == '0';
    at += first;
    if (first == 0 || strncmp(at, "..", 2) != 0) {
        return false;
    }
    at += 2;
    last = read_digits(at, &out->last);
    padded = padded || (last > 1 && *at == '0');
    at += last;
    if (last == 0 || *at != '}' || strpbrk(at + 1, "{}") != NULL) {
        return false;
    }
    out->where = where;
    out->before = (size_t) (open - where);
    out->behind = strlen(at + 1);
    out->width = padded ? (int) (first > last ? first : last) : 0;
    return true;
}

bool
chl_shards_are_listed(const char *where)
{
    range r;

    return parse(where, &r);
}

static void
write_path(const range *r, unsigned long number, chl_text *path)
{
    chl_text_add(path, "%.*s%0*lu%s", (int) r->before, r->where, r->width,
                 number, r->where + strlen(r->where) - r->behind);
}

chl_status
chl_shard_gather(const char *path, const char *name, chl_gallery *gallery,
                 const chl_progress *progress, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text prefix = { 0 };
    chl_file file = { 0 };

    chl_name_escape(&prefix, name, strlen(name));
    chl_text_add(&prefix, "/");
    CHL_TRY(chl_text_check(&prefix, "the name of an archive", err));
    CHL_TRY(chl_file_map(path, &file, err));
    CHL_TRY(chl_archive_gather(
        &(chl_source){ .path = path, .bytes = file.bytes, .size = file.size },
        prefix.data, gallery, progress, err));
out:
    chl_file_unmap(&file);
    chl_text_clear(&prefix);
    return status;
}

/* All must be there: a list with a hole is most likely half a download. */
static chl_status
check_all(const range *r, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text path = { 0 };
    unsigned long k = r->first;
    chl_file file = { 0 };

    CHL_REQUIRE(r->first <= r->last && r->last - r->first < SHARDS_LIMIT, err,
                CHL_EDATA,
                "the range of shards is %lu..%lu; it must ascend and hold at "
                "most %d",
                r->first, r->last, SHARDS_LIMIT);
    for (; k <= r->last; k++) {
        chl_text_clear(&path);
        write_path(r, k, &path);
        CHL_TRY(chl_text_check(&path, "the path of a shard", err));
        status = chl_file_map(path.data, &file, err);
        chl_file_unmap(&file);
        if (status != CHL_OK) {
            chl_error_prefix(err, "shard %0*lu of %0*lu..%0*lu", r->width, k,
                             r->width, r->first, r->width, r->last);
            goto out;
        }
    }
out:
    chl_text_clear(&path);
    return status;
}

static bool
sniff(const chl_source *source)
{
    return source->bytes == NULL && !source->is_folder && source->path != NULL
           && chl_shards_are_listed(source->path);
}

static chl_status
read_shards(const chl_source *source, chl_findings *sink,
            const chl_progress *progress, chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_gallery gallery = { .sink = sink };
    chl_text path = { 0 };
    range r = { 0 };

    (void) parse(source->path, &r);
    CHL_TRY(check_all(&r, err));
    for (unsigned long k = r.first; k <= r.last; k++) {
        const char *slash;

        chl_text_clear(&path);
        write_path(&r, k, &path);
        CHL_TRY(chl_text_check(&path, "the path of a shard", err));
        slash = strrchr(path.data, '/');
        CHL_TRY(chl_shard_gather(path.data,
                                 slash != NULL ? slash + 1 : path.data,
                                 &gallery, progress, err));
    }
    CHL_TRY(chl_gallery_finish(&gallery, out, err));
out:
    chl_text_clear(&path);
    chl_gallery_clear(&gallery);
    return status;
}

const chl_reader chl_reader_shards = {
    .name = "shards",
    .sniff = sniff,
    .read = read_shards,
};
