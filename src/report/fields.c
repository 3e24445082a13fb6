/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members of a result, in the order and with the names of the document. */
#include "report/fields.h"

#include "report/fields_make.h"

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

#define T chl_result_scatter
static const chl_field scatter_fields[] = {
    LIST(REALS, T, "value", value, count), LIST(REALS, T, "x", x, count),
    VALUE(TEXT, T, "x_name", x_name),      LIST(REALS, T, "y", y, count),
    VALUE(TEXT, T, "y_name", y_name),
};
const chl_record chl_record_scatter = RECORD(T, scatter_fields);
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
    SECTION(T, "scatter", scatter, chl_record_scatter),
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

#define T chl_result_side
static const chl_field side_fields[] = {
    LIST(REALS, T, "ci_high", ci_high, count),
    LIST(REALS, T, "ci_low", ci_low, count),
    VALUE(SIZE, T, "d", d),
    VALUE(TEXT, T, "fingerprint", fingerprint),
    VALUE(REAL, T, "gamma", gamma),
    VALUE(REAL, T, "gamma_high", gamma_high),
    VALUE(REAL, T, "gamma_low", gamma_low),
    VALUE(REAL, T, "half_life", half_life),
    LIST(REALS, T, "lambda", lambda, count),
    VALUE(BOOL, T, "like", like),
    VALUE(REAL, T, "linear_bound", linear_bound),
    VALUE(SIZE, T, "n", n),
    VALUE(TEXT, T, "name", name),
    VALUE(TEXT, T, "note", note),
    VALUE(REAL, T, "rate", rate),
    LIST(REALS, T, "ratio", ratio, count),
    LIST(REALS, T, "ratio_high", ratio_high, count),
    LIST(REALS, T, "ratio_low", ratio_low, count),
    VALUE(REAL, T, "shape", shape),
};
const chl_record chl_record_side = RECORD(T, side_fields);
#undef T

#define T chl_result_comparison
static const chl_field comparison_fields[] = {
    VALUE(TEXT, T, "loss", loss),
    VALUE(TEXT, T, "penalty", penalty),
    RECORDS(RECORDS, T, "sides", sides, count, chl_record_side),
};
const chl_record chl_record_comparison = RECORD(T, comparison_fields);
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
    LIST(REALS, T, "direction_transmission", direction_transmission,
         direction_count),
    RECORDS(RECORDS, T, "hidden", hidden, hidden_count, chl_record_mode),
    VALUE(REAL, T, "hidden_cut", hidden_cut),
    VALUE(SIZE, T, "hidden_total", hidden_total),
    LIST(REALS, T, "hidden_transmission", hidden_transmission, hidden_count),
    VALUE(TEXT, T, "hidden_words", hidden_words),
    VALUE(REAL, T, "leak_p", leak_p),
    VALUE(REAL, T, "leak_share", leak_share),
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

#define T chl_result_turns
static const chl_field turns_fields[] = {
    VALUE(REAL, T, "best", best),
    VALUE(REAL, T, "clock", clock),
    VALUE(REAL, T, "clock_high", clock_high),
    VALUE(REAL, T, "clock_low", clock_low),
    LIST(REALS, T, "from", from, count),
};
const chl_record chl_record_turns = RECORD(T, turns_fields);
#undef T

#define T chl_result_ranking
static const chl_field ranking_fields[] = {
    VALUE(TEXT, T, "baseline", baseline),
    RECORDS(RECORDS, T, "criteria", criteria, criterion_count,
            chl_record_criterion),
    VALUE(TEXT, T, "functions", functions),
    VALUE(REAL, T, "gamma", gamma),
    RECORDS(RECORDS, T, "items", items, count, chl_record_item),
    VALUE(TEXT, T, "kind", kind),
    VALUE(TEXT, T, "law", law),
    VALUE(TEXT, T, "score", score),
    VALUE(OPTIONAL_SIZE, T, "train_samples", train_samples),
    SECTION(T, "turns", turns, chl_record_turns),
};
const chl_record chl_record_ranking = RECORD(T, ranking_fields);
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
    SECTION(T, "comparison", comparison, chl_record_comparison),
    SECTION(T, "dataset", dataset, chl_record_dataset),
    SECTION(T, "flow", flow, chl_record_flow),
    SECTION(T, "meanfield", meanfield, chl_record_meanfield),
    RECORDS(KEYED, T, "options", options, option_count, option_record),
    SECTION(T, "prediction", prediction, chl_record_prediction),
    SECTION(T, "ranking", ranking, chl_record_ranking),
    DERIVED("schema"),
    SECTION(T, "solvable", solvable, chl_record_solvable),
    SECTION(T, "spectrum", spectrum, chl_record_spectrum),
    DERIVED("summary"),
    DERIVED("tool"),
    SECTION(T, "verify", verify, chl_record_verify),
    RECORDS(RECORDS, T, "warnings", warnings, warning_count, warning_record),
    DERIVED("written"),
};
const chl_record chl_record_result = RECORD(T, result_fields);
#undef T
