/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contact sheets of a result, to be filled tile by tile. */
#ifndef CHLADNI_STUDY_SHEETS_H
#define CHLADNI_STUDY_SHEETS_H

#include <chladni/report.h>

#include "study/tile.h"

/* An empty sheet, part of `result` from now on. Errors: CHL_ENOMEM. */
chl_status chl_tiles_add(const chl_tile *tile, const char *id, size_t columns,
                         size_t rows, chl_result *result,
                         chl_result_sprite **out, chl_error *err);

/* The sheet `id` of the items at the ends of a mode, lowest in the first row,
 * highest in the second; none without items, or if the data are no images.
 * sprites.c. Errors: CHL_ENOMEM, CHL_EIO, CHL_EARG a row is not there. */
chl_status chl_tiles_mode(const chl_dataset *dataset,
                          const chl_result_mode *mode, const char *id,
                          chl_result *result, chl_error *err);

/* Hand the sheets of one result to another, or none. What it replaces there,
 * sheets of the same names, comes back in exchange. Errors: CHL_ENOMEM. */
chl_status chl_tiles_move(chl_result *from, chl_result *to, chl_error *err);

#endif
