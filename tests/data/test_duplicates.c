/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting of equal rows, exact while they fit and estimated beyond. */
#include <math.h>
#include <string.h>

#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

#include "data/duplicates.h"
#include "support/runner.h"

enum {
    ROWS = 60000,
    LIMIT = 1000
};

static chl_error err;
static uint32_t values[ROWS];
static chl_duplicates counter;
static chl_table table;

static void
set_up(void)
{
    table = (chl_table){ .values = (const uint8_t *) values,
                         .dtype = CHL_U32,
                         .count = ROWS,
                         .axes = 2,
                         .shape = { ROWS, 1 },
                         .strides = { 4, 4 } };
}

static void
tear_down(void)
{
    chl_duplicates_clear(&counter);
}

/* Counts values[0..ROWS-1]; `wrong` rows were said to repeat another value. */
static size_t
count(size_t limit, bool *estimated, size_t *wrong)
{
    size_t earlier;

    *wrong = 0;
    chl_duplicates_clear(&counter);
    ck_assert_ok(chl_duplicates_init(&counter, &table, limit, &err), err);
    for (size_t k = 0; k < ROWS; k++) {
        const uint8_t *bytes = (const uint8_t *) &values[k];

        chl_duplicates_take(&counter, k, bytes, XXH3_64bits(bytes, 4),
                            &earlier);
        *wrong += earlier > k || values[earlier] != values[k];
    }
    return chl_duplicates_count(&counter, estimated);
}

/* Every `every`-th value repeats the one before it. */
static void
fill_pairs(size_t every)
{
    for (uint32_t k = 0; k < ROWS; k++) {
        values[k] = k > 0 && k % every == 0 ? k - 1 : k;
    }
}

START_TEST(counts_are_exact_while_the_distinct_rows_fit)
{
    size_t wrong;
    bool estimated;

    fill_pairs(10);
    ck_assert_uint_eq(count(ROWS, &estimated, &wrong), ROWS / 10 - 1);
    ck_assert(!estimated);
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

START_TEST(many_rows_of_few_values_are_counted_exactly)
{
    size_t wrong;
    bool estimated;

    for (size_t k = 0; k < ROWS; k++) {
        values[k] = (uint32_t) (k * 7919 % LIMIT);
    }
    ck_assert_uint_eq(count(LIMIT, &estimated, &wrong), ROWS - LIMIT);
    ck_assert(!estimated);
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

START_TEST(beyond_the_limit_memory_stays_and_the_count_is_an_estimate)
{
    static const size_t every[] = { 2, 5, 50 };
    size_t true_count = ROWS / every[_i], wrong, found;
    bool estimated;
    double noise;

    fill_pairs(every[_i]);
    found = count(LIMIT, &estimated, &wrong);
    ck_assert(estimated);
    ck_assert_uint_eq(wrong, 0);
    ck_assert_uint_le(counter.kept, LIMIT);
    ck_assert_uint_gt(counter.kept, LIMIT / 4);
    ck_assert_uint_eq(counter.slot_count, 2048);
    /* Four standard errors of the coarser of the two estimates. */
    noise = sqrt(ldexp(1, (int) counter.level) * ROWS);
    ck_assert_double_le(fabs((double) found - (double) true_count), 4 * noise);
}
END_TEST

START_TEST(rows_all_different_have_no_duplicates_at_any_level)
{
    size_t wrong;
    bool estimated;

    fill_pairs(ROWS);
    ck_assert_uint_eq(count(LIMIT, &estimated, &wrong), 0);
    ck_assert(estimated);
}
END_TEST

START_TEST(one_row_that_repeats_often_is_seen_though_it_is_no_sample)
{
    size_t wrong;
    bool estimated;

    for (uint32_t k = 0; k < ROWS; k++) {
        values[k] = k % 2 == 0 ? 12345678 : k;
    }
    ck_assert_double_eq_tol((double) count(LIMIT, &estimated, &wrong),
                            ROWS / 2.0, ROWS / 20.0);
    ck_assert(estimated);
}
END_TEST

START_TEST(the_estimate_does_not_depend_on_the_order_of_the_rows)
{
    size_t wrong, forward;
    bool estimated;

    fill_pairs(5);
    forward = count(LIMIT, &estimated, &wrong);
    for (size_t k = 0; k < ROWS / 2; k++) {
        uint32_t value = values[k];

        values[k] = values[ROWS - 1 - k];
        values[ROWS - 1 - k] = value;
    }
    ck_assert_uint_eq(count(LIMIT, &estimated, &wrong), forward);
}
END_TEST

START_TEST(equal_rows_are_constant_and_exact)
{
    size_t wrong;
    bool estimated;

    memset(values, 7, sizeof values);
    ck_assert_uint_eq(count(LIMIT, &estimated, &wrong), ROWS - 1);
    ck_assert(!estimated && counter.constant);
}
END_TEST

static chl_status
init_and_clear(void)
{
    chl_status status = chl_duplicates_init(&counter, &table, LIMIT, &err);

    chl_duplicates_clear(&counter);
    return status;
}

START_TEST(counting_survives_lost_memory)
{
    ck_assert_survives_lost_memory(init_and_clear());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("data duplicates");
    TCase *tcase = tcase_create("duplicates");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, counts_are_exact_while_the_distinct_rows_fit);
    tcase_add_test(tcase, many_rows_of_few_values_are_counted_exactly);
    tcase_add_loop_test(
        tcase, beyond_the_limit_memory_stays_and_the_count_is_an_estimate, 0,
        3);
    tcase_add_test(tcase, rows_all_different_have_no_duplicates_at_any_level);
    tcase_add_test(tcase,
                   one_row_that_repeats_often_is_seen_though_it_is_no_sample);
    tcase_add_test(tcase,
                   the_estimate_does_not_depend_on_the_order_of_the_rows);
    tcase_add_test(tcase, equal_rows_are_constant_and_exact);
    tcase_add_test(tcase, counting_survives_lost_memory);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
