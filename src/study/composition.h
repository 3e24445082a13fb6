/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The classes of a few rows, in words. */
#ifndef CHLADNI_STUDY_COMPOSITION_H
#define CHLADNI_STUDY_COMPOSITION_H

#include <chladni/data.h>

/*
 * *words becomes "6 of 8 are \"3\", 2 \"8\""; it stays where the data have no
 * labels. Errors: CHL_ENOMEM.
 */
chl_status chl_composition_fill(const chl_dataset *dataset, const size_t *row,
                                size_t count, char **words, chl_error *err);

#endif
