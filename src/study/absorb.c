/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moving parts of one result to another. */
#include "study/absorb.h"

#include "base/error.h"

chl_status
chl_absorb_warnings(chl_result *to, chl_result *from, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t added = from->warning_count;
    chl_warning *grown;

    if (added == 0) {
        return CHL_OK;
    }
    grown = chl_realloc(to->warnings, to->warning_count + added, sizeof *grown);
    CHL_REQUIRE_MEMORY(grown, err, "the warnings of the result");
    to->warnings = grown;
    for (size_t k = 0; k < added; k++) {
        grown[to->warning_count + k] = from->warnings[k];
    }
    to->warning_count += added;
    from->warning_count = 0;
out:
    return status;
}
