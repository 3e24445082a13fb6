/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every test file starts from: the runner and the lost-memory law. */
#ifndef CHLADNI_TESTS_SUPPORT_RUNNER_H
#define CHLADNI_TESTS_SUPPORT_RUNNER_H

#include <check.h>

#include <chladni/base.h>

/* Run a suite (freed) and give main's exit code. */
int run_suite(Suite *suite);

#define ck_assert_ok(call, err)                                                \
    do {                                                                       \
        chl_status got_ = (call);                                              \
        ck_assert_msg(got_ == CHL_OK, "%s: %s", chl_status_text(got_),         \
                      (err).text);                                             \
    } while (0)

/* The call fails with `code`, and its sentence contains `part`. `err` is
 * cleared afterwards. */
#define ck_assert_fails(call, code, part, err)                                 \
    do {                                                                       \
        chl_status got_ = (call);                                              \
        ck_assert_msg(got_ == (code), "status is %s: %s",                      \
                      chl_status_text(got_), (err).text);                      \
        ck_assert_msg(strstr((err).text, (part)) != NULL, "'%s' not in '%s'",  \
                      (part), (err).text);                                     \
        (err) = (chl_error){ 0 };                                              \
    } while (0)

/* Run `call` with its 1st, 2nd, ... allocation failing, until it succeeds.
 * Each failed run must say CHL_ENOMEM and leave no block behind. What a
 * successful run hands over is the test's to free. */
#define ck_assert_survives_lost_memory(call)                                   \
    do {                                                                       \
        long before_ = chl_memory_live_blocks();                               \
        chl_status got_ = CHL_ENOMEM;                                          \
        for (long allowed_ = 0; got_ != CHL_OK; allowed_++) {                  \
            ck_assert_int_lt(allowed_, 100000);                                \
            chl_memory_fail_after(allowed_);                                   \
            got_ = (call);                                                     \
            chl_memory_fail_after(-1);                                         \
            if (got_ != CHL_OK) {                                              \
                ck_assert_int_eq(got_, CHL_ENOMEM);                            \
                ck_assert_int_eq(chl_memory_live_blocks(), before_);           \
            }                                                                  \
        }                                                                      \
    } while (0)

#endif
