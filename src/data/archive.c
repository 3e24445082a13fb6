/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A zip or tar of images, read entry by entry; nothing is written to disk
 * under a name from the archive. */
#include "data/archive.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/error.h"
#include "base/text.h"
#include "data/batches.h"
#include "data/gallery.h"
#include "data/limits.h"
#include "data/names.h"

enum {
    HEAD_BYTES = 16,
    ZIP_END = 22 /* bytes of the end record without its comment */
};

/* Bytes of one entry: no image file is larger. */
#define ENTRY_LIMIT ((size_t) 1 << 28)

typedef struct walk {
    struct archive *archive;
    struct archive_entry *entry;
    size_t packed;      /* bytes of the archive */
    uint64_t unpacked;  /* bytes of all entries so far */
    size_t number;      /* of the entry, from 0 */
    const char *prefix; /* of the names of entries */
    chl_gallery *gallery;
    chl_batches *batches; /* or NULL */
    uint8_t *bytes;       /* of the entry */
    size_t size, capacity;
} walk;

static const char *
words(struct archive *archive)
{
    const char *text = archive_error_string(archive);

    return text != NULL ? text : "unknown reason";
}

static chl_status
make_room(walk *w, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t capacity = w->capacity > 0 ? 2 * w->capacity : 65536;
    uint8_t *grown;

    if (w->size < w->capacity) {
        return CHL_OK;
    }
    CHL_REQUIRE(w->size < ENTRY_LIMIT, err, CHL_EDATA,
                "has more than %zu bytes, the limit for one image",
                ENTRY_LIMIT);
    grown = chl_realloc(w->bytes, capacity, 1);
    CHL_REQUIRE_MEMORY(grown, err, "an entry of an archive");
    w->bytes = grown;
    w->capacity = capacity;
out:
    return status;
}

/* More of the entry until it has `wanted` bytes or ends. */
static chl_status
read_more(walk *w, size_t wanted, chl_error *err)
{
    chl_status status = CHL_OK;

    while (w->size < wanted) {
        la_ssize_t count;
        size_t room;

        CHL_TRY(make_room(w, err));
        room = w->capacity < wanted ? w->capacity : wanted;
        count =
            archive_read_data(w->archive, w->bytes + w->size, room - w->size);
        CHL_REQUIRE(count >= 0, err, CHL_EFORMAT, "cannot be unpacked: %s",
                    words(w->archive));
        w->size += (size_t) count;
        w->unpacked += (uint64_t) count;
        CHL_TRY(chl_unpack_check(w->packed, w->unpacked, err));
        if (count == 0) {
            break;
        }
    }
out:
    return status;
}

/* Enough of the entry to know what it is, and all of it if it is of use. */
static chl_status
read_entry(walk *w, const char *name, chl_gallery_use *use, chl_error *err)
{
    chl_status status = CHL_OK;
    bool encrypted = archive_entry_is_encrypted(w->entry) != 0;

    *use = chl_gallery_judge(name, NULL, 0);
    CHL_REQUIRE(!encrypted, err, CHL_EDATA, "is encrypted");
    w->size = 0;
    CHL_TRY(read_more(w, HEAD_BYTES, err));
    *use = chl_gallery_judge(name, w->bytes, w->size);
    if (*use == CHL_GALLERY_KEY
        && archive_entry_size(w->entry) > CHL_GALLERY_KEY_LIMIT) {
        *use = CHL_GALLERY_SKIP;
    }
    if (*use == CHL_GALLERY_SKIP) {
        w->unpacked += (uint64_t) archive_entry_size(w->entry);
        CHL_TRY(chl_unpack_check(w->packed, w->unpacked, err));
    } else {
        CHL_TRY(read_more(w, SIZE_MAX, err));
    }
out:
    return status;
}

/* CIFAR's files have no magic, but names. */
static chl_status
add_batch(walk *w, const char *name, chl_error *err)
{
    chl_status status = CHL_OK;

    w->size = 0;
    CHL_TRY(read_more(w, SIZE_MAX, err));
    CHL_TRY(chl_batches_add(w->batches, name, w->bytes, w->size, err));
out:
    return status;
}

static chl_status
add_entry(walk *w, const char *name, chl_error *err)
{
    chl_error why = { 0 };
    chl_gallery_use use;

    if (w->batches != NULL && chl_batches_knows(name)) {
        return add_batch(w, name, &why) == CHL_OK
                   ? CHL_OK
                   : chl_gallery_reject(w->gallery, name, &why, err);
    }
    if (read_entry(w, name, &use, &why) != CHL_OK) {
        return chl_gallery_reject(w->gallery, name, &why, err);
    }
    return chl_gallery_add(w->gallery, use, name, w->bytes, w->size, err);
}

/* The entry's path from the top, clean; empty for what is to be passed by. */
static void
name_entry(const walk *w, chl_text *name)
{
    const char *path = archive_entry_pathname(w->entry);

    chl_text_add(name, "%s", "");
    if (archive_entry_filetype(w->entry) == AE_IFDIR) {
        return;
    }
    if (path == NULL) {
        chl_text_add(name, "entry %zu", w->number);
        return;
    }
    while (*path == '/' || strncmp(path, "./", 2) == 0) {
        path += *path == '/' ? 1 : 2;
    }
    if (!chl_name_is_hidden(path)) {
        chl_text_add(name, "%s", w->prefix);
        chl_name_escape(name, path, strlen(path));
    }
}

/* Reads the next header: *more says whether there is an entry. */
static chl_status
next_entry(walk *w, bool *more, chl_error *err)
{
    chl_error why = { 0 };
    char name[32];
    int code = archive_read_next_header(w->archive, &w->entry);

    *more = code == ARCHIVE_OK || code == ARCHIVE_WARN;
    if (*more || code == ARCHIVE_EOF) {
        return CHL_OK;
    }
    snprintf(name, sizeof name, "entry %zu", w->number);
    CHL_FAIL(&why, CHL_EFORMAT, "archive is damaged or truncated: %s",
             words(w->archive));
    return chl_gallery_reject(w->gallery, name, &why, err);
}

static chl_status
walk_entries(walk *w, const chl_progress *progress, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text name = { 0 };
    bool more;

    CHL_TRY(next_entry(w, &more, err));
    while (more) {
        double done = (double) archive_filter_bytes(w->archive, -1);

        CHL_TRY(chl_progress_tell(progress, "reading", done, (double) w->packed,
                                  err));
        chl_text_clear(&name);
        name_entry(w, &name);
        CHL_TRY(chl_text_check(&name, "the name of an entry", err));
        if (name.length > 0) {
            CHL_TRY(add_entry(w, name.data, err));
        }
        w->number++;
        CHL_TRY(next_entry(w, &more, err));
    }
out:
    chl_text_clear(&name);
    return status;
}

static chl_status
open_archive(walk *w, const chl_source *source, chl_error *err)
{
    chl_status status = CHL_OK;

    w->archive = archive_read_new();
    CHL_REQUIRE_MEMORY(w->archive, err, "an archive");
    archive_read_support_format_zip(w->archive);
    archive_read_support_format_tar(w->archive);
    archive_read_support_filter_gzip(w->archive);
    archive_read_support_filter_zstd(w->archive);
    CHL_REQUIRE(
        archive_read_open_memory(w->archive, source->bytes, source->size)
            == ARCHIVE_OK,
        err, CHL_EFORMAT, "archive cannot be opened: %s", words(w->archive));
out:
    return status;
}

/* libarchive reads on without a zip's directory, so that images lost with the
 * end of a truncated file would not be missed. */
static chl_status
check_zip_end(walk *w, const chl_source *source, chl_error *err)
{
    chl_error why = { 0 };
    const uint8_t *bytes = source->bytes;
    size_t size = source->size;

    for (size_t back = ZIP_END; back <= size && back <= ZIP_END + 65535;
         back++) {
        const uint8_t *at = bytes + size - back;

        if (memcmp(at, "PK\5\6", 4) == 0
            && (size_t) at[20] + 256 * (size_t) at[21] + ZIP_END <= back) {
            return CHL_OK;
        }
    }
    CHL_FAIL(&why, CHL_EFORMAT,
             "zip is truncated: no end record in the last bytes of %zu", size);
    return chl_gallery_reject(w->gallery, "directory", &why, err);
}

static chl_status
gather(const chl_source *source, const char *prefix, chl_gallery *gallery,
       chl_batches *batches, const chl_progress *progress, chl_error *err)
{
    chl_status status = CHL_OK;
    walk w = { .packed = source->size,
               .prefix = prefix,
               .gallery = gallery,
               .batches = batches };
    /* libarchive converts UTF-8 names to this thread's character set and
     * loses those that do not fit. */
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t) 0);
    locale_t before = utf8 != (locale_t) 0 ? uselocale(utf8) : utf8;

    if (chl_archive_is_zip(source)) {
        CHL_TRY(check_zip_end(&w, source, err));
    }
    CHL_TRY(open_archive(&w, source, err));
    CHL_TRY(walk_entries(&w, progress, err));
out:
    chl_free(w.bytes);
    archive_read_free(w.archive);
    if (utf8 != (locale_t) 0) {
        uselocale(before);
        freelocale(utf8);
    }
    return status;
}

chl_status
chl_archive_gather(const chl_source *source, const char *prefix,
                   chl_gallery *gallery, const chl_progress *progress,
                   chl_error *err)
{
    return gather(source, prefix, gallery, NULL, progress, err);
}

chl_status
chl_archive_read(const chl_source *source, chl_findings *sink,
                 const chl_progress *progress, chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_gallery gallery = { .sink = sink };
    chl_batches batches = { 0 };

    CHL_TRY(gather(source, "", &gallery, &batches, progress, err));
    if (gallery.count == 0 && batches.count > 0) {
        CHL_TRY(chl_batches_finish(&batches, gallery.skipped, sink, out, err));
    } else {
        CHL_TRY(chl_gallery_finish(&gallery, out, err));
    }
out:
    chl_batches_clear(&batches);
    chl_gallery_clear(&gallery);
    return status;
}
