/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats of what a check found. */
#ifndef CHLADNI_REPORT_CHECK_H
#define CHLADNI_REPORT_CHECK_H

#include <chladni/report.h>

#include "base/text.h"

typedef struct chl_check_writer {
    const char *format;
    chl_status (*render)(const chl_check *check,
                         const chl_document_settings *settings, chl_text *out,
                         chl_error *err);
} chl_check_writer;

extern const chl_check_writer chl_check_writer_json;
extern const chl_check_writer chl_check_writer_text;

#endif
