/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawings of the clipped WGAN, inside the page or alone. */
#ifndef CHLADNI_REPORT_FIGURE_MEANFIELD_H
#define CHLADNI_REPORT_FIGURE_MEANFIELD_H

#include "report/page.h"

/* Each is 600 wide; these are their heights. */
enum {
    CHL_MEANFIELD_ORBIT = 330,
    CHL_MEANFIELD_TIMES = 400,
    CHL_MEANFIELD_DENSITY = 230,
    CHL_MEANFIELD_FACES = 230,
    CHL_MEANFIELD_CLOUDS = 460,
    CHL_MEANFIELD_COMPARE = 265
};

/* Toy: (g, m), with the limit cycle, the faces and the events. */
void chl_meanfield_draw_orbit(chl_text *svg, const chl_result_meanfield *s,
                              double top);
size_t chl_meanfield_orbit_legend(const chl_result_meanfield *s,
                                  chl_legend entries[5]);
/* Distance above, energy below. */
void chl_meanfield_draw_times(chl_text *svg, const chl_result_meanfield *s,
                              double top);
/* Networks: mass of critics with 0, 1, .. weights clipped. */
void chl_meanfield_draw_faces(chl_text *svg, const chl_result_meanfield *s,
                              double top);
size_t chl_meanfield_faces_legend(const chl_result_meanfield *s,
                                  char labels[6][48], chl_legend entries[6]);
/* The generated law in the plane, over the data. */
void chl_meanfield_draw_clouds(chl_text *svg, const chl_result_meanfield *s,
                               double top);
/* Deviation of the algorithm from its limit against the step. */
void chl_meanfield_draw_compare(chl_text *svg, const chl_result_meanfield *s,
                                double top);
/* Mass along one coordinate over time; atoms at its ends as strips. */
void chl_meanfield_draw_density(chl_text *svg, const chl_result_density *d,
                                const char *class, double top);

#endif
