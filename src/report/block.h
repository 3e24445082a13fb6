/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The block of a page that holds its result. */
#ifndef CHLADNI_REPORT_BLOCK_H
#define CHLADNI_REPORT_BLOCK_H

#include <chladni/report.h>

/* *bytes to *end become what stands in <script ... id="chladni-result" ...>;
 * as it is there, escaped by chl_markup_json. Errors: CHL_EFORMAT. */
chl_status chl_block_find(const char **bytes, const char **end, chl_error *err);

#endif
