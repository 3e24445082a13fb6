/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Report: the result of a run as plain values, and the documents made of it.
 *
 * A value that could not be had is NaN here and null in every document.
 */
#ifndef CHLADNI_REPORT_H
#define CHLADNI_REPORT_H

#include <chladni/base.h>
#include <chladni/data.h>
#include <chladni/result_comparison.h>
#include <chladni/result_flow.h>
#include <chladni/result_meanfield.h>
#include <chladni/result_solvable.h>
#include <chladni/result_turns.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CHL_RESULT_SCHEMA "chladni.result/1"
#define CHL_CHECK_SCHEMA "chladni.check/1"

typedef struct chl_option_value {
    char *name;   /* long option without dashes                              */
    char *value;  /* as used                                                 */
    char *source; /* "default", "flag", "environment"                        */
} chl_option_value;

/*
 * Codes are stable: W-BANDWIDTH-SENSITIVE, W-CLOCK, W-CONTINUOUS-SPECTRUM,
 * W-CUSP, W-DEGRADED,
 * W-DISCONNECTED, W-DUPLICATES, W-ESTIMATORS-DISAGREE, W-FEW-RUNS,
 * W-FEW-SAMPLES, W-LEAK,
 * W-NOT-APPLICABLE, W-RANGE: integer images use so small a part of the full
 * scale that it is most likely not theirs, and W-RESOLUTION: the prediction is
 * for another resolution than the one measured.
 */
typedef struct chl_warning {
    char *code;
    char *severity; /* "note", "warning", "error"                            */
    char *text; /* one sentence                                              */
} chl_warning;

typedef struct chl_result_dataset {
    char *name, *format, *fingerprint;
    char *kind;    /* "images", "table", "points"                          */
    char *augment; /* the chain rows went through; NULL = none             */
    size_t n, d;
    size_t shape[4]; /* n, then d or h, w, c                                 */
    size_t axes;
    char *range; /* "raw", "standard" or "interval"                      */
    double range_low, range_high; /* of interval; NaN otherwise              */
    double minimum, maximum;      /* stored values                           */
    char **classes; /* names of classes, class_count                        */
    size_t class_count;
    size_t duplicates, skipped;
} chl_result_dataset;

/* Some rows by two of their columns, and a mode there: for the eye. */
typedef struct chl_result_scatter {
    char *x_name, *y_name; /* columns; y_name NULL: of one column, y is value */
    size_t count;
    double *x, *y, *value; /* in the units of the analysis, four digits      */
} chl_result_scatter;

/* The items a mode puts lowest and highest, and what it correlates with. */
typedef struct chl_result_mode {
    size_t index; /* 0 = slowest                                           */
    double lambda;
    size_t low_count, high_count;
    size_t *low_rows, *high_rows;
    char **low_items, **high_items;
    char *low_classes, *high_classes; /* "6 are \"3\", 2 \"8\""; NULL without
                                         labels                             */
    size_t column_count; /* of tables: most correlated columns first         */
    char **columns;
    double *correlations;
    chl_result_scatter *scatter; /* NULL = none: of images, or not asked for */
} chl_result_mode;

/* One candidate of the bandwidth or ridge choice and its held-out score. */
typedef struct chl_result_trial {
    double bandwidth, ridge, score, lambda_1;
    size_t round; /* of the metric adaptation; 0 = no metric                 */
    bool chosen;
} chl_result_trial;

/* One round of the metric adaptation: its best candidate. */
typedef struct chl_result_round {
    size_t round; /* 0 = no metric                                           */
    size_t rank;  /* of the metric; 0 in round 0                             */
    double bandwidth, ridge, score, lambda_1;
    bool chosen; /* the round with the best held-out score                  */
} chl_result_round;

typedef struct chl_result_spectrum {
    char *operator_name; /* "galerkin"                                       */
    char *kernel, *solver, *landmark_rule;
    char *solver_note; /* why this one ran, and what was confirmed; or NULL  */
    double bandwidth, ridge;
    size_t landmarks; /* used, after duplicates were dropped              */
    size_t linear;    /* coordinate or principal functions in the basis   */
    size_t rows;      /* rows of the dataset used                         */
    size_t bootstrap; /* replicates                                       */
    size_t count;     /* eigenvalues listed; every array has this length  */
    double *lambda;   /* mean of training and held-out, ascending     */
    double *ci_low, *ci_high; /* 95 %                                        */
    double *lambda_train, *lambda_heldout;
    double *standard_error;
    double *residual;    /* of the algebraic problem, relative           */
    double *lambda_half; /* the same estimate with half the landmarks    */
    double *bootstrap_low, *bootstrap_high; /* 95 %, resampled row groups    */
    double linear_bound;      /* 1 / lambda_max(Cov)                          */
    double poincare_constant; /* 1 / lambda_1                                */
    size_t components;        /* 0 = not counted by this operator             */
    size_t verified; /* eigenvalues known to be all there are up to the last
                        of them; 0 = not counted                              */
    bool degraded;   /* some pair did not converge                   */
    size_t round_count;
    chl_result_round *rounds;
    size_t trial_count;
    chl_result_trial *trials;
    size_t mode_count;
    chl_result_mode *modes;
} chl_result_spectrum;

/* What one operator says of the spectrum. */
typedef struct chl_result_opinion {
    char *operator_name;
    char *note;   /* why it has no numbers, or is not to be trusted; or NULL  */
    bool trusted; /* it has numbers and its own warnings do not disown them   */
    bool chosen;  /* its numbers are the spectrum section                     */
    size_t rows;  /* it used; 0 = none: a closed form                         */
    size_t count;
    double *lambda, *ci_low, *ci_high;
} chl_result_opinion;

/* Operators beside one another. */
typedef struct chl_result_agreement {
    size_t compared; /* eigenvalues that two or more trusted ones list       */
    size_t apart;    /* of these, where two intervals do not meet            */
    size_t count;
    chl_result_opinion *opinions;
} chl_result_agreement;

typedef struct chl_result_root {
    double lambda, re, im; /* im >= 0; overdamped: the slow root, im = 0     */
} chl_result_root;

typedef struct chl_result_scheme {
    char *name;
    double h_max;  /* largest stable step; 0 = none is stable, inf = any    */
    double h_best; /* step of the best rate; NaN without one                */
    double rate;   /* decay per unit time at h_best                         */
    double rate_per_gradient; /* decay per gradient evaluation at h_best     */
    size_t gradients;         /* evaluations per step                        */
    /* The best found when more than the step was scanned; NaN, 0 = was not. */
    double tuned_h, tuned_rate, tuned_rate_per_gradient;
    double tuned_ratio;    /* lr_d / lr_g, at the same product               */
    double tuned_momentum; /* NaN also for schemes without                   */
    size_t tuned_n_d;
} chl_result_scheme;

/* Penalty sweep, for figures: arrays of `count`. */
typedef struct chl_result_sweep {
    size_t count;
    double *gamma, *rate, *rate_low, *rate_high, *frequency, *noise;
    double *error, *error_low, *error_high; /* E_N, (1.5); NaN without budget */
} chl_result_sweep;

/* The same game with each penalty. */
typedef struct chl_result_penalty {
    char *name;
    bool covered;                           /* by the linear theory         */
    char *note;                             /* why there is no weight; NULL */
    double weight, weight_low, weight_high; /* best for speed               */
    double budget_weight, budget_low, budget_high; /* best for the run       */
    double rate; /* at `weight`                  */
} chl_result_penalty;

/* What trainers set by rule or by default, as weights of this penalty. */
typedef struct chl_result_rule {
    char *name, *note;
    double weight, rate, error; /* error: E_N                                */
} chl_result_rule;

typedef struct chl_result_prediction {
    char *loss, *penalty;
    char *balanced; /* the sweep is of the full operator: augmentation that real
                       and generated samples both pass; NULL = none          */
    char *mobility; /* and of this discriminator: "l2", "ntk-relu", "ntk-erf";
                       NULL = the sweep is of (1.1)                          */
    bool covered;   /* false: the linear theory does not apply (text in
                       a warning); the numbers below are NaN            */
    double gamma;   /* in force: given, or the best                     */
    bool gamma_given;
    double c1, c2, cg, lr_d, lr_g;
    size_t root_count;
    chl_result_root *roots;
    double rate; /* slowest decay from lambda_1 up, R(gamma), 1/time */
    double rate_low, rate_high;
    double frequency; /* angular, of the slowest mode                     */
    double half_life; /* ln 2 / rate                                      */
    double best_gamma, gamma_low, gamma_high; /* for speed, (1.3)            */
    double safe_low, safe_high; /* keep half of the best rate, at the low end of
                                   the intervals; not beyond the sweep       */
    double best_rate;
    double noise_floor;  /* V(gamma), (1.4); NaN without a batch size        */
    size_t steps, batch; /* of the budget; 0 = not given                     */
    double budget_gamma, budget_low, budget_high; /* (1.5); NaN              */
    double uncoupled_gamma, uncoupled_rate; /* of a result of the full operator:
                            the same without, which roots and schemes are of;
                            else NaN                                         */
    double balance_best; /* lr_d / lr_g with the best rate at this gamma and
                            this product lr_d lr_g                           */
    size_t n_d;          /* discriminator steps per generator step           */
    size_t train_res;    /* pixels on a side this is for; 0 = as measured    */
    size_t scheme_count;
    chl_result_scheme *schemes;
    chl_result_sweep sweep;
    size_t penalty_count, rule_count;
    chl_result_penalty *penalties;
    chl_result_rule *rules;
} chl_result_prediction;

/* A candidate by one criterion. */
typedef struct chl_result_score {
    char *name;              /* of a chl_result_criterion                   */
    double value, low, high; /* with its 95 % interval                       */
    double difference, difference_low, difference_high; /* to the baseline,
                                 on the same rows and draws                  */
} chl_result_score;

/* What is particular to an augmentation among the candidates. */
typedef struct chl_result_augment {
    char *chain;     /* as it was understood, presets by their parts         */
    char *condition; /* why the law of the data can be told from what is
                        seen; NULL = no reason known                         */
    double cost;     /* operations per image, in copies of it                */
    double leak_p;   /* chance of so large a leak if there were none         */
    double leak_visible; /* share of a leaked law's distance that still shows
                            through the augmentation                         */
    double leak_share; /* displacement by what would not show, of the error  */
    size_t tie_count;
    size_t *ties; /* places, from 0, of those it cannot be told from         */
    size_t score_count;
    chl_result_score *scores; /* of every criterion of the ranking           */
    size_t mode_count;
    double *transmission; /* C / A of the slowest modes of the data; NULL    */
    size_t direction_count;
    double *direction_transmission; /* the same of combinations of modes,
                              eigenvalues of C against A, ascending          */
    double hidden_cut;   /* C / A up to which a direction is hidden        */
    size_t hidden_total; /* directions that are                            */
    size_t hidden_count; /* of these: the slowest, named here              */
    chl_result_mode *hidden; /* lambda is that of the augmented law          */
    double *hidden_transmission; /* C / A                                    */
    char *hidden_words; /* what the slowest of them is, a sentence; NULL     */
} chl_result_augment;

typedef struct chl_result_item {
    char *name;
    double strength, score, ci_low, ci_high, lambda_1, rate;
    size_t tie_group;
    bool leak;
    chl_result_augment *augment; /* NULL but for kind "augment"              */
} chl_result_item;

typedef struct chl_result_criterion {
    char *name;
    char *better; /* "lower" or "higher"                                     */
    char *reason; /* what it measures and why it counts, one sentence        */
} chl_result_criterion;

typedef struct chl_result_ranking {
    char *kind; /* "augment", "gamma" or "scheme"                        */
    char *baseline;
    char *score; /* the criterion of the order; NULL but for "augment", as
                    all below                                                */
    char *law;   /* "balanced" or "real-only"                                */
    char *functions; /* what the discriminator was made of                   */
    double gamma;    /* the penalty in force, as the trainer writes it       */
    size_t train_samples; /* 0 = none                                        */
    size_t criterion_count;
    chl_result_criterion *criteria;
    chl_result_turns *turns; /* NULL = not computed                          */
    size_t count;
    chl_result_item *items;
} chl_result_ranking;

/* One finished run. */
typedef struct chl_result_run {
    char *name;
    double gamma;     /* in the units of the result                          */
    double score;     /* NaN = has none, or never finite                     */
    double predicted; /* error or 1 / rate at its gamma; smaller is better   */
    double fitted;    /* the score that the fit gives it                     */
    double kimg;
} chl_result_run;

/* Finished runs beside the prediction for them. */
typedef struct chl_result_backtest {
    char *metric;
    bool higher;    /* larger scores are better                              */
    char *quantity; /* "error" or "slowness" (1 / rate)                      */
    size_t used;    /* runs with a score                                     */
    size_t count;
    chl_result_run *runs;
    double kendall, kendall_low, kendall_high; /* order of the scores and of
                        the prediction as it is, tau-b and 95 %              */
    double p_value; /* of at least so much agreement by chance              */
    double kendall_fitted; /* after the fit: optimistic                      */
    double scale, scale_low, scale_high; /* gammas times this are ours       */
    double offset, slope; /* score = offset + slope ln(predicted)            */
    size_t curve_count;
    double *curve_gamma, *curve_score; /* as fitted                          */
} chl_result_backtest;

/* One line of `verify`: an oracle, the truth, and what the estimator said. */
typedef struct chl_result_check {
    char *measure;
    size_t index; /* of the eigenvalue, from 0                             */
    double truth, estimate, relative_error, standard_error;
    bool covered; /* truth in [ci_low, ci_high]                            */
    bool passed;
} chl_result_check;

/* The error of lambda_1 at one number of rows, over several draws. */
typedef struct chl_result_point {
    char *measure, *operator_name;
    size_t rows, draws;
    size_t covered; /* draws whose interval holds the truth                 */
    double truth;
    double error; /* root mean square, relative                           */
    double bias;  /* mean, relative                                       */
} chl_result_point;

typedef struct chl_result_verify {
    size_t count;
    chl_result_check *checks;
    size_t point_count;
    chl_result_point *points; /* by measure, operator, rows                  */
} chl_result_verify;

/* What one trainer would be told; <chladni/recipe.h> knows the trainers. */
typedef struct chl_result_recipe {
    char *trainer;
    bool usable;
    double weight; /* its penalty knob, in its units; NaN = none              */
    double weight_low, weight_high; /* 95 %                                  */
    char *text; /* flags, YAML or code; why not, if not applicable          */
} chl_result_recipe;

typedef struct chl_result_advice {
    char *verdict; /* one paragraph in words                                */
    size_t reason_count;
    char **reasons;
    size_t recipe_count;
    chl_result_recipe *recipes; /* names differ                             */
} chl_result_advice;

/* Pictures for the page only; not part of the JSON document. The sheet of a
 * mode has its lowest items in the upper half of the rows, its highest in the
 * lower half; that of a candidate one item, then draws of it. */
typedef struct chl_result_sprite {
    char *id; /* "data", "mode-0", ..., or "augment-NAME"       */
    size_t tile_height, tile_width, columns, rows; /* tiles, row by row      */
    uint8_t *rgb;    /* (rows tile_height) x (columns tile_width) x 3  */
    char **captions; /* columns * rows; NULL entries are empty tiles   */
} chl_result_sprite;

typedef struct chl_result {
    char *command;
    size_t option_count, warning_count, sprite_count, scene_count;
    chl_option_value *options;
    chl_warning *warnings;
    chl_result_dataset *dataset; /* NULL = section absent              */
    chl_result_spectrum *spectrum;
    chl_result_agreement *agreement;
    chl_result_prediction *prediction;
    chl_result_ranking *ranking;
    chl_result_backtest *backtest;
    chl_result_comparison *comparison;
    chl_result_verify *verify;
    chl_result_solvable *solvable;
    chl_result_meanfield *meanfield;
    chl_result_flow *flow;
    chl_result_advice *advice;
    chl_result_sprite *sprites;
    chl_result_scene *scenes; /* in the order they are shown */
} chl_result;

/* Empty, all sections absent. *out by chl_result_free. */
CHL_API chl_status chl_result_create(const char *command, chl_result **out,
                                     chl_error *err);
CHL_API void chl_result_free(chl_result *result);

/* Copy the words in; an option of that name already there is replaced, a
 * warning is appended. The result is unchanged on error. Errors: CHL_ENOMEM. */
CHL_API chl_status chl_result_add_option(chl_result *result, const char *name,
                                         const char *value, const char *source,
                                         chl_error *err);
CHL_API chl_status chl_result_warn(chl_result *result, const char *code,
                                   const char *severity, chl_error *err,
                                   const char *format, ...) CHL_PRINTF(5, 6);

#ifdef __cplusplus
}
#endif

#include <chladni/document.h>

#endif
