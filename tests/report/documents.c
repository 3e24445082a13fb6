/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "documents.h"

char *
document_of(chl_result *result, const char *format)
{
    chl_error err = { 0 };
    char *bytes = NULL;
    size_t size = 0;

    ck_assert_ok(chl_document_render(result, format, NULL, &bytes, &size, &err),
                 err);
    ck_assert_uint_eq(strlen(bytes), size);
    chl_result_free(result);
    return bytes;
}

char *
document_with(const chl_result *result, const char *format,
              chl_document_settings settings)
{
    chl_error err = { 0 };
    char *bytes = NULL;
    size_t size = 0;

    ck_assert_ok(
        chl_document_render(result, format, &settings, &bytes, &size, &err),
        err);
    return bytes;
}
