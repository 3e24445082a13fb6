/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a ranking of augmentations warns of. */
#include "study/rank_warn.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "report/result.h"

static void
add_name(chl_text *text, const chl_result_item *item, bool real_only)
{
    chl_text_add(text, "%s%s (%.2g", text->length > 0 ? ", " : "", item->name,
                 item->augment->leak_share);
    if (!real_only) {
        chl_text_add(text, ", %.0f %%", 100.0 * item->augment->leak_visible);
    }
    chl_text_add_bytes(text, ")", 1);
}

/* One warning for all of them. */
chl_status
chl_rank_warn_of_leaks(const chl_result_ranking *filled, chl_result *result,
                       chl_error *err)
{
    bool real_only = strcmp(filled->law, "real-only") == 0;
    chl_status status = CHL_OK;
    chl_text names = { 0 };

    for (size_t k = 0; k < filled->count; k++) {
        if (filled->items[k].leak) {
            add_name(&names, &filled->items[k], real_only);
        }
    }
    CHL_TRY(chl_text_check(&names, "the names of augmentations", err));
    if (names.length > 0 && real_only) {
        CHL_TRY(chl_result_warn(result, "W-LEAK", "warning", err,
                                "with real-only the generator learns the "
                                "augmented law, and these change it (in "
                                "brackets, by how much of the error): %s",
                                names.data));
    } else if (names.length > 0) {
        CHL_TRY(chl_result_warn(result, "W-LEAK", "warning", err,
                                "may leak into what is generated, as less than "
                                "half of that would show through (in brackets, "
                                "what would not, as a multiple of the error, "
                                "and how much shows): %s",
                                names.data));
    }
out:
    chl_text_clear(&names);
    return status;
}

chl_status
chl_rank_warn_of_clock(const chl_law_clock *clock, chl_result *result,
                       chl_error *err)
{
    bool late = isnan(clock->high);

    if (isnan(clock->steps) || (!late && !isnan(clock->low))) {
        return CHL_OK;
    }
    return chl_result_warn(
        result, "W-CLOCK", "warning", err,
        "the run without augmentation is best at its %s checkpoint, step %g: "
        "a unit of time takes at %s as many steps as the clock says, and so do "
        "augmentations until they pay",
        late ? "last" : "first", clock->best, late ? "least" : "most");
}
