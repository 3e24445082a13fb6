/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members of the flow section. */
#include "report/fields.h"

#include "report/fields_make.h"

#define T chl_result_flow_point
static const chl_field flow_point_fields[] = {
    VALUE(REAL, T, "energy", energy),
    VALUE(REAL, T, "loss", loss),
    VALUE(REAL, T, "mmd", mmd),
    VALUE(REAL, T, "rate", rate),
    VALUE(REAL, T, "sinkhorn", sinkhorn),
    VALUE(REAL, T, "speed", speed),
    VALUE(SIZE, T, "step", step),
    VALUE(REAL, T, "transport", transport),
};
const chl_record chl_record_flow_point = RECORD(T, flow_point_fields);
#undef T

#define T chl_result_flow_mode
static const chl_field flow_mode_fields[] = {
    VALUE(REAL, T, "drive", drive),         VALUE(REAL, T, "growth", growth),
    VALUE(REAL, T, "half_life", half_life), VALUE(REAL, T, "lambda", lambda),
    VALUE(REAL, T, "residual", residual),   VALUE(REAL, T, "share", share),
    VALUE(REAL, T, "trained", trained),
};
const chl_record chl_record_flow_mode = RECORD(T, flow_mode_fields);
#undef T

#define T chl_result_flow_decay
static const chl_field flow_decay_fields[] = {
    VALUE(REAL, T, "lambda", lambda),
    VALUE(REAL, T, "measured", measured),
    VALUE(REAL, T, "predicted", predicted),
    VALUE(REAL, T, "ratio", ratio),
};
const chl_record chl_record_flow_decay = RECORD(T, flow_decay_fields);
#undef T

#define T chl_result_flow_width
static const chl_field flow_width_fields[] = {
    VALUE(REAL, T, "relative", relative),
    VALUE(REAL, T, "rms", rms),
    LIST(REALS, T, "values", values, count),
    VALUE(SIZE, T, "width", width),
};
const chl_record chl_record_flow_width = RECORD(T, flow_width_fields);
#undef T

#define T chl_result_flow
static const chl_field adequacy_fields[] = {
    LIST(REALS, T, "infinite", wide, place_count),
    LIST(REALS, T, "places", places, place_count),
    VALUE(REAL, T, "slope", slope),
    RECORDS(RECORDS, T, "widths", widths, width_count, chl_record_flow_width),
};
static const chl_record adequacy_record = APART(adequacy_fields);

static const chl_field flow_fields[] = {
    GROUP("adequacy", 0, adequacy_record),
    VALUE(SIZE, T, "batch", batch),
    VALUE(BOOL, T, "carry", carry),
    VALUE(SIZE, T, "d", d),
    VALUE(TEXT, T, "discriminator", discriminator),
    RECORDS(RECORDS, T, "end_modes", end, end_count, chl_record_flow_mode),
    VALUE(TEXT, T, "generator", generator),
    VALUE(TEXT, T, "kernel", kernel),
    RECORDS(RECORDS, T, "linearised", decays, decay_count,
            chl_record_flow_decay),
    VALUE(TEXT, T, "loss", loss),
    VALUE(SIZE, T, "m", m),
    RECORDS(RECORDS, T, "modes", start, start_count, chl_record_flow_mode),
    VALUE(SIZE, T, "n", n),
    VALUE(REAL, T, "noise", noise),
    VALUE(REAL, T, "rate", rate),
    VALUE(TEXT, T, "source", source),
    VALUE(SIZE, T, "steps", steps),
    VALUE(TEXT, T, "target", target),
    VALUE(REAL, T, "time", time),
    RECORDS(RECORDS, T, "trajectory", points, point_count,
            chl_record_flow_point),
};
const chl_record chl_record_flow = RECORD(T, flow_fields);
#undef T
