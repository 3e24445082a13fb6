/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CTGAN: rates and steps, but no penalty. */
#include "report/recipe.h"

static void
write(const chl_recipe_facts *f, chl_text *out)
{
    const chl_result_prediction *p = f->result->prediction;

    chl_recipe_head(f, out);
    chl_recipe_comment(out,
                       "no penalty is given: its own is one-centred (WGAN-GP, "
                       "weight 10, an argument of an inner method), which the "
                       "linear theory does not cover");
    chl_recipe_comment(out,
                       "it trains on transformed columns, pac rows at a time; "
                       "the eigenvalues are those of the columns as analysed");
    chl_text_add(out, "from ctgan import CTGAN\n\nmodel = CTGAN(\n");
    if (chl_recipe_rates(f)) {
        chl_text_add(out, "    generator_lr=");
        chl_recipe_number(out, p->lr_g);
        chl_text_add(out, ",\n    discriminator_lr=");
        chl_recipe_number(out, p->lr_d);
        chl_text_add(out, ",\n");
    }
    chl_text_add(out, "    discriminator_steps=%zu,\n",
                 p != NULL && p->n_d > 0 ? p->n_d : (size_t) 1);
    if (p != NULL && p->batch > 0) {
        chl_recipe_comment(out, "a multiple of pac, which is 10 by default");
        chl_text_add(out, "    batch_size=%zu,\n", (p->batch + 9) / 10 * 10);
    }
    chl_text_add(out, ")\n");
}

const chl_recipe_type chl_recipe_ctgan = {
    .trainer = { "ctgan", "sdv-dev/CTGAN", "f4fcd21, version 0.12.2.dev0",
                 "Python", "wgan" },
    .needs = CHL_RECIPE_TABLE,
    .write = write,
};
