/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several spectra in one figure, mode by mode. */
#ifndef CHLADNI_REPORT_FIGURE_SPECTRA_H
#define CHLADNI_REPORT_FIGURE_SPECTRA_H

#include "base/text.h"

enum {
    CHL_SPECTRA_SHOWN = 6, /* as many as have a colour                       */
    CHL_SPECTRA_MODES = 16
};

/* Views. */
typedef struct chl_spectra_line {
    const char *name; /* NULL: none                                          */
    size_t count;
    const double *lambda, *ci_low, *ci_high;
} chl_spectra_line;

typedef struct chl_spectra {
    const char *id, *title, *description;
    size_t count, modes; /* at most the two above                            */
    chl_spectra_line lines[CHL_SPECTRA_SHOWN];
    bool alone;
} chl_spectra;

void chl_figure_spectra(chl_text *svg, const chl_spectra *spectra);
void chl_figure_spectra_legend(chl_text *page, const chl_spectra *spectra);

#endif
