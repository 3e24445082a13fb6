/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "support/runner.h"

static chl_error err;

START_TEST(additions_are_joined)
{
    chl_text text = { 0 };

    chl_text_add(&text, "%s = %d", "n", 12);
    chl_text_add_bytes(&text, "; \0!", 4);
    chl_text_add(&text, "%s", "");
    ck_assert_ok(chl_text_check(&text, "a text", &err), err);
    ck_assert_uint_eq(text.length, 10);
    ck_assert_mem_eq(text.data, "n = 12; \0!\0", 11);
    chl_text_clear(&text);
    ck_assert_ptr_null(text.data);
    chl_text_clear(&text);
}
END_TEST

START_TEST(a_text_grows_with_its_contents)
{
    chl_text text = { 0 };

    for (int i = 0; i < 10000; i++) {
        chl_text_add(&text, "%04d", i);
    }
    ck_assert_uint_eq(text.length, 40000);
    ck_assert_int_eq(strncmp(text.data + 4 * 9999, "9999", 5), 0);
    chl_text_clear(&text);
}
END_TEST

START_TEST(lost_memory_is_remembered)
{
    chl_text text = { 0 };

    chl_memory_fail_after(0);
    chl_text_add(&text, "lost");
    chl_memory_fail_after(-1);
    chl_text_add(&text, "late");
    chl_text_add_bytes(&text, "late", 4);
    ck_assert_fails(chl_text_check(&text, "a report", &err), CHL_ENOMEM,
                    "out of memory for a report", err);
    chl_text_clear(&text);
    ck_assert(!text.failed);
}
END_TEST

static const struct {
    const char *a, *b;
    size_t distance;
} distances[] = {
    { "", "", 0 },
    { "", "abc", 3 },
    { "gauss", "gauss", 0 },
    { "gauss", "gaus", 1 },
    { "gauss", "guass", 1 }, /* neighbours swapped */
    { "matern32", "matern52", 1 },
    { "kitten", "sitting", 3 },
    { "rank", "flow", 4 },
};

START_TEST(distances_count_edits_either_way)
{
    ck_assert_uint_eq(chl_text_distance(distances[_i].a, distances[_i].b),
                      distances[_i].distance);
    ck_assert_uint_eq(chl_text_distance(distances[_i].b, distances[_i].a),
                      distances[_i].distance);
}
END_TEST

START_TEST(long_words_do_not_overflow)
{
    char word[500];

    memset(word, 'a', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    ck_assert_uint_eq(chl_text_distance(word, word), 0);
    ck_assert_uint_ge(chl_text_distance(word, ""), 63);
}
END_TEST

START_TEST(the_nearest_word_is_found)
{
    static const char *const words[] = { "spectrum", "predict", "report" };

    ck_assert_uint_eq(chl_text_nearest("spektrum", words, 3), 0);
    ck_assert_uint_eq(chl_text_nearest("perdict", words, 3), 1);
    ck_assert_uint_eq(chl_text_nearest("report", words, 3), 2);
    ck_assert_uint_eq(chl_text_nearest("xylophone", words, 3), 3);
    ck_assert_uint_eq(chl_text_nearest("report", words, 0), 0);
}
END_TEST

static const struct {
    const char *bytes;
    bool valid;
} sequences[] = {
    { "", true },
    { "plain", true },
    { "\xc3\xa4", true },          /* U+00E4 */
    { "\xe2\x82\xac", true },      /* U+20AC */
    { "\xf0\x9f\x8e\xbb", true },  /* U+1F3BB */
    { "\xf4\x8f\xbf\xbf", true },  /* U+10FFFF, the last */
    { "\xed\x9f\xbf", true },      /* U+D7FF, before the surrogates */
    { "\xee\x80\x80", true },      /* U+E000, behind them */
    { "\x80", false },             /* no lead byte */
    { "\xbf", false },             /* no lead byte */
    { "\xc3", false },             /* cut */
    { "\xe2\x82", false },         /* cut */
    { "\xf0\x9f\x8e", false },     /* cut */
    { "\xc3(", false },            /* no second byte */
    { "\xe2\x28\xa1", false },     /* no second byte */
    { "\xe2\x82\x28", false },     /* no third byte */
    { "\xf0\x9f\x8e\x28", false }, /* no fourth byte */
    { "\xc0\xaf", false },         /* overlong in two */
    { "\xc1\xbf", false },         /* overlong in two */
    { "\xe0\x9f\xbf", false },     /* overlong in three */
    { "\xf0\x8f\xbf\xbf", false }, /* overlong in four */
    { "\xed\xa0\x80", false },     /* surrogate */
    { "\xed\xbf\xbf", false },     /* surrogate */
    { "\xf4\x90\x80\x80", false }, /* beyond U+10FFFF */
    { "\xf5\x80\x80\x80", false }, /* beyond U+10FFFF */
    { "\xff", false },             /* never */
    { "caf\xe9", false },          /* Latin-1 */
};
enum {
    SEQUENCES = sizeof sequences / sizeof *sequences
};

START_TEST(utf8_is_told_from_other_bytes)
{
    const char *bytes = sequences[_i].bytes;

    ck_assert_msg(chl_text_is_utf8(bytes, strlen(bytes)) == sequences[_i].valid,
                  "sequence number %d", _i);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("base/text");
    TCase *all = tcase_create("text");

    tcase_add_test(all, additions_are_joined);
    tcase_add_test(all, a_text_grows_with_its_contents);
    tcase_add_test(all, lost_memory_is_remembered);
    tcase_add_loop_test(all, distances_count_edits_either_way, 0,
                        sizeof distances / sizeof *distances);
    tcase_add_test(all, long_words_do_not_overflow);
    tcase_add_test(all, the_nearest_word_is_found);
    tcase_add_loop_test(all, utf8_is_told_from_other_bytes, 0, SEQUENCES);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
