/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A checkpoint as a file: pieces, and a hash behind them. */
#include <string.h>
#include <xxhash.h>

#include "base/error.h"
#include "base/file.h"
#include "operators/checkpoint_layout.h"

static const uint8_t zeros[CHL_CHECKPOINT_WORD];

typedef struct piece_list {
    chl_file_piece *pieces;
    size_t count;
    uint64_t bytes;
} piece_list;

static void
add(piece_list *list, const void *bytes, size_t size)
{
    list->pieces[list->count++] = (chl_file_piece){ bytes, size };
    list->bytes += size;
}

/* Up to the next whole word. */
static void
add_padded(piece_list *list, const void *bytes, size_t size)
{
    add(list, bytes, size);
    add(list, zeros, chl_checkpoint_padding(size));
}

static size_t
most_pieces(const chl_checkpoint_content *content)
{
    size_t count = 1 + 3 * 3 + 1;

    for (size_t k = 0; k < content->count; k++) {
        count += 3 + content->records[k].groups;
    }
    return count;
}

static void
add_record(piece_list *list, const chl_checkpoint_record *r,
           chl_checkpoint_record_head *head)
{
    memcpy(head->stage, r->stage, sizeof head->stage);
    head->key_low = r->key.low;
    head->key_high = r->key.high;
    head->groups = r->groups;
    head->size = r->size;
    add(list, head, sizeof *head);
    add_padded(list, r->known, r->groups);
    for (size_t g = 0; g < r->groups; g++) {
        if (r->known[g]) {
            add(list, r->values + g * r->size, r->size * sizeof(double));
        }
    }
}

static chl_status
hash_pieces(const piece_list *list, chl_checkpoint_tail *tail, chl_error *err)
{
    XXH3_state_t *state = XXH3_createState();
    XXH128_hash_t hash;

    if (state == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for a checksum");
    }
    XXH3_128bits_reset(state);
    for (size_t k = 0; k < list->count; k++) {
        XXH3_128bits_update(state, list->pieces[k].bytes, list->pieces[k].size);
    }
    hash = XXH3_128bits_digest(state);
    XXH3_freeState(state);
    *tail = (chl_checkpoint_tail){ hash.low64, hash.high64 };
    return CHL_OK;
}

chl_status
chl_checkpoint_write(const char *path, const chl_checkpoint_content *content,
                     chl_error *err)
{
    chl_status status = CHL_OK;
    const char *texts[] = { chl_version(), content->data, content->settings };
    uint64_t lengths[3];
    chl_checkpoint_head head = chl_checkpoint_head_made();
    chl_checkpoint_tail tail;
    piece_list list = { 0 };
    chl_checkpoint_record_head *heads = NULL;

    heads = chl_alloc(content->count, sizeof *heads);
    list.pieces = chl_alloc(most_pieces(content), sizeof *list.pieces);
    CHL_REQUIRE_MEMORY(heads, err, "a checkpoint");
    CHL_REQUIRE_MEMORY(list.pieces, err, "a checkpoint");
    add(&list, &head, sizeof head);
    for (size_t k = 0; k < 3; k++) {
        lengths[k] = strlen(texts[k]);
        add(&list, &lengths[k], sizeof lengths[k]);
        add_padded(&list, texts[k], lengths[k]);
    }
    for (size_t k = 0; k < content->count; k++) {
        add_record(&list, &content->records[k], &heads[k]);
    }
    head.records = content->count;
    head.bytes = list.bytes + sizeof tail;
    CHL_TRY(hash_pieces(&list, &tail, err));
    add(&list, &tail, sizeof tail);
    CHL_TRY(chl_file_replace(path, list.pieces, list.count, err));
out:
    chl_free(heads);
    chl_free(list.pieces);
    return status;
}
