/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A result back from its JSON document, alone or inside an HTML report. */
#include <chladni/report.h>

#include <ctype.h>
#include <string.h>

#include <jansson.h>

#include "base/error.h"
#include "report/block.h"
#include "report/fields.h"
#include "report/read.h"

static chl_status
load(const char *bytes, size_t size, json_t **out, chl_error *err)
{
    json_error_t why = { 0 }; /* jansson may leave it alone */

    *out = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &why);
    if (*out != NULL) {
        return CHL_OK;
    }
    /* Where its own memory runs out, jansson often says nothing at all. */
    if (json_error_code(&why) == json_error_out_of_memory
        || why.text[0] == '\0') {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for the document");
    }
    return CHL_FAIL(err, CHL_EFORMAT, "line %d, column %d: %s", why.line,
                    why.column, why.text);
}

static chl_status
check_schema(const json_t *root, chl_error *err)
{
    const char *schema = json_string_value(json_object_get(root, "schema"));

    if (schema == NULL) {
        return CHL_FAIL(err, CHL_EFORMAT,
                        "no member 'schema' was found; expected '%s'",
                        CHL_RESULT_SCHEMA);
    }
    if (strcmp(schema, CHL_RESULT_SCHEMA) != 0) {
        return CHL_FAIL(err, CHL_EFORMAT, "schema is '%.64s'; expected '%s'",
                        schema, CHL_RESULT_SCHEMA);
    }
    return CHL_OK;
}

chl_status
chl_result_parse(const char *bytes, size_t size, chl_result **out,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    const char *end = bytes + size;
    chl_result *result = NULL;
    json_t *root = NULL;

    while (bytes < end && isspace((unsigned char) *bytes)) {
        bytes++;
    }
    CHL_REQUIRE(bytes < end, err, CHL_EFORMAT,
                "the document is empty; expected schema '%s'",
                CHL_RESULT_SCHEMA);
    if (*bytes == '<') {
        CHL_TRY(chl_block_find(&bytes, &end, err));
    }
    CHL_TRY(load(bytes, (size_t) (end - bytes), &root, err));
    CHL_TRY(check_schema(root, err));
    result = chl_alloc(1, sizeof *result);
    CHL_REQUIRE_MEMORY(result, err, "the result");
    CHL_TRY(chl_record_read(&chl_record_result, root, "", result, err));
    *out = result;
    result = NULL;
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "result");
    }
    chl_result_free(result);
    json_decref(root);
    return status;
}
