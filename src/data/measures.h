/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Named closed-form measures: `name[:key=value[,value...]]...`.
 *
 *   gauss      N(mean, diag(sigma^2))             sigma, mean, d
 *   uniform    on [0, length_1] x ...             length, d
 *   circle     of a radius, in R^2                radius
 *   sphere     S^(d-1) of a radius, in R^d        radius, d
 *   torus      product of d circles, in R^2d      radius, d
 *   wells      (N(-m, sd^2) + N(m, sd^2)) / 2, times N(0, 1) for the other
 *              d - 1 coordinates                  m, sd, d
 *   laplace    exp(-|x| / scale) / (2 scale) in every coordinate  scale, d
 *   gauss8     8 Gaussians on a ring              radius, sd
 *   gauss25    5 x 5 Gaussians on a grid          spacing, sd
 *   swissroll  spiral in R^2 with noise           scale, sd
 *
 * All of them take `draw=stratified` (the default) or `draw=independent`, see
 * variates.h.
 */
#ifndef CHLADNI_DATA_MEASURES_H
#define CHLADNI_DATA_MEASURES_H

#include "data/reader.h"
#include "data/variates.h"

enum {
    CHL_MEASURE_LIST = 64,          /* values a list may have */
    CHL_MEASURE_DIMENSION = 1 << 20 /* largest d              */
};

typedef struct chl_measure_type chl_measure_type;

/* A list of values; coordinates behind its end take the default. */
typedef struct chl_measure_list {
    double value[CHL_MEASURE_LIST];
    size_t count;
    double rest;
} chl_measure_list;

typedef struct chl_measure {
    const chl_measure_type *type; /* static; NULL = none */
    size_t dimension;             /* of the space the rows are in */
    size_t factors;               /* d as given */
    chl_measure_list size;        /* sigma, length, radius, m, scale, spacing */
    chl_measure_list mean;
    double sd;
    chl_draw draw;
} chl_measure;

struct chl_measure_type {
    const char *name;
    const char *const *keys; /* NULL-terminated: what it accepts */
    const char *size_key;    /* the key that fills `size`        */
    bool size_is_list;       /* else one value                   */
    bool size_may_be_zero;
    double size_default, sd_default; /* sd_default == 0: it has no sd */
    size_t factors_default, factors_min;
    size_t width; /* coordinates per factor         */
    size_t modes; /* labelled components; 0 = none  */
    /* One row of the law, and its label or -1. */
    ptrdiff_t (*draw)(const chl_measure *measure, chl_variates *variates,
                      double *row);
    /* As chl_dataset_truth; NULL where nothing is known. */
    bool (*truth)(const chl_measure *measure, size_t count, double *lambda);
};

size_t chl_measure_type_count(void);
const chl_measure_type *chl_measure_type_at(size_t index);
/* Value k of a list. */
double chl_measure_entry(const chl_measure_list *list, size_t k);

/* Whether the word before the first colon names a measure. */
bool chl_measure_known(const char *text);
/* The nearest name, or NULL. */
const char *chl_measure_nearest(const char *text);
/* Errors: CHL_EARG, naming word, value and range. Pure. */
chl_status chl_measure_parse(const char *text, chl_measure *out,
                             chl_error *err);
/* `count` rows of doubles in a spool; labels where there are components. */
chl_status chl_measure_read(const chl_measure *measure, size_t count,
                            uint64_t seed, const chl_progress *progress,
                            chl_table *out, chl_error *err);

/* Closed forms and one-dimensional solves of theory 8 (truth.c). */
bool chl_truth_gauss(const chl_measure *measure, size_t count, double *lambda);
bool chl_truth_uniform(const chl_measure *measure, size_t count,
                       double *lambda);
bool chl_truth_torus(const chl_measure *measure, size_t count, double *lambda);
bool chl_truth_sphere(const chl_measure *measure, size_t count, double *lambda);
bool chl_truth_wells(const chl_measure *measure, size_t count, double *lambda);
bool chl_truth_laplace(const chl_measure *measure, size_t count,
                       double *lambda);

#endif
