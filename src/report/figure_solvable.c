/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawings of the solvable GAN. */
#include "report/figure_solvable.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

enum {
    CELLS = 64,
    CORNERS = (CELLS + 1) * (CELLS + 1)
};

static const char *const classes[CHL_SOLVABLE_CURVES] = { "s1", "s2", "s3",
                                                          "s4", "s5", "s6" };

static size_t
curves(const chl_result_solvable *s)
{
    return s->mode_count < CHL_SOLVABLE_CURVES ? s->mode_count
                                               : CHL_SOLVABLE_CURVES;
}

size_t
chl_solvable_legend(const chl_result_solvable *s,
                    char labels[CHL_SOLVABLE_CURVES][80],
                    chl_legend entries[CHL_SOLVABLE_CURVES])
{
    for (size_t k = 0; k < curves(s); k++) {
        snprintf(labels[k], sizeof labels[k], "%zu: variance %s%s%s", k + 1,
                 chl_number_words(s->modes[k].lambda, 3).text,
                 s->modes[k].phase != NULL ? ", " : "",
                 s->modes[k].phase != NULL ? s->modes[k].phase : "");
        entries[k] = (chl_legend){ labels[k], classes[k], CHL_SWATCH_LINE,
                                   CHL_MARK_DISC };
    }
    return curves(s);
}

/* One mode, segment by segment: the points are records, not arrays. */
static void
draw_curve(const chl_plot *plot, const chl_result_solvable *s, size_t k,
           bool critic)
{
    size_t step = 1 + s->point_count / 500;

    for (size_t i = 0; i + step < s->point_count; i += step) {
        const chl_result_solvable_point *a = &s->points[i];
        const chl_result_solvable_point *b = &s->points[i + step];
        double x[2] = { a->t, b->t }, y[2];

        if (k >= a->count || k >= b->count || a->alignment == NULL
            || b->alignment == NULL || a->critic == NULL || b->critic == NULL) {
            continue;
        }
        y[0] = critic ? a->critic[k] : a->alignment[k];
        y[1] = critic ? b->critic[k] : b->alignment[k];
        chl_plot_line(plot, classes[k], x, y, 2);
    }
}

static void
draw_times(chl_text *svg, const chl_result_solvable *s, double top, bool critic)
{
    chl_plot plot = { svg,
                      64.0,
                      top,
                      510.0,
                      140.0,
                      chl_axis_empty(critic ? "time (steps / dimension)" : NULL,
                                     CHL_SCALE_LINEAR),
                      chl_axis_empty(critic ? "critic looks at it"
                                            : "learned (cosine)",
                                     CHL_SCALE_LINEAR) };

    plot.x.low = 0.0;
    plot.x.high = s->points[s->point_count - 1].t;
    plot.x.bare = !critic;
    plot.y.low = -0.02;
    plot.y.high = 1.02;
    chl_plot_axes(&plot, 6, 5);
    for (size_t k = curves(s); k-- > 0;) {
        draw_curve(&plot, s, k, critic);
    }
}

void
chl_solvable_draw_time(chl_text *svg, const chl_result_solvable *s, double top)
{
    draw_times(svg, s, top, false);
    draw_times(svg, s, top + 180.0, true);
}

/* Signed room in the logarithm to an end of the interval; > 0 inside. */
typedef double room_fn(const chl_result_solvable *s, double x, double y,
                       bool upper);

static double
noise_of(const chl_result_solvable *s)
{
    return 0.5 * (s->eta_true * s->eta_true + s->eta_gen * s->eta_gen)
           / (double) s->batch;
}

/* Across the noise, up the eigenvalue. */
static double
room_of_noise(const chl_result_solvable *s, double x, double y, bool upper)
{
    double low = s->tau * x * x / (double) s->batch;

    return upper ? log(2.0 * low * s->tau / s->tau_g / y) : log(y / low);
}

/* Across tau, up tau_g, for the leading mode. */
static double
room_of_rates(const chl_result_solvable *s, double x, double y, bool upper)
{
    double lambda = s->modes[0].lambda, low = x * noise_of(s);

    return upper ? log(2.0 * low * x / y / lambda) : log(lambda / low);
}

static void
draw_region(const chl_plot *plot, const char *class,
            const chl_result_solvable *s, room_fn *room, int which)
{
    double values[CORNERS];

    for (size_t row = 0; row <= CELLS; row++) {
        double y = chl_axis_corner(&plot->y, row, CELLS);

        for (size_t column = 0; column <= CELLS; column++) {
            double x = chl_axis_corner(&plot->x, column, CELLS);
            double below = room(s, x, y, false), above = room(s, x, y, true);

            values[row * (CELLS + 1) + column] = which < 0 ? -below
                                                 : which > 0
                                                     ? fmin(below, -above)
                                                     : fmin(below, above);
        }
    }
    chl_plot_region(plot, class, &(chl_grid){ CELLS, CELLS, values }, 0.0);
}

static void
draw_diagram(chl_plot *plot, const chl_result_solvable *s, room_fn *room)
{
    draw_region(plot, "s6 stable", s, room, -1);
    draw_region(plot, "s1 stable", s, room, 0);
    draw_region(plot, "s2 stable", s, room, 1);
    chl_plot_axes(plot, 4, 5);
}

static void
include_modes(chl_axis *axis, const chl_result_solvable *s)
{
    for (size_t k = 0; k < s->mode_count; k++) {
        if (s->modes[k].lambda > 1e-6 * s->modes[0].lambda) {
            chl_axis_include(axis, &s->modes[k].lambda, 1);
        }
    }
}

static void
widen(chl_axis *axis, double factor)
{
    axis->low /= factor;
    axis->high *= factor;
}

void
chl_solvable_draw_phases(chl_text *svg, const chl_result_solvable *s,
                         double top)
{
    double eta = sqrt(noise_of(s) * (double) s->batch);
    chl_plot left = { svg,
                      64.0,
                      top,
                      210.0,
                      190.0,
                      chl_axis_empty("noise across, variance up",
                                     CHL_SCALE_LOG),
                      chl_axis_empty(NULL, CHL_SCALE_LOG) };
    chl_plot right = { svg,
                       364.0,
                       top,
                       210.0,
                       190.0,
                       chl_axis_empty("tau across, tau_g up", CHL_SCALE_LOG),
                       chl_axis_empty(NULL, CHL_SCALE_LOG) };

    chl_axis_include(&left.x, &eta, 1);
    widen(&left.x, 6.0);
    include_modes(&left.y, s);
    chl_axis_include(&left.y, &s->low, 1);
    chl_axis_include(&left.y, &s->high, 1);
    widen(&left.y, 2.5);
    chl_axis_include(&right.x, &s->tau, 1);
    widen(&right.x, 12.0);
    chl_axis_include(&right.y, &s->tau_g, 1);
    widen(&right.y, 12.0);
    draw_diagram(&left, s, room_of_noise);
    draw_diagram(&right, s, room_of_rates);
    for (size_t k = curves(s); k-- > 0;) {
        chl_plot_mark(&left, classes[k], CHL_MARK_DISC, eta,
                      s->modes[k].lambda);
    }
    chl_plot_mark(&right, classes[0], CHL_MARK_DISC, s->tau, s->tau_g);
}

void
chl_solvable_draw_finite(chl_text *svg, const chl_result_solvable *s,
                         double top)
{
    static const char *const methods[] = { "chain", "sgd" };
    static const chl_mark marks[] = { CHL_MARK_DISC, CHL_MARK_RING };
    chl_plot plot = { svg,
                      84.0,
                      top,
                      490.0,
                      190.0,
                      chl_axis_empty("dimension n", CHL_SCALE_LOG),
                      chl_axis_empty("deviation", CHL_SCALE_LOG) };
    double x[2], y[2];

    for (size_t k = 0; k < s->finite_count; k++) {
        double n = (double) s->finite[k].n;

        chl_axis_include(&plot.x, &n, 1);
        chl_axis_include(&plot.y, &s->finite[k].deviation, 1);
    }
    widen(&plot.x, 1.3);
    widen(&plot.y, 1.6);
    chl_plot_axes(&plot, 4, 5);
    x[0] = plot.x.low;
    x[1] = plot.x.high;
    y[0] = s->finite[0].deviation * sqrt((double) s->finite[0].n / x[0]);
    y[1] = s->finite[0].deviation * sqrt((double) s->finite[0].n / x[1]);
    chl_plot_line(&plot, "quiet dashed", x, y, 2);
    for (size_t k = 0; k < s->finite_count; k++) {
        for (size_t m = 0; m < 2; m++) {
            if (s->finite[k].method != NULL
                && strcmp(s->finite[k].method, methods[m]) == 0) {
                chl_plot_mark(&plot, classes[m], marks[m],
                              (double) s->finite[k].n, s->finite[k].deviation);
            }
        }
    }
}
