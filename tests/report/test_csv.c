/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/runner.h"

#include <string.h>

#include "documents.h"
#include "report/result.h"

static void
drop_tables(chl_result *result)
{
    chl_result_section_free(&chl_record_verify, result->verify);
    chl_result_section_free(&chl_record_ranking, result->ranking);
    chl_result_section_free(&chl_record_solvable, result->solvable);
    chl_result_section_free(&chl_record_meanfield, result->meanfield);
    chl_result_section_free(&chl_record_comparison, result->comparison);
    result->meanfield = NULL;
    result->solvable = NULL;
    chl_result_section_free(&chl_record_flow, result->flow);
    result->flow = NULL;
    result->verify = NULL;
    result->ranking = NULL;
    result->comparison = NULL;
}

START_TEST(eigenvalues_stand_with_their_roots)
{
    chl_result *result = results_full();
    char *document;

    drop_tables(result);
    document = document_of(result, "csv");
    ck_assert_contains(document,
                       "index,lambda,ci_low,ci_high,train,heldout,"
                       "standard_error,residual,root_re,root_im\n0,0.0137,");
    ck_assert_contains(document, "\n11,");
    ck_assert_lacks(document, "\n12,");
    chl_free(document);
}
END_TEST

START_TEST(unknown_numbers_are_empty_cells)
{
    chl_error err = { 0 };
    chl_result *result = results_bare();
    char *document;

    ck_assert_ok(chl_result_spectrum_create(1, 0, 0, &result->spectrum, &err),
                 err);
    result->spectrum->lambda[0] = 0.5;
    document = document_of(result, "csv");
    ck_assert_contains(document, "\n0,0.5,,,,,,,,\n");
    chl_free(document);
}
END_TEST

START_TEST(a_ranking_lists_its_items)
{
    chl_result *result = results_full();
    char *document;

    chl_result_section_free(&chl_record_verify, result->verify);
    result->verify = NULL;
    document = document_of(result, "csv");
    ck_assert_contains(document, "name,strength,score,");
    ck_assert_contains(document, "\"rotate90\",0.5,1.0,");
    ck_assert_contains(document, ",0.012,,1,true,1.0,\n");
    chl_free(document);
}
END_TEST

START_TEST(a_verification_comes_before_everything_else)
{
    char *document = document_of(results_full(), "csv");

    ck_assert_contains(document, "\"wells:m=2\",1,1.0454,1.2,0.148,0.01,"
                                 "false,false\n");
    ck_assert_lacks(document, "rotate90");
    chl_free(document);
}
END_TEST

START_TEST(a_clipped_wgan_lists_its_trajectory)
{
    chl_result *result = results_bare();
    char *document;

    results_add_meanfield(result);
    document = document_of(result, "csv");
    ck_assert_contains(document,
                       "t,g,m,energy,distance,invariant,low,high,clipped_0,"
                       "clipped_1,clipped_2,clipped_3\n"
                       "0.0,0.9,0.0,0.0,0.9,,0.0,0.25,1.0,0.0,0.0,0.0\n");
    ck_assert_contains(document, "\n3.5,,"); /* a missing point */
    chl_free(document);
}
END_TEST

START_TEST(quotes_commas_and_line_ends_stay_in_their_cell)
{
    chl_result *result = results_hostile();
    char *document;

    chl_result_section_free(&chl_record_verify, result->verify);
    result->verify = NULL;
    document = document_of(result, "csv");
    ck_assert_contains(document, "\n\"two\nlines, \"\"one\"\" name\",0.5,");
    chl_free(document);
}
END_TEST

START_TEST(nothing_computed_is_a_table_without_rows)
{
    char *document = document_of(results_bare(), "csv");

    ck_assert_ptr_eq(strchr(document, '\n'), document + strlen(document) - 1);
    chl_free(document);
}
END_TEST

static chl_status
render_csv(const chl_result *result, chl_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    chl_status status =
        chl_document_render(result, "csv", NULL, &bytes, &size, err);

    chl_free(bytes);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    chl_error err = { 0 };
    chl_result *result = results_full();

    ck_assert_survives_lost_memory(render_csv(result, &err));
    chl_result_free(result);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("csv");
    TCase *tcase = tcase_create("csv");

    tcase_add_test(tcase, eigenvalues_stand_with_their_roots);
    tcase_add_test(tcase, unknown_numbers_are_empty_cells);
    tcase_add_test(tcase, a_ranking_lists_its_items);
    tcase_add_test(tcase, a_verification_comes_before_everything_else);
    tcase_add_test(tcase, a_clipped_wgan_lists_its_trajectory);
    tcase_add_test(tcase, quotes_commas_and_line_ends_stay_in_their_cell);
    tcase_add_test(tcase, nothing_computed_is_a_table_without_rows);
    tcase_add_test(tcase, lost_memory_is_survived);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
