/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one allocator: zeroes, checks overflow, counts, fails when told. */
#include <chladni/base.h>

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static atomic_long live_blocks;
static atomic_long allowed_left = -1;

static bool
may_allocate(void)
{
    long left = atomic_load(&allowed_left);

    while (left > 0
           && !atomic_compare_exchange_weak(&allowed_left, &left, left - 1)) {
    }
    return left != 0;
}

void *
chl_alloc(size_t count, size_t size)
{
    size_t bytes;
    void *block;

    if (!may_allocate() || __builtin_mul_overflow(count, size, &bytes)) {
        return NULL;
    }
    /* A zero size still gets a block, so that NULL always means failure. */
    block = calloc(1, bytes > 0 ? bytes : 1);
    if (block != NULL) {
        atomic_fetch_add(&live_blocks, 1);
    }
    return block;
}

void *
chl_realloc(void *block, size_t count, size_t size)
{
    size_t bytes;
    void *grown;

    if (block == NULL) {
        return chl_alloc(count, size);
    }
    if (!may_allocate() || __builtin_mul_overflow(count, size, &bytes)) {
        return NULL;
    }
    grown = realloc(block, bytes > 0 ? bytes : 1);
    return grown;
}

void
chl_free(void *block)
{
    if (block != NULL) {
        atomic_fetch_sub(&live_blocks, 1);
        free(block);
    }
}

char *
chl_strdup(const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = chl_alloc(bytes, 1);

    if (copy != NULL) {
        memcpy(copy, text, bytes);
    }
    return copy;
}

void
chl_memory_fail_after(long allowed)
{
    atomic_store(&allowed_left, allowed);
}

long
chl_memory_live_blocks(void)
{
    return atomic_load(&live_blocks);
}
