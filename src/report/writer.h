/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every format of a document offers; document.c lists them. */
#ifndef CHLADNI_REPORT_WRITER_H
#define CHLADNI_REPORT_WRITER_H

#include <chladni/report.h>

#include "base/text.h"

typedef struct chl_writer {
    const char *format;    /* "json", ...                                    */
    const char *extension; /* ".json"; NULL if no file is named so           */
    /* Append the document. Failed additions may stay unreported: the caller
     * checks `out`. */
    chl_status (*render)(const chl_result *result,
                         const chl_document_settings *settings, chl_text *out,
                         chl_error *err);
} chl_writer;

extern const chl_writer chl_writer_json;
extern const chl_writer chl_writer_csv;
extern const chl_writer chl_writer_text;
extern const chl_writer chl_writer_html;
extern const chl_writer chl_writer_svg;
extern const chl_writer chl_writer_png;

/* The settings given or the defaults, with a width. */
chl_document_settings
chl_document_settle(const chl_document_settings *settings);
/* Index of `format` among the words, or CHL_EARG with the nearest of them. */
chl_status chl_document_find(const char *format, const char *const *words,
                             size_t count, size_t *index, chl_error *err);
/* Hand a finished text over, or say that memory ran out on the way. */
chl_status chl_document_hand_over(chl_text *text, char **out, size_t *size,
                                  chl_error *err);

#endif
