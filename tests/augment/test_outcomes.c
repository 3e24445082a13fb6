/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chains of few maps: the maps, and how likely each is. */
#include <math.h>
#include <string.h>

#include "augment/outcomes.h"
#include "augment/rows.h"
#include "support/runner.h"

enum {
    SIDE = 6,
    PIXELS = SIDE * SIDE
};

static chl_outcomes
list(const chl_dataset *dataset, const char *text)
{
    chl_augment *augment = rows_chain(text, dataset, 3, 1);
    chl_outcomes outcomes = { 0 };
    chl_error err = { 0 };

    ck_assert_ok(chl_outcomes_create(augment, &outcomes, &err), err);
    chl_augment_free(augment);
    return outcomes;
}

/* The picture of a number per pixel, mirrored or turned so many quarters. */
static void
show(bool mirrored, size_t quarters, double y[PIXELS])
{
    for (size_t i = 0; i < SIDE; i++) {
        for (size_t j = 0; j < SIDE; j++) {
            size_t a = i, b = j;

            for (size_t k = 0; k < quarters; k++) {
                size_t kept = a;

                a = b;
                b = SIDE - 1 - kept;
            }
            if (mirrored) {
                b = SIDE - 1 - b;
            }
            y[i * SIDE + j] = (double) (a * SIDE + b);
        }
    }
}

/* How likely the chain is to do just this. */
static double
chance_of(const chl_outcomes *o, const double wanted[PIXELS])
{
    double x[PIXELS], y[PIXELS];
    size_t row = 0;
    chl_error err = { 0 };

    show(false, 0, x);
    for (size_t k = 0; k < o->count; k++) {
        ck_assert_ok(chl_augment_apply(o->maps[k], k, 1, &row, x, y, &err),
                     err);
        if (memcmp(y, wanted, sizeof y) == 0) {
            return o->weight[k];
        }
    }
    return 0.0;
}

typedef struct example {
    const char *chain;
    size_t count;
    double same, mirrored, turned,
        both; /* chances: as it is; mirrored; turned
                 by one quarter; mirrored and turned */
} example;

static const example examples[] = {
    { "flip:1", 2, 0.5, 0.5, 0.0, 0.0 },
    { "flip:1:0.5", 2, 0.75, 0.25, 0.0, 0.0 },
    { "flip:0.5", 2, 0.75, 0.25, 0.0, 0.0 },
    { "flip:1,flip:1", 2, 0.5, 0.5, 0.0, 0.0 },
    { "flip:0", 1, 1.0, 0.0, 0.0, 0.0 },
    { "blur:1:0,flip:1", 2, 0.5, 0.5, 0.0, 0.0 },
    { "rotate90:1", 4, 0.25, 0.0, 0.25, 0.0 },
    { "rotate90:1:0.4", 4, 0.7, 0.0, 0.1, 0.0 },
    { "flip:1,rotate90:1", 8, 0.125, 0.125, 0.125, 0.125 },
    { "rotate90:1,flip:1,rotate90:1", 8, 0.125, 0.125, 0.125, 0.125 },
    { "rotate90:1:0.4,flip:1:0.5", 8, 0.525, 0.175, 0.075, 0.025 },
};

START_TEST(maps_are_those_of_the_group_with_the_chances_of_the_chain)
{
    const example *e = &examples[_i];
    chl_dataset *dataset = rows_open(ROWS_SQUARE);
    chl_outcomes o = list(dataset, e->chain);
    double y[PIXELS], sum = 0.0;

    ck_assert_uint_eq(o.count, e->count);
    for (size_t k = 0; k < o.count; k++) {
        sum += o.weight[k];
    }
    ck_assert_double_eq_tol(sum, 1.0, 1e-15);
    show(false, 0, y);
    ck_assert_double_eq_tol(chance_of(&o, y), e->same, 1e-15);
    show(true, 0, y);
    ck_assert_double_eq_tol(chance_of(&o, y), e->mirrored, 1e-15);
    show(false, 1, y);
    ck_assert_double_eq_tol(chance_of(&o, y), e->turned, 1e-15);
    show(true, 1, y);
    ck_assert_double_eq_tol(chance_of(&o, y), e->both, 1e-15);
    chl_outcomes_clear(&o);
    chl_dataset_free(dataset);
}
END_TEST

/* Draws land on the listed maps, as often as they say. */
START_TEST(draws_follow_the_chances)
{
    enum {
        DRAWS = 20000
    };
    const char *text = "rotate90:0.8:0.9,flip:0.7";
    chl_dataset *dataset = rows_open(ROWS_SQUARE);
    chl_augment *augment = rows_chain(text, dataset, 11, 1);
    chl_outcomes o = list(dataset, text);
    double x[PIXELS], y[PIXELS], z[PIXELS], seen[CHL_OUTCOMES] = { 0 };
    size_t row = 2, all = 0;
    chl_error err = { 0 };

    show(false, 0, x);
    for (size_t draw = 0; draw < DRAWS; draw++) {
        ck_assert_ok(chl_augment_apply(augment, draw, 1, &row, x, y, &err),
                     err);
        for (size_t k = 0; k < o.count; k++) {
            ck_assert_ok(chl_augment_apply(o.maps[k], 0, 1, &row, x, z, &err),
                         err);
            if (memcmp(y, z, sizeof y) == 0) {
                seen[k] += 1.0 / DRAWS;
                all++;
            }
        }
    }
    ck_assert_uint_eq(all, DRAWS);
    for (size_t k = 0; k < o.count; k++) {
        double deviation = sqrt(o.weight[k] * (1.0 - o.weight[k]) / DRAWS);

        ck_assert_double_lt(fabs(seen[k] - o.weight[k]), 5.0 * deviation);
    }
    chl_outcomes_clear(&o);
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(chains_of_many_maps_are_not_listed)
{
    static const char *const chains[] = { "translation:0.5", "flip:1,noise:0.1",
                                          "brightness:1:0.5" };
    chl_dataset *dataset = rows_open(ROWS_SQUARE);
    chl_outcomes o = list(dataset, chains[_i]);

    ck_assert_uint_eq(o.count, 0);
    chl_outcomes_clear(&o);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(lost_memory_is_survived)
{
    chl_dataset *dataset = rows_open(ROWS_SQUARE);
    chl_augment *augment = rows_chain("flip:1,rotate90:1", dataset, 3, 1);
    chl_outcomes o = { 0 };
    chl_error err = { 0 };

    ck_assert_survives_lost_memory(chl_outcomes_create(augment, &o, &err));
    chl_outcomes_clear(&o);
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("outcomes");
    TCase *tests = tcase_create("all");

    tcase_add_loop_test(
        tests, maps_are_those_of_the_group_with_the_chances_of_the_chain, 0,
        sizeof examples / sizeof *examples);
    tcase_add_test(tests, draws_follow_the_chances);
    tcase_add_loop_test(tests, chains_of_many_maps_are_not_listed, 0, 3);
    tcase_add_test(tests, lost_memory_is_survived);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
