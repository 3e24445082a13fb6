/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Recipes: a result as the flags, the YAML or the code of a trainer.
 *
 * Every trainer has its own loss, penalty, image range and way of counting, so
 * gamma is predicted anew for each and converted to what its knob means.
 */
#ifndef CHLADNI_RECIPE_H
#define CHLADNI_RECIPE_H

#include <chladni/base.h>
#include <chladni/report.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chl_trainer {
    const char *name;       /* "stylegan3"                                   */
    const char *repository; /* "NVlabs/stylegan3", or a package              */
    const char *version;    /* commit or version its code was read at        */
    const char *form;       /* "command line", "YAML", "Python"; NULL = there
                               is nothing to set, see chl_study_recipe       */
    const char *loss;       /* of chl_loss_at; NULL = that of the result     */
} chl_trainer;

/* The table of trainers; NULL past the end. Static storage. */
CHL_API const chl_trainer *chl_trainer_at(size_t index);
/* Errors: CHL_EARG unknown name; the sentence suggests the nearest. */
CHL_API chl_status chl_trainer_find(const char *name, const chl_trainer **out,
                                    chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
