/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator of a pair, stepped as the networks are. */
#ifndef CHLADNI_TESTS_TRAIN_LINEAR_H
#define CHLADNI_TESTS_TRAIN_LINEAR_H

#include "run.h"
#include "tangent.h"

/*
 * From alpha = 0 and this kappa: the mean square displacement kappa' D kappa at
 * every snapshot, steps / every + 1 of them.
 */
chl_status train_linear_run(const train_tangent *tangent, const chl_game *game,
                            const train_schedule *schedule, const double *kappa,
                            double *squares, chl_error *err);

#endif
