/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels kept in a file of their own beside the data. */
#ifndef CHLADNI_DATA_SIBLINGS_H
#define CHLADNI_DATA_SIBLINGS_H

#include "data/reader.h"

/* Bytes of a file to a table of their format, labels not refused. */
typedef chl_status chl_parse_fn(const uint8_t *bytes, size_t size,
                                chl_table *out, chl_error *err);

/*
 * The path with the last occurrence of `part` in its last component replaced.
 * *out is NULL if there is none; else the caller's (chl_free).
 * Errors  CHL_ENOMEM
 */
chl_status chl_sibling_path(const char *path, const char *part,
                            const char *replacement, char **out,
                            chl_error *err);

/*
 * Take the labels at `path` into the table, if there is such a file and it
 * holds one integer per row; their distinct values in ascending order are the
 * classes. A file that does not fit is a warning in the sink and no more.
 * Errors  CHL_ENOMEM
 */
chl_status chl_sibling_labels(const char *path, chl_parse_fn *parse,
                              chl_findings *sink, chl_table *table,
                              chl_error *err);

/*
 * The same from a column that is there.
 * Errors  CHL_EDATA    no integers, another number of rows, too many classes
 *         CHL_ENOMEM
 */
chl_status chl_labels_from_column(const chl_table *column, chl_table *table,
                                  chl_error *err);
/* Labels that could not be had: a warning in the sink. CHL_OK stays CHL_OK;
 * lost memory, cancelling and I/O stay errors. */
chl_status chl_labels_unused(chl_status status, const char *name,
                             const chl_error *why, chl_findings *sink,
                             chl_error *err);

#endif
