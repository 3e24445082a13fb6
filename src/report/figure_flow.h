/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawings of a flow, inside the page or alone. */
#ifndef CHLADNI_REPORT_FIGURE_FLOW_H
#define CHLADNI_REPORT_FIGURE_FLOW_H

#include "report/scene.h"

enum {
    CHL_FLOW_CURVES = 4
};

/* Distances to the real points, on a logarithmic axis, and the generator's
 * loss below; 400 units high. */
void chl_flow_draw_course(chl_text *svg, const chl_result_flow *f, double top);
size_t chl_flow_legend(const chl_result_flow *f,
                       chl_legend entries[CHL_FLOW_CURVES]);

/* Eigenvalues before the first step and behind the last; 250 units high. */
void chl_flow_draw_modes(chl_text *svg, const chl_result_flow *f, double top);

/* f of finite and infinite width in one column; 260 units high. */
void chl_flow_draw_widths(chl_text *svg, const chl_result_flow *f, double top);

/* Pictures of one kind in rows of `columns`, and the height they take.
 * Errors: CHL_ENOMEM. */
chl_status chl_flow_draw_strip(chl_text *svg, const chl_result *result,
                               const char *kind, size_t columns, double top,
                               chl_error *err);
/* `most`, or fewer and larger ones where there are fewer pictures. */
size_t chl_flow_strip_columns(const chl_result *result, const char *kind,
                              size_t most);
double chl_flow_strip_height(const chl_result *result, const char *kind,
                             size_t columns);

/* The pictures of all steps in turn, over and over, by style alone. They must
 * be part of the same page. */
void chl_flow_draw_movie(chl_text *svg, const chl_result *result);

#endif
