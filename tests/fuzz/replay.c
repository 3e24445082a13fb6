/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Feeds the files of folders to a fuzz target, with any compiler: each file
 * whole, then cut short, then with one byte changed, at places spread over it.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CUTS = 32
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
fail(const char *path)
{
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    exit(EXIT_FAILURE);
}

/* An exact copy, so that a read past the end is one past a heap block. */
static void
try_input(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size > 0 ? size : 1);

    if (copy == NULL) {
        fail("memory");
    }
    if (size > 0) {
        memcpy(copy, bytes, size);
    }
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void
try_variants(uint8_t *bytes, size_t size)
{
    size_t step = size / CUTS + 1;

    try_input(bytes, size);
    for (size_t at = 0; at < size; at += step) {
        try_input(bytes, at);
        bytes[at] ^= 0xff;
        try_input(bytes, size);
        bytes[at] ^= 0xff;
    }
}

static void
replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = NULL;
    size_t size = 0, capacity = 0, count;

    if (file == NULL) {
        fail(path);
    }
    do {
        capacity = 2 * capacity + 4096;
        bytes = realloc(bytes, capacity);
        if (bytes == NULL) {
            fail(path);
        }
        count = fread(bytes + size, 1, capacity - size, file);
        size += count;
    } while (size == capacity);
    if (ferror(file)) {
        fail(path);
    }
    fclose(file);
    try_variants(bytes, size);
    free(bytes);
}

static size_t
replay_folder(const char *path)
{
    struct dirent **names;
    int count = scandir(path, &names, NULL, alphasort);
    size_t replayed = 0;

    if (count < 0) {
        fail(path);
    }
    for (int k = 0; k < count; k++) {
        char name[4096];

        if (names[k]->d_name[0] != '.') {
            snprintf(name, sizeof name, "%s/%s", path, names[k]->d_name);
            puts(name);
            replay_file(name);
            replayed++;
        }
        free(names[k]);
    }
    free(names);
    return replayed;
}

int
main(int argc, char **argv)
{
    size_t replayed = 0;

    for (int k = 1; k < argc; k++) {
        replayed += replay_folder(argv[k]);
    }
    printf("%zu files replayed\n", replayed);
    return replayed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
