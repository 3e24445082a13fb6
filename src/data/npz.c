/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reader of npz files: a zip of npy arrays, stored or deflated. */
#include <string.h>

#include "base/error.h"
#include "data/keys.h"
#include "data/npy.h"
#include "data/siblings.h"
#include "data/zip.h"

enum {
    HEAD = 1 << 12, /* bytes of a member in which its header ends */
    SHOWN = 8       /* arrays named in a message */
};

static const char *const item_keys[] = { "names", NULL };

/* A member that is an array, its name without ".npy". */
typedef struct array {
    const chl_zip_member *member;
    char name[64];
    chl_npy_header header;
    bool sound; /* the header could be read */
} array;

typedef struct archive {
    chl_zip_member *members;
    array *arrays;
    size_t count; /* of arrays */
} archive;

static bool
is_array(const chl_zip_member *member)
{
    return member->name_length > 4
           && memcmp(member->name + member->name_length - 4, ".npy", 4) == 0;
}

static chl_status
describe(const chl_zip_member *member, uint8_t *head, array *out,
         chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text name = { 0 };
    size_t size = chl_zip_peek(member, head, HEAD);

    chl_name_escape(&name, member->name, member->name_length - 4);
    CHL_TRY(chl_text_check(&name, "the name of an array", err));
    strncpy(out->name, name.data, sizeof out->name - 1);
    out->member = member;
    out->sound = chl_npy_read_header(head, size, &out->header, NULL) == CHL_OK;
out:
    chl_text_clear(&name);
    return status;
}

static void
archive_clear(archive *a)
{
    chl_free(a->members);
    chl_free(a->arrays);
}

static chl_status
list(const chl_source *source, archive *out, chl_error *err)
{
    chl_status status = CHL_OK;
    uint8_t *head = chl_alloc(HEAD, 1);
    size_t count = 0;

    CHL_REQUIRE_MEMORY(head, err, "a header");
    CHL_TRY(chl_zip_list(source, &out->members, &count, err));
    out->arrays = chl_alloc(count + 1, sizeof *out->arrays);
    CHL_REQUIRE_MEMORY(out->arrays, err, "the arrays of a file");
    for (size_t k = 0; k < count; k++) {
        if (is_array(&out->members[k])) {
            CHL_TRY(describe(&out->members[k], head, &out->arrays[out->count],
                             err));
            out->count++;
        }
    }
out:
    chl_free(head);
    return status;
}

static const array *
find(const archive *a, const char *const *names)
{
    for (; *names != NULL; names++) {
        for (size_t i = 0; i < a->count; i++) {
            if (strcmp(a->arrays[i].name, *names) == 0) {
                return &a->arrays[i];
            }
        }
    }
    return NULL;
}

static bool
can_be_data(const array *each)
{
    return each->sound && each->header.text == 0 && each->header.axes > 0;
}

/* Labels have one axis; of arrays with as many rows the others are data. */
static bool
is_larger(const array *x, const array *y)
{
    const chl_npy_header *a = &x->header, *b = &y->header;

    return a->shape[0] != b->shape[0] ? a->shape[0] > b->shape[0]
                                      : a->axes > 1 && b->axes == 1;
}

static chl_status
refuse(const archive *a, const array *first, const array *second,
       chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text names = { 0 };

    for (size_t k = 0; k < a->count && k < SHOWN; k++) {
        chl_text_add(&names, "%s%s", k > 0 ? ", " : "", a->arrays[k].name);
    }
    chl_text_add(&names, a->count > SHOWN ? ", ..." : "");
    CHL_TRY(chl_text_check(&names, "a sentence", err));
    CHL_REQUIRE(first != NULL, err, CHL_EDATA,
                "none of %zu arrays (%s) holds rows of numbers", a->count,
                names.data);
    status = CHL_FAIL(err, CHL_EDATA,
                      "%s and %s have %zu rows each; expected one array named "
                      "images, X or data among %zu (%s)",
                      first->name, second->name, first->header.shape[0],
                      a->count, names.data);
out:
    chl_text_clear(&names);
    return status;
}

/* By name, else the one with the most rows. */
static chl_status
pick(const archive *a, const array **out, chl_error *err)
{
    const array *named = find(a, chl_data_keys);
    const array *best = NULL, *other = NULL;

    for (size_t k = 0; named == NULL && k < a->count; k++) {
        const array *each = &a->arrays[k];

        if (!can_be_data(each)) {
            continue;
        }
        if (best == NULL || is_larger(each, best)) {
            best = each;
            other = NULL;
        } else if (!is_larger(best, each)) {
            other = each;
        }
    }
    if (named == NULL && (best == NULL || other != NULL)) {
        return refuse(a, best, other, err);
    }
    *out = named != NULL ? named : best;
    return CHL_OK;
}

/* The values of a member, in place or in the table's spool. */
static chl_status
read_array(const array *from, chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const uint8_t *bytes = NULL;
    chl_spool spool = { 0 };
    chl_table table = { 0 };

    CHL_TRY(chl_zip_unpack(from->member, &bytes, &spool, err));
    CHL_TRY(chl_npy_parse(bytes, from->member->size, &table, err));
    table.spool = spool;
    spool = (chl_spool){ 0 };
    *out = table;
out:
    chl_spool_clear(&spool);
    if (status != CHL_OK) {
        chl_error_prefix(err, "%s.npy", from->name);
    }
    return status;
}

static chl_status
take_labels(const array *from, chl_findings *sink, chl_table *table,
            chl_error *err)
{
    chl_table column = { 0 };
    chl_error why = { 0 };
    chl_status status = read_array(from, &column, &why);

    if (status == CHL_OK) {
        status = chl_labels_from_column(&column, table, &why);
    }
    chl_table_clear(&column);
    return chl_labels_unused(status, from->name, &why, sink, err);
}

static chl_status
take_names(const array *from, chl_findings *sink, chl_table *table,
           chl_error *err)
{
    const uint8_t *bytes = NULL;
    chl_spool spool = { 0 };
    chl_error why = { 0 };
    chl_status status = chl_zip_unpack(from->member, &bytes, &spool, &why);

    if (status == CHL_OK) {
        status = chl_npy_names(bytes, from->member->size, table, &why);
    }
    chl_spool_clear(&spool);
    if (status == CHL_EDATA || status == CHL_EFORMAT
        || status == CHL_EUNSUPPORTED) {
        return chl_findings_add(sink, CHL_SEVERITY_WARNING, "names", from->name,
                                err, "names are not used: %s", why.text);
    }
    return status == CHL_OK ? CHL_OK : CHL_FAIL(err, status, "%s", why.text);
}

static chl_status
note_others(const archive *a, const array *const used[3], chl_findings *sink,
            chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t k = 0; k < a->count; k++) {
        const array *each = &a->arrays[k];

        if (each != used[0] && each != used[1] && each != used[2]) {
            CHL_TRY(chl_findings_add(
                sink, CHL_SEVERITY_NOTE, "array", each->name, err,
                "is not used; the rows are those of %s", used[0]->name));
        }
    }
out:
    return status;
}

/* NumPy writes the arrays one after the other and nothing else. */
static bool
sniff(const chl_source *source)
{
    const uint8_t *at = source->bytes;
    size_t length;

    if (source->size < 30 || memcmp(at, "PK\3\4", 4) != 0) {
        return false;
    }
    length = (size_t) at[26] | (size_t) at[27] << 8;
    return length > 4 && length <= source->size - 30
           && memcmp(at + 30 + length - 4, ".npy", 4) == 0;
}

static chl_status
read(const chl_source *source, chl_findings *sink, const chl_progress *progress,
     chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    archive a = { 0 };
    chl_table table = { 0 };
    const array *used[3] = { NULL };

    (void) progress;
    CHL_TRY(list(source, &a, err));
    CHL_TRY(pick(&a, &used[0], err));
    CHL_TRY(read_array(used[0], &table, err));
    used[1] = find(&a, chl_label_keys);
    if (used[1] != NULL && used[1] != used[0]) {
        CHL_TRY(take_labels(used[1], sink, &table, err));
    }
    used[2] = find(&a, item_keys);
    if (used[2] != NULL && used[2] != used[0]) {
        CHL_TRY(take_names(used[2], sink, &table, err));
    }
    CHL_TRY(note_others(&a, used, sink, err));
    *out = table;
    table = (chl_table){ 0 };
out:
    chl_table_clear(&table);
    archive_clear(&a);
    return status;
}

const chl_reader chl_reader_npz = { "npz", sniff, read };
