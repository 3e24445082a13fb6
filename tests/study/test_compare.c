/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several results beside the first of them. */
#include <math.h>
#include <string.h>

#include <chladni/compare.h>
#include <chladni/study.h>

#include "report/comparison.h"
#include "report/result.h"
#include "study/spectra.h"
#include "support/runner.h"

static const double three[] = { 0.5, 1.5, 4.0 };

/* Images of 12 values in [-1, 1], eigenvalues `times` those of three. */
static chl_result *
measured(const char *name, double times, double width)
{
    double lambda[3];
    chl_error err = { 0 };
    chl_result *result;
    chl_result_dataset *d = NULL;

    for (size_t k = 0; k < 3; k++) {
        lambda[k] = times * three[k];
    }
    result = spectrum_result(lambda, 3, width);
    result->spectrum->linear_bound = 1.0;
    ck_assert_ok(chl_result_dataset_create(&d, &err), err);
    result->dataset = d;
    ck_assert_ok(chl_result_set_text(&d->name, name, &err), err);
    ck_assert_ok(chl_result_set_text(&d->fingerprint, name, &err), err);
    ck_assert_ok(chl_result_set_text(&d->range, "interval", &err), err);
    d->range_low = -1.0;
    d->range_high = 1.0;
    d->n = 500;
    d->d = 12;
    return result;
}

static chl_result *
compared(const chl_result *a, const chl_result *b)
{
    const chl_result *both[2] = { a, b };
    chl_error err = { 0 };
    chl_result *out = NULL;

    ck_assert_ok(chl_result_create("compare", &out, &err), err);
    ck_assert_ok(chl_study_compare(both, 2, out, &err), err);
    return out;
}

START_TEST(eigenvalues_four_times_as_large_have_the_ratio_four)
{
    chl_result *a = measured("a", 1.0, 0.1), *b = measured("b", 4.0, 0.1);
    chl_result *out = compared(a, b);
    const chl_result_side *side = &out->comparison->sides[1];
    double up = hypot(log(1.1), log(0.9)), down = hypot(log(0.9), log(1.1));

    ck_assert(side->like);
    for (size_t k = 0; k < 3; k++) {
        ck_assert_double_eq_tol(side->ratio[k], 4.0, 1e-14);
        ck_assert_double_eq_tol(side->ratio_high[k], 4.0 * exp(up), 1e-13);
        ck_assert_double_eq_tol(side->ratio_low[k], 4.0 * exp(-down), 1e-13);
        ck_assert_str_eq(chl_comparison_word(side, k), "faster");
    }
    ck_assert_double_eq(side->shape, 2.0);
    ck_assert_ptr_nonnull(strstr(out->advice->verdict, "b is faster than a"));
    chl_result_free(out);
    chl_result_free(b);
    chl_result_free(a);
}
END_TEST

START_TEST(the_other_way_round_everything_is_inverted)
{
    chl_result *a = measured("a", 1.0, 0.3), *b = measured("b", 2.5, 0.2);
    chl_result *forth = compared(a, b), *back = compared(b, a);
    const chl_result_side *f = &forth->comparison->sides[1];
    const chl_result_side *g = &back->comparison->sides[1];

    for (size_t k = 0; k < 3; k++) {
        ck_assert_double_eq_tol(f->ratio[k] * g->ratio[k], 1.0, 1e-14);
        ck_assert_double_eq_tol(f->ratio_low[k] * g->ratio_high[k], 1.0, 1e-14);
        ck_assert_double_eq_tol(f->ratio_high[k] * g->ratio_low[k], 1.0, 1e-14);
    }
    ck_assert_ptr_nonnull(strstr(back->advice->verdict, "a is slower than b"));
    chl_result_free(back);
    chl_result_free(forth);
    chl_result_free(b);
    chl_result_free(a);
}
END_TEST

START_TEST(a_result_beside_itself_cannot_be_told_apart)
{
    chl_result *a = measured("a", 1.0, 0.1);
    chl_result *out = compared(a, a);
    const chl_result_side *side = &out->comparison->sides[1];

    for (size_t k = 0; k < 3; k++) {
        ck_assert_double_eq(side->ratio[k], 1.0);
        ck_assert(!chl_comparison_apart(side, k));
    }
    ck_assert_ptr_nonnull(strstr(out->advice->verdict, "cannot be told"));
    chl_result_free(out);
    chl_result_free(a);
}
END_TEST

START_TEST(the_same_bytes_are_named_as_such)
{
    chl_result *a = measured("a", 1.0, 0.1), *b = measured("a", 1.1, 0.1);
    chl_result *out = compared(a, b);

    ck_assert_str_eq(out->comparison->sides[1].note, "the same data");
    ck_assert(out->comparison->sides[1].like);
    chl_result_free(out);
    chl_result_free(b);
    chl_result_free(a);
}
END_TEST

START_TEST(data_of_another_size_are_compared_by_shape_only)
{
    chl_result *a = measured("a", 1.0, 0.1), *b = measured("b", 1.0, 0.1);
    chl_result *out;

    b->dataset->d = 48;
    b->dataset->range_low = 0.0;
    out = compared(a, b);
    ck_assert(!out->comparison->sides[1].like);
    ck_assert_str_eq(out->comparison->sides[1].note,
                     "48 values per row against 12; values in another range");
    ck_assert(!chl_comparison_apart(&out->comparison->sides[1], 0));
    ck_assert_ptr_nonnull(strstr(out->advice->verdict, "no unit in common"));
    chl_result_free(out);
    chl_result_free(b);
    chl_result_free(a);
}
END_TEST

START_TEST(an_eigenvalue_without_interval_has_a_ratio_without_one)
{
    chl_result *a = measured("a", 1.0, -1.0), *b = measured("b", 2.0, 0.1);
    chl_result *out = compared(a, b);
    const chl_result_side *side = &out->comparison->sides[1];

    ck_assert_double_eq_tol(side->ratio[0], 2.0, 1e-14);
    ck_assert_double_nan(side->ratio_low[0]);
    ck_assert_double_nan(side->ratio_high[0]);
    ck_assert(!chl_comparison_apart(side, 0));
    chl_result_free(out);
    chl_result_free(b);
    chl_result_free(a);
}
END_TEST

START_TEST(the_best_gamma_of_each_is_that_of_its_prediction)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *a = measured("a", 1.0, 0.1), *b = measured("b", 4.0, 0.1);
    chl_error err = { 0 };
    chl_result *out;

    ck_assert_ok(chl_study_predict(&settings, a, &err), err);
    ck_assert_ok(chl_study_predict(&settings, b, &err), err);
    out = compared(a, b);
    ck_assert_double_eq(out->comparison->sides[0].gamma,
                        a->prediction->best_gamma);
    ck_assert_double_eq(out->comparison->sides[1].gamma,
                        b->prediction->best_gamma);
    ck_assert_uint_eq(out->advice->reason_count, 1);
    chl_result_free(out);
    settings.loss = "wgan";
    ck_assert_ok(chl_study_predict(&settings, b, &err), err);
    out = compared(a, b);
    ck_assert_double_nan(out->comparison->sides[1].gamma);
    chl_result_free(out);
    chl_result_free(b);
    chl_result_free(a);
}
END_TEST

START_TEST(one_result_or_none_with_a_spectrum_is_refused)
{
    chl_result *a = measured("a", 1.0, 0.1), *out = NULL, *bare = NULL;
    const chl_result *both[2] = { a, NULL };
    chl_error err = { 0 };

    ck_assert_ok(chl_result_create("compare", &out, &err), err);
    ck_assert_ok(chl_result_create("check", &bare, &err), err);
    ck_assert_fails(chl_study_compare(both, 1, out, &err), CHL_EARG,
                    "at least 2", err);
    both[1] = bare;
    ck_assert_fails(chl_study_compare(both, 2, out, &err), CHL_EARG,
                    "result 2 has no spectrum", err);
    ck_assert_ptr_null(out->comparison);
    chl_result_free(bare);
    chl_result_free(out);
    chl_result_free(a);
}
END_TEST

static chl_status
compare_once(const chl_result *a, const chl_result *b)
{
    const chl_result *const views[2] = { a, b };
    chl_error ignored = { 0 }, *err = &ignored;
    chl_result *out = NULL;
    chl_status status = chl_result_create("compare", &out, err);

    if (status == CHL_OK) {
        status = chl_study_compare(views, 2, out, err);
        ck_assert(status == CHL_OK || out->warning_count == 0);
    }
    chl_result_free(out);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    chl_result *both[2] = { measured("a", 1.0, 0.1), measured("b", 4.0, 0.1) };
    chl_error err = { 0 };

    ck_assert_ok(chl_result_warn(both[0], "W-DUPLICATES", "note", &err, "two"),
                 err);
    ck_assert_survives_lost_memory(compare_once(both[0], both[1]));
    chl_result_free(both[0]);
    chl_result_free(both[1]);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("compare");
    TCase *tests = tcase_create("compare");

    tcase_add_test(tests, eigenvalues_four_times_as_large_have_the_ratio_four);
    tcase_add_test(tests, the_other_way_round_everything_is_inverted);
    tcase_add_test(tests, a_result_beside_itself_cannot_be_told_apart);
    tcase_add_test(tests, the_same_bytes_are_named_as_such);
    tcase_add_test(tests, data_of_another_size_are_compared_by_shape_only);
    tcase_add_test(tests,
                   an_eigenvalue_without_interval_has_a_ratio_without_one);
    tcase_add_test(tests, the_best_gamma_of_each_is_that_of_its_prediction);
    tcase_add_test(tests, one_result_or_none_with_a_spectrum_is_refused);
    tcase_add_test(tests, lost_memory_is_survived);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
