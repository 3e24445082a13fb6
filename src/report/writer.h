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

#endif
