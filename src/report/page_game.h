/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The game behind a prediction, for curves the result does not hold. */
#ifndef CHLADNI_REPORT_PAGE_GAME_H
#define CHLADNI_REPORT_PAGE_GAME_H

#include <chladni/dynamics.h>
#include <chladni/report.h>

/*
 * Results hold what a trainer sets: the weight of its penalty and the learning
 * rate of one discriminator step. (1.1) has gamma, and the rate of all n_d
 * steps that go with one of the generator.
 */
double chl_page_gamma(const chl_result_prediction *prediction, double weight);
double chl_page_turns(const chl_result_prediction *prediction);

/*
 * The game at the weight in force. False if the result does not say enough, or
 * if its roots are not those of (1.1), as under consensus optimisation: then
 * a curve drawn from the game would contradict the numbers beside it.
 */
bool chl_page_game(const chl_result_prediction *prediction, chl_game *out);

/* Range of weights worth drawing: that of the sweep, or about the best. */
void chl_page_gamma_range(const chl_result_prediction *prediction, double *low,
                          double *high);

/* w(t) of one mode from w(0) = 1, w'(0) = 0, given its two roots. */
double chl_page_displacement(const chl_complex roots[2], double t);

#endif
