/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Structs as JSON. "<" is always escaped, so that a document can stand inside
 * a script element of a page as it is. */
#include "report/json.h"

#include <math.h>
#include <string.h>

#include "report/format.h"

static void
new_line(chl_json *json)
{
    chl_text_add_bytes(json->out, "\n", 1);
    for (size_t k = 0; k < json->depth; k++) {
        chl_text_add_bytes(json->out, "  ", 2);
    }
}

void
chl_json_open(chl_json *json, char bracket)
{
    chl_text_add_bytes(json->out, &bracket, 1);
    json->depth++;
    json->empty = true;
}

void
chl_json_close(chl_json *json, char bracket)
{
    json->depth--;
    if (!json->empty) {
        new_line(json);
    }
    chl_text_add_bytes(json->out, &bracket, 1);
    json->empty = false;
}

void
chl_json_key(chl_json *json, const char *name)
{
    if (!json->empty) {
        chl_text_add_bytes(json->out, ",", 1);
    }
    new_line(json);
    json->empty = false;
    if (name != NULL) {
        chl_json_text(json, name);
        chl_text_add_bytes(json->out, ": ", 2);
    }
}

static void
add_character(chl_text *out, const char *sequence, size_t length)
{
    unsigned char lead = (unsigned char) sequence[0];

    if (length > 1) {
        chl_text_add_bytes(out, sequence, length);
    } else if (lead == '"' || lead == '\\') {
        chl_text_add(out, "\\%c", lead);
    } else if (lead == '\n') {
        chl_text_add_bytes(out, "\\n", 2);
    } else if (lead == '\t') {
        chl_text_add_bytes(out, "\\t", 2);
    } else if (lead < 0x20 || lead == 0x7f || lead == '<') {
        chl_text_add(out, "\\u%04x", lead);
    } else {
        chl_text_add_bytes(out, sequence, 1);
    }
}

void
chl_json_text(chl_json *json, const char *words)
{
    size_t left;

    if (words == NULL) {
        chl_text_add_bytes(json->out, "null", 4);
        return;
    }
    chl_text_add_bytes(json->out, "\"", 1);
    for (left = strlen(words); left > 0;) {
        size_t length = chl_format_sequence(words, left);

        if (length > 0) {
            add_character(json->out, words, length);
        } else {
            chl_text_add_bytes(json->out, "\xef\xbf\xbd", 3);
            length = 1;
        }
        words += length;
        left -= length;
    }
    chl_text_add_bytes(json->out, "\"", 1);
}

void
chl_json_real(chl_json *json, double value)
{
    char buffer[CHL_REAL_CHARS];

    if (!isfinite(value)) {
        chl_text_add_bytes(json->out, "null", 4);
        return;
    }
    chl_format_real(value, buffer);
    chl_text_add_bytes(json->out, buffer, strlen(buffer));
}

void
chl_json_size(chl_json *json, size_t value)
{
    chl_text_add(json->out, "%zu", value);
}

/* Lists of numbers and strings stand on one line. */
static void
write_list(chl_json *json, const chl_field *field, const void *list,
           size_t count)
{
    if (list == NULL && field->kind == CHL_FIELD_SIZES && count > 0) {
        chl_text_add_bytes(json->out, "null", 4);
        return;
    }
    chl_text_add_bytes(json->out, "[", 1);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            chl_text_add_bytes(json->out, ", ", 2);
        }
        if (field->kind == CHL_FIELD_REALS) {
            chl_json_real(json,
                          list != NULL ? ((const double *) list)[i] : NAN);
        } else if (field->kind == CHL_FIELD_TEXTS) {
            chl_json_text(json,
                          list != NULL ? ((char *const *) list)[i] : NULL);
        } else {
            chl_json_size(json, ((const size_t *) list)[i]);
        }
    }
    chl_text_add_bytes(json->out, "]", 1);
}

static void
write_matrix(chl_json *json, const chl_result_matrix *matrix)
{
    const chl_field row = { .kind = CHL_FIELD_REALS };

    chl_text_add_bytes(json->out, "[", 1);
    for (size_t i = 0; i < matrix->rows; i++) {
        chl_text_add(json->out, i > 0 ? ", " : "");
        write_list(json, &row, matrix->values + i * matrix->columns,
                   matrix->columns);
    }
    chl_text_add_bytes(json->out, "]", 1);
}

static void write_members(chl_json *json, const chl_record *record,
                          size_t first, const void *base);

static void
write_records(chl_json *json, const chl_record *record, const char *list,
              size_t count)
{
    chl_json_open(json, '[');
    for (size_t i = 0; i < count; i++) {
        chl_json_key(json, NULL);
        chl_json_record(json, record, list + i * record->size);
    }
    chl_json_close(json, ']');
}

/* The first member of a keyed struct is its key. */
static const char *
key_of(const chl_record *record, const char *list, size_t i)
{
    return *(char *const *) chl_field_view(&record->fields[0],
                                           list + i * record->size);
}

static void
write_keyed(chl_json *json, const chl_record *record, const char *list,
            size_t count)
{
    const char *last = NULL;

    chl_json_open(json, '{');
    for (;;) {
        size_t next = count;

        for (size_t i = 0; i < count; i++) {
            const char *key = key_of(record, list, i);

            if ((last == NULL || strcmp(key, last) > 0)
                && (next == count
                    || strcmp(key, key_of(record, list, next)) < 0)) {
                next = i;
            }
        }
        if (next == count) {
            break;
        }
        last = key_of(record, list, next);
        chl_json_key(json, last);
        chl_json_open(json, '{');
        write_members(json, record, 1, list + next * record->size);
        chl_json_close(json, '}');
    }
    chl_json_close(json, '}');
}

static void
write_optional(chl_json *json, size_t value)
{
    if (value == 0) {
        chl_json_text(json, NULL);
    } else {
        chl_json_size(json, value);
    }
}

static void
write_truth(chl_json *json, bool value)
{
    chl_text_add(json->out, value ? "true" : "false");
}

static void
write_value(chl_json *json, const chl_record *record, const chl_field *field,
            const void *base)
{
    const void *at = chl_field_view(field, base);

    switch (field->kind) {
    case CHL_FIELD_BOOL:
        write_truth(json, *(const bool *) at);
        break;
    case CHL_FIELD_UNBOUNDED:
        write_truth(json, *(const double *) at == INFINITY);
        break;
    case CHL_FIELD_OPTIONAL_SIZE:
        write_optional(json, *(const size_t *) at);
        break;
    case CHL_FIELD_SIZE:
        chl_json_size(json, *(const size_t *) at);
        break;
    case CHL_FIELD_REAL:
        chl_json_real(json, *(const double *) at);
        break;
    case CHL_FIELD_WORD:
        chl_json_text(json,
                      *(char *const *) at != NULL ? *(char *const *) at : "");
        break;
    case CHL_FIELD_TEXT:
        chl_json_text(json, *(char *const *) at);
        break;
    case CHL_FIELD_SHAPE:
        write_list(json, field, at, chl_field_count(record, field, base));
        break;
    case CHL_FIELD_REALS:
    case CHL_FIELD_SIZES:
    case CHL_FIELD_TEXTS:
        write_list(json, field, chl_field_list(field, base),
                   chl_field_count(record, field, base));
        break;
    case CHL_FIELD_MATRIX:
        write_matrix(json, at);
        break;
    case CHL_FIELD_RECORDS:
        write_records(json, field->record, chl_field_list(field, base),
                      chl_field_count(record, field, base));
        break;
    case CHL_FIELD_KEYED:
        write_keyed(json, field->record, chl_field_list(field, base),
                    chl_field_count(record, field, base));
        break;
    case CHL_FIELD_SECTION:
        chl_json_record(json, field->record, chl_field_list(field, base));
        break;
    case CHL_FIELD_GROUP:
        chl_json_record(json, field->record, at);
        break;
    case CHL_FIELD_DERIVED:
        break;
    }
}

static void
write_members(chl_json *json, const chl_record *record, size_t first,
              const void *base)
{
    for (size_t k = first; k < record->count; k++) {
        const chl_field *field = &record->fields[k];

        if (field->kind == CHL_FIELD_DERIVED) {
            json->derive(json, field->name, base);
        } else if (field->kind != CHL_FIELD_SECTION
                   || chl_field_list(field, base) != NULL) {
            chl_json_key(json, field->name);
            write_value(json, record, field, base);
        }
    }
}

void
chl_json_record(chl_json *json, const chl_record *record, const void *base)
{
    chl_json_open(json, '{');
    write_members(json, record, 0, base);
    chl_json_close(json, '}');
}
