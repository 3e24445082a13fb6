/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a caller knows of its array beside the numbers: labels and names. */
#include <string.h>

#include <chladni/data.h>

#include "support/runner.h"

static const double values[] = { 1, 7, 3, 7, 2, 5 };
static const ptrdiff_t labels[] = { 1, 0, 1 };
static const char *const classes[] = { "cat", "dog\x01" };
static const char *const columns[] = { "height", "weight" };

static chl_error err;
static chl_dataset *data;

static void
tear_down(void)
{
    chl_dataset_free(data);
    data = NULL;
}

static chl_array_names
all_names(void)
{
    return (chl_array_names){ columns, labels, 2, classes };
}

static chl_status
open_with(size_t axes, const chl_array_names *names)
{
    const chl_array array = { values, CHL_F64, axes, { 3, 2, 1, 1 }, NULL };

    return chl_dataset_from_named_array("a", &array, names, NULL, &data, &err);
}

START_TEST(labels_of_an_array_are_those_of_its_rows)
{
    chl_array_names names = all_names();

    ck_assert_ok(open_with(2, &names), err);
    ck_assert_uint_eq(chl_dataset_describe(data)->class_count, 2);
    ck_assert_int_eq(chl_dataset_label(data, 0), 1);
    ck_assert_int_eq(chl_dataset_label(data, 1), 0);
    ck_assert_str_eq(chl_dataset_class_name(data, 0), "cat");
    ck_assert_str_eq(chl_dataset_class_name(data, 1), "dog\\x01");
}
END_TEST

START_TEST(an_array_with_names_of_columns_is_a_table)
{
    chl_array_names names = all_names();

    ck_assert_ok(open_with(2, &names), err);
    ck_assert_int_eq(chl_dataset_describe(data)->kind, CHL_KIND_TABLE);
    ck_assert_str_eq(chl_dataset_column_name(data, 1), "weight");
}
END_TEST

START_TEST(classes_without_names_have_numbers_only)
{
    chl_array_names names = all_names();

    names.classes = NULL;
    ck_assert_ok(open_with(2, &names), err);
    ck_assert_int_eq(chl_dataset_label(data, 2), 1);
    ck_assert_ptr_null(chl_dataset_class_name(data, 0));
}
END_TEST

START_TEST(a_label_without_a_class_is_refused)
{
    chl_array_names names = all_names();

    names.class_count = 1;
    ck_assert_fails(open_with(2, &names), CHL_EARG,
                    "the label of row 0 is 1; with 1 classes it must lie in "
                    "0..0",
                    err);
}
END_TEST

START_TEST(columns_of_images_have_no_names)
{
    chl_array_names names = all_names();

    ck_assert_fails(open_with(3, &names), CHL_EARG, "3 axes; expected 2", err);
}
END_TEST

static chl_status
open_and_free(void)
{
    chl_array_names names = all_names();
    chl_status status = open_with(2, &names);

    err = (chl_error){ 0 };
    tear_down();
    return status;
}

START_TEST(names_survive_lost_memory)
{
    ck_assert_survives_lost_memory(open_and_free());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("arrays with names");
    TCase *all = tcase_create("all");

    tcase_add_checked_fixture(all, NULL, tear_down);
    tcase_add_test(all, labels_of_an_array_are_those_of_its_rows);
    tcase_add_test(all, an_array_with_names_of_columns_is_a_table);
    tcase_add_test(all, classes_without_names_have_numbers_only);
    tcase_add_test(all, a_label_without_a_class_is_refused);
    tcase_add_test(all, columns_of_images_have_no_names);
    tcase_add_test(all, names_survive_lost_memory);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
