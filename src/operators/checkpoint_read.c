/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A checkpoint from bytes that may be anybody's. */
#include <string.h>
#include <xxhash.h>

#include "base/error.h"
#include "base/file.h"
#include "operators/checkpoint_layout.h"

typedef struct cursor {
    const char *path;
    const uint8_t *at, *end;
} cursor;

static chl_status
damaged(const char *path, const char *how, chl_error *err)
{
    return CHL_FAIL(err, CHL_EDATA, "%s: is damaged: %s", path, how);
}

/* The next `size` bytes and what fills their last word. */
static chl_status
take(cursor *c, uint64_t size, const uint8_t **out, chl_error *err)
{
    size_t left = (size_t) (c->end - c->at);

    if (size > left || size + chl_checkpoint_padding(size) > left) {
        return damaged(c->path, "a part runs past its end", err);
    }
    *out = c->at;
    c->at += size + chl_checkpoint_padding(size);
    return CHL_OK;
}

static chl_status
take_text(cursor *c, char **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const uint8_t *bytes = NULL;
    uint64_t length;
    char *text;

    CHL_TRY(take(c, sizeof length, &bytes, err));
    memcpy(&length, bytes, sizeof length);
    CHL_TRY(take(c, length, &bytes, err));
    text = chl_alloc(length + 1, 1);
    CHL_REQUIRE_MEMORY(text, err, "a checkpoint");
    memcpy(text, bytes, length);
    *out = text;
out:
    return status;
}

static chl_status
check_whole(const char *path, const uint8_t *bytes, size_t size, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_checkpoint_head wanted = chl_checkpoint_head_made();
    chl_checkpoint_head head = { .bytes = 0 };
    chl_checkpoint_tail tail;
    XXH128_hash_t hash;

    memcpy(&head, bytes, size < sizeof head ? size : sizeof head);
    CHL_REQUIRE(memcmp(head.magic, wanted.magic, sizeof head.magic) == 0, err,
                CHL_EDATA, "%s: is no checkpoint", path);
    CHL_REQUIRE(size >= sizeof head + sizeof tail, err, CHL_EDATA,
                "%s: is damaged: it has only %zu bytes", path, size);
    CHL_REQUIRE(memcmp(&head.order, &wanted.order, sizeof head.order) == 0
                    && memcmp(&head.one, &wanted.one, sizeof head.one) == 0,
                err, CHL_EDATA, "%s: is from another kind of machine", path);
    CHL_REQUIRE(head.bytes == size, err, CHL_EDATA,
                "%s: is damaged: it has %zu bytes instead of %zu", path, size,
                (size_t) head.bytes);
    memcpy(&tail, bytes + size - sizeof tail, sizeof tail);
    hash = XXH3_128bits(bytes, size - sizeof tail);
    if (hash.low64 != tail.low || hash.high64 != tail.high) {
        status = damaged(path, "its checksum does not match", err);
    }
out:
    return status;
}

/* The first setting of `now` that is another in `kept`. */
static void
first_difference(const char *kept, const char *now, chl_error *err,
                 const char *path)
{
    while (*now != '\0') {
        size_t length = strcspn(now, " "), other = strcspn(kept, " ");

        if (length != other || memcmp(now, kept, length) != 0) {
            CHL_FAIL(err, CHL_EDATA,
                     "%s: belongs to other settings: %.*s then, %.*s now", path,
                     (int) other, kept, (int) length, now);
            return;
        }
        now += length + (now[length] == ' ');
        kept += other + (kept[other] == ' ');
    }
    CHL_FAIL(err, CHL_EDATA, "%s: belongs to other settings", path);
}

static chl_status
check_owner(const char *path, const char *version,
            const chl_checkpoint_owner *owner,
            const chl_checkpoint_content *content, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(strcmp(version, chl_version()) == 0, err, CHL_EDATA,
                "%s: is from version %.32s; this is version %s", path, version,
                chl_version());
    CHL_REQUIRE(strcmp(content->data, owner->data) == 0, err, CHL_EDATA,
                "%s: belongs to other data: their fingerprint is %.40s, that "
                "of these is %s",
                path, content->data, owner->data);
    if (strcmp(content->settings, owner->settings) != 0) {
        first_difference(content->settings, owner->settings, err, path);
        status = CHL_EDATA;
    }
out:
    return status;
}

static chl_status
take_values(cursor *c, chl_checkpoint_record *r, chl_error *err)
{
    chl_status status = CHL_OK;
    const uint8_t *bytes = NULL;

    CHL_TRY(take(c, r->groups, &bytes, err));
    memcpy(r->known, bytes, r->groups);
    for (size_t g = 0; g < r->groups; g++) {
        CHL_REQUIRE(r->known[g] <= 1, err, CHL_EDATA,
                    "%s: is damaged: group %zu is neither there nor missing",
                    c->path, g);
        if (r->known[g]) {
            CHL_TRY(take(c, r->size * sizeof(double), &bytes, err));
            memcpy(r->values + g * r->size, bytes, r->size * sizeof(double));
        }
    }
out:
    return status;
}

/* The results that are said to be there, before there is memory for them. */
static chl_status
check_room(const cursor *c, const chl_checkpoint_record *r, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t left = (size_t) (c->end - c->at), known = 0;

    CHL_REQUIRE(r->groups <= left, err, CHL_EDATA,
                "%s: is damaged: %zu groups cannot be in it", c->path,
                r->groups);
    for (size_t g = 0; g < r->groups; g++) {
        known += c->at[g] != 0;
    }
    CHL_REQUIRE(known > 0, err, CHL_EDATA,
                "%s: is damaged: a record has no results", c->path);
    CHL_REQUIRE(r->size <= left / sizeof(double) / known, err, CHL_EDATA,
                "%s: is damaged: %zu groups of %zu values cannot be in it",
                c->path, known, r->size);
out:
    return status;
}

static chl_status
take_record(cursor *c, chl_checkpoint_record *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_checkpoint_record_head head;
    chl_checkpoint_record made = { 0 };
    const uint8_t *bytes = NULL;

    CHL_TRY(take(c, sizeof head, &bytes, err));
    memcpy(&head, bytes, sizeof head);
    memcpy(made.stage, head.stage, sizeof made.stage - 1);
    made.key = (chl_digest){ head.key_low, head.key_high };
    made.groups = head.groups;
    made.size = head.size;
    CHL_TRY(check_room(c, &made, err));
    CHL_TRY(chl_checkpoint_record_init(&made, err));
    CHL_TRY(take_values(c, &made, err));
    *out = made;
    made = (chl_checkpoint_record){ 0 };
out:
    chl_checkpoint_record_clear(&made);
    return status;
}

static chl_status
take_records(cursor *c, uint64_t count, chl_checkpoint_content *content,
             chl_error *err)
{
    chl_status status = CHL_OK;
    size_t left = (size_t) (c->end - c->at);

    CHL_REQUIRE(count <= left / sizeof(chl_checkpoint_record_head), err,
                CHL_EDATA, "%s: is damaged: %zu records cannot be in it",
                c->path, (size_t) count);
    content->records = chl_alloc(count, sizeof *content->records);
    CHL_REQUIRE_MEMORY(content->records, err, "a checkpoint");
    for (; content->count < count; content->count++) {
        CHL_TRY(take_record(c, &content->records[content->count], err));
    }
out:
    return status;
}

chl_status
chl_checkpoint_parse(const char *path, const uint8_t *bytes, size_t size,
                     const chl_checkpoint_owner *owner,
                     chl_checkpoint_content *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_checkpoint_content content = { 0 };
    chl_checkpoint_head head;
    cursor c = { .path = path };
    char *version = NULL;

    CHL_TRY(check_whole(path, bytes, size, err));
    memcpy(&head, bytes, sizeof head);
    c.at = bytes + sizeof head;
    c.end = bytes + size - sizeof(chl_checkpoint_tail);
    CHL_TRY(take_text(&c, &version, err));
    CHL_TRY(take_text(&c, &content.data, err));
    CHL_TRY(take_text(&c, &content.settings, err));
    CHL_TRY(check_owner(path, version, owner, &content, err));
    CHL_TRY(take_records(&c, head.records, &content, err));
    *out = content;
    content = (chl_checkpoint_content){ 0 };
out:
    chl_free(version);
    chl_checkpoint_content_clear(&content);
    return status;
}

chl_status
chl_checkpoint_read(const char *path, const chl_checkpoint_owner *owner,
                    chl_checkpoint_content *out, chl_error *err)
{
    chl_status status = CHL_OK;
    char *bytes = NULL;
    size_t size;

    CHL_TRY(chl_file_read(path, PTRDIFF_MAX, &bytes, &size, err));
    CHL_TRY(chl_checkpoint_parse(path, (const uint8_t *) bytes, size, owner,
                                 out, err));
out:
    chl_free(bytes);
    return status;
}

chl_status
chl_checkpoint_record_init(chl_checkpoint_record *record, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(record->size <= SIZE_MAX / sizeof(double), err, CHL_ENOMEM,
                "out of memory for a checkpoint");
    record->known = chl_alloc(record->groups, 1);
    record->values = chl_alloc(record->groups, record->size * sizeof(double));
    CHL_REQUIRE_MEMORY(record->known, err, "a checkpoint");
    CHL_REQUIRE_MEMORY(record->values, err, "a checkpoint");
out:
    return status;
}

void
chl_checkpoint_record_clear(chl_checkpoint_record *record)
{
    chl_free(record->known);
    chl_free(record->values);
    *record = (chl_checkpoint_record){ 0 };
}

void
chl_checkpoint_content_clear(chl_checkpoint_content *content)
{
    for (size_t k = 0; k < content->count; k++) {
        chl_checkpoint_record_clear(&content->records[k]);
    }
    chl_free(content->records);
    chl_free(content->data);
    chl_free(content->settings);
    *content = (chl_checkpoint_content){ 0 };
}
