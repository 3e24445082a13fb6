/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which mode limits the rate, and on which side of critical damping. */
#ifndef CHLADNI_DYNAMICS_RATE_H
#define CHLADNI_DYNAMICS_RATE_H

#include <chladni/dynamics.h>

/* True if the slowest mode is underdamped, so that more damping helps. */
bool chl_rate_wants_damping(const chl_game *game, const double *lambda,
                            size_t count, chl_band band);

#endif
