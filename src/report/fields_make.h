/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a member of a struct T is described, for the files of such tables. */
#ifndef CHLADNI_REPORT_FIELDS_MAKE_H
#define CHLADNI_REPORT_FIELDS_MAKE_H

#include "report/fields.h"

#define VALUE(kind, type, json, member)                                        \
    {                                                                          \
        (json), CHL_FIELD_##kind, offsetof(type, member), 0, NULL              \
    }
#define LIST(kind, type, json, member, counter)                                \
    {                                                                          \
        (json), CHL_FIELD_##kind, offsetof(type, member),                      \
            offsetof(type, counter), NULL                                      \
    }
#define RECORDS(kind, type, json, member, counter, inner)                      \
    {                                                                          \
        (json), CHL_FIELD_##kind, offsetof(type, member),                      \
            offsetof(type, counter), &(inner)                                  \
    }
#define SECTION(type, json, member, inner)                                     \
    {                                                                          \
        (json), CHL_FIELD_SECTION, offsetof(type, member), 0, &(inner)         \
    }
#define GROUP(json, start, inner)                                              \
    {                                                                          \
        (json), CHL_FIELD_GROUP, (start), 0, &(inner)                          \
    }
#define DERIVED(json)                                                          \
    {                                                                          \
        (json), CHL_FIELD_DERIVED, 0, 0, NULL                                  \
    }
#define RECORD(type, fields)                                                   \
    {                                                                          \
        sizeof(type), sizeof(fields) / sizeof *(fields), (fields)              \
    }
#define APART(fields)                                                          \
    {                                                                          \
        0, sizeof(fields) / sizeof *(fields), (fields)                         \
    }

#endif
