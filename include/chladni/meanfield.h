/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The WGAN with clipped critic in the limit of many neurons and small steps.
 *
 * The closed example of one generator parameter is in <chladni/toy.h>.
 */
#ifndef CHLADNI_MEANFIELD_H
#define CHLADNI_MEANFIELD_H

#include <chladni/toy.h>

#endif
