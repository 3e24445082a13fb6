/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel and the networks of a flow from their words. */
#include "settings_flow.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

static void
set_parameters(const cli_flow *settings, chl_wide *wide)
{
    for (size_t k = 0; k < wide->activation_count; k++) {
        chl_activation *a = &wide->activations[k];

        a->a = isnan(settings->a) ? a->a : settings->a;
        a->b = isnan(settings->b) ? a->b : settings->b;
        a->c = isnan(settings->c) ? a->c : settings->c;
    }
}

/* Whether there are residual blocks is said twice. */
static chl_status
settle_block(cli_flow *settings, chl_error *err)
{
    if (strcmp(settings->discriminator, "resnet") == 0) {
        settings->wide.block =
            settings->wide.block > 0 ? settings->wide.block : 2;
    }
    return strcmp(settings->discriminator, "mlp") == 0
                   && settings->wide.block > 0
               ? CHL_FAIL(err, CHL_EARG,
                          "--discriminator mlp has no residual blocks, of "
                          "which --block %zu is; take resnet",
                          settings->wide.block)
               : CHL_OK;
}

/* The discriminator has what its kernel is of. */
static chl_status
settle_discriminator(cli_flow *settings, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_pair_kernel *kernel = &settings->study.kernel;
    const bool infinite = strcmp(settings->discriminator, "infinite") == 0;
    const bool dcgan = strcmp(settings->discriminator, "dcgan") == 0;
    chl_mlp *net = &settings->finite;

    CHL_REQUIRE(
        !dcgan || (kernel->kind == CHL_PAIR_IMAGES && kernel->images.strided),
        err, CHL_EARG,
        "--discriminator dcgan needs the --kernel of one, such as "
        "dcgan-relu");
    CHL_REQUIRE((infinite && !settings->study.adequacy) || dcgan
                    || kernel->kind == CHL_PAIR_WIDE,
                err, CHL_EARG,
                "a finite network needs the --kernel of a network, such as "
                "ntk-relu");
    net->depth = settings->wide.depth;
    net->block = settings->wide.block;
    net->normalise = settings->wide.normalise;
    net->images = kernel->images;
    if (kernel->kind == CHL_PAIR_WIDE || kernel->kind == CHL_PAIR_IMAGES) {
        memcpy(net->activations, kernel->wide.activations,
               sizeof net->activations);
        net->activation_count = kernel->wide.activation_count;
    }
    settings->study.particles.discriminator = infinite ? NULL : net;
    settings->study.finite = *net;
    if (!infinite) {
        CHL_TRY(chl_mlp_check(net, err));
    }
out:
    return status;
}

/* Activations, as those of a kernel are read. */
static chl_status
settle_activations(const cli_flow *settings, chl_mlp *maker, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_wide wide = chl_wide_default();
    chl_pair_kernel like;
    char name[64];

    snprintf(name, sizeof name, "ntk-%.56s", settings->maker_activation);
    CHL_TRY(chl_pair_kernel_init(name, &wide, 1.0, 1.0, &like, err));
    memcpy(maker->activations, like.wide.activations,
           sizeof maker->activations);
    maker->activation_count = like.wide.activation_count;
    if (settings->maker_output != NULL) {
        CHL_TRY(
            chl_activation_init(settings->maker_output, &maker->output, err));
    }
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "--generator-activation");
    }
    return status;
}

static chl_status
settle_generator(cli_flow *settings, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_mlp *maker = &settings->maker;
    const bool none = strcmp(settings->generator, "particles") == 0;

    maker->images.strided = strcmp(settings->generator, "dcgan") == 0;
    maker->beta1 = settings->finite.beta1;
    maker->beta2 = settings->finite.beta2;
    CHL_TRY(settle_activations(settings, maker, err));
    settings->study.particles.generator = none ? NULL : maker;
    if (!none) {
        CHL_TRY(chl_mlp_check(maker, err));
    }
out:
    return status;
}

/* Finite networks share sigmas and parameterisation with the infinite one. */
static chl_status
settle_networks(cli_flow *settings, uint64_t seed, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_mlp *const nets[] = { &settings->finite, &settings->maker };
    const chl_wide *wide = &settings->wide;

    settings->finite.sigma_w = wide->sigma_w;
    settings->finite.sigma_b = wide->sigma_b;
    for (size_t k = 0; k < 2; k++) {
        chl_mlp *net = nets[k];

        net->sigma_w = isnan(net->sigma_w) ? wide->sigma_w : net->sigma_w;
        net->sigma_b = isnan(net->sigma_b) ? wide->sigma_b : net->sigma_b;
        net->last_bias = wide->last_bias;
        net->standard = wide->width > 0;
        net->seed = seed;
    }
    CHL_TRY(settle_discriminator(settings, err));
    CHL_TRY(settle_generator(settings, err));
out:
    return status;
}

/* The shape of images becomes that of a kernel's or a network's. */
static void
take_shape(const chl_dataset_info *info, chl_images *images)
{
    images->height = info->height;
    images->width = info->width;
    images->channels = info->channels;
}

chl_status
settings_flow_shape(cli_flow *settings, const chl_dataset *images,
                    chl_error *err)
{
    chl_status status = CHL_OK;
    chl_pair_kernel *kernel = &settings->study.kernel;
    const bool of_images = kernel->kind == CHL_PAIR_IMAGES;
    const bool makes = settings->maker.images.strided;

    CHL_REQUIRE(images != NULL || !of_images, err, CHL_EARG,
                "--kernel %s is of images, which these points are not",
                settings->kernel);
    CHL_REQUIRE(images != NULL || !makes, err, CHL_EARG,
                "--generator dcgan makes images, which these points are not");
    if (images == NULL) {
        return CHL_OK;
    }
    take_shape(chl_dataset_describe(images), &settings->finite.images);
    take_shape(chl_dataset_describe(images), &settings->maker.images);
    if (of_images) {
        take_shape(chl_dataset_describe(images), &kernel->images);
        CHL_TRY(chl_pair_kernel_check(kernel, err));
    }
out:
    return status;
}

static chl_pair_transform
transform_of(const char *name)
{
    if (strcmp(name, "tanh") == 0) {
        return CHL_TRANSFORM_TANH;
    }
    return strcmp(name, "atanh") == 0 ? CHL_TRANSFORM_ATANH
                                      : CHL_TRANSFORM_NONE;
}

chl_status
settings_flow_settle(cli_flow *settings, uint64_t seed, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_pair_kernel *kernel = &settings->study.kernel;

    if (settings->activation != NULL) {
        snprintf(settings->name, sizeof settings->name, "ntk-%s",
                 settings->activation);
        settings->kernel = settings->name;
    }
    CHL_TRY(settle_block(settings, err));
    status =
        chl_pair_kernel_init(settings->kernel, &settings->wide,
                             settings->bandwidth, settings->power, kernel, err);
    if (status != CHL_OK) {
        chl_error_prefix(err, "--kernel");
        goto out;
    }
    if (kernel->kind == CHL_PAIR_WIDE || kernel->kind == CHL_PAIR_IMAGES) {
        set_parameters(settings, &kernel->wide);
    }
    if (kernel->kind != CHL_PAIR_IMAGES) {
        CHL_TRY(chl_pair_kernel_check(kernel, err));
    }
    kernel->transform = transform_of(settings->transform);
    CHL_TRY(settle_networks(settings, seed, err));
    settings->study.transform = settings->clouds.transform;
    settings->study.kernel_name = settings->kernel;
out:
    return status;
}
