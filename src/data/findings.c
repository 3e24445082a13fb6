/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list a check fills. */
#include "data/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

static chl_status
make_room(chl_findings *findings, chl_error *err)
{
    size_t capacity = findings->capacity > 0 ? 2 * findings->capacity : 16;
    chl_finding *grown;

    if (findings->count < findings->capacity) {
        return CHL_OK;
    }
    grown = chl_realloc(findings->list, capacity, sizeof *grown);
    if (grown == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for %zu findings",
                        capacity);
    }
    findings->list = grown;
    findings->capacity = capacity;
    return CHL_OK;
}

static const char *const by_the_million[] = { "not-finite", "duplicate", "flat",
                                              "skipped" };

/* The tally of a code, or NULL if all of its findings are listed. */
static chl_findings_tally *
find_tally(chl_findings *findings, const char *code)
{
    for (size_t k = 0; k < sizeof by_the_million / sizeof *by_the_million;
         k++) {
        if (strcmp(code, by_the_million[k]) == 0) {
            findings->tally[k].code = code;
            return &findings->tally[k];
        }
    }
    return NULL;
}

chl_status
chl_findings_add(chl_findings *findings, chl_severity severity,
                 const char *code, const char *item, chl_error *err,
                 const char *format, ...)
{
    chl_status status = CHL_OK;
    chl_finding found = { .severity = severity, .code = code };
    char text[CHL_ERROR_TEXT];
    va_list args;
    chl_findings_tally *tally;

    if (findings == NULL) {
        return CHL_OK;
    }
    tally = find_tally(findings, code);
    if (tally != NULL) {
        tally->severity = severity;
        if (++tally->count > CHL_FINDINGS_LISTED) {
            return CHL_OK;
        }
    }
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    CHL_TRY(make_room(findings, err));
    found.item = chl_strdup(item);
    found.text = chl_strdup(text);
    CHL_REQUIRE_MEMORY(found.item, err, "a finding");
    CHL_REQUIRE_MEMORY(found.text, err, "a finding");
    findings->list[findings->count++] = found;
    found = (chl_finding){ 0 };
out:
    chl_free(found.item);
    chl_free(found.text);
    return status;
}

chl_status
chl_findings_close(chl_findings *findings, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t k = 0; k < CHL_FINDINGS_CODES; k++) {
        chl_findings_tally *tally = &findings->tally[k];
        size_t left = tally->count - CHL_FINDINGS_LISTED;

        if (tally->count > CHL_FINDINGS_LISTED) {
            tally->count = 0;
            CHL_TRY(chl_findings_add(findings, tally->severity, tally->code,
                                     "more", err, "%zu more are not listed",
                                     left));
        }
    }
out:
    return status;
}

void
chl_findings_clear(chl_findings *findings)
{
    for (size_t k = 0; k < findings->count; k++) {
        chl_free(findings->list[k].item);
        chl_free(findings->list[k].text);
    }
    chl_free(findings->list);
    *findings = (chl_findings){ 0 };
}
