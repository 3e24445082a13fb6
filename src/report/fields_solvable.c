/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members of the solvable section. */
#include "report/fields.h"

#include "report/fields_make.h"

#define T chl_result_solvable_mode
static const chl_field solvable_mode_fields[] = {
    VALUE(REAL, T, "alignment", alignment),
    VALUE(REAL, T, "between", between),
    VALUE(REAL, T, "critic", critic),
    VALUE(REAL, T, "freeze", freeze),
    VALUE(REAL, T, "growth", growth),
    VALUE(TEXT, T, "high_classes", high_classes),
    VALUE(REAL, T, "lambda", lambda),
    VALUE(REAL, T, "limit", limit),
    VALUE(TEXT, T, "low_classes", low_classes),
    VALUE(REAL, T, "period", period),
    VALUE(TEXT, T, "phase", phase),
};
const chl_record chl_record_solvable_mode = RECORD(T, solvable_mode_fields);
#undef T

#define T chl_result_solvable_point
static const chl_field solvable_point_fields[] = {
    LIST(REALS, T, "alignment", alignment, count),
    LIST(REALS, T, "critic", critic, count),
    VALUE(REAL, T, "t", t),
};
const chl_record chl_record_solvable_point = RECORD(T, solvable_point_fields);
#undef T

#define T chl_result_fixed_point
static const chl_field fixed_point_fields[] = {
    VALUE(REAL, T, "im", im),         VALUE(OPTIONAL_SIZE, T, "mode", mode),
    VALUE(TEXT, T, "name", name),     VALUE(REAL, T, "re", re),
    VALUE(BOOL, T, "stable", stable),
};
const chl_record chl_record_fixed_point = RECORD(T, fixed_point_fields);
#undef T

#define T chl_result_finite
static const chl_field finite_fields[] = {
    VALUE(REAL, T, "deviation", deviation),
    VALUE(TEXT, T, "method", method),
    VALUE(SIZE, T, "n", n),
    VALUE(SIZE, T, "runs", runs),
};
const chl_record chl_record_finite = RECORD(T, finite_fields);
#undef T

#define T chl_result_solvable
static const chl_field boost_fields[] = {
    VALUE(REAL, T, "high", boost_high),
    VALUE(REAL, T, "low", boost_low),
};
static const chl_record boost_record = APART(boost_fields);

static const chl_field solvable_data_fields[] = {
    VALUE(SIZE, T, "above_noise", above),
    VALUE(SIZE, T, "columns", dimension),
    VALUE(OPTIONAL_SIZE, T, "rows", rows),
    VALUE(REAL, T, "scale", scale),
};
static const chl_record solvable_data_record = APART(solvable_data_fields);

static const chl_field finite_group_fields[] = {
    RECORDS(RECORDS, T, "points", finite, finite_count, chl_record_finite),
    VALUE(REAL, T, "slope", slope),
};
static const chl_record finite_record = APART(finite_group_fields);

static const chl_field interval_fields[] = {
    VALUE(REAL, T, "high", high),
    VALUE(REAL, T, "low", low),
};
static const chl_record interval_record = APART(interval_fields);

static const chl_field rates_fields[] = {
    VALUE(REAL, T, "eta", kept_eta),
    VALUE(SIZE, T, "learnable", learnable),
    VALUE(SIZE, T, "learnable_any", free_learnable),
    VALUE(SIZE, T, "learnable_same_ratio", kept_learnable),
    VALUE(REAL, T, "tau_any", free_tau),
    VALUE(REAL, T, "tau_g_any", free_tau_g),
    VALUE(REAL, T, "tau_g_same_ratio", kept_tau_g),
    VALUE(REAL, T, "tau_same_ratio", kept_tau),
};
static const chl_record rates_record = APART(rates_fields);

static const chl_field micro_fields[] = {
    VALUE(REAL, T, "deviation", rows_deviation),
    VALUE(REAL, T, "expected", rows_expected),
    VALUE(REAL, T, "kurtosis", rows_kurtosis),
    VALUE(REAL, T, "kurtosis_expected", rows_kurtosis_expected),
};
static const chl_record micro_record = APART(micro_fields);

static const chl_field solvable_fields[] = {
    VALUE(MATRIX, T, "P", p),
    VALUE(MATRIX, T, "Q", q),
    VALUE(MATRIX, T, "R", r),
    VALUE(MATRIX, T, "S", s),
    VALUE(MATRIX, T, "Z", z),
    VALUE(SIZE, T, "batch", batch),
    GROUP("boost", 0, boost_record),
    VALUE(TEXT, T, "constraint_v", constraint_v),
    VALUE(TEXT, T, "constraint_w", constraint_w),
    VALUE(MATRIX, T, "cov", cov),
    VALUE(MATRIX, T, "cov_gen", cov_gen),
    GROUP("data", 0, solvable_data_record),
    VALUE(REAL, T, "decay_v", decay_v),
    VALUE(REAL, T, "decay_w", decay_w),
    VALUE(REAL, T, "drift", drift),
    VALUE(REAL, T, "eta_gen", eta_gen),
    VALUE(REAL, T, "eta_true", eta_true),
    GROUP("finite", 0, finite_record),
    RECORDS(RECORDS, T, "fixed_points", fixed, fixed_count,
            chl_record_fixed_point),
    GROUP("interval", 0, interval_record),
    GROUP("microscopic", 0, micro_record),
    RECORDS(RECORDS, T, "modes", modes, mode_count, chl_record_solvable_mode),
    GROUP("rates", 0, rates_record),
    VALUE(TEXT, T, "regime", regime),
    VALUE(TEXT, T, "response", response),
    VALUE(REAL, T, "tau", tau),
    VALUE(REAL, T, "tau_g", tau_g),
    VALUE(REAL, T, "time", time),
    RECORDS(RECORDS, T, "trajectory", points, point_count,
            chl_record_solvable_point),
};
const chl_record chl_record_solvable = RECORD(T, solvable_fields);
#undef T
