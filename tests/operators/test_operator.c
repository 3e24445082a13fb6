/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <chladni/operators.h>

#include "support/runner.h"

static chl_error err;
static int destroyed;

static chl_status
twice(void *self, const double *x, double *y, chl_error *e)
{
    const size_t *n = self;

    (void) e;
    for (size_t i = 0; i < *n; i++) {
        y[i] = 2.0 * x[i];
    }
    return CHL_OK;
}

static chl_status
refuse(void *self, const double *x, double *y, chl_error *e)
{
    (void) self;
    (void) x;
    (void) y;
    return chl_error_set(e, __FILE__, __LINE__, CHL_EIO, "the disk is gone");
}

static void
count_destruction(void *self)
{
    (void) self;
    destroyed++;
}

static const chl_operator_type twice_type = {
    .name = "twice",
    .apply = twice,
    .destroy = count_destruction,
};

START_TEST(an_operator_tells_what_it_was_made_of)
{
    size_t n = 3;
    chl_operator *op = NULL;

    ck_assert_ok(
        chl_operator_create(&twice_type, &n, n, CHL_SYMMETRIC, &op, &err), err);
    ck_assert_uint_eq(chl_operator_size(op), 3);
    ck_assert_uint_eq(chl_operator_flags(op), CHL_SYMMETRIC);
    ck_assert_str_eq(chl_operator_name(op), "twice");
    ck_assert_ptr_null(chl_operator_entries(op));
    chl_operator_free(op);
}
END_TEST

START_TEST(apply_calls_the_function_with_its_state)
{
    size_t n = 2;
    const double x[] = { 1.5, -4.0 };
    double y[] = { 0.0, 0.0 };
    chl_operator *op = NULL;

    ck_assert_ok(chl_operator_create(&twice_type, &n, n, 0, &op, &err), err);
    ck_assert_ok(chl_operator_apply(op, x, y, &err), err);
    ck_assert_double_eq(y[0], 3.0);
    ck_assert_double_eq(y[1], -8.0);
    chl_operator_free(op);
}
END_TEST

START_TEST(errors_of_apply_come_through)
{
    static const chl_operator_type type = { .name = "bad", .apply = refuse };
    double x = 0.0, y = 0.0;
    chl_operator *op = NULL;

    ck_assert_ok(chl_operator_create(&type, NULL, 1, 0, &op, &err), err);
    ck_assert_fails(chl_operator_apply(op, &x, &y, &err), CHL_EIO,
                    "the disk is gone", err);
    chl_operator_free(op);
}
END_TEST

START_TEST(the_state_is_destroyed_once_with_the_operator)
{
    size_t n = 1;
    chl_operator *op = NULL;

    destroyed = 0;
    ck_assert_ok(chl_operator_create(&twice_type, &n, n, 0, &op, &err), err);
    chl_operator_free(op);
    ck_assert_int_eq(destroyed, 1);
    chl_operator_free(NULL);
}
END_TEST

START_TEST(the_state_stays_with_the_caller_on_error)
{
    static const chl_operator_type none = { .name = "none" };
    chl_operator *op = NULL;

    destroyed = 0;
    ck_assert_fails(chl_operator_create(&twice_type, NULL, 0, 0, &op, &err),
                    CHL_EARG, "'twice' has size 0", err);
    ck_assert_fails(chl_operator_create(&none, NULL, 1, 0, &op, &err), CHL_EARG,
                    "'none' has no apply", err);
    ck_assert_fails(chl_operator_create(&twice_type, NULL, 1, 8, &op, &err),
                    CHL_EARG, "flags 0x8", err);
    ck_assert_ptr_null(op);
    ck_assert_int_eq(destroyed, 0);
}
END_TEST

START_TEST(lost_memory_is_survived)
{
    size_t n = 1;
    chl_operator *op = NULL;

    ck_assert_survives_lost_memory(
        chl_operator_create(&twice_type, &n, n, 0, &op, NULL));
    chl_operator_free(op);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("operators/operator");
    TCase *all = tcase_create("operator");

    tcase_add_test(all, an_operator_tells_what_it_was_made_of);
    tcase_add_test(all, apply_calls_the_function_with_its_state);
    tcase_add_test(all, errors_of_apply_come_through);
    tcase_add_test(all, the_state_is_destroyed_once_with_the_operator);
    tcase_add_test(all, the_state_stays_with_the_caller_on_error);
    tcase_add_test(all, lost_memory_is_survived);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
