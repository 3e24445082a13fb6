/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/runner.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "report/format.h"

START_TEST(numbers_are_as_short_as_they_can_be)
{
    static const struct {
        double value;
        const char *words;
    } cases[] = { { 0.1, "0.1" },
                  { 3.0, "3.0" },
                  { -0.0, "-0.0" },
                  { 1e300, "1e+300" },
                  { 1.0 / 3.0, "0.3333333333333333" },
                  { 0.1 + 0.2, "0.30000000000000004" },
                  { 1e-5, "1e-05" },
                  { DBL_MAX, "1.7976931348623157e+308" } };
    char buffer[CHL_REAL_CHARS];

    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        chl_format_real(cases[k].value, buffer);
        ck_assert_str_eq(buffer, cases[k].words);
    }
}
END_TEST

START_TEST(every_number_reads_back_as_itself)
{
    chl_random random = { .seed = 1, .stream = CHL_STREAM_TESTS };
    char buffer[CHL_REAL_CHARS];

    for (uint64_t k = 0; k < 20000; k++) {
        uint64_t bits = chl_random_bits(&random, k);
        double value;

        memcpy(&value, &bits, sizeof value);
        if (isfinite(value)) {
            chl_format_real(value, buffer);
            ck_assert(strtod(buffer, NULL) == value);
        }
    }
}
END_TEST

START_TEST(a_locale_with_a_comma_changes_nothing)
{
    static const char *const names[] = { "de_DE.UTF-8", "fr_FR.UTF-8",
                                         "de_DE.utf8", "nl_NL.UTF-8" };
    char buffer[CHL_REAL_CHARS];

    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        if (setlocale(LC_NUMERIC, names[k]) != NULL) {
            break;
        }
    }
    chl_format_real(1234.5, buffer);
    ck_assert_str_eq(buffer, "1234.5");
    chl_format_real(2.5e-7, buffer);
    ck_assert_str_eq(buffer, "2.5e-07");
    chl_format_short(0.01372, 3, buffer);
    ck_assert_str_eq(buffer, "0.0137");
    setlocale(LC_NUMERIC, "C");
}
END_TEST

START_TEST(people_see_counts_in_full_and_reals_rounded)
{
    char buffer[CHL_REAL_CHARS];

    chl_format_short(51530.0, 4, buffer);
    ck_assert_str_eq(buffer, "51530");
    chl_format_short(889344.2, 3, buffer);
    ck_assert_str_eq(buffer, "889000");
    chl_format_short(-1234.5, 3, buffer);
    ck_assert_str_eq(buffer, "-1230");
    chl_format_short(1.5e12 + 0.5, 3, buffer);
    ck_assert_str_eq(buffer, "1.5e+12");
    chl_format_short(0.123456, 4, buffer);
    ck_assert_str_eq(buffer, "0.1235");
    chl_format_short(NAN, 4, buffer);
    ck_assert_str_eq(buffer, "-");
    chl_format_short(-INFINITY, 4, buffer);
    ck_assert_str_eq(buffer, "-inf");
    chl_format_short(-0.0, 4, buffer);
    ck_assert_str_eq(buffer, "0");
}
END_TEST

START_TEST(bytes_that_are_no_text_become_replacements)
{
    chl_text text = { 0 };

    chl_text_add_utf8(&text, "a\xff\xc3(\xe2\x82\xac\xf0\x9f");
    ck_assert_str_eq(text.data, "a\xef\xbf\xbd\xef\xbf\xbd(\xe2\x82\xac"
                                "\xef\xbf\xbd\xef\xbf\xbd");
    chl_text_clear(&text);
}
END_TEST

START_TEST(a_terminal_gets_no_control_characters)
{
    chl_text text = { 0 };

    chl_text_add_plain(&text, "a\x1b[1m\n\xc2\x9b\xe2\x80\xae\xc3\xa9\x7f",
                       false);
    ck_assert_str_eq(text.data, "a?[1m???\xc3\xa9?");
    chl_text_clear(&text);
    chl_text_add_plain(&text, "caf\xc3\xa9", true);
    ck_assert_str_eq(text.data, "caf?");
    chl_text_clear(&text);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("format");
    TCase *tcase = tcase_create("format");

    tcase_add_test(tcase, numbers_are_as_short_as_they_can_be);
    tcase_add_test(tcase, every_number_reads_back_as_itself);
    tcase_add_test(tcase, a_locale_with_a_comma_changes_nothing);
    tcase_add_test(tcase, people_see_counts_in_full_and_reals_rounded);
    tcase_add_test(tcase, bytes_that_are_no_text_become_replacements);
    tcase_add_test(tcase, a_terminal_gets_no_control_characters);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
