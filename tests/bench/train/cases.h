/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pairs that are trained: data and networks, set at an exact equilibrium.
 *
 * The discriminator is antisymmetric and starts at D = 0. The generator either
 * adds an antisymmetric network, or free displacements, to the data
 * themselves, y = x + N(eta; x) with N = 0 at the start; or it is a network of
 * noise alone that was first trained on the data, and whose own samples then
 * are the data, so that it is right by construction.
 */
#ifndef CHLADNI_TESTS_TRAIN_CASES_H
#define CHLADNI_TESTS_TRAIN_CASES_H

#include <chladni/data.h>

#include "pair.h"

typedef struct train_case {
    const char *name;
    const char *data; /* a measure, or a file of the folder of datasets      */
    size_t rows;      /* that are used                                       */
    size_t features;  /* tangent features kept                               */
    const chl_network_spec *critic;
    const chl_network_spec *generator; /* NULL: particles                    */
    const chl_network_spec *judge; /* one half of critic, to train beforehand;
                                      or NULL: y = x + N                     */
    size_t trained;                /* steps of that                          */
} train_case;

/* NULL past the end. */
const train_case *train_case_at(size_t index);

typedef struct train_setup {
    chl_dataset *dataset;
    chl_network *critic, *generator, *judge;
    double *rows;          /* what pair.real and pair.offset point to        */
    double *noise;         /* pair.input of a trained generator              */
    double *theta, *eta;   /* what the pair trains                           */
    double *theta0, *eta0; /* the equilibrium                                */
    double deviation;      /* root of the mean variance of a column          */
    train_pair pair;
} train_setup;

chl_status train_setup_open(const train_case *what, const char *datasets,
                            uint64_t seed, train_setup *out, chl_error *err);
void train_setup_close(train_setup *setup);
/* Back to the equilibrium. */
void train_setup_reset(train_setup *setup);

/* Rows first .. first + count - 1 of a seeded permutation of the dataset. */
chl_status train_read_rows(const chl_dataset *dataset, uint64_t seed,
                           size_t first, size_t count, double *rows,
                           chl_error *err);
/* A measure, or a file of the folder; grey values 0..16 go to [-1, 1]. */
chl_status train_open_data(const char *name, const char *datasets, size_t rows,
                           uint64_t seed, chl_dataset **out, chl_error *err);

#endif
