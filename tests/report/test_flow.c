/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents of a flow: drawings, pixels, tables. */
#include <math.h>
#include <string.h>

#include "data/image.h"
#include "documents.h"
#include "markup_check.h"
#include "report/plane.h"
#include "report/raster.h"
#include "support/runner.h"

static chl_result *
flow_alone(void)
{
    chl_result *result = results_bare();

    results_add_flow(result);
    return result;
}

START_TEST(a_flow_is_drawn_alone)
{
    char *svg = document_of(flow_alone(), "svg");
    markup_facts facts = markup_examine(svg, strlen(svg));

    ck_assert_uint_eq(facts.drawings, 1);
    ck_assert_uint_eq(facts.fetches, 0);
    ck_assert_uint_eq(facts.doubled, 0);
    ck_assert_contains(svg, "step &lt;0&gt;");
    ck_assert_contains(svg, "href=\"data:image/png;base64,");
    ck_assert_lacks(svg, "nan");
    chl_free(svg);
}
END_TEST

START_TEST(a_page_moves_without_a_script)
{
    char *page = document_of(flow_alone(), "html");
    markup_facts facts = markup_examine(page, strlen(page));

    ck_assert_uint_eq(facts.scripts, 2);
    ck_assert_uint_eq(facts.fetches, 0);
    ck_assert_uint_eq(facts.doubled, 0);
    ck_assert_uint_eq(facts.nameless, 0);
    ck_assert_contains(page, "@keyframes movie");
    ck_assert_contains(page, "<use href=\"#scene-step-1\"");
    ck_assert_contains(page, "eight_gaussians");
    chl_free(page);
}
END_TEST

START_TEST(a_table_has_a_row_per_point_and_empty_cells_for_what_is_unknown)
{
    char *csv = document_of(flow_alone(), "csv");

    ck_assert_contains(csv,
                       "step,energy,loss,sinkhorn,transport,mmd,speed,rate\n"
                       "0,1.0,-0.5,,2.0,0.5,,1000.0\n10,0.5,-0.25,,,0.5,,");
    chl_free(csv);
}
END_TEST

START_TEST(pictures_become_pixels)
{
    chl_result *result = flow_alone();
    chl_error err = { 0 };
    chl_image image = { 0 };
    char *bytes = NULL;
    size_t size = 0;

    ck_assert_ok(chl_document_render(result, "png", NULL, &bytes, &size, &err),
                 err);
    ck_assert_ok(chl_image_decode((const uint8_t *) bytes, size, &image, &err),
                 err);
    /* Two steps on the first row, a mode on the second. */
    ck_assert_uint_eq(image.width, 2 * 492 + 12);
    ck_assert_uint_eq(image.height, 2 * 492 + 12);
    ck_assert_uint_eq(image.channels, 3);
    chl_image_clear(&image);
    chl_free(bytes);
    chl_result_free(result);
}
END_TEST

START_TEST(a_result_without_pictures_is_no_png)
{
    chl_result *result = results_bare();
    chl_error err = { 0 };
    char *bytes = NULL;
    size_t size = 0;

    ck_assert_fails(
        chl_document_render(result, "png", NULL, &bytes, &size, &err), CHL_EARG,
        "no pictures of a flow", err);
    chl_result_free(result);
}
END_TEST

START_TEST(a_signed_map_is_white_at_zero)
{
    const double values[] = { -1.0, 1.0, -1.0, 1.0 };
    const chl_plane map = { CHL_PLANE_SIGNED, 2, 2, values };
    const chl_plane_levels levels = chl_plane_levels_of(&map);
    uint8_t middle[3], left[3], right[3];

    chl_plane_colour(&map, &levels, 0.5, 0.5, middle);
    chl_plane_colour(&map, &levels, 0.0, 0.5, left);
    chl_plane_colour(&map, &levels, 1.0, 0.5, right);
    ck_assert(middle[0] == 255 && middle[1] == 255 && middle[2] == 255);
    ck_assert_int_gt(left[2], left[0]);
    ck_assert_int_gt(right[0], right[2]);
}
END_TEST

START_TEST(a_constant_map_has_a_colour)
{
    const double values[] = { 2.0, 2.0, 2.0, 2.0 };
    const chl_plane map = { CHL_PLANE_RISING, 2, 2, values };
    const chl_plane_levels levels = chl_plane_levels_of(&map);
    uint8_t colour[3];

    chl_plane_colour(&map, &levels, 1.0, 1.0, colour);
    ck_assert_int_ne(colour[0], 200);
}
END_TEST

/* The ink a disc leaves is its area, whatever the grid. */
START_TEST(a_disc_covers_its_area)
{
    enum {
        SIDE = 40
    };
    static uint8_t rgb[SIDE * SIDE * 3];
    const chl_raster raster = { rgb, SIDE, 0, 0, SIDE, SIDE };
    double sum = 0.0;

    memset(rgb, 0, sizeof rgb);
    chl_raster_disc(&raster, (chl_ink){ { 255, 255, 255 }, 1.0 }, 20.3, 19.6,
                    10.0);
    for (size_t k = 0; k < SIDE * SIDE; k++) {
        sum += rgb[3 * k] / 255.0;
    }
    ck_assert_double_eq_tol(sum, 314.159, 3.0);
}
END_TEST

START_TEST(shapes_outside_of_a_picture_leave_it_alone)
{
    static uint8_t rgb[8 * 8 * 3];
    const chl_raster raster = { rgb, 8, 2, 2, 4, 4 };
    const chl_ink ink = { { 255, 255, 255 }, 1.0 };

    memset(rgb, 0, sizeof rgb);
    chl_raster_disc(&raster, ink, -50.0, 2.0, 3.0);
    chl_raster_disc(&raster, ink, 2.0, 1e9, 3.0);
    chl_raster_line(&raster, ink, NAN, 0.0, 1.0, 1.0, 1.0);
    for (size_t k = 0; k < sizeof rgb; k++) {
        ck_assert_int_eq(rgb[k], 0);
    }
    chl_raster_line(&raster, ink, -100.0, 2.0, 100.0, 2.0, 50.0);
    ck_assert_int_eq(rgb[0], 0);
    ck_assert_int_eq(rgb[3 * (3 * 8 + 3)], 255);
}
END_TEST

START_TEST(lost_memory_is_survived_by_pictures)
{
    chl_result *result = flow_alone();
    char *bytes = NULL;
    size_t size = 0;

    ck_assert_survives_lost_memory(
        chl_document_render(result, "svg", NULL, &bytes, &size, NULL));
    chl_free(bytes);
    ck_assert_survives_lost_memory(
        chl_document_render(result, "png", NULL, &bytes, &size, NULL));
    chl_free(bytes);
    chl_result_free(result);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("documents of a flow");
    TCase *tests = tcase_create("flow");

    tcase_add_test(tests, a_flow_is_drawn_alone);
    tcase_add_test(tests, a_page_moves_without_a_script);
    tcase_add_test(
        tests, a_table_has_a_row_per_point_and_empty_cells_for_what_is_unknown);
    tcase_add_test(tests, pictures_become_pixels);
    tcase_add_test(tests, a_result_without_pictures_is_no_png);
    tcase_add_test(tests, a_signed_map_is_white_at_zero);
    tcase_add_test(tests, a_constant_map_has_a_colour);
    tcase_add_test(tests, a_disc_covers_its_area);
    tcase_add_test(tests, shapes_outside_of_a_picture_leave_it_alone);
    tcase_add_test(tests, lost_memory_is_survived_by_pictures);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
