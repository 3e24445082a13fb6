/* SPDX-License-Identifier: GPL-3.0-or-later */
/* R3GAN: presets are edited, there is no flag for gamma. */
#include "report/recipe.h"

typedef struct preset {
    size_t resolution;
    const char *name;
} preset;

static const preset presets[] = {
    { 32, "CIFAR10" },
    { 64, "FFHQ-64" },
    { 256, "FFHQ-256" },
};

static const char *
find_preset(size_t resolution)
{
    for (size_t k = 0; k < sizeof presets / sizeof *presets; k++) {
        if (presets[k].resolution == resolution) {
            return presets[k].name;
        }
    }
    return NULL;
}

/* All published presets fall to a tenth of the first value. */
static void
add_schedules(const chl_recipe_facts *f, chl_text *out)
{
    chl_text_add(out, "c.gamma_scheduler = { 'base_value': ");
    chl_recipe_number(out, 10.0 * f->knob);
    chl_text_add(out, ", 'final_value': ");
    chl_recipe_number(out, f->knob);
    chl_text_add(out, ", 'total_nimg': decay_nimg }\n");
    if (chl_recipe_rates(f)) {
        chl_text_add(out, "c.lr_scheduler = { 'base_value': ");
        chl_recipe_number(out, 4.0 * f->own->lr_d);
        chl_text_add(out, ", 'final_value': ");
        chl_recipe_number(out, f->own->lr_d);
        chl_text_add(out, ", 'total_nimg': decay_nimg }\n");
    }
}

/* Shell commands as comments of Python: on one line each, whatever the name. */
static void
add_commands(const chl_recipe_facts *f, const char *name, chl_text *out)
{
    int flip = chl_recipe_judged(f->result, "flip");
    chl_text source = { 0 };

    chl_recipe_shell(&source, chl_recipe_data(f));
    chl_recipe_comment(out, "2. in the shell:");
    chl_recipe_comment(out,
                       "python dataset_tool.py --source=%s --dest=train.zip "
                       "--resolution=%zux%zu",
                       source.data != NULL ? source.data : "", f->resolution,
                       f->resolution);
    chl_recipe_comment(out,
                       "python train.py --outdir=runs --data=train.zip "
                       "--gpus=1 --batch=%zu --preset=%s%s",
                       f->own->batch > 0 ? f->own->batch : (size_t) 64, name,
                       flip > 0   ? " --mirror=1"
                       : flip < 0 ? " --mirror=0"
                                  : "");
    out->failed = out->failed || source.failed;
    chl_text_clear(&source);
}

static void
write(const chl_recipe_facts *f, chl_text *out)
{
    const char *name = find_preset(f->resolution);

    chl_recipe_head(f, out);
    chl_recipe_comment(out,
                       "the theory speaks of the end of training, so the value "
                       "is the final one; presets begin ten times higher");
    if (name == NULL) {
        chl_recipe_comment(out,
                           "no preset has %zu x %zu pixels: copy the nearest "
                           "and adapt its stages",
                           f->resolution, f->resolution);
        name = "PRESET";
    }
    chl_recipe_comment(out, "1. train.py, in the preset %s:", name);
    add_schedules(f, out);
    add_commands(f, name, out);
}

/* The final value of its presets, between them that of the smaller one. */
static double
preset_gamma(const chl_recipe_facts *f)
{
    return f->resolution < 64 ? 0.005 : f->resolution < 256 ? 0.2 : 15.0;
}

const chl_recipe_type chl_recipe_r3gan = {
    .trainer = { "r3gan", "brownvc/R3GAN", "19a7ddf", "Python",
                 "relativistic" },
    .convention = &chl_convention_r1r2,
    .needs = CHL_RECIPE_SQUARE | CHL_RECIPE_ONE_RATE | CHL_RECIPE_ONE_TURN,
    .rule = preset_gamma,
    /* --batch of the commands in its README; 2e7 images is where the schedules
     * of the presets end, with the rate they end at. */
    .usual = { 256, 20000000 / 256, 5e-5, 5e-5 },
    .write = write,
};
