/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Status words, the error record, and cancellation. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const words[] = {
#define CHL_STATUS_WORDS(name, text) [name] = text,
    CHL_STATUS_LIST(CHL_STATUS_WORDS)
#undef CHL_STATUS_WORDS
};

const char *
chl_status_text(chl_status status)
{
    size_t k = (size_t) status;

    return k < sizeof words / sizeof *words ? words[k] : "unknown status";
}

chl_status
chl_error_set(chl_error *err, const char *file, int line, chl_status code,
              const char *format, ...)
{
    va_list args;

    if (err != NULL && err->status == CHL_OK) {
        err->status = code;
        err->file = file;
        err->line = line;
        va_start(args, format);
        vsnprintf(err->text, sizeof err->text, format, args);
        va_end(args);
    }
    return code;
}

void
chl_error_prefix(chl_error *err, const char *format, ...)
{
    char prefix[CHL_ERROR_TEXT];
    size_t length, kept;
    va_list args;

    if (err == NULL || err->status == CHL_OK) {
        return;
    }
    va_start(args, format);
    vsnprintf(prefix, sizeof prefix - 2, format, args);
    va_end(args);
    strcat(prefix, ": ");
    length = strlen(prefix);
    kept = strlen(err->text);
    if (kept > sizeof err->text - 1 - length) {
        kept = sizeof err->text - 1 - length;
    }
    memmove(err->text + length, err->text, kept);
    memcpy(err->text, prefix, length);
    err->text[length + kept] = '\0';
}

chl_status
chl_progress_tell(const chl_progress *progress, const char *stage, double done,
                  double total, chl_error *err)
{
    chl_progress_event now = { stage, done, total };

    if (progress == NULL || progress->report == NULL
        || progress->report(progress->user, &now)) {
        return CHL_OK;
    }
    return CHL_FAIL(err, CHL_ECANCELLED, "cancelled while %s", stage);
}
