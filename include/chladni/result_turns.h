/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of a ranking that is about the length of runs; a part of report.h.
 */
#ifndef CHLADNI_RESULT_TURNS_H
#define CHLADNI_RESULT_TURNS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How long a run must be for the order to change. */
typedef struct chl_result_turns {
    double best; /* step at which the baseline run was best; NaN = no run,
                    as the next three                                      */
    double clock, clock_low, clock_high; /* its steps per unit of time       */
    size_t count;
    double *from; /* per item: steps from which on it stays better than the
                     baseline; 0 = all along, NaN = never                    */
} chl_result_turns;

#ifdef __cplusplus
}
#endif

#endif
