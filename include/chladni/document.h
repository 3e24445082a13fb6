/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents made of a result, and read back; a part of report.h. */
#ifndef CHLADNI_DOCUMENT_H
#define CHLADNI_DOCUMENT_H

#include <chladni/report.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a document is wanted. */
typedef struct chl_document_settings {
    bool stamp;   /* add the time of writing                              */
    bool color;   /* text: ANSI colours                                   */
    bool ascii;   /* text: no box drawing                                 */
    bool details; /* text: every reason, not only the first               */
    size_t width; /* text: columns of the terminal; 0 = 80                */
} chl_document_settings;

CHL_API chl_document_settings chl_document_settings_default(void);

/*
 * The result as a document in memory.
 * format     "json", "html", "csv", "svg" or "text".
 * Ownership  *out is the caller's (chl_free), NUL-terminated, *size without
 *            the NUL; untouched on error.
 * Errors     CHL_EARG unknown format (the nearest is suggested), CHL_ENOMEM
 */
CHL_API chl_status chl_document_render(const chl_result *result,
                                       const char *format,
                                       const chl_document_settings *settings,
                                       char **out, size_t *size,
                                       chl_error *err);

/*
 * What a check found, as "json" (schema chladni.check/1) or "text"; otherwise
 * as chl_document_render.
 */
CHL_API chl_status
chl_document_render_check(const chl_check *check, const char *format,
                          const chl_document_settings *settings, char **out,
                          size_t *size, chl_error *err);

/* The format a file name asks for by its extension, or NULL. */
CHL_API const char *chl_document_format_of(const char *path);

/*
 * Read a JSON document, or the JSON block of an HTML report, back.
 * Errors     CHL_EFORMAT no such schema, missing or mistyped member (named);
 *            CHL_ENOMEM
 */
CHL_API chl_status chl_result_parse(const char *bytes, size_t size,
                                    chl_result **out, chl_error *err);

/*
 * The JSON document of a report, byte for byte as it was written beside it; a
 * JSON document is itself.
 * Ownership  *out is the caller's (chl_free), NUL-terminated, *out_size without
 *            the NUL; untouched on error.
 * Errors     as chl_result_parse, which reads it first: what is damaged is not
 *            given back.
 */
CHL_API chl_status chl_result_unwrap(const char *bytes, size_t size, char **out,
                                     size_t *out_size, chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
