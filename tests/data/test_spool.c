/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "data/reader.h"
#include "support/runner.h"

static chl_error err;
static chl_spool spool;

static void
tear_down(void)
{
    chl_spool_clear(&spool);
}

/* In memory, exactly one buffer, and a file. */
static const size_t sizes[] = {
    0, 10, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 5 << 19
};

static chl_status
fill(size_t size, chl_error *why)
{
    chl_status status = CHL_OK;
    uint8_t part[7919];

    for (size_t done = 0; status == CHL_OK && done < size;) {
        size_t count = size - done < sizeof part ? size - done : sizeof part;

        for (size_t k = 0; k < count; k++) {
            part[k] = (uint8_t) ((done + k) * 31 % 251);
        }
        status = chl_spool_append(&spool, part, count, why);
        done += count;
    }
    return status == CHL_OK ? chl_spool_map(&spool, why) : status;
}

START_TEST(what_went_in_comes_out)
{
    ck_assert_ok(fill(sizes[_i], &err), err);
    ck_assert_uint_eq(spool.size, sizes[_i]);
    for (size_t k = 0; k < spool.size; k++) {
        if (spool.base[k] != (uint8_t) (k * 31 % 251)) {
            ck_abort_msg("byte %zu is %d", k, spool.base[k]);
        }
    }
}
END_TEST

START_TEST(an_unmapped_spool_can_be_cleared)
{
    uint8_t part[4096] = { 0 };

    for (size_t k = 0; k < 300; k++) {
        ck_assert_ok(chl_spool_append(&spool, part, sizeof part, &err), err);
    }
    chl_spool_clear(&spool);
    ck_assert_ptr_null(spool.base);
    ck_assert_int_eq(chl_memory_live_blocks(), 0);
}
END_TEST

static chl_status
fill_and_clear(void)
{
    chl_status status = fill(3 << 19, NULL);

    chl_spool_clear(&spool);
    return status;
}

START_TEST(filling_survives_lost_memory)
{
    ck_assert_survives_lost_memory(fill_and_clear());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("data spool");
    TCase *all = tcase_create("spool");

    tcase_add_checked_fixture(all, NULL, tear_down);
    tcase_add_loop_test(all, what_went_in_comes_out, 0,
                        sizeof sizes / sizeof *sizes);
    tcase_add_test(all, an_unmapped_spool_can_be_cleared);
    tcase_add_test(all, filling_survives_lost_memory);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
