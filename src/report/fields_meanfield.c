/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members of the section of the clipped WGAN. */
#include "report/fields.h"

#include "report/fields_make.h"

#define T chl_result_meanfield_event
static const chl_field meanfield_event_fields[] = {
    VALUE(REAL, T, "g", g), VALUE(TEXT, T, "kind", kind),
    VALUE(REAL, T, "m", m), VALUE(REAL, T, "mass", mass),
    VALUE(REAL, T, "t", t),
};
const chl_record chl_record_meanfield_event = RECORD(T, meanfield_event_fields);
#undef T

#define T chl_result_meanfield_point
static const chl_field meanfield_point_fields[] = {
    VALUE(REAL, T, "distance", distance),
    VALUE(REAL, T, "energy", energy),
    VALUE(REAL, T, "g", g),
    VALUE(REAL, T, "high", high),
    VALUE(REAL, T, "invariant", invariant),
    VALUE(REAL, T, "low", low),
    VALUE(REAL, T, "m", m),
    LIST(REALS, T, "singular", singular, count),
    VALUE(REAL, T, "t", t),
};
const chl_record chl_record_meanfield_point = RECORD(T, meanfield_point_fields);
#undef T

#define T chl_result_density
static const chl_field density_fields[] = {
    LIST(REALS, T, "at_high", at_high, count),
    LIST(REALS, T, "at_low", at_low, count),
    VALUE(REAL, T, "high", high),
    VALUE(REAL, T, "low", low),
    VALUE(MATRIX, T, "mass", mass),
    VALUE(TEXT, T, "name", name),
    LIST(REALS, T, "t", t, count),
};
const chl_record chl_record_density = RECORD(T, density_fields);
#undef T

#define T chl_result_cloud
static const chl_field cloud_fields[] = {
    VALUE(REAL, T, "t", t),
    LIST(REALS, T, "x", x, count),
    LIST(REALS, T, "y", y, count),
};
const chl_record chl_record_cloud = RECORD(T, cloud_fields);
#undef T

#define T chl_result_training
static const chl_field training_fields[] = {
    VALUE(REAL, T, "deviation", deviation),
    VALUE(TEXT, T, "method", method),
    VALUE(REAL, T, "rate", rate),
    VALUE(SIZE, T, "runs", runs),
};
const chl_record chl_record_training = RECORD(T, training_fields);
#undef T

#define T chl_result_meanfield
static const chl_field compare_fields[] = {
    VALUE(REAL, T, "euler_slope", euler_slope),
    RECORDS(RECORDS, T, "points", trainings, training_count,
            chl_record_training),
    VALUE(REAL, T, "slope", training_slope),
    VALUE(REAL, T, "time", training_time),
    RECORDS(RECORDS, T, "trajectory", trained, trained_count,
            chl_record_meanfield_point),
};
static const chl_record compare_record = APART(compare_fields);

static const chl_field network_fields[] = {
    VALUE(SIZE, T, "columns", columns),
    VALUE(TEXT, T, "critic", critic),
    VALUE(SIZE, T, "critic_steps", critic_steps),
    VALUE(SIZE, T, "distinct", distinct),
    LIST(REALS, T, "faces_high", faces_high, width_count),
    LIST(REALS, T, "faces_low", faces_low, width_count),
    VALUE(REAL, T, "floor", floor),
    VALUE(TEXT, T, "generator", generator),
    VALUE(SIZE, T, "generators", generators),
    VALUE(REAL, T, "lr_d", lr_d),
    VALUE(REAL, T, "lr_g", lr_g),
    VALUE(TEXT, T, "method", method),
    VALUE(REAL, T, "scatter", scatter),
    VALUE(REAL, T, "speed_d", speed_d),
    VALUE(REAL, T, "speed_g", speed_g),
    VALUE(TEXT, T, "target", target),
};
static const chl_record network_record = APART(network_fields);

static const chl_field meanfield_fields[] = {
    VALUE(REAL, T, "amplitude", amplitude),
    VALUE(REAL, T, "blow_up", blow_up),
    VALUE(REAL, T, "clip", clip),
    RECORDS(RECORDS, T, "clouds", clouds, cloud_count, chl_record_cloud),
    GROUP("compare", 0, compare_record),
    VALUE(SIZE, T, "critics", critics),
    VALUE(REAL, T, "distance", distance),
    VALUE(REAL, T, "energy", energy),
    RECORDS(RECORDS, T, "events", events, event_count,
            chl_record_meanfield_event),
    VALUE(REAL, T, "g0", g0),
    VALUE(REAL, T, "g_max", g_max),
    VALUE(TEXT, T, "game", game),
    VALUE(REAL, T, "high", high),
    SECTION(T, "law", law, chl_record_density),
    VALUE(REAL, T, "low", low),
    VALUE(TEXT, T, "model", model),
    GROUP("network", 0, network_record),
    VALUE(REAL, T, "period", period),
    VALUE(REAL, T, "ratio", ratio),
    VALUE(BOOL, T, "rest", rest),
    RECORDS(RECORDS, T, "samples", samples, sample_count,
            chl_record_meanfield_point),
    VALUE(REAL, T, "settled", settled),
    VALUE(REAL, T, "slope", slope),
    VALUE(REAL, T, "start", start),
    VALUE(REAL, T, "time", time),
    RECORDS(RECORDS, T, "trajectory", points, point_count,
            chl_record_meanfield_point),
    RECORDS(RECORDS, T, "weights", weights, weight_count, chl_record_density),
    VALUE(REAL, T, "width", width),
};
const chl_record chl_record_meanfield = RECORD(T, meanfield_fields);
#undef T
