/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a checkpoint, refused with a sentence. Then as what is behind
 * its texts, the number of records first, with the frame and the checksum of
 * a sound one, which no fuzzer would hit: refused, or results that are all
 * there.
 */
#include <string.h>
#include <xxhash.h>

#include "operators/checkpoint_layout.h"
#include "table_law.h"

/* A record may ask for more memory than there is. */
const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

static const chl_checkpoint_owner owner = { "data", "kernel=gauss seed=0" };

static void
require_sound_content(const chl_checkpoint_content *content)
{
    for (size_t k = 0; k < content->count; k++) {
        const chl_checkpoint_record *r = &content->records[k];

        require(memchr(r->stage, '\0', sizeof r->stage) != NULL);
        for (size_t g = 0; g < r->groups; g++) {
            require(r->known[g] <= 1);
            for (size_t i = 0; r->known[g] && i < r->size; i++) {
                volatile double value = r->values[g * r->size + i];

                (void) value;
            }
        }
    }
}

static bool
parse(const uint8_t *data, size_t size)
{
    chl_checkpoint_content content = { 0 };
    chl_error err = { 0 };
    bool sound =
        chl_checkpoint_parse("kept", data, size, &owner, &content, &err)
        == CHL_OK;

    require(sound == (err.text[0] == '\0'));
    require(sound || content.records == NULL);
    require_sound_content(&content);
    chl_checkpoint_content_clear(&content);
    return sound;
}

static uint8_t *
append(uint8_t *to, const void *bytes, size_t size)
{
    memcpy(to, bytes, size);
    return to + size;
}

static uint8_t *
append_text(uint8_t *to, const char *text)
{
    uint64_t length = strlen(text);

    to = append(to, &length, sizeof length);
    return append(to, text, length) + chl_checkpoint_padding(length);
}

static void
parse_framed(const uint8_t *data, size_t size)
{
    const char *texts[] = { chl_version(), owner.data, owner.settings };
    chl_checkpoint_head head = chl_checkpoint_head_made();
    chl_checkpoint_tail tail;
    size_t room = sizeof head + sizeof tail + size;
    uint8_t *whole, *to;
    XXH128_hash_t hash;

    for (size_t k = 0; k < 3; k++) {
        room += 2 * sizeof(uint64_t) + strlen(texts[k]);
    }
    whole = calloc(room, 1);
    require(whole != NULL);
    to = whole + sizeof head;
    for (size_t k = 0; k < 3; k++) {
        to = append_text(to, texts[k]);
    }
    memcpy(&head.records, data, sizeof head.records);
    to = append(to, data + sizeof head.records, size - sizeof head.records);
    head.bytes = (size_t) (to - whole) + sizeof tail;
    memcpy(whole, &head, sizeof head);
    hash = XXH3_128bits(whole, (size_t) (to - whole));
    tail = (chl_checkpoint_tail){ hash.low64, hash.high64 };
    to = append(to, &tail, sizeof tail);
    parse(whole, (size_t) (to - whole));
    free(whole);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    parse(data, size);
    if (size >= sizeof(uint64_t)) {
        parse_framed(data, size);
    }
    return 0;
}
