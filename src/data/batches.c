/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CIFAR's binary files inside an archive. */
#include "data/batches.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "data/names.h"

static const char *
last_part(const char *name)
{
    const char *slash = strrchr(name, '/');

    return slash != NULL ? slash + 1 : name;
}

static bool
is_test(const char *name)
{
    const char *last = last_part(name);

    return strcmp(last, "test_batch.bin") == 0 || strcmp(last, "test.bin") == 0;
}

static bool
is_training(const char *name)
{
    const char *last = last_part(name);
    size_t length = strlen(last), start = strlen("data_batch_");

    return strcmp(last, "train.bin") == 0
           || (length > start + 4 && strncmp(last, "data_batch_", start) == 0
               && strcmp(last + length - 4, ".bin") == 0);
}

bool
chl_batches_knows(const char *name)
{
    return is_training(name) || is_test(name);
}

chl_status
chl_batches_add(chl_batches *batches, const char *name, const uint8_t *bytes,
                size_t size, chl_error *err)
{
    chl_status status = CHL_OK;
    char *copy = NULL;

    CHL_REQUIRE(batches->count < CHL_BATCHES_LIMIT, err, CHL_EDATA,
                "archive holds more than %d CIFAR files", CHL_BATCHES_LIMIT);
    copy = chl_strdup(name);
    CHL_REQUIRE_MEMORY(copy, err, "the name of a file");
    batches->list[batches->count] =
        (chl_batch){ copy, batches->spool.size, size };
    CHL_TRY(chl_spool_append(&batches->spool, bytes, size, err));
    batches->count++;
    copy = NULL;
out:
    chl_free(copy);
    return status;
}

static int
by_name(const void *left, const void *right)
{
    const chl_batch *a = left, *b = right;

    return chl_name_compare(a->name, b->name);
}

/* Copies what is used, in its order, to a spool of its own. */
static chl_status
join(chl_batches *batches, bool training, chl_findings *sink, size_t *skipped,
     chl_spool *out, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(chl_spool_map(&batches->spool, err));
    qsort(batches->list, batches->count, sizeof *batches->list, by_name);
    for (size_t k = 0; k < batches->count; k++) {
        const chl_batch *batch = &batches->list[k];

        if (training && is_test(batch->name)) {
            ++*skipped;
            CHL_TRY(chl_findings_add(sink, CHL_SEVERITY_NOTE, "skipped",
                                     batch->name, err,
                                     "is the test set and is left out"));
        } else {
            CHL_TRY(chl_spool_append(out, batches->spool.base + batch->offset,
                                     batch->size, err));
        }
    }
    CHL_TRY(chl_spool_map(out, err));
out:
    return status;
}

chl_status
chl_batches_finish(chl_batches *batches, size_t skipped, chl_findings *sink,
                   chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_spool spool = { 0 };
    chl_table table = { 0 };
    bool training = false;

    for (size_t k = 0; k < batches->count; k++) {
        training = training || is_training(batches->list[k].name);
    }
    CHL_TRY(join(batches, training, sink, &skipped, &spool, err));
    CHL_TRY(chl_cifar_parse(spool.base, spool.size, &table, err));
    table.spool = spool;
    table.skipped = skipped;
    spool = (chl_spool){ 0 };
    *out = table;
out:
    chl_spool_clear(&spool);
    return status;
}

void
chl_batches_clear(chl_batches *batches)
{
    for (size_t k = 0; k < batches->count; k++) {
        chl_free(batches->list[k].name);
    }
    chl_spool_clear(&batches->spool);
    *batches = (chl_batches){ 0 };
}
