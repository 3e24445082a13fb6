/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "support/runner.h"

START_TEST(every_status_has_words)
{
#define CHECK_WORDS(name, text) ck_assert_str_eq(chl_status_text(name), text);
    CHL_STATUS_LIST(CHECK_WORDS)
#undef CHECK_WORDS
    ck_assert_str_eq(chl_status_text((chl_status) 99), "unknown status");
    ck_assert_str_eq(chl_status_text((chl_status) -1), "unknown status");
}
END_TEST

START_TEST(an_error_holds_code_place_and_sentence)
{
    chl_error err = { 0 };
    int line = __LINE__;
    chl_status status = CHL_FAIL(
        &err, CHL_EARG, "count is %zu; it must lie in 1..%d", (size_t) 9, 5);

    ck_assert_int_eq(status, CHL_EARG);
    ck_assert_int_eq(err.status, CHL_EARG);
    ck_assert_ptr_nonnull(strstr(err.file, "test_error.c"));
    ck_assert_int_ge(err.line, line);
    ck_assert_int_le(err.line, line + 3);
    ck_assert_str_eq(err.text, "count is 9; it must lie in 1..5");
}
END_TEST

START_TEST(the_first_writer_wins)
{
    chl_error err = { 0 };

    ck_assert_int_eq(CHL_FAIL(&err, CHL_EDATA, "first"), CHL_EDATA);
    ck_assert_int_eq(CHL_FAIL(&err, CHL_EIO, "second"), CHL_EIO);
    ck_assert_int_eq(err.status, CHL_EDATA);
    ck_assert_str_eq(err.text, "first");
}
END_TEST

START_TEST(prefixes_come_in_front_from_the_inside_out)
{
    chl_error err = { 0 };

    CHL_FAIL(&err, CHL_EDATA, "row 3 is short");
    chl_error_prefix(&err, "table %d", 7);
    chl_error_prefix(&err, "reading");
    ck_assert_str_eq(err.text, "reading: table 7: row 3 is short");
}
END_TEST

START_TEST(a_prefix_without_an_error_does_nothing)
{
    chl_error err = { 0 };

    chl_error_prefix(&err, "reading");
    ck_assert_str_eq(err.text, "");
    ck_assert_int_eq(err.status, CHL_OK);
}
END_TEST

START_TEST(nobody_has_to_listen)
{
    ck_assert_int_eq(CHL_FAIL(NULL, CHL_EIO, "lost"), CHL_EIO);
    chl_error_prefix(NULL, "reading");
}
END_TEST

START_TEST(long_sentences_are_cut_at_the_end)
{
    char text[2 * CHL_ERROR_TEXT];
    chl_error err = { 0 };

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    CHL_FAIL(&err, CHL_EDATA, "%s", text);
    ck_assert_uint_eq(strlen(err.text), CHL_ERROR_TEXT - 1);
    chl_error_prefix(&err, "front");
    ck_assert_uint_eq(strlen(err.text), CHL_ERROR_TEXT - 1);
    ck_assert_int_eq(strncmp(err.text, "front: xxx", 10), 0);
    chl_error_prefix(&err, "%s", text);
    ck_assert_uint_eq(strlen(err.text), CHL_ERROR_TEXT - 1);
}
END_TEST

static chl_status
leave_by(bool fail_first, bool fail_second, int *steps, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(!fail_first, err, CHL_EARG, "first step");
    ++*steps;
    CHL_TRY(fail_second ? CHL_FAIL(err, CHL_EIO, "second step") : CHL_OK);
    ++*steps;
out:
    return status;
}

START_TEST(the_two_jumps_lead_to_the_door)
{
    chl_error err = { 0 };
    int steps = 0;

    ck_assert_ok(leave_by(false, false, &steps, &err), err);
    ck_assert_int_eq(steps, 2);
    ck_assert_fails(leave_by(true, false, &steps, &err), CHL_EARG, "first step",
                    err);
    ck_assert_int_eq(steps, 2);
    ck_assert_fails(leave_by(false, true, &steps, &err), CHL_EIO, "second step",
                    err);
    ck_assert_int_eq(steps, 3);
}
END_TEST

static bool
watch(void *user, const chl_progress_event *now)
{
    chl_progress_event *seen = user;

    *seen = *now;
    return now->done < now->total;
}

START_TEST(progress_is_told_and_can_cancel)
{
    chl_progress_event seen = { 0 };
    chl_progress progress = { watch, &seen };
    chl_error err = { 0 };

    ck_assert_ok(chl_progress_tell(&progress, "reading", 1.0, 2.0, &err), err);
    ck_assert_str_eq(seen.stage, "reading");
    ck_assert_double_eq(seen.done, 1.0);
    ck_assert_double_eq(seen.total, 2.0);
    ck_assert_fails(chl_progress_tell(&progress, "reading", 2.0, 2.0, &err),
                    CHL_ECANCELLED, "cancelled while reading", err);
}
END_TEST

START_TEST(progress_without_a_listener_goes_on)
{
    chl_progress silent = { 0 };

    ck_assert_int_eq(chl_progress_tell(NULL, "reading", 1.0, 1.0, NULL),
                     CHL_OK);
    ck_assert_int_eq(chl_progress_tell(&silent, "reading", 1.0, 1.0, NULL),
                     CHL_OK);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("base/error");
    TCase *all = tcase_create("error");

    tcase_add_test(all, every_status_has_words);
    tcase_add_test(all, an_error_holds_code_place_and_sentence);
    tcase_add_test(all, the_first_writer_wins);
    tcase_add_test(all, prefixes_come_in_front_from_the_inside_out);
    tcase_add_test(all, a_prefix_without_an_error_does_nothing);
    tcase_add_test(all, nobody_has_to_listen);
    tcase_add_test(all, long_sentences_are_cut_at_the_end);
    tcase_add_test(all, the_two_jumps_lead_to_the_door);
    tcase_add_test(all, progress_is_told_and_can_cancel);
    tcase_add_test(all, progress_without_a_listener_goes_on);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
