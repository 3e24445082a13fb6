/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <chladni/operators.h>

#include "support/runner.h"

enum {
    N = 4
};

static chl_error err;

static chl_status
forget_the_last(void *self, const double *x, double *y, chl_error *e)
{
    (void) self;
    (void) e;
    memcpy(y, x, (N - 1) * sizeof *y);
    return CHL_OK;
}

/* Writes through a pointer of its own, as a careless operator would. */
static chl_status
spoil_the_input(void *self, const double *x, double *y, chl_error *e)
{
    double *input = self;

    (void) e;
    memcpy(y, x, N * sizeof *y);
    input[0] += 1.0;
    return CHL_OK;
}

static chl_operator *
make(chl_apply_fn *apply, void *self)
{
    static chl_operator_type type;
    chl_operator *op = NULL;

    type = (chl_operator_type){ .name = "suspect", .apply = apply };
    ck_assert_ok(chl_operator_create(&type, self, N, CHL_SYMMETRIC, &op, &err),
                 err);
    return op;
}

START_TEST(an_honest_operator_passes_unchanged)
{
    const double identity[] = { 1, 0, 0, 1 }, x[] = { 3.0, -4.0 };
    double y[2];
    chl_operator *inner = NULL, *op = NULL;

    ck_assert_ok(chl_operator_dense(identity, 2, CHL_SYMMETRIC, &inner, &err),
                 err);
    ck_assert_ok(chl_operator_checked(inner, &op, &err), err);
    ck_assert_ok(chl_operator_apply(op, x, y, &err), err);
    ck_assert_mem_eq(x, y, sizeof x);
    ck_assert_uint_eq(chl_operator_size(op), 2);
    ck_assert_uint_eq(chl_operator_flags(op), CHL_SYMMETRIC);
    ck_assert_ptr_null(chl_operator_entries(op));
    chl_operator_free(op);
    chl_operator_free(inner);
}
END_TEST

START_TEST(a_forgotten_entry_is_named)
{
    const double x[N] = { 1, 2, 3, 4 };
    double y[N] = { 0 };
    chl_operator *inner = make(forget_the_last, NULL), *op = NULL;

    ck_assert_ok(chl_operator_checked(inner, &op, &err), err);
    ck_assert_fails(chl_operator_apply(op, x, y, &err), CHL_ENUMERIC,
                    "'suspect' left entry 3 of 4", err);
    chl_operator_free(op);
    chl_operator_free(inner);
}
END_TEST

START_TEST(a_changed_input_is_noticed)
{
    double x[N] = { 1, 2, 3, 4 }, y[N];
    chl_operator *inner = make(spoil_the_input, x), *op = NULL;

    ck_assert_ok(chl_operator_checked(inner, &op, &err), err);
    ck_assert_fails(chl_operator_apply(op, x, y, &err), CHL_ENUMERIC,
                    "'suspect' changed its input", err);
    chl_operator_free(op);
    chl_operator_free(inner);
}
END_TEST

START_TEST(lost_memory_is_survived)
{
    chl_operator *inner = make(forget_the_last, NULL), *op = NULL;

    ck_assert_survives_lost_memory(chl_operator_checked(inner, &op, NULL));
    chl_operator_free(op);
    chl_operator_free(inner);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("operators/checked");
    TCase *all = tcase_create("checked");

    tcase_add_test(all, an_honest_operator_passes_unchanged);
    tcase_add_test(all, a_forgotten_entry_is_named);
    tcase_add_test(all, a_changed_input_is_noticed);
    tcase_add_test(all, lost_memory_is_survived);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
