/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of kernels and the choice by name. */
#include <math.h>
#include <string.h>

#include <chladni/kernels.h>

#include "support/runner.h"

START_TEST(every_kernel_of_the_table_is_found_by_its_name)
{
    chl_error err = { 0 };

    for (size_t k = 0; k < chl_kernel_type_count(); k++) {
        const chl_kernel_type *type = chl_kernel_type_at(k);
        chl_kernel kernel;

        ck_assert_ok(chl_kernel_init(type->name, 2.5, &kernel, &err), err);
        ck_assert_ptr_eq(kernel.type, type);
        ck_assert_double_eq(kernel.bandwidth, 2.5);
    }
    ck_assert_ptr_null(chl_kernel_type_at(chl_kernel_type_count()));
}
END_TEST

START_TEST(an_unknown_kernel_is_answered_with_the_nearest_name)
{
    chl_error err = { 0 };
    chl_kernel kernel;

    ck_assert_fails(chl_kernel_init("matern25", 1.0, &kernel, &err), CHL_EARG,
                    "did you mean 'matern52'?", err);
    ck_assert_fails(chl_kernel_init("polynomial", 1.0, &kernel, &err), CHL_EARG,
                    "must be matern52", err);
}
END_TEST

START_TEST(a_bandwidth_that_is_not_positive_and_finite_is_refused)
{
    static const double refused[] = { 0.0, -1.0, NAN, INFINITY };
    chl_error err = { 0 };
    chl_kernel kernel;

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        ck_assert_fails(chl_kernel_init("gauss", refused[i], &kernel, &err),
                        CHL_EARG, "must be finite and above 0", err);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("kernels/kernel");
    TCase *table = tcase_create("table");

    tcase_add_test(table, every_kernel_of_the_table_is_found_by_its_name);
    tcase_add_test(table, an_unknown_kernel_is_answered_with_the_nearest_name);
    tcase_add_test(table,
                   a_bandwidth_that_is_not_positive_and_finite_is_refused);
    suite_add_tcase(suite, table);
    return run_suite(suite);
}
