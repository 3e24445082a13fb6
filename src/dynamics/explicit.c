/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The explicit schemes: their polynomials and their table entries. */
#include "dynamics/scheme.h"

static chl_scheme_polynomials
simultaneous(double momentum)
{
    (void) momentum;
    return (chl_scheme_polynomials){ .p = { 1.0, 1.0 }, .p_degree = 1 };
}

static chl_scheme_polynomials
rk2(double momentum)
{
    (void) momentum;
    return (chl_scheme_polynomials){ .p = { 1.0, 1.0, 0.5 }, .p_degree = 2 };
}

static chl_scheme_polynomials
rk4(double momentum)
{
    (void) momentum;
    return (chl_scheme_polynomials){
        .p = { 1.0, 1.0, 0.5, 1.0 / 6.0, 1.0 / 24.0 }, .p_degree = 4
    };
}

static chl_scheme_polynomials
extragradient(double momentum)
{
    (void) momentum;
    return (chl_scheme_polynomials){ .p = { 1.0, 1.0, 1.0 }, .p_degree = 2 };
}

static chl_scheme_polynomials
ogda(double momentum)
{
    (void) momentum;
    return (chl_scheme_polynomials){
        .p = { 1.0, 2.0 }, .q = { 0.0, 1.0 }, .p_degree = 1, .q_degree = 1
    };
}

static chl_scheme_polynomials
heavy_ball(double momentum)
{
    return (chl_scheme_polynomials){ .p = { 1.0 + momentum, 1.0 },
                                     .q = { momentum },
                                     .p_degree = 1 };
}

static chl_scheme_polynomials
adam(double momentum)
{
    return (chl_scheme_polynomials){ .p = { 1.0 + momentum, 1.0 - momentum },
                                     .q = { momentum },
                                     .p_degree = 1 };
}

const chl_scheme chl_scheme_simultaneous = {
    .name = "simultaneous",
    .note = "both players move from the same state (Euler)",
    .order = 1,
    .gradients = 2,
    .polynomials = simultaneous,
    .radius = chl_polynomial_radius,
    .limit = chl_polynomial_limit,
};

const chl_scheme chl_scheme_rk2 = {
    .name = "rk2",
    .note = "Heun; grows slowly without damping",
    .order = 2,
    .gradients = 4,
    .polynomials = rk2,
    .radius = chl_polynomial_radius,
    .limit = chl_polynomial_limit,
};

const chl_scheme chl_scheme_rk4 = {
    .name = "rk4",
    .note = "ODE-GAN's integrator",
    .order = 4,
    .gradients = 8,
    .polynomials = rk4,
    .radius = chl_polynomial_radius,
    .limit = chl_polynomial_limit,
};

const chl_scheme chl_scheme_extragradient = {
    .name = "extragradient",
    .note = "step with the gradient of the looked-ahead state",
    .order = 1,
    .gradients = 4,
    .polynomials = extragradient,
    .radius = chl_polynomial_radius,
    .limit = chl_polynomial_limit,
};

const chl_scheme chl_scheme_ogda = {
    .name = "ogda",
    .note = "optimistic: twice the new gradient minus the last one",
    .order = 1,
    .gradients = 2,
    .polynomials = ogda,
    .radius = chl_polynomial_radius,
    .limit = chl_polynomial_limit,
};

const chl_scheme chl_scheme_heavy_ball = {
    .name = "heavy-ball",
    .note = "momentum .5 in both players, simultaneous; its clock runs "
            "1/(1 - momentum) times faster",
    .order = 0,
    .gradients = 2,
    .momentum = 0.5,
    .polynomials = heavy_ball,
    .radius = chl_polynomial_radius,
    .limit = chl_polynomial_limit,
};

const chl_scheme chl_scheme_negative_momentum = {
    .name = "negative-momentum",
    .note = "momentum -.5 in both players, simultaneous; its clock runs "
            "1/(1 - momentum) times faster",
    .order = 0,
    .gradients = 2,
    .momentum = -0.5,
    .polynomials = heavy_ball,
    .radius = chl_polynomial_radius,
    .limit = chl_polynomial_limit,
};

const chl_scheme chl_scheme_adam = {
    .name = "adam",
    .note = "beta_1 = .5; assumes second moments frozen, one value per "
            "player, absorbed in its learning rate",
    .order = 1,
    .gradients = 2,
    .momentum = 0.5,
    .polynomials = adam,
    .radius = chl_polynomial_radius,
    .limit = chl_polynomial_limit,
};
