/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/runner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/text.h"
#include "documents.h"
#include "report/result.h"

static chl_result *
parsed(const char *document)
{
    chl_error err = { 0 };
    chl_result *result = NULL;

    ck_assert_ok(chl_result_parse(document, strlen(document), &result, &err),
                 err);
    return result;
}

START_TEST(written_read_and_written_again_is_the_same)
{
    chl_result *(*const make[])(void) = { results_full, results_hostile,
                                          results_bare };

    for (size_t k = 0; k < 3; k++) {
        char *first = document_of(make[k](), "json");
        char *second = document_of(parsed(first), "json");

        ck_assert_str_eq(first, second);
        chl_free(first);
        chl_free(second);
    }
}
END_TEST

START_TEST(every_section_comes_back)
{
    char *document = document_of(results_full(), "json");
    chl_result *truth = results_full(), *read = parsed(document);

    ck_assert_str_eq(read->command, truth->command);
    ck_assert_uint_eq(read->dataset->axes, 4);
    ck_assert_uint_eq(read->dataset->shape[1], 64);
    ck_assert_str_eq(read->dataset->classes[1], "black");
    ck_assert_uint_eq(read->spectrum->count, truth->spectrum->count);
    ck_assert_mem_eq(read->spectrum->lambda, truth->spectrum->lambda,
                     truth->spectrum->count * sizeof(double));
    ck_assert_double_nan(read->spectrum->residual[11]);
    ck_assert_uint_eq(read->spectrum->modes[1].low_rows[2], 12);
    ck_assert_str_eq(read->spectrum->modes[0].columns[1], "contrast");
    ck_assert(read->spectrum->trials[1].chosen);
    ck_assert(read->prediction->schemes[2].h_max == INFINITY);
    ck_assert_uint_eq(read->prediction->steps, 25000);
    ck_assert_mem_eq(read->prediction->sweep.noise,
                     truth->prediction->sweep.noise,
                     truth->prediction->sweep.count * sizeof(double));
    ck_assert(read->ranking->items[2].leak);
    ck_assert_uint_eq(read->verify->checks[1].index, 1);
    ck_assert_str_eq(read->advice->reasons[0], truth->advice->reasons[0]);
    ck_assert_uint_eq(read->option_count, 2);
    ck_assert_str_eq(read->options[1].name, "seed");
    ck_assert_str_eq(read->warnings[0].code, "W-DUPLICATES");
    chl_free(document);
    chl_result_free(truth);
    chl_result_free(read);
}
END_TEST

/* The full document with one piece replaced by another. */
static char *
changed(const char *from, const char *to)
{
    char *document = document_of(results_full(), "json");
    char *at = strstr(document, from);
    chl_text text = { 0 };

    ck_assert_msg(at != NULL, "'%s' is not in the document", from);
    chl_text_add_bytes(&text, document, (size_t) (at - document));
    chl_text_add(&text, "%s%s", to, at + strlen(from));
    ck_assert(!text.failed);
    chl_free(document);
    return text.data;
}

START_TEST(wrong_members_are_named_by_their_path)
{
    static const struct {
        const char *from, *to, *message;
    } cases[] = {
        { "\"command\":", "\"commend\":", "command is missing" },
        { "\"lambda\": [0.0137, 0.0237", "\"lambda\": [0.0137, \"x\"",
          "spectrum.lambda[1] is a string; expected a number or null" },
        { "\"ci_low\": [0.01233", "\"ci_low\": [1.0, 0.01233",
          "spectrum.ci_low has 13 values; expected 12" },
        { "\"landmarks\": 1021", "\"landmarks\": -1",
          "spectrum.landmarks is -1; it must not be negative" },
        { "\"landmarks\": 1021", "\"landmarks\": 10.5",
          "spectrum.landmarks is a real number; expected an integer" },
        { "\"degraded\": false", "\"degraded\": 0",
          "spectrum.degraded is an integer; expected true or false" },
        { "\"tabby\", ", "7, ",
          "dataset.classes[0] is an integer; expected a string or null" },
        { "\"shape\": [", "\"shape\": [1, ",
          "dataset.shape has 5 values; expected at most 4" },
        { "\"low\": -1.0", "\"lo\": -1.0", "dataset.range.low is missing" },
        { "\"value\": \"0\"", "\"value\": null",
          "options.seed.value is null; expected a string" },
        { "\"sweep\": {", "\"sweep\": 3, \"x\": {",
          "prediction.sweep is an integer; expected an object" },
        { "\"checks\": [", "\"checks\": [4, ",
          "verify.checks[0] is an integer; expected an object" },
        { "\"reasons\": [", "\"reasons\": true, \"x\": [",
          "advice.reasons is true; expected a list" },
        { "chladni.result/1", "chladni.result/9",
          "schema is 'chladni.result/9'; expected 'chladni.result/1'" },
        { "\"schema\"", "\"shema\"", "no member 'schema' was found" },
        { "\"n\": 5153", "\"n\": 5153, \"n\": 1", "duplicate object key" },
    };

    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        chl_error err = { 0 };
        chl_result *result = NULL;
        char *document = changed(cases[k].from, cases[k].to);

        ck_assert_fails(
            chl_result_parse(document, strlen(document), &result, &err),
            CHL_EFORMAT, cases[k].message, err);
        ck_assert_ptr_null(result);
        chl_free(document);
    }
}
END_TEST

START_TEST(members_of_a_later_version_are_passed_over)
{
    char *document =
        changed("\"command\":", "\"comet\": {\"x\": [1]}, \"command\":");

    chl_result_free(parsed(document));
    chl_free(document);
}
END_TEST

START_TEST(truncated_documents_are_refused)
{
    char *document = document_of(results_full(), "json");
    size_t whole = (size_t) (strrchr(document, '}') - document) + 1;

    for (size_t size = 0; size < whole; size += 1 + size / 40) {
        chl_error err = { 0 };
        chl_result *result = NULL;

        ck_assert_int_eq(chl_result_parse(document, size, &result, &err),
                         CHL_EFORMAT);
    }
    chl_free(document);
}
END_TEST

START_TEST(documents_that_are_none_are_refused)
{
    static const struct {
        const char *document, *message;
    } cases[] = {
        { "", "the document is empty" },
        { " \n ", "the document is empty" },
        { "[1]", "no member 'schema'" },
        { "null", "line 1, column" },
        { "{\"schema\": 1}", "no member 'schema'" },
        { "n,d\n1,2\n", "line 1, column 1" },
        { "{\"schema\": \"chladni.result/1\"}", "command is missing" },
        { "<html></html>", "no block 'chladni-result'" },
        { "<script", "no block 'chladni-result'" },
        { "<script id=\"chladni-result\">{}", "has no end" },
        { "<script id=\"chladni-result\"></script>", "line 1, column 0" },
    };

    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        chl_error err = { 0 };
        chl_result *result = NULL;

        ck_assert_fails(chl_result_parse(cases[k].document,
                                         strlen(cases[k].document), &result,
                                         &err),
                        CHL_EFORMAT, cases[k].message, err);
    }
}
END_TEST

START_TEST(nothing_nests_deep_enough_to_break_the_parser)
{
    const size_t depth = 200000;
    chl_error err = { 0 };
    chl_result *result = NULL;
    char *document = chl_alloc(depth, 1);

    ck_assert_ptr_nonnull(document);
    memset(document, '[', depth);
    ck_assert_fails(chl_result_parse(document, depth, &result, &err),
                    CHL_EFORMAT, "depth", err);
    chl_free(document);
}
END_TEST

START_TEST(the_block_of_a_page_is_found_and_read)
{
    char *document = document_of(results_hostile(), "json"), *again;
    chl_text page = { 0 };

    chl_text_add(&page,
                 "\n<!doctype html><title>x</title><script>let a = 1;"
                 "</script><SCRIPT type=\"application/json\" "
                 "id=\"chladni-result\">%s</script></html>",
                 document);
    ck_assert(!page.failed);
    again = document_of(parsed(page.data), "json");
    ck_assert_str_eq(again, document);
    chl_free(again);
    chl_free(document);
    chl_text_clear(&page);
}
END_TEST

START_TEST(a_report_is_read_like_its_document)
{
    char *document = document_of(results_hostile(), "json");
    char *page = document_of(results_hostile(), "html");
    char *again = document_of(parsed(page), "json");

    ck_assert_str_eq(again, document);
    chl_free(again);
    chl_free(page);
    chl_free(document);
}
END_TEST

START_TEST(the_stamp_is_not_carried_over)
{
    chl_result *result = results_bare();
    chl_document_settings settings = { .stamp = true };
    char *stamped = document_with(result, "json", settings);
    char *plain = document_of(result, "json");
    char *again = document_of(parsed(stamped), "json");

    ck_assert_str_eq(again, plain);
    chl_free(stamped);
    chl_free(plain);
    chl_free(again);
}
END_TEST

static chl_status
parse_only(const char *document, chl_error *err)
{
    chl_result *result = NULL;
    chl_status status =
        chl_result_parse(document, strlen(document), &result, err);

    chl_result_free(result);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    chl_error err = { 0 };
    char *document = document_of(results_full(), "json");

    ck_assert_survives_lost_memory(parse_only(document, &err));
    chl_free(document);
}
END_TEST

static long allowed_left, jansson_blocks;

static void *
scarce(size_t size)
{
    if (allowed_left-- <= 0) {
        return NULL;
    }
    jansson_blocks++;
    return malloc(size);
}

static void
give_back(void *block)
{
    jansson_blocks -= block != NULL;
    free(block);
}

/* Its lexer takes a string it has no memory for as a wrong one, so the status
 * may be CHL_EFORMAT, too. */
START_TEST(memory_lost_inside_jansson_is_survived)
{
    char *document = document_of(results_full(), "json");
    chl_status status = CHL_ENOMEM;
    long live = chl_memory_live_blocks();

    json_set_alloc_funcs(scarce, give_back);
    for (long allowed = 0; status != CHL_OK; allowed++) {
        chl_error err = { 0 };

        allowed_left = allowed;
        status = parse_only(document, &err);
        ck_assert(status == CHL_OK || status == CHL_ENOMEM
                  || status == CHL_EFORMAT);
        ck_assert_int_eq(chl_memory_live_blocks(), live);
        ck_assert_int_eq(jansson_blocks, 0);
    }
    json_set_alloc_funcs(malloc, free);
    chl_free(document);
}
END_TEST

/* A name that spells what a page hides its brackets by. */
static chl_result *
results_spelling(void)
{
    chl_error err = { 0 };
    chl_result *result = results_hostile();

    ck_assert_ok(chl_result_set_text(&result->dataset->name,
                                     "\\u003c \\\\u003e </script> &amp; \\",
                                     &err),
                 err);
    return result;
}

static char *
unwrapped(const char *bytes)
{
    chl_error err = { 0 };
    char *out = NULL;
    size_t size = 0;

    ck_assert_ok(chl_result_unwrap(bytes, strlen(bytes), &out, &size, &err),
                 err);
    ck_assert_uint_eq(size, strlen(out));
    return out;
}

START_TEST(a_page_gives_its_document_back_byte_for_byte)
{
    chl_result *(*const make[])(void) = { results_full, results_hostile,
                                          results_bare, results_spelling };
    const chl_document_settings settings = { .stamp = true, .width = 80 };
    chl_result *result = make[_i]();
    char *json = document_with(result, "json", settings);
    char *page = document_with(result, "html", settings);
    char *back = unwrapped(page), *again = unwrapped(json);

    ck_assert_int_eq(strcmp(again, json), 0);
    /* Between the two the second may have changed. */
    memcpy(strstr(back, "\"written\""), strstr(json, "\"written\""), 31);
    for (size_t k = 0; k <= strlen(json); k++) {
        ck_assert_msg(back[k] == json[k], "at byte %zu: '%.40s', not '%.40s'",
                      k, back + k, json + k);
    }
    chl_result_free(result);
    chl_free(json);
    chl_free(page);
    chl_free(back);
    chl_free(again);
}
END_TEST

START_TEST(a_page_cut_short_gives_nothing_back)
{
    static const double parts[] = { 0.0, 0.02, 0.5, 1.0 };
    char *page = document_of(results_full(), "html");
    const char *block = strstr(page, "<script");
    double length = (double) (strstr(block, "</script") - block);

    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
        size_t cut = (size_t) (block - page) + (size_t) (parts[k] * length);
        chl_error err = { 0 };
        char *out = NULL;
        size_t size = 7;

        ck_assert_fails(chl_result_unwrap(page, cut, &out, &size, &err),
                        CHL_EFORMAT, "chladni-result", err);
        ck_assert_ptr_null(out);
        ck_assert_uint_eq(size, 7);
    }
    chl_free(page);
}
END_TEST

static chl_status
unwrap_once(const char *page)
{
    chl_error err = { 0 };
    char *out = NULL;
    size_t size;
    chl_status status =
        chl_result_unwrap(page, strlen(page), &out, &size, &err);

    chl_free(out);
    return status;
}

START_TEST(memory_lost_while_a_page_is_unwrapped_is_survived)
{
    char *page = document_of(results_bare(), "html");

    ck_assert_survives_lost_memory(unwrap_once(page));
    chl_free(page);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("parse");
    TCase *tcase = tcase_create("parse");

    tcase_add_test(tcase, written_read_and_written_again_is_the_same);
    tcase_add_test(tcase, every_section_comes_back);
    tcase_add_test(tcase, wrong_members_are_named_by_their_path);
    tcase_add_test(tcase, members_of_a_later_version_are_passed_over);
    tcase_add_test(tcase, truncated_documents_are_refused);
    tcase_add_test(tcase, documents_that_are_none_are_refused);
    tcase_add_test(tcase, nothing_nests_deep_enough_to_break_the_parser);
    tcase_add_test(tcase, the_block_of_a_page_is_found_and_read);
    tcase_add_test(tcase, a_report_is_read_like_its_document);
    tcase_add_test(tcase, the_stamp_is_not_carried_over);
    tcase_add_loop_test(tcase, a_page_gives_its_document_back_byte_for_byte, 0,
                        4);
    tcase_add_test(tcase, a_page_cut_short_gives_nothing_back);
    tcase_add_test(tcase, memory_lost_while_a_page_is_unwrapped_is_survived);
    tcase_add_test(tcase, lost_memory_is_survived);
    tcase_add_test(tcase, memory_lost_inside_jansson_is_survived);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
