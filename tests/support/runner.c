/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/runner.h"

#include <stdlib.h>

/* Check kills a test after four seconds, more than which a sanitized build on
 * a busy machine takes; a test that hangs is meson's to end. Check reads this
 * when a case is made, so it is set before main. */
__attribute__((constructor)) static void
be_patient(void)
{
    setenv("CK_TIMEOUT_MULTIPLIER", "15", 0);
}

int
run_suite(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    int failed;

    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
