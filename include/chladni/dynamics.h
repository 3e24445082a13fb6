/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dynamics: losses, penalties, the roots of every mode, and training steps.
 */
#ifndef CHLADNI_DYNAMICS_H
#define CHLADNI_DYNAMICS_H

#include <chladni/base.h>

#endif
