/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The networks that are trained. */
#ifndef CHLADNI_TESTS_TRAIN_NETWORKS_H
#define CHLADNI_TESTS_TRAIN_NETWORKS_H

#include "systems/network.h"

enum {
    TRAIN_NOISE = 8 /* columns of the noise a generator starts from */
};

/* Antisymmetric discriminators, and what moves data: for 2 columns, and for
 * 8 x 8 images without and with convolutions. */
extern const chl_network_spec train_plane_critic, train_plane_mover,
    train_digit_critic, train_digit_mover, train_image_critic,
    train_image_mover;
/* Noise to images, and ordinary discriminators of those. */
extern const chl_network_spec train_image_maker, train_digit_maker,
    train_digit_judge, train_image_judge, train_big_image_maker,
    train_big_image_judge;

#endif
