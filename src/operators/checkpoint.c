/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What finished groups gave, in memory and in a file. */
#include "operators/checkpoint.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "operators/checkpoint_file.h"

/* At most this part of the time is spent on writing. */
static const double writing_share = 0.05;

struct chl_checkpoint {
    char *path;
    bool writes;
    chl_checkpoint_content content;
    bool unsaved;
    size_t asked; /* parts so far: a run asks for them in one order */
    double written_at, write_seconds;
};

static double
seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

static chl_status
write_now(chl_checkpoint *c, chl_error *err)
{
    double start = seconds();
    chl_status status = chl_checkpoint_write(c->path, &c->content, err);

    c->unsaved = c->unsaved && status != CHL_OK;
    c->written_at = seconds();
    c->write_seconds = c->written_at - start;
    return status;
}

static chl_status
take_up(chl_checkpoint *c, bool resume, const chl_checkpoint_owner *owner,
        chl_error *err)
{
    chl_status status = CHL_OK;
    bool there = access(c->path, F_OK) == 0;

    CHL_REQUIRE(resume || !there, err, CHL_EARG,
                "%s: is there already; resume from it, or remove it", c->path);
    if (there) {
        CHL_TRY(chl_checkpoint_read(c->path, owner, &c->content, err));
        goto out;
    }
    c->content.data = chl_strdup(owner->data);
    c->content.settings = chl_strdup(owner->settings);
    CHL_REQUIRE_MEMORY(c->content.data, err, "a checkpoint");
    CHL_REQUIRE_MEMORY(c->content.settings, err, "a checkpoint");
    /* A place that takes no file is better known before the work. */
    if (c->writes) {
        CHL_TRY(write_now(c, err));
    }
out:
    return status;
}

chl_status
chl_checkpoint_open(const char *path, bool resume, bool writes,
                    const chl_checkpoint_owner *owner, chl_checkpoint **out,
                    chl_error *err)
{
    chl_status status = CHL_OK;
    chl_checkpoint *made = chl_alloc(1, sizeof *made);

    CHL_REQUIRE_MEMORY(made, err, "a checkpoint");
    made->path = chl_strdup(path);
    CHL_REQUIRE_MEMORY(made->path, err, "a checkpoint");
    made->writes = writes;
    CHL_TRY(take_up(made, resume, owner, err));
    *out = made;
    made = NULL;
out:
    chl_checkpoint_free(made);
    return status;
}

void
chl_checkpoint_free(chl_checkpoint *checkpoint)
{
    if (checkpoint != NULL) {
        chl_free(checkpoint->path);
        chl_checkpoint_content_clear(&checkpoint->content);
    }
    chl_free(checkpoint);
}

static bool
matches(const chl_checkpoint_record *r, const chl_checkpoint_part *part)
{
    return strcmp(r->stage, part->stage) == 0 && r->key.low == part->key.low
           && r->key.high == part->key.high && r->groups == part->groups
           && r->size == part->size;
}

chl_status
chl_checkpoint_find(chl_checkpoint *checkpoint, const chl_checkpoint_part *part,
                    chl_error *err)
{
    chl_status status = CHL_OK;
    size_t at = checkpoint->asked;
    const chl_checkpoint_record *r = checkpoint->content.records + at;

    checkpoint->asked++;
    if (at >= checkpoint->content.count) {
        goto out;
    }
    CHL_REQUIRE(matches(r, part), err, CHL_EDATA,
                "%s: keeps other results of '%s' than this run comes to; it "
                "may be from another kind of processor",
                checkpoint->path, part->stage);
    for (size_t g = 0; g < part->groups; g++) {
        if (r->known[g]) {
            part->known[g] = true;
            memcpy(part->store + g * part->size, r->values + g * r->size,
                   r->size * sizeof(double));
        }
    }
out:
    return status;
}

static chl_status
add_record(chl_checkpoint_content *content, const chl_checkpoint_part *part,
           chl_error *err)
{
    chl_status status = CHL_OK;
    chl_checkpoint_record made = { .key = part->key,
                                   .groups = part->groups,
                                   .size = part->size };
    chl_checkpoint_record *grown;

    strncpy(made.stage, part->stage, sizeof made.stage - 1);
    CHL_TRY(chl_checkpoint_record_init(&made, err));
    grown = chl_realloc(content->records, content->count + 1, sizeof *grown);
    CHL_REQUIRE_MEMORY(grown, err, "a checkpoint");
    content->records = grown;
    grown[content->count++] = made;
    made = (chl_checkpoint_record){ 0 };
out:
    chl_checkpoint_record_clear(&made);
    return status;
}

chl_status
chl_checkpoint_save(chl_checkpoint *checkpoint, chl_error *err)
{
    return checkpoint->unsaved ? write_now(checkpoint, err) : CHL_OK;
}

static bool
knows_any(const chl_checkpoint_part *part)
{
    for (size_t g = 0; g < part->groups; g++) {
        if (part->known[g]) {
            return true;
        }
    }
    return false;
}

chl_status
chl_checkpoint_keep(chl_checkpoint *checkpoint, const chl_checkpoint_part *part,
                    chl_error *err)
{
    chl_status status = CHL_OK;
    chl_checkpoint_content *content = &checkpoint->content;
    chl_checkpoint_record *r;
    double rest;

    if (!checkpoint->writes || !knows_any(part)) {
        goto out;
    }
    if (checkpoint->asked > content->count) {
        CHL_TRY(add_record(content, part, err));
    }
    r = &content->records[checkpoint->asked - 1];
    for (size_t g = 0; g < part->groups; g++) {
        if (part->known[g] && !r->known[g]) {
            r->known[g] = true;
            checkpoint->unsaved = true;
            memcpy(r->values + g * r->size, part->store + g * part->size,
                   r->size * sizeof(double));
        }
    }
    rest = seconds() - checkpoint->written_at;
    if (writing_share * rest >= checkpoint->write_seconds) {
        CHL_TRY(chl_checkpoint_save(checkpoint, err));
    }
out:
    return status;
}
