/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zips and tars of images. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrays.h"
#include "data/reader.h"
#include "places.h"
#include "support/runner.h"

static chl_error err;
static chl_table table;
static chl_findings findings;

static void
tear_down(void)
{
    chl_table_clear(&table);
    chl_findings_clear(&findings);
}

static const char *const formats[] = { "zip", "tar", "tar.gz", "tar.zst" };

static chl_status
read_packed(picture packed, chl_findings *sink)
{
    chl_source source = { .path = "packed",
                          .bytes = packed.bytes,
                          .size = packed.size };
    const chl_reader *reader =
        chl_reader_zip.sniff(&source) ? &chl_reader_zip : &chl_reader_tar;

    ck_assert(reader->sniff(&source));
    return reader->read(&source, sink, NULL, &table, &err);
}

static picture
pack_some(const char *format)
{
    packed_file files[] = {
        { "./b/img10.png", picture_any(5, 4, 3, 10) },
        { "b/img2.png", picture_any(5, 4, 3, 2) },
        { "a/notes.txt", picture_any(2, 2, 1, 0) },
        { "/a/\xFF.png", picture_any(5, 4, 3, 1) },
        { "a/.hidden.png", picture_any(9, 9, 1, 0) },
    };

    memcpy(files[2].content.bytes, "text", 4);
    return pack_files(format, files, 5);
}

START_TEST(rows_follow_the_names_whatever_the_order_in_the_archive)
{
    static const char *const want[] = { "a/\\xFF.png", "b/img2.png",
                                        "b/img10.png" };
    static const unsigned seeds[] = { 1, 2, 10 };
    picture packed = pack_some(formats[_i]);

    ck_assert_ok(read_packed(packed, NULL), err);
    ck_assert_uint_eq(table.count, 3);
    ck_assert_uint_eq(table.skipped, 1);
    ck_assert_uint_eq(table.class_count, 2);
    ck_assert_int_eq(table.labels[2], 1);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_str_eq(table.item_names[i], want[i]);
        for (size_t k = 0; k < 60; k++) {
            ck_assert_uint_eq(table.values[60 * i + k],
                              picture_value(seeds[i], k));
        }
    }
    free(packed.bytes);
}
END_TEST

START_TEST(an_archive_is_the_same_dataset_as_the_folder_it_holds)
{
    packed_file files[] = {
        { "b/img10.png", picture_any(5, 4, 3, 10) },
        { "b/img2.png", picture_any(5, 4, 4, 2) },
        { "a/x.jpg", picture_jpeg(5, 4, 3) },
    };
    chl_dataset *folder = NULL, *packed = NULL;
    char top[64], path[512];

    snprintf(top, sizeof top, "%s", place_make());
    for (size_t k = 0; k < 3; k++) {
        place_write(files[k].name, files[k].content.bytes,
                    files[k].content.size);
    }
    ck_assert_ok(chl_dataset_open(top, NULL, &folder, &err), err);
    snprintf(path, sizeof path, "%s",
             place_picture("packed", pack_files(formats[_i], files, 3)));
    ck_assert_ok(chl_dataset_open(path, NULL, &packed, &err), err);
    ck_assert_str_eq(chl_dataset_describe(folder)->fingerprint,
                     chl_dataset_describe(packed)->fingerprint);
    for (size_t i = 0; i < 3; i++) {
        char a[32], b[32];

        chl_dataset_item_name(folder, i, a, sizeof a);
        chl_dataset_item_name(packed, i, b, sizeof b);
        ck_assert_str_eq(a, b);
        ck_assert_int_eq(chl_dataset_label(folder, i),
                         chl_dataset_label(packed, i));
    }
    chl_dataset_free(folder);
    chl_dataset_free(packed);
    place_remove();
}
END_TEST

START_TEST(names_in_utf8_are_kept)
{
    packed_file files[] = { { "\xC3\xA4.png", picture_any(4, 4, 1, 1) } };
    picture packed = pack_files(formats[_i], files, 1);

    ck_assert_ok(read_packed(packed, NULL), err);
    ck_assert_str_eq(table.item_names[0], "\xC3\xA4.png");
    free(packed.bytes);
}
END_TEST

START_TEST(every_truncation_of_a_zip_is_refused)
{
    packed_file files[] = {
        { "a.png", picture_any(4, 4, 1, 1) },
        { "b.png", picture_any(4, 4, 1, 2) },
    };
    picture packed = pack_files("zip", files, 2);

    for (size_t size = 4; size < packed.size; size++) {
        picture part = { malloc(size), size };
        chl_status status;

        memcpy(part.bytes, packed.bytes, size);
        status = read_packed(part, NULL);
        ck_assert_msg(status == CHL_EFORMAT || status == CHL_EDATA,
                      "%zu of %zu bytes: %s", size, packed.size,
                      chl_status_text(status));
        err = (chl_error){ 0 };
        free(part.bytes);
    }
    free(packed.bytes);
}
END_TEST

START_TEST(a_truncated_archive_says_so)
{
    picture packed = pack_some(formats[_i]);

    /* Odd: a tar cut between two entries is a shorter tar. */
    packed.size = packed.size / 3 | 1;
    ck_assert_fails(read_packed(packed, NULL), CHL_EFORMAT, ": ", err);
    free(packed.bytes);
}
END_TEST

START_TEST(a_check_goes_on_behind_a_damaged_image)
{
    packed_file files[] = {
        { "a.png", picture_any(4, 4, 1, 1) },
        { "b.png", picture_any(4, 4, 1, 2) },
        { "c.png", picture_any(4, 4, 1, 3) },
    };
    picture packed;

    files[0].content.size -= 20;
    packed = pack_files(formats[_i], files, 3);
    ck_assert_ok(read_packed(packed, &findings), err);
    ck_assert_uint_eq(table.count, 2);
    ck_assert_uint_eq(findings.count, 1);
    ck_assert_str_eq(findings.list[0].item, "a.png");
    ck_assert_str_eq(findings.list[0].code, "unreadable");
    free(packed.bytes);
}
END_TEST

START_TEST(a_bomb_is_refused_before_it_is_unpacked)
{
    packed_file files[] = {
        { "a.png", { calloc(1, 20 << 20), 20 << 20 } },
    };
    picture packed;

    if (strcmp(formats[_i], "tar") == 0) {
        free(files[0].content.bytes);
        return;
    }
    memcpy(files[0].content.bytes, "\x89PNG\r\n\x1A\n", 8);
    packed = pack_files(formats[_i], files, 1);
    ck_assert_uint_lt(packed.size, 50000);
    ck_assert_fails(read_packed(packed, NULL), CHL_EDATA, "decompression bomb",
                    err);
    free(packed.bytes);
}
END_TEST

START_TEST(an_archive_without_images_says_what_it_holds)
{
    packed_file files[] = { { "a/x.npy", picture_any(2, 2, 1, 1) } };
    picture packed;

    memcpy(files[0].content.bytes, "text", 4);
    packed = pack_files(formats[_i], files, 1);
    ck_assert_fails(read_packed(packed, NULL), CHL_EDATA,
                    "among 1 files (.npy 1)", err);
    free(packed.bytes);
}
END_TEST

static picture
text(const char *words)
{
    return (picture){ (uint8_t *) strdup(words), strlen(words) };
}

START_TEST(classes_stand_beside_the_images_of_a_webdataset)
{
    packed_file files[] = {
        { "0001.jpg", picture_jpeg(4, 4, 3) },
        { "0001.cls", text("7\n") },
        { "0000.json", text("{\"label\": 2, \"caption\": \"a cat\"}") },
        { "0000.jpg", picture_jpeg(4, 4, 3) },
        { "0000.txt", text("a cat") },
    };
    picture packed = pack_files(formats[_i], files, 5);

    ck_assert_ok(read_packed(packed, NULL), err);
    ck_assert_uint_eq(table.count, 2);
    ck_assert_uint_eq(table.skipped, 1);
    ck_assert_uint_eq(table.class_count, 8);
    ck_assert_int_eq(table.labels[0], 2);
    ck_assert_int_eq(table.labels[1], 7);
    free(packed.bytes);
}
END_TEST

START_TEST(a_class_that_is_none_or_missing_is_refused)
{
    static const struct {
        const char *words, *part;
    } cases[] = {
        { "cat", "0000.cls: holds no class; expected an integer in 0..65535" },
        { "70000", "0000.cls: holds no class" },
        { "7", "0001.png: has no class beside it, other images have" },
    };

    for (size_t k = 0; k < 3; k++) {
        packed_file files[] = {
            { "0000.png", picture_any(4, 4, 3, 1) },
            { "0000.cls", text(cases[k].words) },
            { "0001.png", picture_any(4, 4, 3, 2) },
        };
        picture packed = pack_files("tar", files, 3);

        ck_assert_fails(read_packed(packed, NULL), CHL_EFORMAT, cases[k].part,
                        err);
        free(packed.bytes);
    }
}
END_TEST

START_TEST(a_json_without_a_class_is_left_out)
{
    packed_file files[] = {
        { "a/0.png", picture_any(4, 4, 3, 1) },
        { "a/0.json", text("{\"caption\": \"a cat\"}") },
        { "b/1.png", picture_any(4, 4, 3, 2) },
        { "b/other.json", text("{\"label\": 1}") },
    };
    picture packed = pack_files(formats[_i], files, 4);

    ck_assert_ok(read_packed(packed, NULL), err);
    ck_assert_uint_eq(table.skipped, 1);
    ck_assert_uint_eq(table.class_count, 2);
    ck_assert_str_eq(table.class_names[0], "a");
    free(packed.bytes);
}
END_TEST

START_TEST(a_folder_of_shards_is_one_dataset)
{
    chl_dataset *dataset = NULL;
    char top[64], name[32];

    snprintf(top, sizeof top, "%s", place_make());
    for (unsigned shard = 0; shard < 3; shard++) {
        packed_file files[] = {
            { "0.png", picture_any(4, 4, 3, 2 * shard) },
            { "0.cls", text("0") },
            { "1.png", picture_any(4, 4, 3, 2 * shard + 1) },
            { "1.cls", text("1") },
        };

        snprintf(name, sizeof name, "%05u.tar", shard);
        place_picture(name, pack_files("tar", files, 4));
    }
    ck_assert_ok(chl_dataset_open(top, NULL, &dataset, &err), err);
    ck_assert_uint_eq(chl_dataset_describe(dataset)->count, 6);
    ck_assert_uint_eq(chl_dataset_describe(dataset)->class_count, 2);
    chl_dataset_item_name(dataset, 5, name, sizeof name);
    ck_assert_str_eq(name, "00002.tar/1.png");
    ck_assert_int_eq(chl_dataset_label(dataset, 5), 1);
    chl_dataset_free(dataset);
    place_remove();
}
END_TEST

/* Numbers are as wide as the range says, or as they come. */
START_TEST(a_range_in_braces_lists_shards)
{
    static const char *const lists[] = { "s-{0008..0010}.tar", "t{8..10}.tar" };
    static const char *const names[] = { "s-%04u.tar", "t%u.tar" };
    static const char *const last[] = { "s-0010.tar/1.png", "t10.tar/1.png" };
    chl_dataset *dataset = NULL;
    char top[64], where[128], name[32];

    snprintf(top, sizeof top, "%s", place_make());
    for (unsigned shard = 8; shard < 11; shard++) {
        packed_file files[] = {
            { "0.png", picture_any(4, 4, 3, 2 * shard) },
            { "1.png", picture_any(4, 4, 3, 2 * shard + 1) },
        };

        snprintf(name, sizeof name, names[_i], shard);
        place_picture(name, pack_files("tar", files, 2));
    }
    snprintf(where, sizeof where, "%s/%s", top, lists[_i]);
    ck_assert_ok(chl_dataset_open(where, NULL, &dataset, &err), err);
    ck_assert_uint_eq(chl_dataset_describe(dataset)->count, 6);
    ck_assert_str_eq(chl_dataset_describe(dataset)->format, "shards");
    ck_assert_str_eq(chl_dataset_describe(dataset)->name, lists[_i]);
    chl_dataset_item_name(dataset, 5, name, sizeof name);
    ck_assert_str_eq(name, last[_i]);
    chl_dataset_free(dataset);
    place_remove();
}
END_TEST

START_TEST(a_list_with_a_missing_shard_is_refused)
{
    packed_file files[] = { { "0.png", picture_any(4, 4, 3, 1) } };
    chl_dataset *dataset = NULL;
    char top[64], where[128];

    snprintf(top, sizeof top, "%s", place_make());
    place_picture("s-00.tar", pack_files("tar", files, 1));
    snprintf(where, sizeof where, "%s/s-{00..02}.tar", top);
    ck_assert_fails(chl_dataset_open(where, NULL, &dataset, &err), CHL_EDATA,
                    "shard 01 of 00..02: cannot be opened", err);
    snprintf(where, sizeof where, "%s/s-{02..00}.tar", top);
    ck_assert_fails(chl_dataset_open(where, NULL, &dataset, &err), CHL_EDATA,
                    "range of shards is 2..0", err);
    snprintf(where, sizeof where, "%s/s-{02..}.tar", top);
    ck_assert_fails(chl_dataset_open(where, NULL, &dataset, &err), CHL_EDATA,
                    "no such file", err);
    place_remove();
}
END_TEST

START_TEST(a_tar_beside_images_is_left_out)
{
    packed_file files[] = { { "0.png", picture_any(4, 4, 3, 9) } };
    chl_dataset *dataset = NULL;
    char top[64];

    snprintf(top, sizeof top, "%s", place_make());
    place_picture("all.tar", pack_files("tar", files, 1));
    place_picture("0.png", picture_any(4, 4, 3, 0));
    place_picture("1.png", picture_any(4, 4, 3, 1));
    ck_assert_ok(chl_dataset_open(top, NULL, &dataset, &err), err);
    ck_assert_uint_eq(chl_dataset_describe(dataset)->count, 2);
    ck_assert_uint_eq(chl_dataset_describe(dataset)->skipped, 1);
    chl_dataset_free(dataset);
    place_remove();
}
END_TEST

static picture
batch(size_t labels, size_t count)
{
    file_bytes file = cifar_write(labels, count);

    return (picture){ file.bytes, file.size };
}

START_TEST(cifar_batches_are_joined_in_order_without_the_test_set)
{
    packed_file files[] = {
        { "cifar-10-batches-bin/data_batch_2.bin", batch(1, 2) },
        { "cifar-10-batches-bin/test_batch.bin", batch(1, 4) },
        { "cifar-10-batches-bin/data_batch_1.bin", batch(1, 5) },
        { "cifar-10-batches-bin/readme.html", text("read me") },
    };
    picture packed = pack_files(formats[_i], files, 4);

    ck_assert_ok(read_packed(packed, NULL), err);
    ck_assert_uint_eq(table.count, 7);
    ck_assert_uint_eq(table.skipped, 2);
    ck_assert_int_eq(table.labels[4], 4);
    ck_assert_int_eq(table.labels[5], 0);
    ck_assert_str_eq(table.class_names[3], "cat");
    free(packed.bytes);
}
END_TEST

START_TEST(a_cifar_test_set_alone_is_the_data)
{
    packed_file files[] = { { "cifar-100-binary/test.bin", batch(2, 4) } };
    picture packed = pack_files(formats[_i], files, 1);

    ck_assert_ok(read_packed(packed, NULL), err);
    ck_assert_uint_eq(table.count, 4);
    ck_assert_uint_eq(table.class_count, 100);
    free(packed.bytes);
}
END_TEST

static chl_status
read_and_clear(picture packed)
{
    chl_status status = read_packed(packed, &findings);

    chl_table_clear(&table);
    chl_findings_clear(&findings);
    return status;
}

START_TEST(batches_and_classes_survive_lost_memory)
{
    packed_file batches[] = {
        { "data_batch_2.bin", batch(1, 2) },
        { "test_batch.bin", batch(1, 4) },
    };
    packed_file shard[] = {
        { "0.png", picture_any(4, 4, 3, 1) },
        { "0.cls", text("7") },
    };
    picture packed = pack_files("tar", batches, 2);

    ck_assert_survives_lost_memory(read_and_clear(packed));
    free(packed.bytes);
    packed = pack_files("tar", shard, 2);
    ck_assert_survives_lost_memory(read_and_clear(packed));
    free(packed.bytes);
}
END_TEST

START_TEST(reading_survives_lost_memory)
{
    picture packed = pack_some("zip");

    ck_assert_survives_lost_memory(read_packed(packed, NULL));
    free(packed.bytes);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("archive");
    TCase *tcase = tcase_create("archive");

    tcase_add_checked_fixture(tcase, NULL, tear_down);
    tcase_add_loop_test(
        tcase, rows_follow_the_names_whatever_the_order_in_the_archive, 0, 4);
    tcase_add_loop_test(
        tcase, an_archive_is_the_same_dataset_as_the_folder_it_holds, 0, 4);
    tcase_add_loop_test(tcase, names_in_utf8_are_kept, 0, 4);
    tcase_add_test(tcase, every_truncation_of_a_zip_is_refused);
    tcase_add_loop_test(tcase, a_truncated_archive_says_so, 0, 4);
    tcase_add_loop_test(tcase, a_check_goes_on_behind_a_damaged_image, 0, 4);
    tcase_add_loop_test(tcase, a_bomb_is_refused_before_it_is_unpacked, 0, 4);
    tcase_add_loop_test(tcase, an_archive_without_images_says_what_it_holds, 0,
                        4);
    tcase_add_loop_test(tcase, classes_stand_beside_the_images_of_a_webdataset,
                        0, 4);
    tcase_add_test(tcase, a_class_that_is_none_or_missing_is_refused);
    tcase_add_loop_test(tcase, a_json_without_a_class_is_left_out, 0, 4);
    tcase_add_test(tcase, a_folder_of_shards_is_one_dataset);
    tcase_add_loop_test(tcase, a_range_in_braces_lists_shards, 0, 2);
    tcase_add_test(tcase, a_list_with_a_missing_shard_is_refused);
    tcase_add_test(tcase, a_tar_beside_images_is_left_out);
    tcase_add_loop_test(
        tcase, cifar_batches_are_joined_in_order_without_the_test_set, 0, 4);
    tcase_add_loop_test(tcase, a_cifar_test_set_alone_is_the_data, 0, 4);
    tcase_add_test(tcase, batches_and_classes_survive_lost_memory);
    tcase_add_test(tcase, reading_survives_lost_memory);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
