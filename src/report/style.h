/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The style sheet: colours and charts, which a drawing alone needs too, and
 * the page around them. */
#ifndef CHLADNI_REPORT_STYLE_H
#define CHLADNI_REPORT_STYLE_H

#include "base/text.h"

void chl_style_add_chart(chl_text *out);
void chl_style_add_page(chl_text *out);

#endif
