/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Convergence: what the eigenvalues of the adversarial operator say about the
 * training of a game, when its modes mix. See adversarial.h for the operator;
 * where they do not mix (C = A, flow in L2) all of this is (1.1) of dynamics.h.
 */
#ifndef CHLADNI_CONVERGENCE_H
#define CHLADNI_CONVERGENCE_H

#include <chladni/adversarial.h>
#include <chladni/dynamics.h>
#include <chladni/eigen.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The constants of a game; c2 on the constant from the loss, or NULL: c2. */
CHL_API chl_adversarial_constants chl_game_constants(const chl_game *game,
                                                     const chl_loss *loss);

typedef struct chl_convergence_settings {
    chl_general_settings solver; /* count, method, ...; rightmost by default */
    double shift;                /* > 0; 0 = chl_flow_shift (default)        */
    double batch; /* B, real and as many generated samples; 0 = without noise
                     (default)                                               */
    double h;     /* step of training, default 1: rates count per step       */
} chl_convergence_settings;

CHL_API chl_convergence_settings chl_convergence_settings_default(void);

/*
 * Modes in the order the solver gives, pairs together. Mode k is
 *     u = Re(z e^{s t} sum_i alpha_i phi_i),  v by psi likewise, z complex.
 */
typedef struct chl_convergence {
    const char *method;      /* of the solver; static                        */
    chl_eigen_reason reason; /* why it ended                                 */
    bool complete;           /* as chl_general_result                        */
    size_t count, functions; /* modes; r                                     */
    size_t size, applies;    /* of the operator                              */
    chl_complex *values;     /* s                                            */
    double *residuals;
    double *condition; /* |ds| <= condition |dL| for small changes of L, in the
                          norm in which the loss-free game keeps its energy,
                          b cG w' P^-1 w + c1 q'q; >= 1; NaN by consensus    */
    double *share;     /* of v in that energy: 1/2 for an oscillation, 0 for
                          what moves the discriminator alone; NaN likewise   */
    double *transmission;   /* of u, C/A, in [0, 1]; NaN without a gradient  */
    chl_complex *alpha;     /* r x count                                     */
    chl_complex *beta;      /* r x count                                     */
    chl_complex *dual;      /* r x count, G^-1 P^-1 alpha, G = M or R        */
    chl_complex *curvature; /* s alpha'P^-1 alpha - (c1 cG b / s) alpha'C alpha:
                               the slope in s of what vanishes at s          */
    size_t slowest; /* mode of largest real part that moves the generator;
                       count if there is none                                */
    double rate;    /* R = -Re s of it, NaN if there is none                 */
    double frequency;   /* |Im s| of it                                      */
    double noise_floor; /* V; NaN if not asked for or by consensus           */
    chl_adversarial_constants constants;
    chl_mobility_kind mobility;
} chl_convergence;

/*
 * Leading modes of a game.
 *
 * The real roots of ever higher modes gather at -b c1 cG (C/A) / gamma, and
 * those of a kernel that smooths more than A roughens at 0. Where they come
 * first and are too many for arpack all roots are found, of up to 1500 states
 * (chl_general_solve); beyond these complete is false: choose fewer functions,
 * or dense.
 *
 * V, the stationary E|v|^2 under noise of batches, solves Lyapunov's equation
 * for L with intensity  h a^2 (2 c1^2 / B) P0 (M - mean mean') P0; for C = A
 * and the flow in L2 that is (1.4). It is infinite if a mode is not damped, to
 * within rounding.
 *
 * Ownership  borrows adversarial for the call; *out is the caller's.
 * Cost       dense below 400 states; V a Schur form of all.
 * Errors     CHL_EARG settings; those of chl_flow_create, chl_general_solve
 * Source     theory 1.4, 4.
 */
CHL_API chl_status
chl_convergence_solve(const chl_adversarial *adversarial,
                      const chl_adversarial_constants *constants,
                      const chl_convergence_settings *settings,
                      chl_convergence **out, chl_error *err);
CHL_API void chl_convergence_free(chl_convergence *convergence);

/* E_N = E_0 exp(-2 R h N) + V of the result, (1.5). budget->batch is not
 * read: it belongs to V. */
CHL_API double chl_convergence_error(const chl_convergence *convergence,
                                     const chl_budget *budget);

/*
 * First-order change of eigenvalue k when the matrices change by `change`
 * (NULL: no change; where C is A, give the change of A twice; kernel or norm as
 * the operator had). With P^-1 = P^-1(M, W, R) and bilinear products
 *     ds = -(s a'dD a + c1 cG b a'dC a + s^2 a'd(P^-1) a) / curvature,
 * so that intervals of eigenvalues follow from those of the matrices.
 *
 * Errors     CHL_EARG k, r; CHL_EUNSUPPORTED with consensus, or c2 different
 *            on the constant; CHL_ENOMEM
 */
CHL_API chl_status chl_convergence_change(
    const chl_convergence *convergence, size_t k,
    const chl_adversarial_matrices *change, chl_complex *out, chl_error *err);

/*
 * Functions at samples from the values of the basis there.
 * Shapes     values: count x r, row-major; coefficients: r x modes;
 *            out: count x modes, row-major
 */
CHL_API void chl_convergence_transfer(const chl_convergence *convergence,
                                      const chl_complex *coefficients,
                                      size_t modes, size_t count,
                                      const double *values, chl_complex *out);

#ifdef __cplusplus
}
#endif

#endif
