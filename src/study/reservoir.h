/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A few rows drawn from a stream of rows, each with a few values: the same
 * ones in whatever order the rows come, and from whatever parts.
 */
#ifndef CHLADNI_STUDY_RESERVOIR_H
#define CHLADNI_STUDY_RESERVOIR_H

#include <stdbool.h>
#include <stddef.h>

/* A view of chl_reservoir_length(size, width) doubles, all 0 at first. */
typedef struct chl_reservoir {
    size_t size;  /* rows kept, at most                                      */
    size_t width; /* values of a row                                         */
    double *record;
} chl_reservoir;

size_t chl_reservoir_length(size_t size, size_t width);

/* Rows below 2^53. */
void chl_reservoir_add(const chl_reservoir *into, size_t row,
                       const double *values);
/* All of another one of the same size and width. */
void chl_reservoir_take(const chl_reservoir *into, const double *record);

size_t chl_reservoir_count(const chl_reservoir *from);
size_t chl_reservoir_row(const chl_reservoir *from, size_t index);
/* width values. */
const double *chl_reservoir_values(const chl_reservoir *from, size_t index);

#endif
