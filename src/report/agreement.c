/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where operators agree. */
#include "report/agreement.h"

#include <math.h>

chl_meeting
chl_agreement_meet(const chl_result_agreement *agreement, size_t mode)
{
    chl_meeting m = { 0, NULL, NULL };

    for (size_t k = 0; k < agreement->count; k++) {
        const chl_result_opinion *o = &agreement->opinions[k];

        if (!o->trusted || mode >= o->count || isnan(o->ci_low[mode])
            || isnan(o->ci_high[mode])) {
            continue;
        }
        m.voices++;
        if (m.upper == NULL || o->ci_low[mode] > m.upper->ci_low[mode]) {
            m.upper = o;
        }
        if (m.lower == NULL || o->ci_high[mode] < m.lower->ci_high[mode]) {
            m.lower = o;
        }
    }
    return m;
}

bool
chl_agreement_apart(const chl_result_agreement *agreement, size_t mode)
{
    const chl_meeting m = chl_agreement_meet(agreement, mode);

    return m.voices > 1 && m.upper->ci_low[mode] > m.lower->ci_high[mode];
}

size_t
chl_agreement_modes(const chl_result_agreement *agreement)
{
    size_t most = 0;

    for (size_t k = 0; k < agreement->count; k++) {
        size_t count = agreement->opinions[k].count;

        most = count > most ? count : most;
    }
    return most;
}
