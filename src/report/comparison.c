/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between two results. */
#include "report/comparison.h"

bool
chl_comparison_apart(const chl_result_side *side, size_t mode)
{
    return side->like && mode < side->count
           && (side->ratio_low[mode] > 1.0 || side->ratio_high[mode] < 1.0);
}

const char *
chl_comparison_word(const chl_result_side *side, size_t mode)
{
    if (!chl_comparison_apart(side, mode)) {
        return "";
    }
    return side->ratio[mode] < 1.0 ? "slower" : "faster";
}
