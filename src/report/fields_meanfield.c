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

#define T chl_result_meanfield
static const chl_field meanfield_fields[] = {
    VALUE(REAL, T, "amplitude", amplitude),
    VALUE(REAL, T, "blow_up", blow_up),
    VALUE(REAL, T, "clip", clip),
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
