/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rank: augmentations in order, before anything is trained.
 *
 * Every candidate sees the same rows, draws and functions to look through, so
 * that differences between candidates are far more precise than the values.
 */
#ifndef CHLADNI_RANK_H
#define CHLADNI_RANK_H

#include <chladni/augment.h>
#include <chladni/study.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * How a candidate can be judged; NULL behind the last. T, T' are independent
 * draws, x, x' independent rows.
 *
 * By the game (4.1) in the 24 slowest modes of the data and the constant, which
 * are the same functions for all; M, A, C under the law of T, flow in L2:
 *
 *   error        the sum of the next four, E|v|^2 at the end of the run
 *   transient    what is left of a start with every moment off by one standard
 *                deviation, sum_k 1 / lambda_k in all
 *   minibatch    noise of batches, (1.4), as far as the run lets it grow
 *   sampling     covariance of E_T f(Tx) over n, as far as the run follows it
 *   leaked       balanced: of the start what lies in directions with C = 0, and
 *                what the run has not undone of the way to the augmented law,
 *                d_k = E f_k(Tx) - E f_k(x), |d|^2 = sum_k d_k^2 / lambda_k: a
 *                generator that has learned all it is shown, without undoing T,
 *                makes Tx. In the one function u = sum d_k f_k / lambda_k the
 *                game moves with C = |d'|^2, d' = E f(T'Tx) - E f(Tx) what of d
 *                is seen through T: 0 for T T' = T in law, such as a flip, and
 *                then all of it stays; a translation is undone, slowly.
 *                real-only: |d|^2, which is what is learnt
 *   rate         R, of the slowest mode that moves the generator
 *   lambda-1     of the augmented law, in all functions [FS]
 *   transmission C / A, the mean over the modes
 *
 * Without a game; phi are functions to look through (kernel functions of rows
 * and, for images, of 5 x 5 patches without their mean), delta a small change
 * of a row (noise, contrast, a smooth field, blur):
 *
 *   ratio        noise-floor / sensitivity
 *   noise-floor  (E|Tx - T'x'|^2 - E|Tx - T'x|^2) / (E|x - x'|^2): the share of
 *                the variance that survives the mean over T, and with it of
 *                the noise that n rows leave in every mean
 *   sensitivity  |E phi(T(x + delta)) - E phi(Tx)|^2 over the same without T,
 *                the mean over the deltas
 *   leak         |E phi(Tx) - E phi(x)|^2 / E|phi(x) - E phi|^2, of rows
 *   leak-patches the same of patches
 *
 * Source  theory 1.4, 4, 4.1; A. Gretton et al., A kernel two-sample test, JMLR
 * 2012.
 */
typedef struct chl_criterion {
    const char *name;
    const char *better; /* "lower" or "higher" */
    const char *reason;
} chl_criterion;

CHL_API const chl_criterion *chl_criterion_at(size_t index);

typedef struct chl_rank_settings {
    const char *const *candidates; /* chains as chl_augment_parse takes them */
    size_t candidate_count;        /* 0 = the set of chl_rank_candidate_at   */
    const char *score;             /* a criterion; default "error"           */
    /* The functions it is made of: "radial", kernels at landmarks; "conv", of
     * images: 64 random convolutions, on 2000 rows, 120 of them in C and 240 in
     * the moments; "auto" (default): conv for images of at most 4096 values,
     * radial for all else. */
    const char *discriminator;
    /* How its gradient moves it: "l2" (default), all functions alike; or as a
     * wide network of tangent kernel Theta, "ntk-relu" or "ntk-erf", which
     * learns slow modes first and fits the noise of few samples late. lr_d is
     * then the mean rate of the modes: W is scaled to mean W_kk / M_kk = 1 on
     * the data as they are. */
    const char *mobility;
    chl_predict_settings game; /* loss, penalty, gamma (NaN: best for the run,
                                  or without a budget for speed, on the data as
                                  they are), rates, n_d; batch and steps: 0, no
                                  noise of batches, and a run so long that all
                                  that moves has settled                    */
    /* A finished run without augmentation, NULL (default) = none: a CSV table
     * with the columns steps (or kimg) and score, or a run folder of StyleGAN.
     * Where it was best, before it began to over-fit, says how many of its
     * steps are one unit of time of the flow: the predicted error without
     * augmentation is least at a time of its own. lr_d and lr_g are divided by
     * that number (only their ratio is left of them), and batch, gamma and
     * train_samples must be those of the run. */
    const char *baseline;
    const char *baseline_metric; /* of a folder; NULL = fid50k_full, else the
                                    first                                    */
    bool baseline_higher;        /* larger scores are better                 */
    bool real_only;       /* the generated rows do not pass through T; default
                             false: balanced                                */
    size_t train_samples; /* n of the run; 0 = all rows (default)            */
    size_t samples;       /* rows looked at, at most; default 2000           */
    size_t functions;     /* of each kind, at most; default 256              */
    size_t landmarks;     /* of the discriminator; default 512               */
    size_t bootstrap;     /* replicates, >= 40; default 200                  */
    size_t threads;       /* 0 = chl_threads_default()                       */
    uint64_t seed;        /* default 0                                       */
    chl_progress progress;
} chl_rank_settings;

CHL_API chl_rank_settings chl_rank_settings_default(void);

/* The candidates for a dataset nobody named any for: every augmentation of the
 * table that suits it, at its usual strength, but for variants of another one
 * and parts of presets. NULL behind the last. */
CHL_API const char *chl_rank_candidate_at(const chl_dataset *dataset,
                                          size_t index);

/*
 * Fill result->ranking, kind "augment", and add one sheet of tiles per
 * candidate to the sprites of images. The items are the candidates and "none",
 * what is done without, best first.
 *
 * Intervals are the 2.5 and 97.5 per cent points over bootstrap replicates of
 * 40 groups of rows and 8 of functions, the same for all candidates. Two
 * candidates are tied unless their difference is further from 0 than the
 * largest of all pairs strays in 95 % of the replicates, in its own standard
 * deviations; so all other pairs are in order at once with 95 %. Differences
 * are those of logarithms wherever both scores are positive in every replicate:
 * errors range over orders of magnitude, and their spread goes with them. A
 * place of the ranking (tie_group) is shared with its first member.
 *
 * leak_p       sign flips of the groups: chance of so large a leak if T left
 *              the law of the data alone
 * leak_visible |E phi(T T'x) - E phi(Tx)|^2 / |E phi(Tx) - E phi(x)|^2: would a
 *              generator that makes T'x be told from one that makes x, through
 *              T? 0: not at all, 1: as well as without T. NaN where there is no
 *              leak to speak of
 * condition    T acts on laws as a map that can be undone, so that what is
 *              seen through T says what the law of the data is
 * leak_share   the displacement to the augmented law in the modes, as leaked
 *              with real-only, times what would not be visible, over the error
 * leak         leak_p below 0.01, and no condition known, and less than half
 *              visible, and leak_share more than half the width of the error's
 *              interval, as a share: less is within what the error is uncertain
 *              by. With real_only leak_p and leak_share alone: there the
 *              generator learns the augmented law
 * cost         chl_augment_cost
 * transmission C / A of each of the slowest modes of the data
 * direction_transmission   eigenvalues of C against A in the span of these
 *              modes, ascending: what is left of the combinations that lose
 *              most
 * hidden       directions with C / A of at most hidden_cut = 1/20: where a run
 *              leaves 5 % of the start of a direction that T lets through, 86 %
 *              of it is left there; or, if the average over T is drawn, as much
 *              as the lowest eigenvalue, which cannot be negative, is below 0.
 *              hidden_total of them, and the four slowest by name. Where T can
 *              only mirror and turn by quarters, directions are combinations of
 *              what T leaves alone in the modes and of the rest of them, as
 *              modes of finitely many rows are hardly ever one or the other:
 *              with all maps equally likely C / A of the rest is 0
 * turns        the number of steps from which on the error stays below that of
 *              "none", in means, without an interval; and the clock of the
 *              baseline, with what its neighbouring checkpoints would give
 * W-LEAK       for every such candidate
 * W-CLOCK      the baseline was best at its first or last checkpoint: the clock
 *              is a bound
 *
 * Candidates that come to the same chain are measured once.
 *
 * Errors     CHL_EARG   settings; an augmentation unknown, or not for such
 *                       data (the candidate is named)
 *            CHL_EDATA  fewer than 160 rows, or all equal; the baseline has
 *                       scores at fewer than 3 numbers of steps
 *            CHL_EFORMAT the baseline is malformed
 *            CHL_ENUMERIC the predicted error without augmentation never rises,
 *                       so that a baseline tells no clock
 *            CHL_ENOMEM, CHL_EIO, CHL_ECANCELLED
 * Threads    results do not depend on their number
 * Source     theory 4.1; conditions: A. Bora et al., AmbientGAN, ICLR 2018; T.
 *            Karras et al., Training Generative Adversarial Networks with
 *            Limited Data, NeurIPS 2020, section 2.2 and appendix C
 */
CHL_API chl_status chl_study_rank_augment(const chl_dataset *dataset,
                                          const chl_rank_settings *settings,
                                          chl_result *result, chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
