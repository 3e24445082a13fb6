/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The game that each candidate makes of the data, in the slowest modes f of
 * the data as they are and the constant: the same functions for all. Per group
 * of rows
 *
 *     M, A   E f_i f_j and E grad f_i . grad f_j under the augmented law
 *     C      what of the gradients reaches the generator: C_part and A_part of
 *            a part of the rows, at several draws of each
 *     S      E_x f_i(Tx) f_j(T'x), T and T' independent: with the means taken
 *            off the covariance of E_T f(Tx), which n rows leave 1/n of as
 *            noise; and M_part of the same rows and draws
 *     seen   E f(Tx), and E f(T'Tx) twice
 *     W      of the tangent kernel, if the discriminator moves as a network
 *
 * C and S are carried over from a part of the rows to all of them by the
 * change of basis that does so with A and M (chl_carry_over): an
 * augmentation that changes nothing then loses nothing, and of what a strong
 * one leaves, the share is as precise as its own rows are.
 */
#ifndef CHLADNI_STUDY_LAW_H
#define CHLADNI_STUDY_LAW_H

#include <chladni/balanced.h>
#include <chladni/ntk.h>

#include "study/candidates.h"
#include "study/expected.h"

enum {
    CHL_LAW_MODES = 24 /* at most */
};

/* Steps of the trainer per unit of time of the flow, from one run without
 * augmentation: where it was best, over when the predicted error is least. All
 * NaN without such a run, low and high where it was best at an end. */
typedef struct chl_law_clock {
    double best; /* step */
    double steps, low, high;
} chl_law_clock;

/* Sums of one candidate, groups x (size^2 or size), size = modes + 1. */
typedef struct chl_law_sums {
    double *mass, *stiffness, *coupling, *part, *average, *moment;
    double *seen, *twice;
    chl_mobility *mobility; /* NULL: L2 */
    double lambda;          /* lambda_1 of the augmented law, all functions */
    double slope[CHL_RANK_GROUPS], square[CHL_RANK_GROUPS],
        mean[CHL_RANK_GROUPS]; /* of its mode: |grad|^2, f^2, f */
} chl_law_sums;

struct chl_law {
    chl_basis *basis;
    chl_functions *functions;
    size_t modes, size;
    size_t coupled, draws; /* rows in C, at most, and draws of each */
    size_t moments, again; /* rows in S and seen, at most, and draws */
    chl_pair_kernel theta; /* the tangent kernel, if `wide`         */
    bool wide;
    double mobile;                /* W is multiplied by                     */
    chl_expected_run run;         /* the game, and how long it is played */
    chl_law_clock clock;          /* the rates of `run` are over its steps */
    double gamma;                 /* as the trainer writes it            */
    double *coefficients;         /* functions x size, the constant last */
    double lambda[CHL_LAW_MODES]; /* of the data */
    chl_law_sums *sums;           /* one per candidate */
    size_t count;
};
typedef struct chl_law chl_law;

/* Errors: CHL_EDATA too few rows; CHL_ENUMERIC, CHL_ENOMEM, CHL_EIO,
 * CHL_ECANCELLED. law.c */
chl_status chl_law_create(const chl_candidates *candidates, chl_law **out,
                          chl_error *err);
void chl_law_free(chl_law *law);

/* Sums of one candidate; NULL augment: the data as they are. law_sums.c */
chl_status chl_law_measure(const chl_candidates *candidates, chl_law *law,
                           const chl_augment *augment, chl_law_sums *out,
                           chl_error *err);
/* The sums' own lists. CHL_ENOMEM */
chl_status chl_law_sums_init(const chl_law *law, chl_law_sums *out,
                             chl_error *err);
void chl_law_sums_clear(chl_law_sums *sums);
/* The leading modes of the augmented law: values and, q x count, coefficients
 * with the constant last, of mean 0. law.c */
chl_status chl_law_solve(const chl_law *law, const double *mass,
                         const double *stiffness, size_t count, double *lambda,
                         double *coefficients, size_t *found, chl_error *err);

/* The kernel that the settings name. law_mobility.c. CHL_EARG */
chl_status chl_law_pick_mobility(const chl_candidates *candidates, chl_law *law,
                                 chl_error *err);
/* W of one candidate, and, of the data as they are, its scale. CHL_ENOMEM,
 * CHL_EIO, CHL_ECANCELLED */
chl_status chl_law_measure_mobility(const chl_candidates *candidates,
                                    chl_law *law, const chl_augment *augment,
                                    chl_law_sums *out, chl_error *err);
/* W, size x size; nothing without. */
chl_status chl_law_mobility(const chl_law *law, const chl_law_sums *sums,
                            const double *weight, double *out, chl_error *err);

/* Weighted means over the groups of `values` per group. */
void chl_law_average(size_t values, const double *sums, const double *weight,
                     double *out);

/* Share C / A of one mode. */
double chl_law_transmission(const chl_law_sums *sums, size_t size,
                            const double *weight, size_t mode);
/*
 * The way from the law of the data to the augmented one, in the modes:
 * d_k = E f_k(Tx) - E f_k(x), and the next one behind it, E f_k(T'Tx) - E
 * f_k(Tx), which is what of d is seen through T. Lengths are E|v|^2 of v = sum
 * d_k grad f_k / lambda_k, without bias; 0 where chance (signs of the
 * groups) makes as much once in a hundred times.
 */
typedef struct chl_law_way {
    double length, seen;
    double d[CHL_LAW_MODES];
} chl_law_way;

void chl_law_find_way(const chl_law *law, const chl_law_sums *sums,
                      const double *weight, chl_law_way *out);
/* The scores that come from the game, of all candidates. law_score.c.
 * CHL_ENUMERIC, CHL_ENOMEM */
chl_status chl_law_score(const chl_candidates *candidates, const chl_law *law,
                         const chl_replicate *replicate, double *scores,
                         chl_error *err);
/* A candidate with its transmissions and hidden directions, the rest of it
 * still empty. law_hidden.c */
chl_status chl_law_describe(const chl_candidates *candidates,
                            const chl_law *law, size_t index, size_t scores,
                            size_t ties, chl_result_augment **out,
                            chl_error *err);
/* The sentence of what is hidden, from the directions. hidden_words.c.
 * CHL_ENOMEM */
chl_status chl_law_name_hidden(chl_result_augment *augment, chl_error *err);
/* Set law->clock, and the rates of law->run by it; all sums are there.
 * law_clock.c. Errors: of chl_curve_read; CHL_EARG gamma is not given;
 * CHL_ENUMERIC the predicted error has no least value */
chl_status chl_law_set_clock(const chl_candidates *candidates, chl_law *law,
                             chl_error *err);
/*
 * The error of one candidate after chl_expected_step(k) steps, k < count, and
 * the step from which on one error stays below another, by interpolation: 0 =
 * all along, NaN = never.
 * Errors  CHL_ENUMERIC, CHL_ENOMEM
 */
chl_status chl_law_follow(const chl_candidates *candidates, const chl_law *law,
                          size_t index, size_t count, double *error,
                          chl_error *err);
double chl_law_turn(size_t count, const double *base, const double *error);
/* Fill law->run from the settings; lambda is there. law_game.c. CHL_EARG,
 * CHL_EUNSUPPORTED */
chl_status chl_law_play(const chl_candidates *candidates, chl_law *law,
                        chl_error *err);

#endif
