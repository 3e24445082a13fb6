/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CIFAR's binary files inside an archive: training batches and a test set. */
#ifndef CHLADNI_DATA_BATCHES_H
#define CHLADNI_DATA_BATCHES_H

#include "data/reader.h"

enum {
    CHL_BATCHES_LIMIT = 64
};

typedef struct chl_batch {
    char *name;
    size_t offset, size; /* in the spool */
} chl_batch;

typedef struct chl_batches {
    chl_batch list[CHL_BATCHES_LIMIT];
    size_t count;
    chl_spool spool;
} chl_batches;

/* data_batch_1.bin, test_batch.bin (CIFAR-10), train.bin, test.bin
 * (CIFAR-100), in any folder. */
bool chl_batches_knows(const char *name);
/* Errors: CHL_EDATA (too many), CHL_EIO, CHL_ENOMEM. */
chl_status chl_batches_add(chl_batches *batches, const char *name,
                           const uint8_t *bytes, size_t size, chl_error *err);
/*
 * The training batches in the order of their names, or the test set if there
 * is nothing else; `skipped` other items were left out so far.
 * Ownership  *out is the caller's; untouched on error.
 * Errors     CHL_EFORMAT  no CIFAR file; CHL_EIO, CHL_ENOMEM
 */
chl_status chl_batches_finish(chl_batches *batches, size_t skipped,
                              chl_findings *sink, chl_table *out,
                              chl_error *err);
void chl_batches_clear(chl_batches *batches);

/* A table that points into the bytes of one or several files (cifar.c). */
chl_status chl_cifar_parse(const uint8_t *bytes, size_t size, chl_table *out,
                           chl_error *err);

#endif
