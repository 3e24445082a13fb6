/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions by words: options, data, answers. */
#include <math.h>
#include <string.h>

#include "flat.h"
#include "support/runner.h"

enum {
    ROWS = 64,
    AXES = 2
};

static const size_t shape[AXES] = { ROWS, 2 };

static double values[ROWS * 2];
static chl_error err;
static chl_flat *flat;
static chl_flat_array *array;
static chl_dataset *data;
static chl_result *result;

static void
set_up(void)
{
    err = (chl_error){ 0 };
    for (size_t i = 0; i < ROWS * 2; i++) {
        values[i] = sin(12.9898 * (double) (i + 1));
    }
}

static void
tear_down(void)
{
    chl_result_free(result);
    chl_dataset_free(data);
    chl_flat_array_free(array);
    chl_flat_free(flat);
    result = NULL;
    data = NULL;
    array = NULL;
    flat = NULL;
}

static chl_status
set(const char *name, const char *value)
{
    return chl_flat_set(flat, name, value, &err);
}

START_TEST(an_unknown_command_is_refused)
{
    ck_assert_fails(chl_flat_create("spectra", &flat, &err), CHL_EARG,
                    "unknown command 'spectra'", err);
}
END_TEST

START_TEST(options_are_found_with_dashes_or_underlined)
{
    ck_assert_ok(chl_flat_create("predict", &flat, &err), err);
    ck_assert_ok(set("lr-d", "0.5"), err);
    ck_assert_ok(set("lr_g", "0.5"), err);
    ck_assert_fails(set("lr_x", "1"), CHL_EARG,
                    "unknown option 'lr_x' of predict; did you mean 'lr-d'?",
                    err);
    ck_assert_fails(set("lr_", "1"), CHL_EARG, "unknown option 'lr_'", err);
    ck_assert_fails(set("lr_d", "0"), CHL_EARG,
                    "lr_d is '0'; it must be a number above 0", err);
}
END_TEST

START_TEST(a_refused_value_leaves_the_last_one)
{
    char *text = NULL;

    ck_assert_ok(chl_flat_create("spectrum", &flat, &err), err);
    ck_assert_ok(set("solver", "dense"), err);
    ck_assert_fails(set("solver", "dens"), CHL_EARG, "did you mean", err);
    ck_assert_ok(chl_flat_describe(flat, &text, &err), err);
    ck_assert_ptr_nonnull(strstr(text, "solver\ttext\tdense\t\t"));
    chl_free(text);
}
END_TEST

START_TEST(options_are_described_a_line_each)
{
    char *text = NULL;

    ck_assert_ok(chl_flat_create("check", &flat, &err), err);
    ck_assert_ok(chl_flat_describe(flat, &text, &err), err);
    ck_assert_ptr_nonnull(strstr(text, "range\trange\tauto\t\t"));
    ck_assert_ptr_nonnull(strstr(text, "threads\tsize\tauto\tauto\t"));
    chl_free(text);
}
END_TEST

START_TEST(every_status_has_a_name)
{
    ck_assert_str_eq(chl_flat_status_name(CHL_OK), "CHL_OK");
    ck_assert_str_eq(chl_flat_status_name(CHL_ECANCELLED), "CHL_ECANCELLED");
    ck_assert_ptr_null(chl_flat_status_name(CHL_ECANCELLED + 1));
    ck_assert_ptr_null(chl_flat_status_name(-1));
}
END_TEST

static const struct {
    const char *type;
    size_t axes;
    const char *part;
} bad[] = {
    { "c8", 2, "values of type 'c8'" },
    { "f8", 1, "the array has 1 axes" },
    { "f8", 5, "the array has 5 axes" },
};

START_TEST(an_array_that_is_none_is_refused)
{
    ck_assert_fails(chl_flat_array_create("a", values, bad[_i].type,
                                          bad[_i].axes, shape, NULL, &array,
                                          &err),
                    CHL_EARG, bad[_i].part, err);
}
END_TEST

static chl_status
open_array(const char *command)
{
    chl_status status = chl_flat_create(command, &flat, &err);

    if (status == CHL_OK) {
        status = chl_flat_array_create("a", values, "f8", AXES, shape, NULL,
                                       &array, &err);
    }
    return status == CHL_OK ? chl_flat_open_array(flat, array, &data, &err)
                            : status;
}

static chl_status
ask(void)
{
    static const char *const given[][2] = {
        { "kernel", "gauss" }, { "bandwidth", "1" }, { "ridge", "1e-6" },
        { "landmarks", "8" },  { "bootstrap", "0" }, { "modes", "1" },
        { "threads", "1" },
    };
    chl_status status = open_array("predict");

    for (size_t k = 0; status == CHL_OK && k < sizeof given / sizeof *given;
         k++) {
        status = set(given[k][0], given[k][1]);
    }
    return status == CHL_OK ? chl_flat_answer(flat, data, NULL, &result, &err)
                            : status;
}

START_TEST(an_answer_notes_what_was_given)
{
    ck_assert_ok(ask(), err);
    ck_assert_str_eq(result->command, "predict");
    ck_assert_ptr_nonnull(result->spectrum);
    ck_assert_ptr_nonnull(result->prediction);
    for (size_t k = 0; k < result->option_count; k++) {
        if (strcmp(result->options[k].name, "kernel") == 0) {
            ck_assert_str_eq(result->options[k].value, "gauss");
            ck_assert_str_eq(result->options[k].source, "flag");
            return;
        }
    }
    ck_abort_msg("the kernel is not noted");
}
END_TEST

START_TEST(an_earlier_result_is_asked_again_and_stays)
{
    chl_flat *again = NULL;
    chl_result *other = NULL;
    double gamma;

    ck_assert_ok(ask(), err);
    gamma = result->prediction->gamma;
    ck_assert_ok(chl_flat_create("predict", &again, &err), err);
    ck_assert_ok(chl_flat_set(again, "gamma", "7", &err), err);
    ck_assert_ok(chl_flat_answer(again, NULL, result, &other, &err), err);
    ck_assert_double_eq(other->prediction->gamma, 7.0);
    ck_assert_double_eq(result->prediction->gamma, gamma);
    chl_result_free(other);
    chl_flat_free(again);
}
END_TEST

START_TEST(a_result_is_no_data_to_rank_augmentations_on)
{
    chl_flat *again = NULL;
    chl_result *other = NULL;

    ck_assert_ok(ask(), err);
    ck_assert_ok(chl_flat_create("rank augment", &again, &err), err);
    ck_assert_ok(chl_flat_set(again, "augment", "flip:1", &err), err);
    ck_assert_ok(chl_flat_set(again, "augment", "cutout:0.5", &err), err);
    ck_assert_fails(chl_flat_answer(again, NULL, result, &other, &err),
                    CHL_EDATA, "ranked on the data themselves", err);
    ck_assert_ptr_null(other);
    chl_flat_free(again);
}
END_TEST

static bool
refuse(void *user, const char *stage, double done, double total)
{
    ck_assert_ptr_nonnull(stage);
    ck_assert_double_le(done, total);
    ++*(size_t *) user;
    return false;
}

START_TEST(a_callback_cancels)
{
    size_t calls = 0;

    ck_assert_ok(ask(), err);
    chl_flat_watch(flat, refuse, &calls);
    ck_assert_fails(chl_flat_answer(flat, data, NULL, &result, &err),
                    CHL_ECANCELLED, "cancelled", err);
    ck_assert_uint_eq(calls, 1);
}
END_TEST

static chl_status
open_and_free(void)
{
    chl_status status = open_array("spectrum");

    err = (chl_error){ 0 };
    tear_down();
    return status;
}

START_TEST(a_word_names_what_flows)
{
    ck_assert_ok(chl_flat_create("flow", &flat, &err), err);
    ck_assert_ok(chl_flat_add_word(flat, "modes_1d", &err), err);
    ck_assert_ok(set("steps", "2"), err);
    ck_assert_ok(set("snapshots", "0"), err);
    ck_assert_ok(chl_flat_answer(flat, NULL, NULL, &result, &err), err);
    ck_assert_str_eq(result->command, "flow");
    ck_assert_ptr_nonnull(result->flow);
    ck_assert_ptr_null(result->spectrum);
}
END_TEST

/* What a word named is opened on the way, and let go by the answer. */
START_TEST(data_that_a_word_names_are_let_go)
{
    long before;

    ck_assert_ok(chl_flat_create("flow", &flat, &err), err);
    ck_assert_ok(chl_flat_add_word(flat, "gauss:d=2", &err), err);
    ck_assert_ok(set("steps", "1"), err);
    ck_assert_ok(set("samples", "20"), err);
    before = chl_memory_live_blocks();
    ck_assert_ok(chl_flat_answer(flat, NULL, NULL, &result, &err), err);
    chl_result_free(result);
    result = NULL;
    ck_assert_int_eq(chl_memory_live_blocks(), before);
}
END_TEST

START_TEST(answers_are_compared)
{
    chl_result *sides[2] = { NULL, NULL };

    ck_assert_ok(open_array("compare"), err);
    ck_assert_ok(set("landmarks", "8"), err);
    ck_assert_ok(set("bootstrap", "0"), err);
    for (size_t k = 0; k < 2; k++) {
        ck_assert_ok(chl_flat_answer(flat, data, NULL, &sides[k], &err), err);
    }
    ck_assert_fails(chl_flat_compare(flat, (const chl_result *const *) sides, 1,
                                     &result, &err),
                    CHL_EARG, "at least 2", err);
    err = (chl_error){ 0 };
    ck_assert_ok(chl_flat_compare(flat, (const chl_result *const *) sides, 2,
                                  &result, &err),
                 err);
    ck_assert_ptr_nonnull(result->comparison);
    ck_assert_ptr_nonnull(result->options);
    chl_result_free(sides[0]);
    chl_result_free(sides[1]);
}
END_TEST

START_TEST(a_backtest_needs_runs)
{
    ck_assert_ok(chl_flat_create("backtest", &flat, &err), err);
    ck_assert_fails(chl_flat_answer(flat, NULL, NULL, &result, &err), CHL_EARG,
                    "no RUNDIR", err);
}
END_TEST

START_TEST(a_backtest_needs_a_result)
{
    ck_assert_ok(chl_flat_create("backtest", &flat, &err), err);
    ck_assert_ok(chl_flat_add_word(flat, "runs.csv", &err), err);
    ck_assert_fails(chl_flat_answer(flat, NULL, NULL, &result, &err), CHL_EARG,
                    "no result to test", err);
}
END_TEST

START_TEST(words_survive_lost_memory)
{
    ck_assert_ok(chl_flat_create("backtest", &flat, &err), err);
    ck_assert_survives_lost_memory(chl_flat_add_word(flat, "runs.csv", &err));
}
END_TEST

START_TEST(opening_an_array_survives_lost_memory)
{
    ck_assert_survives_lost_memory(open_and_free());
}
END_TEST

/* All of a study takes too long to lose; its own tests do. */
START_TEST(the_beginning_of_an_answer_survives_lost_memory)
{
    chl_result *again = NULL;
    long before;

    ck_assert_ok(ask(), err);
    before = chl_memory_live_blocks();
    for (long allowed = 0; allowed < 60; allowed++) {
        chl_memory_fail_after(allowed);
        ck_assert_int_eq(chl_flat_answer(flat, NULL, result, &again, &err),
                         CHL_ENOMEM);
        chl_memory_fail_after(-1);
        ck_assert_int_eq(chl_memory_live_blocks(), before);
        err = (chl_error){ 0 };
    }
}
END_TEST

static chl_status
repeat_and_free(void)
{
    chl_status status = chl_flat_create("rank augment", &flat, &err);

    for (size_t k = 0; status == CHL_OK && k < 3; k++) {
        status = set("augment", "flip:1");
    }
    err = (chl_error){ 0 };
    tear_down();
    return status;
}

START_TEST(repeated_options_survive_lost_memory)
{
    ck_assert_survives_lost_memory(repeat_and_free());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("questions by words");
    TCase *all = tcase_create("all");

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, an_unknown_command_is_refused);
    tcase_add_test(all, options_are_found_with_dashes_or_underlined);
    tcase_add_test(all, a_refused_value_leaves_the_last_one);
    tcase_add_test(all, options_are_described_a_line_each);
    tcase_add_test(all, every_status_has_a_name);
    tcase_add_loop_test(all, an_array_that_is_none_is_refused, 0,
                        (int) (sizeof bad / sizeof *bad));
    tcase_add_test(all, an_answer_notes_what_was_given);
    tcase_add_test(all, an_earlier_result_is_asked_again_and_stays);
    tcase_add_test(all, a_result_is_no_data_to_rank_augmentations_on);
    tcase_add_test(all, a_callback_cancels);
    tcase_add_test(all, a_word_names_what_flows);
    tcase_add_test(all, data_that_a_word_names_are_let_go);
    tcase_add_test(all, answers_are_compared);
    tcase_add_test(all, a_backtest_needs_runs);
    tcase_add_test(all, a_backtest_needs_a_result);
    tcase_add_test(all, words_survive_lost_memory);
    tcase_add_test(all, opening_an_array_survives_lost_memory);
    tcase_add_test(all, the_beginning_of_an_answer_survives_lost_memory);
    tcase_add_test(all, repeated_options_survive_lost_memory);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
