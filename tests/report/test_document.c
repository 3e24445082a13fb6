/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/runner.h"

#include <string.h>

#include "documents.h"
#include "report/check.h"
#include "schema.h"

START_TEST(formats_are_known_by_their_names)
{
    static const char *const formats[] = { "json", "csv", "text" };

    for (size_t k = 0; k < 3; k++) {
        char *document = document_of(results_full(), formats[k]);

        ck_assert_uint_gt(strlen(document), 100);
        chl_free(document);
    }
}
END_TEST

START_TEST(an_unknown_format_is_answered_with_the_nearest)
{
    chl_error err = { 0 };
    chl_result *result = results_bare();
    char *bytes = NULL;
    size_t size = 7;

    ck_assert_fails(
        chl_document_render(result, "jsn", NULL, &bytes, &size, &err), CHL_EARG,
        "unknown document format 'jsn'; did you mean 'json'?", err);
    ck_assert_fails(
        chl_document_render(result, "postscript", NULL, &bytes, &size, &err),
        CHL_EARG, "it must be one of json, ", err);
    ck_assert_ptr_null(bytes);
    ck_assert_uint_eq(size, 7);
    chl_result_free(result);
}
END_TEST

START_TEST(a_file_name_asks_for_a_format_by_its_extension)
{
    ck_assert_str_eq(chl_document_format_of("out/x.json"), "json");
    ck_assert_str_eq(chl_document_format_of("X.CSV"), "csv");
    ck_assert_ptr_null(chl_document_format_of("json"));
    ck_assert_ptr_null(chl_document_format_of("a.json/x"));
    ck_assert_ptr_null(chl_document_format_of("a.json.bak"));
    ck_assert_ptr_null(chl_document_format_of(""));
}
END_TEST

START_TEST(no_settings_are_the_default_settings)
{
    chl_result *result = results_full();
    chl_error err = { 0 };
    char *with = document_with(result, "text", chl_document_settings_default());
    char *without = NULL;
    size_t size;

    ck_assert_ok(
        chl_document_render(result, "text", NULL, &without, &size, &err), err);
    ck_assert_str_eq(with, without);
    chl_free(with);
    chl_free(without);
    chl_result_free(result);
}
END_TEST

/* A check with one finding of each kind, the first with hostile words. */
typedef struct made_check {
    chl_finding findings[3];
    char item[3][32], text[3][64];
    chl_check check;
} made_check;

static void
make_check(made_check *made)
{
    static const char *const codes[] = { "unreadable", "duplicate", "range" };
    static const double values[6] = { 1, 2, 3, 4, 5, 7 };
    const chl_array array = {
        .data = values, .dtype = CHL_F64, .axes = 2, .shape = { 3, 2 }
    };
    chl_error err = { 0 };

    *made = (made_check){ 0 };
    strcpy(made->item[0], "</script>\x1b[1m\xff");
    strcpy(made->text[0], "no image; \"found\" <text>, expected PNG");
    strcpy(made->item[1], "row 2");
    strcpy(made->text[1], "equal to row 0");
    strcpy(made->text[2], "values lie in [1, 7]");
    for (size_t k = 0; k < 3; k++) {
        made->findings[k] = (chl_finding){
            .severity = (chl_severity) (2 - k),
            .code = codes[k],
            .item = k < 2 ? made->item[k] : NULL,
            .text = made->text[k],
        };
    }
    made->check = (chl_check){ .findings = made->findings,
                               .count = 3,
                               .errors = 1,
                               .warnings = 1,
                               .usable = true };
    ck_assert_ok(chl_dataset_from_array("points", &array, NULL,
                                        &made->check.dataset, &err),
                 err);
}

static char *
check_document(const chl_check *check, const char *format,
               const chl_document_settings *settings)
{
    chl_error err = { 0 };
    char *bytes = NULL;
    size_t size = 0;

    ck_assert_ok(
        chl_document_render_check(check, format, settings, &bytes, &size, &err),
        err);
    ck_assert_uint_eq(strlen(bytes), size);
    return bytes;
}

START_TEST(a_check_is_a_document_with_a_schema)
{
    made_check made;
    char *document;

    make_check(&made);
    document = check_document(&made.check, "json", NULL);
    ck_assert_obeys_schema(document, "chladni.check.schema.json");
    ck_assert_contains(document, "\"schema\": \"chladni.check/1\"");
    ck_assert_contains(document, "\"shape\": [3, 2]");
    ck_assert_contains(document, "\"usable\": true");
    ck_assert_lacks(document, "<");
    chl_free(document);
    chl_dataset_free(made.check.dataset);
    made.check.dataset = NULL;
    made.check.usable = false;
    document = check_document(&made.check, "json", NULL);
    ck_assert_obeys_schema(document, "chladni.check.schema.json");
    ck_assert_lacks(document, "\"dataset\"");
    chl_free(document);
}
END_TEST

START_TEST(a_check_for_people_lists_every_finding)
{
    const chl_document_settings settings = { .ascii = true, .width = 80 };
    made_check made;
    char *document;

    make_check(&made);
    document = check_document(&made.check, "text", &settings);
    ck_assert_contains(document, "points  array  3 rows x 2 columns\n");
    ck_assert_contains(document, "error     unreadable  </script>?[1m?");
    ck_assert_contains(document, "warning   duplicate   row 2");
    ck_assert_contains(document, "note      range       -");
    ck_assert_contains(document, "1 error, 1 warning: usable\n");
    ck_assert_lacks(document, "\x1b");
    chl_free(document);
    chl_dataset_free(made.check.dataset);
    made.check = (chl_check){ .errors = 2 };
    document = check_document(&made.check, "text", &settings);
    ck_assert_str_eq(document, "2 errors, 0 warnings: not usable\n");
    chl_free(document);
}
END_TEST

static chl_status
render_check(const chl_check *check, const char *format, chl_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    chl_status status =
        chl_document_render_check(check, format, NULL, &bytes, &size, err);

    chl_free(bytes);
    return status;
}

START_TEST(a_check_survives_lost_memory_and_unknown_formats)
{
    chl_error err = { 0 };
    made_check made;

    make_check(&made);
    ck_assert_survives_lost_memory(render_check(&made.check, "json", &err));
    ck_assert_survives_lost_memory(render_check(&made.check, "text", &err));
    err = (chl_error){ 0 };
    ck_assert_fails(render_check(&made.check, "texte", &err), CHL_EARG,
                    "did you mean 'text'?", err);
    chl_dataset_free(made.check.dataset);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("document");
    TCase *tcase = tcase_create("document");

    tcase_add_test(tcase, formats_are_known_by_their_names);
    tcase_add_test(tcase, an_unknown_format_is_answered_with_the_nearest);
    tcase_add_test(tcase, a_file_name_asks_for_a_format_by_its_extension);
    tcase_add_test(tcase, no_settings_are_the_default_settings);
    tcase_add_test(tcase, a_check_is_a_document_with_a_schema);
    tcase_add_test(tcase, a_check_for_people_lists_every_finding);
    tcase_add_test(tcase, a_check_survives_lost_memory_and_unknown_formats);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
