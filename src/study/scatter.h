/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mode as a picture: rows by two of their columns, and its value there. */
#ifndef CHLADNI_STUDY_SCATTER_H
#define CHLADNI_STUDY_SCATTER_H

#include <chladni/data.h>
#include <chladni/report.h>

#include "study/reservoir.h"

/*
 * out->scatter from the rows and values kept. Of one column the value of the
 * mode stands in the place of the second; of more than two, those that go with
 * the mode most, by correlation over the rows kept. Numbers have four digits.
 * Nothing is done if no rows were kept. Errors: CHL_ENOMEM, CHL_EIO.
 */
chl_status chl_scatter_fill(const chl_dataset *dataset,
                            const chl_reservoir *kept, size_t mode,
                            chl_result_mode *out, chl_error *err);

#endif
