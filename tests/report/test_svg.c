/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/runner.h"

#include <math.h>
#include <string.h>

#include "documents.h"
#include "markup_check.h"

START_TEST(the_drawing_is_well_formed_alone)
{
    char *svg = document_of(results_full(), "svg");
    markup_facts facts = markup_examine(svg, strlen(svg));

    ck_assert_uint_eq(facts.drawings, 1);
    ck_assert_uint_eq(facts.fetches, 0);
    ck_assert_uint_eq(facts.doubled, 0);
    ck_assert_ptr_nonnull(strstr(svg, "xmlns=\"http://www.w3.org/2000/svg\""));
    chl_free(svg);
}
END_TEST

START_TEST(a_result_without_a_spectrum_is_refused)
{
    chl_error err = { 0 };
    chl_result *result = results_bare();
    char *out = NULL;
    size_t size = 0;

    ck_assert_fails(chl_document_render(result, "svg", NULL, &out, &size, &err),
                    CHL_EARG, "no spectrum", err);
    ck_assert_ptr_null(out);
    chl_result_free(result);
}
END_TEST

START_TEST(missing_values_are_left_out_of_the_drawing)
{
    chl_result *result = results_full();
    char *svg;

    for (size_t k = 0; k < result->spectrum->count; k++) {
        result->spectrum->lambda[k] = NAN;
        result->spectrum->ci_low[k] = NAN;
        result->spectrum->lambda_train[k] = NAN;
        result->spectrum->lambda_heldout[k] = NAN;
    }
    svg = document_of(result, "svg");
    ck_assert_ptr_null(strstr(svg, "nan"));
    ck_assert_ptr_null(strstr(svg, "inf"));
    ck_assert_ptr_null(strstr(svg, "class=\"bar"));
    chl_free(svg);
}
END_TEST

START_TEST(the_solvable_gan_is_drawn_alone)
{
    chl_result *result = results_bare();
    markup_facts facts;
    char *svg;

    results_add_solvable(result);
    svg = document_of(result, "svg");
    facts = markup_examine(svg, strlen(svg));
    ck_assert_uint_eq(facts.drawings, 1);
    ck_assert_uint_eq(facts.fetches, 0);
    ck_assert_uint_eq(facts.doubled, 0);
    /* trajectory with a gap, both plots of phases, runs against dimension */
    ck_assert_ptr_nonnull(strstr(svg, "<path class=\"line "));
    ck_assert_ptr_nonnull(strstr(svg, "critic looks at it"));
    ck_assert_ptr_nonnull(strstr(svg, "dimension n"));
    ck_assert_ptr_null(strstr(svg, "nan"));
    ck_assert_ptr_null(strstr(svg, "inf"));
    chl_free(svg);
}
END_TEST

START_TEST(the_clipped_wgan_is_drawn_alone)
{
    chl_result *result = results_bare();
    markup_facts facts;
    char *svg;

    results_add_meanfield(result);
    svg = document_of(result, "svg");
    facts = markup_examine(svg, strlen(svg));
    ck_assert_uint_eq(facts.drawings, 1);
    ck_assert_uint_eq(facts.fetches, 0);
    ck_assert_uint_eq(facts.doubled, 0);
    ck_assert_ptr_nonnull(strstr(svg, "what repeats itself for ever"));
    ck_assert_ptr_nonnull(strstr(svg, "weights reach the face"));
    ck_assert_ptr_nonnull(strstr(svg, "distance of the generated law"));
    ck_assert_ptr_nonnull(strstr(svg, "critic&#39;s weight"));
    ck_assert_ptr_nonnull(strstr(svg, "generated x"));
    ck_assert_ptr_nonnull(strstr(svg, "all 3: corners"));
    ck_assert_ptr_nonnull(strstr(svg, "deviation from the limit"));
    ck_assert_ptr_nonnull(strstr(svg, "t = 4"));
    ck_assert_ptr_nonnull(strstr(svg, "fill-opacity=\"1\""));
    ck_assert_ptr_null(strstr(svg, "nan"));
    ck_assert_ptr_null(strstr(svg, "inf"));
    chl_free(svg);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("svg");
    TCase *tests = tcase_create("svg");

    tcase_add_test(tests, the_drawing_is_well_formed_alone);
    tcase_add_test(tests, a_result_without_a_spectrum_is_refused);
    tcase_add_test(tests, missing_values_are_left_out_of_the_drawing);
    tcase_add_test(tests, the_solvable_gan_is_drawn_alone);
    tcase_add_test(tests, the_clipped_wgan_is_drawn_alone);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
