/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Result documents and reports, read, rendered in every format, read again. */
#include <chladni/report.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
render(const chl_result *result, const char *format, char **out, size_t *size)
{
    if (chl_document_render(result, format, NULL, out, size, NULL) != CHL_OK) {
        abort();
    }
}

/* What was read once is written and read without a change. */
static void
check_law(const chl_result *result)
{
    char *first = NULL, *second = NULL;
    size_t sizes[2];
    chl_result *again = NULL;

    render(result, "json", &first, &sizes[0]);
    if (chl_result_parse(first, sizes[0], &again, NULL) != CHL_OK) {
        abort();
    }
    render(again, "json", &second, &sizes[1]);
    if (sizes[0] != sizes[1] || memcmp(first, second, sizes[0]) != 0) {
        abort();
    }
    chl_result_free(again);
    chl_free(first);
    chl_free(second);
}

/* What is read is also given back, and can be read from that. */
static void
check_unwrapped(const uint8_t *bytes, size_t size)
{
    char *document = NULL;
    size_t length;
    chl_result *result = NULL;

    if (chl_result_unwrap((const char *) bytes, size, &document, &length, NULL)
            != CHL_OK
        || chl_result_parse(document, length, &result, NULL) != CHL_OK) {
        abort();
    }
    chl_result_free(result);
    chl_free(document);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const formats[] = { "csv", "text" };
    chl_result *result = NULL;

    if (chl_result_parse((const char *) bytes, size, &result, NULL) != CHL_OK) {
        return 0;
    }
    check_law(result);
    check_unwrapped(bytes, size);
    for (size_t k = 0; k < sizeof formats / sizeof *formats; k++) {
        char *document = NULL;
        size_t length;

        render(result, formats[k], &document, &length);
        chl_free(document);
    }
    chl_result_free(result);
    return 0;
}
