/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several spectra in one figure, mode by mode. */
#include "report/figure_spectra.h"

#include "report/page.h"

static const char *const classes[CHL_SPECTRA_SHOWN] = { "s1", "s2", "s3",
                                                        "s4", "s5", "s6" };
static const chl_mark marks[CHL_SPECTRA_SHOWN] = {
    CHL_MARK_DISC,    CHL_MARK_RING, CHL_MARK_TRIANGLE,
    CHL_MARK_DIAMOND, CHL_MARK_DOT,  CHL_MARK_RING
};

static chl_axis
value_axis(const chl_spectra *v)
{
    chl_axis axis = chl_axis_empty("eigenvalue", CHL_SCALE_LOG);

    for (size_t k = 0; k < v->count; k++) {
        const chl_spectra_line *o = &v->lines[k];
        size_t count = o->count < v->modes ? o->count : v->modes;

        chl_axis_include(&axis, o->lambda, count);
        chl_axis_include(&axis, o->ci_high, count);
        for (size_t i = 0; i < count; i++) {
            /* An interval down to zero must not stretch the axis. */
            if (o->ci_low[i] > 0.2 * o->lambda[i]) {
                chl_axis_include(&axis, &o->ci_low[i], 1);
            }
        }
    }
    chl_axis_settle(&axis, 0.06);
    return axis;
}

static void
draw_line(const chl_plot *plot, const chl_spectra *v, size_t k)
{
    const chl_spectra_line *o = &v->lines[k];
    double room = v->count > 3 ? 0.66 / (double) (v->count - 1) : 0.22;
    double shift = room * ((double) k - 0.5 * (double) (v->count - 1));

    for (size_t i = 0; i < o->count && i < v->modes; i++) {
        double at = (double) (i + 1) + shift;

        chl_plot_error_bar(plot, classes[k], at, o->ci_low[i], o->ci_high[i]);
        chl_plot_mark(plot, classes[k], marks[k], at, o->lambda[i]);
    }
}

static void
make_legend(const chl_spectra *v, chl_legend entries[CHL_SPECTRA_SHOWN])
{
    for (size_t k = 0; k < v->count; k++) {
        const char *name = v->lines[k].name;

        entries[k] = (chl_legend){ name != NULL ? name : "-", classes[k],
                                   CHL_SWATCH_MARK, marks[k] };
    }
}

void
chl_figure_spectra(chl_text *svg, const chl_spectra *v)
{
    double below = v->alone ? 16.0 + 20.0 * (double) v->count : 0.0;
    chl_legend entries[CHL_SPECTRA_SHOWN];
    chl_plot plot = {
        svg,          74.0,
        40.0,         498.0,
        270.0,        chl_axis_empty("mode, slowest first", CHL_SCALE_LINEAR),
        value_axis(v)
    };

    chl_drawing_open(svg, &(chl_drawing){ v->id, 600.0, 370.0 + below, v->title,
                                          v->description, v->alone });
    plot.x.low = 0.4;
    plot.x.high = (double) v->modes + 0.6;
    chl_plot_axes(&plot, v->modes < 8 ? v->modes + 1 : 8, 7);
    for (size_t k = 0; k < v->count; k++) {
        draw_line(&plot, v, k);
    }
    if (v->alone) {
        make_legend(v, entries);
        chl_legend_svg(svg, 74.0, 382.0, entries, v->count);
    }
    chl_drawing_close(svg);
}

void
chl_figure_spectra_legend(chl_text *page, const chl_spectra *v)
{
    chl_legend entries[CHL_SPECTRA_SHOWN];

    make_legend(v, entries);
    chl_legend_html(page, entries, v->count);
}
