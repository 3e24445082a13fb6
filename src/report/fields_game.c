/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members of a prediction and of a backtest, as in fields.c. */
#include "report/fields.h"

#include "report/fields_make.h"

#define T chl_result_root
static const chl_field root_fields[] = {
    VALUE(REAL, T, "im", im),
    VALUE(REAL, T, "lambda", lambda),
    VALUE(REAL, T, "re", re),
};
const chl_record chl_record_root = RECORD(T, root_fields);
#undef T

/* Infinity is a result here (any step is stable), and null would hide it. */
#define T chl_result_scheme
static const chl_field tuned_fields[] = {
    VALUE(REAL, T, "h", tuned_h),
    VALUE(REAL, T, "momentum", tuned_momentum),
    VALUE(OPTIONAL_SIZE, T, "n_d", tuned_n_d),
    VALUE(REAL, T, "rate", tuned_rate),
    VALUE(REAL, T, "rate_per_gradient", tuned_rate_per_gradient),
    VALUE(REAL, T, "ratio", tuned_ratio),
};
static const chl_record tuned_record = APART(tuned_fields);

static const chl_field scheme_fields[] = {
    VALUE(SIZE, T, "gradients", gradients),
    VALUE(REAL, T, "h_best", h_best),
    VALUE(REAL, T, "h_max", h_max),
    VALUE(UNBOUNDED, T, "h_max_unbounded", h_max),
    VALUE(TEXT, T, "name", name),
    VALUE(REAL, T, "rate", rate),
    VALUE(REAL, T, "rate_per_gradient", rate_per_gradient),
    GROUP("tuned", 0, tuned_record),
};
const chl_record chl_record_scheme = RECORD(T, scheme_fields);
#undef T

#define T chl_result_sweep
static const chl_field sweep_fields[] = {
    LIST(REALS, T, "error", error, count),
    LIST(REALS, T, "error_high", error_high, count),
    LIST(REALS, T, "error_low", error_low, count),
    LIST(REALS, T, "frequency", frequency, count),
    LIST(REALS, T, "gamma", gamma, count),
    LIST(REALS, T, "noise", noise, count),
    LIST(REALS, T, "rate", rate, count),
    LIST(REALS, T, "rate_high", rate_high, count),
    LIST(REALS, T, "rate_low", rate_low, count),
};
const chl_record chl_record_sweep = RECORD(T, sweep_fields);
#undef T

#define T chl_result_penalty
static const chl_field penalty_run_fields[] = {
    VALUE(REAL, T, "weight", budget_weight),
    VALUE(REAL, T, "weight_high", budget_high),
    VALUE(REAL, T, "weight_low", budget_low),
};
static const chl_record penalty_run_record = APART(penalty_run_fields);

static const chl_field penalty_fields[] = {
    GROUP("budget", 0, penalty_run_record),
    VALUE(BOOL, T, "covered", covered),
    VALUE(TEXT, T, "name", name),
    VALUE(TEXT, T, "note", note),
    VALUE(REAL, T, "rate", rate),
    VALUE(REAL, T, "weight", weight),
    VALUE(REAL, T, "weight_high", weight_high),
    VALUE(REAL, T, "weight_low", weight_low),
};
const chl_record chl_record_penalty = RECORD(T, penalty_fields);
#undef T

#define T chl_result_rule
static const chl_field rule_fields[] = {
    VALUE(REAL, T, "error", error),   VALUE(TEXT, T, "name", name),
    VALUE(TEXT, T, "note", note),     VALUE(REAL, T, "rate", rate),
    VALUE(REAL, T, "weight", weight),
};
const chl_record chl_record_rule = RECORD(T, rule_fields);
#undef T

#define T chl_result_prediction
static const chl_field budget_fields[] = {
    VALUE(OPTIONAL_SIZE, T, "batch", batch),
    VALUE(REAL, T, "best_gamma", budget_gamma),
    VALUE(REAL, T, "gamma_high", budget_high),
    VALUE(REAL, T, "gamma_low", budget_low),
    VALUE(OPTIONAL_SIZE, T, "steps", steps),
};
static const chl_record budget_record = APART(budget_fields);

static const chl_field prediction_fields[] = {
    VALUE(REAL, T, "balance_best", balance_best),
    VALUE(TEXT, T, "balanced", balanced),
    VALUE(REAL, T, "best_gamma", best_gamma),
    VALUE(REAL, T, "best_rate", best_rate),
    GROUP("budget", 0, budget_record),
    VALUE(REAL, T, "c1", c1),
    VALUE(REAL, T, "c2", c2),
    VALUE(REAL, T, "cg", cg),
    VALUE(BOOL, T, "covered", covered),
    VALUE(REAL, T, "frequency", frequency),
    VALUE(REAL, T, "gamma", gamma),
    VALUE(BOOL, T, "gamma_given", gamma_given),
    VALUE(REAL, T, "gamma_high", gamma_high),
    VALUE(REAL, T, "gamma_low", gamma_low),
    VALUE(REAL, T, "half_life", half_life),
    VALUE(TEXT, T, "loss", loss),
    VALUE(REAL, T, "lr_d", lr_d),
    VALUE(REAL, T, "lr_g", lr_g),
    VALUE(TEXT, T, "mobility", mobility),
    VALUE(SIZE, T, "n_d", n_d),
    VALUE(REAL, T, "noise_floor", noise_floor),
    RECORDS(RECORDS, T, "penalties", penalties, penalty_count,
            chl_record_penalty),
    VALUE(TEXT, T, "penalty", penalty),
    VALUE(REAL, T, "rate", rate),
    VALUE(REAL, T, "rate_high", rate_high),
    VALUE(REAL, T, "rate_low", rate_low),
    RECORDS(RECORDS, T, "roots", roots, root_count, chl_record_root),
    RECORDS(RECORDS, T, "rules", rules, rule_count, chl_record_rule),
    VALUE(REAL, T, "safe_high", safe_high),
    VALUE(REAL, T, "safe_low", safe_low),
    RECORDS(RECORDS, T, "schemes", schemes, scheme_count, chl_record_scheme),
    GROUP("sweep", offsetof(T, sweep), chl_record_sweep),
    VALUE(OPTIONAL_SIZE, T, "train_res", train_res),
    VALUE(REAL, T, "uncoupled_gamma", uncoupled_gamma),
    VALUE(REAL, T, "uncoupled_rate", uncoupled_rate),
};
const chl_record chl_record_prediction = RECORD(T, prediction_fields);
#undef T

#define T chl_result_run
static const chl_field run_fields[] = {
    VALUE(REAL, T, "fitted", fitted),       VALUE(REAL, T, "gamma", gamma),
    VALUE(REAL, T, "kimg", kimg),           VALUE(TEXT, T, "name", name),
    VALUE(REAL, T, "predicted", predicted), VALUE(REAL, T, "score", score),
};
const chl_record chl_record_run = RECORD(T, run_fields);
#undef T

#define T chl_result_backtest
static const chl_field backtest_fields[] = {
    LIST(REALS, T, "curve_gamma", curve_gamma, curve_count),
    LIST(REALS, T, "curve_score", curve_score, curve_count),
    VALUE(BOOL, T, "higher", higher),
    VALUE(REAL, T, "kendall", kendall),
    VALUE(REAL, T, "kendall_fitted", kendall_fitted),
    VALUE(REAL, T, "kendall_high", kendall_high),
    VALUE(REAL, T, "kendall_low", kendall_low),
    VALUE(TEXT, T, "metric", metric),
    VALUE(REAL, T, "offset", offset),
    VALUE(REAL, T, "p_value", p_value),
    VALUE(TEXT, T, "quantity", quantity),
    RECORDS(RECORDS, T, "runs", runs, count, chl_record_run),
    VALUE(REAL, T, "scale", scale),
    VALUE(REAL, T, "scale_high", scale_high),
    VALUE(REAL, T, "scale_low", scale_low),
    VALUE(REAL, T, "slope", slope),
    VALUE(SIZE, T, "used", used),
};
const chl_record chl_record_backtest = RECORD(T, backtest_fields);
#undef T
