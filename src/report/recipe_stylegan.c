/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command lines of stylegan2-ada-pytorch, stylegan3 and DiffAugment. */
#include "report/recipe.h"

enum {
    USUAL_BATCH = 32,
    USUAL_STEPS = 25000000 / USUAL_BATCH /* --kimg is 25000 in all three */
};

static size_t
batch_of(const chl_recipe_facts *f)
{
    return f->own->batch > 0 ? f->own->batch : USUAL_BATCH;
}

/* What it does if --gamma is left out. */
static double
automatic_gamma(const chl_recipe_facts *f)
{
    double side = (double) f->resolution;

    return CHL_STYLEGAN_GAMMA * side * side / (double) batch_of(f);
}

/* Archives and folders of images are what the trainers' own tool reads. */
static void
add_data(const chl_recipe_facts *f, const char *size_flags, chl_text *out)
{
    chl_text_add(out, "python dataset_tool.py --source=");
    chl_recipe_shell(out, chl_recipe_data(f));
    chl_text_add(out, " --dest=train.zip ");
    chl_text_add(out, size_flags, f->resolution, f->resolution);
    chl_text_add(out, "\n");
}

static void
add_length(const chl_recipe_facts *f, chl_text *out)
{
    size_t images = f->own->steps * f->own->batch;

    if (images >= 1000) {
        chl_text_add(out, " --kimg=%zu", images / 1000);
    }
}

static void
add_mirror(const chl_recipe_facts *f, chl_text *out)
{
    int judged = chl_recipe_judged(f->result, "flip");

    if (judged != 0) {
        chl_text_add(out, " --mirror=%d", judged > 0);
    }
}

static void
note_batch(const chl_recipe_facts *f, chl_text *out)
{
    if (f->own->batch == 0) {
        chl_recipe_comment(out,
                           "--batch is the usual one, not from the result: "
                           "predict with --batch and --steps for the gamma of "
                           "a whole run");
    }
}

static void
add_start(const chl_recipe_facts *f, const char *config, chl_text *out)
{
    chl_text_add(out,
                 "python train.py --outdir=runs --cfg=%s --data=train.zip "
                 "--gpus=1 --batch=%zu --gamma=",
                 config, batch_of(f));
    chl_recipe_number(out, f->knob);
    add_length(f, out);
}

static void
write_stylegan2_ada(const chl_recipe_facts *f, chl_text *out)
{
    static const chl_recipe_word pipes[] = {
        { "ada-blit", "blit" },   { "ada-geom", "geom" },
        { "ada-color", "color" }, { "ada-bg", "bg" },
        { "ada-bgc", "bgc" },     { "noise", "noise" },
    };
    bool known;
    const char *pipe =
        chl_recipe_best(f->result, pipes, sizeof pipes / sizeof *pipes, &known);

    chl_recipe_head(f, out);
    note_batch(f, out);
    add_data(f, "--width=%zu --height=%zu", out);
    add_start(f, "auto", out);
    if (pipe != NULL) {
        chl_text_add(out, " --aug=ada --augpipe=%s", pipe);
    } else if (known) {
        chl_text_add(out, " --aug=noaug");
    }
    add_mirror(f, out);
    chl_text_add(out, "\n");
}

/* Its pipeline is fixed: bgc or none. */
static void
write_stylegan3(const chl_recipe_facts *f, chl_text *out)
{
    int pipeline = chl_recipe_judged(f->result, "ada-bgc");

    chl_recipe_head(f, out);
    note_batch(f, out);
    add_data(f, "--resolution=%zux%zu", out);
    add_start(f, "stylegan3-t", out);
    if (pipeline != 0) {
        chl_text_add(out, pipeline > 0 ? " --aug=ada" : " --aug=noaug");
    }
    add_mirror(f, out);
    if (chl_recipe_rates(f)) {
        chl_text_add(out, " --glr=");
        chl_recipe_number(out, f->own->lr_g);
        chl_text_add(out, " --dlr=");
        chl_recipe_number(out, f->own->lr_d);
    }
    chl_text_add(out, "\n");
}

/* Without a policy it would turn to ADA. */
static void
write_diffaugment(const chl_recipe_facts *f, chl_text *out)
{
    static const chl_recipe_word policies[] = {
        { "brightness", "color" },  { "saturation", "color" },
        { "contrast", "color" },    { "translation", "translation" },
        { "cutout", "cutout" },     { "translation-zero", "translation" },
        { "diff-cutout", "cutout" }
    };
    chl_text policy = { 0 };
    bool known = chl_recipe_all(
        f->result, policies, sizeof policies / sizeof *policies, ",", &policy);

    chl_recipe_head(f, out);
    note_batch(f, out);
    add_data(f, "--width=%zu --height=%zu", out);
    add_start(f, "auto", out);
    if (policy.length > 0) {
        chl_text_add(out, " --DiffAugment=%s", policy.data);
    } else if (known) {
        chl_text_add(out, " --DiffAugment= --aug=noaug");
    }
    add_mirror(f, out);
    chl_text_add(out, "\n");
    out->failed = out->failed || policy.failed;
    chl_text_clear(&policy);
}

const chl_recipe_type chl_recipe_stylegan2_ada = {
    .trainer = { "stylegan2-ada-pytorch", "NVlabs/stylegan2-ada-pytorch",
                 "d72cc7d", "command line", "non-saturating" },
    .convention = &chl_convention_r1,
    .needs = CHL_RECIPE_SQUARE | CHL_RECIPE_ONE_RATE | CHL_RECIPE_ONE_TURN,
    .rule = automatic_gamma,
    .usual = { USUAL_BATCH, USUAL_STEPS, 0.0025, 0.0025 },
    .write = write_stylegan2_ada,
};

const chl_recipe_type chl_recipe_stylegan3 = {
    .trainer = { "stylegan3", "NVlabs/stylegan3", "c233a91", "command line",
                 "non-saturating" },
    .convention = &chl_convention_r1,
    .needs = CHL_RECIPE_SQUARE | CHL_RECIPE_ONE_TURN,
    .rule = automatic_gamma,
    .usual = { USUAL_BATCH, USUAL_STEPS, 0.002, 0.0025 },
    .write = write_stylegan3,
};

const chl_recipe_type chl_recipe_diffaugment = {
    .trainer = { "diffaugment-stylegan2",
                 "mit-han-lab/data-efficient-gans, "
                 "DiffAugment-stylegan2-pytorch",
                 "0b63395", "command line", "non-saturating" },
    .convention = &chl_convention_r1,
    .needs = CHL_RECIPE_SQUARE | CHL_RECIPE_ONE_RATE | CHL_RECIPE_ONE_TURN,
    .rule = automatic_gamma,
    .usual = { USUAL_BATCH, USUAL_STEPS, 0.0025, 0.0025 },
    .write = write_diffaugment,
};
