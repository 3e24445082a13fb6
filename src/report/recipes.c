/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of trainers, and whether a result has what one of them needs. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/recipe.h"
#include "report/result.h"

/* In the order of the list. */
static const chl_recipe_type *const writers[] = {
    &chl_recipe_stylegan2_ada,   &chl_recipe_stylegan3,
    &chl_recipe_r3gan,           &chl_recipe_studiogan,
    &chl_recipe_lightweight_gan, &chl_recipe_diffaugment,
    &chl_recipe_ctgan,           &chl_recipe_pytorch,
};

enum {
    WRITERS = sizeof writers / sizeof *writers
};

static const chl_recipe_type *
type_at(size_t index)
{
    const chl_recipe_type *refused = chl_recipe_refused;

    if (index < WRITERS) {
        return writers[index];
    }
    for (index -= WRITERS; refused->trainer.name != NULL; refused++) {
        if (index-- == 0) {
            return refused;
        }
    }
    return NULL;
}

const chl_trainer *
chl_trainer_at(size_t index)
{
    const chl_recipe_type *type = type_at(index);

    return type != NULL ? &type->trainer : NULL;
}

const chl_recipe_type *
chl_recipe_find(const char *name)
{
    for (size_t k = 0; name != NULL && type_at(k) != NULL; k++) {
        if (strcmp(name, type_at(k)->trainer.name) == 0) {
            return type_at(k);
        }
    }
    return NULL;
}

enum {
    MOST_TRAINERS = 64
};

chl_status
chl_trainer_find(const char *name, const chl_trainer **out, chl_error *err)
{
    const chl_recipe_type *type = chl_recipe_find(name);
    const char *names[MOST_TRAINERS];
    size_t count = 0, nearest;

    if (type != NULL) {
        *out = &type->trainer;
        return CHL_OK;
    }
    for (; count < MOST_TRAINERS && chl_trainer_at(count) != NULL; count++) {
        names[count] = chl_trainer_at(count)->name;
    }
    name = name != NULL ? name : "";
    nearest = chl_text_nearest(name, names, count);
    if (nearest < count) {
        return CHL_FAIL(err, CHL_EARG,
                        "unknown trainer '%s'; did you mean '%s'?", name,
                        names[nearest]);
    }
    return CHL_FAIL(err, CHL_EARG,
                    "unknown trainer '%s'; recipe --list names those known",
                    name);
}

chl_units
chl_recipe_units(const chl_result *result)
{
    const chl_result_dataset *d = result->dataset;

    return (chl_units){
        .low = d != NULL ? d->range_low : NAN,
        .high = d != NULL ? d->range_high : NAN,
        .values = d != NULL && d->d > 0 ? d->d : 1,
    };
}

size_t
chl_recipe_resolution(const chl_result *result, const chl_result_prediction *p)
{
    const chl_result_dataset *d = result->dataset;

    if (p != NULL && p->train_res > 0) {
        return p->train_res;
    }
    return d != NULL && d->axes == 4 && d->shape[1] == d->shape[2] ? d->shape[1]
                                                                   : 0;
}

static bool
is_kind(const chl_result_dataset *d, const char *kind)
{
    return d->kind != NULL && strcmp(d->kind, kind) == 0;
}

static bool
has_features(const chl_result *result)
{
    for (size_t k = 0; k < result->option_count; k++) {
        const chl_option_value *option = &result->options[k];

        if (strcmp(option->name, "features") == 0) {
            return strcmp(option->value, "none") != 0;
        }
    }
    return false;
}

/* Images as an image trainer wants them; false with the reason in `why`. */
static bool
images_suit(const chl_recipe_type *type, const chl_recipe_facts *f,
            chl_text *why)
{
    const chl_result_dataset *d = f->result->dataset;
    size_t side = f->resolution;

    if (!is_kind(d, "images")) {
        chl_text_add(why, "it trains on images, and these data are a %s",
                     d->kind != NULL ? d->kind : "table");
    } else if (has_features(f->result)) {
        chl_text_add(why, "the eigenvalues are those of features, and its "
                          "penalty is on pixels");
    } else if (!(d->range_low < d->range_high)) {
        chl_text_add(why,
                     "the result is for %s values, and it feeds images in "
                     "[%g, %g]; analyse them with --range %g,%g",
                     d->range != NULL ? d->range : "raw", type->convention->low,
                     type->convention->high, type->convention->low,
                     type->convention->high);
    } else if (side == 0 || (side & (side - 1)) != 0) {
        chl_text_add(why,
                     "it trains on squares with a power of two on a side, and "
                     "these images have %zu x %zu pixels; predict with "
                     "--train-res for the size they will be brought to",
                     d->shape[2], d->shape[1]);
    } else {
        return true;
    }
    return false;
}

/* Why the recipe does not apply, or nothing. */
static void
add_refusal(const chl_recipe_type *type, const chl_recipe_facts *f,
            chl_text *why)
{
    const chl_result_dataset *d = f->result->dataset;
    bool knob = type->convention != NULL;

    if (type->refusal != NULL) {
        chl_text_add(why, "%s", type->refusal);
    } else if (d == NULL) {
        chl_text_add(why, "the result says nothing about its data");
    } else if ((type->needs & CHL_RECIPE_TABLE) && !is_kind(d, "table")) {
        chl_text_add(why, "it trains on tables, and these data are %s",
                     d->kind != NULL ? d->kind : "none");
    } else if ((type->needs & (CHL_RECIPE_IMAGES | CHL_RECIPE_SQUARE))
               && !images_suit(type, f, why)) {
        return;
    } else if (knob && f->own == NULL) {
        chl_text_add(why, "the result has no spectrum to predict from");
    } else if (knob && !f->own->covered) {
        chl_text_add(why, "no eigenvalue is above 0, so no gamma can be "
                          "predicted");
    } else if (knob && !isfinite(f->knob)) {
        chl_text_add(why, "no gamma could be predicted for it");
    }
}

/* As chl_study_recipes did. */
static double
moved_by(const chl_result_prediction *p, const chl_result_prediction *own)
{
    bool moved = p != NULL && own != p && !p->gamma_given
                 && p->uncoupled_gamma > 0.0 && p->gamma > 0.0;

    return moved ? p->gamma / p->uncoupled_gamma : NAN;
}

static void
read_facts(const chl_recipe_type *type, const chl_result *result,
           const chl_result_prediction *own, chl_recipe_facts *f)
{
    chl_units units = chl_recipe_units(result);
    double low = NAN, high = NAN;

    *f = (chl_recipe_facts){ .trainer = &type->trainer,
                             .result = result,
                             .own = own,
                             .knob = NAN,
                             .moved = moved_by(result->prediction, own),
                             .resolution = chl_recipe_resolution(result, own),
                             .usual =
                                 type->usual.steps > 0 && own != NULL
                                 && chl_recipe_lacks_run(result->prediction) };
    if (own != NULL && own->covered && !own->gamma_given) {
        bool run = isfinite(own->budget_gamma);

        low = run ? own->budget_low : own->gamma_low;
        high = run ? own->budget_high : own->gamma_high;
    }
    if (type->convention != NULL && own != NULL && own->covered) {
        f->knob = chl_convention_knob(type->convention, &units, own->gamma);
        f->low = chl_convention_knob(type->convention, &units, low);
        f->high = chl_convention_knob(type->convention, &units, high);
    }
}

/* A trainer is not told to do without a penalty by a theory that knows neither
 * its network nor its optimiser: it keeps its own rule, and hears why. */
static void
keep_rule(const chl_recipe_type *type, chl_recipe_facts *f)
{
    double rule = type->rule != NULL && f->knob == 0.0 && !f->own->gamma_given
                          && f->resolution > 0
                      ? type->rule(f)
                      : NAN;

    if (isfinite(rule)) {
        f->knob = rule;
        f->low = f->high = NAN;
        f->ruled = true;
    }
}

chl_status
chl_recipe_write(const chl_recipe_type *type, const chl_result *result,
                 const chl_result_prediction *own, chl_result_recipe *out,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    chl_recipe_facts facts;
    chl_text why = { 0 }, text = { 0 };
    chl_result_recipe recipe = { .weight = NAN,
                                 .weight_low = NAN,
                                 .weight_high = NAN };

    read_facts(type, result, own, &facts);
    keep_rule(type, &facts);
    add_refusal(type, &facts, &why);
    CHL_TRY(chl_text_check(&why, "a recipe", err));
    recipe.usable = why.length == 0;
    if (recipe.usable) {
        type->write(&facts, &text);
        recipe.weight = facts.knob;
        recipe.weight_low = facts.low;
        recipe.weight_high = facts.high;
    } else {
        chl_text_add(&text, "# %s: not applicable\n# %s\n", type->trainer.name,
                     why.data);
    }
    CHL_TRY(chl_text_check(&text, "a recipe", err));
    CHL_TRY(chl_result_set_text(&recipe.trainer, type->trainer.name, err));
    CHL_TRY(chl_result_set_text(&recipe.text, text.data, err));
    *out = recipe;
    recipe = (chl_result_recipe){ 0 };
out:
    chl_record_clear(&chl_record_recipe, &recipe);
    chl_text_clear(&why);
    chl_text_clear(&text);
    return status;
}
