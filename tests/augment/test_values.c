/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Colours, windows, mixtures and rows of numbers: what becomes of them. */
#include <math.h>
#include <string.h>

#include "augment/augment.h"
#include "augment/rows.h"
#include "support/runner.h"

enum {
    MANY = 400,
    D = 108 /* values of ROWS_COLOUR */
};

/* In [low, high], `count` rows. */
static chl_dataset *
colours(size_t count, double low, double high)
{
    return rows_open_many(ROWS_COLOUR, count,
                          (chl_range){ CHL_RANGE_INTERVAL, low, high, 0 });
}

static double
mean(const double *x, size_t count, size_t step)
{
    double sum = 0.0;

    for (size_t k = 0; k < count; k += step) {
        sum += x[k];
    }
    return sum / (double) (count / step);
}

START_TEST(brightness_adds_one_number_within_its_bounds)
{
    chl_dataset *dataset = colours(MANY, 0.0, 4.0);
    chl_augment *augment = rows_one("brightness", 0.3, 1.0, dataset, 1);
    double *x = rows_read(dataset), y[D], first = 0.0, second = 0.0;

    for (size_t row = 0; row < MANY; row++) {
        double added;

        rows_apply(augment, dataset, 0, row, y);
        added = y[0] - x[row * D];
        for (size_t k = 0; k < D; k++) {
            ck_assert_double_eq_tol(y[k] - x[row * D + k], added, 1e-14);
        }
        ck_assert_double_le(fabs(added), 0.3 * 4.0);
        first += added / MANY;
        second += added * added / MANY;
    }
    /* Uniform in +-1.2: variance 0.48, fourth moment 1.2^4 / 5. */
    ck_assert_double_eq_tol(first, 0.0, 5 * sqrt(0.48 / MANY));
    ck_assert_double_eq_tol(second, 0.48, 5 * sqrt((0.41472 - 0.2304) / MANY));
    chl_free(x);
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(single_channels_leave_the_others_alone)
{
    static const char *const names[] = { "redness", "greenness", "blueness" };
    chl_dataset *dataset = colours(ROWS, -1.0, 1.0);
    chl_augment *augment = rows_one(names[_i], 0.5, 1.0, dataset, 1);
    double *x = rows_read(dataset), y[D];

    rows_apply(augment, dataset, 0, 0, y);
    for (size_t k = 0; k < D; k++) {
        if (k % 3 == (size_t) _i) {
            ck_assert_double_ne(y[k], x[k]);
            ck_assert_double_eq_tol(y[k] - x[k], y[_i] - x[_i], 1e-15);
        } else {
            ck_assert_double_eq(y[k], x[k]);
        }
    }
    chl_free(x);
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(contrast_keeps_the_mean_of_the_row_and_stretches_the_rest)
{
    chl_dataset *dataset = colours(ROWS, 0.0, 1.0);
    chl_augment *augment = rows_one("contrast", 0.5, 1.0, dataset, 6);
    double *x = rows_read(dataset), y[D];

    for (size_t row = 0; row < ROWS; row++) {
        double m = mean(x + row * D, D, 1), factor;

        rows_apply(augment, dataset, 0, row, y);
        factor = (y[0] - m) / (x[row * D] - m);
        ck_assert_double_eq_tol(mean(y, D, 1), m, 1e-14);
        ck_assert_double_ge(factor, 0.5);
        ck_assert_double_le(factor, 1.5);
        for (size_t k = 0; k < D; k++) {
            ck_assert_double_eq_tol(y[k] - m, factor * (x[row * D + k] - m),
                                    1e-13);
        }
    }
    chl_free(x);
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

/* Hue turns, saturation stretches what is at right angles to grey. */
START_TEST(hue_and_saturation_keep_the_grey_of_each_pixel)
{
    static const char *const names[] = { "hue", "saturation",
                                         "ada-saturation" };
    chl_dataset *dataset = colours(ROWS, 0.0, 1.0);
    chl_augment *augment = rows_one(names[_i], 1.0, 1.0, dataset, 2);
    double *x = rows_read(dataset), y[D], before = 0.0, after = 0.0;

    rows_apply(augment, dataset, 0, 0, y);
    for (size_t p = 0; p < D; p += 3) {
        double grey = mean(x + p, 3, 1);
        double a = 0.0, b = 0.0;

        ck_assert_double_eq_tol(mean(y + p, 3, 1), grey, 1e-14);
        for (size_t k = p; k < p + 3; k++) {
            a += (x[k] - grey) * (x[k] - grey);
            b += (y[k] - grey) * (y[k] - grey);
        }
        if (_i == 0) {
            ck_assert_double_eq_tol(a, b, 1e-14);
        } else if (p > 0) {
            ck_assert_double_eq_tol(b / a, after / before, 1e-10);
        }
        before += a;
        after += b;
    }
    ck_assert_double_ne(x[0], y[0]);
    chl_free(x);
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(reflecting_the_luma_twice_is_nothing)
{
    chl_dataset *dataset = rows_open((rows_kind) _i);
    size_t d = chl_dataset_describe(dataset)->dimension, row = 0, draw = 0;
    chl_augment *augment = rows_one("ada-luma", 1.0, 1.0, dataset, 2);
    double *x = rows_read(dataset), y[ROWS_MOST];

    do {
        rows_apply(augment, dataset, draw++, row, y);
    } while (memcmp(x, y, d * sizeof *y) == 0);
    draw--;
    if (_i != ROWS_COLOUR) {
        ck_assert_double_eq_tol(y[0], -x[0], 1e-15);
    }
    ck_assert_int_eq(chl_augment_apply(augment, draw, 1, &row, y, y, NULL),
                     CHL_OK);
    for (size_t k = 0; k < d; k++) {
        ck_assert_double_eq_tol(y[k], x[k], 1e-15);
    }
    chl_free(x);
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(alpha_is_no_colour)
{
    chl_dataset *dataset = rows_open(ROWS_ALPHA);
    chl_augment *augment = rows_chain(
        "ada-color:1,brightness:1,contrast:1,hue:1,redness:1", dataset, 2, 1);
    double *x = rows_read(dataset), y[ROWS_MOST];

    rows_apply(augment, dataset, 0, 0, y);
    for (size_t k = 3; k < 64; k += 4) {
        ck_assert_double_eq(y[k], x[k]);
        ck_assert_double_ne(y[k - 1], x[k - 1]);
    }
    chl_free(x);
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

/* Pixels of a 6 x 6 image in which every value is `grey`. */
static size_t
covered(const double *y, double grey, size_t box[4])
{
    size_t count = 0;

    box[0] = box[2] = 6;
    box[1] = box[3] = 0;
    for (size_t p = 0; p < 36; p++) {
        size_t i = p / 6, j = p % 6;

        if (y[3 * p] != grey || y[3 * p + 1] != grey || y[3 * p + 2] != grey) {
            continue;
        }
        count++;
        box[0] = i < box[0] ? i : box[0];
        box[1] = i + 1 > box[1] ? i + 1 : box[1];
        box[2] = j < box[2] ? j : box[2];
        box[3] = j + 1 > box[3] ? j + 1 : box[3];
    }
    return count;
}

/* A middle of 0.5 is the value of no byte in [0, 1]. */
START_TEST(cutout_covers_one_square_up_to_its_side)
{
    chl_dataset *dataset = colours(MANY, 0.0, 1.0);
    chl_augment *augment = rows_one("cutout", 0.5, 1.0, dataset, 2);
    size_t sides[7] = { 0 }, box[4];
    double y[D];

    for (size_t row = 0; row < MANY; row++) {
        size_t count, side;

        rows_apply(augment, dataset, 0, row, y);
        count = covered(y, 0.5, box);
        side = count > 0 ? box[1] - box[0] : 0;
        ck_assert_uint_eq(count, side * side);
        ck_assert_uint_eq(count > 0 ? box[3] - box[2] : 0, side);
        ck_assert_uint_le(side, 3);
        sides[side]++;
    }
    /* round(3 v): 0 and 3 have half the chance of 1 and 2. */
    for (size_t k = 0; k < 4; k++) {
        double share = k % 3 == 0 ? 1.0 / 6.0 : 1.0 / 3.0;

        ck_assert_double_eq_tol((double) sides[k], MANY * share,
                                5 * sqrt(MANY * share * (1.0 - share)));
    }
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(the_cutout_of_diffaugment_is_cut_at_the_edges)
{
    chl_dataset *dataset = colours(MANY, 0.0, 1.0);
    chl_augment *augment = rows_one("diff-cutout", 1.0, 1.0, dataset, 2);
    size_t tops[7] = { 0 }, box[4];
    double y[D];

    for (size_t row = 0; row < MANY; row++) {
        rows_apply(augment, dataset, 0, row, y);
        ck_assert_uint_eq(covered(y, 0.5, box),
                          (box[1] - box[0]) * (box[3] - box[2]));
        ck_assert_uint_ge(box[1] - box[0], 2); /* 3 about the first is 2 */
        ck_assert_uint_le(box[1] - box[0], 3);
        tops[box[0]]++;
    }
    /* Centres 0 and 1 begin at 0, then 2..5 at 1..4. */
    for (size_t k = 0; k < 5; k++) {
        double share = k == 0 ? 1.0 / 3.0 : 1.0 / 6.0;

        ck_assert_double_eq_tol((double) tops[k], MANY * share,
                                5 * sqrt(MANY * share * (1.0 - share)));
    }
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(cutmix_pastes_a_square_of_another_row)
{
    chl_dataset *dataset = colours(ROWS, 0.0, 1.0);
    chl_augment *augment = rows_one("cutmix", 0.5, 1.0, dataset, 2);
    double *x = rows_read(dataset), y[D];

    for (size_t at = 0; at < 10 * ROWS; at++) {
        size_t row = at % ROWS, other = ROWS, changed = 0;

        rows_apply(augment, dataset, at / ROWS, row, y);
        for (size_t r = 0; r < ROWS; r++) {
            size_t same = 0;

            for (size_t k = 0; k < D; k++) {
                same += y[k] == x[r * D + k] && y[k] != x[row * D + k] ? 1 : 0;
            }
            other = same > changed ? r : other;
            changed = same > changed ? same : changed;
        }
        ck_assert_uint_ne(other, row);
        ck_assert_uint_lt(other, ROWS);
        ck_assert_uint_le(changed, 27); /* 3 x 3 x 3, less equal bytes */
        ck_assert_uint_ge(changed, 24);
        for (size_t k = 0; k < D; k++) {
            ck_assert(y[k] == x[row * D + k] || y[k] == x[other * D + k]);
        }
    }
    chl_free(x);
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

/* With rows r e_1 the partner and the weight can be read off. */
START_TEST(mixup_takes_every_other_row_as_often)
{
    enum {
        COUNT = 5,
        TRIES = 4000
    };
    double values[COUNT] = { 0.0, 10.0, 200.0, 3000.0, 40000.0 }, y;
    chl_array array = { values, CHL_F64, 2, { COUNT, 1 }, NULL };
    chl_dataset *dataset = NULL;
    chl_augment *augment;
    size_t seen[COUNT] = { 0 }, row = 0;
    double weights = 0.0;

    ck_assert_int_eq(
        chl_dataset_from_array("values", &array, NULL, &dataset, NULL), CHL_OK);
    augment = rows_one("mixup", 0.05, 1.0, dataset, 9);
    for (size_t draw = 0; draw < TRIES; draw++) {
        chl_map maps[CHL_AUGMENT_PARTS];

        ck_assert_uint_eq(chl_augment_draw(augment, draw, row, maps), 1);
        seen[maps[0].other]++;
        weights += maps[0].amount / TRIES;
        rows_apply(augment, dataset, draw, row, &y);
        ck_assert_double_eq_tol(y, maps[0].amount * values[maps[0].other],
                                1e-10);
    }
    ck_assert_uint_eq(seen[0], 0);
    for (size_t k = 1; k < COUNT; k++) {
        ck_assert_double_eq_tol((double) seen[k], TRIES / 4.0,
                                5 * sqrt(TRIES * 3.0 / 16.0));
    }
    ck_assert_double_eq_tol(weights, 0.025, 5 * 0.05 / sqrt(12.0 * TRIES));
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(noise_has_its_deviation_and_nothing_is_clipped)
{
    chl_dataset *dataset = colours(MANY, 0.0, 2.0);
    chl_augment *augment = rows_one("noise", 0.5, 1.0, dataset, 2);
    double *x = rows_read(dataset), y[D], first = 0.0, second = 0.0;
    const double n = (double) MANY * D;
    bool outside = false;

    for (size_t row = 0; row < MANY; row++) {
        rows_apply(augment, dataset, 0, row, y);
        for (size_t k = 0; k < D; k++) {
            double added = y[k] - x[row * D + k];

            first += added / n;
            second += added * added / n;
            outside = outside || y[k] > 2.0;
        }
    }
    ck_assert(outside);
    ck_assert_double_eq_tol(first, 0.0, 5 / sqrt(n));
    ck_assert_double_eq_tol(second, 1.0, 5 * sqrt(2.0 / n));
    chl_free(x);
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

enum {
    COLUMNS = 5
};

/* Means and mean squares about them of 5 columns. */
static void
moments(const double *x, size_t count, double first[COLUMNS],
        double second[COLUMNS])
{
    for (size_t k = 0; k < COLUMNS; k++) {
        first[k] = mean(x + k, count * COLUMNS, COLUMNS);
        second[k] = 0.0;
        for (size_t row = 0; row < count; row++) {
            double step = x[row * COLUMNS + k] - first[k];

            second[k] += step * step / (double) count;
        }
    }
}

START_TEST(jitter_follows_the_deviation_of_each_column)
{
    chl_dataset *dataset =
        rows_open_many(ROWS_POINTS, MANY, (chl_range){ .kind = CHL_RANGE_RAW });
    chl_augment *augment = rows_one("jitter", 0.3, 1.0, dataset, 2);
    double *x = rows_read(dataset), first[COLUMNS], second[COLUMNS], y[COLUMNS];
    double sums[COLUMNS] = { 0 };

    moments(x, MANY, first, second);
    for (size_t row = 0; row < MANY; row++) {
        rows_apply(augment, dataset, 0, row, y);
        for (size_t k = 0; k < COLUMNS; k++) {
            double z = (y[k] - x[row * COLUMNS + k]) / sqrt(second[k]);

            sums[k] += z * z / MANY;
        }
    }
    for (size_t k = 0; k < COLUMNS; k++) {
        ck_assert_double_eq_tol(sums[k], 0.09, 5 * 0.09 * sqrt(2.0 / MANY));
    }
    chl_free(x);
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

static double
distance(const double *a, const double *b)
{
    double sum = 0.0;

    for (size_t k = 0; k < COLUMNS; k++) {
        sum += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return sqrt(sum);
}

START_TEST(clouds_turn_and_grow_about_their_mean)
{
    chl_dataset *dataset =
        rows_open_many(ROWS_POINTS, MANY, (chl_range){ .kind = CHL_RANGE_RAW });
    chl_augment *turn = rows_one("rotation", 1.0, 1.0, dataset, 2);
    chl_augment *grow = rows_one("scale", 0.5, 1.0, dataset, 2);
    double *x = rows_read(dataset), first[COLUMNS], second[COLUMNS], y[COLUMNS];

    moments(x, MANY, first, second);
    for (size_t row = 0; row < MANY; row++) {
        const double *from = x + row * COLUMNS;
        double before = distance(from, first), factor;

        rows_apply(turn, dataset, 0, row, y);
        ck_assert_double_eq_tol(distance(y, first), before, 1e-12);
        ck_assert_double_gt(distance(y, from), 0.0);
        rows_apply(grow, dataset, 0, row, y);
        factor = distance(y, first) / before;
        ck_assert_double_le(fabs(log2(factor)), 0.5 + 1e-12);
        ck_assert_double_eq_tol(y[0] - first[0], factor * (from[0] - first[0]),
                                1e-10);
    }
    chl_free(x);
    chl_augment_free(turn);
    chl_augment_free(grow);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(dropped_columns_read_as_their_mean)
{
    chl_dataset *dataset =
        rows_open_many(ROWS_POINTS, MANY, (chl_range){ .kind = CHL_RANGE_RAW });
    chl_augment *augment = rows_one("dropout", 0.25, 1.0, dataset, 2);
    double *x = rows_read(dataset), first[COLUMNS], second[COLUMNS], y[COLUMNS];
    const double n = (double) MANY * COLUMNS;
    double dropped = 0.0;

    moments(x, MANY, first, second);
    for (size_t row = 0; row < MANY; row++) {
        rows_apply(augment, dataset, 0, row, y);
        for (size_t k = 0; k < COLUMNS; k++) {
            if (y[k] != x[row * COLUMNS + k]) {
                ck_assert_double_eq_tol(y[k], first[k], 1e-12);
                dropped += 1.0;
            }
        }
    }
    ck_assert_double_eq_tol(dropped, 0.25 * n, 5 * sqrt(n * 0.1875));
    chl_free(x);
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(parts_act_as_often_as_their_probability)
{
    chl_dataset *dataset = rows_open(ROWS_COLOUR);
    chl_augment *augment = rows_one("noise", 0.5, 0.3, dataset, 2);
    chl_map maps[CHL_AUGMENT_PARTS];
    size_t acted = 0;

    for (size_t draw = 0; draw < MANY; draw++) {
        acted += chl_augment_draw(augment, draw, 1, maps);
    }
    ck_assert_double_eq_tol((double) acted, 0.3 * MANY, 5 * sqrt(0.21 * MANY));
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("augment/values");
    TCase *colour = tcase_create("colour");
    TCase *rest = tcase_create("rest");

    tcase_add_test(colour, brightness_adds_one_number_within_its_bounds);
    tcase_add_loop_test(colour, single_channels_leave_the_others_alone, 0, 3);
    tcase_add_test(colour,
                   contrast_keeps_the_mean_of_the_row_and_stretches_the_rest);
    tcase_add_loop_test(colour, hue_and_saturation_keep_the_grey_of_each_pixel,
                        0, 3);
    tcase_add_loop_test(colour, reflecting_the_luma_twice_is_nothing, 0, 3);
    tcase_add_test(colour, alpha_is_no_colour);
    tcase_add_test(rest, cutout_covers_one_square_up_to_its_side);
    tcase_add_test(rest, the_cutout_of_diffaugment_is_cut_at_the_edges);
    tcase_add_test(rest, cutmix_pastes_a_square_of_another_row);
    tcase_add_test(rest, mixup_takes_every_other_row_as_often);
    tcase_add_test(rest, noise_has_its_deviation_and_nothing_is_clipped);
    tcase_add_test(rest, jitter_follows_the_deviation_of_each_column);
    tcase_add_test(rest, clouds_turn_and_grow_about_their_mean);
    tcase_add_test(rest, dropped_columns_read_as_their_mean);
    tcase_add_test(rest, parts_act_as_often_as_their_probability);
    suite_add_tcase(suite, colour);
    suite_add_tcase(suite, rest);
    return run_suite(suite);
}
