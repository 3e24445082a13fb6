/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sweep's error, every penalty, rules of trainers, schemes at their best.
 */
#include <math.h>
#include <string.h>

#include "report/result.h"
#include "study/spectra.h"
#include "support/runner.h"

static chl_error err;

/* Three modes of side x side images in [low, high]. */
static chl_result *
images(size_t side, double low, double high)
{
    chl_result *result = three_modes();
    chl_result_dataset *d = NULL;

    ck_assert_ok(chl_result_dataset_create(&d, &err), err);
    result->dataset = d;
    ck_assert_ok(chl_result_set_text(&d->kind, "images", &err), err);
    d->range_low = low;
    d->range_high = high;
    d->d = 3 * side * side;
    d->axes = 4;
    memcpy(d->shape, (size_t[4]){ 9, side, side, 3 }, sizeof d->shape);
    return result;
}

static chl_predict_settings
run_of(const char *loss, const char *penalty)
{
    chl_predict_settings settings = chl_predict_settings_default();

    settings.loss = loss;
    settings.penalty = penalty;
    settings.batch = 32;
    settings.steps = 4000;
    settings.lr_d = settings.lr_g = 0.01;
    return settings;
}

/* E_N = E_0 exp(-2 R N) + V with E_0 = 2 + 2/3 + 1/4 (theory 1.5). */
START_TEST(the_error_is_what_is_left_of_the_start_and_the_noise)
{
    chl_predict_settings settings = run_of("wgan", "r1");
    chl_result *result = three_modes();
    const chl_result_sweep *s;

    ck_assert_ok(chl_study_predict(&settings, result, &err), err);
    s = &result->prediction->sweep;
    for (size_t k = 0; k < s->count; k++) {
        double start = 1 / 0.5 + 1 / 1.5 + 1 / 4.0;
        double error = start * exp(-2 * s->rate[k] * 4000) + s->noise[k];

        ck_assert_double_eq_tol(s->error[k], error, 1e-12 * error);
        ck_assert_double_le(s->error_low[k], s->error[k]);
        ck_assert_double_ge(s->error_high[k], s->error[k]);
    }
    chl_result_free(result);
}
END_TEST

START_TEST(without_a_budget_there_is_no_error)
{
    chl_result *result = three_modes();

    ck_assert_ok(chl_study_predict(NULL, result, &err), err);
    ck_assert_double_nan(result->prediction->sweep.error[3]);
    ck_assert_double_nan(result->prediction->sweep.error_high[3]);
    chl_result_free(result);
}
END_TEST

/* The smallest error of the sweep is at the gamma for the run. */
START_TEST(gammas_of_a_run_rank_by_error)
{
    chl_predict_settings settings = run_of("wgan", "r1");
    chl_result *result = three_modes();
    const chl_result_ranking *r;
    double step;

    ck_assert_ok(chl_study_predict(&settings, result, &err), err);
    ck_assert_ok(chl_study_rank("gamma", result, &err), err);
    r = result->ranking;
    step = pow(r->items[0].strength / result->prediction->budget_gamma, 2.0);
    ck_assert_double_lt(fabs(log(step)), 2.0 * log(1e4) / 24.0);
    for (size_t k = 1; k < r->count; k++) {
        ck_assert_double_ge(r->items[k].score, r->items[k - 1].score);
        ck_assert_uint_ge(r->items[k].tie_group, r->items[k - 1].tie_group);
    }
    chl_result_free(result);
}
END_TEST

static const chl_result_penalty *
penalty_of(const chl_result *result, const char *name)
{
    const chl_result_prediction *p = result->prediction;

    for (size_t k = 0; k < p->penalty_count; k++) {
        if (strcmp(p->penalties[k].name, name) == 0) {
            return &p->penalties[k];
        }
    }
    ck_abort_msg("no penalty %s", name);
    return NULL;
}

START_TEST(every_penalty_has_its_best_weight_or_a_reason)
{
    chl_predict_settings settings = run_of("wgan", "r1");
    chl_result *result = three_modes();
    const chl_result_prediction *p;
    const chl_result_penalty *q;

    settings.gamma = 7.0;
    ck_assert_ok(chl_study_predict(&settings, result, &err), err);
    p = result->prediction;
    q = penalty_of(result, "r1");
    ck_assert_double_eq(q->weight, p->best_gamma);
    ck_assert_double_eq(q->weight_high, p->gamma_high);
    ck_assert_double_eq(q->budget_weight, p->budget_gamma);
    ck_assert_double_eq(q->rate, p->best_rate);
    q = penalty_of(result, "r1r2");
    ck_assert_double_eq_tol(q->weight, p->best_gamma / 2.0, 1e-14);
    q = penalty_of(result, "wgan-gp");
    ck_assert(!q->covered);
    ck_assert_double_nan(q->weight);
    ck_assert_double_nan(q->rate);
    ck_assert_ptr_nonnull(strstr(q->note, "one-centred"));
    q = penalty_of(result, "consensus");
    ck_assert(q->covered);
    ck_assert_double_nan(q->weight);
    ck_assert_ptr_nonnull(q->note);
    q = penalty_of(result, "none");
    ck_assert_double_eq(q->rate, 0.0);
    chl_result_free(result);
}
END_TEST

/* The reasons stay when the penalty in force has no numbers. */
START_TEST(penalties_are_listed_beside_one_that_is_not_covered)
{
    chl_predict_settings settings = run_of("wgan", "wgan-gp");
    chl_result *result = three_modes();

    ck_assert_ok(chl_study_predict(&settings, result, &err), err);
    ck_assert(!result->prediction->covered);
    ck_assert_double_gt(penalty_of(result, "r1")->weight, 0.0);
    chl_result_free(result);
}
END_TEST

START_TEST(trainers_rules_are_in_the_units_of_the_result)
{
    chl_predict_settings settings = run_of("wgan", "r1");
    chl_result *result = images(64, -1.0, 1.0), *narrow = images(64, 0.0, 1.0);
    const chl_result_rule *r;

    ck_assert_ok(chl_study_predict(&settings, result, &err), err);
    ck_assert_uint_eq(result->prediction->rule_count, 4);
    r = result->prediction->rules;
    ck_assert_str_eq(r[0].name, "stylegan-auto");
    ck_assert_double_eq_tol(r[0].weight, 0.0002 * 64 * 64 / 32, 1e-15);
    ck_assert_double_eq_tol(r[2].weight, 20.0, 1e-13);
    ck_assert_double_eq_tol(r[3].weight, 0.4, 1e-14);
    ck_assert(r[0].rate > 0.0 && r[0].error > 0.0);
    settings.penalty = "r1r2";
    ck_assert_ok(chl_study_predict(&settings, narrow, &err), err);
    ck_assert_double_eq_tol(narrow->prediction->rules[0].weight,
                            0.0002 * 64 * 64 / 32 / 8, 1e-15);
    chl_result_free(result);
    chl_result_free(narrow);
}
END_TEST

START_TEST(rules_are_for_square_images_in_a_range)
{
    chl_result *table = three_modes(), *raw = images(64, NAN, NAN);
    chl_result *wide = images(64, -1.0, 1.0);

    wide->dataset->shape[2] = 32;
    ck_assert_ok(chl_study_predict(NULL, table, &err), err);
    ck_assert_ok(chl_study_predict(NULL, raw, &err), err);
    ck_assert_ok(chl_study_predict(NULL, wide, &err), err);
    ck_assert_uint_eq(table->prediction->rule_count, 0);
    ck_assert_uint_eq(raw->prediction->rule_count, 0);
    ck_assert_uint_eq(wide->prediction->rule_count, 0);
    chl_result_free(table);
    chl_result_free(raw);
    chl_result_free(wide);
}
END_TEST

static chl_result *
predicted(const char *penalty, double gamma)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = three_modes();

    settings.loss = "wgan";
    settings.penalty = penalty;
    settings.gamma = gamma;
    ck_assert_ok(chl_study_predict(&settings, result, &err), err);
    return result;
}

/* What was given is one of the points, but for momenta off the grid. */
START_TEST(a_tuned_scheme_is_never_worse_than_the_given_one)
{
    const char *penalty = _i == 0 ? "r1" : "consensus";
    chl_result *result = predicted(penalty, 0.5);
    const chl_result_prediction *p = result->prediction;

    ck_assert_ok(chl_study_scan(NULL, result, &err), err);
    for (size_t k = 0; k < p->scheme_count; k++) {
        const chl_result_scheme *s = &p->schemes[k];

        if (isnan(s->rate_per_gradient)) {
            ck_assert_uint_eq(s->tuned_n_d, 0);
            ck_assert_double_nan(s->tuned_h);
        } else {
            ck_assert_double_ge(s->tuned_rate_per_gradient,
                                s->rate_per_gradient * (1.0 - 1e-9));
            ck_assert(s->tuned_n_d == 1 || strcmp(s->name, "alternating") == 0);
        }
    }
    chl_result_free(result);
}
END_TEST

START_TEST(one_ratio_and_one_turn_give_back_what_was_given)
{
    const chl_scan_settings narrow = { 1, 1.0 };
    chl_result *result = predicted("r1", 0.5);
    const chl_result_scheme *s = result->prediction->schemes;

    ck_assert_ok(chl_study_scan(&narrow, result, &err), err);
    for (size_t k = 0; k < 6; k++) {
        ck_assert_double_eq_tol(s[k].tuned_rate_per_gradient,
                                s[k].rate_per_gradient, 1e-12);
        ck_assert_double_eq(s[k].tuned_ratio, 1.0);
        ck_assert_double_nan(s[k].tuned_momentum);
    }
    chl_result_free(result);
}
END_TEST

START_TEST(tuned_schemes_rank_by_what_they_reach)
{
    chl_result *result = predicted("r1", 0.5);

    ck_assert_ok(chl_study_scan(NULL, result, &err), err);
    ck_assert_ok(chl_study_rank("scheme", result, &err), err);
    for (size_t k = 0; k < result->prediction->scheme_count; k++) {
        const chl_result_scheme *s = &result->prediction->schemes[k];

        for (size_t j = 0; j < result->ranking->count; j++) {
            const chl_result_item *item = &result->ranking->items[j];

            if (strcmp(item->name, s->name) == 0 && s->tuned_n_d > 0) {
                ck_assert_double_eq(item->score, s->tuned_rate_per_gradient);
            }
        }
    }
    chl_result_free(result);
}
END_TEST

START_TEST(scans_out_of_range_are_refused)
{
    const chl_scan_settings turns = { 0, 2.0 }, ratio = { 2, 0.5 };
    chl_result *result = predicted("r1", 0.5), *bare = three_modes();

    ck_assert_fails(chl_study_scan(&turns, result, &err), CHL_EARG,
                    "n-d is scanned up to 0; it must lie in 1..100", err);
    ck_assert_fails(chl_study_scan(&ratio, result, &err), CHL_EARG,
                    "up to 0.5 times; it must be finite and at least 1", err);
    ck_assert_fails(chl_study_scan(NULL, bare, &err), CHL_EARG,
                    "no prediction to scan", err);
    chl_result_free(result);
    chl_result_free(bare);
}
END_TEST

START_TEST(lost_memory_is_survived)
{
    chl_result *result = predicted("r1", 0.5);
    const chl_scan_settings narrow = { 1, 1.0 };

    ck_assert_survives_lost_memory(chl_study_scan(&narrow, result, NULL));
    chl_result_free(result);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("scan");
    TCase *tests = tcase_create("scan");

    tcase_add_test(tests, the_error_is_what_is_left_of_the_start_and_the_noise);
    tcase_add_test(tests, without_a_budget_there_is_no_error);
    tcase_add_test(tests, gammas_of_a_run_rank_by_error);
    tcase_add_test(tests, every_penalty_has_its_best_weight_or_a_reason);
    tcase_add_test(tests, penalties_are_listed_beside_one_that_is_not_covered);
    tcase_add_test(tests, trainers_rules_are_in_the_units_of_the_result);
    tcase_add_test(tests, rules_are_for_square_images_in_a_range);
    tcase_add_loop_test(tests, a_tuned_scheme_is_never_worse_than_the_given_one,
                        0, 2);
    tcase_add_test(tests, one_ratio_and_one_turn_give_back_what_was_given);
    tcase_add_test(tests, tuned_schemes_rank_by_what_they_reach);
    tcase_add_test(tests, scans_out_of_range_are_refused);
    tcase_add_test(tests, lost_memory_is_survived);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
