/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoded bytes: in memory while they are few, else in an unlinked file. */
/* mkostemp */
#define _GNU_SOURCE 1
#include "data/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"

enum {
    BUFFER = 1 << 20
};

static bool
has_file(const chl_spool *spool)
{
    return spool->capacity > 0 && spool->size >= spool->capacity;
}

static int
open_unlinked(void)
{
    char places[][32] = { "/tmp/chladni-XXXXXX", "/var/tmp/chladni-XXXXXX" };
    int fd = -1;

    for (size_t k = 0; fd < 0 && k < 2; k++) {
        fd = mkostemp(places[k], O_CLOEXEC);
        if (fd >= 0) {
            unlink(places[k]);
        }
    }
    return fd;
}

static chl_status
flush(const chl_spool *spool, size_t count, chl_error *err)
{
    for (size_t done = 0; done < count;) {
        ssize_t written = write(spool->fd, spool->base + done, count - done);

        if (written < 0 && errno != EINTR) {
            return CHL_FAIL(err, CHL_EIO,
                            "decoded data cannot be kept in /tmp: %s",
                            strerror(errno));
        }
        done += written > 0 ? (size_t) written : 0;
    }
    return CHL_OK;
}

/* The write buffer has just become full. */
static chl_status
flush_buffer(chl_spool *spool, chl_error *err)
{
    if (spool->size == spool->capacity) {
        spool->fd = open_unlinked();
        if (spool->fd < 0) {
            spool->size = 0;
            return CHL_FAIL(err, CHL_EIO, "no temporary file in /tmp: %s",
                            strerror(errno));
        }
    }
    return flush(spool, spool->capacity, err);
}

chl_status
chl_spool_append(chl_spool *spool, const void *bytes, size_t count,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    const uint8_t *from = bytes;

    if (spool->base == NULL) {
        spool->base = chl_alloc(BUFFER, 1);
        CHL_REQUIRE_MEMORY(spool->base, err, "decoded data");
        spool->capacity = BUFFER;
    }
    while (count > 0) {
        size_t fill = spool->size % spool->capacity;
        size_t part = spool->capacity - fill;

        part = part < count ? part : count;
        memcpy(spool->base + fill, from, part);
        spool->size += part;
        from += part;
        count -= part;
        if (fill + part == spool->capacity) {
            CHL_TRY(flush_buffer(spool, err));
        }
    }
out:
    return status;
}

chl_status
chl_spool_map(chl_spool *spool, chl_error *err)
{
    chl_status status = CHL_OK;
    void *bytes;

    if (!has_file(spool)) {
        return CHL_OK;
    }
    CHL_TRY(flush(spool, spool->size % spool->capacity, err));
    bytes = mmap(NULL, spool->size, PROT_READ, MAP_PRIVATE, spool->fd, 0);
    CHL_REQUIRE(bytes != MAP_FAILED, err, CHL_EIO,
                "%zu decoded bytes cannot be mapped: %s", spool->size,
                strerror(errno));
    close(spool->fd);
    chl_free(spool->base);
    spool->base = bytes;
    spool->capacity = 0;
out:
    return status;
}

void
chl_spool_clear(chl_spool *spool)
{
    if (has_file(spool)) {
        close(spool->fd);
    }
    if (spool->capacity > 0) {
        chl_free(spool->base);
    } else if (spool->base != NULL) {
        munmap(spool->base, spool->size);
    }
    *spool = (chl_spool){ 0 };
}
