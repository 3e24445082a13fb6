/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "support/runner.h"

static long before;

static void
count_blocks(void)
{
    before = chl_memory_live_blocks();
}

static void
no_block_is_left(void)
{
    chl_memory_fail_after(-1);
    ck_assert_int_eq(chl_memory_live_blocks(), before);
}

START_TEST(blocks_are_zeroed)
{
    static const unsigned char zeros[1000];
    unsigned char *block = chl_alloc(100, 10);

    ck_assert_ptr_nonnull(block);
    ck_assert_mem_eq(block, zeros, sizeof zeros);
    chl_free(block);
}
END_TEST

START_TEST(blocks_are_counted)
{
    void *one = chl_alloc(1, 1), *two = chl_alloc(0, 8);

    ck_assert_ptr_nonnull(two); /* NULL always means failure */
    ck_assert_int_eq(chl_memory_live_blocks(), before + 2);
    one = chl_realloc(one, 100, 1);
    ck_assert_int_eq(chl_memory_live_blocks(), before + 2);
    chl_free(one);
    chl_free(two);
    chl_free(NULL);
    ck_assert_int_eq(chl_memory_live_blocks(), before);
}
END_TEST

START_TEST(sizes_that_overflow_are_refused)
{
    void *block = chl_alloc(1, 1);

    /* Hidden from the compiler, which would warn about the size. */
    volatile size_t huge = SIZE_MAX / 2;

    ck_assert_ptr_null(chl_alloc(huge, 3));
    ck_assert_ptr_null(chl_realloc(block, huge, 3));
    chl_free(block);
}
END_TEST

START_TEST(growing_keeps_what_was_there)
{
    char *block = chl_realloc(NULL, 4, 1);

    ck_assert_ptr_nonnull(block);
    memcpy(block, "abc", 4);
    block = chl_realloc(block, 100000, 1);
    ck_assert_ptr_nonnull(block);
    ck_assert_str_eq(block, "abc");
    chl_free(block);
}
END_TEST

START_TEST(strings_are_copied)
{
    const char *text = "G\xc3\xb6ttingen";
    char *copy = chl_strdup(text);

    ck_assert_ptr_ne(copy, text);
    ck_assert_str_eq(copy, text);
    chl_free(copy);
}
END_TEST

START_TEST(allocations_fail_after_the_number_told)
{
    void *one, *two;

    chl_memory_fail_after(2);
    one = chl_alloc(1, 1);
    two = chl_alloc(1, 1);
    ck_assert(one != NULL && two != NULL);
    ck_assert_ptr_null(chl_alloc(1, 1));
    ck_assert_ptr_null(chl_realloc(one, 2, 1));
    ck_assert_ptr_null(chl_strdup("a"));
    chl_memory_fail_after(-1);
    chl_free(two);
    two = chl_alloc(1, 1);
    ck_assert_ptr_nonnull(two);
    chl_free(one);
    chl_free(two);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("base/memory");
    TCase *all = tcase_create("memory");

    tcase_add_checked_fixture(all, count_blocks, no_block_is_left);
    tcase_add_test(all, blocks_are_zeroed);
    tcase_add_test(all, blocks_are_counted);
    tcase_add_test(all, sizes_that_overflow_are_refused);
    tcase_add_test(all, growing_keeps_what_was_there);
    tcase_add_test(all, strings_are_copied);
    tcase_add_test(all, allocations_fail_after_the_number_told);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
