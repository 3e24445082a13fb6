/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thumbnails: sizes, contents, captions, and data that have none. */
#include <stdio.h>
#include <string.h>

#include <chladni/study.h>

#include "report/result.h"
#include "study/tile.h"
#include "support/runner.h"

enum {
    SIDE = 8,
    PIXELS = SIDE * SIDE,
    MANY = 100,
    MODES = 8,
    ENDS = 3
};

/* Image k is all k. */
typedef struct bench {
    uint8_t values[MANY * PIXELS];
    chl_dataset *dataset;
    chl_result *result;
    chl_error err;
} bench;

static void
bench_open(bench *b, size_t count)
{
    chl_array array = { b->values, CHL_U8, 3, { count, SIDE, SIDE }, NULL };

    *b = (bench){ 0 };
    for (size_t k = 0; k < count * PIXELS; k++) {
        b->values[k] = (uint8_t) (k / PIXELS);
    }
    ck_assert_ok(
        chl_dataset_from_array("plain", &array, NULL, &b->dataset, &b->err),
        b->err);
    ck_assert_ok(chl_result_create("report", &b->result, &b->err), b->err);
}

static void
bench_close(bench *b)
{
    chl_result_free(b->result);
    chl_dataset_free(b->dataset);
    ck_assert_int_eq(chl_memory_live_blocks(), 0);
}

/* Mode k: lowest rows k, k + 1, k + 2, highest 90 + k, 91 + k. */
static void
add_spectrum(bench *b)
{
    chl_result_spectrum *s = NULL;

    ck_assert_ok(chl_result_spectrum_create(MODES, 0, MODES, &s, &b->err),
                 b->err);
    b->result->spectrum = s;
    for (size_t k = 0; k < MODES; k++) {
        chl_result_mode *mode = &s->modes[k];

        ck_assert_ok(chl_result_mode_fill(mode, ENDS, ENDS - 1, 0, &b->err),
                     b->err);
        mode->index = k;
        for (size_t i = 0; i < ENDS; i++) {
            mode->low_rows[i] = k + i;
        }
        for (size_t i = 0; i < ENDS - 1; i++) {
            mode->high_rows[i] = 90 + k + i;
        }
    }
}

/* The grey in the middle of a tile. */
static uint8_t
middle(const chl_result_sprite *s, size_t at)
{
    size_t y = at / s->columns * s->tile_height + s->tile_height / 2;
    size_t x = at % s->columns * s->tile_width + s->tile_width / 2;

    return s->rgb[3 * (y * s->columns * s->tile_width + x)];
}

static void
check_tile(const chl_result_sprite *s, size_t at, size_t row)
{
    char name[32];

    snprintf(name, sizeof name, "row %zu", row);
    ck_assert_str_eq(s->captions[at], name);
    ck_assert_uint_eq(middle(s, at), row);
}

START_TEST(small_pictures_grow_and_large_ones_shrink_with_their_aspect)
{
    static const size_t cases[][4] = {
        /* height, width, then those of the tile without margin */
        { 8, 8, 48, 48 },   { 28, 28, 56, 56 },   { 32, 32, 64, 64 },
        { 1, 1, 48, 48 },   { 10, 20, 30, 60 },   { 48, 48, 48, 48 },
        { 96, 96, 96, 96 }, { 97, 97, 49, 49 },   { 256, 256, 86, 86 },
        { 1, 960, 1, 96 },  { 512, 1024, 47, 94 }
    };

    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        chl_tile tile = chl_tile_plan(cases[k][0], cases[k][1]);

        ck_assert_uint_eq(tile.tile_height - 2 * CHL_TILE_MARGIN, cases[k][2]);
        ck_assert_uint_eq(tile.tile_width - 2 * CHL_TILE_MARGIN, cases[k][3]);
    }
}
END_TEST

/* 100 x 100 takes boxes of 2 x 2; of one the red sums to 2, the green to 510
 * and the blue to 1. */
START_TEST(a_box_of_pixels_becomes_its_rounded_mean)
{
    chl_tile tile = chl_tile_plan(100, 100);
    static uint8_t picture[100 * 100 * 3];
    static uint8_t sheet[60 * 60 * 3];
    const uint8_t *first = sheet + 3 * (tile.tile_width + 1);

    picture[0] = picture[3] = 1;
    picture[1] = picture[301] = 255;
    picture[2] = 1;
    chl_tile_place(&tile, picture, 1, 0, sheet);
    ck_assert_uint_eq(first[0], 1);
    ck_assert_uint_eq(first[1], 128);
    ck_assert_uint_eq(first[2], 0);
}
END_TEST

/* Five rows in boxes of 2: the last holds one row of pixels only. */
START_TEST(boxes_are_cut_at_the_edges)
{
    chl_tile tile = chl_tile_plan(5, 100);
    static uint8_t picture[5 * 100 * 3];
    static uint8_t sheet[60 * 60 * 3];

    memset(picture + 4 * 100 * 3, 200, sizeof picture / 5);
    chl_tile_place(&tile, picture, 1, 0, sheet);
    ck_assert_uint_eq(tile.tile_height, 3 + 2 * CHL_TILE_MARGIN);
    ck_assert_uint_eq(sheet[3 * (3 * tile.tile_width + 1)], 200);
}
END_TEST

START_TEST(thirty_two_different_items_are_shown)
{
    const chl_result_sprite *s;
    bool seen[MANY] = { false };
    bench b;

    bench_open(&b, MANY);
    ck_assert_ok(chl_study_sprites(b.dataset, 3, b.result, &b.err), b.err);
    ck_assert_uint_eq(b.result->sprite_count, 1);
    s = &b.result->sprites[0];
    ck_assert_str_eq(s->id, "data");
    ck_assert_uint_eq(s->columns, 8);
    ck_assert_uint_eq(s->rows, 4);
    ck_assert_uint_eq(s->tile_height, 50);
    for (size_t k = 0; k < 32; k++) {
        uint8_t row = middle(s, k);

        check_tile(s, k, row);
        ck_assert(!seen[row]);
        seen[row] = true;
    }
    ck_assert_uint_eq(s->rgb[0], CHL_TILE_GREY);
    bench_close(&b);
}
END_TEST

START_TEST(the_seed_decides_which)
{
    uint8_t first[32];
    size_t different = 0;
    bench b;

    bench_open(&b, MANY);
    ck_assert_ok(chl_study_sprites(b.dataset, 3, b.result, &b.err), b.err);
    for (size_t k = 0; k < 32; k++) {
        first[k] = middle(&b.result->sprites[0], k);
    }
    ck_assert_ok(chl_study_sprites(b.dataset, 3, b.result, &b.err), b.err);
    for (size_t k = 0; k < 32; k++) {
        ck_assert_uint_eq(middle(&b.result->sprites[0], k), first[k]);
    }
    ck_assert_ok(chl_study_sprites(b.dataset, 4, b.result, &b.err), b.err);
    ck_assert_uint_eq(b.result->sprite_count, 1);
    for (size_t k = 0; k < 32; k++) {
        different += middle(&b.result->sprites[0], k) != first[k];
    }
    ck_assert_uint_gt(different, 0);
    bench_close(&b);
}
END_TEST

START_TEST(few_items_leave_empty_tiles)
{
    const chl_result_sprite *s;
    bench b;

    bench_open(&b, 10);
    ck_assert_ok(chl_study_sprites(b.dataset, 0, b.result, &b.err), b.err);
    s = &b.result->sprites[0];
    ck_assert_uint_eq(s->rows, 2);
    for (size_t k = 0; k < 16; k++) {
        ck_assert_int_eq(s->captions[k] == NULL, k >= 10);
    }
    ck_assert_uint_eq(middle(s, 15), CHL_TILE_GREY);
    bench_close(&b);
}
END_TEST

START_TEST(the_six_slowest_modes_show_both_ends)
{
    bench b;

    bench_open(&b, MANY);
    add_spectrum(&b);
    ck_assert_ok(chl_study_sprites(b.dataset, 0, b.result, &b.err), b.err);
    ck_assert_uint_eq(b.result->sprite_count, 7);
    for (size_t k = 0; k < 6; k++) {
        const chl_result_sprite *s = &b.result->sprites[k + 1];
        char id[32];

        snprintf(id, sizeof id, "mode-%zu", k);
        ck_assert_str_eq(s->id, id);
        ck_assert_uint_eq(s->columns, ENDS);
        ck_assert_uint_eq(s->rows, 2);
        check_tile(s, 0, k);
        check_tile(s, 2, k + 2);
        check_tile(s, 3, 90 + k);
        check_tile(s, 4, 91 + k);
        ck_assert_ptr_null(s->captions[5]);
        ck_assert_uint_eq(middle(s, 5), CHL_TILE_GREY);
    }
    bench_close(&b);
}
END_TEST

START_TEST(a_spectrum_of_other_data_is_refused)
{
    bench b;

    bench_open(&b, 50);
    add_spectrum(&b);
    ck_assert_fails(chl_study_sprites(b.dataset, 0, b.result, &b.err), CHL_EARG,
                    "mode-0: row is 90; the dataset has 50 rows", b.err);
    ck_assert_uint_eq(b.result->sprite_count, 0);
    bench_close(&b);
}
END_TEST

START_TEST(data_that_are_no_images_have_no_sprites)
{
    chl_dataset_settings settings = chl_dataset_settings_default();
    bench b = { 0 };

    settings.samples = 100;
    ck_assert_ok(chl_dataset_open("gauss", &settings, &b.dataset, &b.err),
                 b.err);
    ck_assert_ok(chl_result_create("report", &b.result, &b.err), b.err);
    add_spectrum(&b);
    ck_assert_ok(chl_study_sprites(b.dataset, 0, b.result, &b.err), b.err);
    ck_assert_uint_eq(b.result->sprite_count, 0);
    bench_close(&b);
}
END_TEST

START_TEST(lost_memory_leaves_the_result_as_it_was)
{
    bench b;

    bench_open(&b, MANY);
    add_spectrum(&b);
    ck_assert_survives_lost_memory(
        chl_study_sprites(b.dataset, 0, b.result, &b.err));
    ck_assert_uint_eq(b.result->sprite_count, 7);
    bench_close(&b);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study sprites");
    TCase *tests = tcase_create("sprites");

    tcase_add_test(tests,
                   small_pictures_grow_and_large_ones_shrink_with_their_aspect);
    tcase_add_test(tests, a_box_of_pixels_becomes_its_rounded_mean);
    tcase_add_test(tests, boxes_are_cut_at_the_edges);
    tcase_add_test(tests, thirty_two_different_items_are_shown);
    tcase_add_test(tests, the_seed_decides_which);
    tcase_add_test(tests, few_items_leave_empty_tiles);
    tcase_add_test(tests, the_six_slowest_modes_show_both_ends);
    tcase_add_test(tests, a_spectrum_of_other_data_is_refused);
    tcase_add_test(tests, data_that_are_no_images_have_no_sprites);
    tcase_add_test(tests, lost_memory_leaves_the_result_as_it_was);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
