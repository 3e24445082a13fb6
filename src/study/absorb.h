/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts made in a result of their own, handed over in one step that cannot
 * stop halfway. */
#ifndef CHLADNI_STUDY_ABSORB_H
#define CHLADNI_STUDY_ABSORB_H

#include <chladni/report.h>

/* Move the warnings of `from` behind those of `to`. Errors: CHL_ENOMEM, both
 * unchanged. */
chl_status chl_absorb_warnings(chl_result *to, chl_result *from,
                               chl_error *err);

#endif
