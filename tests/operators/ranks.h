/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Teams whose ranks are threads. */
#ifndef CHLADNI_TESTS_OPERATORS_RANKS_H
#define CHLADNI_TESTS_OPERATORS_RANKS_H

#include <chladni/base.h>

enum {
    RANKS_MOST = 7
};

/* What a rank does. A rank that fails before an exchange leaves the others
 * waiting for ever. */
typedef void ranks_fn(const chl_team *team, void *user);

/* run(team, user + r size) for all ranks r at once. */
void ranks_run(size_t count, ranks_fn *run, void *user, size_t size);

#endif
