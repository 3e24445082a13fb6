/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mode sets apart, on the page: pictures or names of the items at its
 * two ends, and the columns it goes with. */
#ifndef CHLADNI_REPORT_MODE_ENDS_H
#define CHLADNI_REPORT_MODE_ENDS_H

#include <chladni/report.h>

#include "base/text.h"

/* The sheet called `sprite`, if there is one, as figure `id`. */
chl_status chl_mode_ends_add(chl_text *page, const chl_result *result,
                             const chl_result_mode *mode, const char *sprite,
                             const char *id, chl_error *err);

#endif
