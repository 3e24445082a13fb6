/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Structs as JSON by their tables: sorted keys, no NaN, no invalid UTF-8. */
#ifndef CHLADNI_REPORT_JSON_H
#define CHLADNI_REPORT_JSON_H

#include "base/text.h"
#include "report/fields.h"

typedef struct chl_json chl_json;
struct chl_json {
    chl_text *out;
    size_t depth;
    bool empty; /* nothing stands in the innermost object or list yet */
    /* Write a member of kind CHL_FIELD_DERIVED, or nothing at all. */
    void (*derive)(chl_json *json, const char *name, const void *base);
    const char *schema;
    const chl_document_settings *settings;
};

void chl_json_open(chl_json *json, char bracket);
void chl_json_close(chl_json *json, char bracket);
/* What comes before a value: the comma, the line and, in objects, the key. */
void chl_json_key(chl_json *json, const char *name);
void chl_json_text(chl_json *json, const char *words); /* NULL is null */
void chl_json_real(chl_json *json, double value);
void chl_json_size(chl_json *json, size_t value);
/* The struct at `base` as one object. */
void chl_json_record(chl_json *json, const chl_record *record,
                     const void *base);
/* For `derive`: what every document begins with, that is "schema", "tool" and,
 * where a stamp is wanted, "written". */
void chl_json_derive_head(chl_json *json, const char *name, const void *base);

#endif
