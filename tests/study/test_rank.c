/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Penalties and schemes in order. */
#include <math.h>
#include <string.h>

#include "study/spectra.h"
#include "study/sweep.h"
#include "support/runner.h"

static chl_error err;

static chl_result *
predicted(const char *penalty)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = three_modes();

    settings.penalty = penalty;
    ck_assert_ok(chl_study_predict(&settings, result, &err), err);
    return result;
}

START_TEST(the_best_gamma_ranks_first)
{
    chl_result *result = predicted("r1");
    const chl_result_ranking *r;

    ck_assert_ok(chl_study_rank("gamma", result, &err), err);
    r = result->ranking;
    ck_assert_str_eq(r->kind, "gamma");
    ck_assert_uint_eq(r->count, 25);
    ck_assert_ptr_eq(strstr(r->items[0].name, "gamma="), r->items[0].name);
    ck_assert_double_eq_tol(r->items[0].strength,
                            result->prediction->best_gamma, 1e-12);
    for (size_t k = 1; k < r->count; k++) {
        ck_assert_double_le(r->items[k].score, r->items[k - 1].score);
        ck_assert_double_le(r->items[k].ci_low, r->items[k].score);
        ck_assert_double_ge(r->items[k].ci_high, r->items[k].score);
    }
    chl_result_free(result);
}
END_TEST

START_TEST(the_safe_range_keeps_half_of_the_best_rate)
{
    chl_result *result = predicted("r1");
    const chl_result_sweep *s = &result->prediction->sweep;
    double low, high, best = 0.0;

    ck_assert(chl_sweep_safe(s, &low, &high));
    ck_assert_double_lt(low, result->prediction->best_gamma);
    ck_assert_double_gt(high, result->prediction->best_gamma);
    for (size_t k = 0; k < s->count; k++) {
        best = fmax(best, s->rate_low[k]);
    }
    for (size_t k = 0; k < s->count; k++) {
        bool inside = s->gamma[k] >= low && s->gamma[k] <= high;

        ck_assert(inside == (s->rate_low[k] >= best / 2.0));
    }
    chl_result_free(result);
}
END_TEST

START_TEST(gammas_tie_while_their_intervals_overlap)
{
    chl_result *result = predicted("r1");
    const chl_result_item *items, *head;

    ck_assert_ok(chl_study_rank("gamma", result, &err), err);
    items = head = result->ranking->items;
    ck_assert_uint_eq(items[0].tie_group, 0);
    for (size_t k = 1; k < result->ranking->count; k++) {
        if (items[k].tie_group == head->tie_group) {
            ck_assert_double_ge(items[k].ci_high, head->ci_low);
        } else {
            ck_assert_double_lt(items[k].ci_high, head->ci_low);
            head = &items[k];
        }
    }
    chl_result_free(result);
}
END_TEST

START_TEST(schemes_rank_by_rate_per_gradient)
{
    chl_result *result = predicted("r1");
    const chl_result_ranking *r;

    ck_assert_ok(chl_study_rank("scheme", result, &err), err);
    r = result->ranking;
    ck_assert_uint_eq(r->count, 11);
    ck_assert_str_eq(r->baseline, "simultaneous");
    for (size_t k = 1; k < r->count; k++) {
        ck_assert(isnan(r->items[k].score)
                  || r->items[k].score <= r->items[k - 1].score);
        ck_assert_uint_ge(r->items[k].tie_group, r->items[k - 1].tie_group);
    }
    /* The references solve a system and have no cost per gradient. */
    ck_assert_str_eq(r->items[9].name, "implicit-euler");
    ck_assert_str_eq(r->items[10].name, "trapezoid");
    ck_assert(isnan(r->items[10].score));
    chl_result_free(result);
}
END_TEST

START_TEST(what_cannot_be_ranked_is_refused)
{
    chl_result *bare = three_modes();
    chl_result *none = predicted("none"), *gp = predicted("wgan-gp");

    ck_assert_fails(chl_study_rank("gamma", bare, &err), CHL_EARG,
                    "no prediction to rank by", err);
    ck_assert_fails(chl_study_rank("colour", bare, &err), CHL_EARG,
                    "cannot rank 'colour'; known: gamma scheme", err);
    ck_assert_fails(chl_study_rank("gamma", none, &err), CHL_EARG,
                    "penalty 'none' has no gamma to rank", err);
    ck_assert_fails(chl_study_rank("scheme", gp, &err), CHL_EARG,
                    "does not cover penalty 'wgan-gp'", err);
    ck_assert_ptr_null(gp->ranking);
    chl_result_free(bare);
    chl_result_free(none);
    chl_result_free(gp);
}
END_TEST

START_TEST(lost_memory_leaves_no_ranking)
{
    chl_result *result = predicted("r1");

    ck_assert_survives_lost_memory(chl_study_rank("gamma", result, NULL));
    chl_result_free(result);
    result = predicted("r1");
    ck_assert_survives_lost_memory(chl_study_rank("scheme", result, NULL));
    chl_result_free(result);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("rank");
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, the_best_gamma_ranks_first);
    tcase_add_test(tcase, the_safe_range_keeps_half_of_the_best_rate);
    tcase_add_test(tcase, gammas_tie_while_their_intervals_overlap);
    tcase_add_test(tcase, schemes_rank_by_rate_per_gradient);
    tcase_add_test(tcase, what_cannot_be_ranked_is_refused);
    tcase_add_test(tcase, lost_memory_leaves_no_ranking);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
