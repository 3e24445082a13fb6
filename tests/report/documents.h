/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rendering in one line, for the tests of the report room. */
#ifndef CHLADNI_TESTS_REPORT_DOCUMENTS_H
#define CHLADNI_TESTS_REPORT_DOCUMENTS_H

#include <string.h>

#include "support/results.h"
#include "support/runner.h"

/* The document of a result, which is freed; the caller's (chl_free). */
char *document_of(chl_result *result, const char *format);
/* The same for other settings than the default; the result stays. */
char *document_with(const chl_result *result, const char *format,
                    chl_document_settings settings);

#define ck_assert_contains(text, part)                                         \
    ck_assert_msg(strstr((text), (part)) != NULL, "'%s' not in:\n%s", (part),  \
                  (text))
#define ck_assert_lacks(text, part)                                            \
    ck_assert_msg(strstr((text), (part)) == NULL, "'%s' in:\n%s", (part),      \
                  (text))

#endif
