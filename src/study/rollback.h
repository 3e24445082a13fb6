/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leaving a result as it was when a study fails half way. */
#ifndef CHLADNI_STUDY_ROLLBACK_H
#define CHLADNI_STUDY_ROLLBACK_H

#include <chladni/report.h>

/* Take back the warnings after the first `count`. */
void chl_result_unwarn(chl_result *result, size_t count);
/* Take back those of one code (and, unless NULL, one text) among the first
 * `count`: they were about a section that is being replaced. */
void chl_result_unsay(chl_result *result, const char *code, const char *text,
                      size_t count);
/* Give up a ranking that was made of the prediction being replaced. */
void chl_result_unrank(chl_result *result);

#endif
