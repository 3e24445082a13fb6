/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/rollback.h"

#include <string.h>

#include "report/result.h"

static void
clear(chl_warning *warning)
{
    chl_free(warning->code);
    chl_free(warning->severity);
    chl_free(warning->text);
}

void
chl_result_unwarn(chl_result *result, size_t count)
{
    while (result->warning_count > count) {
        clear(&result->warnings[--result->warning_count]);
    }
}

void
chl_result_unsay(chl_result *result, const char *code, const char *text,
                 size_t count)
{
    size_t kept = 0;

    for (size_t k = 0; k < result->warning_count; k++) {
        chl_warning *warning = &result->warnings[k];

        if (k < count && strcmp(warning->code, code) == 0
            && (text == NULL || strcmp(warning->text, text) == 0)) {
            clear(warning);
        } else {
            result->warnings[kept++] = *warning;
        }
    }
    result->warning_count = kept;
}

void
chl_result_unrank(chl_result *result)
{
    const chl_result_ranking *r = result->ranking;

    if (r != NULL && r->kind != NULL
        && (strcmp(r->kind, "gamma") == 0 || strcmp(r->kind, "scheme") == 0)) {
        chl_result_section_free(&chl_record_ranking, result->ranking);
        result->ranking = NULL;
    }
}
