/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Temporary folders and archives for the tests of readers. */
#define _XOPEN_SOURCE 700 /* nftw */

#include "places.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

static char place[64];
static char written[512];

const char *
place_make(void)
{
    strcpy(place, "/tmp/chladni-test-XXXXXX");
    if (mkdtemp(place) == NULL) {
        abort();
    }
    return place;
}

static int
remove_one(const char *path, const struct stat *about, int kind,
           struct FTW *where)
{
    (void) about;
    (void) kind;
    (void) where;
    return remove(path);
}

void
place_remove(void)
{
    nftw(place, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *
place_write(const char *name, const void *bytes, size_t size)
{
    FILE *file;

    snprintf(written, sizeof written, "%s/%s", place, name);
    for (char *at = written + strlen(place) + 1; *at != '\0'; at++) {
        if (*at == '/') {
            *at = '\0';
            mkdir(written, 0700);
            *at = '/';
        }
    }
    file = fopen(written, "wb");
    if (file == NULL || fwrite(bytes, 1, size, file) != size) {
        abort();
    }
    fclose(file);
    return written;
}

const char *
place_picture(const char *name, picture made)
{
    const char *path = place_write(name, made.bytes, made.size);

    free(made.bytes);
    return path;
}

static void
pack_one(struct archive *archive, const packed_file *file)
{
    struct archive_entry *entry = archive_entry_new();

    archive_entry_set_pathname(entry, file->name);
    archive_entry_set_size(entry, (la_int64_t) file->content.size);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    if (archive_write_header(archive, entry) != ARCHIVE_OK
        || archive_write_data(archive, file->content.bytes, file->content.size)
               != (la_ssize_t) file->content.size) {
        abort();
    }
    archive_entry_free(entry);
}

picture
pack_files(const char *format, packed_file *files, size_t count)
{
    struct archive *archive = archive_write_new();
    size_t room = 1 << 20;
    picture made = { 0 };

    for (size_t k = 0; k < count; k++) {
        room += files[k].content.size + 4096;
    }
    made.bytes = malloc(room);
    if (strncmp(format, "zip", 3) == 0) {
        archive_write_set_format_zip(archive);
        if (strcmp(format, "zip stored") == 0) {
            archive_write_zip_set_compression_store(archive);
        }
    } else {
        archive_write_set_format_ustar(archive);
    }
    if (strcmp(format, "tar.gz") == 0) {
        archive_write_add_filter_gzip(archive);
    } else if (strcmp(format, "tar.zst") == 0) {
        archive_write_add_filter_zstd(archive);
    }
    archive_write_set_bytes_in_last_block(archive, 1);
    if (archive_write_open_memory(archive, made.bytes, room, &made.size)
        != ARCHIVE_OK) {
        abort();
    }
    for (size_t k = 0; k < count; k++) {
        pack_one(archive, &files[k]);
        free(files[k].content.bytes);
    }
    archive_write_close(archive);
    archive_write_free(archive);
    return made;
}

picture
pack_gzip(const void *bytes, size_t size)
{
    size_t room = size + size / 1000 + 1024;
    z_stream stream = { 0 };
    picture made = { .bytes = malloc(room) };

    deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, 0);
    stream.next_in = (z_const Bytef *) (uintptr_t) bytes;
    stream.avail_in = (uInt) size;
    stream.next_out = made.bytes;
    stream.avail_out = (uInt) room;
    deflate(&stream, Z_FINISH);
    made.size = room - stream.avail_out;
    deflateEnd(&stream);
    return made;
}
