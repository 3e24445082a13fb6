/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Structs from JSON by their tables, every complaint with its path. */
#include "report/read.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/error.h"

enum {
    PATH_SIZE = 160
};

/* One value to be read: from where, by what name, and for which member. */
typedef struct value {
    json_t *json;
    const char *path;
    const chl_record *record;
    const chl_field *field;
} value;

static chl_status read_members(const chl_record *record, size_t first,
                               json_t *object, const char *path, void *base,
                               chl_error *err);

/* The path of something inside; a very long one is cut. */
static void CHL_PRINTF(2, 3)
    name_path(char path[PATH_SIZE], const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(path, PATH_SIZE, format, args);
    va_end(args);
}

static const char *
type_name(const json_t *json)
{
    static const char *const names[] = {
        [JSON_OBJECT] = "an object",   [JSON_ARRAY] = "a list",
        [JSON_STRING] = "a string",    [JSON_INTEGER] = "an integer",
        [JSON_REAL] = "a real number", [JSON_TRUE] = "true",
        [JSON_FALSE] = "false",        [JSON_NULL] = "null",
    };

    return json != NULL ? names[json_typeof(json)] : "nothing";
}

static chl_status
mistyped(const value *v, const char *expected, chl_error *err)
{
    return CHL_FAIL(err, CHL_EFORMAT, "%s is %s; expected %s", v->path,
                    type_name(v->json), expected);
}

static chl_status
read_size(const value *v, size_t *out, chl_error *err)
{
    if (!json_is_integer(v->json)) {
        return mistyped(v, "an integer", err);
    }
    if (json_integer_value(v->json) < 0) {
        return CHL_FAIL(err, CHL_EFORMAT,
                        "%s is %" JSON_INTEGER_FORMAT
                        "; it must not be negative",
                        v->path, json_integer_value(v->json));
    }
    *out = (size_t) json_integer_value(v->json);
    return CHL_OK;
}

static chl_status
read_real(const value *v, double *out, chl_error *err)
{
    if (!json_is_number(v->json) && !json_is_null(v->json)) {
        return mistyped(v, "a number or null", err);
    }
    *out = json_is_null(v->json) ? NAN : json_number_value(v->json);
    return CHL_OK;
}

static chl_status
read_text(const value *v, char **out, chl_error *err)
{
    chl_status status = CHL_OK;
    bool needed = v->field->kind == CHL_FIELD_WORD;

    if (!needed && json_is_null(v->json)) {
        return CHL_OK;
    }
    if (!json_is_string(v->json)) {
        return mistyped(v, needed ? "a string" : "a string or null", err);
    }
    *out = chl_strdup(json_string_value(v->json));
    CHL_REQUIRE_MEMORY(*out, err, v->path);
out:
    return status;
}

static chl_status
read_bool(const value *v, bool *out, chl_error *err)
{
    if (!json_is_boolean(v->json)) {
        return mistyped(v, "true or false", err);
    }
    *out = json_is_true(v->json);
    return CHL_OK;
}

/* The number before it is null if it was infinite. */
static chl_status
read_unbounded(const value *v, double *out, chl_error *err)
{
    bool unbounded = false;
    chl_status status = read_bool(v, &unbounded, err);

    if (status == CHL_OK && unbounded) {
        *out = INFINITY;
    }
    return status;
}

static chl_status
read_element(const value *v, char *list, size_t i, chl_error *err)
{
    char path[PATH_SIZE];
    value inner = { json_array_get(v->json, i), path, v->record, v->field };

    name_path(path, "%s[%zu]", v->path, i);
    switch (v->field->kind) {
    case CHL_FIELD_REALS:
        return read_real(&inner, (double *) (void *) list + i, err);
    case CHL_FIELD_TEXTS:
        return read_text(&inner, (char **) (void *) list + i, err);
    case CHL_FIELD_RECORDS:
        return chl_record_read(v->field->record, inner.json, path,
                               list + i * v->field->record->size, err);
    default:
        return read_size(&inner, (size_t *) (void *) list + i, err);
    }
}

static size_t
element_size(const chl_field *field)
{
    switch (field->kind) {
    case CHL_FIELD_REALS:
        return sizeof(double);
    case CHL_FIELD_TEXTS:
        return sizeof(char *);
    case CHL_FIELD_SIZES:
        return sizeof(size_t);
    default:
        return field->record->size;
    }
}

/* The first list of a group sets the count, the others must agree. */
static chl_status
settle_count(const value *v, size_t length, void *base, chl_error *err)
{
    size_t *count =
        (size_t *) (void *) ((char *) base + v->field->count_offset);

    if (chl_field_shared(v->record, v->field, base) && *count != length) {
        return CHL_FAIL(err, CHL_EFORMAT, "%s has %zu values; expected %zu",
                        v->path, length, *count);
    }
    *count = length;
    return CHL_OK;
}

static chl_status
read_list(const value *v, void *base, chl_error *err)
{
    chl_status status = CHL_OK;
    char **slot = chl_field_at(v->field, base);
    size_t length = json_array_size(v->json);

    if (v->field->kind == CHL_FIELD_SIZES && json_is_null(v->json)) {
        return CHL_OK;
    }
    if (!json_is_array(v->json)) {
        return mistyped(v, "a list", err);
    }
    CHL_TRY(settle_count(v, length, base, err));
    *slot = chl_alloc(length, element_size(v->field));
    CHL_REQUIRE_MEMORY(*slot, err, v->path);
    for (size_t i = 0; i < length; i++) {
        CHL_TRY(read_element(v, *slot, i, err));
    }
out:
    return status;
}

static chl_status
read_shape(const value *v, void *base, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t *count =
        (size_t *) (void *) ((char *) base + v->field->count_offset);
    size_t length = json_array_size(v->json);

    if (!json_is_array(v->json)) {
        return mistyped(v, "a list", err);
    }
    CHL_REQUIRE(length <= CHL_SHAPE_AXES, err, CHL_EFORMAT,
                "%s has %zu values; expected at most %d", v->path, length,
                CHL_SHAPE_AXES);
    for (size_t i = 0; i < length; i++) {
        CHL_TRY(read_element(v, chl_field_at(v->field, base), i, err));
    }
    *count = length;
out:
    return status;
}

static chl_status
read_matrix(const value *v, chl_result_matrix *out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t rows = json_array_size(v->json);
    size_t columns = json_array_size(json_array_get(v->json, 0));

    CHL_REQUIRE(json_is_array(v->json), err, CHL_EFORMAT,
                "%s is %s; expected a list of rows", v->path,
                type_name(v->json));
    out->values = chl_alloc(rows * columns, sizeof *out->values);
    CHL_REQUIRE_MEMORY(out->values, err, v->path);
    for (size_t i = 0; i < rows; i++) {
        char path[PATH_SIZE];
        json_t *row = json_array_get(v->json, i);

        name_path(path, "%s[%zu]", v->path, i);
        CHL_REQUIRE(json_is_array(row) && json_array_size(row) == columns, err,
                    CHL_EFORMAT, "%s is %s of %zu; expected a list of %zu",
                    path, type_name(row), json_array_size(row), columns);
        for (size_t j = 0; j < columns; j++) {
            value inner = { json_array_get(row, j), path, v->record, v->field };

            CHL_TRY(read_real(&inner, &out->values[i * columns + j], err));
        }
    }
    out->rows = rows;
    out->columns = columns;
out:
    return status;
}

/* The keys are the first member of each struct. */
static chl_status
read_keyed(const value *v, void *base, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_record *inner = v->field->record;
    char **slot = chl_field_at(v->field, base), *at;
    size_t *count =
        (size_t *) (void *) ((char *) base + v->field->count_offset);
    char path[PATH_SIZE];

    if (!json_is_object(v->json)) {
        return mistyped(v, "an object", err);
    }
    *slot = chl_alloc(json_object_size(v->json), inner->size);
    CHL_REQUIRE_MEMORY(*slot, err, v->path);
    *count = json_object_size(v->json);
    at = *slot;
    for (void *i = json_object_iter(v->json); i != NULL;
         i = json_object_iter_next(v->json, i)) {
        char **key = chl_field_at(&inner->fields[0], at);

        *key = chl_strdup(json_object_iter_key(i));
        CHL_REQUIRE_MEMORY(*key, err, v->path);
        name_path(path, "%s.%s", v->path, *key);
        CHL_TRY(
            read_members(inner, 1, json_object_iter_value(i), path, at, err));
        at += inner->size;
    }
out:
    return status;
}

static chl_status
read_section(const value *v, void *base, chl_error *err)
{
    chl_status status = CHL_OK;
    void **slot = chl_field_at(v->field, base);

    *slot = chl_alloc(1, v->field->record->size);
    CHL_REQUIRE_MEMORY(*slot, err, v->path);
    CHL_TRY(chl_record_read(v->field->record, v->json, v->path, *slot, err));
out:
    return status;
}

static chl_status
read_value(const value *v, void *base, chl_error *err)
{
    void *at = chl_field_at(v->field, base);

    switch (v->field->kind) {
    case CHL_FIELD_BOOL:
        return read_bool(v, at, err);
    case CHL_FIELD_OPTIONAL_SIZE:
        return json_is_null(v->json) ? CHL_OK : read_size(v, at, err);
    case CHL_FIELD_SIZE:
        return read_size(v, at, err);
    case CHL_FIELD_REAL:
        return read_real(v, at, err);
    case CHL_FIELD_UNBOUNDED:
        return read_unbounded(v, at, err);
    case CHL_FIELD_WORD:
    case CHL_FIELD_TEXT:
        return read_text(v, at, err);
    case CHL_FIELD_SHAPE:
        return read_shape(v, base, err);
    case CHL_FIELD_REALS:
    case CHL_FIELD_SIZES:
    case CHL_FIELD_TEXTS:
    case CHL_FIELD_RECORDS:
        return read_list(v, base, err);
    case CHL_FIELD_MATRIX:
        return read_matrix(v, at, err);
    case CHL_FIELD_KEYED:
        return read_keyed(v, base, err);
    case CHL_FIELD_SECTION:
        return read_section(v, base, err);
    case CHL_FIELD_GROUP:
        return chl_record_read(v->field->record, v->json, v->path, at, err);
    case CHL_FIELD_DERIVED:
        break;
    }
    return CHL_OK;
}

static chl_status
read_members(const chl_record *record, size_t first, json_t *object,
             const char *path, void *base, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(json_is_object(object), err, CHL_EFORMAT,
                "%s is %s; expected an object",
                path[0] != '\0' ? path : "the document", type_name(object));
    for (size_t k = first; k < record->count; k++) {
        const chl_field *field = &record->fields[k];
        char inner[PATH_SIZE];
        value v = { json_object_get(object, field->name), inner, record,
                    field };

        name_path(inner, "%s%s%s", path, path[0] != '\0' ? "." : "",
                  field->name);
        if (v.json == NULL
            && (field->kind == CHL_FIELD_SECTION
                || field->kind == CHL_FIELD_DERIVED)) {
            continue;
        }
        CHL_REQUIRE(v.json != NULL, err, CHL_EFORMAT, "%s is missing", inner);
        CHL_TRY(read_value(&v, base, err));
    }
out:
    return status;
}

chl_status
chl_record_read(const chl_record *record, json_t *object, const char *path,
                void *base, chl_error *err)
{
    return read_members(record, 0, object, path, base, err);
}
