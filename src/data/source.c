/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file mapped for reading. */
#include "data/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

/* Bytes from which on a mapping counts as large. */
#define LARGE ((size_t) 1 << 20)

chl_status
chl_file_map(const char *path, chl_file *out, chl_error *err)
{
    chl_status status = CHL_OK;
    /* A pipe without a writer would block the open. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat about;
    void *bytes;

    CHL_REQUIRE(fd >= 0, err, CHL_EDATA, "cannot be opened: %s",
                strerror(errno));
    CHL_REQUIRE(fstat(fd, &about) == 0, err, CHL_EDATA, "cannot be read: %s",
                strerror(errno));
    CHL_REQUIRE(S_ISREG(about.st_mode), err, CHL_EDATA,
                "is neither a file nor a folder");
    CHL_REQUIRE(about.st_size > 0, err, CHL_EDATA,
                "is empty; expected at least one byte");
    bytes = mmap(NULL, (size_t) about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    CHL_REQUIRE(bytes != MAP_FAILED, err, CHL_EDATA, "cannot be mapped: %s",
                strerror(errno));
    *out = (chl_file){ bytes, (size_t) about.st_size, fd };
    fd = -1;
out:
    if (fd >= 0) {
        close(fd);
    }
    return status;
}

chl_status
chl_file_intact(const chl_file *file, chl_error *err)
{
    struct stat about;

    if (file->bytes == NULL) {
        return CHL_OK;
    }
    if (fstat(file->fd, &about) != 0) {
        return CHL_FAIL(err, CHL_EIO, "cannot be read any more: %s",
                        strerror(errno));
    }
    if ((size_t) about.st_size < file->size) {
        return CHL_FAIL(err, CHL_EIO,
                        "shrank from %zu to %zu bytes while in use", file->size,
                        (size_t) about.st_size);
    }
    return CHL_OK;
}

chl_status
chl_file_copy(const chl_file *file, size_t offset, size_t size, uint8_t *to,
              chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t done = 0; done < size;) {
        ssize_t some =
            pread(file->fd, to + done, size - done, (off_t) (offset + done));

        if (some < 0 && errno == EINTR) {
            continue;
        }
        CHL_REQUIRE(some >= 0, err, CHL_EIO, "cannot be read any more: %s",
                    strerror(errno));
        if (some == 0) {
            CHL_TRY(chl_file_intact(file, err));
            CHL_REQUIRE(some > 0, err, CHL_EIO,
                        "ends before byte %zu while in use", offset + size);
        }
        done += (size_t) some;
    }
out:
    return status;
}

void
chl_file_unmap(chl_file *file)
{
    if (file->bytes != NULL) {
        munmap((void *) (uintptr_t) file->bytes, file->size);
        close(file->fd);
    }
    *file = (chl_file){ 0 };
}

void
chl_pages_release(const uint8_t *base, size_t size)
{
    if (base != NULL && size >= LARGE) {
        madvise((void *) (uintptr_t) base, size, MADV_DONTNEED);
    }
}
