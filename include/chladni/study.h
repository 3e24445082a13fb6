/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Study: whole questions about a dataset, answered into a chl_result.
 *
 * Each function fills its section of `result`, appends warnings, and leaves
 * the other sections alone; on error the result is unchanged.
 */
#ifndef CHLADNI_STUDY_H
#define CHLADNI_STUDY_H

#include <chladni/base.h>
#include <chladni/data.h>
#include <chladni/grid.h>
#include <chladni/report.h>
#include <chladni/solvable.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Fill result->dataset; W-DUPLICATES, W-RANGE. Errors: CHL_ENOMEM. */
CHL_API chl_status chl_study_dataset(const chl_dataset *dataset,
                                     chl_result *result, chl_error *err);

typedef struct chl_spectrum_settings {
    const char *operator_name; /* "galerkin" (default), "graph" or "grid": the
                                  latter two have settings of their own below
                                  and take from here what they share; of the
                                  bandwidth s a graph makes eps = s^2 / 2 and a
                                  grid the width of its density estimate;
                                  "all": each that applies                    */
    const char *kernel; /* of chl_class_name; default "matern52"         */
    double bandwidth;   /* > 0; 0 = chosen by held-out score (default)   */
    size_t depth;       /* of chl_class_settings; 0 = usual (default)    */
    size_t cells;     /* grid: of chl_grid_study_settings                     */
    size_t landmarks; /* >= 1; default 1024, at most a quarter of the rows, a
                         third if d > 8                                      */
    const char *landmark_rule; /* "uniform" or "kmeans++"; NULL = default    */
    size_t modes;           /* eigenvalues wanted, >= 1; default 16          */
    double ridge;           /* relative, > 0; 0 = chosen by held-out score   */
    size_t samples;         /* rows used; 0 = all (default)                  */
    size_t bootstrap;       /* replicates; default 20; 0 = none              */
    const char *solver;     /* "auto" (default), "dense", "arpack", or of a
                               graph "shift-invert"                          */
    const char *adapt;      /* the metric of the kernel: "auto" (default): if
                               d > 8 and the bandwidth is chosen; "on"; "off"    */
    size_t sheet;           /* items shown per end of a mode; default 8      */
    size_t scatter;         /* rows drawn per mode, unless the data are images;
                               default 0                                     */
    size_t threads;         /* 0 = chl_threads_default()                     */
    uint64_t seed;          /* default 0                                     */
    const char *checkpoint; /* file that keeps what is done of a long run, to
                               be removed by the caller once the result is
                               safe; NULL = none (default). "galerkin" only  */
    bool resume;            /* go on from it if it is there; else it must not
                               be there; default false                       */
    const chl_team *team;   /* that shares the rows; NULL = alone (default).
                               Rank 0 writes the checkpoint                  */
    chl_progress progress;
} chl_spectrum_settings;

CHL_API chl_spectrum_settings chl_spectrum_settings_default(void);

/*
 * Leading eigenvalues of the weighted Laplacian of the dataset's law,
 *     -Delta_mu f = lambda f,   Delta_mu f = Delta f + grad(log mu) . grad f.
 *
 * "all" fills result->agreement beside the spectrum, which is that of galerkin;
 * the bandwidth is for galerkin alone, the graph uses 20000 rows at most. An
 * operator that does not fit the data leaves a note. W-ESTIMATORS-DISAGREE:
 * two intervals of an eigenvalue do not meet (a note if lambda_1 is not among
 * those); warnings begin with the operator they are of.
 *
 * Units      1 / (unit of the data in their range)^2.
 * Errors     CHL_EARG   settings out of range; a checkpoint is in the way
 *            CHL_EDATA  fewer than 4 distinct rows, or constant; a checkpoint
 *                       that is damaged, or of other data or settings
 *            CHL_EUNSUPPORTED a checkpoint of an operator that keeps none
 *            CHL_ENUMERIC, CHL_ENOMEM, CHL_EIO, CHL_ECANCELLED
 * Threads    results do not depend on settings->threads, nor on the size of
 *            the team, nor on interruptions.
 * Source     Pillaud-Vivien et al., AISTATS 2020; Cabannes, Bach, AISTATS
 *            2024; theory 3.
 */
CHL_API chl_status chl_study_spectrum(const chl_dataset *dataset,
                                      const chl_spectrum_settings *settings,
                                      chl_result *result, chl_error *err);

typedef struct chl_graph_study_settings {
    size_t modes;       /* eigenvalues wanted, >= 1; default 16              */
    double bandwidth;   /* eps, (unit of the data)^2; 0 = slope rule         */
    size_t neighbours;  /* at most; 0 = by memory                            */
    size_t samples;     /* rows used; 0 = all (default)                      */
    const char *solver; /* "auto" (default), "dense", "arpack" or
                           "shift-invert"                                   */
    double memory;      /* bytes a factor may take; 0 (default): 2/5 of this
                           machine's, and 1 GiB where "auto" chooses         */
    size_t sheet;       /* items shown per end of a mode; default 8          */
    size_t scatter;     /* rows drawn per mode; default 0                    */
    size_t threads;     /* 0 = chl_threads_default()                         */
    uint64_t seed;      /* default 0                                         */
    const chl_team *team; /* as chl_graph_settings; NULL = alone (default)   */
    chl_progress progress;
} chl_graph_study_settings;

CHL_API chl_graph_study_settings chl_graph_study_settings_default(void);

/*
 * Fill result->spectrum by the graph operator, operator_name "graph": of the
 * largest component, modes that live on a few points left out and told of.
 * bandwidth is that of the Gauss kernel, sqrt(2 eps); trials holds lambda_1
 * at eps and the Rayleigh quotient of its mode at eps / 2.
 *
 * solver      Lanczos at the large end of S ("arpack"); of few nodes all
 *             eigenvalues ("dense"); a sparse factor of I - S ("shift-invert")
 *             once Lanczos has spent as much as it is predicted to cost.
 *             solver_note says why; verified is how many eigenvalues, modes
 *             left out included, are confirmed by an inertia count to be all
 *             there are, where that costs no more than the pairs did.
 *
 * The standard error is that of the influence function,
 *     psi_i = |grad f|^2_i - lambda f_i^2,
 * at the nodes; nothing is resampled. The interval is 1.96 of them, of lambda
 * below and of log lambda above, around the value, around the one that the
 * change from eps to eps / 2 points to, and around both of these with what the
 * sampling of neighbours takes away given back (chl_graph_noise); and as far
 * again as the mean of the values is that may be copies of the same one.
 *
 * From 200000 rows of up to 3 columns on the graph is of all pairs, if no
 * number of neighbours is asked for: solver_note says so.
 *
 * W-DISCONNECTED  more than one component, or modes left out
 * W-NOT-APPLICABLE  estimated dimension above 8
 * W-BANDWIDTH-SENSITIVE, W-FEW-SAMPLES, W-DEGRADED, W-DUPLICATES
 * Errors     as chl_graph_create; CHL_EDATA fewer than 24 nodes; CHL_EARG
 *            unknown solver; CHL_EUNSUPPORTED a factor asked for beyond memory
 * Source     estimators 6.5, 6.7.
 */
CHL_API chl_status chl_study_graph(const chl_dataset *dataset,
                                   const chl_graph_study_settings *settings,
                                   chl_result *result, chl_error *err);

typedef struct chl_grid_study_settings {
    size_t modes;     /* eigenvalues wanted, >= 1; default 16              */
    size_t cells;     /* per axis of the finest grid, >= 8; 0 = by dimension
                         (default)                                         */
    double bandwidth; /* > 0, of the density estimate; 0 = by
                         cross-validation (default)                        */
    bool estimate;    /* from the rows also where the density of a named
                         measure is known; default false                   */
    size_t threads;   /* 0 = chl_threads_default()                         */
    uint64_t seed;    /* of the eigensolver's start; default 0             */
    chl_progress progress;
} chl_grid_study_settings;

CHL_API chl_grid_study_settings chl_grid_study_settings_default(void);

/*
 * The spectrum of chl_study_spectrum on grids, in up to 3 dimensions, with
 * operator_name "grid": closed-form densities of named measures, else a kernel
 * density estimate. Tori by FFT; boxes by finite volumes on 3 to 5 grids of
 * which the limit h = 0 is taken.
 *
 * Accuracy   closed forms: standard_error is what the last grid changed of
 *            the limit. Estimates: and the sampling error of n rows (influence
 *            function), and what the smoothing changes.
 *            lambda_half: on the coarsest grid, about half as fine.
 *            landmarks: cells of the finest. rows: 0 for closed forms.
 *            Where the spectrum is continuous (laplace), lambda_1 is its gap,
 *            the limit of larger boxes, and the only value.
 * W-CONTINUOUS-SPECTRUM, W-BANDWIDTH-SENSITIVE
 * Errors     CHL_EARG settings; CHL_EUNSUPPORTED more than 3 columns;
 *            CHL_EDATA constant; CHL_ENUMERIC, CHL_ENOMEM, CHL_EIO,
 *            CHL_ECANCELLED
 * Threads    results do not depend on settings->threads.
 * Source     L. F. Richardson 1911 (the limit); theory 3.
 */
CHL_API chl_status chl_study_grid(const chl_dataset *dataset,
                                  const chl_grid_study_settings *settings,
                                  chl_result *result, chl_error *err);

typedef struct chl_waves_settings {
    double c1, c2, cg, gamma; /* of the game, theory 1; default 1, 0, 1, .3 */
    double lr_d, lr_g;        /* a and b; default 1, 1                      */
    size_t mode;              /* followed; 0 = the slowest (default)        */
} chl_waves_settings;

CHL_API chl_waves_settings chl_waves_settings_default(void);

typedef struct chl_waves {
    double lambda;            /* of the mode on this grid                   */
    chl_complex fitted[2];    /* roots of its coefficient in time           */
    chl_complex predicted[2]; /* roots of (1.1)                             */
    size_t steps;             /* Runge-Kutta steps made, and their size     */
    double step;
} chl_waves;

/*
 * The linear system of theory 1 followed in time on a grid,
 *
 *     u' = a (c1 div_mu v + gamma Delta_mu u - c2 u),   v' = b cG grad u,
 *
 * by finite volumes and the classical Runge-Kutta method from a sum of modes;
 * the coefficient of one of them is fitted by two exponentials. Confirms (1.1)
 * without using it.
 *
 * Units      roots in 1/time, ordered as those of chl_mode_roots.
 * Accuracy   that of the time steps, 1e-6 and better; its square root at a
 *            double root.
 * Errors     CHL_EARG settings; CHL_ENUMERIC no fit; CHL_ENOMEM
 */
CHL_API chl_status chl_study_waves(const chl_grid_density *density,
                                   const chl_waves_settings *settings,
                                   chl_waves *out, chl_error *err);

typedef struct chl_predict_settings {
    const char *loss;    /* default "non-saturating"                         */
    const char *penalty; /* default "r1"                                     */
    double gamma;        /* >= 0, the penalty's own weight; NaN = the best for
                            the run if batch and steps are given, else the best
                            for speed (default)                              */
    double lr_d, lr_g;   /* > 0; default 1, 1                                */
    size_t batch, steps; /* 0 = no budget given (default)                    */
    size_t n_d;          /* discriminator steps per generator step; >= 1     */
    const char *scheme;  /* NULL = all                                       */
    size_t train_res;    /* pixels on a side of the images trained on; 0 = those
                            of the data (default)                           */
    double sweep_from, sweep_to; /* gamma; 0 = best/100 .. best*100          */
    size_t sweep_points; /* default 121                                      */
} chl_predict_settings;

CHL_API chl_predict_settings chl_predict_settings_default(void);

/*
 * Fill result->prediction from result->spectrum (which must be there).
 *
 * Modes that are not above 0 have NaN roots and are left out with
 * W-NOT-APPLICABLE; a penalty without linear theory gives covered = false and
 * no numbers, with the same code. Rates are R(gamma) of the spectrum from
 * lambda_1 up, unbounded. Intervals let every eigenvalue run over its own.
 * Steps count one lr_d, lr_g update (h = 1) with n_d discriminator steps in
 * it, so a = n_d lr_d in (1.1) and n_d B samples per step in (1.4). The run
 * (1.5) starts with every listed mode off by one standard deviation of its
 * eigenfunction, E_0 = sum_k 1 / lambda_k; noise counts the listed modes.
 * `penalties` has the best weight of every penalty for the same loss, `rules`
 * what trainers of images set by themselves, in units of this penalty.
 *
 * train_res R: images of h x w pixels are trained on as R x R, as if every
 * pixel had become R^2 / (h w) equal ones: that multiplies squared distances by
 * so much and divides every eigenvalue by it (roots list the quotients).
 * W-RESOLUTION says so.
 *
 * Units      gamma, here and in every result, is the weight of the penalty as
 *            its trainer writes it (chl_penalty_gamma gives that of (1.1)).
 * Errors     CHL_EARG unknown words, values out of range, no spectrum, or
 *            consensus without gamma (its best weight is unbounded);
 *            CHL_ENOMEM
 * Source     theory 1.1 to 1.4, 2.
 */
CHL_API chl_status chl_study_predict(const chl_predict_settings *settings,
                                     chl_result *result, chl_error *err);

typedef struct chl_coupled_settings {
    const char *augment;  /* a chain that real and generated rows both pass;
                             NULL = none (default)                           */
    const char *mobility; /* "l2" (default), "ntk-relu" or "ntk-erf"         */
    size_t landmarks;     /* default 192                                     */
    size_t modes;         /* beside the constant; default 24                 */
    size_t samples;       /* rows used at most; 0 = all; default 4000        */
    size_t bootstrap;     /* weights of row groups drawn; default 20         */
    size_t threads;       /* 0 = chl_threads_default()                       */
    uint64_t seed;
    chl_progress progress;
} chl_coupled_settings;

CHL_API chl_coupled_settings chl_coupled_settings_default(void);

/*
 * Replace the sweep of result->prediction by that of the full operator (4.1)
 * in the leading modes of the augmented law: rate, frequency, noise (Lyapunov)
 * and error, with the range over resampled row groups; then all that is read
 * off it: best_gamma, best_rate, the budget's gamma, the gamma in force with
 * its rate, frequency and noise (of the nearest point), the safe range. Roots,
 * penalties, rules and schemes stay those of (1.1). The functions are those
 * of result->spectrum, kernel and bandwidth; the dataset must not be augmented
 * itself. The rate counts the listed modes, and without augmentation and in L2
 * also the limit b c1 cG / gamma of all larger eigenvalues, as (1.1) does.
 * Errors     CHL_EARG settings, no spectrum by galerkin, no prediction that
 *            covers; those of chl_augment_create, chl_adversarial_create
 * Source     theory 4.
 */
CHL_API chl_status chl_study_coupled(const chl_dataset *dataset,
                                     const chl_coupled_settings *settings,
                                     chl_result *result, chl_error *err);

typedef struct chl_scan_settings {
    size_t n_d;   /* discriminator steps of alternating, 1 up to this; 8     */
    double ratio; /* lr_d / lr_g, from 1 / this up to this times the given, at
                     the same product, in 9 steps; >= 1, default 16          */
} chl_scan_settings;

CHL_API chl_scan_settings chl_scan_settings_default(void);

/*
 * Fill `tuned` of result->prediction->schemes: the best rate per gradient over
 * the listed modes, at the best step of each n_d, ratio of the rates and, where
 * a scheme has one, momentum from -.9 to .9 in steps of .1. gamma stays.
 * Errors     CHL_EARG settings, no prediction that covers; CHL_ENOMEM
 */
CHL_API chl_status chl_study_scan(const chl_scan_settings *settings,
                                  chl_result *result, chl_error *err);

/*
 * Fill result->ranking from result->prediction, best first:
 * "gamma"   up to 25 points of the sweep, by the error after the steps of the
 *           budget if there is one, else by rate; tied while intervals overlap
 *           with the head of the group (they share the eigenvalues' errors, so
 *           ties are on the safe side);
 * "scheme"  by rate per gradient, the tuned one if it was scanned; strength is
 *           the best step; references, which solve a system, come last without
 *           a score.
 * Errors    CHL_EARG unknown kind, no prediction or none that covers;
 *           CHL_ENOMEM
 */
CHL_API chl_status chl_study_rank(const char *kind, chl_result *result,
                                  chl_error *err);

typedef struct chl_backtest_settings {
    const char *metric; /* of run folders; NULL = fid50k_full, else the first */
    const char *trainer; /* whose units the runs' gammas are in; NULL = of run
                            folders the one that wrote them, of tables those of
                            the result                                       */
    bool higher;         /* of tables: larger scores are better              */
    uint64_t seed;       /* of the resampling; default 0                     */
} chl_backtest_settings;

CHL_API chl_backtest_settings chl_backtest_settings_default(void);

/*
 * Fill result->backtest from finished runs: folders of StyleGAN or R3GAN, or a
 * CSV table with the columns gamma and score. result->prediction is made anew
 * for the loss and penalty of the trainer, the batch, length and resolution of
 * the runs (their medians) and the learning rates of the old one.
 *
 * The predicted badness of a run is E_N of (1.5) at its gamma where batch and
 * length are known, else 1 / R. kendall compares its order with that of the
 * scores and fits nothing; its interval is Fieller's, tau moved half a step
 * towards 0, from 5 runs on; p_value is by permutation. The one free scale of
 * the theory, a factor on gamma, is fitted by least squares of the score
 * against the logarithm of the badness, slope not negative, over factors from
 * 1/1000 to 1000; its interval resamples runs, from 4 runs on. It is NaN where
 * at no factor worse predictions go with worse scores.
 *
 * W-FEW-RUNS  fewer than 3 runs with a score: no correlation, no scale; fewer
 *             than 5: no interval of the correlation
 * W-NOT-APPLICABLE  runs without a score, left out
 * Errors     CHL_EARG no spectrum, unknown trainer or one without a penalty;
 *            CHL_EDATA, CHL_EFORMAT the runs: file, line, found, expected; no
 *            runs; CHL_ENOMEM
 * Source     M. G. Kendall, Rank Correlation Methods, 1948 (tau-b); E. C.
 *            Fieller, H. O. Hartley, E. S. Pearson, Biometrika 44, 1957.
 */
CHL_API chl_status chl_study_backtest(const char *const *where, size_t count,
                                      const chl_backtest_settings *settings,
                                      chl_result *result, chl_error *err);

/* Fill result->advice in words from whatever sections are there; recipes are
 * those of chl_study_recipes for all trainers with something to set. */
CHL_API chl_status chl_study_advise(chl_result *result, chl_error *err);

/*
 * Fill result->advice->recipes for these trainers (count 0: all with something
 * to set), in the order of chl_trainer_at. For each, gamma is predicted from
 * the spectrum with the trainer's own loss and penalty and the budget, rates
 * and resolution of result->prediction, unless that is the same game already;
 * a gamma that was given is carried over. Recipes that do not apply say why.
 * Errors     CHL_EARG unknown trainer; CHL_ENOMEM
 */
CHL_API chl_status chl_study_recipes(const char *const *trainers, size_t count,
                                     chl_result *result, chl_error *err);

/*
 * Thumbnails of the data ("data") and of the ends of the six slowest modes of
 * result->spectrum, if there ("mode-0", ...: lowest in the first row, highest
 * in the second). They replace the sprites of `result`; data that are no
 * images have none.
 * Errors     CHL_EARG   the spectrum lists a row the dataset does not have
 *            CHL_EIO, CHL_ENOMEM
 */
CHL_API chl_status chl_study_sprites(const chl_dataset *dataset, uint64_t seed,
                                     chl_result *result, chl_error *err);

/*
 * The closed-form oracles of theory 8, run on this machine on stratified rows
 * (chl_dataset_open): fills result->verify. A check of lambda_1 is passed
 * within 2 %, one of a later eigenvalue within 5 %, or within two of its own
 * standard errors; formulas of the dynamics within 1e-10. Failing checks are
 * results, not errors. Then the error of lambda_1 against the number of
 * independent rows for every operator, over some draws; the grid estimates its
 * density. quick: fewer measures and rows.
 * Errors     as chl_dataset_open and chl_study_spectrum
 */
CHL_API chl_status chl_study_verify(bool quick, uint64_t seed, size_t threads,
                                    const chl_progress *progress,
                                    chl_result *result, chl_error *err);

typedef struct chl_solvable_settings {
    chl_solvable_model model; /* of data: d, p, m, cov and cov_gen are found */
    const double *p0, *q0; /* d x p, d x m; NULL: overlap I (default)       */
    double overlap;        /* default 0.1                                   */
    double time;           /* > 0; default 200                              */
    size_t points;         /* of the trajectory, >= 1; default 400          */
    bool compare; /* runs in finite dimension, and the microscopic law */
    uint64_t seed;
    size_t directions; /* of data: at most, >= 1; 0 = 8 */
    size_t samples; /* of data: rows used; 0 = up to 4096                   */
    chl_progress progress;
} chl_solvable_settings;

CHL_API chl_solvable_settings chl_solvable_settings_default(void);

/*
 * Fill result->solvable and result->advice: the order parameters of one model
 * in time, and where its covariances match the phase of every mode.
 * W-NOT-APPLICABLE. Errors: those of chl_solvable_create, _start and _solve.
 */
CHL_API chl_status chl_study_solvable(const chl_solvable_settings *settings,
                                      chl_result *result, chl_error *err);

/*
 * The same for the effective covariance of a dataset: its rows, centred and
 * scaled to a mean square length of d, in the leading principal directions
 * above the noise. The noise is the scale of the Marchenko-Pastur law that has
 * the median of the eigenvalues, and eigenvalues are freed from its bias. With
 * labels, each mode says how much of it is between classes. Images get a
 * contact sheet "directions". W-NOT-APPLICABLE, W-FEW-SAMPLES. Errors CHL_EDATA
 * no two rows differ, or a value is not finite; CHL_ENOMEM, CHL_ECANCELLED
 * Source     V. Marchenko, L. Pastur, Math. USSR Sbornik 1 (1967); D. Paul,
 *            Statistica Sinica 17 (2007) 1617-1642.
 */
CHL_API chl_status chl_study_solvable_data(
    const chl_dataset *dataset, const chl_solvable_settings *settings,
    chl_result *result, chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
