/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/rollback.h"

void
chl_result_unwarn(chl_result *result, size_t count)
{
    while (result->warning_count > count) {
        chl_warning *last = &result->warnings[--result->warning_count];

        chl_free(last->code);
        chl_free(last->severity);
        chl_free(last->text);
    }
}
