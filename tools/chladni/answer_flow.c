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
    chl_mlp *net = &settings->finite;

    CHL_REQUIRE((infinite && !settings->study.adequacy)
                    || kernel->kind == CHL_PAIR_WIDE,
                err, CHL_EARG,
                "a finite network needs the --kernel of a network, such as "
                "ntk-relu");
    net->depth = settings->wide.depth;
    net->block = settings->wide.block;
    net->normalise = settings->wide.normalise;
    if (kernel->kind == CHL_PAIR_WIDE) {
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

/* Finite networks share sigmas and parameterisation with the infinite one. */
static chl_status
settle_networks(cli_flow *settings, uint64_t seed, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_mlp *const nets[] = { &settings->finite, &settings->maker };
    chl_particles_settings *p = &settings->study.particles;

    for (size_t k = 0; k < 2; k++) {
        nets[k]->sigma_w = settings->wide.sigma_w;
        nets[k]->sigma_b = settings->wide.sigma_b;
        nets[k]->last_bias = settings->wide.last_bias;
        nets[k]->standard = settings->wide.width > 0;
        nets[k]->seed = seed;
    }
    CHL_TRY(settle_discriminator(settings, err));
    p->generator =
        strcmp(settings->generator, "mlp") == 0 ? &settings->maker : NULL;
    if (p->generator != NULL) {
        CHL_TRY(chl_mlp_check(p->generator, err));
    }
out:
    return status;
}

chl_status
settings_flow_shape(cli_flow *settings, const chl_dataset *images,
                    chl_error *err)
{
    chl_pair_kernel *kernel = &settings->study.kernel;
    const chl_dataset_info *info;

    if (kernel->kind != CHL_PAIR_IMAGES) {
        return CHL_OK;
    }
    if (images == NULL) {
        return CHL_FAIL(err, CHL_EARG,
                        "--kernel %s is of images, which these points are not",
                        settings->kernel);
    }
    info = chl_dataset_describe(images);
    kernel->images.height = info->height;
    kernel->images.width = info->width;
    kernel->images.channels = info->channels;
    return chl_pair_kernel_check(kernel, err);
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
    CHL_TRY(settle_networks(settings, seed, err));
    settings->study.transform = settings->clouds.transform;
    settings->study.kernel_name = settings->kernel;
out:
    return status;
}
