/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where operators agree: one rule for whoever counts, prints or draws it. */
#ifndef CHLADNI_REPORT_AGREEMENT_H
#define CHLADNI_REPORT_AGREEMENT_H

#include <chladni/report.h>

/* Two opinions with the least in common on one eigenvalue, among those that
 * are trusted and list it with an interval. */
typedef struct chl_meeting {
    size_t voices;
    const chl_result_opinion *lower; /* of the lowest upper end; NULL: none  */
    const chl_result_opinion *upper; /* of the highest lower end             */
} chl_meeting;

chl_meeting chl_agreement_meet(const chl_result_agreement *agreement,
                               size_t mode);
/* Two intervals of this eigenvalue do not meet. */
bool chl_agreement_apart(const chl_result_agreement *agreement, size_t mode);
/* Eigenvalues that some opinion lists. */
size_t chl_agreement_modes(const chl_result_agreement *agreement);

#endif
