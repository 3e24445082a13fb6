/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What arrays of data and of labels are called in files of several arrays,
 * in order of preference; NULL behind the last. */
#ifndef CHLADNI_DATA_KEYS_H
#define CHLADNI_DATA_KEYS_H

static const char *const chl_data_keys[] = {
    "images",  "imgs",         "X",     "x",        "data", "x_train",
    "train_x", "train_images", "arr_0", "features", NULL
};
static const char *const chl_label_keys[] = { "labels",       "y",
                                              "y_train",      "train_y",
                                              "train_labels", NULL };

#endif
