/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images moved: groups, borders, windows, and how far things go. */
#include <math.h>
#include <string.h>

#include "augment/augment.h"
#include "augment/rows.h"
#include "support/runner.h"

enum {
    SIDE = 6,
    PIXELS = SIDE * SIDE,
    MANY = 4000
};

/* A family's map of 6 x 6 grey pixels, in [-1, 1]. */
static const chl_row_shape grey = { .images = true,
                                    .height = SIDE,
                                    .width = SIDE,
                                    .channels = 1,
                                    .colours = 1,
                                    .full = 2.0,
                                    .dimension = PIXELS,
                                    .rows = 2 };

static void
ramp(double *x)
{
    for (size_t k = 0; k < PIXELS; k++) {
        x[k] = 0.1 + (double) k + 0.01 * (double) (k * k);
    }
}

static chl_map
affine(const double m[6], chl_border border)
{
    chl_map map = { .family = &chl_family_affine };

    memcpy(map.affine.m, m, sizeof map.affine.m);
    map.affine.border = border;
    return map;
}

static void
move(const chl_map *map, const double *x, double *y)
{
    double t[PIXELS];

    map->family->linear(&grey, map, x, NULL, t);
    map->family->constant(&grey, map, NULL, NULL, t);
    memcpy(y, t, sizeof t);
}

/* The map that `name` draws at full strength until `wanted` says it is the
 * one. */
static chl_map
draw_until(const chl_augment_method *method, double strength,
           bool (*wanted)(const chl_map *map))
{
    for (uint64_t seed = 0; seed < 1000; seed++) {
        chl_map map = { 0 };
        chl_dice dice = { &grey, strength, { seed, CHL_STREAM_TESTS }, 0 };

        method->draw(method, &dice, &map);
        if (wanted(&map)) {
            return map;
        }
    }
    ck_abort_msg("never drawn");
}

static bool
acts(const chl_map *map)
{
    return map->family != NULL;
}

static bool
is_quarter(const chl_map *map)
{
    return map->family != NULL && map->affine.m[1] == 0.0;
}

START_TEST(two_flips_are_none)
{
    chl_map flip = draw_until(&chl_augment_flip, 1.0, acts);
    double x[PIXELS], y[PIXELS];

    ramp(x);
    move(&flip, x, y);
    for (size_t i = 0; i < SIDE; i++) {
        for (size_t j = 0; j < SIDE; j++) {
            ck_assert_double_eq(y[i * SIDE + j], x[i * SIDE + SIDE - 1 - j]);
        }
    }
    move(&flip, y, y);
    ck_assert_mem_eq(x, y, sizeof x);
}
END_TEST

START_TEST(four_quarter_turns_are_none_and_two_are_a_half)
{
    chl_map turn = draw_until(&chl_augment_rotate90, 1.0, is_quarter);
    double x[PIXELS], y[PIXELS];

    ramp(x);
    move(&turn, x, y);
    ck_assert_double_ne(x[0], y[0]);
    move(&turn, y, y);
    for (size_t k = 0; k < PIXELS; k++) {
        ck_assert_double_eq(y[k], x[PIXELS - 1 - k]);
    }
    move(&turn, y, y);
    move(&turn, y, y);
    ck_assert_mem_eq(x, y, sizeof x);
}
END_TEST

START_TEST(circular_shifts_compose)
{
    const double a[] = { -2, 1, 0, -3, 0, 1 }, b[] = { -5, 1, 0, 1, 0, 1 };
    const double ab[] = { -7, 1, 0, -2, 0, 1 };
    chl_map first = affine(a, CHL_BORDER_CIRCULAR);
    chl_map second = affine(b, CHL_BORDER_CIRCULAR);
    chl_map both = affine(ab, CHL_BORDER_CIRCULAR);
    double x[PIXELS], y[PIXELS], z[PIXELS];

    ramp(x);
    move(&first, x, y);
    ck_assert_double_eq(y[2 * SIDE + 3], x[0]);
    move(&second, y, y);
    move(&both, x, z);
    ck_assert_mem_eq(y, z, sizeof y);
}
END_TEST

START_TEST(whole_rotations_by_quarters_agree_with_rotate90)
{
    const double c = 0.5 * (SIDE - 1);
    const double m[] = { 2 * c, 0, -1, 0, 1, 0 };
    chl_map turn = affine(m, CHL_BORDER_REFLECT);
    chl_map drawn = draw_until(&chl_augment_rotate90, 1.0, is_quarter);
    double x[PIXELS], y[PIXELS], z[PIXELS];

    ramp(x);
    move(&turn, x, y);
    move(&drawn, x, z);
    if (z[0] != y[0]) { /* it was drawn the other way round */
        move(&drawn, z, z);
        move(&drawn, z, z);
    }
    ck_assert_mem_eq(y, z, sizeof y);
}
END_TEST

/* NumPy's "reflect": the edge is not repeated. */
START_TEST(reflected_borders_go_back_and_forth)
{
    static const ptrdiff_t expected[] = { 2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1 };

    for (ptrdiff_t k = 0; k < 12; k++) {
        ck_assert_int_eq(chl_border_index(CHL_BORDER_REFLECT, k - 4, 4),
                         expected[k]);
        ck_assert_int_eq(chl_border_index(CHL_BORDER_REFLECT, k - 4, 1), 0);
        ck_assert_int_eq(chl_border_index(CHL_BORDER_CIRCULAR, k - 4, 4),
                         k % 4);
    }
    ck_assert_int_eq(chl_border_index(CHL_BORDER_MIDDLE, -1, 4), -1);
    ck_assert_int_eq(chl_border_index(CHL_BORDER_MIDDLE, 4, 4), -1);
}
END_TEST

START_TEST(zero_borders_show_the_middle_grey)
{
    const double m[] = { -2, 1, 0, 0, 0, 1 };
    chl_map down = affine(m, CHL_BORDER_MIDDLE);
    chl_row_shape shape = grey;
    double x[PIXELS], y[PIXELS];

    shape.middle = 127.5;
    ramp(x);
    down.family->linear(&shape, &down, x, NULL, y);
    down.family->constant(&shape, &down, NULL, NULL, y);
    for (size_t k = 0; k < PIXELS; k++) {
        ck_assert_double_eq(y[k], k < 2 * SIDE ? 127.5 : x[k - 2 * SIDE]);
    }
}
END_TEST

/* Bilinear values of a linear image are exact wherever nothing reflects. */
START_TEST(windows_show_linear_images_exactly)
{
    chl_map zoom = draw_until(&chl_augment_zoom_in, 0.7, acts);
    const double *m = zoom.affine.m;
    double x[PIXELS], y[PIXELS];

    for (size_t k = 0; k < PIXELS; k++) {
        x[k] = 3.0 * (double) (k / SIDE) - 2.0 * (double) (k % SIDE);
    }
    move(&zoom, x, y);
    for (size_t k = 0; k < PIXELS; k++) {
        double i = m[0] + m[1] * (double) (k / SIDE);
        double j = m[3] + m[5] * (double) (k % SIDE);

        if (i >= 0 && j >= 0 && i <= SIDE - 1 && j <= SIDE - 1) {
            ck_assert_double_eq_tol(y[k], 3.0 * i - 2.0 * j, 1e-13);
        }
    }
}
END_TEST

/* The sides of the window, in pixels from the corner of the image. */
static void
window_of(const chl_map *map, double side[4])
{
    const double *m = map->affine.m;

    side[0] = m[0] + 0.5 - 0.5 * m[1];
    side[1] = side[0] + SIDE * m[1];
    side[2] = m[3] + 0.5 - 0.5 * m[5];
    side[3] = side[2] + SIDE * m[5];
}

static chl_map
draw_one(const chl_augment_method *method, double strength, uint64_t seed)
{
    chl_map map = { 0 };
    chl_dice dice = { &grey, strength, { seed, CHL_STREAM_TESTS }, 0 };

    method->draw(method, &dice, &map);
    return map;
}

START_TEST(zoomed_windows_lie_inside_or_around_the_image)
{
    double mean = 0.0;

    for (uint64_t seed = 0; seed < MANY; seed++) {
        chl_map in = draw_one(&chl_augment_zoom_in, 0.4, seed);
        chl_map out = draw_one(&chl_augment_zoom_out, 0.4, seed);
        double a[4], b[4];

        window_of(&in, a);
        window_of(&out, b);
        for (size_t k = 0; k < 4; k += 2) {
            ck_assert_double_ge(a[k], -1e-12);
            ck_assert_double_le(a[k + 1], SIDE + 1e-12);
            ck_assert_double_ge(a[k + 1] - a[k], 0.6 * SIDE);
            ck_assert_double_le(b[k], 1e-12);
            ck_assert_double_ge(b[k + 1], SIDE - 1e-12);
            ck_assert_double_le(b[k + 1] - b[k], 1.4 * SIDE);
        }
        mean += in.affine.m[1] / MANY;
    }
    /* f is uniform in [0.6, 1]: five deviations of the mean of 4000. */
    ck_assert_double_eq_tol(mean, 0.8, 5 * 0.4 / sqrt(12.0 * MANY));
}
END_TEST

/* Counts of the shifts drawn, down and to the right, from -6 to 6. */
static void
count_shifts(const chl_augment_method *method, double strength,
             size_t down[2 * SIDE + 1], size_t right[2 * SIDE + 1])
{
    memset(down, 0, (2 * SIDE + 1) * sizeof *down);
    memset(right, 0, (2 * SIDE + 1) * sizeof *right);
    for (uint64_t seed = 0; seed < MANY; seed++) {
        chl_map map = draw_one(method, strength, seed);

        ck_assert_double_eq(map.affine.m[0], rint(map.affine.m[0]));
        down[SIDE - (int) map.affine.m[0]]++;
        right[SIDE - (int) map.affine.m[3]]++;
    }
}

START_TEST(translations_are_uniform_whole_numbers)
{
    size_t down[2 * SIDE + 1], right[2 * SIDE + 1];
    double share = MANY / 5.0, deviation = sqrt(share * 0.8);

    /* round(0.3 * 6) = 2 */
    count_shifts(&chl_augment_translation, 0.3, down, right);
    for (size_t k = 0; k < 2 * SIDE + 1; k++) {
        if (k < SIDE - 2 || k > SIDE + 2) {
            ck_assert_uint_eq(down[k] + right[k], 0);
        } else {
            ck_assert_double_eq_tol((double) down[k], share, 5 * deviation);
            ck_assert_double_eq_tol((double) right[k], share, 5 * deviation);
        }
    }
    count_shifts(&chl_augment_translation_x, 0.3, down, right);
    ck_assert_uint_eq(down[SIDE], MANY);
    ck_assert_uint_lt(right[SIDE], MANY / 2);
    count_shifts(&chl_augment_translation_zero_y, 0.3, down, right);
    ck_assert_uint_eq(right[SIDE], MANY);
    ck_assert_uint_lt(down[SIDE], MANY / 2);
    count_shifts(&chl_augment_translation_circular, 1.0, down, right);
    for (size_t k = 0; k < SIDE; k++) {
        ck_assert_double_eq_tol((double) down[SIDE + k], MANY / 6.0,
                                5 * sqrt(MANY * 5.0 / 36.0));
    }
}
END_TEST

START_TEST(flips_and_quarters_are_drawn_as_often_as_they_should)
{
    size_t flips = 0, turns[4] = { 0 }, idle = 0;

    for (uint64_t seed = 0; seed < MANY; seed++) {
        chl_map flip = draw_one(&chl_augment_flip, 0.6, seed);
        chl_map turn = draw_one(&chl_augment_rotate90, 0.8, seed);

        flips += acts(&flip) ? 1 : 0;
        idle += acts(&turn) ? 0 : 1;
        if (acts(&turn)) {
            const double *m = turn.affine.m;

            turns[m[1] > 0 ? 0 : m[2] > 0 ? 1 : m[1] < 0 ? 2 : 3]++;
        }
    }
    ck_assert_double_eq_tol((double) flips, 0.3 * MANY, 5 * sqrt(0.21 * MANY));
    ck_assert_double_eq_tol((double) idle, 0.2 * MANY, 5 * sqrt(0.16 * MANY));
    for (size_t k = 0; k < 4; k++) {
        ck_assert_double_eq_tol((double) turns[k], 0.2 * MANY,
                                5 * sqrt(0.16 * MANY));
    }
}
END_TEST

static double
determinant(const chl_map *map)
{
    const double *m = map->affine.m;

    return m[1] * m[5] - m[2] * m[4];
}

START_TEST(sizes_and_angles_keep_to_their_bounds)
{
    double widest = 0.0, scale = 0.0, square = 0.0;

    for (uint64_t seed = 0; seed < MANY; seed++) {
        chl_map turn = draw_one(&chl_augment_rotation, 0.25, seed);
        chl_map size = draw_one(&chl_augment_scale, 0.5, seed);
        chl_map ratio = draw_one(&chl_augment_aniso, 0.5, seed);
        chl_map ada = draw_one(&chl_augment_ada_scale, 1.0, seed);
        double angle = atan2(turn.affine.m[2], turn.affine.m[1]);
        double z = -5.0 * log2(ada.affine.m[1]);

        widest = fabs(angle) > widest ? fabs(angle) : widest;
        ck_assert_double_eq_tol(determinant(&turn), 1.0, 1e-14);
        ck_assert_double_eq_tol(determinant(&ratio), 1.0, 1e-14);
        ck_assert_double_le(fabs(log2(size.affine.m[1])), 0.5);
        ck_assert_double_le(fabs(log2(ratio.affine.m[5])), 0.5);
        scale += z / MANY;
        square += z * z / MANY;
    }
    /* 0.25 of 180 degrees; the largest of 4000 falls short by 1 in 4000. */
    ck_assert_double_le(widest, 0.25 * 3.14159265358979);
    ck_assert_double_ge(widest, 0.249 * 3.14159265358979);
    /* Standard normal: five deviations of mean and mean square. */
    ck_assert_double_eq_tol(scale, 0.0, 5 / sqrt(MANY));
    ck_assert_double_eq_tol(square, 1.0, 5 * sqrt(2.0 / MANY));
}
END_TEST

/* flip, quarter turn and whole shift leave a permutation of pixels after one
 * joint resampling, whatever order. */
START_TEST(joined_maps_act_one_after_the_other)
{
    chl_map flip = draw_until(&chl_augment_flip, 1.0, acts);
    chl_map turn = draw_until(&chl_augment_rotate90, 1.0, is_quarter);
    chl_map both = { .family = &chl_family_affine };
    double x[PIXELS], y[PIXELS], z[PIXELS];

    ramp(x);
    both.affine = chl_affine_join(&flip.affine, &turn.affine);
    move(&both, x, y);
    move(&flip, x, z);
    move(&turn, z, z);
    ck_assert_mem_eq(y, z, sizeof y);
    both.affine = chl_affine_join(&turn.affine, &flip.affine);
    move(&both, x, z);
    ck_assert_mem_ne(y, z, sizeof y);
}
END_TEST

START_TEST(neighbours_that_reflect_are_resampled_once)
{
    chl_dataset *dataset = rows_open(ROWS_COLOUR);
    chl_augment *augment = rows_chain("flip:1,ada-geom:1,translation-zero:1,"
                                      "translation:1,hue:1,scale:1",
                                      dataset, 3, 1);
    chl_map maps[CHL_AUGMENT_PARTS];

    ck_assert_uint_eq(chl_augment_draw(augment, 0, 0, maps), 5);
    ck_assert_ptr_eq(maps[0].family, &chl_family_affine);
    ck_assert_int_eq(maps[0].affine.border, CHL_BORDER_REFLECT);
    ck_assert_int_eq(maps[1].affine.border, CHL_BORDER_MIDDLE);
    ck_assert_ptr_eq(maps[3].family, &chl_family_recolour);
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

/* Strength 0 keeps a part's place, so its draws are those in the chain. */
START_TEST(chains_act_in_their_order_even_where_joined)
{
    chl_dataset *dataset = rows_open(ROWS_COLOUR);
    chl_augment *both = rows_chain("flip:1,rotate90:1", dataset, 6, 1);
    chl_augment *first = rows_chain("flip:1,rotate90:0", dataset, 6, 1);
    chl_augment *second = rows_chain("flip:0,rotate90:1", dataset, 6, 1);
    double y[ROWS_MOST], z[ROWS_MOST];

    for (size_t draw = 0; draw < 20; draw++) {
        for (size_t row = 0; row < ROWS; row++) {
            rows_apply(both, dataset, draw, row, y);
            rows_apply(first, dataset, draw, row, z);
            ck_assert_int_eq(
                chl_augment_apply(second, draw, 1, &row, z, z, NULL), CHL_OK);
            ck_assert_mem_eq(y, z, 108 * sizeof *y);
        }
    }
    chl_augment_free(both);
    chl_augment_free(first);
    chl_augment_free(second);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(blur_keeps_constants_and_spreads_a_point_by_its_deviation)
{
    enum {
        WIDE = 41
    };
    const chl_row_shape line = { .images = true,
                                 .height = 1,
                                 .width = WIDE,
                                 .channels = 1,
                                 .colours = 1,
                                 .dimension = WIDE };
    chl_map map = { .family = &chl_family_blur, .amount = 2.5 };
    double y[WIDE], point[WIDE] = { [WIDE / 2] = 1.0 }, work[2 * WIDE + 4];
    double flat[PIXELS], sum = 0.0, square = 0.0;

    map.family->linear(&line, &map, point, work, y);
    for (size_t k = 0; k < WIDE; k++) {
        double step = (double) k - WIDE / 2;

        sum += y[k];
        square += step * step * y[k];
    }
    ck_assert_double_eq_tol(sum, 1.0, 1e-14);
    /* Beyond four deviations lie 6e-5 of the mass, and 1.1e-3 of the second
     * moment of a normal law. */
    ck_assert_double_eq_tol(sqrt(square), 2.5, 2.5 * 1.2e-3);
    map.amount = 0.75;
    for (size_t k = 0; k < PIXELS; k++) {
        flat[k] = 0.7;
    }
    map.family->linear(&grey, &map, flat, work, y);
    for (size_t k = 0; k < PIXELS; k++) {
        ck_assert_double_eq_tol(y[k], 0.7, 1e-15);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("augment/geometry");
    TCase *groups = tcase_create("groups");
    TCase *draws = tcase_create("draws");

    tcase_add_test(groups, two_flips_are_none);
    tcase_add_test(groups, four_quarter_turns_are_none_and_two_are_a_half);
    tcase_add_test(groups, circular_shifts_compose);
    tcase_add_test(groups, whole_rotations_by_quarters_agree_with_rotate90);
    tcase_add_test(groups, reflected_borders_go_back_and_forth);
    tcase_add_test(groups, zero_borders_show_the_middle_grey);
    tcase_add_test(groups, windows_show_linear_images_exactly);
    tcase_add_test(groups, joined_maps_act_one_after_the_other);
    tcase_add_test(groups, chains_act_in_their_order_even_where_joined);
    tcase_add_test(groups, neighbours_that_reflect_are_resampled_once);
    tcase_add_test(groups,
                   blur_keeps_constants_and_spreads_a_point_by_its_deviation);
    tcase_add_test(draws, zoomed_windows_lie_inside_or_around_the_image);
    tcase_add_test(draws, translations_are_uniform_whole_numbers);
    tcase_add_test(draws, flips_and_quarters_are_drawn_as_often_as_they_should);
    tcase_add_test(draws, sizes_and_angles_keep_to_their_bounds);
    suite_add_tcase(suite, groups);
    suite_add_tcase(suite, draws);
    return run_suite(suite);
}
