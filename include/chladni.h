/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Chladni: what a dataset will do to the training of a GAN.
 *
 * The rooms in reading order, which is also the order of the data.
 */
#ifndef CHLADNI_H
#define CHLADNI_H

#include <chladni/base.h>

#include <chladni/data.h>

#include <chladni/cloud.h>

#include <chladni/augment.h>

#include <chladni/shifts.h>

#include <chladni/kernels.h>

#include <chladni/ntk.h>

#include <chladni/operators.h>

#include <chladni/functions.h>

#include <chladni/balanced.h>

#include <chladni/grid.h>

#include <chladni/adversarial.h>

#include <chladni/eigen.h>

#include <chladni/dynamics.h>

#include <chladni/convergence.h>

#include <chladni/flow.h>

#include <chladni/solvable.h>

#include <chladni/toy.h>

#include <chladni/meanfield.h>

#include <chladni/report.h>

#include <chladni/recipe.h>

#include <chladni/study.h>

#include <chladni/modes.h>

#include <chladni/study_meanfield.h>

#include <chladni/flow_study.h>

#include <chladni/rank.h>

#include <chladni/compare.h>

#endif
