/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every trainer brings to its recipe, and the parts recipes are made of.
 */
#ifndef CHLADNI_REPORT_RECIPE_H
#define CHLADNI_REPORT_RECIPE_H

#include <chladni/recipe.h>

#include "base/text.h"
#include "report/convention.h"

/* What the data must be. */
enum {
    CHL_RECIPE_IMAGES = 1u << 0,
    CHL_RECIPE_SQUARE = 1u << 1, /* images with a power of two on a side     */
    CHL_RECIPE_TABLE = 1u << 2,
    /* What the trainer cannot do. */
    CHL_RECIPE_ONE_RATE = 1u << 3, /* one learning rate for both players     */
    CHL_RECIPE_ONE_TURN = 1u << 4  /* one discriminator step per step        */
};

/* How long a trainer trains unless told otherwise, and how. */
typedef struct chl_recipe_run {
    size_t batch, steps; /* 0 = there is no such thing                       */
    double lr_d, lr_g;
} chl_recipe_run;

/* A result seen by one trainer. */
typedef struct chl_recipe_facts {
    const chl_trainer *trainer;
    const chl_result *result;
    const chl_result_prediction *own; /* of the game this trainer plays      */
    double knob, low, high;           /* its penalty; NaN = it has none      */
    size_t resolution;                /* it trains at; 0 = not square        */
    bool usual;                       /* own is for its usual run            */
    double moved; /* gammas of own are those of modes that do not mix, times
                     this; NaN = they are not                                */
    bool ruled; /* knob is its own rule: none is needed by the prediction    */
} chl_recipe_facts;

typedef struct chl_recipe_type {
    chl_trainer trainer;
    const chl_convention *convention; /* NULL = no penalty that is covered   */
    unsigned needs;
    chl_recipe_run usual;
    double (*rule)(const chl_recipe_facts *facts); /* for its knob; NULL     */
    const char *refusal; /* why there is nothing to set; NULL                */
    void (*write)(const chl_recipe_facts *facts, chl_text *out);
} chl_recipe_type;

extern const chl_recipe_type chl_recipe_stylegan2_ada;
extern const chl_recipe_type chl_recipe_stylegan3;
extern const chl_recipe_type chl_recipe_diffaugment;
extern const chl_recipe_type chl_recipe_r3gan;
extern const chl_recipe_type chl_recipe_studiogan;
extern const chl_recipe_type chl_recipe_lightweight_gan;
extern const chl_recipe_type chl_recipe_ctgan;
extern const chl_recipe_type chl_recipe_pytorch;
/* Trainers without anything to set; `trainer.name` NULL behind the last. */
extern const chl_recipe_type chl_recipe_refused[];

/* Of a name, NULL if unknown. */
const chl_recipe_type *chl_recipe_find(const char *name);

/*
 * The recipe of a trainer, `own` being the prediction for its loss, penalty
 * and rates (NULL: none could be made). If it does not apply, text says why.
 * Ownership  members of *out by chl_record_clear(&chl_record_recipe, out)
 */
chl_status chl_recipe_write(const chl_recipe_type *type,
                            const chl_result *result,
                            const chl_result_prediction *own,
                            chl_result_recipe *out, chl_error *err);

/* Range and number of values the result's weights are for. */
chl_units chl_recipe_units(const chl_result *result);
/* Pixels on a side of the images a prediction is for, if they are square. */
size_t chl_recipe_resolution(const chl_result *result,
                             const chl_result_prediction *p);

/* Lines "# ..." that every recipe begins with: whose, which gamma, for what. */
void chl_recipe_head(const chl_recipe_facts *facts, chl_text *out);
/* One such line. */
void chl_recipe_comment(chl_text *out, const char *format, ...)
    CHL_PRINTF(2, 3);
/* Four digits. */
void chl_recipe_number(chl_text *out, double value);
/* A word of a command line, quoted if need be; a string of Python or YAML. */
void chl_recipe_shell(chl_text *out, const char *word);
void chl_recipe_string(chl_text *out, const char *word);
/* The data as its trainer would be given them. */
const char *chl_recipe_data(const chl_recipe_facts *facts);
/* Is this a prediction without a run, which the trainer's usual one can stand
 * in for? NULL is none. */
bool chl_recipe_lacks_run(const chl_result_prediction *p);
/* Were learning rates given? */
bool chl_recipe_rates(const chl_recipe_facts *facts);

/*
 * What a ranking of augmentations says of one of them against none: > 0 it is
 * better and does not leak, < 0 it is worse or leaks, 0 tied or not ranked.
 * Names are compared up to their first ':'.
 */
int chl_recipe_judged(const chl_result *result, const char *augmentation);

typedef struct chl_recipe_word {
    const char *augmentation; /* ours                                        */
    const char *word;         /* the trainer's                               */
} chl_recipe_word;

/* The word of the best one that is better than none; NULL if none is. *known:
 * whether any of them was ranked. */
const char *chl_recipe_best(const chl_result *result,
                            const chl_recipe_word *words, size_t count,
                            bool *known);
/* All words that are better than none, each once, with `between` between
 * them. Whether any of them was ranked. */
bool chl_recipe_all(const chl_result *result, const chl_recipe_word *words,
                    size_t count, const char *between, chl_text *out);

#endif
