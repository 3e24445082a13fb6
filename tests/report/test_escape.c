/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/runner.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "report/markup.h"

static chl_text page;

static void
start(void)
{
    page = (chl_text){ 0 };
}

static void
stop(void)
{
    chl_text_clear(&page);
}

START_TEST(markup_becomes_text)
{
    chl_markup_text(&page, "<a href=\"x\" id='y'>&amp;</a>");
    ck_assert_str_eq(page.data, "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;"
                                "&amp;amp;&lt;/a&gt;");
}
END_TEST

START_TEST(letters_of_every_length_stay_as_they_are)
{
    static const char letters[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\xBA\tz\n";

    chl_markup_text(&page, letters);
    ck_assert_str_eq(page.data, letters);
}
END_TEST

START_TEST(what_is_no_character_is_replaced_byte_by_byte)
{
    static const char *const odd[] = {
        "\x01", "\x1b",         "\x7f",         "\r",       "\xff",
        "\xc3", "\xed\xa0\x80", "\xef\xbf\xbf", "\xf0\x9f",
    };

    chl_text_add(&page, ".");
    chl_markup_text(&page, odd[_i]);
    ck_assert_uint_eq(page.length, 1 + 3 * strlen(odd[_i]));
    for (size_t k = 1; k < page.length; k += 3) {
        ck_assert_mem_eq(page.data + k, "\xEF\xBF\xBD", 3);
    }
}
END_TEST

START_TEST(characters_that_turn_words_round_are_shown)
{
    static const char *const odd[] = { "\xE2\x80\xAA", "\xE2\x80\xAE",
                                       "\xE2\x81\xA6", "\xE2\x81\xA9" };
    static const char *const even[] = { "\xE2\x80\xA9", "\xE2\x80\xAF",
                                        "\xE2\x81\xA5", "\xE2\x81\xAA" };

    chl_markup_text(&page, odd[_i]);
    ck_assert_str_eq(page.data, "\xEF\xBF\xBD");
    chl_text_clear(&page);
    chl_markup_text(&page, even[_i]);
    ck_assert_str_eq(page.data, even[_i]);
}
END_TEST

START_TEST(no_string_adds_nothing)
{
    chl_text_add(&page, ".");
    chl_markup_text(&page, NULL);
    ck_assert_str_eq(page.data, ".");
}
END_TEST

START_TEST(json_in_a_script_cannot_close_it)
{
    static const char json[] = "{\"a\":\"</script>&\"}";

    chl_markup_json(&page, json, sizeof json - 1);
    ck_assert_str_eq(page.data, "{\"a\":\"\\u003c/script\\u003e\\u0026\"}");
}
END_TEST

START_TEST(base64_has_the_vectors_of_the_standard)
{
    static const char *const plain[] = { "f", "fo", "foo", "foob", "foobar" };
    static const char *const coded[] = { "Zg==", "Zm8=", "Zm9v",
                                         "Zm9vYg==", "Zm9vYmFy" };

    chl_markup_base64(&page, (const uint8_t *) plain[_i], strlen(plain[_i]));
    ck_assert_str_eq(page.data, coded[_i]);
}
END_TEST

START_TEST(base64_uses_the_whole_alphabet)
{
    static const uint8_t bytes[] = { 0xfb, 0xff, 0xbf };

    chl_markup_base64(&page, bytes, 3);
    ck_assert_str_eq(page.data, "+/+/");
}
END_TEST

START_TEST(numbers_are_short_words)
{
    static const struct {
        double value;
        const char *words;
    } cases[] = {
        { 0.0, "0" },
        { -0.0, "0" },
        { 0.01234567, "0.0123" },
        { 1234.5, "1230" },
        { -2.5, "\xE2\x88\x92"
                "2.5" },
        { 1e-7, "1e\xE2\x88\x92"
                "7" },
        { 123456.0, "123000" },
        { 1e6, "1e6" },
        { 1e100, "1e100" },
        { NAN, "not available" },
        { INFINITY, "\xE2\x88\x9E" },
        { -INFINITY, "\xE2\x88\x92\xE2\x88\x9E" },
    };

    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        ck_assert_str_eq(chl_number_words(cases[k].value, 3).text,
                         cases[k].words);
    }
}
END_TEST

/* Only where such a locale is installed; the formatter must not notice. */
START_TEST(numbers_do_not_follow_the_locale)
{
    static const char *const names[] = { "de_DE.UTF-8", "fr_FR.UTF-8",
                                         "fa_IR.UTF-8" };

    for (size_t k = 0; k < 3; k++) {
        setlocale(LC_ALL, names[k]);
        ck_assert_str_eq(chl_number_words(0.25, 3).text, "0.25");
        ck_assert_str_eq(chl_number_length(0.26).text, "0.3");
    }
    setlocale(LC_ALL, "C");
}
END_TEST

START_TEST(lengths_have_one_decimal)
{
    ck_assert_str_eq(chl_number_length(12.0).text, "12");
    ck_assert_str_eq(chl_number_length(-0.04).text, "0");
    ck_assert_str_eq(chl_number_length(-0.05).text, "-0.1");
    ck_assert_str_eq(chl_number_length(3.14159).text, "3.1");
    ck_assert_str_eq(chl_number_length(1e300).text, "99999");
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("escape");
    TCase *tests = tcase_create("markup");

    tcase_add_checked_fixture(tests, start, stop);
    tcase_add_test(tests, markup_becomes_text);
    tcase_add_test(tests, letters_of_every_length_stay_as_they_are);
    tcase_add_loop_test(tests, what_is_no_character_is_replaced_byte_by_byte, 0,
                        9);
    tcase_add_loop_test(tests, characters_that_turn_words_round_are_shown, 0,
                        4);
    tcase_add_test(tests, no_string_adds_nothing);
    tcase_add_test(tests, json_in_a_script_cannot_close_it);
    tcase_add_loop_test(tests, base64_has_the_vectors_of_the_standard, 0, 5);
    tcase_add_test(tests, base64_uses_the_whole_alphabet);
    tcase_add_test(tests, numbers_are_short_words);
    tcase_add_test(tests, numbers_do_not_follow_the_locale);
    tcase_add_test(tests, lengths_have_one_decimal);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
