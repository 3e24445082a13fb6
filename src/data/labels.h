/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classes of images, from the names of folders or from a dataset.json. */
#ifndef CHLADNI_DATA_LABELS_H
#define CHLADNI_DATA_LABELS_H

#include "data/reader.h"

/*
 * Below the folders that all images share, the next folder is the class, if
 * every image has one and there are at least two; numbered in the order of
 * the rows. Folders 00000, 00001, ... of images img00000000 are StyleGAN's way
 * of keeping folders small, not classes; nor are archives in a folder.
 *
 * Shapes  table->item_names has table->count names in natural order.
 * Errors  CHL_ENOMEM; the table then has no labels.
 */
chl_status chl_labels_from_folders(chl_table *table, chl_error *err);

/*
 * StyleGAN's  { "labels": [["00000/img00000000.png", 3], ...] }  or null.
 * Labels that are no integers (camera poses, say) are left out with a note.
 *
 * Errors  CHL_EFORMAT  not of that form, a label outside 0..65535, or an
 *                      image without one (a finding, if there is a sink)
 */
chl_status chl_labels_from_json(const char *json, size_t size,
                                chl_findings *sink, chl_table *table,
                                chl_error *err);

#endif
