/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/runner.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/result.h"
#include "support/results.h"

START_TEST(a_new_result_holds_its_command_and_nothing_else)
{
    chl_result *result = results_bare();

    ck_assert_str_eq(result->command, "chladni report cats.zip");
    ck_assert_uint_eq(result->option_count, 0);
    ck_assert_uint_eq(result->warning_count, 0);
    ck_assert_ptr_null(result->spectrum);
    chl_result_free(result);
    chl_result_free(NULL);
}
END_TEST

START_TEST(a_full_result_gives_every_block_back)
{
    long before = chl_memory_live_blocks();

    chl_result_free(results_full());
    chl_result_free(results_hostile());
    ck_assert_int_eq(chl_memory_live_blocks(), before);
}
END_TEST

START_TEST(an_option_given_again_is_replaced)
{
    chl_error err = { 0 };
    chl_result *result = results_bare();

    ck_assert_ok(chl_result_add_option(result, "seed", "0", "default", &err),
                 err);
    ck_assert_ok(chl_result_add_option(result, "loss", "wgan", "flag", &err),
                 err);
    ck_assert_ok(chl_result_add_option(result, "seed", "7", "flag", &err), err);
    ck_assert_uint_eq(result->option_count, 2);
    ck_assert_str_eq(result->options[0].value, "7");
    ck_assert_str_eq(result->options[0].source, "flag");
    chl_result_free(result);
}
END_TEST

START_TEST(warnings_are_kept_in_order_with_their_numbers)
{
    chl_error err = { 0 };
    chl_result *result = results_bare();

    ck_assert_ok(chl_result_warn(result, "W-FEW-SAMPLES", "warning", &err,
                                 "%zu rows for %g", (size_t) 40, 0.5),
                 err);
    ck_assert_ok(chl_result_warn(result, "W-LEAK", "note", &err, "leaks"), err);
    ck_assert_uint_eq(result->warning_count, 2);
    ck_assert_str_eq(result->warnings[0].text, "40 rows for 0.5");
    ck_assert_str_eq(result->warnings[1].code, "W-LEAK");
    chl_result_free(result);
}
END_TEST

START_TEST(numbers_of_a_new_section_are_unknown)
{
    chl_error err = { 0 };
    chl_result_spectrum *s = NULL;
    chl_result_prediction *p = NULL;

    ck_assert_ok(chl_result_spectrum_create(3, 1, 1, &s, &err), err);
    ck_assert_double_nan(s->bandwidth);
    ck_assert_double_nan(s->lambda[0]);
    ck_assert_double_nan(s->lambda_half[2]);
    ck_assert_double_nan(s->trials[0].score);
    ck_assert_double_nan(s->modes[0].lambda);
    ck_assert_uint_eq(s->rows, 0);
    ck_assert_ok(chl_result_prediction_create(1, 1, 2, &p, &err), err);
    ck_assert_double_nan(p->budget_gamma);
    ck_assert_double_nan(p->schemes[0].h_max);
    ck_assert_double_nan(p->sweep.noise[1]);
    chl_result_section_free(&chl_record_spectrum, s);
    chl_result_section_free(&chl_record_prediction, p);
    chl_result_section_free(&chl_record_spectrum, NULL);
}
END_TEST

/* One of everything that allocates, given back again. */
static chl_status
make_everything(chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result *r = NULL;
    chl_result_mode mode = { 0 };

    CHL_TRY(chl_result_create("c", &r, err));
    CHL_TRY(chl_result_add_option(r, "a", "b", "flag", err));
    CHL_TRY(chl_result_add_option(r, "a", "c", "flag", err));
    CHL_TRY(chl_result_warn(r, "W", "note", err, "%d", 1));
    CHL_TRY(chl_result_dataset_create(&r->dataset, err));
    CHL_TRY(chl_result_spectrum_create(2, 1, 1, &r->spectrum, err));
    CHL_TRY(chl_result_prediction_create(2, 1, 3, &r->prediction, err));
    CHL_TRY(chl_result_ranking_create("gamma", NULL, 1, &r->ranking, err));
    CHL_TRY(chl_result_verify_create(1, &r->verify, err));
    CHL_TRY(chl_result_advice_create(1, &r->advice, err));
    CHL_TRY(chl_result_mode_fill(&mode, 1, 1, 1, err));
    CHL_TRY(chl_result_set_textf(&mode.columns[0], err, "%d", 3));
out:
    chl_record_clear(&chl_record_mode, &mode);
    chl_result_free(r);
    return status;
}

START_TEST(lost_memory_is_survived_everywhere)
{
    chl_error err = { 0 };

    ck_assert_survives_lost_memory(make_everything(&err));
}
END_TEST

static void
check_order(const chl_record *record)
{
    for (size_t k = 0; k < record->count; k++) {
        const chl_field *field = &record->fields[k];

        if (k > 0) {
            ck_assert_int_lt(strcmp(field[-1].name, field->name), 0);
        }
        if (field->record != NULL) {
            check_order(field->record);
        }
    }
}

START_TEST(members_are_listed_in_the_order_of_sorted_keys)
{
    check_order(&chl_record_result);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("result");
    TCase *tcase = tcase_create("result");

    tcase_add_test(tcase, a_new_result_holds_its_command_and_nothing_else);
    tcase_add_test(tcase, a_full_result_gives_every_block_back);
    tcase_add_test(tcase, an_option_given_again_is_replaced);
    tcase_add_test(tcase, warnings_are_kept_in_order_with_their_numbers);
    tcase_add_test(tcase, numbers_of_a_new_section_are_unknown);
    tcase_add_test(tcase, lost_memory_is_survived_everywhere);
    tcase_add_test(tcase, members_are_listed_in_the_order_of_sorted_keys);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
