/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "support/runner.h"

static chl_error err;
static char folder[] = "chladni-test-XXXXXX";
static char path[64], below[96];

static void
make_folder(void)
{
    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/out.txt", folder);
    snprintf(below, sizeof below, "%s/inner", path);
}

static size_t
files_in_folder(void)
{
    size_t count = 0;
    struct dirent *entry;
    DIR *dir = opendir(folder);

    ck_assert_ptr_nonnull(dir);
    while ((entry = readdir(dir)) != NULL) {
        count += entry->d_name[0] != '.';
    }
    closedir(dir);
    return count;
}

static void
remove_folder(void)
{
    unlink(below);
    rmdir(path);
    unlink(path);
    ck_assert_int_eq(rmdir(folder), 0);
}

static void
assert_file_holds(const char *bytes, size_t size)
{
    char *got = NULL;
    size_t got_size = 0;

    ck_assert_ok(chl_file_read(path, 1000, &got, &got_size, &err), err);
    ck_assert_uint_eq(got_size, size);
    ck_assert_mem_eq(got, bytes, size);
    ck_assert_int_eq(got[size], '\0');
    chl_free(got);
}

START_TEST(what_is_written_is_read_back)
{
    static const char *const texts[] = { "", "one line\n", "nul \0 inside" };
    static const size_t sizes[] = { 0, 9, 12 };

    ck_assert_ok(chl_file_write(path, texts[_i], sizes[_i], &err), err);
    assert_file_holds(texts[_i], sizes[_i]);
    ck_assert_uint_eq(files_in_folder(), 1);
}
END_TEST

START_TEST(a_new_file_gets_the_mode_of_the_umask)
{
    struct stat about;
    mode_t old = umask(027);

    ck_assert_ok(chl_file_write(path, "a", 1, &err), err);
    ck_assert_int_eq(umask(old), 027);
    ck_assert_int_eq(stat(path, &about), 0);
    ck_assert_uint_eq(about.st_mode & 0777, 0640);
}
END_TEST

START_TEST(an_old_file_is_replaced_as_a_whole)
{
    ck_assert_ok(chl_file_write(path, "a long old text", 15, &err), err);
    ck_assert_ok(chl_file_write(path, "new", 3, &err), err);
    assert_file_holds("new", 3);
    ck_assert_uint_eq(files_in_folder(), 1);
}
END_TEST

START_TEST(lost_memory_keeps_the_old_file)
{
    ck_assert_ok(chl_file_write(path, "old", 3, &err), err);
    chl_memory_fail_after(0);
    ck_assert_fails(chl_file_write(path, "new", 3, &err), CHL_ENOMEM, path,
                    err);
    chl_memory_fail_after(-1);
    assert_file_holds("old", 3);
    ck_assert_uint_eq(files_in_folder(), 1);
}
END_TEST

START_TEST(a_failed_rename_leaves_no_part_behind)
{
    /* A folder that is not empty is in the way. */
    ck_assert_int_eq(mkdir(path, 0700), 0);
    fclose(fopen(below, "w"));
    ck_assert_fails(chl_file_write(path, "new", 3, &err), CHL_EIO,
                    "cannot be put in place", err);
    ck_assert_uint_eq(files_in_folder(), 1);
}
END_TEST

START_TEST(a_full_disk_keeps_the_old_file)
{
    struct rlimit limit = { 8, 8 };

    ck_assert_ok(chl_file_write(path, "old", 3, &err), err);
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_fails(chl_file_write(path, "more than eight", 15, &err), CHL_EIO,
                    "cannot be written", err);
    assert_file_holds("old", 3);
    ck_assert_uint_eq(files_in_folder(), 1);
}
END_TEST

START_TEST(a_missing_folder_is_named)
{
    ck_assert_fails(chl_file_write("no/such/folder/x", "a", 1, &err), CHL_EIO,
                    "no/such/folder/x: cannot be created: No such file", err);
}
END_TEST

START_TEST(a_missing_file_is_unusable_data)
{
    char *out = NULL;
    size_t size = 7;

    ck_assert_fails(chl_file_read(path, 10, &out, &size, &err), CHL_EDATA,
                    "cannot be opened: No such file", err);
    ck_assert_ptr_null(out);
    ck_assert_uint_eq(size, 7);
}
END_TEST

START_TEST(a_folder_is_no_file)
{
    char *out = NULL;
    size_t size;

    ck_assert_fails(chl_file_read(folder, 10, &out, &size, &err), CHL_EDATA,
                    "is not a regular file", err);
}
END_TEST

START_TEST(a_file_above_the_limit_is_refused_with_both_numbers)
{
    char *out = NULL;
    size_t size;

    ck_assert_ok(chl_file_write(path, "abcde", 5, &err), err);
    ck_assert_fails(chl_file_read(path, 4, &out, &size, &err), CHL_EDATA,
                    "has 5 bytes; at most 4 are accepted", err);
    ck_assert_ok(chl_file_read(path, 5, &out, &size, &err), err);
    chl_free(out);
}
END_TEST

START_TEST(lost_memory_is_survived)
{
    char *out = NULL;
    size_t size;

    ck_assert_survives_lost_memory(chl_file_write(path, "abc", 3, NULL));
    ck_assert_survives_lost_memory(chl_file_read(path, 10, &out, &size, NULL));
    chl_free(out);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("base/file");
    TCase *all = tcase_create("file"), *disk = tcase_create("disk");

    tcase_add_checked_fixture(all, make_folder, remove_folder);
    tcase_add_checked_fixture(disk, make_folder, remove_folder);
    tcase_add_loop_test(all, what_is_written_is_read_back, 0, 3);
    tcase_add_test(all, a_new_file_gets_the_mode_of_the_umask);
    tcase_add_test(all, an_old_file_is_replaced_as_a_whole);
    tcase_add_test(all, lost_memory_keeps_the_old_file);
    tcase_add_test(all, a_failed_rename_leaves_no_part_behind);
    tcase_add_test(disk, a_full_disk_keeps_the_old_file);
    tcase_add_test(all, a_missing_folder_is_named);
    tcase_add_test(all, a_missing_file_is_unusable_data);
    tcase_add_test(all, a_folder_is_no_file);
    tcase_add_test(all, a_file_above_the_limit_is_refused_with_both_numbers);
    tcase_add_test(all, lost_memory_is_survived);
    suite_add_tcase(suite, all);
    /* Last: the limit stays where tests are not forked. */
    suite_add_tcase(suite, disk);
    return run_suite(suite);
}
