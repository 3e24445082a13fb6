/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walking the members of a struct by its table. */
#include "report/fields.h"

#include <math.h>

void *
chl_field_at(const chl_field *field, void *base)
{
    return (char *) base + field->offset;
}

const void *
chl_field_view(const chl_field *field, const void *base)
{
    return (const char *) base + field->offset;
}

static bool
has_list(chl_field_kind kind)
{
    return kind == CHL_FIELD_REALS || kind == CHL_FIELD_SIZES
           || kind == CHL_FIELD_TEXTS || kind == CHL_FIELD_RECORDS
           || kind == CHL_FIELD_KEYED;
}

static size_t
stored_count(const chl_field *field, const void *base)
{
    return *(const size_t *) (const void *) ((const char *) base
                                             + field->count_offset);
}

const void *
chl_field_list(const chl_field *field, const void *base)
{
    return *(const void *const *) chl_field_view(field, base);
}

bool
chl_field_shared(const chl_record *record, const chl_field *field,
                 const void *base)
{
    for (size_t k = 0; k < record->count; k++) {
        const chl_field *other = &record->fields[k];

        if (has_list(other->kind) && other->count_offset == field->count_offset
            && chl_field_list(other, base) != NULL) {
            return true;
        }
    }
    return false;
}

size_t
chl_field_count(const chl_record *record, const chl_field *field,
                const void *base)
{
    if (field->kind == CHL_FIELD_SHAPE) {
        size_t axes = stored_count(field, base);

        return axes < CHL_SHAPE_AXES ? axes : CHL_SHAPE_AXES;
    }
    return chl_field_shared(record, field, base) ? stored_count(field, base)
                                                 : 0;
}

void
chl_record_blank(const chl_record *record, void *base)
{
    for (size_t k = 0; k < record->count; k++) {
        const chl_field *field = &record->fields[k];

        if (field->kind == CHL_FIELD_REAL) {
            *(double *) chl_field_at(field, base) = NAN;
        } else if (field->kind == CHL_FIELD_GROUP) {
            chl_record_blank(field->record, chl_field_at(field, base));
        }
    }
}

static void
clear_list(const chl_field *field, void *list, size_t count)
{
    if (list == NULL) {
        return;
    }
    for (size_t i = 0; field->record != NULL && i < count; i++) {
        chl_record_clear(field->record,
                         (char *) list + i * field->record->size);
    }
    for (size_t i = 0; field->kind == CHL_FIELD_TEXTS && i < count; i++) {
        chl_free(((char **) list)[i]);
    }
    chl_free(list);
}

static void
clear_field(const chl_field *field, void *base)
{
    void *at = chl_field_at(field, base);

    if (has_list(field->kind)) {
        clear_list(field, *(void **) at, stored_count(field, base));
    } else if (field->kind == CHL_FIELD_GROUP) {
        chl_record_clear(field->record, at);
    } else if (field->kind == CHL_FIELD_SECTION) {
        if (*(void **) at != NULL) {
            chl_record_clear(field->record, *(void **) at);
        }
        chl_free(*(void **) at);
    } else if (field->kind == CHL_FIELD_MATRIX) {
        chl_free(((chl_result_matrix *) at)->values);
        *(chl_result_matrix *) at = (chl_result_matrix){ 0, 0, NULL };
        return;
    } else if (field->kind == CHL_FIELD_WORD || field->kind == CHL_FIELD_TEXT) {
        chl_free(*(void **) at);
    } else {
        return;
    }
    if (field->kind != CHL_FIELD_GROUP) {
        *(void **) at = NULL;
    }
}

void
chl_record_clear(const chl_record *record, void *base)
{
    for (size_t k = 0; k < record->count; k++) {
        clear_field(&record->fields[k], base);
    }
}
