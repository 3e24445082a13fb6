/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The networks that are trained, layer by layer. */
#include "networks.h"

#define DENSE(outputs)                                                         \
    {                                                                          \
        .type = "dense", .to = { 1, 1, outputs }                               \
    }
#define CONVOLUTION(outputs, step)                                             \
    {                                                                          \
        .type = "convolution", .to = { .channels = outputs }, .side = 3,       \
        .stride = step                                                         \
    }
#define POINTWISE(name)                                                        \
    {                                                                          \
        .type = name                                                           \
    }

const chl_network_spec train_plane_critic = {
    .from = { 1, 1, 2 },
    .count = 5,
    .layers = { DENSE(24), POINTWISE("tanh"), DENSE(24), POINTWISE("tanh"),
                DENSE(1) },
    .antisymmetric = true,
};

const chl_network_spec train_plane_mover = {
    .from = { 1, 1, 2 },
    .count = 5,
    .layers = { DENSE(24), POINTWISE("tanh"), DENSE(24), POINTWISE("tanh"),
                DENSE(2) },
    .antisymmetric = true,
};

const chl_network_spec train_digit_critic = {
    .from = { 8, 8, 1 },
    .count = 5,
    .layers = { DENSE(12), POINTWISE("gelu"), DENSE(16), POINTWISE("gelu"),
                DENSE(1) },
    .antisymmetric = true,
};

const chl_network_spec train_digit_mover = {
    .from = { 8, 8, 1 },
    .count = 3,
    .layers = { DENSE(4),
                POINTWISE("tanh"),
                { .type = "dense", .to = { 8, 8, 1 } } },
    .antisymmetric = true,
};

const chl_network_spec train_image_critic = {
    .from = { 8, 8, 1 },
    .count = 5,
    .layers = { CONVOLUTION(8, 2), POINTWISE("softplus"), CONVOLUTION(10, 2),
                POINTWISE("softplus"), DENSE(1) },
    .antisymmetric = true,
};

const chl_network_spec train_image_mover = {
    .from = { 8, 8, 1 },
    .count = 5,
    .layers = { CONVOLUTION(6, 1), POINTWISE("tanh"), CONVOLUTION(6, 1),
                POINTWISE("tanh"), CONVOLUTION(1, 1) },
    .antisymmetric = true,
};

const chl_network_spec train_image_maker = {
    .from = { 1, 1, TRAIN_NOISE },
    .count = 7,
    .layers = { { .type = "dense", .to = { 4, 4, 6 } },
                POINTWISE("gelu"),
                POINTWISE("double"),
                CONVOLUTION(8, 1),
                POINTWISE("gelu"),
                CONVOLUTION(1, 1),
                POINTWISE("tanh") },
};

const chl_network_spec train_image_judge = {
    .from = { 8, 8, 1 },
    .count = 5,
    .layers = { CONVOLUTION(8, 2), POINTWISE("softplus"), CONVOLUTION(10, 2),
                POINTWISE("softplus"), DENSE(1) },
};

const chl_network_spec train_digit_maker = {
    .from = { 1, 1, TRAIN_NOISE },
    .count = 6,
    .layers = { DENSE(48),
                POINTWISE("gelu"),
                DENSE(64),
                POINTWISE("gelu"),
                { .type = "dense", .to = { 8, 8, 1 } },
                POINTWISE("tanh") },
};

const chl_network_spec train_digit_judge = {
    .from = { 8, 8, 1 },
    .count = 5,
    .layers = { DENSE(64), POINTWISE("gelu"), DENSE(64), POINTWISE("gelu"),
                DENSE(1) },
};

const chl_network_spec train_big_image_maker = {
    .from = { 1, 1, TRAIN_NOISE },
    .count = 7,
    .layers = { { .type = "dense", .to = { 4, 4, 16 } },
                POINTWISE("gelu"),
                POINTWISE("double"),
                CONVOLUTION(16, 1),
                POINTWISE("gelu"),
                CONVOLUTION(1, 1),
                POINTWISE("tanh") },
};

const chl_network_spec train_big_image_judge = {
    .from = { 8, 8, 1 },
    .count = 5,
    .layers = { CONVOLUTION(16, 2), POINTWISE("gelu"), CONVOLUTION(32, 2),
                POINTWISE("gelu"), DENSE(1) },
};
