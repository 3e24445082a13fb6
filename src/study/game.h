/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a prediction is made of: the game and the usable eigenvalues. */
#ifndef CHLADNI_STUDY_GAME_H
#define CHLADNI_STUDY_GAME_H

#include <chladni/dynamics.h>
#include <chladni/study.h>

/*
 * lambda, and its interval clipped at 0, of the modes that are finite and
 * positive, for the resolution trained on; low and high are NaN where the
 * interval is not known. The game is
 * that of the flow: n_d discriminator steps per generator step count as a
 * rate n_d lr_d, and as n_d batches.
 */
typedef struct chl_study_game {
    const chl_predict_settings *settings;
    const chl_loss *loss;
    const chl_penalty *penalty;
    const chl_scheme *scheme; /* NULL = all */
    chl_game game;            /* gamma 0 until it is chosen */
    double *lambda, *low, *high;
    size_t count;
    double enlarged; /* pixels trained on per pixel measured                  */
} chl_study_game;

/* The game at a weight of the penalty. */
chl_game chl_study_game_at(const chl_study_game *g, double weight);

/* Fill best_gamma, gamma_low, gamma_high, best_rate, the budget's three and
 * the gamma in force. All in the trainer's units of the penalty. */
void chl_predict_gamma(const chl_study_game *g, chl_result_prediction *p);

/* Rate interval at this game, from the eigenvalues' intervals; NaN if that of
 * the slowest mode is not known. */
void chl_predict_rate_interval(const chl_study_game *g, const chl_game *game,
                               double *low, double *high);

/* Angular frequency of the mode that limits the rate; 0 if none swings. */
double chl_predict_frequency(const chl_study_game *g, const chl_game *game);

/* V(gamma) over the usable modes; NaN without a batch. */
double chl_predict_noise(const chl_study_game *g, const chl_game *game);

/* E_N of (1.5), and its range while every eigenvalue runs over its interval;
 * NaN without a budget. */
typedef struct chl_study_error {
    double value, low, high;
} chl_study_error;
chl_study_error chl_predict_error(const chl_study_game *g,
                                  const chl_game *game);

/* The same game with every penalty, and what trainers would set by rule (of
 * images only). */
chl_status chl_predict_lists(const chl_study_game *g, const chl_result *result,
                             chl_result_prediction *p, chl_error *err);

/* Fill the sweep, whose arrays are there. */
void chl_predict_sweep(const chl_study_game *g, chl_result_prediction *p);

/* The schemes asked for, and their limits. */
size_t chl_predict_scheme_count(const chl_study_game *g);
chl_status chl_predict_schemes(const chl_study_game *g,
                               chl_result_prediction *p, chl_error *err);

#endif
