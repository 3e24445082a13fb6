/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dynamics: how a game of two players moves near its equilibrium, mode by
 * mode of the weighted Laplacian, and what a training step makes of it.
 *
 * The discriminator D ascends with rate a, the generator displacement v
 * descends with rate b on
 *     E phi1(D(x)) + E phi2(D(x + v(x))) - (gamma/2) E|grad D|^2 .
 * Linearised at D = 0, v = 0, the mode with eigenvalue lambda obeys
 *     (1.1)   s^2 + Gamma s + K lambda = 0,
 *             Gamma = a (gamma lambda + c2),   K = a b c1 cG.
 *
 * Units      lambda in 1/(data unit)^2, gamma in (data unit)^2, rates a, b in
 *            1/time. With the learning rates of a trainer, time counts steps.
 *            x -> c x sends lambda -> lambda/c^2, gamma -> gamma c^2 and
 *            b -> b c^2 (v is a displacement of x), and leaves the modes.
 * Threads    no function here has state; any number at once.
 * Source     theory 1, 2; Khrulkov, Babenko, Oseledets, Functional Space
 *            Analysis of Local GAN Convergence, ICML 2021.
 */
#ifndef CHLADNI_DYNAMICS_H
#define CHLADNI_DYNAMICS_H

#include <chladni/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A pair of losses at equilibrium:
 *     c1 = phi1'(0) = -phi2'(0),   c2 = -(phi1'' + phi2'')(0),   cG = |psi'(0)|
 * with psi the generator's loss (phi2 itself in a zero-sum game).
 */
typedef struct chl_loss {
    const char *name;
    double c1, c2, cg;
    double c2_constant; /* c2 on the constant mode, where it differs         */
    const char *note;   /* where these numbers hold, one sentence            */
} chl_loss;

/* The table: wgan, hinge, vanilla, non-saturating, lsgan, lsgan-unhalved,
 * relativistic. NULL past the end. Static storage. */
CHL_API const chl_loss *chl_loss_at(size_t index);
/* Errors: CHL_EARG unknown name; the sentence suggests the nearest. */
CHL_API chl_status chl_loss_find(const char *name, const chl_loss **out,
                                 chl_error *err);

/*
 * A penalty as trainers write it: a weight times an expectation of |grad D|^2
 * summed over the coordinates of x. Near equilibrium it acts as the gamma of
 * (1.1).
 */
typedef struct chl_penalty {
    const char *name;
    bool covered;   /* false: not differentiable at D = 0, no linear theory */
    double share;   /* gamma = share * weight ...                       */
    bool coupled;   /* ... times cG^2 (ODE-GAN)                         */
    bool consensus; /* acts on both players instead (share = 0)         */
    const char *formula; /* of the weight w or gamma                         */
    const char *note;
} chl_penalty;

/* The table: none, r1, r2, r1r2, gp0, ode-gan, consensus, wgan-gp. */
CHL_API const chl_penalty *chl_penalty_at(size_t index);
CHL_API chl_status chl_penalty_find(const char *name, const chl_penalty **out,
                                    chl_error *err);

/* gamma of (1.1) for a weight, and back.
 * Domain     NaN if the penalty is not covered; the weight of a penalty that
 *            adds no gamma (none, consensus) is NaN. */
CHL_API double chl_penalty_gamma(const chl_penalty *penalty,
                                 const chl_loss *loss, double weight);
CHL_API double chl_penalty_weight(const chl_penalty *penalty,
                                  const chl_loss *loss, double gamma);

/* A game: the constants of (1.1). Filled by chl_game_init or by hand. */
typedef struct chl_game {
    double c1, c2, cg; /* c1, cg > 0, c2 >= 0                                */
    double lr_d, lr_g; /* a, b > 0                                           */
    double gamma;      /* >= 0                                               */
    double consensus;  /* weight w >= 0 of consensus optimisation; usually 0 */
} chl_game;

/*
 * The game of a loss with a penalty of this weight.
 * Errors     CHL_EARG          weight < 0 or rates <= 0 or not finite
 *            CHL_EUNSUPPORTED  the penalty is not covered
 */
CHL_API chl_status chl_game_init(const chl_loss *loss,
                                 const chl_penalty *penalty, double weight,
                                 double lr_d, double lr_g, chl_game *out,
                                 chl_error *err);

/*
 * One mode, z' = J z for z = (discriminator, generator) coefficients,
 *     J = [ -(damping - generator)   k         ]
 *         [ -1                       -generator ]
 * with k = stiffness - (damping - generator) generator, so that
 * damping = -tr J and stiffness = det J. (1.1) has generator = 0,
 * damping = Gamma, stiffness = K lambda.
 */
typedef struct chl_mode {
    double damping, stiffness; /* >= 0 */
    double generator;          /* the generator's own damping (consensus) */
} chl_mode;

/*
 * The mode of eigenvalue lambda. With consensus weight w, g = gamma lambda +
 * c2, J = diag(a, b) (J0 - w J0' J0), J0 = [-g, -c1 q; cG q, 0], q^2 = lambda;
 * without damping and with a = b = 1 this adds -w c1 cG lambda to both roots.
 * Domain     lambda >= 0; cannot fail.
 * Source     theory 1.1, 1.2; Mescheder, Nowozin, Geiger, The Numerics of
 *            GANs, NeurIPS 2017.
 */
CHL_API chl_mode chl_game_mode(const chl_game *game, double lambda);

/*
 * Roots of  s^2 + damping s + stiffness = 0.
 * Shapes     roots[0] has the larger real part; of a conjugate pair it is the
 *            one with the positive imaginary part.
 * Accuracy   a few ulp in each root: the smaller of a real pair is taken from
 *            the product of the roots; the discriminant is rounded once.
 */
CHL_API void chl_mode_roots(const chl_mode *mode, chl_complex roots[2]);

/* Decay of the slower root, -Re s >= 0, and angular frequency |Im s|. */
CHL_API double chl_mode_decay(const chl_mode *mode);
CHL_API double chl_mode_frequency(const chl_mode *mode);
/* ln 2 / decay; infinity without decay. */
CHL_API double chl_half_life(double decay);

/* Whether modes beyond the listed ones count. */
typedef enum chl_band {
    CHL_BAND_LISTED, /* the given eigenvalues only                           */
    CHL_BAND_OPEN    /* and every larger one: rate at most b c1 cG / gamma   */
} chl_band;

/*
 * R(gamma) = min over modes of the decay, at game->gamma.
 * Domain     lambda > 0, count >= 1; cannot fail.
 * Source     theory 1.3. With consensus the generator damps itself and
 *            CHL_BAND_OPEN adds no further limit.
 */
CHL_API double chl_game_rate(const chl_game *game, const double *lambda,
                             size_t count, chl_band band);

/*
 * The extremes of one mode's decay over lambda in [low, high] at game->gamma.
 * Accuracy   exact up to rounding: the decay is monotone between critical
 *            damping and the ends, and all of these are looked at.
 * Domain     0 < low <= high, game->consensus = 0.
 */
CHL_API void chl_game_decay_range(const chl_game *game, double low, double high,
                                  double *slowest, double *fastest);

/*
 * gamma* = argmax R(gamma) for the spectrum [lambda_1, infinity), and R*.
 * With rho = c2 sqrt(a) / sqrt(b c1 cG lambda_1):
 *     rho < 1       4 b c1 cG / (a c2 + sqrt(a^2 c2^2 + 8 K lambda_1))
 *     1 <= rho < 2  (2 sqrt(b c1 cG lambda_1 / a) - c2) / lambda_1
 *     rho >= 2      0
 * Domain     lambda_1 > 0; game->gamma is ignored; game->consensus = 0.
 * Accuracy   a few ulp (the first form is free of cancellation).
 * Source     theory 1.3.
 */
CHL_API void chl_best_gamma(const chl_game *game, double lambda_1,
                            double *gamma, double *rate);

/* The range of gamma* for lambda_1 in [low, high]: gamma* rises with lambda_1
 * while rho > 1 and falls afterwards. Domain: 0 < low <= high. */
CHL_API void chl_best_gamma_range(const chl_game *game, double low, double high,
                                  double *gamma_low, double *gamma_high);

/*
 * The same for the listed eigenvalues alone. Every mode's decay rises up to
 * critical damping and falls beyond, so the sign of the slope at the slowest
 * mode tells the side: bisection to the last bit.
 * WGAN, a = b = 1:  gamma*^2 = 4 lambda_M / (lambda_1 (2 lambda_M - lambda_1)).
 */
CHL_API void chl_best_gamma_band(const chl_game *game, const double *lambda,
                                 size_t count, double *gamma, double *rate);

/*
 * The ratio a/b with the best rate at this gamma and this product a b. Only
 * gamma sqrt(a/b) and c2 sqrt(a/b) matter. NaN if nothing damps the game.
 * WGAN with CHL_BAND_OPEN:  a/b = 2 / (lambda_1 gamma^2).
 */
CHL_API double chl_best_balance(const chl_game *game, const double *lambda,
                                size_t count, chl_band band);

/*
 * Stationary mean squared displacement of the generated points under the
 * noise of batches of B real and B fake samples, steps of size h,
 *     (1.4)   V(gamma) = (h b c1 cG / B) sum_k 1 / (gamma lambda_k + c2).
 * Units      (data unit)^2, over the listed modes only.
 * Domain     batch >= 1, h > 0. Infinite if a mode is not damped, NaN with
 *            consensus (its own gradient carries noise (1.4) does not have).
 * Accuracy   first order in h.
 */
CHL_API double chl_noise_floor(const chl_game *game, const double *lambda,
                               size_t count, double batch, double h);

typedef struct chl_budget {
    double batch, steps; /* B, N >= 1                                        */
    double h;            /* step, > 0                                        */
    double start;        /* E_0 > 0, squared displacement at the start       */
} chl_budget;

/* E_N = E_0 exp(-2 R h N) + V at game->gamma, with the open band's R. (1.5) */
CHL_API double chl_budget_error(const chl_game *game, const double *lambda,
                                size_t count, const chl_budget *budget);

/*
 * The gamma that minimises (1.5). It is never below gamma*: there both terms
 * are larger. NaN if E_N still falls at 1e6 gamma scales, that is if the
 * noise costs more than the steps can win; E_N likewise.
 * Accuracy   1e-6 relative in gamma.
 */
CHL_API void chl_budget_best(const chl_game *game, const double *lambda,
                             size_t count, const chl_budget *budget,
                             double *gamma, double *error);

/* A training step: one step of size h multiplies z by G(hJ). */
typedef struct chl_scheme chl_scheme;

typedef struct chl_scheme_parameters {
    size_t n_d;      /* discriminator steps of alternating; 1..100, default 1 */
    double momentum; /* of heavy-ball and adam's beta_1, in (-1, 1); NaN = the
                        scheme's own (default)                               */
} chl_scheme_parameters;

CHL_API chl_scheme_parameters chl_scheme_parameters_default(void);

/*
 * The table:
 *     simultaneous       I + Z
 *     alternating        S_G S_D^n_d, generator sees the new discriminator
 *     rk2                I + Z + Z^2/2
 *     rk4                sum_{j<=4} Z^j/j!
 *     extragradient      I + Z + Z^2
 *     ogda               z_{k+1} = z_k + 2 Z z_k - Z z_{k-1}
 *     heavy-ball         z_{k+1} = z_k + Z z_k + beta (z_k - z_{k-1}), .5
 *     negative-momentum  the same, -.5
 *     adam               the same with (1 - beta_1) Z, .5; second moments
 *                        frozen and absorbed in the rates a, b
 *     implicit-euler     (I - Z)^-1                      reference
 *     trapezoid          (I - Z/2)^-1 (I + Z/2)          reference
 */
CHL_API const chl_scheme *chl_scheme_at(size_t index);
CHL_API chl_status chl_scheme_find(const char *name, const chl_scheme **out,
                                   chl_error *err);
CHL_API const char *chl_scheme_name(const chl_scheme *scheme);
CHL_API const char *chl_scheme_note(const chl_scheme *scheme);
/* Order of accuracy in h; 0: the step follows a flow with another clock. */
CHL_API unsigned chl_scheme_order(const chl_scheme *scheme);
/* Gradients of one player per step: 2 for simultaneous, n_d + 1 for
 * alternating, 8 for rk4; 0 for the references, which solve a system. */
CHL_API size_t chl_scheme_gradients(const chl_scheme *scheme,
                                    const chl_scheme_parameters *parameters);

/*
 * Spectral radius of one step of size h on a mode.
 * Accuracy   a few ulp away from double roots (square root of that at one).
 */
CHL_API double chl_scheme_radius(const chl_scheme *scheme,
                                 const chl_scheme_parameters *parameters,
                                 const chl_mode *mode, double h);

/*
 * The largest h such that no smaller positive step makes the mode grow
 * (radius <= 1); 0 if every small step does, infinity if none does.
 * Accuracy   1e-12 relative: the first sign change of the Schur-Cohn
 *            conditions as polynomials in h, not a scan of the radius.
 */
CHL_API double chl_scheme_limit(const chl_scheme *scheme,
                                const chl_scheme_parameters *parameters,
                                const chl_mode *mode);

typedef struct chl_stability {
    double h_max;             /* min of the limits over the modes            */
    double h_best;            /* step with the smallest radius over all modes;
                                 NaN if none is below 1 or none is best      */
    double rate;              /* -ln radius / h_best, per unit time          */
    double rate_per_gradient; /* -ln radius / gradients; NaN for references  */
    size_t gradients;
} chl_stability;

/*
 * Errors     CHL_EARG parameters out of range, no modes, a mode that is not
 *            finite or negative.
 * NULL parameters mean the defaults.
 */
CHL_API chl_status chl_stability_solve(const chl_scheme *scheme,
                                       const chl_scheme_parameters *parameters,
                                       const chl_mode *modes, size_t count,
                                       chl_stability *out, chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
