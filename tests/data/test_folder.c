/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders of images: order, classes, shapes, what is left out. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <spng.h>

#include "data/reader.h"
#include "places.h"
#include "support/runner.h"

static chl_error err;
static const char *place;
static chl_table table;
static chl_findings findings;

static void
set_up(void)
{
    place = place_make();
}

static void
tear_down(void)
{
    chl_table_clear(&table);
    chl_findings_clear(&findings);
    place_remove();
}

static chl_status
read_place(chl_findings *sink)
{
    chl_source source = { .path = place, .is_folder = true };

    return chl_reader_folder.read(&source, sink, NULL, &table, &err);
}

static const chl_finding *
find(const char *code, size_t number)
{
    for (size_t k = 0; k < findings.count; k++) {
        if (strcmp(findings.list[k].code, code) == 0 && number-- == 0) {
            return &findings.list[k];
        }
    }
    ck_abort_msg("no finding %s", code);
    return NULL;
}

START_TEST(rows_follow_the_numbers_in_the_names)
{
    static const char *const want[] = { "img1.png", "img2.jpg", "img10.png" };

    place_picture("img10.png", picture_any(8, 6, 3, 10));
    place_picture("img2.jpg", picture_jpeg(8, 6, 3));
    place_picture("img1.png", picture_any(8, 6, 3, 1));
    ck_assert_ok(read_place(NULL), err);
    ck_assert_uint_eq(table.count, 3);
    ck_assert(table.images);
    ck_assert_int_eq(table.dtype, CHL_U8);
    ck_assert_uint_eq(table.shape[1], 8);
    ck_assert_uint_eq(table.shape[2], 6);
    ck_assert_uint_eq(table.shape[3], 3);
    ck_assert_ptr_null(table.labels);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_str_eq(table.item_names[i], want[i]);
    }
    for (size_t k = 0; k < 144; k++) {
        ck_assert_uint_eq(table.values[k], picture_value(1, k));
        ck_assert_uint_eq(table.values[288 + k], picture_value(10, k));
    }
}
END_TEST

START_TEST(folders_are_classes_if_all_images_lie_in_one)
{
    place_picture("cat/a.png", picture_any(4, 4, 1, 1));
    place_picture("dog/deep/b.png", picture_any(4, 4, 1, 2));
    place_picture("cat/c.png", picture_any(4, 4, 1, 3));
    ck_assert_ok(read_place(NULL), err);
    ck_assert_uint_eq(table.class_count, 2);
    ck_assert_str_eq(table.class_names[0], "cat");
    ck_assert_str_eq(table.class_names[1], "dog");
    ck_assert_str_eq(table.item_names[2], "dog/deep/b.png");
    ck_assert_int_eq(table.labels[1], 0);
    ck_assert_int_eq(table.labels[2], 1);
}
END_TEST

START_TEST(a_folder_around_all_images_is_no_class)
{
    place_picture("set/cat/a.png", picture_any(4, 4, 1, 1));
    place_picture("set/dog/b.png", picture_any(4, 4, 1, 2));
    ck_assert_ok(read_place(NULL), err);
    ck_assert_uint_eq(table.class_count, 2);
    ck_assert_str_eq(table.class_names[1], "dog");
}
END_TEST

START_TEST(an_image_outside_the_folders_means_no_classes)
{
    place_picture("cat/a.png", picture_any(4, 4, 1, 1));
    place_picture("dog/b.png", picture_any(4, 4, 1, 2));
    place_picture("c.png", picture_any(4, 4, 1, 3));
    ck_assert_ok(read_place(NULL), err);
    ck_assert_uint_eq(table.class_count, 0);
    ck_assert_ptr_null(table.labels);
}
END_TEST

START_TEST(numbered_folders_of_stylegan_are_no_classes)
{
    place_picture("00000/img00000000.png", picture_any(4, 4, 1, 1));
    place_picture("00001/img00001000.png", picture_any(4, 4, 1, 2));
    ck_assert_ok(read_place(NULL), err);
    ck_assert_ptr_null(table.labels);
}
END_TEST

static void
write_json(const char *text)
{
    place_write("dataset.json", text, strlen(text));
}

START_TEST(labels_of_stylegan_are_honoured)
{
    place_picture("00000/img00000000.png", picture_any(4, 4, 1, 1));
    place_picture("00000/img00000001.png", picture_any(4, 4, 1, 2));
    write_json("{\"labels\": [[\"00000/img00000001.png\", 3],"
               " [\"00000/img00000000.png\", 0]]}");
    ck_assert_ok(read_place(NULL), err);
    ck_assert_uint_eq(table.class_count, 4);
    ck_assert_ptr_null(table.class_names);
    ck_assert_int_eq(table.labels[0], 0);
    ck_assert_int_eq(table.labels[1], 3);
    ck_assert_uint_eq(table.skipped, 0);
}
END_TEST

typedef struct bad_json {
    const char *text, *sentence;
} bad_json;

static const bad_json bad_jsons[] = {
    { "{\"labels\": [", "dataset.json: line 1" },
    { "{\"labels\": 3}", "labels is neither a list nor null" },
    { "{\"labels\": [3]}", "entry 0 of labels is not [name, label]" },
    { "{\"labels\": [[\"a.png\", -1]]}", "label of a.png is -1; it must" },
    { "{\"labels\": [[\"b.png\", 1]]}", "has no label for a.png" },
};

START_TEST(a_malformed_dataset_json_is_refused)
{
    place_picture("a.png", picture_any(4, 4, 1, 1));
    write_json(bad_jsons[_i].text);
    ck_assert_fails(read_place(NULL), CHL_EFORMAT, bad_jsons[_i].sentence, err);
}
END_TEST

static const char *const no_labels[] = {
    "{\"labels\": null}",
    "{}",
    "{\"labels\": [[\"a.png\", [0.5, 1.5]]]}",
};

START_TEST(a_dataset_json_without_classes_gives_none)
{
    place_picture("a.png", picture_any(4, 4, 1, 1));
    write_json(no_labels[_i]);
    ck_assert_ok(read_place(NULL), err);
    ck_assert_ptr_null(table.labels);
}
END_TEST

START_TEST(two_images_that_differ_are_named_with_their_shapes)
{
    place_picture("a.png", picture_any(4, 4, 1, 1));
    place_picture("b.png", picture_any(4, 4, 3, 1));
    ck_assert_fails(read_place(NULL), CHL_EDATA,
                    "images differ in shape: a.png is 4 x 4 grey of 8 bit, but "
                    "b.png is 4 x 4 RGB of 8 bit",
                    err);
}
END_TEST

START_TEST(a_check_lists_every_image_of_another_shape)
{
    place_picture("a.png", picture_any(9, 4, 1, 1));
    place_picture("b.png", picture_any(4, 4, 1, 2));
    place_picture("c.png", picture_any(4, 5, 1, 3));
    place_picture("d.png", picture_any(4, 4, 1, 4));
    ck_assert_ok(read_place(&findings), err);
    ck_assert_uint_eq(table.count, 2);
    ck_assert_uint_eq(table.skipped, 2);
    ck_assert_str_eq(table.item_names[0], "b.png");
    ck_assert_uint_eq(table.values[16], picture_value(4, 0));
    ck_assert_str_eq(find("shape", 0)->item, "a.png");
    ck_assert_str_eq(find("shape", 1)->item, "c.png");
    ck_assert_str_eq(find("shape", 1)->text,
                     "is 4 x 5 grey of 8 bit; expected 4 x 4 grey of 8 bit, "
                     "the most frequent");
}
END_TEST

START_TEST(an_opaque_alpha_channel_is_left_out)
{
    place_picture("a.png", picture_any(4, 4, 4, 1));
    place_picture("b.png", picture_any(4, 4, 3, 2));
    ck_assert_ok(read_place(&findings), err);
    ck_assert_uint_eq(table.count, 2);
    ck_assert_uint_eq(table.shape[3], 3);
    ck_assert_str_eq(find("alpha", 0)->item, "images");
    for (size_t k = 0; k < 48; k++) {
        ck_assert_uint_eq(table.values[k], picture_value(1, k / 3 * 4 + k % 3));
        ck_assert_uint_eq(table.values[48 + k], picture_value(2, k));
    }
}
END_TEST

static picture
see_through(void)
{
    static const uint8_t pixels[16] = { 1, 2, 3, 4 };

    return picture_png(2, 2, SPNG_COLOR_TYPE_TRUECOLOR_ALPHA, 8, pixels, 16);
}

START_TEST(alpha_that_shows_through_is_kept_if_all_have_it)
{
    place_picture("a.png", see_through());
    place_picture("b.png", picture_any(2, 2, 4, 1));
    ck_assert_ok(read_place(NULL), err);
    ck_assert_uint_eq(table.shape[3], 4);
}
END_TEST

START_TEST(alpha_that_shows_through_does_not_mix_with_images_without)
{
    place_picture("a.png", picture_any(2, 2, 4, 1));
    place_picture("b.png", see_through());
    place_picture("c.png", picture_any(2, 2, 3, 1));
    ck_assert_fails(read_place(NULL), CHL_EDATA,
                    "b.png is 2 x 2 RGBA of 8 bit, but c.png is 2 x 2 RGB",
                    err);
}
END_TEST

START_TEST(sixteen_bits_are_kept)
{
    uint8_t wide[] = { 1, 2, 3, 4 };

    place_picture("a.png", picture_png(1, 2, 0, 16, wide, 4));
    ck_assert_ok(read_place(NULL), err);
    ck_assert_int_eq(table.dtype, CHL_U16);
    ck_assert_uint_eq(((const uint16_t *) (const void *) table.values)[1],
                      0x0304);
}
END_TEST

START_TEST(a_damaged_image_stops_the_reading_with_its_name)
{
    picture png = picture_any(4, 4, 1, 1);

    place_write("sub/a.png", png.bytes, png.size - 20);
    free(png.bytes);
    ck_assert_fails(read_place(NULL), CHL_EFORMAT,
                    "sub/a.png: PNG is truncated", err);
}
END_TEST

START_TEST(an_image_we_cannot_use_is_unusable_data)
{
    place_picture("a.jpg", picture_jpeg(8, 8, 4));
    ck_assert_fails(read_place(NULL), CHL_EDATA, "a.jpg: JPEG is in CMYK", err);
}
END_TEST

START_TEST(a_folder_that_cannot_be_opened_is_reported)
{
    char path[128];

    if (geteuid() == 0) {
        return; /* root may open everything */
    }
    place_picture("a.png", picture_any(4, 4, 1, 1));
    place_picture("sub/b.png", picture_any(4, 4, 1, 1));
    snprintf(path, sizeof path, "%s/sub", place);
    chmod(path, 0);
    ck_assert_fails(read_place(NULL), CHL_EDATA, "sub/: folder cannot", err);
    ck_assert_ok(read_place(&findings), err);
    chmod(path, 0700);
    ck_assert_str_eq(find("unreadable", 0)->item, "sub/");
}
END_TEST

START_TEST(a_check_lists_every_damaged_image)
{
    place_picture("a.png", picture_any(4, 4, 1, 1));
    place_write("b.png", "not a png", 9);
    place_write("c.jpg", "", 0);
    place_write("d.gif", "GIF89a", 6);
    ck_assert_ok(read_place(&findings), err);
    ck_assert_uint_eq(table.count, 1);
    ck_assert_uint_eq(table.skipped, 3);
    ck_assert_str_eq(find("unreadable", 0)->item, "b.png");
    ck_assert_str_eq(find("unreadable", 1)->item, "c.jpg");
    ck_assert_str_eq(find("unreadable", 2)->text,
                     "is a GIF image; PNG or JPEG expected");
}
END_TEST

START_TEST(other_files_are_counted_and_hidden_ones_passed_by)
{
    place_picture("a.png", picture_any(4, 4, 1, 1));
    place_picture(".b.png", picture_any(9, 9, 1, 1));
    place_picture("__MACOSX/c.png", picture_any(9, 9, 1, 1));
    place_write("notes.txt", "x", 1);
    place_write("empty", "", 0);
    ck_assert_ok(read_place(&findings), err);
    ck_assert_uint_eq(table.count, 1);
    ck_assert_uint_eq(table.skipped, 2);
    ck_assert_str_eq(find("skipped", 0)->item, "empty");
    ck_assert_str_eq(find("skipped", 1)->item, "notes.txt");
}
END_TEST

START_TEST(a_folder_without_images_says_what_it_holds)
{
    place_write("a.txt", "x", 1);
    place_write("b.TXT", "x", 1);
    place_write("c", "x", 1);
    ck_assert_fails(read_place(NULL), CHL_EDATA,
                    "no readable PNG or JPEG image among 3 files (.txt 2, no "
                    "extension 1)",
                    err);
}
END_TEST

START_TEST(an_empty_folder_is_refused)
{
    ck_assert_fails(read_place(NULL), CHL_EDATA, "among 0 files", err);
}
END_TEST

START_TEST(names_that_are_not_utf8_are_shown_in_hex)
{
    place_picture("\xFF\n.png", picture_any(4, 4, 1, 1));
    ck_assert_ok(read_place(NULL), err);
    ck_assert_str_eq(table.item_names[0], "\\xFF\\x0A.png");
}
END_TEST

START_TEST(links_that_lead_back_end)
{
    char path[128];

    place_picture("sub/a.png", picture_any(4, 4, 1, 1));
    snprintf(path, sizeof path, "%s/sub/loop", place);
    ck_assert_int_eq(symlink("..", path), 0);
    ck_assert_ok(read_place(NULL), err);
    ck_assert_uint_eq(table.count, 1);
}
END_TEST

START_TEST(a_file_that_is_no_file_is_unreadable)
{
    char path[128];

    place_picture("a.png", picture_any(4, 4, 1, 1));
    snprintf(path, sizeof path, "%s/b.png", place);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert_fails(read_place(NULL), CHL_EDATA, "b.png: ", err);
}
END_TEST

START_TEST(reading_survives_lost_memory)
{
    place_picture("cat/a.png", picture_any(4, 4, 1, 1));
    place_picture("dog/b.png", picture_any(4, 4, 1, 2));
    place_picture("dog/c.png", picture_any(4, 4, 2, 2));
    err = (chl_error){ 0 };
    ck_assert_survives_lost_memory(read_place(NULL));
}
END_TEST

START_TEST(checking_survives_lost_memory)
{
    place_picture("a.png", picture_any(4, 4, 1, 1));
    place_picture("b.png", picture_any(4, 4, 1, 2));
    place_picture("c.png", picture_any(4, 9, 1, 2));
    write_json("{\"labels\": [[\"a.png\", 3]]}");
    for (long allowed = 0; allowed < 1000; allowed++) {
        chl_status status;

        chl_memory_fail_after(allowed);
        status = read_place(&findings);
        chl_memory_fail_after(-1);
        chl_findings_clear(&findings);
        if (status == CHL_OK) {
            return;
        }
        ck_assert_int_eq(status, CHL_ENOMEM);
        ck_assert_int_eq(chl_memory_live_blocks(), 0);
    }
    ck_abort();
}
END_TEST

static void
add_looks(TCase *tcase)
{
    tcase_add_test(tcase, rows_follow_the_numbers_in_the_names);
    tcase_add_test(tcase, folders_are_classes_if_all_images_lie_in_one);
    tcase_add_test(tcase, a_folder_around_all_images_is_no_class);
    tcase_add_test(tcase, an_image_outside_the_folders_means_no_classes);
    tcase_add_test(tcase, numbered_folders_of_stylegan_are_no_classes);
    tcase_add_test(tcase, labels_of_stylegan_are_honoured);
    tcase_add_loop_test(tcase, a_malformed_dataset_json_is_refused, 0,
                        sizeof bad_jsons / sizeof bad_jsons[0]);
    tcase_add_loop_test(tcase, a_dataset_json_without_classes_gives_none, 0,
                        sizeof no_labels / sizeof no_labels[0]);
    tcase_add_test(tcase, an_opaque_alpha_channel_is_left_out);
    tcase_add_test(tcase, alpha_that_shows_through_is_kept_if_all_have_it);
    tcase_add_test(tcase, sixteen_bits_are_kept);
    tcase_add_test(tcase, names_that_are_not_utf8_are_shown_in_hex);
    tcase_add_test(tcase, links_that_lead_back_end);
}

static void
add_refusals(TCase *tcase)
{
    tcase_add_test(tcase, two_images_that_differ_are_named_with_their_shapes);
    tcase_add_test(tcase, a_check_lists_every_image_of_another_shape);
    tcase_add_test(tcase,
                   alpha_that_shows_through_does_not_mix_with_images_without);
    tcase_add_test(tcase, a_damaged_image_stops_the_reading_with_its_name);
    tcase_add_test(tcase, an_image_we_cannot_use_is_unusable_data);
    tcase_add_test(tcase, a_folder_that_cannot_be_opened_is_reported);
    tcase_add_test(tcase, a_check_lists_every_damaged_image);
    tcase_add_test(tcase, other_files_are_counted_and_hidden_ones_passed_by);
    tcase_add_test(tcase, a_folder_without_images_says_what_it_holds);
    tcase_add_test(tcase, an_empty_folder_is_refused);
    tcase_add_test(tcase, a_file_that_is_no_file_is_unreadable);
    tcase_add_test(tcase, reading_survives_lost_memory);
    tcase_add_test(tcase, checking_survives_lost_memory);
}

int
main(void)
{
    Suite *suite = suite_create("folder");
    TCase *looks = tcase_create("looks"), *refusals = tcase_create("refusals");

    tcase_add_checked_fixture(looks, set_up, tear_down);
    tcase_add_checked_fixture(refusals, set_up, tear_down);
    add_looks(looks);
    add_refusals(refusals);
    suite_add_tcase(suite, looks);
    suite_add_tcase(suite, refusals);
    return run_suite(suite);
}
