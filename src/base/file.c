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
write_beside(int fd, const char *path, const char *bytes, size_t size,
             chl_error *err)
{
    if (!write_all(fd, bytes, size) || fchmod(fd, usual_mode()) != 0
        || fsync(fd) != 0) {
        return CHL_FAIL(err, CHL_EIO, "%s: cannot be written: %s", path,
                        strerror(errno));
    }
    return CHL_OK;
}

chl_status
chl_file_write(const char *path, const char *bytes, size_t size, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text beside = { 0 };
    int fd = -1;

    chl_text_add(&beside, "%s.XXXXXX", path);
    CHL_TRY(chl_text_check(&beside, path, err));
    fd = mkstemp(beside.data);
    CHL_REQUIRE(fd >= 0, err, CHL_EIO, "%s: cannot be created: %s", path,
                strerror(errno));
    status = write_beside(fd, path, bytes, size, err);
    if (close(fd) != 0 && status == CHL_OK) {
        status = CHL_FAIL(err, CHL_EIO, "%s: cannot be written: %s", path,
                          strerror(errno));
    }
    if (status == CHL_OK && rename(beside.data, path) != 0) {
        status = CHL_FAIL(err, CHL_EIO, "%s: cannot be put in place: %s", path,
                          strerror(errno));
    }
    if (status != CHL_OK) {
        unlink(beside.data);
    }
out:
    chl_text_clear(&beside);
    return status;
}
