/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The section of errors against rows: one panel per measure, log against log.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/page.h"

enum {
    PANELS = 4,
    SERIES = 3,
    POINTS = 32,
    PANEL_HEIGHT = 180,
    PANEL_STEP = 250
};

static const chl_mark marks[SERIES] = { CHL_MARK_DISC, CHL_MARK_RING,
                                        CHL_MARK_TRIANGLE };
static const char *const classes[SERIES] = { "s1", "s2", "s3" };

/* One operator on one measure: points `first` to `last` of the list. */
typedef struct series {
    size_t panel, color, count;
    double rows[POINTS], error[POINTS];
} series;

typedef struct figure {
    size_t panel_count, name_count, series_count;
    const char *measures[PANELS], *names[SERIES];
    series all[PANELS * SERIES];
} figure;

static const char *
known(const char *name)
{
    return name != NULL ? name : "";
}

/* The place of a name in a list that grows up to `most`. */
static size_t
place(const char **list, size_t *count, size_t most, const char *name)
{
    for (size_t k = 0; k < *count; k++) {
        if (strcmp(list[k], known(name)) == 0) {
            return k;
        }
    }
    if (*count < most) {
        list[*count] = known(name);
        return (*count)++;
    }
    return most;
}

static series *
find_series(figure *f, size_t panel, size_t color)
{
    for (size_t k = 0; k < f->series_count; k++) {
        if (f->all[k].panel == panel && f->all[k].color == color) {
            return &f->all[k];
        }
    }
    f->all[f->series_count] = (series){ .panel = panel, .color = color };
    return &f->all[f->series_count++];
}

static void
arrange(const chl_result_verify *v, figure *f)
{
    *f = (figure){ 0 };
    for (size_t k = 0; k < v->point_count; k++) {
        const chl_result_point *p = &v->points[k];
        size_t panel = place(f->measures, &f->panel_count, PANELS, p->measure);
        size_t color =
            place(f->names, &f->name_count, SERIES, p->operator_name);
        series *s;

        if (panel == PANELS || color == SERIES) {
            continue;
        }
        s = find_series(f, panel, color);
        if (s->count < POINTS) {
            s->rows[s->count] = (double) p->rows;
            s->error[s->count++] = p->error;
        }
    }
}

static void
settle_axes(const figure *f, size_t panel, chl_plot *plot)
{
    for (size_t k = 0; k < f->series_count; k++) {
        if (f->all[k].panel == panel) {
            chl_axis_include(&plot->x, f->all[k].rows, f->all[k].count);
            chl_axis_include(&plot->y, f->all[k].error, f->all[k].count);
        }
    }
    chl_axis_settle(&plot->x, 0.06);
    chl_axis_settle(&plot->y, 0.10);
}

/* What independent rows allow: the error falls with the root of their number.
 * Drawn through the middle of the panel. */
static void
draw_reference(const chl_plot *plot)
{
    double x[2] = { plot->x.low, plot->x.high }, y[2];
    double middle = sqrt(plot->y.low * plot->y.high);

    for (size_t k = 0; k < 2; k++) {
        y[k] = middle * sqrt(sqrt(x[0] * x[1]) / x[k]);
    }
    chl_plot_line(plot, "quiet dashed", x, y, 2);
}

static void
draw_panel(chl_text *svg, const figure *f, size_t panel)
{
    char label[96];
    chl_plot plot = { svg,
                      74.0,
                      40.0 + PANEL_STEP * (double) panel,
                      498.0,
                      PANEL_HEIGHT,
                      chl_axis_empty("rows", CHL_SCALE_LOG),
                      chl_axis_empty(label, CHL_SCALE_LOG) };

    snprintf(label, sizeof label, "relative error, %s", f->measures[panel]);
    settle_axes(f, panel, &plot);
    chl_plot_axes(&plot, 6, 5);
    draw_reference(&plot);
    for (size_t k = 0; k < f->series_count; k++) {
        const series *s = &f->all[k];

        if (s->panel != panel) {
            continue;
        }
        chl_plot_line(&plot, classes[s->color], s->rows, s->error, s->count);
        for (size_t i = 0; i < s->count; i++) {
            chl_plot_mark(&plot, classes[s->color], marks[s->color], s->rows[i],
                          s->error[i]);
        }
    }
}

static size_t
fill_legend(const figure *f, chl_legend entries[SERIES + 1])
{
    for (size_t k = 0; k < f->name_count; k++) {
        entries[k] =
            (chl_legend){ f->names[k], classes[k], CHL_SWATCH_MARK, marks[k] };
    }
    entries[f->name_count] =
        (chl_legend){ "slope of 1 / sqrt(rows)", "quiet dashed",
                      CHL_SWATCH_LINE, CHL_MARK_DISC };
    return f->name_count + 1;
}

static void
draw(chl_text *svg, const figure *f, bool alone)
{
    double bottom = PANEL_STEP * (double) f->panel_count + 36.0;
    chl_legend entries[SERIES + 1];
    size_t count = fill_legend(f, entries);
    char description[320];

    snprintf(description, sizeof description,
             "Relative error of the first eigenvalue against the number of"
             " rows on %zu measures, for %zu operators, on logarithmic axes.",
             f->panel_count, f->name_count);
    chl_drawing_open(
        svg,
        &(chl_drawing){ "points-chart", 600.0,
                        bottom + (alone ? 20.0 + 20.0 * (double) count : 0.0),
                        "Error against rows", description, alone });
    for (size_t panel = 0; panel < f->panel_count; panel++) {
        draw_panel(svg, f, panel);
    }
    if (alone) {
        chl_legend_svg(svg, 74.0, bottom + 6.0, entries, count);
    }
    chl_drawing_close(svg);
}

void
chl_figure_points(chl_text *svg, const chl_result_verify *verify, bool alone)
{
    figure f;

    arrange(verify, &f);
    draw(svg, &f, alone);
}

static void
write_table(chl_text *page, const chl_result_verify *v)
{
    static const char *const heads[] = { "measure", "operator", "rows",
                                         "error",   "bias",     "covered",
                                         "of draws" };

    chl_page_table_open(page, "The numbers of this figure", heads, 7);
    for (size_t k = 0; k < v->point_count; k++) {
        const chl_result_point *p = &v->points[k];

        chl_page_row_open(page);
        chl_page_cell_name(page, p->measure);
        chl_page_cell_name(page, p->operator_name);
        chl_page_cell_count(page, p->rows);
        chl_page_cell_number(page, p->error);
        chl_page_cell_number(page, p->bias);
        chl_page_cell_count(page, p->covered);
        chl_page_cell_count(page, p->draws);
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
}

static bool
present(const chl_result *result)
{
    return result->verify != NULL && result->verify->point_count > 0;
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    chl_legend entries[SERIES + 1];
    figure f;

    (void) err;
    arrange(result->verify, &f);
    chl_text_add(page, "<p>How the error of the slowest eigenvalue falls with"
                       " the number of independent rows, root mean square over"
                       " several draws, operator by operator.</p>\n");
    chl_page_figure_open(page, "points");
    draw(page, &f, false);
    chl_legend_html(page, entries, fill_legend(&f, entries));
    chl_page_figure_close(
        page, "What to do: find the line of the operator you use and read off"
              " how many rows the accuracy you need takes. A line as steep as"
              " the dashed one is limited by the rows alone; a flatter one by"
              " the method, and more rows will not help it much.");
    write_table(page, result->verify);
    return CHL_OK;
}

const chl_section chl_section_points = { "points", "Error against rows",
                                         present, write };
