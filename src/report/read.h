/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Structs from JSON by their tables. */
#ifndef CHLADNI_REPORT_READ_H
#define CHLADNI_REPORT_READ_H

#include <jansson.h>

#include "report/fields.h"

/*
 * Fill the zeroed struct at `base` from an object. `path` names the object in
 * messages ("spectrum", "" for the outermost). What was read before an error
 * stays and is given back by chl_record_clear.
 * Errors  CHL_EFORMAT a member is missing, of another type, negative, or a
 *         list is not as long as its neighbours; CHL_ENOMEM.
 */
chl_status chl_record_read(const chl_record *record, json_t *object,
                           const char *path, void *base, chl_error *err);

#endif
