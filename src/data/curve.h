/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How one training run went: a score at several numbers of steps.
 *
 * A CSV table has the columns steps and score, or kimg (thousands of images)
 * and score, and may have batch; runs with several seeds may follow one
 * another, and are averaged. A run folder as in data/runs.h has a line per
 * evaluation in metric-NAME.jsonl, that of network-snapshot-KIMG.pkl.
 */
#ifndef CHLADNI_DATA_CURVE_H
#define CHLADNI_DATA_CURVE_H

#include <chladni/base.h>

typedef struct chl_curve {
    size_t count;
    double *steps, *score; /* steps ascending, all different; score finite */
    bool higher;           /* larger is better                             */
} chl_curve;

/*
 * batch: images per step where the run does not say; 0 = not known.
 * Ownership  the caller's (chl_curve_clear); untouched on error
 * Errors     CHL_EDATA   not there; fewer than 3 numbers of steps with a score;
 *                        a batch is needed; steps not above 0
 *            CHL_EFORMAT malformed; the text names file, line, what was found
 *                        and expected
 *            CHL_ENOMEM
 */
chl_status chl_curve_read(const char *where, const char *metric, bool higher,
                          size_t batch, chl_curve *out, chl_error *err);
void chl_curve_clear(chl_curve *curve);

/* Where the score is best: the top of the parabola in ln steps through the best
 * and its neighbours, between which it lies: low and high. At an end of the run
 * the end itself, and beyond it NaN. */
typedef struct chl_curve_best {
    double steps, low, high;
} chl_curve_best;

chl_curve_best chl_curve_find_best(const chl_curve *curve);

#endif
