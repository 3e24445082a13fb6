/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small changes of a row that a discriminator should not miss. To leading
 * order their effect is quadratic in their size, so that the ratio of two
 * effects does not depend on it.
 *
 *   images   noise     e R z on every value, z standard normal
 *            blur      a tenth of the way to the mean over 3 x 3 pixels
 *            contrast  (1 + e) times about the mean of the row
 *            smooth    e R times one field of low frequency, the same for all
 *   others   noise     e sd_k z_k
 *            spread    (1 + e) times about the mean row
 *            shift     e sd_k times a fixed sign
 *
 * e = 1/20; R the full range.
 */
#ifndef CHLADNI_STUDY_NUDGE_H
#define CHLADNI_STUDY_NUDGE_H

#include <chladni/operators.h>

enum {
    CHL_NUDGES = 4 /* at most */
};

typedef struct chl_nudges {
    size_t count, d;
    size_t height, width, channels; /* of images, else 0 */
    double full;                    /* R                 */
    double *mean, *spread;          /* d each, of others */
    double *field;                  /* d: of smooth and shift */
    uint64_t seed;
} chl_nudges;

/* Means and deviations are those of all rows of the sample's places.
 * Errors: CHL_ENOMEM, CHL_EIO */
chl_status chl_nudges_create(const chl_sample *sample, chl_nudges *out,
                             chl_error *err);
void chl_nudges_clear(chl_nudges *nudges);

/* y = x nudged in way k < count; y does not overlap x. */
void chl_nudge(const chl_nudges *nudges, size_t k, size_t row, const double *x,
               double *y);

#endif
