/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole files in, and files out that are either complete or not there. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"

chl_status
chl_file_read(const char *path, size_t limit, char **out, size_t *size,
              chl_error *err)
{
    chl_status status = CHL_OK;
    FILE *file = fopen(path, "rb");
    struct stat about;
    char *bytes = NULL;
    size_t count;

    CHL_REQUIRE(file != NULL, err, CHL_EDATA, "%s: cannot be opened: %s", path,
                strerror(errno));
    CHL_REQUIRE(fstat(fileno(file), &about) == 0 && S_ISREG(about.st_mode), err,
                CHL_EDATA, "%s: is not a regular file", path);
    CHL_REQUIRE((size_t) about.st_size <= limit, err, CHL_EDATA,
                "%s: has %zu bytes; at most %zu are accepted", path,
                (size_t) about.st_size, limit);
    bytes = chl_alloc((size_t) about.st_size + 1, 1);
    CHL_REQUIRE_MEMORY(bytes, err, path);
    count = fread(bytes, 1, (size_t) about.st_size, file);
    CHL_REQUIRE(count == (size_t) about.st_size, err, CHL_EDATA,
                "%s: %zu of %zu bytes could be read", path, count,
                (size_t) about.st_size);
    *out = bytes;
    *size = count;
    bytes = NULL;
out:
    chl_free(bytes);
    if (file != NULL) {
        fclose(file);
    }
    return status;
}

static bool
write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t count = write(fd, bytes, size);

        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        bytes += count;
        size -= (size_t) count;
    }
    return true;
}

/* What the umask of the process gives a new file; mkstemp gives 0600. */
static mode_t
usual_mode(void)
{
    mode_t mask = umask(0);

    umask(mask);
    return 0666 & ~mask;
}

static chl_status
write_pieces(int fd, const char *path, const chl_file_piece *pieces,
             size_t count, chl_error *err)
{
    bool written = true;

    for (size_t k = 0; k < count && written; k++) {
        written = write_all(fd, pieces[k].bytes, pieces[k].size);
    }
    if (!written || fchmod(fd, usual_mode()) != 0 || fsync(fd) != 0) {
        return CHL_FAIL(err, CHL_EIO, "%s: cannot be written: %s", path,
                        strerror(errno));
    }
    return CHL_OK;
}

/* Write and close the new file at `beside` and let it take the place. */
static chl_status
put_in_place(int fd, const char *beside, const char *path,
             const chl_file_piece *pieces, size_t count, chl_error *err)
{
    chl_status status;

    if (fd < 0) {
        return CHL_FAIL(err, CHL_EIO, "%s: cannot be created: %s", path,
                        strerror(errno));
    }
    status = write_pieces(fd, path, pieces, count, err);
    if (close(fd) != 0 && status == CHL_OK) {
        status = CHL_FAIL(err, CHL_EIO, "%s: cannot be written: %s", path,
                          strerror(errno));
    }
    if (status == CHL_OK && rename(beside, path) != 0) {
        status = CHL_FAIL(err, CHL_EIO, "%s: cannot be put in place: %s", path,
                          strerror(errno));
    }
    if (status != CHL_OK) {
        unlink(beside);
    }
    return status;
}

chl_status
chl_file_write(const char *path, const char *bytes, size_t size, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_file_piece piece = { bytes, size };
    chl_text beside = { 0 };

    chl_text_add(&beside, "%s.XXXXXX", path);
    CHL_TRY(chl_text_check(&beside, path, err));
    CHL_TRY(
        put_in_place(mkstemp(beside.data), beside.data, path, &piece, 1, err));
out:
    chl_text_clear(&beside);
    return status;
}

chl_status
chl_file_replace(const char *path, const chl_file_piece *pieces, size_t count,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text beside = { 0 };
    int fd;

    chl_text_add(&beside, "%s.new", path);
    CHL_TRY(chl_text_check(&beside, path, err));
    fd = open(beside.data,
              O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    CHL_TRY(put_in_place(fd, beside.data, path, pieces, count, err));
out:
    chl_text_clear(&beside);
    return status;
}
