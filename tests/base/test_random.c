/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/random.h"
#include "support/runner.h"

static const double two_pi = 6.283185307179586476925;

/*
 * Random123's known answers for philox4x32-10 (its kat_vectors file): counter
 * and key as our (index, stream) and seed, then the four words of the block.
 */
static const struct {
    uint64_t seed, stream, index, first, second;
} known[] = {
    { 0, 0, 0, 0x6627e8d5e169c58d, 0xbc57ac4c9b00dbd8 },
    { UINT64_MAX, UINT64_MAX, UINT64_MAX, 0x408f276d41c83b0e,
      0xa20bc7c66d5451fd },
    { 0x299f31d0a4093822, 0x0370734413198a2e, 0x85a308d3243f6a88,
      0xd16cfe0994fdcceb, 0x5001e42024126ea1 },
};

static double
middle(uint64_t bits)
{
    return ((double) (bits >> 12) + 0.5) / 4503599627370496.0;
}

START_TEST(bits_are_those_of_philox)
{
    chl_random random = { known[_i].seed, known[_i].stream };

    ck_assert_uint_eq(chl_random_bits(&random, known[_i].index),
                      known[_i].first);
}
END_TEST

START_TEST(normals_come_from_both_halves_of_a_block)
{
    chl_random random = { known[_i].seed, known[_i].stream };
    double expected = sqrt(-2.0 * log(middle(known[_i].first)))
                      * cos(two_pi * middle(known[_i].second));

    ck_assert_double_eq_tol(chl_random_normal(&random, known[_i].index),
                            expected, 1e-14);
}
END_TEST

/* Counters found by running Philox backwards from blocks of ones and zeros. */
START_TEST(a_uniform_is_never_zero_or_one)
{
    chl_random ones = { 0, 0x8a8e56b694e383d7 };
    chl_random zeros = { 0, 0xd9f19ce4d942a9da };
    const uint64_t at_ones = 0x95d63ee08131b39a, at_zeros = 0x58dd724a86d9ccce;

    ck_assert_uint_eq(chl_random_bits(&ones, at_ones), UINT64_MAX);
    ck_assert_double_lt(chl_random_uniform(&ones, at_ones), 1.0);
    ck_assert_uint_eq(chl_random_bits(&zeros, at_zeros), 0);
    ck_assert_double_gt(chl_random_uniform(&zeros, at_zeros), 0.0);
    ck_assert(isfinite(chl_random_normal(&zeros, at_zeros)));
}
END_TEST

/* Six standard errors of the mean of n draws. */
static double
allowance(double variance, size_t n)
{
    return 6.0 * sqrt(variance / (double) n);
}

START_TEST(uniforms_have_the_moments_of_a_uniform)
{
    enum {
        COUNT = 100000
    };
    chl_random random = { 3, CHL_STREAM_TESTS };
    double mean = 0.0, square = 0.0;

    for (uint64_t i = 0; i < COUNT; i++) {
        double u = chl_random_uniform(&random, i);

        mean += u / COUNT;
        square += u * u / COUNT;
    }
    ck_assert_double_eq_tol(mean, 0.5, allowance(1.0 / 12.0, COUNT));
    ck_assert_double_eq_tol(square, 1.0 / 3.0, allowance(4.0 / 45.0, COUNT));
}
END_TEST

START_TEST(normals_have_the_moments_of_a_normal)
{
    enum {
        COUNT = 100000
    };
    chl_random random = { 3, CHL_STREAM_TESTS };
    double moments[5] = { 0.0 };

    for (uint64_t i = 0; i < COUNT; i++) {
        double x = chl_random_normal(&random, i), power = 1.0;

        for (size_t k = 0; k < 5; k++) {
            moments[k] += power / COUNT;
            power *= x;
        }
    }
    ck_assert_double_eq_tol(moments[1], 0.0, allowance(1.0, COUNT));
    ck_assert_double_eq_tol(moments[2], 1.0, allowance(2.0, COUNT));
    ck_assert_double_eq_tol(moments[3], 0.0, allowance(15.0, COUNT));
    ck_assert_double_eq_tol(moments[4], 3.0, allowance(96.0, COUNT));
}
END_TEST

START_TEST(streams_and_seeds_differ)
{
    chl_random one = { 1, 1 }, other_seed = { 2, 1 }, other_stream = { 1, 2 };

    for (uint64_t i = 0; i < 100; i++) {
        uint64_t bits = chl_random_bits(&one, i);

        ck_assert_uint_ne(bits, chl_random_bits(&other_seed, i));
        ck_assert_uint_ne(bits, chl_random_bits(&other_stream, i));
        ck_assert_uint_ne(bits, chl_random_bits(&one, i + 100));
        ck_assert_uint_eq(bits, chl_random_bits(&one, i));
    }
}
END_TEST

START_TEST(substreams_differ_from_each_other_and_from_all_streams)
{
    enum {
        SUBSTREAMS = 50
    };
    uint64_t seen[(CHL_STREAM_TESTS + 1) * (SUBSTREAMS + 1)];
    size_t count = 0;

    for (uint64_t stream = 0; stream <= CHL_STREAM_TESTS; stream++) {
        chl_random random = { 9, stream };

        seen[count++] = stream;
        for (uint64_t k = 0; k < SUBSTREAMS; k++) {
            chl_random sub = chl_random_substream(&random, k);

            ck_assert_uint_eq(sub.seed, 9);
            seen[count++] = sub.stream;
        }
    }
    for (size_t a = 0; a < count; a++) {
        for (size_t b = 0; b < a; b++) {
            ck_assert_uint_ne(seen[a], seen[b]);
        }
    }
}
END_TEST

START_TEST(numbers_below_a_bound_are_equally_frequent)
{
    enum {
        COUNT = 70000,
        BOUND = 7
    };
    chl_random random = { 4, CHL_STREAM_TESTS };
    size_t seen[BOUND + 1] = { 0 };

    for (uint64_t i = 0; i < COUNT; i++) {
        uint64_t k = chl_random_below(&random, i, BOUND);

        seen[k < BOUND ? k : BOUND]++;
    }
    ck_assert_uint_eq(seen[BOUND], 0);
    for (size_t k = 0; k < BOUND; k++) {
        ck_assert_double_eq_tol((double) seen[k], COUNT / BOUND,
                                6.0 * sqrt(COUNT / BOUND));
    }
    ck_assert_uint_eq(chl_random_below(&random, 5, 1), 0);
}
END_TEST

static const uint64_t sizes[] = { 1, 2, 3, 4, 5, 16, 17, 100, 1000, 16385 };
enum {
    SIZES = sizeof sizes / sizeof *sizes
};

START_TEST(a_permutation_is_a_bijection)
{
    uint64_t count = sizes[_i];
    chl_random random = { 5, CHL_STREAM_TESTS };
    bool *seen = chl_alloc(count, sizeof *seen), good = true;

    ck_assert_ptr_nonnull(seen);
    for (uint64_t i = 0; i < count && good; i++) {
        uint64_t image = chl_random_permute(&random, i, count);

        good = image < count && !seen[image];
        if (good) {
            seen[image] = true;
        }
    }
    ck_assert(good);
    chl_free(seen);
}
END_TEST

/* The number of fixed points of a random permutation has mean 1. */
START_TEST(permutations_leave_little_in_place)
{
    enum {
        SEEDS = 200,
        COUNT = 500
    };
    size_t fixed = 0;

    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        chl_random random = { seed, CHL_STREAM_TESTS };

        for (uint64_t i = 0; i < COUNT; i++) {
            fixed += chl_random_permute(&random, i, COUNT) == i;
        }
    }
    ck_assert_double_eq_tol((double) fixed, SEEDS, 6.0 * sqrt(SEEDS));
}
END_TEST

START_TEST(large_domains_stay_in_range)
{
    chl_random random = { 6, CHL_STREAM_TESTS };
    uint64_t count = (UINT64_C(1) << 40) + 1;

    for (uint64_t i = 0; i < 1000; i++) {
        ck_assert_uint_lt(chl_random_permute(&random, i, count), count);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("base/random");
    TCase *all = tcase_create("random");

    tcase_add_loop_test(all, bits_are_those_of_philox, 0, 3);
    tcase_add_loop_test(all, normals_come_from_both_halves_of_a_block, 0, 3);
    tcase_add_test(all, a_uniform_is_never_zero_or_one);
    tcase_add_test(all, uniforms_have_the_moments_of_a_uniform);
    tcase_add_test(all, normals_have_the_moments_of_a_normal);
    tcase_add_test(all, streams_and_seeds_differ);
    tcase_add_test(all, substreams_differ_from_each_other_and_from_all_streams);
    tcase_add_test(all, numbers_below_a_bound_are_equally_frequent);
    tcase_add_loop_test(all, a_permutation_is_a_bijection, 0, SIZES);
    tcase_add_test(all, permutations_leave_little_in_place);
    tcase_add_test(all, large_domains_stay_in_range);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
