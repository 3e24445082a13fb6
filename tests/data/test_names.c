/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of files: order, extension, hidden parts. */
#include <string.h>

#include "data/names.h"
#include "support/runner.h"

/* Ascending; every pair is compared both ways. */
static const char *const ordered[] = {
    "IMG2.png",
    "a",
    "a/b",
    "a/c10",
    "a-b",
    "img2.png",
    "img02.png",
    "img3",
    "img10.png",
    "img100",
    "img99999999999999999999998",
    "img99999999999999999999999",
    "imgx",
    "\xC3\xA4",
};

START_TEST(numbers_in_names_are_ordered_by_value)
{
    size_t count = sizeof ordered / sizeof ordered[0];

    for (size_t i = 0; i < count; i++) {
        ck_assert_int_eq(chl_name_compare(ordered[i], ordered[i]), 0);
        for (size_t j = i + 1; j < count; j++) {
            /* "img02" and "img2" are the same number: bytes decide. */
            bool same = i == 5 && j == 6;
            int order = chl_name_compare(ordered[i], ordered[j]);

            ck_assert_msg(same ? order > 0 : order < 0, "%s %s", ordered[i],
                          ordered[j]);
            order = chl_name_compare(ordered[j], ordered[i]);
            ck_assert_msg(same ? order < 0 : order > 0, "%s %s", ordered[j],
                          ordered[i]);
        }
    }
}
END_TEST

START_TEST(extensions_are_the_lower_case_of_the_last_part)
{
    char extension[8];

    chl_name_extension("a.b/c.PnG", extension, sizeof extension);
    ck_assert_str_eq(extension, ".png");
    chl_name_extension("a.b/c", extension, sizeof extension);
    ck_assert_str_eq(extension, "");
    chl_name_extension("a/.hidden", extension, sizeof extension);
    ck_assert_str_eq(extension, "");
    chl_name_extension("a.verylongone", extension, sizeof extension);
    ck_assert_str_eq(extension, ".verylo");
}
END_TEST

START_TEST(a_dot_at_the_start_of_any_part_hides_a_name)
{
    ck_assert(chl_name_is_hidden(".a"));
    ck_assert(chl_name_is_hidden("a/.b/c"));
    ck_assert(chl_name_is_hidden("__MACOSX/a.png"));
    ck_assert(!chl_name_is_hidden("./a.png"));
    ck_assert(!chl_name_is_hidden("a/b.png"));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("names");
    TCase *tcase = tcase_create("names");

    tcase_add_test(tcase, numbers_in_names_are_ordered_by_value);
    tcase_add_test(tcase, extensions_are_the_lower_case_of_the_last_part);
    tcase_add_test(tcase, a_dot_at_the_start_of_any_part_hides_a_name);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
