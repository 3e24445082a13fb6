/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gauss-Hermite rules of the standard normal law. */
#ifndef CHLADNI_SYSTEMS_HERMITE_H
#define CHLADNI_SYSTEMS_HERMITE_H

#include <chladni/base.h>

/* `count` >= 1 nodes, ascending, and their masses, which add up to 1.
 * Errors: CHL_ENOMEM, CHL_ENUMERIC. */
chl_status chl_hermite_nodes(size_t count, double *nodes, double *masses,
                             chl_error *err);

#endif
