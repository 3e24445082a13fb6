/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results made by hand, for tests of everything that reads a result. */
#ifndef CHLADNI_TESTS_SUPPORT_RESULTS_H
#define CHLADNI_TESTS_SUPPORT_RESULTS_H

#include <chladni/report.h>

/* Every section, sprite and list filled; some reals NaN, one step limit
 * infinite. The caller frees it; a failed allocation fails the test. */
chl_result *results_full(void);
/* The same with strings that want to be markup, tables, escapes of a
 * terminal or no UTF-8. */
chl_result *results_hostile(void);
/* Its section of the solvable GAN, which is part of a full result. */
void results_add_solvable(chl_result *result);
/* The same of the clipped WGAN. */
void results_add_meanfield(chl_result *result);
/* Its section that compares three datasets. */
void results_add_comparison(chl_result *result);
/* Two rows, one without a value. */
void results_add_scatter(chl_result_mode *mode);
/* A string of a section, or the test fails. */
void results_name(char **slot, const char *text);
/* That of a flow, with pictures; part of a full result, too. */
void results_add_flow(chl_result *result);
/* Only a command. */
chl_result *results_bare(void);

#endif
