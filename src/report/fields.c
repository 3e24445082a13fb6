/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members of a result, in the order and with the names of the document. */
#include "report/fields.h"

#define VALUE(kind, type, json, member)                                        \
    {                                                                          \
        (json), CHL_FIELD_##kind, offsetof(type, member), 0, NULL              \
    }
#define LIST(kind, type, json, member, counter)                                \
    {                                                                          \
        (json), CHL_FIELD_##kind, offsetof(type, member),                      \
            offsetof(type, counter), NULL                                      \
    }
#define RECORDS(kind, type, json, member, counter, inner)                      \
    {                                                                          \
        (json), CHL_FIELD_##kind, offsetof(type, member),                      \
            offsetof(type, counter), &(inner)                                  \
    }
#define SECTION(type, json, member, inner)                                     \
    {                                                                          \
        (json), CHL_FIELD_SECTION, offsetof(type, member), 0, &(inner)         \
    }
#define GROUP(json, start, inner)                                              \
    {                                                                          \
        (json), CHL_FIELD_GROUP, (start), 0, &(inner)                          \
    }
#define DERIVED(json)                                                          \
    {                                                                          \
        (json), CHL_FIELD_DERIVED, 0, 0, NULL                                  \
    }
#define RECORD(type, fields)                                                   \
    {                                                                          \
        sizeof(type), sizeof(fields) / sizeof *(fields), (fields)              \
    }
#define APART(fields)                                                          \
    {                                                                          \
        0, sizeof(fields) / sizeof *(fields), (fields)                         \
    }

#define T chl_option_value
static const chl_field option_fields[] = {
    VALUE(WORD, T, "name", name),
    VALUE(WORD, T, "source", source),
    VALUE(WORD, T, "value", value),
};
static const chl_record option_record = RECORD(T, option_fields);
#undef T

#define T chl_warning
static const chl_field warning_fields[] = {
    VALUE(WORD, T, "code", code),
    VALUE(WORD, T, "severity", severity),
    VALUE(WORD, T, "text", text),
};
static const chl_record warning_record = RECORD(T, warning_fields);
#undef T

#define T chl_result_dataset
static const chl_field range_fields[] = {
    VALUE(REAL, T, "high", range_high),
    VALUE(TEXT, T, "kind", range),
    VALUE(REAL, T, "low", range_low),
};
static const chl_record range_record = APART(range_fields);

static const chl_field dataset_fields[] = {
    VALUE(TEXT, T, "augment", augment),
    LIST(TEXTS, T, "classes", classes, class_count),
    VALUE(SIZE, T, "d", d),
    VALUE(SIZE, T, "duplicates", duplicates),
    VALUE(TEXT, T, "fingerprint", fingerprint),
    VALUE(TEXT, T, "format", format),
    VALUE(TEXT, T, "kind", kind),
    VALUE(REAL, T, "maximum", maximum),
    VALUE(REAL, T, "minimum", minimum),
    VALUE(SIZE, T, "n", n),
    VALUE(TEXT, T, "name", name),
    GROUP("range", 0, range_record),
    LIST(SHAPE, T, "shape", shape, axes),
    VALUE(SIZE, T, "skipped", skipped),
};
const chl_record chl_record_dataset = RECORD(T, dataset_fields);
#undef T

#define T chl_result_mode
static const chl_field mode_fields[] = {
    LIST(TEXTS, T, "columns", columns, column_count),
    LIST(REALS, T, "correlations", correlations, column_count),
    VALUE(TEXT, T, "high_classes", high_classes),
    LIST(TEXTS, T, "high_items", high_items, high_count),
    LIST(SIZES, T, "high_rows", high_rows, high_count),
    VALUE(SIZE, T, "index", index),
    VALUE(REAL, T, "lambda", lambda),
    VALUE(TEXT, T, "low_classes", low_classes),
    LIST(TEXTS, T, "low_items", low_items, low_count),
    LIST(SIZES, T, "low_rows", low_rows, low_count),
};
const chl_record chl_record_mode = RECORD(T, mode_fields);
#undef T

#define T chl_result_trial
static const chl_field trial_fields[] = {
    VALUE(REAL, T, "bandwidth", bandwidth), VALUE(BOOL, T, "chosen", chosen),
    VALUE(REAL, T, "lambda_1", lambda_1),   VALUE(REAL, T, "ridge", ridge),
    VALUE(SIZE, T, "round", round),         VALUE(REAL, T, "score", score),
};
const chl_record chl_record_trial = RECORD(T, trial_fields);
#undef T

#define T chl_result_round
static const chl_field round_fields[] = {
    VALUE(REAL, T, "bandwidth", bandwidth), VALUE(BOOL, T, "chosen", chosen),
    VALUE(REAL, T, "lambda_1", lambda_1),   VALUE(SIZE, T, "rank", rank),
    VALUE(REAL, T, "ridge", ridge),         VALUE(SIZE, T, "round", round),
    VALUE(REAL, T, "score", score),
};
const chl_record chl_record_round = RECORD(T, round_fields);
#undef T

#define T chl_result_spectrum
static const chl_field spectrum_fields[] = {
    VALUE(REAL, T, "bandwidth", bandwidth),
    VALUE(SIZE, T, "bootstrap", bootstrap),
    LIST(REALS, T, "bootstrap_high", bootstrap_high, count),
    LIST(REALS, T, "bootstrap_low", bootstrap_low, count),
    LIST(REALS, T, "ci_high", ci_high, count),
    LIST(REALS, T, "ci_low", ci_low, count),
    VALUE(OPTIONAL_SIZE, T, "components", components),
    VALUE(BOOL, T, "degraded", degraded),
    VALUE(TEXT, T, "kernel", kernel),
    LIST(REALS, T, "lambda", lambda, count),
    LIST(REALS, T, "lambda_half", lambda_half, count),
    LIST(REALS, T, "lambda_heldout", lambda_heldout, count),
    LIST(REALS, T, "lambda_train", lambda_train, count),
    VALUE(TEXT, T, "landmark_rule", landmark_rule),
    VALUE(SIZE, T, "landmarks", landmarks),
    VALUE(SIZE, T, "linear", linear),
    VALUE(REAL, T, "linear_bound", linear_bound),
    RECORDS(RECORDS, T, "modes", modes, mode_count, chl_record_mode),
    VALUE(TEXT, T, "operator", operator_name),
    VALUE(REAL, T, "poincare_constant", poincare_constant),
    LIST(REALS, T, "residual", residual, count),
    VALUE(REAL, T, "ridge", ridge),
    RECORDS(RECORDS, T, "rounds", rounds, round_count, chl_record_round),
    VALUE(SIZE, T, "rows", rows),
    VALUE(TEXT, T, "solver", solver),
    VALUE(TEXT, T, "solver_note", solver_note),
    LIST(REALS, T, "standard_error", standard_error, count),
    RECORDS(RECORDS, T, "trials", trials, trial_count, chl_record_trial),
    VALUE(OPTIONAL_SIZE, T, "verified", verified),
};
const chl_record chl_record_spectrum = RECORD(T, spectrum_fields);
#undef T

#define T chl_result_opinion
static const chl_field opinion_fields[] = {
    VALUE(BOOL, T, "chosen", chosen),
    LIST(REALS, T, "ci_high", ci_high, count),
    LIST(REALS, T, "ci_low", ci_low, count),
    LIST(REALS, T, "lambda", lambda, count),
    VALUE(TEXT, T, "note", note),
    VALUE(TEXT, T, "operator", operator_name),
    VALUE(SIZE, T, "rows", rows),
    VALUE(BOOL, T, "trusted", trusted),
};
const chl_record chl_record_opinion = RECORD(T, opinion_fields);
#undef T

#define T chl_result_agreement
static const chl_field agreement_fields[] = {
    VALUE(SIZE, T, "apart", apart),
    VALUE(SIZE, T, "compared", compared),
    RECORDS(RECORDS, T, "opinions", opinions, count, chl_record_opinion),
};
const chl_record chl_record_agreement = RECORD(T, agreement_fields);
#undef T

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
};
const chl_record chl_record_prediction = RECORD(T, prediction_fields);
#undef T

#define T chl_result_score
static const chl_field score_fields[] = {
    VALUE(REAL, T, "difference", difference),
    VALUE(REAL, T, "difference_high", difference_high),
    VALUE(REAL, T, "difference_low", difference_low),
    VALUE(REAL, T, "high", high),
    VALUE(REAL, T, "low", low),
    VALUE(TEXT, T, "name", name),
    VALUE(REAL, T, "value", value),
};
const chl_record chl_record_score = RECORD(T, score_fields);
#undef T

#define T chl_result_augment
static const chl_field augment_fields[] = {
    VALUE(TEXT, T, "chain", chain),
    VALUE(TEXT, T, "condition", condition),
    VALUE(REAL, T, "cost", cost),
    RECORDS(RECORDS, T, "hidden", hidden, hidden_count, chl_record_mode),
    LIST(REALS, T, "hidden_transmission", hidden_transmission, hidden_count),
    VALUE(REAL, T, "leak_p", leak_p),
    VALUE(REAL, T, "leak_visible", leak_visible),
    RECORDS(RECORDS, T, "scores", scores, score_count, chl_record_score),
    LIST(SIZES, T, "ties", ties, tie_count),
    LIST(REALS, T, "transmission", transmission, mode_count),
};
const chl_record chl_record_augment = RECORD(T, augment_fields);
#undef T

#define T chl_result_item
static const chl_field item_fields[] = {
    SECTION(T, "augment", augment, chl_record_augment),
    VALUE(REAL, T, "ci_high", ci_high),
    VALUE(REAL, T, "ci_low", ci_low),
    VALUE(REAL, T, "lambda_1", lambda_1),
    VALUE(BOOL, T, "leak", leak),
    VALUE(TEXT, T, "name", name),
    VALUE(REAL, T, "rate", rate),
    VALUE(REAL, T, "score", score),
    VALUE(REAL, T, "strength", strength),
    VALUE(SIZE, T, "tie_group", tie_group),
};
const chl_record chl_record_item = RECORD(T, item_fields);
#undef T

#define T chl_result_criterion
static const chl_field criterion_fields[] = {
    VALUE(TEXT, T, "better", better),
    VALUE(TEXT, T, "name", name),
    VALUE(TEXT, T, "reason", reason),
};
const chl_record chl_record_criterion = RECORD(T, criterion_fields);
#undef T

#define T chl_result_ranking
static const chl_field ranking_fields[] = {
    VALUE(TEXT, T, "baseline", baseline),
    RECORDS(RECORDS, T, "criteria", criteria, criterion_count,
            chl_record_criterion),
    RECORDS(RECORDS, T, "items", items, count, chl_record_item),
    VALUE(TEXT, T, "kind", kind),
    VALUE(TEXT, T, "law", law),
    VALUE(TEXT, T, "score", score),
    VALUE(OPTIONAL_SIZE, T, "train_samples", train_samples),
};
const chl_record chl_record_ranking = RECORD(T, ranking_fields);
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

#define T chl_result_check
static const chl_field check_fields[] = {
    VALUE(BOOL, T, "covered", covered),
    VALUE(REAL, T, "estimate", estimate),
    VALUE(SIZE, T, "index", index),
    VALUE(TEXT, T, "measure", measure),
    VALUE(BOOL, T, "passed", passed),
    VALUE(REAL, T, "relative_error", relative_error),
    VALUE(REAL, T, "standard_error", standard_error),
    VALUE(REAL, T, "truth", truth),
};
const chl_record chl_record_check = RECORD(T, check_fields);
#undef T

#define T chl_result_point
static const chl_field point_fields[] = {
    VALUE(REAL, T, "bias", bias),
    VALUE(SIZE, T, "covered", covered),
    VALUE(SIZE, T, "draws", draws),
    VALUE(REAL, T, "error", error),
    VALUE(TEXT, T, "measure", measure),
    VALUE(TEXT, T, "operator", operator_name),
    VALUE(SIZE, T, "rows", rows),
    VALUE(REAL, T, "truth", truth),
};
const chl_record chl_record_point = RECORD(T, point_fields);
#undef T

#define T chl_result_verify
static const chl_field verify_fields[] = {
    RECORDS(RECORDS, T, "checks", checks, count, chl_record_check),
    RECORDS(RECORDS, T, "points", points, point_count, chl_record_point),
};
const chl_record chl_record_verify = RECORD(T, verify_fields);
#undef T

#define T chl_result_recipe
static const chl_field recipe_fields[] = {
    VALUE(WORD, T, "name", trainer),
    VALUE(TEXT, T, "text", text),
    VALUE(BOOL, T, "usable", usable),
    VALUE(REAL, T, "weight", weight),
    VALUE(REAL, T, "weight_high", weight_high),
    VALUE(REAL, T, "weight_low", weight_low),
};
const chl_record chl_record_recipe = RECORD(T, recipe_fields);
#undef T

#define T chl_result_advice
static const chl_field advice_fields[] = {
    LIST(TEXTS, T, "reasons", reasons, reason_count),
    RECORDS(KEYED, T, "recipes", recipes, recipe_count, chl_record_recipe),
    VALUE(TEXT, T, "verdict", verdict),
};
const chl_record chl_record_advice = RECORD(T, advice_fields);
#undef T

#define T chl_result
static const chl_field result_fields[] = {
    SECTION(T, "advice", advice, chl_record_advice),
    SECTION(T, "agreement", agreement, chl_record_agreement),
    SECTION(T, "backtest", backtest, chl_record_backtest),
    VALUE(WORD, T, "command", command),
    SECTION(T, "dataset", dataset, chl_record_dataset),
    RECORDS(KEYED, T, "options", options, option_count, option_record),
    SECTION(T, "prediction", prediction, chl_record_prediction),
    SECTION(T, "ranking", ranking, chl_record_ranking),
    DERIVED("schema"),
    SECTION(T, "spectrum", spectrum, chl_record_spectrum),
    DERIVED("summary"),
    DERIVED("tool"),
    SECTION(T, "verify", verify, chl_record_verify),
    RECORDS(RECORDS, T, "warnings", warnings, warning_count, warning_record),
    DERIVED("written"),
};
const chl_record chl_record_result = RECORD(T, result_fields);
#undef T
