/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents of what a check found: the table of their formats. */
#include "report/check.h"

#include "base/error.h"
#include "report/writer.h"

static const chl_check_writer *const writers[] = {
    &chl_check_writer_json,
    &chl_check_writer_text,
};

enum {
    WRITERS = sizeof writers / sizeof *writers
};

chl_status
chl_document_render_check(const chl_check *check, const char *format,
                          const chl_document_settings *settings, char **out,
                          size_t *size, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_document_settings s = chl_document_settle(settings);
    const char *words[WRITERS];
    chl_text text = { 0 };
    size_t index = 0;

    for (size_t k = 0; k < WRITERS; k++) {
        words[k] = writers[k]->format;
    }
    CHL_TRY(chl_document_find(format, words, WRITERS, &index, err));
    CHL_TRY(writers[index]->render(check, &s, &text, err));
    CHL_TRY(chl_document_hand_over(&text, out, size, err));
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "document of a check");
    }
    chl_text_clear(&text);
    return status;
}
