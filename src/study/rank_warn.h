/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a ranking of augmentations warns of. */
#ifndef CHLADNI_STUDY_RANK_WARN_H
#define CHLADNI_STUDY_RANK_WARN_H

#include "study/law.h"

/* W-LEAK, once for all that may. CHL_ENOMEM */
chl_status chl_rank_warn_of_leaks(const chl_result_ranking *filled,
                                  chl_result *result, chl_error *err);
/* W-CLOCK, where the run was best at one of its ends. CHL_ENOMEM */
chl_status chl_rank_warn_of_clock(const chl_law_clock *clock,
                                  chl_result *result, chl_error *err);

#endif
