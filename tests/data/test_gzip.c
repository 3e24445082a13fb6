/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files inside gzip. */
#include <stdlib.h>
#include <string.h>

#include "data/gzip.h"
#include "places.h"
#include "support/runner.h"

static chl_error err;
static chl_table table;
static uint8_t plain[3 << 20];

static void
set_up(void)
{
    for (size_t k = 0; k < sizeof plain; k++) {
        plain[k] = picture_value(3, k);
    }
}

static void
tear_down(void)
{
    chl_table_clear(&table);
}

static chl_status
read_packed(picture packed)
{
    chl_source source = { .path = "packed.gz",
                          .bytes = packed.bytes,
                          .size = packed.size };

    return chl_reader_gzip.read(&source, NULL, NULL, &table, &err);
}

/* On both sides of the spool's and the unpacker's blocks. */
static const size_t sizes[] = { 1, 100, 1 << 17, (1 << 17) + 1, 3 << 20 };

START_TEST(unpacking_gives_back_the_bytes)
{
    picture packed = pack_gzip(plain, sizes[_i]);
    chl_spool spool = { 0 };

    ck_assert(chl_gzip_sniff(packed.bytes, packed.size));
    ck_assert_ok(chl_gzip_unpack(packed.bytes, packed.size, &spool, &err), err);
    ck_assert_uint_eq(spool.size, sizes[_i]);
    ck_assert_mem_eq(spool.base, plain, sizes[_i]);
    chl_spool_clear(&spool);
    free(packed.bytes);
}
END_TEST

START_TEST(all_members_are_unpacked)
{
    picture one = pack_gzip(plain, 1000), two = pack_gzip(plain + 1000, 500);
    chl_spool spool = { 0 };

    one.bytes = realloc(one.bytes, one.size + two.size);
    memcpy(one.bytes + one.size, two.bytes, two.size);
    ck_assert_ok(chl_gzip_unpack(one.bytes, one.size + two.size, &spool, &err),
                 err);
    ck_assert_uint_eq(spool.size, 1500);
    ck_assert_mem_eq(spool.base, plain, 1500);
    chl_spool_clear(&spool);
    free(one.bytes);
    free(two.bytes);
}
END_TEST

START_TEST(every_truncation_is_refused)
{
    picture packed = pack_gzip(plain, 300);

    for (size_t size = 0; size < packed.size; size++) {
        uint8_t *part = malloc(size > 0 ? size : 1);
        chl_spool spool = { 0 };

        memcpy(part, packed.bytes, size);
        ck_assert_fails(chl_gzip_unpack(part, size, &spool, &err), CHL_EFORMAT,
                        "gzip is truncated", err);
        free(part);
    }
    free(packed.bytes);
}
END_TEST

START_TEST(damaged_bytes_are_refused)
{
    picture packed = pack_gzip(plain, 300);
    chl_spool spool = { 0 };

    packed.bytes[packed.size - 6] ^= 1; /* of the checksum */
    ck_assert_fails(chl_gzip_unpack(packed.bytes, packed.size, &spool, &err),
                    CHL_EFORMAT, "gzip is damaged", err);
    free(packed.bytes);
}
END_TEST

START_TEST(a_bomb_is_refused)
{
    size_t size = 20 << 20;
    void *zeros = calloc(1, size);
    picture packed = pack_gzip(zeros, size);
    chl_spool spool = { 0 };

    free(zeros);
    ck_assert_fails(chl_gzip_unpack(packed.bytes, packed.size, &spool, &err),
                    CHL_EDATA, "decompression bomb", err);
    free(packed.bytes);
}
END_TEST

/* A format that lies in the unpacked bytes, and one that is decoded again. */
START_TEST(what_was_packed_is_read_by_its_own_reader)
{
    static const char header[] =
        "\x93NUMPY\1\0\x76\0{'descr': '|u1', 'fortran_order': False, "
        "'shape': (5, 4), }";
    uint8_t npy[128 + 20];
    picture packed;

    memset(npy, ' ', sizeof npy);
    memcpy(npy, header, sizeof header - 1);
    npy[127] = '\n';
    memcpy(npy + 128, plain, 20);
    packed = pack_gzip(npy, sizeof npy);
    ck_assert_ok(read_packed(packed), err);
    ck_assert_uint_eq(table.count, 5);
    ck_assert_mem_eq(table.values, plain, 20);
    free(packed.bytes);
}
END_TEST

START_TEST(a_zip_inside_is_read_too)
{
    packed_file files[] = { { "a.png", picture_any(4, 4, 1, 1) } };
    picture zip = pack_files("zip", files, 1);
    picture packed = pack_gzip(zip.bytes, zip.size);

    ck_assert_ok(read_packed(packed), err);
    ck_assert_uint_eq(table.count, 1);
    ck_assert_uint_eq(table.values[7], picture_value(1, 7));
    free(zip.bytes);
    free(packed.bytes);
}
END_TEST

START_TEST(gzip_within_gzip_is_refused)
{
    picture inner = pack_gzip(plain, 300);
    picture packed = pack_gzip(inner.bytes, inner.size);

    ck_assert_fails(read_packed(packed), CHL_EFORMAT, "gzip within gzip", err);
    free(inner.bytes);
    free(packed.bytes);
}
END_TEST

START_TEST(a_gzip_of_nothing_is_refused)
{
    picture packed = pack_gzip(plain, 0);

    ck_assert_fails(read_packed(packed), CHL_EDATA, "gzip of an empty file",
                    err);
    free(packed.bytes);
}
END_TEST

START_TEST(unpacking_survives_lost_memory)
{
    picture packed = pack_gzip(plain, 300);
    chl_spool spool = { 0 };

    ck_assert_survives_lost_memory(
        chl_gzip_unpack(packed.bytes, packed.size, &spool, NULL));
    chl_spool_clear(&spool);
    free(packed.bytes);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("gzip");
    TCase *tcase = tcase_create("gzip");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, unpacking_gives_back_the_bytes, 0,
                        sizeof sizes / sizeof sizes[0]);
    tcase_add_test(tcase, all_members_are_unpacked);
    tcase_add_test(tcase, every_truncation_is_refused);
    tcase_add_test(tcase, damaged_bytes_are_refused);
    tcase_add_test(tcase, a_bomb_is_refused);
    tcase_add_test(tcase, what_was_packed_is_read_by_its_own_reader);
    tcase_add_test(tcase, a_zip_inside_is_read_too);
    tcase_add_test(tcase, gzip_within_gzip_is_refused);
    tcase_add_test(tcase, a_gzip_of_nothing_is_refused);
    tcase_add_test(tcase, unpacking_survives_lost_memory);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
