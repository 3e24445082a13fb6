/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sheets of thumbnails as pictures inside the page. */
#ifndef CHLADNI_REPORT_SHEET_H
#define CHLADNI_REPORT_SHEET_H

#include <chladni/report.h>

#include "base/text.h"

/* The sprite of that id, or NULL. */
const chl_result_sprite *chl_sheet_find(const chl_result *result,
                                        const char *id);

/*
 * Rows first..first+count-1 of the tiles as one JPEG with the alternative
 * text `words`. Pictures together stay below about a megabyte: the quality
 * falls until one fits its share, and a sentence stands in for one that never
 * does.
 * Errors     those of chl_image_encode_jpeg.
 */
chl_status chl_sheet_add(chl_text *page, const chl_result *result,
                         const chl_result_sprite *sprite, size_t first,
                         size_t count, const char *words, chl_error *err);

/* Captions of those rows as an ordered list; nothing if there are none. */
void chl_sheet_add_captions(chl_text *page, const chl_result_sprite *sprite,
                            size_t first, size_t count, const char *summary);

#endif
