/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/runner.h"

#include <math.h>
#include <string.h>

#include <jansson.h>

#include "base/text.h"
#include "documents.h"
#include "report/result.h"
#include "schema.h"

static json_t *
loaded(char *document)
{
    json_error_t why;
    json_t *root = json_loads(document, JSON_REJECT_DUPLICATES, &why);

    ck_assert_msg(root != NULL, "line %d: %s", why.line, why.text);
    chl_free(document);
    return root;
}

static json_t *
member(json_t *root, const char *section, const char *name)
{
    return json_object_get(json_object_get(root, section), name);
}

static void
check_sorted(json_t *value)
{
    const char *key, *last = NULL;
    json_t *inner;
    size_t k;

    json_object_foreach(value, key, inner)
    {
        ck_assert_msg(last == NULL || strcmp(last, key) < 0, "%s before %s",
                      last != NULL ? last : "", key);
        last = key;
        check_sorted(inner);
    }
    json_array_foreach(value, k, inner)
    {
        check_sorted(inner);
    }
}

START_TEST(keys_are_sorted_at_every_depth)
{
    json_t *root = loaded(document_of(results_full(), "json"));

    check_sorted(root);
    json_decref(root);
}
END_TEST

START_TEST(unknown_and_infinite_numbers_are_null)
{
    json_t *root = loaded(document_of(results_full(), "json"));
    json_t *schemes = member(root, "prediction", "schemes");
    json_t *implicit = json_array_get(schemes, 2);

    ck_assert(
        json_is_null(json_array_get(member(root, "spectrum", "residual"), 11)));
    ck_assert(json_is_null(json_object_get(implicit, "h_max")));
    ck_assert(json_is_true(json_object_get(implicit, "h_max_unbounded")));
    ck_assert(json_is_false(
        json_object_get(json_array_get(schemes, 0), "h_max_unbounded")));
    json_decref(root);
}
END_TEST

START_TEST(counts_are_integers_and_measures_are_reals)
{
    json_t *root = loaded(document_of(results_full(), "json"));

    ck_assert(json_is_integer(member(root, "dataset", "n")));
    ck_assert(json_is_integer(member(root, "spectrum", "landmarks")));
    ck_assert(json_is_real(member(root, "dataset", "maximum")));
    ck_assert(json_is_real(member(root, "prediction", "best_gamma")));
    json_decref(root);
}
END_TEST

START_TEST(sections_that_were_not_computed_are_absent)
{
    char *document = document_of(results_bare(), "json");

    ck_assert_lacks(document, "\"spectrum\"");
    ck_assert_lacks(document, "\"advice\"");
    ck_assert_contains(document, "\"summary\": {}");
    ck_assert_contains(document, "\"warnings\": []");
    ck_assert_contains(document, "\"options\": {}");
    chl_free(document);
}
END_TEST

START_TEST(the_summary_repeats_what_is_asked_for_first)
{
    json_t *root = loaded(document_of(results_full(), "json"));
    json_t *summary = json_object_get(root, "summary");

    ck_assert(
        json_equal(json_object_get(summary, "lambda_1"),
                   json_array_get(member(root, "spectrum", "lambda"), 0)));
    ck_assert(json_equal(json_object_get(summary, "best_gamma"),
                         member(root, "prediction", "best_gamma")));
    ck_assert(json_equal(json_object_get(summary, "n"),
                         member(root, "dataset", "n")));
    json_decref(root);
}
END_TEST

START_TEST(a_spectrum_without_eigenvalues_has_no_lambda_1)
{
    chl_error err = { 0 };
    chl_result *result = results_bare();
    json_t *root;

    ck_assert_ok(chl_result_spectrum_create(0, 0, 0, &result->spectrum, &err),
                 err);
    root = loaded(document_of(result, "json"));
    ck_assert(json_is_null(member(root, "summary", "lambda_1")));
    json_decref(root);
}
END_TEST

START_TEST(the_time_is_told_only_where_asked_for)
{
    chl_result *result = results_bare();
    chl_document_settings settings = chl_document_settings_default();
    char *plain = document_with(result, "json", settings), *stamped;

    settings.stamp = true;
    stamped = document_with(result, "json", settings);
    ck_assert_lacks(plain, "\"written\"");
    ck_assert_contains(stamped, "\"written\": \"2");
    ck_assert_obeys_schema(stamped, "chladni.result.schema.json");
    chl_free(plain);
    chl_free(stamped);
    chl_result_free(result);
}
END_TEST

START_TEST(the_same_result_has_the_same_bytes)
{
    char *a = document_of(results_full(), "json");
    char *b = document_of(results_full(), "json");

    ck_assert_str_eq(a, b);
    chl_free(a);
    chl_free(b);
}
END_TEST

START_TEST(hostile_strings_stay_inside_their_quotes)
{
    char *document = document_of(results_hostile(), "json");
    json_t *root;

    ck_assert_lacks(document, "<");
    ck_assert_lacks(document, "\x1b");
    ck_assert(chl_text_is_utf8(document, strlen(document)));
    root = loaded(document);
    ck_assert_str_eq(json_string_value(member(root, "dataset", "name")),
                     "</script><script>alert(1)</script>");
    ck_assert_str_eq(json_string_value(
                         json_array_get(member(root, "dataset", "classes"), 0)),
                     "quote\" and\\ and, comma;\r\n\t");
    json_decref(root);
}
END_TEST

START_TEST(options_are_sorted_by_name)
{
    chl_error err = { 0 };
    chl_result *result = results_bare();
    static const char *const names[] = { "seed", "batch", "kernel", "\xff",
                                         "\xfe" };
    json_t *root;

    for (size_t k = 0; k < 4; k++) {
        ck_assert_ok(
            chl_result_add_option(result, names[k], names[k], "default", &err),
            err);
    }
    root = loaded(document_of(result, "json"));
    ck_assert_uint_eq(json_object_size(json_object_get(root, "options")), 4);
    check_sorted(root);
    json_decref(root);
}
END_TEST

START_TEST(every_member_written_is_in_the_schema)
{
    chl_result *(*const make[])(void) = { results_full, results_hostile,
                                          results_bare };

    for (size_t k = 0; k < 3; k++) {
        char *document = document_of(make[k](), "json");

        ck_assert_obeys_schema(document, "chladni.result.schema.json");
        chl_free(document);
    }
}
END_TEST

START_TEST(lists_that_are_not_there_are_written_as_unknown)
{
    chl_error err = { 0 };
    chl_result *result = results_bare();
    chl_result_spectrum *s = NULL;
    char *document;

    ck_assert_ok(chl_result_spectrum_create(2, 0, 1, &s, &err), err);
    result->spectrum = s;
    chl_free(s->lambda_half);
    s->lambda_half = NULL;
    s->modes[0].low_count = 3;
    document = document_of(result, "json");
    ck_assert_contains(document, "\"lambda_half\": [null, null]");
    ck_assert_contains(document, "\"low_items\": []");
    chl_free(document);
}
END_TEST

static chl_status
render_json(const chl_result *result, chl_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    chl_status status =
        chl_document_render(result, "json", NULL, &bytes, &size, err);

    chl_free(bytes);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    chl_error err = { 0 };
    chl_result *result = results_full();

    ck_assert_survives_lost_memory(render_json(result, &err));
    chl_result_free(result);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("json");
    TCase *tcase = tcase_create("json");

    tcase_add_test(tcase, keys_are_sorted_at_every_depth);
    tcase_add_test(tcase, unknown_and_infinite_numbers_are_null);
    tcase_add_test(tcase, counts_are_integers_and_measures_are_reals);
    tcase_add_test(tcase, sections_that_were_not_computed_are_absent);
    tcase_add_test(tcase, the_summary_repeats_what_is_asked_for_first);
    tcase_add_test(tcase, a_spectrum_without_eigenvalues_has_no_lambda_1);
    tcase_add_test(tcase, the_time_is_told_only_where_asked_for);
    tcase_add_test(tcase, the_same_result_has_the_same_bytes);
    tcase_add_test(tcase, hostile_strings_stay_inside_their_quotes);
    tcase_add_test(tcase, options_are_sorted_by_name);
    tcase_add_test(tcase, every_member_written_is_in_the_schema);
    tcase_add_test(tcase, lists_that_are_not_there_are_written_as_unknown);
    tcase_add_test(tcase, lost_memory_is_survived);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
