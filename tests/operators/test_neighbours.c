/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nearest neighbours against distances one by one. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <chladni/operators.h>

#include "base/random.h"
#include "operators/select.h"
#include "ranks.h"
#include "support/runner.h"

static chl_error err;

/* Points of a caller, and all their rows. */
typedef struct cloud {
    size_t n, d;
    double *x;
    size_t *row;
    chl_dataset *dataset;
} cloud;

static cloud
open_cloud(size_t n, size_t d, double *x)
{
    cloud c = { n, d, x, chl_alloc(n, sizeof *c.row), NULL };
    const chl_array array = {
        .data = x, .dtype = CHL_F64, .axes = 2, .shape = { n, d }
    };

    for (size_t i = 0; i < n; i++) {
        c.row[i] = i;
    }
    ck_assert_ok(
        chl_dataset_from_array("cloud", &array, NULL, &c.dataset, &err), err);
    return c;
}

static void
close_cloud(cloud *c)
{
    chl_dataset_free(c->dataset);
    chl_free(c->row);
    chl_free(c->x);
}

static cloud
normal_cloud(size_t n, size_t d)
{
    const chl_random random = { 5, CHL_STREAM_TESTS };
    double *x = chl_alloc(n * d, sizeof *x);

    for (size_t i = 0; i < n * d; i++) {
        x[i] = 3.0 + chl_random_normal(&random, i);
    }
    return open_cloud(n, d, x);
}

/* Integer points of a square lattice: every distance has ties. */
static cloud
lattice(size_t side, size_t d)
{
    size_t n = side * side;
    double *x = chl_alloc(n * d, sizeof *x);

    for (size_t i = 0; i < n; i++) {
        x[i * d] = (double) (i / side);
        x[i * d + 1] = (double) (i % side);
    }
    return open_cloud(n, d, x);
}

static void
compare_with_brute_force(const cloud *c, const chl_neighbours *found)
{
    chl_indexed *list = chl_alloc(c->n, sizeof *list);
    /* Of a sum of d squares in any order. */
    const double rounding = ((double) c->d + 2.0) * DBL_EPSILON;

    for (size_t i = 0; i < c->n; i++) {
        size_t count = 0;

        for (size_t j = 0; j < c->n; j++) {
            double sum = 0.0;

            for (size_t l = 0; l < c->d; l++) {
                double step = c->x[i * c->d + l] - c->x[j * c->d + l];

                sum += step * step;
            }
            if (i != j) {
                list[count++] = (chl_indexed){ sum, (uint32_t) j };
            }
        }
        chl_indexed_sort(list, count);
        for (size_t a = 0; a < found->k; a++) {
            ck_assert_uint_eq(found->index[i * found->k + a], list[a].index);
            ck_assert_double_le(
                fabs(found->squared[i * found->k + a] - list[a].value),
                rounding * list[a].value);
        }
    }
    chl_free(list);
}

static void
check_cloud(cloud c, size_t k)
{
    chl_neighbours found = { 0 };

    ck_assert_ok(
        chl_neighbours_find(c.dataset, c.row, c.n, k, 2, NULL, &found, &err),
        err);
    compare_with_brute_force(&c, &found);
    chl_neighbours_clear(&found);
    close_cloud(&c);
}

static const size_t ks[] = { 1, 2, 7, 15, 64, 299 };

START_TEST(neighbours_in_the_plane_equal_brute_force)
{
    check_cloud(normal_cloud(300, 2), ks[_i]);
}
END_TEST

START_TEST(neighbours_in_many_dimensions_equal_brute_force)
{
    check_cloud(normal_cloud(300, 40), ks[_i]);
}
END_TEST

START_TEST(points_of_several_panels_equal_brute_force)
{
    size_t d = _i % 2 == 0 ? 3 : 12;

    check_cloud(normal_cloud(_i < 2 ? 2400 : 1200, d), _i < 2 ? 10 : 100);
}
END_TEST

START_TEST(equal_distances_are_ordered_by_index)
{
    check_cloud(lattice(20, _i == 0 ? 2 : 12), 10);
}
END_TEST

START_TEST(duplicate_rows_are_at_distance_zero)
{
    size_t n = 60, d = _i == 0 ? 3 : 20;
    double *x = chl_alloc(n * d, sizeof *x);

    for (size_t i = 0; i < n * d; i++) {
        x[i] = 0.1 * (double) (i % d) + (double) (i / (30 * d));
    }
    check_cloud(open_cloud(n, d, x), 35);
}
END_TEST

/* One float cannot tell the points apart, two doubles can. */
START_TEST(points_closer_than_single_precision_are_told_apart)
{
    size_t n = 200, d = 12;
    double *x = chl_alloc(n * d, sizeof *x);
    const chl_random random = { 5, CHL_STREAM_TESTS };

    for (size_t i = 0; i < n; i++) {
        x[i * d] = 1e-5 * chl_random_normal(&random, i);
        x[i * d + 1] = i % 2 == 0 ? 1.0 : -1.0;
    }
    check_cloud(open_cloud(n, d, x), 5);
}
END_TEST

START_TEST(only_the_rows_given_are_searched)
{
    cloud c = normal_cloud(50, 3);
    chl_neighbours found = { 0 };

    ck_assert_ok(chl_neighbours_find(c.dataset, c.row + 10, 20, 19, 1, NULL,
                                     &found, &err),
                 err);
    for (size_t i = 0; i < 20 * 19; i++) {
        ck_assert_uint_lt(found.index[i], 20);
    }
    chl_neighbours_clear(&found);
    close_cloud(&c);
}
END_TEST

START_TEST(more_neighbours_than_points_are_refused_with_the_range)
{
    cloud c = normal_cloud(5, 2);
    chl_neighbours found = { 0 };

    ck_assert_fails(
        chl_neighbours_find(c.dataset, c.row, 5, 5, 1, NULL, &found, &err),
        CHL_EARG, "neighbours is 5; it must lie in 1..4", err);
    ck_assert_fails(
        chl_neighbours_find(c.dataset, c.row, 1, 1, 1, NULL, &found, &err),
        CHL_EARG, "neighbours among 1 points", err);
    ck_assert_ptr_null(found.index);
    close_cloud(&c);
}
END_TEST

START_TEST(any_number_of_threads_gives_the_same_bytes)
{
    cloud c = normal_cloud(1500, _i == 0 ? 4 : 30);
    chl_neighbours one = { 0 }, three = { 0 };
    size_t k = _i == 0 ? 20 : 70, count = 1500 * k;

    ck_assert_ok(
        chl_neighbours_find(c.dataset, c.row, 1500, k, 1, NULL, &one, &err),
        err);
    ck_assert_ok(
        chl_neighbours_find(c.dataset, c.row, 1500, k, 3, NULL, &three, &err),
        err);
    ck_assert_mem_eq(one.index, three.index, count * sizeof *one.index);
    ck_assert_mem_eq(one.squared, three.squared, count * sizeof *one.squared);
    chl_neighbours_clear(&one);
    chl_neighbours_clear(&three);
    close_cloud(&c);
}
END_TEST

/* A rank of a search, and what it finds. */
typedef struct searcher {
    const cloud *c;
    size_t k;
    chl_neighbours found;
    chl_status status;
    chl_error err;
} searcher;

static void
search_as_rank(const chl_team *team, void *user)
{
    searcher *me = user;

    me->status =
        chl_neighbours_share(me->c->dataset, me->c->row, me->c->n, me->k, 1,
                             team, NULL, &me->found, &me->err);
}

/* Few and many columns, short and long lists, ties, and fewer tiles than
 * ranks. */
START_TEST(any_number_of_ranks_gives_the_same_bytes)
{
    cloud c = _i == 0   ? normal_cloud(1500, 4)
              : _i == 1 ? normal_cloud(1500, 30)
              : _i == 2 ? lattice(20, 12)
                        : lattice(6, 2);
    const size_t lists[] = { 20, 70, 5, 35 }, k = lists[_i];
    static const size_t sizes[] = { 2, 3, RANKS_MOST };
    chl_neighbours alone = { 0 };

    ck_assert_ok(
        chl_neighbours_find(c.dataset, c.row, c.n, k, 1, NULL, &alone, &err),
        err);
    for (size_t s = 0; s < 3; s++) {
        searcher ranks[RANKS_MOST] = { 0 };

        for (size_t r = 0; r < sizes[s]; r++) {
            ranks[r] = (searcher){ .c = &c, .k = k };
        }
        ranks_run(sizes[s], search_as_rank, ranks, sizeof *ranks);
        for (size_t r = 0; r < sizes[s]; r++) {
            const chl_neighbours *found = &ranks[r].found;

            ck_assert_ok(ranks[r].status, ranks[r].err);
            ck_assert_mem_eq(found->index, alone.index,
                             c.n * k * sizeof *alone.index);
            ck_assert_mem_eq(found->squared, alone.squared,
                             c.n * k * sizeof *alone.squared);
            ck_assert_uint_eq(found->repeated, alone.repeated);
            chl_neighbours_clear(&ranks[r].found);
        }
    }
    chl_neighbours_clear(&alone);
    close_cloud(&c);
}
END_TEST

static bool
refuse(void *user, const chl_progress_event *now)
{
    (void) user;
    (void) now;
    return false;
}

START_TEST(progress_can_cancel_the_search)
{
    cloud c = normal_cloud(50, 3);
    const chl_progress progress = { refuse, NULL };
    chl_neighbours found = { 0 };

    ck_assert_fails(chl_neighbours_find(c.dataset, c.row, 50, 3, 1, &progress,
                                        &found, &err),
                    CHL_ECANCELLED, "neighbours", err);
    close_cloud(&c);
}
END_TEST

static chl_status
find_once(const cloud *c)
{
    chl_neighbours found = { 0 };
    chl_error here = { 0 };
    chl_status status = chl_neighbours_find(c->dataset, c->row, c->n, 4, 2,
                                            NULL, &found, &here);

    chl_neighbours_clear(&found);
    return status;
}

START_TEST(the_search_survives_lost_memory)
{
    cloud c = lattice(6, _i == 0 ? 2 : 12);

    ck_assert_survives_lost_memory(find_once(&c));
    close_cloud(&c);
}
END_TEST

START_TEST(selection_puts_the_smallest_keys_first)
{
    const chl_random random = { 9, CHL_STREAM_TESTS };
    uint64_t keys[100];

    for (size_t k = 1; k <= 100; k++) {
        uint64_t most = 0;

        for (size_t i = 0; i < 100; i++) {
            keys[i] = chl_random_permute(&random, i, 100);
        }
        chl_keys_select(keys, 100, k);
        for (size_t i = 0; i < k; i++) {
            most = keys[i] > most ? keys[i] : most;
        }
        ck_assert_uint_eq(most, k - 1);
        ck_assert_uint_eq(keys[k - 1], k - 1);
    }
}
END_TEST

/* Of 1, 201, 401 different values. */
START_TEST(sorting_orders_by_value_then_index)
{
    chl_indexed list[1000], copy[1000], spread[1000];
    uint32_t end[1001];
    const chl_random random = { 9, CHL_STREAM_TESTS };

    for (size_t i = 0; i < 1000; i++) {
        list[i].value =
            (double) chl_random_below(&random, i, 1 + 200 * (uint64_t) _i);
        list[i].index = (uint32_t) chl_random_permute(&random, i, 1000);
    }
    memcpy(copy, list, sizeof list);
    chl_indexed_sort(list, 1000);
    chl_indexed_spread(copy, 1000, spread, end);
    for (size_t i = 0; i < 1000; i++) {
        ck_assert_uint_eq(spread[i].index, list[i].index);
        ck_assert_double_eq(spread[i].value, list[i].value);
    }
    for (size_t i = 1; i < 1000; i++) {
        ck_assert(list[i - 1].value < list[i].value
                  || (list[i - 1].value <= list[i].value
                      && list[i - 1].index < list[i].index));
    }
}
END_TEST

/* Widths of 0, of all doubles and of none that can be told. */
START_TEST(values_that_do_not_spread_are_sorted)
{
    chl_indexed list[][3] = {
        { { 2.0, 1 }, { 2.0, 0 }, { 2.0, 2 } },
        { { 1e308, 1 }, { 0.0, 2 }, { 1e-320, 0 } },
        { { INFINITY, 2 }, { 1.0, 1 }, { INFINITY, 0 } },
        { { 1e-320, 2 }, { 2e-320, 1 }, { 0.0, 0 } },
    };
    const uint32_t wanted[][3] = {
        { 0, 1, 2 }, { 2, 0, 1 }, { 1, 0, 2 }, { 0, 2, 1 }
    };

    for (size_t k = 0; k < 4; k++) {
        chl_indexed sorted[3];
        uint32_t end[4];

        chl_indexed_spread(list[k], 3, sorted, end);
        for (size_t i = 0; i < 3; i++) {
            ck_assert_uint_eq(sorted[i].index, wanted[k][i]);
        }
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("neighbours");
    TCase *search = tcase_create("search"), *order = tcase_create("order");
    const int count = sizeof ks / sizeof *ks;

    tcase_set_timeout(search, 60);
    tcase_add_loop_test(search, neighbours_in_the_plane_equal_brute_force, 0,
                        count);
    tcase_add_loop_test(search, neighbours_in_many_dimensions_equal_brute_force,
                        0, count);
    tcase_add_loop_test(search, points_of_several_panels_equal_brute_force, 0,
                        4);
    tcase_add_loop_test(search, equal_distances_are_ordered_by_index, 0, 2);
    tcase_add_loop_test(search, duplicate_rows_are_at_distance_zero, 0, 2);
    tcase_add_test(search, points_closer_than_single_precision_are_told_apart);
    tcase_add_test(search, only_the_rows_given_are_searched);
    tcase_add_test(search,
                   more_neighbours_than_points_are_refused_with_the_range);
    tcase_add_loop_test(search, any_number_of_threads_gives_the_same_bytes, 0,
                        2);
    tcase_add_loop_test(search, any_number_of_ranks_gives_the_same_bytes, 0, 4);
    tcase_add_test(search, progress_can_cancel_the_search);
    tcase_add_loop_test(search, the_search_survives_lost_memory, 0, 2);
    tcase_add_test(order, selection_puts_the_smallest_keys_first);
    tcase_add_loop_test(order, sorting_orders_by_value_then_index, 0, 4);
    tcase_add_test(order, values_that_do_not_spread_are_sorted);
    suite_add_tcase(suite, search);
    suite_add_tcase(suite, order);
    return run_suite(suite);
}
