/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain PyTorch: the penalty in code, for a training loop of one's own. */
#include <string.h>

#include "report/recipe.h"

static void
add_where(const chl_recipe_facts *f, chl_text *out)
{
    chl_units units = chl_recipe_units(f->result);
    const chl_result_dataset *d = f->result->dataset;

    if (units.low < units.high) {
        chl_recipe_comment(out,
                           "for real and fake with values in [%g, %g], squares "
                           "summed over all values of an item, in every step",
                           units.low, units.high);
    } else {
        chl_recipe_comment(out,
                           "for real and fake on the scale that was analysed "
                           "(%s), squares summed over all values of an item, "
                           "in every step",
                           d != NULL && d->range != NULL ? d->range : "raw");
    }
}

static void
add_samples(const char *penalty, chl_text *out)
{
    if (strcmp(penalty, "r1") == 0) {
        chl_text_add(out, "for x in (real,):\n");
    } else if (strcmp(penalty, "r2") == 0) {
        chl_text_add(out, "for x in (fake,):\n");
    } else if (strcmp(penalty, "r1r2") == 0) {
        chl_text_add(out, "for x in (real, fake):\n");
    } else {
        chl_text_add(out, "t = torch.rand(len(real), *[1] * (real.dim() - 1), "
                          "device=real.device)\n"
                          "for x in (t * real + (1 - t) * fake,):\n");
    }
}

static void
add_penalty(const chl_recipe_facts *f, chl_text *out)
{
    add_where(f, out);
    chl_text_add(out, "gamma = ");
    chl_recipe_number(out, f->knob);
    chl_text_add(out, "\n");
    add_samples(f->own->penalty, out);
    chl_text_add(out, "    x = x.detach().requires_grad_(True)\n"
                      "    g, = torch.autograd.grad(D(x).sum(), x, "
                      "create_graph=True)\n"
                      "    loss_D = loss_D + gamma / 2 * "
                      "g.square().flatten(1).sum(1).mean()\n");
}

/* R1 as its authors use it, on images in [-1, 1]; it goes with the square of
 * the range. */
static double
published_gamma(const chl_recipe_facts *f)
{
    chl_units units = chl_recipe_units(f->result);
    double stretch = 0.5 * (units.high - units.low);

    return 10.0 * stretch * stretch;
}

static void
write(const chl_recipe_facts *f, chl_text *out)
{
    const chl_result_prediction *p = f->own;
    bool bare = f->knob == 0.0 && !p->gamma_given;

    chl_recipe_head(f, out);
    if (f->ruled) {
        chl_recipe_comment(out, "that rule is gamma = 10 for images in [-1, "
                                "1], of Mescheder, Geiger and Nowozin, 2018");
    }
    if (f->usual) {
        chl_recipe_comment(out,
                           "usual is %zu steps with batch %zu, as of "
                           "DCGAN",
                           p->steps, p->batch);
    }
    if (f->usual || chl_recipe_rates(f)) {
        chl_text_add(out, "lr_D, lr_G = ");
        chl_recipe_number(out, p->lr_d);
        chl_text_add(out, ", ");
        chl_recipe_number(out, p->lr_g);
        chl_text_add(out, "\n");
    }
    if (p->n_d > 1) {
        chl_recipe_comment(out,
                           "%zu steps of the discriminator per step of the "
                           "generator",
                           p->n_d);
    }
    if (bare) {
        chl_recipe_comment(out,
                           "no penalty: the curvature of the %s loss "
                           "damps every mode of these data, and noise of "
                           "batches asks for none; watch for oscillations",
                           p->loss);
    } else {
        add_penalty(f, out);
    }
}

const chl_recipe_type chl_recipe_pytorch = {
    .trainer = { "pytorch", "a training loop of one's own", "PyTorch 2",
                 "Python", NULL },
    .convention = &chl_convention_own,
    .rule = published_gamma,
    .usual = { 64, 100000, 2e-4, 2e-4 },
    .write = write,
};
