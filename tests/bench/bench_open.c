/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening an npy file, its one pass over all values included: memory must not
 * grow with the number of rows. Rows are 16 numbers of 32 bits.
 * usage: bench_open [--small]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <chladni/data.h>

#include "bench_support.h"

enum {
    COLUMNS = 16,
    BLOCK = 1000 /* rows written at a time */
};

static void
require(bool done, const char *what)
{
    if (!done) {
        perror(what);
        exit(EXIT_FAILURE);
    }
}

static void
write_header(FILE *file, size_t rows)
{
    char text[119];

    snprintf(text, sizeof text,
             "{'descr': '<f4', 'fortran_order': False, 'shape': (%zu, %d), }",
             rows, COLUMNS);
    require(fwrite("\x93NUMPY\x01\x00\x76\x00", 1, 10, file) == 10, "header");
    fprintf(file, "%-117s\n", text);
}

/* A Weyl sequence: no two rows are equal. */
static void
write_rows(FILE *file, size_t rows)
{
    static float block[BLOCK][COLUMNS];
    uint32_t state = 0;

    for (size_t done = 0; done < rows; done += BLOCK) {
        for (size_t k = 0; k < BLOCK; k++) {
            for (size_t j = 0; j < COLUMNS; j++) {
                state += 2654435769U;
                block[k][j] = (float) (state >> 8) / 16777216.0F;
            }
        }
        require(fwrite(block, sizeof block, 1, file) == 1, "values");
    }
}

static void
run(size_t rows)
{
    char path[] = "/tmp/chladni-bench-XXXXXX";
    int fd = mkstemp(path);
    FILE *file;
    chl_error err = { 0 };
    chl_dataset *data = NULL;
    chl_status status;
    double seconds;

    require(fd >= 0, path);
    file = fdopen(fd, "wb");
    require(file != NULL, path);
    write_header(file, rows);
    write_rows(file, rows);
    require(fclose(file) == 0, path);
    seconds = bench_clock();
    status = chl_dataset_open(path, NULL, &data, &err);
    seconds = bench_clock() - seconds;
    unlink(path);
    bench_require(status, &err);
    bench_line(
        "open npy",
        (bench_number[]){
            { "rows", (double) rows },
            { "seconds", seconds },
            { "peak_mib", bench_peak_bytes() / 1048576 },
            { "duplicates", (double) chl_dataset_describe(data)->duplicates },
            { NULL, 0 } });
    chl_dataset_free(data);
}

/* The peak is that of the process: sizes ascend. */
int
main(int argc, char **argv)
{
    static const size_t sizes[] = { 10000, 1000000, 10000000 };
    const size_t count = bench_has(argc, argv, "--small") ? 1 : 3;

    for (size_t k = 0; k < count; k++) {
        run(sizes[k]);
    }
    return EXIT_SUCCESS;
}
