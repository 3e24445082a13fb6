/* SPDX-License-Identifier: GPL-3.0-or-later */
/* StudioGAN: members of a YAML configuration. */
#include "report/recipe.h"

enum {
    USUAL_BATCH = 64
};

static void
add_optimization(const chl_recipe_facts *f, chl_text *out)
{
    const chl_result_prediction *p = f->own;

    chl_text_add(out, "OPTIMIZATION:\n");
    if (p->batch > 0) {
        chl_text_add(out, "  batch_size: %zu\n", p->batch);
    }
    if (chl_recipe_rates(f)) {
        chl_text_add(out, "  g_lr: ");
        chl_recipe_number(out, p->lr_g);
        chl_text_add(out, "\n  d_lr: ");
        chl_recipe_number(out, p->lr_d);
        chl_text_add(out, "\n");
    }
    chl_text_add(out, "  d_updates_per_step: %zu\n",
                 p->n_d > 0 ? p->n_d : (size_t) 1);
    if (p->steps > 0) {
        chl_text_add(out, "  total_steps: %zu\n", p->steps);
    }
}

static void
add_augmentation(const chl_recipe_facts *f, chl_text *out)
{
    static const chl_recipe_word words[] = {
        { "diffaugment", "diffaug" }, { "ada-blit", "blit" },
        { "ada-geom", "geom" },       { "ada-color", "color" },
        { "ada-bg", "bg" },           { "ada-bgc", "bgc" },
        { "noise", "noise" },         { "cutout", "cutout" },
    };
    bool known;
    const char *word =
        chl_recipe_best(f->result, words, sizeof words / sizeof *words, &known);

    if (known) {
        chl_text_add(out, "AUG:\n  apply_diffaug: %s\n",
                     word != NULL ? "True" : "False");
    }
    if (word != NULL) {
        chl_text_add(out, "  diffaug_type: \"%s\"\n", word);
    }
}

static void
write(const chl_recipe_facts *f, chl_text *out)
{
    chl_recipe_head(f, out);
    if (f->ruled) {
        chl_recipe_comment(out, "that rule is StyleGAN's, 0.0002 R^2 / batch");
    }
    chl_recipe_comment(out, "merge into a file of src/configs; r1_place and "
                            "STYLEGAN are for its StyleGAN backbones, which "
                            "call this loss logistic");
    chl_text_add(out, "DATA:\n  img_size: %zu\n", f->resolution);
    chl_text_add(out, "LOSS:\n  adv_loss: \"vanilla\"\n"
                      "  apply_r1_reg: True\n  r1_lambda: ");
    chl_recipe_number(out, f->knob);
    chl_text_add(out, "\n  r1_place: \"outside_loop\"\n");
    add_optimization(f, out);
    add_augmentation(f, out);
}

/* Its StyleGAN backbones come with configurations by that rule. */
static double
stylegan_gamma(const chl_recipe_facts *f)
{
    double side = (double) f->resolution;
    double batch = f->own->batch > 0 ? (double) f->own->batch : USUAL_BATCH;

    return CHL_STYLEGAN_GAMMA * side * side / batch;
}

const chl_recipe_type chl_recipe_studiogan = {
    .trainer = { "studiogan", "POSTECH-CVLab/PyTorch-StudioGAN", "947b35e",
                 "YAML", "non-saturating" },
    .convention = &chl_convention_r1,
    .needs = CHL_RECIPE_SQUARE,
    .rule = stylegan_gamma,
    /* The defaults of its src/config.py. */
    .usual = { USUAL_BATCH, 100000, 2e-4, 2e-4 },
    .write = write,
};
