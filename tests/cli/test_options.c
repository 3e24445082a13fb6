/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Option values, and command lines split by tables. */
#include <math.h>
#include <string.h>

#include <chladni/data.h>

#include "option_value.h"
#include "options.h"
#include "support/runner.h"

typedef struct settings {
    double real, gamma;
    size_t size;
    uint64_t seed;
    const char *word, *chain;
    chl_range range;
    bool flag;
    path_list paths;
} settings;

static const char *
word_at(size_t index)
{
    static const char *const words[] = { "dense", "arpack" };

    return index < 2 ? words[index] : NULL;
}

#define FIELD(member) offsetof(settings, member)

static const option options[] = {
    { .name = "real",
      .kind = OPTION_REAL,
      .field = FIELD(real),
      .traits = OPTION_ABOVE },
    { .name = "gamma",
      .kind = OPTION_REAL,
      .field = FIELD(gamma),
      .automatic = "auto",
      .neutral = NAN },
    { .name = "size",
      .letter = 's',
      .kind = OPTION_SIZE,
      .field = FIELD(size),
      .low = 1,
      .high = 100,
      .automatic = "all" },
    { .name = "seed", .kind = OPTION_SEED, .field = FIELD(seed) },
    { .name = "word",
      .kind = OPTION_TEXT,
      .field = FIELD(word),
      .word = word_at },
    { .name = "chain",
      .kind = OPTION_TEXT,
      .field = FIELD(chain),
      .traits = OPTION_JOINED },
    { .name = "range", .kind = OPTION_RANGE, .field = FIELD(range) },
    { .name = "flag", .kind = OPTION_FLAG, .field = FIELD(flag) },
    { .name = "path",
      .kind = OPTION_PATHS,
      .field = FIELD(paths),
      .traits = OPTION_UNRECORDED | OPTION_FLAG_ONLY },
};

enum {
    OPTIONS = sizeof options / sizeof *options
};

static settings values;
static chl_error err;
static option_set set;

static void
set_up(void)
{
    values = (settings){ .real = 1, .gamma = NAN, .word = "dense" };
    err = (chl_error){ 0 };
}

static void
tear_down(void)
{
    option_set_clear(&set);
}

static const option *
find(const char *name)
{
    for (size_t k = 0; k < OPTIONS; k++) {
        if (strcmp(options[k].name, name) == 0) {
            return &options[k];
        }
    }
    ck_abort_msg("no option %s", name);
    return NULL;
}

static chl_status
parse(const char *name, const char *text)
{
    const option *o = find(name);

    return option_value_parse(o, name, text, (char *) &values + o->field, &err);
}

static chl_status
split(char **arguments)
{
    const option_table table = { "Test", options, OPTIONS, &values };

    return option_set_split(&table, 1, arguments, &set, &err);
}

static char *
word(const char *text)
{
    return (char *) (uintptr_t) text;
}

/* Name of an option, and a text that comes back as it went in. */
static const char *const round_trips[][2] = {
    { "real", "0.1" },       { "real", "3.0000000000000004" },
    { "real", "1e-300" },    { "gamma", "auto" },
    { "gamma", "0" },        { "size", "all" },
    { "size", "100" },       { "seed", "18446744073709551615" },
    { "word", "arpack" },    { "range", "raw" },
    { "range", "-1,1" },     { "range", "0,0.1" },
    { "range", "standard" }, { "range", "auto" },
    { "flag", "1" },
};

START_TEST(values_come_back_in_the_words_they_came_in)
{
    const char *name = round_trips[_i][0], *text = round_trips[_i][1];
    const option *o = find(name);
    char back[OPTION_VALUE_TEXT];

    ck_assert_ok(parse(name, text), err);
    ck_assert_str_eq(option_value_format(o, (char *) &values + o->field, back),
                     text);
}
END_TEST

START_TEST(a_text_of_any_length_comes_back_whole)
{
    char text[4 * OPTION_VALUE_TEXT], back[OPTION_VALUE_TEXT];
    const option *o = find("chain");

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    ck_assert_ok(parse("chain", text), err);
    ck_assert_str_eq(option_value_format(o, (char *) &values + o->field, back),
                     text);
}
END_TEST

/* Option, a bad text, and a part of the sentence. */
static const char *const refusals[][3] = {
    { "real", "0", "real is '0'; it must be a number above 0" },
    { "real", "", "must be a number" },
    { "real", "1 ", "must be a number" },
    { "real", "nan", "must be a number" },
    { "real", "inf", "must be a number" },
    { "real", "1e999", "must be a number" },
    { "real", "0x1", "must be a number" },
    { "real", "auto", "must be a number above 0" },
    { "gamma", "-1", "a number of at least 0, or auto" },
    { "size", "0", "at least 1 and at most 100, or all" },
    { "size", "101", "at most 100" },
    { "size", "1.5", "a whole number" },
    { "size", " 1", "a whole number" },
    { "size", "+1", "a whole number" },
    { "seed", "18446744073709551616", "a whole number" },
    { "word", "arpak", "did you mean 'arpack'?" },
    { "word", "qwerty", "one of dense, arpack" },
    { "range", "1,1", "LO below HI" },
    { "range", "1", "LO,HI" },
    { "range", ",1", "LO,HI" },
    { "range", "0,1e999", "LO,HI" },
    { "range", "0,1,2", "LO,HI" },
    { "flag", "maybe", "0 or 1" },
};

START_TEST(bad_values_are_refused_with_the_range_in_the_sentence)
{
    settings before = values;

    ck_assert_fails(parse(refusals[_i][0], refusals[_i][1]), CHL_EARG,
                    refusals[_i][2], err);
    ck_assert_mem_eq(&before, &values, sizeof values);
}
END_TEST

START_TEST(options_may_stand_anywhere_between_the_words)
{
    char *line[] = {
        word("chladni"), word("a"),      word("-s7"), word("b"),
        word("--flag"),  word("--path"), word("x"),   word("--path=y"),
        word("--"),      word("-c"),     NULL
    };

    ck_assert_ok(split(line), err);
    ck_assert_ok(option_set_apply(&set, &err), err);
    ck_assert_uint_eq(values.size, 7);
    ck_assert(values.flag);
    ck_assert_uint_eq(values.paths.count, 2);
    ck_assert_str_eq(values.paths.paths[1], "y");
    ck_assert_uint_eq(set.word_count, 4);
    ck_assert_str_eq(set.words[1], "a");
    ck_assert_str_eq(set.words[2], "b");
    ck_assert_str_eq(set.words[3], "-c");
}
END_TEST

START_TEST(the_last_of_two_flags_holds)
{
    char *line[] = { word("chladni"), word("-s"), word("7"),
                     word("--size"),  word("8"),  NULL };

    ck_assert_ok(split(line), err);
    ck_assert_ok(option_set_apply(&set, &err), err);
    ck_assert_uint_eq(values.size, 8);
}
END_TEST

START_TEST(joined_texts_follow_one_another)
{
    char *line[] = { word("chladni"), word("--chain"), word("a:1"),
                     word("--chain=b,c"), NULL };

    ck_assert_ok(split(line), err);
    ck_assert_ok(option_set_apply(&set, &err), err);
    ck_assert_str_eq(values.chain, "a:1,b,c");
}
END_TEST

START_TEST(nothing_is_written_before_it_is_asked_for)
{
    char *line[] = { word("chladni"), word("-s"), word("7"), NULL };

    ck_assert_ok(split(line), err);
    ck_assert_uint_eq(values.size, 0);
}
END_TEST

START_TEST(a_finished_result_takes_no_flag_of_a_closed_table)
{
    char *line[] = { word("chladni"), word("--size=7"), NULL };
    chl_result *result = NULL;

    ck_assert_ok(split(line), err);
    ck_assert_ok(option_set_apply(&set, &err), err);
    ck_assert_ok(chl_result_create("test", &result, &err), err);
    ck_assert_fails(option_set_inherit(&set, NULL, 0, "a.json", result, &err),
                    CHL_EARG, "a.json is a finished result; --size", err);
    chl_result_free(result);
}
END_TEST

START_TEST(a_finished_result_lends_its_values_to_open_tables)
{
    const option_table table = { "Test", options, OPTIONS, &values };
    char *line[] = { word("chladni"), word("--size=7"), NULL };
    chl_result *result = NULL;

    ck_assert_ok(chl_result_create("test", &result, &err), err);
    ck_assert_ok(chl_result_add_option(result, "size", "3", "flag", &err), err);
    ck_assert_ok(chl_result_add_option(result, "real", "5", "flag", &err), err);
    ck_assert_ok(split(line), err);
    ck_assert_ok(option_set_apply(&set, &err), err);
    ck_assert_ok(option_set_inherit(&set, &table, 1, "a.json", result, &err),
                 err);
    ck_assert_uint_eq(values.size, 7);
    ck_assert_double_eq(values.real, 5);
    chl_result_free(result);
}
END_TEST

static chl_status
split_and_forget(char **arguments)
{
    chl_status status = split(arguments);

    option_set_clear(&set);
    return status;
}

START_TEST(a_split_survives_lost_memory)
{
    char *line[] = { word("chladni"), word("a"), word("--flag"), NULL };

    ck_assert_survives_lost_memory(split_and_forget(line));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("options");
    TCase *tests = tcase_create("options");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, values_come_back_in_the_words_they_came_in, 0,
                        (int) (sizeof round_trips / sizeof *round_trips));
    tcase_add_test(tests, a_text_of_any_length_comes_back_whole);
    tcase_add_loop_test(tests,
                        bad_values_are_refused_with_the_range_in_the_sentence,
                        0, (int) (sizeof refusals / sizeof *refusals));
    tcase_add_test(tests, options_may_stand_anywhere_between_the_words);
    tcase_add_test(tests, the_last_of_two_flags_holds);
    tcase_add_test(tests, nothing_is_written_before_it_is_asked_for);
    tcase_add_test(tests, joined_texts_follow_one_another);
    tcase_add_test(tests, a_finished_result_takes_no_flag_of_a_closed_table);
    tcase_add_test(tests, a_finished_result_lends_its_values_to_open_tables);
    tcase_add_test(tests, a_split_survives_lost_memory);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
