/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The check of a dataset: everything that is wrong or odd with it. */
#include "data/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* Errors that say something about the data, not about us. */
static bool
is_about_data(chl_status status)
{
    return status == CHL_EDATA || status == CHL_EFORMAT
           || status == CHL_EUNSUPPORTED;
}

/* Why the dataset could not be opened, without the name before it. */
static chl_status
report_refusal(const char *where, const chl_error *why, chl_findings *sink,
               chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text name = { 0 };
    const char *text = why->text;

    chl_name_escape(&name, where, strlen(where));
    chl_text_add(&name, "%s", "");
    CHL_TRY(chl_text_check(&name, "the name of a dataset", err));
    if (strncmp(text, name.data, name.length) == 0
        && strncmp(text + name.length, ": ", 2) == 0) {
        text += name.length + 2;
    }
    CHL_TRY(chl_findings_add(sink, CHL_SEVERITY_ERROR, "unusable", name.data,
                             err, "%s", text));
out:
    chl_text_clear(&name);
    return status;
}

static chl_status
open_and_look(const char *where, const chl_dataset_settings *settings,
              chl_findings *sink, chl_dataset **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_dataset *dataset = NULL;
    chl_dataset_settings plain = *settings;
    chl_error why = { 0 };

    plain.features = NULL;
    status = chl_dataset_open_with(where, &plain, sink, &dataset, &why);
    if (is_about_data(status)) {
        return report_refusal(where, &why, sink, err);
    }
    CHL_REQUIRE(status == CHL_OK, err, status, "%s", why.text);
    CHL_TRY(chl_check_rows(dataset, &settings->progress, sink, err));
    if (settings->features != NULL) {
        status = chl_dataset_attach_with(dataset, settings->features, settings,
                                         sink, &why);
        if (is_about_data(status)) {
            status = report_refusal(settings->features, &why, sink, err);
            goto out;
        }
        CHL_REQUIRE(status == CHL_OK, err, status, "%s", why.text);
        CHL_TRY(
            chl_check_rows(dataset->features, &settings->progress, sink, err));
    }
    *out = dataset;
    dataset = NULL;
out:
    chl_dataset_free(dataset);
    return status;
}

/* Errors first; within a severity the order of the data stays. */
static chl_status
sort_findings(chl_findings *findings, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_finding *sorted = chl_alloc(findings->count, sizeof *sorted);
    size_t next = 0;

    CHL_REQUIRE_MEMORY(sorted, err, "the findings");
    for (int level = CHL_SEVERITY_ERROR; level >= CHL_SEVERITY_NOTE; level--) {
        for (size_t k = 0; k < findings->count; k++) {
            if ((int) findings->list[k].severity == level) {
                sorted[next++] = findings->list[k];
            }
        }
    }
    chl_free(findings->list);
    findings->list = sorted;
out:
    return status;
}

static size_t
count_severity(const chl_findings *findings, chl_severity severity)
{
    size_t count = 0;

    for (size_t k = 0; k < findings->count; k++) {
        count += findings->list[k].severity == severity;
    }
    return count;
}

static chl_check *
wrap(chl_findings *findings, chl_dataset *dataset)
{
    chl_check *check = chl_alloc(1, sizeof *check);

    if (check != NULL) {
        check->findings = findings->list;
        check->count = findings->count;
        check->errors = count_severity(findings, CHL_SEVERITY_ERROR);
        check->warnings = count_severity(findings, CHL_SEVERITY_WARNING);
        check->dataset = dataset;
        check->usable = dataset != NULL && check->errors == 0;
    }
    return check;
}

chl_status
chl_dataset_check(const char *where, const chl_dataset_settings *settings,
                  chl_check **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_dataset_settings s =
        settings != NULL ? *settings : chl_dataset_settings_default();
    chl_findings findings = { 0 };
    chl_dataset *dataset = NULL;
    chl_check *check = NULL;

    CHL_TRY(open_and_look(where, &s, &findings, &dataset, err));
    CHL_TRY(chl_findings_close(&findings, err));
    CHL_TRY(sort_findings(&findings, err));
    check = wrap(&findings, dataset);
    CHL_REQUIRE_MEMORY(check, err, "a check");
    *out = check;
    findings = (chl_findings){ 0 };
    dataset = NULL;
out:
    chl_findings_clear(&findings);
    chl_dataset_free(dataset);
    return status;
}

void
chl_check_free(chl_check *check)
{
    if (check != NULL) {
        chl_findings findings = { .list = check->findings,
                                  .count = check->count };

        chl_findings_clear(&findings);
        chl_dataset_free(check->dataset);
        chl_free(check);
    }
}
