/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of a chain made for a dataset. */
#ifndef CHLADNI_AUGMENT_AUGMENT_H
#define CHLADNI_AUGMENT_AUGMENT_H

#include "augment/method.h"

typedef struct chl_augment_step {
    const chl_augment_method *method;
    double strength, probability;
    uint64_t number; /* of the part in the chain as given */
} chl_augment_step;

/* One map of few, whatever is drawn: see augment/outcomes.h. */
typedef enum chl_certain {
    CHL_CERTAIN_NOT,
    CHL_CERTAIN_IDENTITY,
    CHL_CERTAIN_MAP
} chl_certain;

struct chl_augment {
    const chl_dataset *dataset;
    chl_row_shape shape;
    uint64_t seed;
    size_t threads;
    size_t count;
    chl_augment_step steps[CHL_AUGMENT_PARTS];
    chl_certain certain; /* in place of the steps */
    chl_map map;
};

/* The maps of one row, in the order they act; how many. Neighbours that
 * resample with a reflected border are joined. */
size_t chl_augment_draw(const chl_augment *augment, size_t draw, size_t row,
                        chl_map maps[CHL_AUGMENT_PARTS]);

/* Doubles that one row needs to pass through a chain: two rows on the way,
 * another row, and the work of a family. */
size_t chl_augment_room(const chl_augment *augment);

/* What a row passes through. */
typedef enum chl_augment_way {
    CHL_WAY_APPLY,
    CHL_WAY_JACOBIAN,
    CHL_WAY_ADJOINT
} chl_augment_way;

/* One row; `room` of chl_augment_room doubles. x and y may be the same. */
chl_status chl_augment_pass(const chl_augment *augment, chl_augment_way way,
                            size_t draw, size_t row, const double *x,
                            double *room, double *y, chl_error *err);

/* Fill the shape from a dataset; mean and spread are the shape's to free. */
chl_status chl_row_shape_init(const chl_dataset *dataset, chl_row_shape *out,
                              chl_error *err);
void chl_row_shape_clear(chl_row_shape *shape);

#endif
