/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As much of JSON Schema as our two schemas use. */
#ifndef CHLADNI_TESTS_REPORT_SCHEMA_H
#define CHLADNI_TESTS_REPORT_SCHEMA_H

#include <stddef.h>

/* Fail the running test unless the document obeys the schema of that name in
 * the folder CHLADNI_SCHEMAS. */
void ck_assert_obeys_schema(const char *document, const char *schema);

#endif
