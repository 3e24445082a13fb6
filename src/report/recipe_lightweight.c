/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lightweight-gan: a few lines of Python, its program has no penalty flag. */
#include "report/recipe.h"

static void
add_augmentation(const chl_recipe_facts *f, chl_text *out)
{
    static const chl_recipe_word words[] = {
        { "translation", "\"translation\"" }, { "cutout", "\"cutout\"" },
        { "brightness", "\"color\"" },        { "saturation", "\"color\"" },
        { "contrast", "\"color\"" },
    };
    chl_text types = { 0 };
    bool known = chl_recipe_all(f->result, words, sizeof words / sizeof *words,
                                ", ", &types);

    if (types.length > 0) {
        chl_text_add(out, "    aug_types=[%s],\n", types.data);
    } else if (known) {
        chl_text_add(out, "    aug_prob=0.0,\n");
    }
    out->failed = out->failed || types.failed;
    chl_text_clear(&types);
}

static void
write(const chl_recipe_facts *f, chl_text *out)
{
    const chl_result_prediction *p = f->own;

    chl_recipe_head(f, out);
    chl_recipe_comment(out, "it adds the penalty every 4th step only, as one "
                            "mean over real and generated images in [0, 1]: "
                            "that is in the number");
    chl_text_add(out, "from lightweight_gan import Trainer\n\ntrainer = "
                      "Trainer(\n    name=\"run\",\n");
    chl_text_add(out, "    image_size=%zu,\n    disc_output_size=1,\n",
                 f->resolution);
    if (f->usual) {
        chl_text_add(out,
                     "    batch_size=%zu,\n"
                     "    gradient_accumulate_every=4,\n",
                     p->batch / 4);
    } else if (p->batch > 0) {
        chl_text_add(out, "    batch_size=%zu,\n", p->batch);
    }
    chl_text_add(out, "    gp_weight=");
    chl_recipe_number(out, f->knob);
    chl_text_add(out, ",\n");
    if (chl_recipe_rates(f)) {
        chl_text_add(out, "    lr=");
        chl_recipe_number(out, p->lr_g);
        chl_text_add(out, ",\n    ttur_mult=");
        chl_recipe_number(out, p->lr_d / p->lr_g);
        chl_text_add(out, ",\n");
    }
    add_augmentation(f, out);
    chl_text_add(out, ")\ntrainer.clear()\ntrainer.set_data_src(");
    chl_recipe_string(out, chl_recipe_data(f));
    chl_text_add(out, ")\nfor step in range(%zu):\n    trainer.train()\n",
                 p->steps > 0 ? p->steps : (size_t) 150000);
}

static double
default_weight(const chl_recipe_facts *f)
{
    (void) f;
    return 10.0;
}

const chl_recipe_type chl_recipe_lightweight_gan = {
    .trainer = { "lightweight-gan", "lucidrains/lightweight-gan",
                 "efbec45, version 1.2.1", "Python", "hinge" },
    .convention = &chl_convention_lightweight,
    .needs = CHL_RECIPE_SQUARE | CHL_RECIPE_ONE_TURN,
    .rule = default_weight,
    /* Of its program: batches of 10, four of them for a step. */
    .usual = { 40, 150000, 2e-4, 2e-4 },
    .write = write,
};
