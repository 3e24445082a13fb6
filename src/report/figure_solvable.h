/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawings of the solvable GAN, inside the page or alone. */
#ifndef CHLADNI_REPORT_FIGURE_SOLVABLE_H
#define CHLADNI_REPORT_FIGURE_SOLVABLE_H

#include "report/page.h"

enum {
    CHL_SOLVABLE_CURVES = 6 /* modes drawn at most, one per series colour */
};

/* What is learned in time: alignment above, critic below. */
void chl_solvable_draw_time(chl_text *svg, const chl_result_solvable *s,
                            double top);
/* Phases over (noise, eigenvalue) on the left, (tau, tau_g) on the right. */
void chl_solvable_draw_phases(chl_text *svg, const chl_result_solvable *s,
                              double top);
/* Deviation of runs against their dimension. */
void chl_solvable_draw_finite(chl_text *svg, const chl_result_solvable *s,
                              double top);

size_t chl_solvable_legend(const chl_result_solvable *s,
                           char labels[CHL_SOLVABLE_CURVES][80],
                           chl_legend entries[CHL_SOLVABLE_CURVES]);

#endif
