/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The front of the report room: the table of formats. */
#include <chladni/report.h>

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "report/writer.h"

static const chl_writer *const writers[] = {
    &chl_writer_json, &chl_writer_csv, &chl_writer_text,
    &chl_writer_html, &chl_writer_svg, &chl_writer_png,
};

enum {
    WRITERS = sizeof writers / sizeof *writers
};

chl_document_settings
chl_document_settings_default(void)
{
    return (chl_document_settings){ .width = 80 };
}

chl_document_settings
chl_document_settle(const chl_document_settings *settings)
{
    chl_document_settings s =
        settings != NULL ? *settings : chl_document_settings_default();

    s.width = s.width > 0 ? s.width : 80;
    return s;
}

chl_status
chl_document_find(const char *format, const char *const *words, size_t count,
                  size_t *index, chl_error *err)
{
    chl_text list = { 0 };
    chl_status status = CHL_OK;
    size_t near = chl_text_nearest(format, words, count);

    for (size_t k = 0; k < count; k++) {
        if (strcmp(format, words[k]) == 0) {
            *index = k;
            goto out;
        }
        chl_text_add(&list, "%s%s", k > 0 ? ", " : "", words[k]);
    }
    CHL_TRY(chl_text_check(&list, "the list of formats", err));
    CHL_REQUIRE(near == count, err, CHL_EARG,
                "unknown document format '%s'; did you mean '%s'?", format,
                words[near]);
    status = CHL_FAIL(err, CHL_EARG,
                      "unknown document format '%s'; it must be one of %s",
                      format, list.data);
out:
    chl_text_clear(&list);
    return status;
}

chl_status
chl_document_hand_over(chl_text *text, char **out, size_t *size, chl_error *err)
{
    chl_status status = chl_text_check(text, "the document", err);

    if (status == CHL_OK) {
        *out = text->data;
        *size = text->length;
        *text = (chl_text){ 0 };
    }
    return status;
}

chl_status
chl_document_render(const chl_result *result, const char *format,
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
    CHL_TRY(writers[index]->render(result, &s, &text, err));
    CHL_TRY(chl_document_hand_over(&text, out, size, err));
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "document");
    }
    chl_text_clear(&text);
    return status;
}

const char *
chl_document_format_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(name, '.');

    for (size_t k = 0; dot != NULL && k < WRITERS; k++) {
        if (writers[k]->extension != NULL
            && strcasecmp(dot, writers[k]->extension) == 0) {
            return writers[k]->format;
        }
    }
    return NULL;
}
