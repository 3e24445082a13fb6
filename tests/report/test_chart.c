/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/runner.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/chart.h"

static chl_text svg;

static void
start(void)
{
    svg = (chl_text){ 0 };
}

static void
stop(void)
{
    chl_text_clear(&svg);
}

/* A frame of 100 x 100 over [0, 1] x [0, 1]. */
static chl_plot
unit_plot(void)
{
    chl_plot plot = { .svg = &svg, .width = 100.0, .height = 100.0 };

    plot.x.high = plot.y.high = 1.0;
    return plot;
}

static size_t
count_of(const char *text, const char *part)
{
    size_t count = 0;

    for (; (text = strstr(text, part)) != NULL; text++) {
        count++;
    }
    return count;
}

START_TEST(ticks_are_round_numbers_inside_the_axis)
{
    chl_axis axis = { .low = -0.013, .high = 0.47 };
    double ticks[CHL_TICK_LIMIT];

    ck_assert_uint_eq(chl_axis_ticks(&axis, 6, ticks), 5);
    for (size_t k = 0; k < 5; k++) {
        ck_assert_double_eq_tol(ticks[k], 0.1 * (double) k, 1e-15);
    }
}
END_TEST

START_TEST(ticks_of_every_axis_are_few_ascending_inside)
{
    for (int e = -12; e <= 12; e++) {
        for (double ratio = 1.2; ratio < 1e9; ratio *= 3.7) {
            for (int log = 0; log <= 1; log++) {
                double low = 0.77 * pow(10.0, e);
                chl_axis axis = { .scale =
                                      log ? CHL_SCALE_LOG : CHL_SCALE_LINEAR,
                                  .low = low,
                                  .high = low * ratio };
                double ticks[CHL_TICK_LIMIT];
                size_t count = chl_axis_ticks(&axis, 7, ticks);

                ck_assert_uint_ge(count, 1);
                ck_assert_uint_le(count, 7);
                for (size_t k = 0; k < count; k++) {
                    ck_assert_double_ge(ticks[k], axis.low * (1 - 1e-9));
                    ck_assert_double_le(ticks[k], axis.high * (1 + 1e-9));
                    ck_assert(k == 0 || ticks[k] > ticks[k - 1]);
                }
            }
        }
    }
}
END_TEST

START_TEST(long_log_axes_count_in_powers_of_ten)
{
    chl_axis axis = { .scale = CHL_SCALE_LOG, .low = 0.2, .high = 3e5 };
    double ticks[CHL_TICK_LIMIT];

    ck_assert_uint_eq(chl_axis_ticks(&axis, 7, ticks), 6);
    ck_assert_double_eq_tol(ticks[0], 1.0, 1e-12);
    ck_assert_double_eq_tol(ticks[5], 1e5, 1e-7);
}
END_TEST

START_TEST(values_that_are_not_there_do_not_move_an_axis)
{
    static const double values[] = { NAN, 2.0, INFINITY, -1.0, 0.0, 8.0 };
    chl_axis axis = chl_axis_empty(NULL, CHL_SCALE_LOG);

    chl_axis_include(&axis, values, 6);
    chl_axis_include(&axis, NULL, 3);
    ck_assert_double_eq(axis.low, 2.0);
    ck_assert_double_eq(axis.high, 8.0);
}
END_TEST

START_TEST(every_settled_axis_has_a_width)
{
    static const double values[] = { NAN, 0.0, 5.0, -1e-300, 1e300 };
    static const chl_scale scales[] = { CHL_SCALE_LINEAR, CHL_SCALE_LOG };

    for (size_t k = 0; k < 10; k++) {
        chl_axis axis = chl_axis_empty(NULL, scales[k % 2]);

        chl_axis_include(&axis, &values[k / 2], 1);
        chl_axis_settle(&axis, 0.05);
        ck_assert_msg(axis.low < axis.high && isfinite(axis.high - axis.low),
                      "%g..%g", axis.low, axis.high);
        ck_assert(scales[k % 2] == CHL_SCALE_LINEAR || axis.low > 0.0);
    }
}
END_TEST

START_TEST(a_line_breaks_where_a_value_is_missing)
{
    static const double x[] = { 0.0, 0.25, 0.5, 0.75, 1.0 };
    static const double y[] = { 0.0, 0.5, NAN, 1.0, 0.0 };
    chl_plot plot = unit_plot();

    chl_plot_line(&plot, "s1", x, y, 5);
    ck_assert_str_eq(svg.data, "<path class=\"line s1\" d=\"M0 100L25 50"
                               "M75 0L100 100\"/>\n");
}
END_TEST

START_TEST(a_band_leaves_out_stretches_without_values)
{
    static const double x[] = { 0.0, 0.5, 0.6, 0.7, 1.0 };
    static const double low[] = { 0.0, 0.0, NAN, 0.2, 0.2 };
    static const double high[] = { 1.0, 1.0, 1.0, INFINITY, 0.4 };
    chl_plot plot = unit_plot();

    chl_plot_band(&plot, "s1", x, low, high, 5);
    ck_assert_str_eq(svg.data, "<path class=\"band s1\" d=\"M0 0L50 0L50 100"
                               "L0 100ZM70 0L100 60L100 80L70 80Z\"/>\n");
}
END_TEST

START_TEST(marks_without_a_value_are_not_drawn)
{
    static const double missing[] = { NAN, INFINITY, -INFINITY, 1.5, -0.5 };
    chl_plot plot = unit_plot();

    chl_text_add(&svg, ".");
    chl_plot_mark(&plot, "s1", CHL_MARK_DISC, 0.5, missing[_i]);
    chl_plot_mark(&plot, "s1", CHL_MARK_DISC, missing[_i], 0.5);
    chl_plot_rule_x(&plot, "s1", missing[_i]);
    chl_plot_rule_y(&plot, "s1", missing[_i]);
    chl_plot_error_bar(&plot, "s1", missing[_i], 0.1, 0.2);
    ck_assert_str_eq(svg.data, ".");
}
END_TEST

START_TEST(thinned_lines_keep_below_the_limit)
{
    enum {
        COUNT = 20000
    };
    static double x[COUNT];
    chl_plot plot = unit_plot();

    for (size_t k = 0; k < COUNT; k++) {
        x[k] = (double) k / COUNT;
    }
    chl_plot_line(&plot, "s1", x, x, COUNT);
    ck_assert_uint_le(count_of(svg.data, "L"), 500);
    ck_assert_uint_ge(count_of(svg.data, "L"), 250);
}
END_TEST

/* Twice the area under the polygons of a path, by the shoelace formula. */
static double
path_area(const char *text)
{
    double sum = 0.0, x0 = 0, y0 = 0, x1 = 0, y1 = 0, x, y;
    const char *d = strstr(text, " d=\"") + 4;

    for (; *d != '"'; d++) {
        if ((*d == 'M' || *d == 'L') && sscanf(d + 1, "%lf %lf", &x, &y) == 2) {
            if (*d == 'M') {
                x0 = x;
                y0 = y;
            } else {
                sum += x1 * y - x * y1;
            }
            x1 = x;
            y1 = y;
        } else if (*d == 'Z') {
            sum += x1 * y0 - x0 * y1;
        }
    }
    return fabs(sum) / 2.0;
}

START_TEST(a_region_has_the_area_of_its_disc)
{
    enum {
        SIDE = 50
    };
    static double values[(SIDE + 1) * (SIDE + 1)];
    chl_plot plot = unit_plot();

    for (size_t k = 0; k < sizeof values / sizeof values[0]; k++) {
        double x = (double) (k % (SIDE + 1)) / SIDE - 0.5;
        double y = (double) (k / (SIDE + 1)) / SIDE - 0.5;

        values[k] = -hypot(x, y);
    }
    chl_plot_region(&plot, "s1", &(chl_grid){ SIDE, SIDE, values }, -0.4);
    /* pi 40^2; the chords of a grid this fine lose less than 0.5 %. */
    ck_assert_double_eq_tol(path_area(svg.data), 5026.5, 25.0);
}
END_TEST

START_TEST(a_region_leaves_out_cells_without_values)
{
    static const double values[] = { 1.0, 1.0, NAN, 1.0, 1.0, 1.0 };
    chl_plot plot = unit_plot();

    chl_plot_region(&plot, "s1", &(chl_grid){ 2, 1, values }, 0.0);
    ck_assert_double_eq_tol(path_area(svg.data), 5000.0, 1e-9);
}
END_TEST

START_TEST(heat_goes_by_the_root_and_joins_equal_cells)
{
    /* columns of three rows: full, a quarter, nothing or missing */
    static const double values[] = { 4.0, 1.0, 0.0, 4.0, 1.0, NAN };
    chl_plot plot = unit_plot();
    const char *full, *half;

    chl_plot_heat(&plot, "s1", &(chl_heat){ 2, 3, values, 4.0 });
    full = strstr(svg.data, "fill-opacity=\"1\" d=\"M");
    half = strstr(svg.data, "fill-opacity=\"0.5\" d=\"M");
    ck_assert(full != NULL && half != NULL);
    /* one run each, both columns wide */
    ck_assert_ptr_eq(strchr(full, 'Z'), strstr(full, "Z\"/>"));
    ck_assert_ptr_eq(strchr(half, 'Z'), strstr(half, "Z\"/>"));
    ck_assert_ptr_nonnull(strstr(svg.data, "fill-opacity=\"0.75\" d=\"\"/>"));
    ck_assert_ptr_null(strstr(svg.data, "nan"));
}
END_TEST

START_TEST(a_drawing_says_what_it_shows)
{
    chl_drawing drawing = { "x", 600.0, 300.0, "A < B", "c & d", false };

    chl_drawing_open(&svg, &drawing);
    chl_drawing_close(&svg);
    ck_assert_ptr_nonnull(strstr(svg.data, "role=\"img\""));
    ck_assert_ptr_nonnull(
        strstr(svg.data, "<title id=\"x-title\">A &lt; B</title>"));
    ck_assert_ptr_nonnull(
        strstr(svg.data, "<desc id=\"x-desc\">c &amp; d</desc>"));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("chart");
    TCase *tests = tcase_create("chart");

    tcase_add_checked_fixture(tests, start, stop);
    tcase_add_test(tests, ticks_are_round_numbers_inside_the_axis);
    tcase_add_test(tests, ticks_of_every_axis_are_few_ascending_inside);
    tcase_add_test(tests, long_log_axes_count_in_powers_of_ten);
    tcase_add_test(tests, values_that_are_not_there_do_not_move_an_axis);
    tcase_add_test(tests, every_settled_axis_has_a_width);
    tcase_add_test(tests, a_line_breaks_where_a_value_is_missing);
    tcase_add_test(tests, a_band_leaves_out_stretches_without_values);
    tcase_add_loop_test(tests, marks_without_a_value_are_not_drawn, 0, 5);
    tcase_add_test(tests, thinned_lines_keep_below_the_limit);
    tcase_add_test(tests, a_region_has_the_area_of_its_disc);
    tcase_add_test(tests, a_region_leaves_out_cells_without_values);
    tcase_add_test(tests, heat_goes_by_the_root_and_joins_equal_cells);
    tcase_add_test(tests, a_drawing_says_what_it_shows);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
