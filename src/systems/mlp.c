/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The description of a finite fully connected network. */
#include <chladni/mlp.h>

#include <string.h>

#include "base/error.h"
#include "systems/architecture.h"
#include "systems/optimiser.h"

enum {
    DEEPEST = 8,
    WIDEST = 65536
};

chl_mlp
chl_mlp_default(void)
{
    return (chl_mlp){
        .activations = { chl_wide_default().activations[0] },
        .activation_count = 1,
        .depth = 3,
        .width = 128,
        .sigma_w = 1.0,
        .sigma_b = 1.0,
        .optimiser = "sgd",
        .beta1 = 0.9,
        .beta2 = 0.999,
        .rate = 0.1,
    };
}

const char *
chl_mlp_name(const chl_mlp *network)
{
    if (network->images.strided) {
        return "dcgan";
    }
    return network->block > 0 ? "resnet" : "mlp";
}

/* The kernel's own check of what the two have in common. */
static chl_status
check_common(const chl_mlp *network, chl_error *err)
{
    chl_wide wide = chl_wide_default();

    memcpy(wide.activations, network->activations, sizeof wide.activations);
    wide.activation_count = network->activation_count;
    wide.block = network->block;
    wide.normalise = network->normalise;
    wide.depth = network->depth;
    wide.sigma_w = network->sigma_w;
    wide.sigma_b = network->sigma_b;
    return chl_wide_check(&wide, err);
}

chl_status
chl_mlp_check(const chl_mlp *network, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_optimiser_settings settings = chl_optimiser_settings_default();
    chl_optimiser *same = NULL;

    CHL_TRY(check_common(network, err));
    CHL_REQUIRE(network->depth <= DEEPEST, err, CHL_EARG,
                "depth of a finite network is %zu; it must lie in 1..%d",
                network->depth, DEEPEST);
    CHL_REQUIRE(!network->images.strided || network->block == 0, err, CHL_EARG,
                "a network of DCGAN has residual blocks of %zu layers; it must "
                "have none",
                network->block);
    CHL_REQUIRE(chl_architecture_layers(network) <= CHL_NETWORK_LAYERS, err,
                CHL_EARG,
                "%zu blocks of %zu layers are too many for a finite network",
                network->depth, network->block);
    CHL_REQUIRE(network->width >= 1 && network->width <= WIDEST, err, CHL_EARG,
                "width of a finite network is %zu; it must lie in 1..%d",
                network->width, WIDEST);
    CHL_REQUIRE(network->latent <= WIDEST, err, CHL_EARG,
                "input of a generator has %zu columns; it must have at most %d",
                network->latent, WIDEST);
    settings.method = network->optimiser;
    settings.rate = network->rate;
    settings.momentum = network->momentum;
    settings.beta1 = network->beta1;
    settings.beta2 = network->beta2;
    CHL_TRY(chl_optimiser_create(&settings, 1, &same, err));
out:
    chl_optimiser_free(same);
    return status;
}
