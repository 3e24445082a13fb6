/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small networks that have every layer between them. */
#ifndef CHLADNI_TESTS_SYSTEMS_NETWORKS_H
#define CHLADNI_TESTS_SYSTEMS_NETWORKS_H

#include "systems/network.h"

enum {
    NETWORKS = 5
};

static const chl_network_spec networks[NETWORKS] = {
    { .from = { 1, 1, 3 },
      .count = 3,
      .layers = { { .type = "dense", .to = { 1, 1, 5 } },
                  { .type = "tanh" },
                  { .type = "dense", .to = { 1, 1, 2 } } } },
    { .from = { 1, 1, 2 },
      .count = 5,
      .layers = { { .type = "dense", .to = { 1, 1, 4 } },
                  { .type = "softplus" },
                  { .type = "dense", .to = { 1, 1, 6 } },
                  { .type = "gelu" },
                  { .type = "dense", .to = { 1, 1, 1 } } },
      .antisymmetric = true },
    { .from = { 5, 4, 2 },
      .count = 5,
      .layers = { { .type = "convolution",
                    .to = { .channels = 3 },
                    .side = 3,
                    .stride = 1 },
                  { .type = "gelu" },
                  { .type = "convolution",
                    .to = { .channels = 2 },
                    .side = 3,
                    .stride = 2 },
                  { .type = "softplus" },
                  { .type = "dense", .to = { 1, 1, 1 } } } },
    { .from = { 1, 1, 3 },
      .count = 5,
      .layers = { { .type = "dense", .to = { 2, 3, 2 } },
                  { .type = "tanh" },
                  { .type = "double" },
                  { .type = "convolution",
                    .to = { .channels = 1 },
                    .side = 5,
                    .stride = 1 },
                  { .type = "tanh" } } },
    { .from = { 4, 4, 1 },
      .count = 4,
      .layers = { { .type = "convolution",
                    .to = { .channels = 2 },
                    .side = 3,
                    .stride = 2 },
                  { .type = "tanh" },
                  { .type = "double" },
                  { .type = "convolution",
                    .to = { .channels = 1 },
                    .side = 1,
                    .stride = 1 } },
      .antisymmetric = true },
};

#endif
