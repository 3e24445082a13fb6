/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fixed parts of a checkpoint's bytes. Whole words, without gaps. */
#ifndef CHLADNI_OPERATORS_CHECKPOINT_LAYOUT_H
#define CHLADNI_OPERATORS_CHECKPOINT_LAYOUT_H

#include "operators/checkpoint_file.h"

enum {
    CHL_CHECKPOINT_WORD = 8
};

typedef struct chl_checkpoint_head {
    char magic[8];
    uint64_t order; /* tells the order of bytes                              */
    double one;     /* and the kind of numbers                               */
    uint64_t bytes; /* of the whole file                                     */
    uint64_t records;
} chl_checkpoint_head;

typedef struct chl_checkpoint_record_head {
    char stage[CHL_CHECKPOINT_STAGE];
    uint64_t key_low, key_high, groups, size;
} chl_checkpoint_record_head;

typedef struct chl_checkpoint_tail {
    uint64_t low, high;
} chl_checkpoint_tail;

static inline chl_checkpoint_head
chl_checkpoint_head_made(void)
{
    return (chl_checkpoint_head){ .magic = { 'c', 'h', 'l', 'a', 'd', 'n', 'i',
                                             '1' },
                                  .order = UINT64_C(0x0102030405060708),
                                  .one = 1.0 };
}

static inline size_t
chl_checkpoint_padding(size_t size)
{
    size_t over = size % CHL_CHECKPOINT_WORD;

    return over > 0 ? CHL_CHECKPOINT_WORD - over : 0;
}

#endif
