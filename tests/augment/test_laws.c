/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every augmentation of the table promises, on every kind of data. */
#include <math.h>
#include <string.h>

#include "augment/rows.h"
#include "base/random.h"
#include "support/runner.h"

enum {
    DRAWS = 4
};

static const chl_random source = { 5, CHL_STREAM_TESTS };
static const double strengths[] = { 0.3, 1.0 };

static double u[ROWS_MOST], v[ROWS_MOST], ju[ROWS_MOST], jv[ROWS_MOST];
static double x[ROWS_MOST], y[ROWS_MOST], z[ROWS_MOST];

static void
fill(double *out, size_t d, uint64_t from)
{
    for (size_t k = 0; k < d; k++) {
        out[k] = chl_random_normal(&source, from + k);
    }
}

static double
dot(const double *a, const double *b, size_t d)
{
    double sum = 0.0;

    for (size_t k = 0; k < d; k++) {
        sum += a[k] * b[k];
    }
    return sum;
}

/* One type on one kind of data: draw `draw` of row `row`. */
typedef struct scene {
    const chl_augment_type *type;
    const chl_dataset *dataset;
    const chl_augment *augment;
    size_t d, draw, row;
} scene;

typedef void law_fn(const scene *s);

/* Call `law` for every type that suits, strength, draw and row. */
static void
everywhere(rows_kind kind, law_fn *law)
{
    chl_dataset *dataset = rows_open(kind);
    scene s = { .dataset = dataset,
                .d = chl_dataset_describe(dataset)->dimension };

    for (size_t t = 0; (s.type = chl_augment_type_at(t)) != NULL; t++) {
        for (size_t k = 0; rows_suit(kind, s.type) && k < 2; k++) {
            chl_augment *augment =
                rows_one(s.type->name, strengths[k], 1.0, dataset, 40 + t);

            s.augment = augment;
            for (size_t at = 0; at < (size_t) DRAWS * ROWS; at++) {
                s.draw = at / ROWS;
                s.row = at % ROWS;
                law(&s);
            }
            chl_augment_free(augment);
        }
    }
    chl_dataset_free(dataset);
}

static void
transposes(const scene *s)
{
    chl_error err = { 0 };
    double size;

    fill(u, s->d, 0);
    fill(v, s->d, 1000 * (s->row + 1));
    ck_assert_ok(
        chl_augment_jacobian(s->augment, s->draw, 1, &s->row, u, ju, &err),
        err);
    ck_assert_ok(
        chl_augment_adjoint(s->augment, s->draw, 1, &s->row, v, jv, &err), err);
    size = sqrt(dot(u, u, s->d) * dot(jv, jv, s->d))
           + sqrt(dot(ju, ju, s->d) * dot(v, v, s->d));
    ck_assert_msg(fabs(dot(ju, v, s->d) - dot(u, jv, s->d)) <= 1e-14 * size,
                  "%s: <J u, v> = %.17g but <u, J'v> = %.17g", s->type->name,
                  dot(ju, v, s->d), dot(u, jv, s->d));
}

START_TEST(the_adjoint_is_the_transpose_of_the_jacobian)
{
    everywhere((rows_kind) _i, transposes);
}
END_TEST

/* Maps are affine, so a difference over any distance is the derivative. */
static void
differences_agree(const scene *s)
{
    chl_error err = { 0 };

    fill(x, s->d, 77);
    fill(u, s->d, 99);
    ck_assert_ok(
        chl_augment_jacobian(s->augment, s->draw, 1, &s->row, u, ju, &err),
        err);
    ck_assert_ok(chl_augment_apply(s->augment, s->draw, 1, &s->row, x, y, &err),
                 err);
    for (size_t k = 0; k < s->d; k++) {
        z[k] = x[k] + u[k];
    }
    ck_assert_ok(chl_augment_apply(s->augment, s->draw, 1, &s->row, z, z, &err),
                 err);
    for (size_t k = 0; k < s->d; k++) {
        ck_assert_msg(fabs(z[k] - y[k] - ju[k])
                          <= 1e-13 * (fabs(z[k]) + fabs(y[k]) + 30.0),
                      "%s: value %zu: %.17g and %.17g", s->type->name, k,
                      z[k] - y[k], ju[k]);
    }
}

START_TEST(differences_are_products_with_the_jacobian)
{
    everywhere((rows_kind) _i, differences_agree);
}
END_TEST

static void
changes_nothing(const chl_augment *augment, const scene *s)
{
    chl_error err = { 0 };

    fill(x, s->d, 7);
    ck_assert_ok(chl_augment_apply(augment, s->draw, 1, &s->row, x, y, &err),
                 err);
    ck_assert_mem_eq(x, y, s->d * sizeof *x);
    ck_assert_ok(chl_augment_adjoint(augment, s->draw, 1, &s->row, x, y, &err),
                 err);
    ck_assert_mem_eq(x, y, s->d * sizeof *x);
}

static void
does_nothing_without_strength(const scene *s)
{
    chl_augment *weak = rows_one(s->type->name, 0.0, 1.0, s->dataset, 3);
    chl_augment *rare = rows_one(s->type->name, 1.0, 0.0, s->dataset, 3);

    changes_nothing(weak, s);
    changes_nothing(rare, s);
    chl_augment_free(weak);
    chl_augment_free(rare);
}

START_TEST(without_strength_or_probability_nothing_happens)
{
    everywhere((rows_kind) _i, does_nothing_without_strength);
}
END_TEST

/* Mixing apart, what an augmentation does at s -> 0 tends to nothing. Chances
 * (a flip) get rare instead. */
static void
shrinks(const scene *s)
{
    chl_augment *weak = rows_one(s->type->name, 1e-9, 1.0, s->dataset, 3);

    rows_apply(weak, s->dataset, s->draw, s->row, y);
    ck_assert_int_eq(chl_dataset_rows(s->dataset, &s->row, 1, x, NULL), CHL_OK);
    for (size_t k = 0; k < s->d; k++) {
        ck_assert_msg(fabs(x[k] - y[k]) < 1e-6, "%s: %g became %g",
                      s->type->name, x[k], y[k]);
    }
    chl_augment_free(weak);
}

START_TEST(little_strength_does_little)
{
    everywhere((rows_kind) _i, shrinks);
}
END_TEST

/* Everything that applies, one after the other. */
static const char *const chains[ROWS_KINDS] = {
    [ROWS_GREY] =
        "flip:1,translation:0.3,zoom-out:1:0.5,noise:0.1,mixup:1,blur:1",
    [ROWS_SQUARE] = "ada-bgc:1:0.6,cutmix:0.4,translation-circular:1",
    [ROWS_COLOUR] = "ada-bgc:1:0.6,diffaugment:1,mixup:0.5:0.5",
    [ROWS_ALPHA] = "hue:1,rotation:0.2,cutout:0.7,ada-bgc:0.5",
    [ROWS_PIXEL] = "redness:1,contrast:1,translation-zero:1,blur:1",
    [ROWS_POINTS] = "jitter:0.3,rotation:0.4,scale:0.2,dropout:0.3,mixup:0.5",
};

START_TEST(chains_have_jacobians_and_adjoints_too)
{
    chl_dataset *dataset = rows_open((rows_kind) _i);
    scene s = { .type = &(chl_augment_type){ .name = chains[_i] },
                .dataset = dataset,
                .d = chl_dataset_describe(dataset)->dimension };
    chl_augment *augment = rows_chain(chains[_i], dataset, 8, 1);

    s.augment = augment;
    for (size_t at = 0; at < 20 * (size_t) ROWS; at++) {
        s.draw = at / ROWS;
        s.row = at % ROWS;
        transposes(&s);
        differences_agree(&s);
    }
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(bytes_do_not_depend_on_threads_order_or_place)
{
    chl_dataset *dataset = rows_open((rows_kind) _i);
    size_t d = chl_dataset_describe(dataset)->dimension;
    chl_augment *one = rows_chain(chains[_i], dataset, 21, 1);
    chl_augment *four = rows_chain(chains[_i], dataset, 21, 4);
    double *rows = rows_read(dataset), *all = rows_read(dataset);
    size_t index[ROWS] = { 0, 1, 2, 3, 4, 5, 6 };
    chl_error err = { 0 };

    ck_assert_ok(chl_augment_apply(four, 2, ROWS, index, all, all, &err), err);
    for (size_t k = ROWS; k-- > 0;) {
        ck_assert_ok(
            chl_augment_apply(one, 2, 1, index + k, rows + k * d, y, &err),
            err);
        ck_assert_mem_eq(y, all + k * d, d * sizeof *y);
    }
    chl_free(rows);
    chl_free(all);
    chl_augment_free(one);
    chl_augment_free(four);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(seed_draw_row_and_part_all_matter)
{
    chl_dataset *dataset = rows_open(ROWS_COLOUR);
    chl_augment *a = rows_chain("noise:1", dataset, 1, 1);
    chl_augment *b = rows_chain("noise:1", dataset, 2, 1);
    chl_augment *two = rows_chain("noise:1,noise:1", dataset, 1, 1);
    size_t rows[] = { 0, 1 };
    double blank[2 * 108] = { 0 }, first[2 * 108], other[2 * 108];
    chl_error err = { 0 };

    ck_assert_ok(chl_augment_apply(a, 0, 2, rows, blank, first, &err), err);
    ck_assert_double_ne(first[0], first[108]);
    ck_assert_double_ne(first[0], first[1]);
    ck_assert_ok(chl_augment_apply(a, 1, 2, rows, blank, other, &err), err);
    ck_assert_double_ne(first[0], other[0]);
    ck_assert_ok(chl_augment_apply(b, 0, 2, rows, blank, other, &err), err);
    ck_assert_double_ne(first[0], other[0]);
    ck_assert_ok(chl_augment_apply(two, 0, 2, rows, blank, other, &err), err);
    ck_assert_double_ne(2.0 * first[0], other[0]);
    chl_augment_free(a);
    chl_augment_free(b);
    chl_augment_free(two);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(rows_and_draws_outside_are_refused)
{
    chl_dataset *dataset = rows_open(ROWS_POINTS);
    chl_augment *augment = rows_chain("mixup:1", dataset, 1, 1);
    size_t row = ROWS;
    chl_error err = { 0 };

    ck_assert_fails(chl_augment_apply(augment, 0, 1, &row, x, y, &err),
                    CHL_EARG, "row is 7; it must be below 7", err);
    row = 0;
    ck_assert_fails(
        chl_augment_apply(augment, (1 << 18) - 1, 1, &row, x, y, &err),
        CHL_EARG, "draw is 262143; it must be below 262143", err);
    ck_assert_ok(chl_augment_apply(augment, 0, 0, NULL, NULL, NULL, &err), err);
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(lost_memory_is_survived)
{
    chl_dataset *dataset = rows_open((rows_kind) _i);
    chl_augment_chain chain;
    chl_augment *augment = NULL;
    size_t row = 3;

    ck_assert_int_eq(chl_augment_parse(chains[_i], &chain, NULL), CHL_OK);
    ck_assert_survives_lost_memory(
        chl_augment_create(&chain, dataset, NULL, &augment, NULL));
    ck_assert_survives_lost_memory(
        chl_augment_apply(augment, 0, 1, &row, x, y, NULL));
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("augment/laws");
    TCase *laws = tcase_create("laws");

    tcase_add_loop_test(laws, the_adjoint_is_the_transpose_of_the_jacobian, 0,
                        ROWS_KINDS);
    tcase_add_loop_test(laws, differences_are_products_with_the_jacobian, 0,
                        ROWS_KINDS);
    tcase_add_loop_test(laws, without_strength_or_probability_nothing_happens,
                        0, ROWS_KINDS);
    tcase_add_loop_test(laws, little_strength_does_little, 0, ROWS_KINDS);
    tcase_add_loop_test(laws, chains_have_jacobians_and_adjoints_too, 0,
                        ROWS_KINDS);
    tcase_add_loop_test(laws, bytes_do_not_depend_on_threads_order_or_place, 0,
                        ROWS_KINDS);
    tcase_add_test(laws, seed_draw_row_and_part_all_matter);
    tcase_add_test(laws, rows_and_draws_outside_are_refused);
    tcase_add_loop_test(laws, lost_memory_is_survived, 0, ROWS_KINDS);
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
