/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawings of networks under clipping. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "report/chart_svg.h"
#include "report/figure_meanfield.h"

enum {
    CURVES = 6,
    CURVE_POINTS = 500,
    PANEL_COLUMNS = 3
};

static const char *const classes[CURVES] = {
    "s1", "s5", "s2", "s4", "s3", "s6"
};

static size_t
curves(const chl_result_meanfield *s)
{
    const size_t count = s->point_count > 0 ? s->points[0].count : 0;

    return count < CURVES ? count : CURVES;
}

size_t
chl_meanfield_faces_legend(const chl_result_meanfield *s, char labels[6][48],
                           chl_legend entries[6])
{
    for (size_t k = 0; k < curves(s); k++) {
        if (k == 0) {
            snprintf(labels[k], 48, "no weight clipped");
        } else if (k + 1 == s->points[0].count) {
            snprintf(labels[k], 48, "all %zu: corners", k);
        } else {
            snprintf(labels[k], 48, k == 1 ? "%zu weight" : "%zu weights", k);
        }
        entries[k] = (chl_legend){ labels[k], classes[k], CHL_SWATCH_LINE,
                                   CHL_MARK_DISC };
    }
    return curves(s);
}

void
chl_meanfield_draw_faces(chl_text *svg, const chl_result_meanfield *s,
                         double top)
{
    double x[CURVE_POINTS + 2], y[CURVE_POINTS + 2];
    const size_t step = s->point_count / CURVE_POINTS + 1;
    chl_plot plot = { svg,
                      84.0,
                      top + 26.0,
                      490.0,
                      150.0,
                      chl_axis_empty("time", CHL_SCALE_LINEAR),
                      chl_axis_empty("critic's mass by weights clipped",
                                     CHL_SCALE_LINEAR) };

    plot.x.low = s->points[0].t;
    plot.x.high = s->points[s->point_count - 1].t;
    plot.y.low = -0.02;
    plot.y.high = 1.02;
    chl_plot_axes(&plot, 6, 5);
    for (size_t c = curves(s); c-- > 0;) {
        size_t count = 0;

        for (size_t k = 0; k < s->point_count; k += step) {
            const chl_result_meanfield_point *p = &s->points[k];

            x[count] = p->t;
            y[count++] = c < p->count ? p->singular[c] : NAN;
        }
        chl_plot_line(&plot, classes[c], x, y, count);
    }
}

static void
draw_cloud(const chl_plot *plot, const char *class,
           const chl_result_cloud *cloud)
{
    for (size_t k = 0; k < cloud->count; k++) {
        chl_plot_mark(plot, class, CHL_MARK_DOT, cloud->x[k], cloud->y[k]);
    }
}

/* The data leave room on all sides; what is further out is not drawn. */
static void
frame(const chl_result_cloud *data, chl_axis *x, chl_axis *y)
{
    chl_axis_include(x, data->x, data->count);
    chl_axis_include(y, data->y, data->count);
    chl_axis_settle(x, 0.25);
    chl_axis_settle(y, 0.25);
}

void
chl_meanfield_draw_clouds(chl_text *svg, const chl_result_meanfield *s,
                          double top)
{
    for (size_t k = 1; k < s->cloud_count; k++) {
        const size_t column = (k - 1) % PANEL_COLUMNS;
        const size_t row = (k - 1) / PANEL_COLUMNS;
        char label[48];
        chl_plot plot = { svg,
                          44.0 + 186.0 * (double) column,
                          top + 30.0 + 220.0 * (double) row,
                          150.0,
                          150.0,
                          chl_axis_empty(NULL, CHL_SCALE_LINEAR),
                          chl_axis_empty(NULL, CHL_SCALE_LINEAR) };

        frame(&s->clouds[0], &plot.x, &plot.y);
        plot.y.bare = column > 0;
        chl_plot_axes(&plot, 4, 4);
        snprintf(label, sizeof label, "t = %s",
                 chl_number_words(s->clouds[k].t, 3).text);
        chl_svg_words(svg, "label", "middle", plot.left + 75.0, plot.top - 8.0,
                      label);
        draw_cloud(&plot, "quiet", &s->clouds[0]);
        draw_cloud(&plot, "s2", &s->clouds[k]);
    }
}

void
chl_meanfield_draw_compare(chl_text *svg, const chl_result_meanfield *s,
                           double top)
{
    const chl_result_training *first = &s->trainings[0];
    chl_plot plot = { svg,
                      84.0,
                      top + 24.0,
                      490.0,
                      190.0,
                      chl_axis_empty("step", CHL_SCALE_LOG),
                      chl_axis_empty("deviation from the limit",
                                     CHL_SCALE_LOG) };
    double x[2] = { INFINITY, 0.0 }, y[2];

    for (size_t k = 0; k < s->training_count; k++) {
        chl_axis_include(&plot.x, &s->trainings[k].rate, 1);
        chl_axis_include(&plot.y, &s->trainings[k].deviation, 1);
        x[0] = fmin(x[0], s->trainings[k].rate);
    }
    x[1] = first->rate;
    y[0] = first->deviation * sqrt(x[0] / x[1]);
    y[1] = first->deviation;
    chl_axis_include(&plot.y, y, 2);
    chl_axis_settle(&plot.x, 0.08);
    chl_axis_settle(&plot.y, 0.12);
    chl_plot_axes(&plot, 4, 5);
    chl_plot_line(&plot, "quiet dashed", x, y, 2);
    for (size_t k = 0; k < s->training_count; k++) {
        const bool draws = s->trainings[k].method == NULL
                           || strcmp(s->trainings[k].method, "euler") != 0;

        chl_plot_mark(&plot, draws ? "s1" : "s2",
                      draws ? CHL_MARK_DISC : CHL_MARK_RING,
                      s->trainings[k].rate, s->trainings[k].deviation);
    }
}
