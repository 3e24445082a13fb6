/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words to chains, what a dataset allows, and datasets that are augmented. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "augment/rows.h"
#include "support/runner.h"

static chl_error err;
static chl_augment_chain chain;

static void
open_nothing(void)
{
    err = (chl_error){ 0 };
    memset(&chain, 0x5a, sizeof chain);
}

START_TEST(every_name_of_the_table_is_read)
{
    for (size_t k = 0; chl_augment_type_at(k) != NULL; k++) {
        const chl_augment_type *type = chl_augment_type_at(k);
        char text[64];

        snprintf(text, sizeof text, "%s:%g", type->name, type->usual);
        ck_assert_ok(chl_augment_parse(text, &chain, &err), err);
        ck_assert_uint_eq(chain.count, 1);
        ck_assert_str_eq(chain.parts[0].name, type->name);
        ck_assert_double_eq(chain.parts[0].strength, type->usual);
        ck_assert_double_eq(chain.parts[0].probability, 1.0);
        ck_assert(!chain.parts[0].optional);
    }
}
END_TEST

START_TEST(chains_keep_their_order)
{
    ck_assert_ok(
        chl_augment_parse("flip:1:0.25,cutout:.5,flip:0:1e-3", &chain, &err),
        err);
    ck_assert_uint_eq(chain.count, 3);
    ck_assert_str_eq(chain.parts[0].name, "flip");
    ck_assert_double_eq(chain.parts[0].probability, 0.25);
    ck_assert_str_eq(chain.parts[1].name, "cutout");
    ck_assert_double_eq(chain.parts[1].strength, 0.5);
    ck_assert_double_eq(chain.parts[2].probability, 1e-3);
}
END_TEST

START_TEST(presets_scale_the_strengths_and_chances_of_their_parts)
{
    ck_assert_ok(chl_augment_parse("diffaugment:0.5:0.8", &chain, &err), err);
    ck_assert_uint_eq(chain.count, 5);
    ck_assert_str_eq(chain.parts[0].name, "brightness");
    ck_assert_double_eq(chain.parts[0].strength, 0.125);
    ck_assert_double_eq(chain.parts[0].probability, 0.8);
    ck_assert_str_eq(chain.parts[1].name, "saturation");
    ck_assert(chain.parts[1].optional);
    ck_assert_str_eq(chain.parts[3].name, "translation-zero");
    ck_assert_double_eq(chain.parts[3].strength, 0.0625);
    ck_assert_ok(chl_augment_parse("ada-geom:1:0.75", &chain, &err), err);
    ck_assert_str_eq(chain.parts[1].name, "rotation");
    ck_assert_double_eq(chain.parts[1].probability, 0.5);
    ck_assert_double_eq(chain.parts[2].probability, 0.75);
}
END_TEST

START_TEST(bigger_presets_are_made_of_smaller_ones)
{
    chl_augment_chain whole;

    ck_assert_ok(chl_augment_parse("ada-bgc:0.5:0.6", &whole, &err), err);
    ck_assert_ok(
        chl_augment_parse("ada-blit:0.5:0.6,ada-geom:0.5:0.6,ada-color:0.5:0.6",
                          &chain, &err),
        err);
    ck_assert_uint_eq(whole.count, chain.count);
    ck_assert_uint_eq(whole.count, 13);
    for (size_t k = 0; k < whole.count; k++) {
        ck_assert_str_eq(whole.parts[k].name, chain.parts[k].name);
        ck_assert_double_eq(whole.parts[k].strength, chain.parts[k].strength);
    }
    ck_assert_ok(chl_augment_parse("ada-bg:1", &chain, &err), err);
    ck_assert_uint_eq(chain.count, 8);
}
END_TEST

/* A text, and what the sentence about it says. */
static const char *const refused[][2] = {
    { "", "an augmentation has no name" },
    { ",", "an augmentation has no name" },
    { "flip:1,", "an augmentation has no name" },
    { ":1", "an augmentation has no name" },
    { "tranlation:0.1",
      "'tranlation' is unknown; did you mean 'translation'?" },
    { "ada-bcg:1", "'ada-bcg' is unknown; did you mean 'ada-b" },
    { "qqqqqqqqqq:1", "'qqqqqqqqqq' is unknown; expected flip" },
    { "Flip:1", "did you mean 'flip'?" },
    { "flip 1", "is unknown" },
    { "translation", "translation has no strength; expected "
                     "translation:STRENGTH[:PROBABILITY], as in "
                     "translation:0.125" },
    { "ada-bgc,flip:1", "as in ada-bgc:1" },
    { "flip:", "strength of flip is ''; expected a number in 0..1" },
    { "flip:x", "strength of flip is 'x'" },
    { "flip:1:", "probability of flip is ''" },
    { "flip:-0.1", "strength of flip is -0.1; it must lie in 0..1" },
    { "flip:1.5", "strength of flip is 1.5" },
    { "flip:nan", "strength of flip is nan" },
    { "flip:1:2", "probability of flip is 2; it must lie in 0..1" },
    { "flip:1:inf", "probability of flip is inf" },
    { "flip:1:1:1", "behind the probability of flip stands ':1'" },
    { "ada-bgc:2", "strength of ada-bgc is 2" },
    { "ada-bgc:1,ada-bgc:1,ada-bgc:1,ada-bgc:1,ada-bgc:1", "more than 64" },
    { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:"
      "1",
      "is unknown" },
    { "flip:0.00000000000000000000000000000000000000000000000000000000000000000"
      "0000001",
      "expected a number" },
};

START_TEST(what_is_no_chain_is_refused_with_a_reason)
{
    chl_augment_chain before = chain;

    ck_assert_fails(chl_augment_parse(refused[_i][0], &chain, &err), CHL_EARG,
                    refused[_i][1], err);
    ck_assert_mem_eq(&before, &chain, sizeof chain);
}
END_TEST

typedef struct misfit {
    rows_kind kind;
    const char *text, *part;
} misfit;

static const misfit misfits[] = {
    { ROWS_POINTS, "flip:1", "flip is for images; rows holds rows of 5" },
    { ROWS_POINTS, "scale:0.1,noise:0.1", "noise is for images" },
    { ROWS_POINTS, "ada-bgc:1", "flip is for images" },
    { ROWS_COLOUR, "jitter:0.1",
      "jitter is for tables and points; rows holds" },
    { ROWS_GREY, "hue:0.1",
      "hue needs images in colour; those of rows have 1 "
      "channel" },
    { ROWS_GREY, "rotate90:1",
      "rotate90 needs square images; those of rows "
      "are 5 x 8" },
    { ROWS_GREY, "ada-blit:1", "rotate90 needs square images" },
};

START_TEST(what_does_not_suit_the_data_is_refused)
{
    const misfit *m = &misfits[_i];
    chl_dataset *dataset = rows_open(m->kind);
    chl_augment *augment = NULL;

    ck_assert_ok(chl_augment_parse(m->text, &chain, &err), err);
    ck_assert_fails(chl_augment_create(&chain, dataset, NULL, &augment, &err),
                    CHL_EARG, m->part, err);
    ck_assert_ptr_null(augment);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(chains_made_by_hand_are_checked_too)
{
    chl_dataset *dataset = rows_open(ROWS_COLOUR);
    chl_augment *augment = NULL;

    chain = (chl_augment_chain){ 1, { { "fliip", 1.0, 1.0, false } } };
    ck_assert_fails(chl_augment_create(&chain, dataset, NULL, &augment, &err),
                    CHL_EARG, "did you mean 'flip'", err);
    chain = (chl_augment_chain){ 1, { { "flip", NAN, 1.0, false } } };
    ck_assert_fails(chl_augment_create(&chain, dataset, NULL, &augment, &err),
                    CHL_EARG, "strength of flip is nan", err);
    chain = (chl_augment_chain){ 1, { { "flip", 1.0, -1.0, false } } };
    ck_assert_fails(chl_augment_create(&chain, dataset, NULL, &augment, &err),
                    CHL_EARG, "probability of flip is -1", err);
    chain.count = 1000;
    ck_assert_fails(chl_augment_create(&chain, dataset, NULL, &augment, &err),
                    CHL_EARG, "has 1000 augmentations", err);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(standardised_images_and_single_columns_are_refused)
{
    chl_dataset *images = rows_open_many(
        ROWS_COLOUR, ROWS, (chl_range){ .kind = CHL_RANGE_STANDARD });
    double values[] = { 1.0, 2.0, 4.0 };
    chl_array array = { values, CHL_F64, 2, { 3, 1 }, NULL };
    chl_dataset *column = NULL;
    chl_augment *augment = NULL;

    ck_assert_ok(chl_augment_parse("rotation:0.1", &chain, &err), err);
    ck_assert_fails(chl_augment_create(&chain, images, NULL, &augment, &err),
                    CHL_EARG, "standardised column by column", err);
    ck_assert_ok(chl_dataset_from_array("one", &array, NULL, &column, &err),
                 err);
    ck_assert_fails(chl_augment_create(&chain, column, NULL, &augment, &err),
                    CHL_EARG, "rotation needs 2 columns or more; one has 1",
                    err);
    chl_dataset_free(images);
    chl_dataset_free(column);
}
END_TEST

START_TEST(raw_images_use_the_full_scale_of_their_type)
{
    chl_dataset *raw =
        rows_open_many(ROWS_COLOUR, ROWS, (chl_range){ .kind = CHL_RANGE_RAW });
    chl_dataset *unit = rows_open(ROWS_COLOUR);
    const char *text = "brightness:0.3,ada-contrast:1,cutout:1,noise:0.1";
    chl_augment *a = rows_chain(text, raw, 5, 1);
    chl_augment *b = rows_chain(text, unit, 5, 1);
    double x[ROWS_MOST], y[ROWS_MOST];

    rows_apply(a, raw, 0, 2, x);
    rows_apply(b, unit, 0, 2, y);
    for (size_t k = 0; k < 108; k++) {
        ck_assert_double_eq_tol(x[k] / 127.5 - 1.0, y[k], 1e-13);
    }
    chl_augment_free(a);
    chl_augment_free(b);
    chl_dataset_free(raw);
    chl_dataset_free(unit);
}
END_TEST

/* rotation of images moves pixels, rotation of points columns. */
START_TEST(one_name_may_mean_what_suits_the_data)
{
    chl_dataset *images = rows_open(ROWS_SQUARE),
                *points = rows_open(ROWS_POINTS);
    chl_augment *a = rows_chain("rotation:1,scale:1", images, 1, 1);
    chl_augment *b = rows_chain("rotation:1,scale:1", points, 1, 1);

    chl_augment_free(a);
    chl_augment_free(b);
    chl_dataset_free(images);
    chl_dataset_free(points);
}
END_TEST

START_TEST(an_augmented_dataset_reads_as_draw_zero_of_its_rows)
{
    chl_dataset *plain = rows_open(ROWS_COLOUR),
                *dataset = rows_open(ROWS_COLOUR);
    const char *text = "flip:1,translation:0.3,cutmix:0.5,noise:0.1";
    chl_augment *augment = rows_chain(text, plain, 12, 1);
    double *rows, y[ROWS_MOST];

    ck_assert_ok(chl_augment_parse(text, &chain, &err), err);
    ck_assert_ok(chl_augment_dataset(dataset, &chain, 12, &err), err);
    rows = rows_read(dataset);
    for (size_t row = 0; row < ROWS; row++) {
        rows_apply(augment, plain, 0, row, y);
        ck_assert_mem_eq(y, rows + 108 * row, 108 * sizeof *y);
    }
    ck_assert_str_ne(chl_dataset_describe(plain)->fingerprint,
                     chl_dataset_describe(dataset)->fingerprint);
    ck_assert_ptr_null(chl_dataset_describe(plain)->augment);
    ck_assert_str_eq(
        chl_dataset_describe(dataset)->augment,
        "flip:1:1,translation:0.3:1,cutmix:0.5:1,noise:0.1:1 seed 12");
    ck_assert_fails(chl_augment_dataset(dataset, &chain, 1, &err), CHL_EARG,
                    "are augmented already", err);
    chl_free(rows);
    chl_augment_free(augment);
    chl_dataset_free(plain);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(an_augmented_measure_has_no_known_spectrum)
{
    chl_dataset *dataset = NULL;
    double lambda;

    ck_assert_ok(chl_dataset_open("gauss:sigma=2", NULL, &dataset, &err), err);
    ck_assert(chl_dataset_truth(dataset, 1, &lambda));
    ck_assert_ok(chl_augment_parse("jitter:0.1", &chain, &err), err);
    ck_assert_ok(chl_augment_dataset(dataset, &chain, 1, &err), err);
    ck_assert(!chl_dataset_truth(dataset, 1, &lambda));
    chl_dataset_free(dataset);
}
END_TEST

static chl_status
open_augmented(void)
{
    chl_dataset *dataset = NULL;
    chl_status status = chl_dataset_open(
        "gauss:sigma=2,1", &(chl_dataset_settings){ .samples = 9 }, &dataset,
        NULL);

    if (status == CHL_OK) {
        status = chl_augment_dataset(dataset, &chain, 1, NULL);
    }
    chl_dataset_free(dataset);
    return status;
}

START_TEST(lost_memory_leaves_a_dataset_as_it_was)
{
    ck_assert_ok(chl_augment_parse("jitter:0.1,rotation:1", &chain, &err), err);
    ck_assert_survives_lost_memory(open_augmented());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("augment/chain");
    TCase *words = tcase_create("words");
    TCase *data = tcase_create("data");

    tcase_add_checked_fixture(words, open_nothing, NULL);
    tcase_add_checked_fixture(data, open_nothing, NULL);
    tcase_add_test(words, every_name_of_the_table_is_read);
    tcase_add_test(words, chains_keep_their_order);
    tcase_add_test(words,
                   presets_scale_the_strengths_and_chances_of_their_parts);
    tcase_add_test(words, bigger_presets_are_made_of_smaller_ones);
    tcase_add_loop_test(words, what_is_no_chain_is_refused_with_a_reason, 0,
                        sizeof refused / sizeof *refused);
    tcase_add_loop_test(data, what_does_not_suit_the_data_is_refused, 0,
                        sizeof misfits / sizeof *misfits);
    tcase_add_test(data, chains_made_by_hand_are_checked_too);
    tcase_add_test(data, standardised_images_and_single_columns_are_refused);
    tcase_add_test(data, raw_images_use_the_full_scale_of_their_type);
    tcase_add_test(data, one_name_may_mean_what_suits_the_data);
    tcase_add_test(data, an_augmented_dataset_reads_as_draw_zero_of_its_rows);
    tcase_add_test(data, an_augmented_measure_has_no_known_spectrum);
    tcase_add_test(data, lost_memory_leaves_a_dataset_as_it_was);
    suite_add_tcase(suite, words);
    suite_add_tcase(suite, data);
    return run_suite(suite);
}
