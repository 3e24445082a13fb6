/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a check finds in a dataset that could be opened. */
#ifndef CHLADNI_DATA_CHECK_H
#define CHLADNI_DATA_CHECK_H

#include "data/dataset.h"

/* One pass over the rows: too few, constant, flat images, columns, classes,
 * unused range. */
chl_status chl_check_rows(const chl_dataset *dataset,
                          const chl_progress *progress, chl_findings *sink,
                          chl_error *err);

#endif
