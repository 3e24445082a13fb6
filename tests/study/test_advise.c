/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the advice says, and that it never says a number it does not have. */
#include <math.h>
#include <string.h>

#include <chladni/dynamics.h>

#include "study/spectra.h"
#include "support/results.h"
#include "support/runner.h"

static chl_error err;

static bool
says(const chl_result *result, const char *part)
{
    const chl_result_advice *a = result->advice;

    if (strstr(a->verdict, part) != NULL) {
        return true;
    }
    for (size_t k = 0; k < a->reason_count; k++) {
        if (strstr(a->reasons[k], part) != NULL) {
            return true;
        }
    }
    return false;
}

static chl_result *
advised(const chl_predict_settings *settings)
{
    chl_result *result = three_modes();

    ck_assert_ok(chl_study_predict(settings, result, &err), err);
    ck_assert_ok(chl_study_advise(result, &err), err);
    ck_assert(!says(result, " nan"));
    ck_assert(!says(result, " inf"));
    return result;
}

START_TEST(the_verdict_has_speed_ringing_and_gamma)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result;

    settings.loss = "wgan";
    result = advised(&settings);
    ck_assert_str_eq(
        result->advice->verdict,
        "With the wgan loss and penalty r1 at strength gamma 2 (best for "
        "speed, 95%: 1.83 to 2.24), the slowest part of these "
        "data halves its error every 1.39 time units (steps times "
        "the learning rate), and swings: 0.11 times to and fro per halving. "
        "Confidence: high (lambda_1 is known to a factor of "
        "1.5).");
    ck_assert(says(result, "lambda_1 = 0.5 (95%: 0.4 to 0.6)"));
    ck_assert(says(result, "keeps at least half of the best rate"));
    ck_assert(says(result, "(gamma/2) E_real |grad D|^2"));
    ck_assert(says(result, "for speed alone"));
    chl_result_free(result);
}
END_TEST

START_TEST(a_weak_penalty_is_told_to_ring)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result;

    settings.loss = "wgan";
    settings.gamma = 0.1;
    result = advised(&settings);
    ck_assert(says(result, "(as given)"));
    ck_assert(says(result, "swings hard"));
    ck_assert(says(result, "too little damping"));
    chl_result_free(result);
    settings.gamma = 40.0;
    result = advised(&settings);
    ck_assert(says(result, "without swinging"));
    ck_assert(says(result, "too much damping"));
    chl_result_free(result);
}
END_TEST

START_TEST(an_undamped_game_is_told_not_to_converge)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result;

    settings.loss = "wgan";
    settings.penalty = "none";
    result = advised(&settings);
    ck_assert(says(result, "does not converge"));
    ck_assert(says(result, "no penalty"));
    chl_result_free(result);
}
END_TEST

START_TEST(an_uncovered_penalty_gets_no_number)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result;

    settings.penalty = "wgan-gp";
    result = advised(&settings);
    ck_assert(says(result, "No prediction: penalty wgan-gp is one-centred"));
    ck_assert(!says(result, "best for speed"));
    chl_result_free(result);
}
END_TEST

START_TEST(a_run_is_advised_in_steps)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result;

    settings.lr_d = settings.lr_g = 0.01;
    settings.batch = 32;
    settings.steps = 20000;
    result = advised(&settings);
    ck_assert(says(result, "best for this run"));
    ck_assert(says(result, "gamma for speed alone")
              || says(result, "For speed alone none is needed"));
    ck_assert(says(result, "Batches of 32"));
    ck_assert(says(result, "20000 steps are "));
    ck_assert(says(result, "steps, without swinging")
              || says(result, "steps, hardly swinging")
              || says(result, "steps, and swings"));
    ck_assert(says(result, "learning rates are stable"));
    chl_result_free(result);
}
END_TEST

START_TEST(a_run_too_short_is_told_how_long_it_must_be)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result;

    settings.lr_d = settings.lr_g = 1e-5;
    settings.steps = 1000;
    result = advised(&settings);
    ck_assert(says(result, "Plan at least three half-lives"));
    ck_assert_ptr_nonnull(strstr(result->advice->reasons[0], "1000 steps are"));
    chl_result_free(result);
}
END_TEST

START_TEST(where_the_loss_damps_enough_no_penalty_is_asked_for)
{
    static const double slow[] = { 0.01, 0.4 };
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = spectrum_result(slow, 2, 0.1);

    ck_assert_ok(chl_study_predict(&settings, result, &err), err);
    ck_assert_double_eq(result->prediction->best_gamma, 0.0);
    ck_assert_ok(chl_study_advise(result, &err), err);
    ck_assert(says(result, "and no penalty, "));
    ck_assert(
        says(result, "only makes the end of training calmer (give --batch"));
    ck_assert(!says(result, "gamma 0"));
    ck_assert(!says(result, "0 to 0"));
    chl_result_free(result);
}
END_TEST

START_TEST(doubts_lower_the_confidence_and_notes_do_not)
{
    chl_result *result = three_modes();

    ck_assert_ok(chl_study_predict(NULL, result, &err), err);
    ck_assert_ok(chl_result_warn(result, "W-FEW-SAMPLES", "note", &err, "x"),
                 err);
    ck_assert_ok(chl_study_advise(result, &err), err);
    ck_assert(says(result, "Confidence: high"));
    ck_assert_ok(chl_result_warn(result, "W-FEW-SAMPLES", "warning", &err, "x"),
                 err);
    ck_assert_ok(chl_study_advise(result, &err), err);
    ck_assert(says(result, "Confidence: medium"));
    ck_assert(says(result, "see the warnings"));
    chl_result_free(result);
}
END_TEST

START_TEST(unstable_rates_are_called_so)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result;

    settings.lr_d = settings.lr_g = 50.0;
    result = advised(&settings);
    ck_assert(says(result, "learning rates are unstable"));
    chl_result_free(result);
}
END_TEST

START_TEST(warnings_become_words_of_doubt)
{
    chl_result *result = three_modes();

    ck_assert_ok(chl_study_predict(NULL, result, &err), err);
    ck_assert_ok(
        chl_result_warn(result, "W-BANDWIDTH-SENSITIVE", "warning", &err, "x"),
        err);
    ck_assert_ok(chl_result_warn(result, "W-FEW-SAMPLES", "warning", &err, "x"),
                 err);
    ck_assert_ok(chl_study_advise(result, &err), err);
    ck_assert(says(result, "depends on the kernel's bandwidth"));
    ck_assert(says(result, "few items"));
    chl_result_free(result);
}
END_TEST

START_TEST(every_section_at_once_gives_no_missing_number)
{
    chl_result *full = results_full(), *bare = results_bare();

    ck_assert_ok(chl_study_advise(full, &err), err);
    ck_assert(!says(full, " nan"));
    ck_assert(!says(full, " inf"));
    ck_assert(says(full, "repeat an earlier one"));
    ck_assert_ok(chl_study_advise(bare, &err), err);
    ck_assert(says(bare, "no spectrum here"));
    chl_result_free(full);
    chl_result_free(bare);
}
END_TEST

START_TEST(every_loss_and_penalty_is_advised_without_missing_numbers)
{
    chl_predict_settings settings = chl_predict_settings_default();

    for (size_t l = 0; chl_loss_at(l) != NULL; l++) {
        for (size_t k = 0; chl_penalty_at(k) != NULL; k++) {
            settings.loss = chl_loss_at(l)->name;
            settings.penalty = chl_penalty_at(k)->name;
            settings.gamma = chl_penalty_at(k)->consensus ? 0.5 : NAN;
            settings.sweep_points = 11;
            chl_result_free(advised(&settings));
        }
    }
}
END_TEST

START_TEST(lost_memory_leaves_no_advice)
{
    chl_result *result = three_modes();

    ck_assert_ok(chl_study_predict(NULL, result, &err), err);
    ck_assert_survives_lost_memory(chl_study_advise(result, NULL));
    chl_result_free(result);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("advise");
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, the_verdict_has_speed_ringing_and_gamma);
    tcase_add_test(tcase, a_weak_penalty_is_told_to_ring);
    tcase_add_test(tcase, an_undamped_game_is_told_not_to_converge);
    tcase_add_test(tcase, an_uncovered_penalty_gets_no_number);
    tcase_add_test(tcase, a_run_is_advised_in_steps);
    tcase_add_test(tcase, a_run_too_short_is_told_how_long_it_must_be);
    tcase_add_test(tcase, where_the_loss_damps_enough_no_penalty_is_asked_for);
    tcase_add_test(tcase, doubts_lower_the_confidence_and_notes_do_not);
    tcase_add_test(tcase, unstable_rates_are_called_so);
    tcase_add_test(tcase, warnings_become_words_of_doubt);
    tcase_add_test(tcase, every_section_at_once_gives_no_missing_number);
    tcase_add_test(tcase,
                   every_loss_and_penalty_is_advised_without_missing_numbers);
    tcase_add_test(tcase, lost_memory_leaves_no_advice);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
