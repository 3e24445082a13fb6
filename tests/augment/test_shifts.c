/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All circular shifts at once, against shifting one by one. */
#include <math.h>
#include <string.h>

#include <chladni/shifts.h>

#include "augment/rows.h"
#include "base/random.h"
#include "support/runner.h"

static const chl_random source = { 17, CHL_STREAM_TESTS };

/* Height, width, channels: even, odd, lines, one pixel. */
static const size_t sizes[][3] = { { 4, 6, 3 }, { 5, 7, 1 }, { 1, 8, 2 },
                                   { 9, 1, 1 }, { 1, 1, 4 }, { 8, 8, 1 } };

enum {
    SIZES = sizeof sizes / sizeof *sizes,
    MOST = 80
};

typedef struct scene {
    size_t h, w, c, d, shifts;
    chl_shifts *fast;
    chl_shifts_work work;
    double x[MOST], z[MOST];
    chl_complex *xs, *zs; /* spectra */
} scene;

static void
open_scene(scene *s, const size_t size[3])
{
    chl_error err = { 0 };

    *s = (scene){ .h = size[0], .w = size[1], .c = size[2] };
    s->shifts = s->h * s->w;
    s->d = s->shifts * s->c;
    ck_assert_uint_le(s->d, MOST);
    ck_assert_ok(chl_shifts_create(s->h, s->w, s->c, &s->fast, &err), err);
    ck_assert_ok(chl_shifts_work_init(s->fast, &s->work, &err), err);
    ck_assert_uint_eq(chl_shifts_count(s->fast), s->shifts);
    for (size_t k = 0; k < s->d; k++) {
        s->x[k] = chl_random_normal(&source, k);
        s->z[k] = chl_random_normal(&source, 1000 + k);
    }
    s->xs = chl_alloc(chl_shifts_modes(s->fast), sizeof *s->xs);
    s->zs = chl_alloc(chl_shifts_modes(s->fast), sizeof *s->zs);
    chl_shifts_spectrum(s->fast, s->x, &s->work, s->xs);
    chl_shifts_spectrum(s->fast, s->z, &s->work, s->zs);
}

static void
close_scene(scene *s)
{
    chl_free(s->xs);
    chl_free(s->zs);
    chl_shifts_work_clear(&s->work);
    chl_shifts_free(s->fast);
}

/* y = T_s x, or T_s' x. */
static void
shift(const scene *s, size_t at, bool back, const double *x, double *y)
{
    size_t down = at / s->w, right = at % s->w;

    for (size_t i = 0; i < s->h; i++) {
        for (size_t j = 0; j < s->w; j++) {
            size_t to = (i + down) % s->h * s->w + (j + right) % s->w;
            size_t from = i * s->w + j;

            for (size_t k = 0; k < s->c; k++) {
                y[(back ? from : to) * s->c + k] =
                    x[(back ? to : from) * s->c + k];
            }
        }
    }
}

START_TEST(products_are_those_of_shifted_rows)
{
    scene s;
    double products[MOST], y[MOST];

    open_scene(&s, sizes[_i]);
    chl_shifts_products(s.fast, s.xs, s.zs, &s.work, products);
    for (size_t at = 0; at < s.shifts; at++) {
        double sum = 0.0;

        shift(&s, at, false, s.x, y);
        for (size_t k = 0; k < s.d; k++) {
            sum += y[k] * s.z[k];
        }
        ck_assert_double_eq_tol(products[at], sum, 1e-15 * (double) s.d * 10);
    }
    close_scene(&s);
}
END_TEST

START_TEST(gathered_rows_are_sums_of_rows_shifted_back)
{
    scene s;
    double weights[MOST], sum[MOST] = { 0 }, row[MOST], y[MOST];

    open_scene(&s, sizes[_i]);
    for (size_t at = 0; at < s.shifts; at++) {
        weights[at] = chl_random_uniform(&source, 5000 + at);
        shift(&s, at, true, s.z, y);
        for (size_t k = 0; k < s.d; k++) {
            sum[k] += weights[at] * y[k];
        }
    }
    chl_shifts_gather(s.fast, weights, s.zs, &s.work, row);
    for (size_t k = 0; k < s.d; k++) {
        ck_assert_double_eq_tol(row[k], sum[k], 1e-15 * (double) s.d * 10);
    }
    close_scene(&s);
}
END_TEST

/* phi(y) = exp(-|y - z|^2 / 2), its average over T and that of J' grad phi(T x)
 * under the law of a chain: by correlation, and by the augmentation itself,
 * whose maps are drawn until each shift was seen. */
typedef struct averages {
    double value, gradient[ROWS_MOST];
} averages;

static averages
average_fast(const chl_augment *augment, const chl_dataset_info *info,
             const double *x, const double *z)
{
    size_t d = info->dimension, n = info->height * info->width;
    averages out = { 0 };
    chl_shifts *fast = NULL;
    chl_shifts_work work = { 0 };
    chl_complex *xs, *zs;
    double law[ROWS_MOST], products[ROWS_MOST], gathered[ROWS_MOST];
    double norms = 0.0, mass = 0.0;
    chl_error err = { 0 };

    ck_assert_ok(chl_shifts_create(info->height, info->width, info->channels,
                                   &fast, &err),
                 err);
    ck_assert_ok(chl_shifts_work_init(fast, &work, &err), err);
    ck_assert(chl_augment_shift_law(augment, law));
    xs = chl_alloc(chl_shifts_modes(fast), sizeof *xs);
    zs = chl_alloc(chl_shifts_modes(fast), sizeof *zs);
    chl_shifts_spectrum(fast, x, &work, xs);
    chl_shifts_spectrum(fast, z, &work, zs);
    chl_shifts_products(fast, xs, zs, &work, products);
    for (size_t k = 0; k < d; k++) {
        norms += x[k] * x[k] + z[k] * z[k];
    }
    for (size_t s = 0; s < n; s++) {
        double q = law[s] * exp(-0.5 * (norms - 2.0 * products[s]));

        out.value += q;
        law[s] = -q; /* grad phi = -phi (y - z) */
        mass -= q;
    }
    chl_shifts_gather(fast, law, zs, &work, gathered);
    for (size_t k = 0; k < d; k++) {
        out.gradient[k] = mass * x[k] - gathered[k];
    }
    chl_free(xs);
    chl_free(zs);
    chl_shifts_work_clear(&work);
    chl_shifts_free(fast);
    return out;
}

/* Which shift is draw `draw` of row 0? Found by moving one pixel. */
static size_t
shift_of(const chl_augment *augment, const chl_dataset_info *info, size_t draw)
{
    double x[ROWS_MOST] = { 1.0 }, y[ROWS_MOST];
    size_t row = 0, at = 0;

    ck_assert_int_eq(chl_augment_apply(augment, draw, 1, &row, x, y, NULL),
                     CHL_OK);
    while (y[at] != 1.0) {
        at++;
    }
    return at / info->channels;
}

static averages
average_slowly(const chl_augment *augment, const chl_dataset_info *info,
               const double *x, const double *z)
{
    size_t d = info->dimension, n = info->height * info->width, row = 0;
    double law[ROWS_MOST], y[ROWS_MOST], v[ROWS_MOST];
    averages out = { 0 };

    ck_assert(chl_augment_shift_law(augment, law));
    for (size_t draw = 0; draw < 100 * n; draw++) {
        size_t s = shift_of(augment, info, draw);
        double squared = 0.0, share = law[s];

        law[s] = 0.0; /* each shift once */
        ck_assert_int_eq(chl_augment_apply(augment, draw, 1, &row, x, y, NULL),
                         CHL_OK);
        for (size_t k = 0; k < d; k++) {
            squared += (y[k] - z[k]) * (y[k] - z[k]);
        }
        share *= exp(-0.5 * squared);
        out.value += share;
        for (size_t k = 0; k < d; k++) {
            y[k] = -share * (y[k] - z[k]);
        }
        ck_assert_int_eq(
            chl_augment_adjoint(augment, draw, 1, &row, y, v, NULL), CHL_OK);
        for (size_t k = 0; k < d; k++) {
            out.gradient[k] += v[k];
        }
    }
    for (size_t s = 0; s < n; s++) {
        ck_assert_double_eq(law[s], 0.0);
    }
    return out;
}

static const char *const chains[] = { "translation-circular:1",
                                      "translation-circular-x:1:0.7",
                                      "translation-circular:0.2",
                                      "translation-circular-y:0.35:0.5" };

START_TEST(averages_over_the_group_are_those_of_brute_force)
{
    chl_dataset *dataset = rows_open(_i % 2 == 0 ? ROWS_COLOUR : ROWS_GREY);
    const chl_dataset_info *info = chl_dataset_describe(dataset);
    chl_augment *augment = rows_chain(chains[_i], dataset, 4, 1);
    double *rows = rows_read(dataset), sum = 0.0, law[ROWS_MOST];
    averages fast, slow;

    for (size_t k = 0; k < 2 * info->dimension; k++) {
        rows[k] *= 0.3; /* so that phi is not tiny */
    }
    fast = average_fast(augment, info, rows, rows + info->dimension);
    slow = average_slowly(augment, info, rows, rows + info->dimension);
    ck_assert_double_gt(slow.value, 1e-8);
    ck_assert_double_eq_tol(fast.value, slow.value, 1e-13 * slow.value);
    for (size_t k = 0; k < info->dimension; k++) {
        ck_assert_double_eq_tol(fast.gradient[k], slow.gradient[k],
                                1e-13 * slow.value);
    }
    ck_assert(chl_augment_shift_law(augment, law));
    for (size_t k = 0; k < info->height * info->width; k++) {
        sum += law[k];
    }
    ck_assert_double_eq_tol(sum, 1.0, 1e-14);
    chl_free(rows);
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(other_chains_have_no_law_of_shifts)
{
    static const char *const others[] = { "translation:1", "flip:1",
                                          "translation-circular:1,flip:1",
                                          "translation-zero:0.1" };
    chl_dataset *dataset = rows_open(ROWS_GREY);
    double law = 5.0;

    for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
        chl_augment *augment = rows_chain(others[k], dataset, 4, 1);

        ck_assert(!chl_augment_shift_law(augment, &law));
        ck_assert_double_eq(law, 5.0);
        chl_augment_free(augment);
    }
    chl_dataset_free(dataset);
}
END_TEST

static chl_status
make_and_free(chl_error *err)
{
    chl_shifts *fast = NULL;
    chl_shifts_work work = { 0 };
    chl_status status = chl_shifts_create(4, 5, 3, &fast, err);

    if (status == CHL_OK) {
        status = chl_shifts_work_init(fast, &work, err);
    }
    chl_shifts_work_clear(&work);
    chl_shifts_free(fast);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    ck_assert_survives_lost_memory(make_and_free(NULL));
}
END_TEST

START_TEST(sizes_of_nothing_are_refused)
{
    chl_shifts *fast = NULL;
    chl_error err = { 0 };

    ck_assert_fails(chl_shifts_create(4, 0, 3, &fast, &err), CHL_EARG,
                    "4 x 0 x 3; each must be at least 1", err);
    ck_assert_fails(chl_shifts_create(4, (size_t) 1 << 40, 3, &fast, &err),
                    CHL_EARG, "at most 2147483647", err);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("augment/shifts");
    TCase *laws = tcase_create("laws");

    tcase_add_loop_test(laws, products_are_those_of_shifted_rows, 0, SIZES);
    tcase_add_loop_test(laws, gathered_rows_are_sums_of_rows_shifted_back, 0,
                        SIZES);
    tcase_add_loop_test(laws, averages_over_the_group_are_those_of_brute_force,
                        0, 4);
    tcase_add_test(laws, other_chains_have_no_law_of_shifts);
    tcase_add_test(laws, lost_memory_is_survived);
    tcase_add_test(laws, sizes_of_nothing_are_refused);
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
