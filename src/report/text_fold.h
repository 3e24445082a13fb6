/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table folded to the width of a terminal. */
#ifndef CHLADNI_REPORT_TEXT_FOLD_H
#define CHLADNI_REPORT_TEXT_FOLD_H

#include "report/text_table.h"

/* Columns of a terminal that UTF-8 takes, one for every character. */
size_t chl_text_columns(const char *words, size_t size);

/* Words in lines of at most `room` >= 1 characters, broken at blanks; a longer
 * word behind one of the signs / _ - . , or else anywhere. */
void chl_text_add_folded(chl_text *out, const char *words, size_t room);

/* Print a finished table. Where its columns find no room beside each other, the
 * last ones come below, behind the first one again. Errors: CHL_ENOMEM. */
chl_status chl_text_table_fold(const chl_text_table *table, chl_text *out,
                               chl_error *err);

#endif
