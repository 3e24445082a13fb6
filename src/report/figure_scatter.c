/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mode of a table or a cloud: rows by two columns, coloured by the mode. */
#include <math.h>
#include <stdio.h>

#include "report/page.h"

enum {
    SHADES = 6,
    LAST = SHADES - 1
};

static const char *const shades[SHADES] = {
    "l0", "l1", "l2", "l3", "l4", "l5"
};

static chl_axis
column_axis(const char *name, const double *values, size_t count)
{
    chl_axis axis = chl_axis_empty(name, CHL_SCALE_LINEAR);

    chl_axis_include(&axis, values, count);
    chl_axis_settle(&axis, 0.03);
    return axis;
}

/* The ends differ in shape, too, for those who do not see the colours. */
static chl_mark
mark_of(size_t shade)
{
    return shade == 0      ? CHL_MARK_RING
           : shade == LAST ? CHL_MARK_DIAMOND
                           : CHL_MARK_DOT;
}

static size_t
shade_of(const chl_axis *range, double value)
{
    double part = (value - range->low) / (range->high - range->low);

    return part >= 1.0 ? LAST : (size_t) (fmax(part, 0.0) * SHADES);
}

static void
draw(chl_text *page, const chl_result_scatter *s, const char *id)
{
    const char *up = s->y_name != NULL ? s->y_name : "the mode";
    chl_axis range = chl_axis_empty(NULL, CHL_SCALE_LINEAR);
    chl_plot plot = { page,
                      74.0,
                      40.0,
                      498.0,
                      300.0,
                      column_axis(s->x_name, s->x, s->count),
                      column_axis(up, s->y, s->count) };
    char description[320], chart[80];

    chl_axis_include(&range, s->value, s->count);
    chl_axis_settle(&range, 0.0);
    snprintf(chart, sizeof chart, "%s-chart", id);
    snprintf(description, sizeof description,
             "%zu rows by %.60s and %.60s. Shapes and colours say where the "
             "mode is low, from %s, and where it is high, up to %s.",
             s->count, s->x_name, up, chl_number_words(range.low, 3).text,
             chl_number_words(range.high, 3).text);
    chl_drawing_open(page, &(chl_drawing){ chart, 600.0, 400.0,
                                           "Rows coloured by the mode",
                                           description, false });
    chl_plot_axes(&plot, 7, 6);
    for (size_t i = 0; i < s->count; i++) {
        if (isfinite(s->value[i])) {
            size_t shade = shade_of(&range, s->value[i]);

            chl_plot_mark(&plot, shades[shade], mark_of(shade), s->x[i],
                          s->y[i]);
        }
    }
    chl_drawing_close(page);
}

static void
write_legend(chl_text *page)
{
    static const char *const words[SHADES] = {
        "lowest",           "low",  "below the middle",
        "above the middle", "high", "highest"
    };
    chl_legend entries[SHADES];

    for (size_t k = 0; k < SHADES; k++) {
        entries[k] =
            (chl_legend){ words[k], shades[k], CHL_SWATCH_MARK, mark_of(k) };
    }
    chl_legend_html(page, entries, SHADES);
}

bool
chl_figure_scatter(chl_text *page, const chl_result_scatter *s, const char *id)
{
    if (s == NULL || s->count == 0 || s->x_name == NULL || s->x == NULL
        || s->y == NULL || s->value == NULL) {
        return false;
    }
    chl_page_figure_open(page, id);
    draw(page, s, id);
    write_legend(page);
    chl_page_figure_close(
        page, "What to do: see what lies at the two ends of the colours. "
              "Training moves samples between them last.");
    return true;
}
