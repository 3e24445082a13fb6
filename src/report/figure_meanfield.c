/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawings of the clipped WGAN. */
#include "report/figure_meanfield.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

enum {
    CURVE_POINTS = 500
};

typedef double value_fn(const chl_result_meanfield_point *p);

static double
time_of(const chl_result_meanfield_point *p)
{
    return p->t;
}

static double
g_of(const chl_result_meanfield_point *p)
{
    return p->g;
}

static double
m_of(const chl_result_meanfield_point *p)
{
    return p->m;
}

static double
distance_of(const chl_result_meanfield_point *p)
{
    return p->distance;
}

static double
energy_of(const chl_result_meanfield_point *p)
{
    return p->energy;
}

/* `total` points, from the first at or after a time on. */
static void
draw_points(const chl_plot *plot, const char *class,
            const chl_result_meanfield_point *points, size_t total, double from,
            value_fn *across, value_fn *up)
{
    double x[CURVE_POINTS + 2], y[CURVE_POINTS + 2];
    size_t count = 0, step = total / CURVE_POINTS + 1;

    for (size_t k = 0; k < total; k += step) {
        if (points[k].t >= from) {
            x[count] = across(&points[k]);
            y[count++] = up(&points[k]);
        }
    }
    chl_plot_line(plot, class, x, y, count);
}

static void
draw_curve(const chl_plot *plot, const char *class,
           const chl_result_meanfield *s, double from, value_fn *across,
           value_fn *up)
{
    draw_points(plot, class, s->points, s->point_count, from, across, up);
}

static void
include(chl_axis *axis, const chl_result_meanfield *s, value_fn *value)
{
    for (size_t k = 0; k < s->point_count; k++) {
        const double at = value(&s->points[k]);

        chl_axis_include(axis, &at, 1);
    }
    for (size_t k = 0; k < s->trained_count; k++) {
        const double at = value(&s->trained[k]);

        chl_axis_include(axis, &at, 1);
    }
}

static const struct {
    const char *kind, *words, *class;
    chl_mark mark;
} marks[] = {
    { "hit", "weights reach the face", "s3", CHL_MARK_TRIANGLE },
    { "release", "they leave it", "s5", CHL_MARK_DIAMOND },
};

enum {
    MARKS = sizeof marks / sizeof *marks,
    EVENT_LIMIT = 60
};

static void
draw_events(const chl_plot *plot, const chl_result_meanfield *s)
{
    size_t drawn = 0;

    for (size_t k = 0; k < s->event_count && drawn < EVENT_LIMIT; k++) {
        const chl_result_meanfield_event *e = &s->events[k];

        for (size_t i = 0; i < MARKS && e->t <= s->time; i++) {
            if (e->kind != NULL && strcmp(e->kind, marks[i].kind) == 0) {
                chl_plot_mark(plot, marks[i].class, marks[i].mark, e->g, e->m);
                drawn++;
            }
        }
    }
}

size_t
chl_meanfield_orbit_legend(const chl_result_meanfield *s, chl_legend entries[5])
{
    size_t count = 0;

    entries[count++] =
        (chl_legend){ "from the start", "s1", CHL_SWATCH_LINE, CHL_MARK_DISC };
    if (isfinite(s->period) && s->settled < s->time) {
        entries[count++] = (chl_legend){ "what repeats itself for ever", "s2",
                                         CHL_SWATCH_LINE, CHL_MARK_DISC };
    }
    for (size_t i = 0; i < MARKS; i++) {
        for (size_t k = 0; k < s->event_count; k++) {
            if (s->events[k].kind != NULL
                && strcmp(s->events[k].kind, marks[i].kind) == 0) {
                entries[count++] =
                    (chl_legend){ marks[i].words, marks[i].class,
                                  CHL_SWATCH_MARK, marks[i].mark };
                break;
            }
        }
    }
    return count;
}

void
chl_meanfield_draw_orbit(chl_text *svg, const chl_result_meanfield *s,
                         double top)
{
    chl_plot plot = { svg,
                      84.0,
                      top + 26.0,
                      490.0,
                      240.0,
                      chl_axis_empty("generator g", CHL_SCALE_LINEAR),
                      chl_axis_empty("critic's mean weight m",
                                     CHL_SCALE_LINEAR) };
    const double faces[2] = { -s->clip, s->clip };

    include(&plot.x, s, g_of);
    include(&plot.y, s, m_of);
    chl_axis_include(&plot.y, faces, 2);
    chl_axis_settle(&plot.x, 0.06);
    chl_axis_settle(&plot.y, 0.06);
    chl_plot_axes(&plot, 6, 5);
    chl_plot_rule_y(&plot, "quiet", s->clip);
    chl_plot_rule_y(&plot, "quiet", -s->clip);
    draw_points(&plot, "quiet thin", s->trained, s->trained_count, 0.0, g_of,
                m_of);
    draw_curve(&plot, "s1", s, 0.0, g_of, m_of);
    if (isfinite(s->period)) {
        draw_curve(&plot, "s2", s, s->settled, g_of, m_of);
    }
    draw_events(&plot, s);
    chl_plot_mark(&plot, "s1", CHL_MARK_DISC, s->points[0].g, s->points[0].m);
    chl_plot_mark(&plot, "quiet", CHL_MARK_RING, 0.0, 0.0);
}

static void
draw_time(chl_text *svg, const chl_result_meanfield *s, double top,
          const char *label, value_fn *value, const char *class, bool last)
{
    chl_plot plot = { svg,
                      84.0,
                      top,
                      490.0,
                      130.0,
                      chl_axis_empty(last ? "time" : NULL, CHL_SCALE_LINEAR),
                      chl_axis_empty(label, CHL_SCALE_LINEAR) };
    const double zero = 0.0;

    include(&plot.y, s, value);
    chl_axis_include(&plot.y, &zero, 1);
    chl_axis_settle(&plot.y, 0.06);
    plot.x.low = s->points[0].t;
    plot.x.high = s->points[s->point_count - 1].t;
    plot.x.bare = !last;
    chl_plot_axes(&plot, 6, 4);
    if (isfinite(s->period) && s->settled < plot.x.high) {
        chl_plot_strip(&plot, "quiet", s->settled, plot.x.high);
    }
    draw_points(&plot, "quiet thin", s->trained, s->trained_count, 0.0, time_of,
                value);
    draw_curve(&plot, class, s, 0.0, time_of, value);
}

void
chl_meanfield_draw_times(chl_text *svg, const chl_result_meanfield *s,
                         double top)
{
    draw_time(svg, s, top + 26.0, "distance of the generated law (W_1)",
              distance_of, "s1", false);
    draw_time(svg, s, top + 200.0, "energy", energy_of, "s2", true);
}

/* What the full shade stands for: most of the cells are below. */
static double
most_of(const chl_result_density *d)
{
    double most = 0.0;

    for (size_t k = 0; k < d->mass.rows * d->mass.columns; k++) {
        most = fmax(most, d->mass.values[k]);
    }
    return most;
}

/* The frame between two values of its upward axis. */
static chl_plot
part_of(const chl_plot *frame, double low, double high)
{
    const double unit = frame->height / (frame->y.high - frame->y.low);
    chl_plot part = *frame;

    part.top = frame->top + (frame->y.high - high) * unit;
    part.height = (high - low) * unit;
    return part;
}

/* Atoms stand outside of the ends they sit at. */
static void
draw_atoms(const chl_plot *frame, const char *class,
           const chl_result_density *d, double edge)
{
    const double margin = frame->y.high - edge;
    const chl_plot above = part_of(frame, d->high, d->high + margin);
    const chl_plot below = part_of(frame, d->low - margin, d->low);

    chl_plot_heat(&above, class, &(chl_heat){ d->count, 1, d->at_high, 1.0 });
    chl_plot_heat(&below, class, &(chl_heat){ d->count, 1, d->at_low, 1.0 });
    chl_plot_rule_y(frame, "quiet", d->high);
    chl_plot_rule_y(frame, "quiet", d->low);
}

void
chl_meanfield_draw_density(chl_text *svg, const chl_result_density *d,
                           const char *class, double top)
{
    const bool atoms = d->at_low != NULL && d->at_high != NULL;
    const double margin = atoms ? 0.12 * (d->high - d->low) : 0.0;
    chl_plot plot = { svg,
                      84.0,
                      top + 26.0,
                      490.0,
                      150.0,
                      chl_axis_empty("time", CHL_SCALE_LINEAR),
                      chl_axis_empty(d->name, CHL_SCALE_LINEAR) };
    chl_plot inner;
    double half;

    if (d->count < 2 || d->t == NULL || d->mass.rows != d->count) {
        return;
    }
    half = 0.5 * (d->t[1] - d->t[0]);
    plot.x.low = d->t[0] - half;
    plot.x.high = d->t[d->count - 1] + half;
    plot.y.low = d->low - margin;
    plot.y.high = d->high + margin;
    inner = part_of(&plot, d->low, d->high);
    chl_plot_heat(&inner, class,
                  &(chl_heat){ d->mass.rows, d->mass.columns, d->mass.values,
                               most_of(d) });
    if (atoms) {
        draw_atoms(&plot, class, d, d->high);
    }
    chl_plot_axes(&plot, 6, 4);
}
