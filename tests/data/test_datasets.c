/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The datasets of the project: sound ones open, broken ones say why not. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <chladni/data.h>

#include "support/runner.h"

enum {
    BROKEN_LIMIT = 100
};

static chl_error err;
static const char *folder;
static char *broken[BROKEN_LIMIT];
static int broken_count;

typedef struct sound {
    const char *name, *format;
    chl_data_kind kind;
    size_t count, dimension, classes;
} sound;

static const sound sounds[] = {
    { "digits8.npy", "npy", CHL_KIND_IMAGES, 1797, 64, 10 },
    { "drawings28.zip", "zip", CHL_KIND_IMAGES, 120, 784, 3 },
    { "emoji32.zip", "zip", CHL_KIND_IMAGES, 299, 3072, 0 },
    { "banknote.csv", "csv", CHL_KIND_TABLE, 1372, 5, 0 },
};

START_TEST(sound_datasets_open_as_the_manifest_says)
{
    const sound *want = &sounds[_i];
    const chl_dataset_info *info;
    chl_dataset *dataset = NULL;
    char path[512];

    snprintf(path, sizeof path, "%s/%s", folder, want->name);
    ck_assert_ok(chl_dataset_open(path, NULL, &dataset, &err), err);
    info = chl_dataset_describe(dataset);
    ck_assert_str_eq(info->name, want->name);
    ck_assert_str_eq(info->format, want->format);
    ck_assert_int_eq(info->kind, want->kind);
    ck_assert_uint_eq(info->count, want->count);
    ck_assert_uint_eq(info->dimension, want->dimension);
    ck_assert_uint_eq(info->class_count, want->classes);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(sound_datasets_are_usable)
{
    chl_check *check = NULL;
    char path[512];

    snprintf(path, sizeof path, "%s/%s", folder, sounds[_i].name);
    ck_assert_ok(chl_dataset_check(path, NULL, &check, &err), err);
    ck_assert_uint_eq(check->errors, 0);
    ck_assert(check->usable);
    chl_check_free(check);
}
END_TEST

/* Data that are all alike can be opened, but nothing can be said of them. */
START_TEST(broken_datasets_do_not_open_and_say_which)
{
    chl_dataset *dataset = NULL;
    char path[512];
    chl_status status;

    snprintf(path, sizeof path, "%s/broken/%s", folder, broken[_i]);
    status = chl_dataset_open(path, NULL, &dataset, &err);
    if (status == CHL_OK) {
        ck_assert_msg(chl_dataset_describe(dataset)->constant, "%s opens",
                      path);
        chl_dataset_free(dataset);
        return;
    }
    ck_assert_msg(status == CHL_EDATA || status == CHL_EFORMAT, "%s: %s",
                  chl_status_text(status), err.text);
    ck_assert_ptr_null(dataset);
    ck_assert_ptr_nonnull(strstr(err.text, broken[_i]));
    ck_assert_uint_gt(strlen(err.text), strlen(path) + 10);
    ck_assert_int_eq(chl_memory_live_blocks(), 0);
}
END_TEST

START_TEST(broken_datasets_are_found_unusable)
{
    chl_check *check = NULL;
    char path[512];

    snprintf(path, sizeof path, "%s/broken/%s", folder, broken[_i]);
    ck_assert_ok(chl_dataset_check(path, NULL, &check, &err), err);
    ck_assert_msg(!check->usable, "%s is usable", path);
    ck_assert_uint_gt(check->errors, 0);
    ck_assert_int_eq(check->findings[0].severity, CHL_SEVERITY_ERROR);
    chl_check_free(check);
    ck_assert_int_eq(chl_memory_live_blocks(), 0);
}
END_TEST

static void
list_broken(void)
{
    char path[512];
    DIR *stream;
    struct dirent *entry;

    snprintf(path, sizeof path, "%s/broken", folder);
    stream = opendir(path);
    while (stream != NULL && (entry = readdir(stream)) != NULL) {
        if (entry->d_name[0] != '.' && broken_count < BROKEN_LIMIT) {
            broken[broken_count++] = strdup(entry->d_name);
        }
    }
    if (stream != NULL) {
        closedir(stream);
    }
}

int
main(int argc, char **argv)
{
    Suite *suite = suite_create("datasets");
    TCase *tcase = tcase_create("datasets");
    int failed;

    folder = argc > 1 ? argv[1] : "datasets";
    list_broken();
    if (broken_count == 0) {
        fprintf(stderr, "no datasets in %s\n", folder);
        return EXIT_FAILURE;
    }
    tcase_add_loop_test(tcase, sound_datasets_open_as_the_manifest_says, 0,
                        sizeof sounds / sizeof sounds[0]);
    tcase_add_loop_test(tcase, sound_datasets_are_usable, 0,
                        sizeof sounds / sizeof sounds[0]);
    tcase_add_loop_test(tcase, broken_datasets_do_not_open_and_say_which, 0,
                        broken_count);
    tcase_add_loop_test(tcase, broken_datasets_are_found_unusable, 0,
                        broken_count);
    suite_add_tcase(suite, tcase);
    failed = run_suite(suite);
    for (int k = 0; k < broken_count; k++) {
        free(broken[k]);
    }
    return failed;
}
