/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training as people train: fresh batches and Adam for both players, or plain
 * gradient steps. */
#ifndef CHLADNI_TESTS_TRAIN_ADAM_H
#define CHLADNI_TESTS_TRAIN_ADAM_H

#include "pair.h"

/* Called before step `done`, and once more behind the last; false stops. */
typedef bool train_watch_fn(void *user, train_pair *pair, size_t done);

typedef struct train_adam_schedule {
    size_t steps, batch;
    const char *method; /* of the optimiser; NULL: adam, beta1 = 0 and
                           beta2 = 0.99, as StyleGAN                         */
    double rate;        /* of the discriminator                              */
    double rate_ratio;  /* the generator's to it; 0: 1                       */
    uint64_t seed;      /* of the batches                                    */
    train_watch_fn *watch; /* NULL = none                                    */
    void *user;
} train_adam_schedule;

/* Alternating steps. Errors: CHL_ENOMEM, those of the augmentation */
chl_status train_adam(train_pair *pair, const train_adam_schedule *schedule,
                      chl_error *err);

#endif
