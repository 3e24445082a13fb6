/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/runner.h"

#include <locale.h>
#include <string.h>

#include "documents.h"

static const chl_document_settings ASCII = { .ascii = true, .width = 80 };

START_TEST(every_section_has_its_table)
{
    chl_result *result = results_full();
    char *document = document_with(result, "text", ASCII);
    static const char *const parts[] = {
        "chladni " CHL_VERSION "  cats.zip  5153 images 64x64x3, 1 skipped",
        "VERDICT\n  oscillatory, damped by R1",
        "  - gamma lies between 1.4 and 6.5",
        "QUANTITY ",
        "lambda_1             0.0137  0.0123..0.0151 ",
        "duplicates               12 ",
        "gamma for 25000 steps, batch 32     4.2  2..8.4 ",
        "MODE  LAMBDA  95% INTERVAL",
        "\n   1  8 of 8 are \"tabby\": ",
        "simultaneous          0.54 ",
        "implicit               any ",
        "3  rotate90          1  -0.1..0.1 ",
        "AUGMENTATION  ratio  leak-patches",
        "ratio (lower is better): what it buys",
        "\nrotate90: hides 3 directions <of> the data",
        "may leak",
        "wells:m=2             2   1.045       1.2  14.8 % ",
        "1 of 2 passed",
        "W-DUPLICATES\n  12 of 5153 items",
        "what to do: give them a probability below 1/2",
    };

    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
        ck_assert_contains(document, parts[k]);
    }
    chl_free(document);
    chl_result_free(result);
}
END_TEST

START_TEST(sections_that_are_absent_are_not_mentioned)
{
    char *document = document_of(results_bare(), "text");

    ck_assert_str_eq(document, "chladni " CHL_VERSION "\n");
    chl_free(document);
}
END_TEST

/* Length of the longest line, counting every character as one column. */
static size_t
widest_line(const char *document)
{
    size_t widest = 0, now = 0;

    for (; *document != '\0'; document++) {
        now = *document == '\n' ? 0 : now + ((*document & 0xC0) != 0x80);
        widest = now > widest ? now : widest;
    }
    return widest;
}

START_TEST(no_line_is_wider_than_the_terminal)
{
    chl_result *result = results_full();
    static const size_t widths[] = { 48, 60, 80, 100, 160, 200 };

    for (size_t k = 0; k < sizeof widths / sizeof *widths; k++) {
        chl_document_settings settings = { .ascii = true, .width = widths[k] };
        char *document = document_with(result, "text", settings);

        ck_assert_uint_le(widest_line(document), widths[k]);
        chl_free(document);
    }
    chl_result_free(result);
}
END_TEST

START_TEST(no_line_ends_in_blanks)
{
    chl_result *result = results_full();
    char *document = document_with(result, "text", ASCII);

    ck_assert_lacks(document, " \n");
    chl_free(document);
    chl_result_free(result);
}
END_TEST

START_TEST(words_are_never_broken)
{
    chl_result *result = results_full();
    chl_document_settings settings = { .ascii = true, .width = 60 };
    char *document = document_with(result, "text", settings);

    ck_assert_contains(document, "tabby/002.png");
    ck_assert_contains(document, "jitter");
    chl_free(document);
    chl_result_free(result);
}
END_TEST

START_TEST(colours_appear_only_where_asked_for)
{
    chl_result *result = results_full();
    chl_document_settings settings = ASCII;
    char *plain = document_with(result, "text", settings), *coloured;

    settings.color = true;
    coloured = document_with(result, "text", settings);
    ck_assert_lacks(plain, "\x1b");
    ck_assert_contains(coloured, "\x1b[31mFAIL\x1b[0m");
    ck_assert_contains(coloured, "\x1b[33mW-DUPLICATES\x1b[0m");
    chl_free(plain);
    chl_free(coloured);
    chl_result_free(result);
}
END_TEST

START_TEST(a_terminal_is_safe_from_hostile_names)
{
    chl_result *result = results_hostile();
    chl_document_settings settings = ASCII;
    char *document = document_with(result, "text", settings);

    for (const char *at = document; *at != '\0'; at++) {
        ck_assert(*at == '\n' || (*at >= ' ' && *at < 0x7f));
    }
    chl_free(document);
    settings.ascii = false;
    document = document_with(result, "text", settings);
    ck_assert_lacks(document, "\x1b");
    ck_assert_lacks(document, "\xe2\x80\xae");
    chl_free(document);
    chl_result_free(result);
}
END_TEST

START_TEST(a_terminal_with_utf8_gets_better_signs)
{
    chl_result *result = results_full();
    chl_document_settings settings = { .width = 80 };
    char *document;

    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL) {
        chl_result_free(result);
        return;
    }
    document = document_with(result, "text", settings);
    ck_assert_contains(document, "0.0123\xe2\x80\x93"
                                 "0.0151");
    ck_assert_contains(document, "64\xc3\x97"
                                 "64\xc3\x97"
                                 "3");
    ck_assert_uint_le(widest_line(document), 80);
    chl_free(document);
    chl_result_free(result);
    setlocale(LC_CTYPE, "C");
}
END_TEST

START_TEST(numbers_of_a_theory_that_does_not_apply_are_left_out)
{
    chl_result *result = results_full();
    char *document;

    result->prediction->covered = false;
    document = document_with(result, "text", ASCII);
    ck_assert_lacks(document, "half_life");
    ck_assert_lacks(document, "SETTING");
    chl_free(document);
    chl_result_free(result);
}
END_TEST

static chl_status
render_text(const chl_result *result, chl_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    chl_status status =
        chl_document_render(result, "text", NULL, &bytes, &size, err);

    chl_free(bytes);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    chl_error err = { 0 };
    chl_result *result = results_full();

    ck_assert_survives_lost_memory(render_text(result, &err));
    chl_result_free(result);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("text");
    TCase *tcase = tcase_create("text");

    tcase_add_test(tcase, every_section_has_its_table);
    tcase_add_test(tcase, sections_that_are_absent_are_not_mentioned);
    tcase_add_test(tcase, no_line_is_wider_than_the_terminal);
    tcase_add_test(tcase, no_line_ends_in_blanks);
    tcase_add_test(tcase, words_are_never_broken);
    tcase_add_test(tcase, colours_appear_only_where_asked_for);
    tcase_add_test(tcase, a_terminal_is_safe_from_hostile_names);
    tcase_add_test(tcase, a_terminal_with_utf8_gets_better_signs);
    tcase_add_test(tcase, numbers_of_a_theory_that_does_not_apply_are_left_out);
    tcase_add_test(tcase, lost_memory_is_survived);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
