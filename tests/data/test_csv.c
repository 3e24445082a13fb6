/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/dataset.h"
#include "support/runner.h"

static chl_error err;
static chl_table table;
static chl_findings sink;

static void
tear_down(void)
{
    chl_table_clear(&table);
    chl_findings_clear(&sink);
}

static chl_status
read_text(const char *text, chl_findings *findings)
{
    chl_source source = { .bytes = (const uint8_t *) text,
                          .size = strlen(text) };

    ck_assert(chl_reader_csv.sniff(&source));
    return chl_reader_csv.read(&source, findings, NULL, &table, &err);
}

static double
value(size_t row, size_t column)
{
    double values[32];

    ck_assert_uint_le(table.shape[1], 32);
    chl_row_values(&table, row, values);
    return values[column];
}

/* The same table in every dress. */
static const char *const dresses[] = {
    "a,b\n1,2.5\n-3,4e2\n",
    "a;b\n1;2.5\n-3;4e2\n",
    "a\tb\n1\t2.5\n-3\t4e2\n",
    "\357\273\277a,b\r\n1,2.5\r\n-3,4e2",
    "\"a\",\"b\"\n\"1\",2.5\n-3,\"4e2\"\n",
    "a, b\n 1 , 2.5\n -3, 4e2\n\n\n",
};

START_TEST(delimiters_quotes_and_line_ends_do_not_matter)
{
    ck_assert_ok(read_text(dresses[_i], NULL), err);
    ck_assert_uint_eq(table.count, 2);
    ck_assert_uint_eq(table.shape[1], 2);
    ck_assert_double_eq(value(0, 1), 2.5);
    ck_assert_double_eq(value(1, 0), -3);
    ck_assert_double_eq(value(1, 1), 400);
    ck_assert_str_eq(table.column_names[0], "a");
    ck_assert_str_eq(table.column_names[1], "b");
}
END_TEST

START_TEST(words_become_one_column_each_in_the_order_of_bytes)
{
    ck_assert_ok(
        read_text("age,work\n39,Private\n50,Federal\n38,Private\n", NULL), err);
    ck_assert_uint_eq(table.shape[1], 3);
    ck_assert_str_eq(table.column_names[0], "age");
    ck_assert_str_eq(table.column_names[1], "work=Federal");
    ck_assert_str_eq(table.column_names[2], "work=Private");
    ck_assert_double_eq(value(0, 1), 0);
    ck_assert_double_eq(value(0, 2), 1);
    ck_assert_double_eq(value(1, 1), 1);
}
END_TEST

/* First lines that are data (0) or a header (1). */
static const struct {
    const char *text;
    size_t rows;
} headers[] = {
    { "1,2\n3,4\n", 2 },
    { "x,y\n3,4\n5,6\n", 2 },
    { "x,2\ny,4\nx,6\n", 3 },
    { "colour,size\nred,big\nblue,small\n", 2 },
    { "red,big\nred,small\n", 2 },
    { ",y\n3,4\n5,6\n", 2 },
    { "x,y\n", 0 },
};

START_TEST(a_header_is_told_from_data)
{
    ck_assert_ok(read_text(headers[_i].text, NULL), err);
    ck_assert_uint_eq(table.count, headers[_i].rows);
}
END_TEST

START_TEST(columns_without_a_header_are_numbered)
{
    ck_assert_ok(read_text("1,red\n2,blue\n", NULL), err);
    ck_assert_str_eq(table.column_names[0], "column 0");
    ck_assert_str_eq(table.column_names[1], "column 1=blue");
}
END_TEST

START_TEST(names_that_are_not_utf8_are_escaped)
{
    ck_assert_ok(read_text("a\377b,c\n1,2\n3,4\n", NULL), err);
    ck_assert_str_eq(table.column_names[0], "a\\xFFb");
}
END_TEST

static const struct {
    const char *text;
    chl_status status;
    const char *part;
} refused[] = {
    { "a,b\n1,2\n3,\n5,6\n", CHL_EDATA,
      "row 1, column 1 ('b') is missing; expected a number" },
    { "1,2\n3,NA\n5,6\n", CHL_EDATA,
      "row 1, column 1 is missing; expected a number" },
    { "a,b\n1,2\n?,4\n5,6\n", CHL_EDATA,
      "row 1, column 0 ('a') is missing; expected a number" },
    { "a,b\n1,red\n2,\n3,red\n", CHL_EDATA,
      "row 1, column 1 ('b') is missing; expected a word" },
    { "a,b\n1,2\n3,x4\n5,6\n", CHL_EFORMAT,
      "row 1, column 1 ('b') is 'x4'; expected a number" },
    { "a,b\n1,2\n3,0x10\n5,6\n", CHL_EFORMAT, "is '0x10'; expected a number" },
    { "a,b\n1,2\n3\n5,6\n", CHL_EFORMAT, "row 1 has 1 cells; expected 2" },
    { "a,b\n1,2\n3,4,5\n", CHL_EFORMAT, "row 1 has 3 cells; expected 2" },
    { "a,b\n1,\"2\n3,4\n", CHL_EFORMAT,
      "read as CSV: record 1: a quote that is not doubled or not closed" },
    { "a,b\n1,2\"2\n3,4\n", CHL_EFORMAT, "record 1: a quote" },
};

START_TEST(a_bad_cell_is_refused_with_row_and_column)
{
    ck_assert_fails(read_text(refused[_i].text, NULL), refused[_i].status,
                    refused[_i].part, err);
}
END_TEST

START_TEST(a_nul_byte_is_refused)
{
    static const char text[] = "a,b\n1,2\n3,\0\n";
    chl_source source = { .bytes = (const uint8_t *) text,
                          .size = sizeof text - 1 };

    ck_assert(!chl_reader_csv.sniff(&source));
    ck_assert_fails(chl_reader_csv.read(&source, NULL, NULL, &table, &err),
                    CHL_EFORMAT, "record 2, column 1 contains a NUL byte", err);
}
END_TEST

START_TEST(a_question_mark_among_words_is_a_word)
{
    ck_assert_ok(read_text("a,b\n1,red\n2,?\n3,red\n", NULL), err);
    ck_assert_str_eq(table.column_names[1], "b=?");
}
END_TEST

START_TEST(too_many_words_are_refused)
{
    chl_text text = { 0 };

    for (size_t k = 0; k < 300; k++) {
        chl_text_add(&text, "%zu,name%zu\n", k, k);
    }
    ck_assert_fails(read_text(text.data, NULL), CHL_EDATA,
                    "column 1 ('') has more than 256 different words", err);
    chl_text_clear(&text);
}
END_TEST

START_TEST(a_check_leaves_bad_rows_out_under_their_own_numbers)
{
    char name[32];

    ck_assert_ok(read_text("a,b\n1,2\n3,\n5,6\n7\n9,1\n", &sink), err);
    ck_assert_uint_eq(table.count, 3);
    ck_assert_uint_eq(table.skipped, 2);
    ck_assert_uint_eq(sink.count, 2);
    ck_assert_str_eq(sink.list[0].code, "missing");
    ck_assert_str_eq(sink.list[0].item, "row 1");
    ck_assert_str_eq(sink.list[0].text,
                     "column 1 ('b') is missing; expected a number");
    ck_assert_str_eq(sink.list[1].code, "shape");
    chl_table_item_name(&table, 2, name, sizeof name);
    ck_assert_str_eq(name, "row 4");
}
END_TEST

START_TEST(numbers_do_not_depend_on_the_locale)
{
    /* Where the machine has none of these the test is what it was. */
    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL) {
        setlocale(LC_ALL, "fr_FR.UTF-8");
    }
    ck_assert_ok(read_text("a,b\n1.5,2\n2.5,3\n", NULL), err);
    ck_assert_double_eq(value(0, 0), 1.5);
}
END_TEST

START_TEST(json_is_not_taken_for_csv)
{
    static const char text[] = "{\"a\": 1}";
    chl_source source = { .bytes = (const uint8_t *) text,
                          .size = sizeof text - 1 };

    ck_assert(!chl_reader_csv.sniff(&source));
}
END_TEST

/* Cuts inside a row lose cells or leave a quote open; what else a cut makes
 * is a shorter table. */
START_TEST(truncations_never_crash)
{
    static const char text[] = "a,b,c\n1,\"x\",2\n3,\"y\",4\n5,\"x\",6\n";

    for (size_t size = 0; size < sizeof text - 1; size++) {
        chl_source source = { .bytes = (const uint8_t *) text, .size = size };
        chl_status got = chl_reader_csv.read(&source, NULL, NULL, &table, &err);

        ck_assert(got == CHL_OK || got == CHL_EFORMAT || got == CHL_EDATA);
        ck_assert_int_eq(got == CHL_OK, err.text[0] == '\0');
        chl_table_clear(&table);
        err = (chl_error){ 0 };
    }
}
END_TEST

static chl_status
read_and_clear(chl_findings *findings)
{
    chl_status status = read_text(
        "age,work\n39,Private\n50,Federal\n,Private\n38,Self\n", findings);

    chl_table_clear(&table);
    chl_findings_clear(&sink);
    return status;
}

START_TEST(reading_survives_lost_memory)
{
    ck_assert_survives_lost_memory(read_and_clear(&sink));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("data csv");
    TCase *reading = tcase_create("reading");

    tcase_add_checked_fixture(reading, NULL, tear_down);
    tcase_add_loop_test(reading, delimiters_quotes_and_line_ends_do_not_matter,
                        0, sizeof dresses / sizeof *dresses);
    tcase_add_test(reading, words_become_one_column_each_in_the_order_of_bytes);
    tcase_add_loop_test(reading, a_header_is_told_from_data, 0,
                        sizeof headers / sizeof *headers);
    tcase_add_test(reading, columns_without_a_header_are_numbered);
    tcase_add_test(reading, names_that_are_not_utf8_are_escaped);
    tcase_add_loop_test(reading, a_bad_cell_is_refused_with_row_and_column, 0,
                        sizeof refused / sizeof *refused);
    tcase_add_test(reading, a_nul_byte_is_refused);
    tcase_add_test(reading, a_question_mark_among_words_is_a_word);
    tcase_add_test(reading, too_many_words_are_refused);
    tcase_add_test(reading,
                   a_check_leaves_bad_rows_out_under_their_own_numbers);
    tcase_add_test(reading, numbers_do_not_depend_on_the_locale);
    tcase_add_test(reading, json_is_not_taken_for_csv);
    tcase_add_test(reading, truncations_never_crash);
    tcase_add_test(reading, reading_survives_lost_memory);
    suite_add_tcase(suite, reading);
    return run_suite(suite);
}
