/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Equal rows. */
#include <string.h>

#include "data/duplicates.h"
#include "support/runner.h"

static chl_error err;

static bool
equal_letters(const void *user, size_t a, size_t b)
{
    const char *letters = user;

    return letters[a] == letters[b];
}

/* Hashes that collide on purpose: only the comparison tells rows apart. */
static chl_status
find(const char *letters, uint64_t buckets, size_t *first, size_t *duplicates)
{
    uint64_t hash[64];
    size_t count = strlen(letters);

    for (size_t i = 0; i < count; i++) {
        hash[i] = (uint64_t) letters[i] % buckets;
    }
    return chl_duplicates_find(hash, count, equal_letters, letters, first,
                               duplicates, &err);
}

START_TEST(each_row_names_its_first_equal_whatever_the_hash)
{
    static const uint64_t buckets[] = { 1, 2, 3, 1000 };
    static const size_t want[] = { 0, 1, 0, 3, 1, 0, 6 };
    size_t first[7], duplicates = 0;

    ck_assert_ok(find("abacbad", buckets[_i], first, &duplicates), err);
    ck_assert_uint_eq(duplicates, 3);
    for (size_t i = 0; i < 7; i++) {
        ck_assert_uint_eq(first[i], want[i]);
    }
}
END_TEST

START_TEST(no_rows_have_no_duplicates)
{
    size_t duplicates = 99;

    ck_assert_ok(find("", 1, NULL, &duplicates), err);
    ck_assert_uint_eq(duplicates, 0);
}
END_TEST

START_TEST(the_search_survives_lost_memory)
{
    size_t first[3], duplicates;

    ck_assert_survives_lost_memory(find("aaa", 1, first, &duplicates));
    ck_assert_uint_eq(duplicates, 2);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("duplicates");
    TCase *tcase = tcase_create("duplicates");

    tcase_add_loop_test(tcase, each_row_names_its_first_equal_whatever_the_hash,
                        0, 4);
    tcase_add_test(tcase, no_rows_have_no_duplicates);
    tcase_add_test(tcase, the_search_survives_lost_memory);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
