/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spectra of data that many know. */
#include <stdio.h>
#include <string.h>

#include "report/documents.h"
#include "report/references.h"

START_TEST(every_reference_ascends_from_below_its_linear_bound)
{
    size_t count = 0;

    for (; chl_reference_at(count) != NULL; count++) {
        const chl_reference *r = chl_reference_at(count);

        ck_assert_uint_ge(r->count, 2);
        ck_assert_uint_le(r->count, CHL_REFERENCE_MODES);
        /* Of N(0, I) the bound is met; its error is at most 4 %. */
        ck_assert_double_gt(r->shape[0], 0.0);
        ck_assert_double_lt(r->shape[0], 1.04);
        for (size_t k = 1; k < r->count; k++) {
            ck_assert_double_ge(r->shape[k], r->shape[k - 1]);
        }
    }
    ck_assert_uint_ge(count, 6);
}
END_TEST

START_TEST(data_are_put_beside_others_of_their_kind)
{
    static char kind[] = "images", name[] = "photos";
    chl_result_dataset dataset = { .kind = kind, .name = name };
    const chl_reference *chosen[CHL_REFERENCES_SHOWN];
    size_t count = chl_references_choose(&dataset, chosen);

    ck_assert_uint_eq(count, CHL_REFERENCES_SHOWN);
    for (size_t k = 0; k < count; k++) {
        ck_assert_str_eq(chosen[k]->kind, "images");
        ck_assert(k == 0 || chosen[k]->shape[0] >= chosen[k - 1]->shape[0]);
    }
}
END_TEST

START_TEST(data_are_not_put_beside_themselves)
{
    for (size_t i = 0; chl_reference_at(i) != NULL; i++) {
        const chl_reference *r = chl_reference_at(i);
        char kind[16], name[64];
        chl_result_dataset dataset = { .kind = kind, .name = name };
        const chl_reference *chosen[CHL_REFERENCES_SHOWN];
        size_t count;

        snprintf(kind, sizeof kind, "%s", r->kind);
        snprintf(name, sizeof name, "%s.npy", r->name);
        count = chl_references_choose(&dataset, chosen);
        for (size_t k = 0; k < count; k++) {
            ck_assert_ptr_ne(chosen[k], r);
        }
    }
}
END_TEST

START_TEST(a_kind_that_is_not_known_has_no_company)
{
    static char kind[] = "sounds";
    chl_result_dataset dataset = { .kind = kind };
    const chl_reference *chosen[CHL_REFERENCES_SHOWN];

    ck_assert_uint_eq(chl_references_choose(&dataset, chosen), 0);
    dataset.kind = NULL;
    ck_assert_uint_eq(chl_references_choose(&dataset, chosen), 0);
}
END_TEST

START_TEST(the_page_names_whose_spectra_are_grey)
{
    char *page = document_of(results_full(), "html");
    static char kind[] = "images", name[] = "cats.zip";
    chl_result_dataset dataset = { .kind = kind, .name = name };
    const chl_reference *chosen[CHL_REFERENCES_SHOWN];
    size_t count = chl_references_choose(&dataset, chosen);

    for (size_t k = 0; k < count; k++) {
        ck_assert_contains(page, chosen[k]->what);
    }
    chl_free(page);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("references");
    TCase *tests = tcase_create("references");

    tcase_add_test(tests, every_reference_ascends_from_below_its_linear_bound);
    tcase_add_test(tests, data_are_put_beside_others_of_their_kind);
    tcase_add_test(tests, data_are_not_put_beside_themselves);
    tcase_add_test(tests, a_kind_that_is_not_known_has_no_company);
    tcase_add_test(tests, the_page_names_whose_spectra_are_grey);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
