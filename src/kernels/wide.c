/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of activations, and the description of a network. */
#include <chladni/ntk.h>

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "kernels/activation.h"

static const chl_activation_type *const types[] = {
    &chl_activation_relu, &chl_activation_leaky_relu,
    &chl_activation_abs,  &chl_activation_identity,
    &chl_activation_erf,  &chl_activation_sigmoid_like,
    &chl_activation_sin,  &chl_activation_rbf,
    &chl_activation_arbf, &chl_activation_gelu,
};

enum {
    TYPE_COUNT = sizeof types / sizeof *types
};

const char *
chl_activation_name(size_t index)
{
    return index < TYPE_COUNT ? types[index]->name : NULL;
}

chl_status
chl_activation_init(const char *name, chl_activation *out, chl_error *err)
{
    const char *names[TYPE_COUNT];
    size_t nearest;

    for (size_t k = 0; k < TYPE_COUNT; k++) {
        names[k] = types[k]->name;
        if (strcmp(name, names[k]) == 0) {
            *out = types[k]->preset;
            out->type = types[k];
            return CHL_OK;
        }
    }
    nearest = chl_text_nearest(name, names, TYPE_COUNT);
    if (nearest < TYPE_COUNT) {
        return CHL_FAIL(err, CHL_EARG,
                        "activation '%s' is unknown; did you mean '%s'?", name,
                        names[nearest]);
    }
    return CHL_FAIL(err, CHL_EARG,
                    "activation '%s' is unknown; it must be relu, leaky_relu, "
                    "abs, identity, erf, sigmoid_like, sin, rbf, arbf or "
                    "gelu",
                    name);
}

chl_wide
chl_wide_default(void)
{
    return (chl_wide){
        .activations = { { .type = &chl_activation_relu } },
        .activation_count = 1,
        .depth = 3,
        .sigma_w = 1.0,
        .sigma_b = 1.0,
        .tangent = true,
    };
}

static chl_status
check_activation(const chl_activation *activation, chl_error *err)
{
    const char *name;

    if (activation->type == NULL) {
        return CHL_FAIL(err, CHL_EARG, "an activation of the network is none");
    }
    name = activation->type->name;
    if (!(isfinite(activation->a) && isfinite(activation->b)
          && isfinite(activation->c))) {
        return CHL_FAIL(err, CHL_EARG,
                        "parameters of activation '%s' are %g, %g, %g; they "
                        "must be finite",
                        name, activation->a, activation->b, activation->c);
    }
    if (activation->type == &chl_activation_rbf && !(activation->a > 0.0)) {
        return CHL_FAIL(err, CHL_EARG,
                        "parameter of activation 'rbf' is %g; it must be "
                        "above 0",
                        activation->a);
    }
    if (activation->type == &chl_activation_arbf && !(activation->b > 0.0)) {
        return CHL_FAIL(err, CHL_EARG,
                        "parameter b of activation 'arbf' is %g; it must be "
                        "above 0",
                        activation->b);
    }
    return CHL_OK;
}

chl_status
chl_wide_check(const chl_wide *network, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(network->activation_count >= 1
                    && network->activation_count <= CHL_ACTIVATION_LIMIT,
                err, CHL_EARG,
                "network has %zu activations; it must have 1 to %d",
                network->activation_count, CHL_ACTIVATION_LIMIT);
    CHL_REQUIRE(network->depth >= 1 && network->depth <= CHL_DEPTH_LIMIT, err,
                CHL_EARG, "depth of the network is %zu; it must lie in 1..%d",
                network->depth, CHL_DEPTH_LIMIT);
    CHL_REQUIRE(network->block <= CHL_DEPTH_LIMIT, err, CHL_EARG,
                "a residual block of the network has %zu layers; it must have "
                "at most %d",
                network->block, CHL_DEPTH_LIMIT);
    CHL_REQUIRE(!network->normalise || network->block == 0, err, CHL_EARG,
                "the network is normalised and has residual blocks; both "
                "together are not possible");
    CHL_REQUIRE(isfinite(network->sigma_w) && network->sigma_w > 0.0, err,
                CHL_EARG,
                "sigma_w of the network is %g; it must be finite and above 0",
                network->sigma_w);
    CHL_REQUIRE(isfinite(network->sigma_b) && network->sigma_b >= 0.0, err,
                CHL_EARG,
                "sigma_b of the network is %g; it must be finite and at "
                "least 0",
                network->sigma_b);
    for (size_t k = 0; k < network->activation_count; k++) {
        CHL_TRY(check_activation(&network->activations[k], err));
    }
out:
    return status;
}
