/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums that are interrupted, kept and taken up again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <chladni/operators.h>

#include "base/file.h"
#include "base/random.h"
#include "operators/checkpoint_file.h"
#include "operators/galerkin.h"
#include "support/runner.h"

enum {
    ROWS = 400,
    DIMENSION = 3,
    LANDMARKS = 12,
    GROUPS = 6,
    LIMIT = 1 << 24
};

static const chl_random source = { 23, CHL_STREAM_TESTS };
static const chl_checkpoint_owner owner = { "data", "kernel=gauss seed=0" };
static char folder[] = "chladni-test-XXXXXX";
static char path[64], beside[72];
static double values[ROWS * DIMENSION];
static chl_dataset *dataset;
static chl_error err;

static void
setup(void)
{
    const chl_array array = { values, CHL_F64, 2, { ROWS, DIMENSION }, NULL };

    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/kept", folder);
    snprintf(beside, sizeof beside, "%s.new", path);
    for (size_t i = 0; i < ROWS * DIMENSION; i++) {
        values[i] = chl_random_normal(&source, i);
    }
    err = (chl_error){ 0 };
    ck_assert_ok(chl_dataset_from_array("normal", &array, NULL, &dataset, &err),
                 err);
}

static void
teardown(void)
{
    chl_dataset_free(dataset);
    unlink(path);
    unlink(beside);
    ck_assert_int_eq(rmdir(folder), 0);
}

/* Stops when it is asked for the n-th time. */
static bool
stop_at(void *user, const chl_progress_event *now)
{
    size_t *left = user;

    (void) now;
    return *left == 0 || --*left > 0;
}

/* Everything that is summed over the rows for one pair. */
static chl_status
sum_up(chl_checkpoint *checkpoint, size_t stop, size_t threads, double *sums)
{
    chl_basis_settings s = chl_basis_settings_default();
    chl_basis *basis = NULL;
    chl_galerkin *galerkin = NULL;
    chl_kernel kernel;
    chl_status status;

    s.landmarks = LANDMARKS;
    s.groups = GROUPS;
    s.linear = 2;
    s.threads = threads;
    s.checkpoint = checkpoint;
    s.progress = (chl_progress){ stop_at, &stop };
    status = chl_kernel_init("gauss", 1.3, &kernel, &err);
    if (status == CHL_OK) {
        status = chl_basis_create(dataset, &s, &basis, &err);
    }
    if (status == CHL_OK) {
        status = chl_galerkin_create(basis, &kernel, &galerkin, &err);
    }
    if (status == CHL_OK) {
        memcpy(sums, galerkin->store,
               GROUPS * galerkin->q * (galerkin->q + 2) * sizeof *sums);
    }
    chl_galerkin_free(galerkin);
    chl_basis_free(basis);
    return status;
}

enum {
    SIZE = GROUPS * (LANDMARKS + 2) * (LANDMARKS + 4)
};

START_TEST(an_interrupted_sum_goes_on_to_the_same_bytes)
{
    static double plain[SIZE], resumed[SIZE];
    const size_t threads = 1 + (size_t) _i % 2, stop = 1 + (size_t) _i;
    chl_checkpoint *kept = NULL;

    ck_assert_ok(sum_up(NULL, 0, 1, plain), err);
    ck_assert_ok(chl_checkpoint_open(path, false, true, &owner, &kept, &err),
                 err);
    ck_assert_fails(sum_up(kept, stop, threads, resumed), CHL_ECANCELLED,
                    "cancelled", err);
    ck_assert_ok(chl_checkpoint_save(kept, &err), err);
    chl_checkpoint_free(kept);
    ck_assert_ok(chl_checkpoint_open(path, true, true, &owner, &kept, &err),
                 err);
    ck_assert_ok(sum_up(kept, 0, 3 - threads, resumed), err);
    chl_checkpoint_free(kept);
    ck_assert_mem_eq(plain, resumed, sizeof plain);
}
END_TEST

static bool
count_steps(void *user, const chl_progress_event *now)
{
    size_t *calls = user;

    (void) now;
    ++*calls;
    return true;
}

/* Steps of a run from `checkpoint`. */
static size_t
steps(chl_checkpoint *checkpoint)
{
    chl_basis_settings s = chl_basis_settings_default();
    chl_basis *basis = NULL;
    size_t calls = 0;

    s.landmarks = LANDMARKS;
    s.groups = GROUPS;
    s.linear = 2;
    s.threads = 1;
    s.checkpoint = checkpoint;
    s.progress = (chl_progress){ count_steps, &calls };
    ck_assert_ok(chl_basis_create(dataset, &s, &basis, &err), err);
    chl_basis_free(basis);
    return calls;
}

START_TEST(what_is_kept_is_not_done_again)
{
    chl_checkpoint *kept = NULL;

    ck_assert_ok(chl_checkpoint_open(path, false, true, &owner, &kept, &err),
                 err);
    ck_assert_uint_gt(steps(kept), 0);
    ck_assert_ok(chl_checkpoint_save(kept, &err), err);
    chl_checkpoint_free(kept);
    ck_assert_ok(chl_checkpoint_open(path, true, true, &owner, &kept, &err),
                 err);
    ck_assert_uint_eq(steps(kept), 0);
    chl_checkpoint_free(kept);
}
END_TEST

/* A file with finished sums; the caller frees. */
static char *
make_file(size_t *size)
{
    static double sums[SIZE];
    chl_checkpoint *kept = NULL;
    char *bytes = NULL;

    unlink(path);
    ck_assert_ok(chl_checkpoint_open(path, false, true, &owner, &kept, &err),
                 err);
    ck_assert_fails(sum_up(kept, 12, 1, sums), CHL_ECANCELLED, "", err);
    ck_assert_ok(chl_checkpoint_save(kept, &err), err);
    chl_checkpoint_free(kept);
    ck_assert_ok(chl_file_read(path, LIMIT, &bytes, size, &err), err);
    return bytes;
}

static chl_status
parse(const char *bytes, size_t size, const chl_checkpoint_owner *whose)
{
    chl_checkpoint_content content = { 0 };
    chl_status status = chl_checkpoint_parse("kept", (const uint8_t *) bytes,
                                             size, whose, &content, &err);

    chl_checkpoint_content_clear(&content);
    return status;
}

START_TEST(every_truncation_is_refused)
{
    size_t size;
    char *bytes = make_file(&size);

    ck_assert_ok(parse(bytes, size, &owner), err);
    for (size_t cut = 0; cut < size; cut++) {
        /* A block of its own, so that reading beyond it is noticed. */
        char *part = malloc(cut > 0 ? cut : 1);

        ck_assert_ptr_nonnull(part);
        memcpy(part, bytes, cut);
        ck_assert_fails(parse(part, cut, &owner), CHL_EDATA, "kept: is ", err);
        free(part);
    }
    chl_free(bytes);
}
END_TEST

START_TEST(every_flipped_byte_is_refused)
{
    size_t size;
    char *bytes = make_file(&size);

    for (size_t at = 0; at < size; at++) {
        bytes[at] = (char) (bytes[at] ^ 0x10);
        ck_assert_fails(parse(bytes, size, &owner), CHL_EDATA, "kept: is ",
                        err);
        bytes[at] = (char) (bytes[at] ^ 0x10);
    }
    chl_free(bytes);
}
END_TEST

START_TEST(results_of_others_are_refused_by_name)
{
    const chl_checkpoint_owner data = { "more", owner.settings };
    const chl_checkpoint_owner settings = { "data", "kernel=gauss seed=1" };
    size_t size;
    char *bytes = make_file(&size);

    ck_assert_fails(parse(bytes, size, &data), CHL_EDATA,
                    "belongs to other data: their fingerprint is data, that of "
                    "these is more",
                    err);
    ck_assert_fails(parse(bytes, size, &settings), CHL_EDATA,
                    "belongs to other settings: seed=0 then, seed=1 now", err);
    chl_free(bytes);
}
END_TEST

START_TEST(a_refused_file_stays_as_it_is)
{
    chl_checkpoint *kept = NULL;
    size_t size, later;
    char *bytes = make_file(&size), *again = NULL;

    bytes[size / 2] ^= 1;
    ck_assert_ok(chl_file_write(path, bytes, size, &err), err);
    ck_assert_fails(chl_checkpoint_open(path, true, true, &owner, &kept, &err),
                    CHL_EDATA, "is damaged: its checksum does not match", err);
    ck_assert_fails(chl_checkpoint_open(path, false, true, &owner, &kept, &err),
                    CHL_EARG, "is there already; resume from it, or remove it",
                    err);
    ck_assert_ok(chl_file_read(path, LIMIT, &again, &later, &err), err);
    ck_assert_uint_eq(size, later);
    ck_assert_mem_eq(bytes, again, size);
    chl_free(bytes);
    chl_free(again);
}
END_TEST

START_TEST(sums_of_another_question_are_refused)
{
    chl_basis_settings s = chl_basis_settings_default();
    chl_basis *basis = NULL;
    chl_checkpoint *kept = NULL;

    ck_assert_ok(chl_checkpoint_open(path, false, true, &owner, &kept, &err),
                 err);
    steps(kept);
    ck_assert_ok(chl_checkpoint_save(kept, &err), err);
    chl_checkpoint_free(kept);
    ck_assert_ok(chl_checkpoint_open(path, true, true, &owner, &kept, &err),
                 err);
    s.landmarks = LANDMARKS;
    s.groups = GROUPS;
    s.seed = 7;
    s.checkpoint = kept;
    ck_assert_fails(chl_basis_create(dataset, &s, &basis, &err), CHL_EDATA,
                    "keeps other results of 'principal directions'", err);
    chl_checkpoint_free(kept);
}
END_TEST

START_TEST(resuming_from_nothing_begins)
{
    chl_checkpoint *kept = NULL;

    ck_assert_ok(chl_checkpoint_open(path, true, true, &owner, &kept, &err),
                 err);
    chl_checkpoint_free(kept);
    ck_assert_int_eq(access(path, F_OK), 0);
}
END_TEST

START_TEST(a_reader_writes_nothing)
{
    chl_checkpoint *kept = NULL;

    ck_assert_ok(chl_checkpoint_open(path, true, false, &owner, &kept, &err),
                 err);
    steps(kept);
    ck_assert_ok(chl_checkpoint_save(kept, &err), err);
    chl_checkpoint_free(kept);
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

START_TEST(a_place_that_takes_no_file_is_refused_at_once)
{
    chl_checkpoint *kept = NULL;

    ck_assert_fails(chl_checkpoint_open("no/such/folder/x", true, true, &owner,
                                        &kept, &err),
                    CHL_EIO, "no/such/folder/x: cannot be created", err);
}
END_TEST

static chl_status
keep_and_sum(void)
{
    static double sums[SIZE];
    chl_checkpoint *kept = NULL;
    chl_status status;

    err = (chl_error){ 0 };
    status = chl_checkpoint_open(path, true, true, &owner, &kept, &err);
    if (status == CHL_OK) {
        status = sum_up(kept, 0, 1, sums);
    }
    if (status == CHL_OK) {
        status = chl_checkpoint_save(kept, &err);
    }
    chl_checkpoint_free(kept);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    ck_assert_survives_lost_memory(keep_and_sum());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("checkpoint");
    TCase *tcase = tcase_create("checkpoint");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, an_interrupted_sum_goes_on_to_the_same_bytes, 0,
                        10);
    tcase_add_test(tcase, what_is_kept_is_not_done_again);
    tcase_add_test(tcase, every_truncation_is_refused);
    tcase_add_test(tcase, every_flipped_byte_is_refused);
    tcase_add_test(tcase, results_of_others_are_refused_by_name);
    tcase_add_test(tcase, a_refused_file_stays_as_it_is);
    tcase_add_test(tcase, sums_of_another_question_are_refused);
    tcase_add_test(tcase, resuming_from_nothing_begins);
    tcase_add_test(tcase, a_reader_writes_nothing);
    tcase_add_test(tcase, a_place_that_takes_no_file_is_refused_at_once);
    tcase_add_test(tcase, lost_memory_is_survived);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
