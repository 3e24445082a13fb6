/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three macros of error handling; only the last two jump. */
#ifndef CHLADNI_BASE_ERROR_H
#define CHLADNI_BASE_ERROR_H

#include <chladni/base.h>

#define CHL_FAIL(err, code, ...)                                               \
    chl_error_set((err), __FILE__, __LINE__, (code), __VA_ARGS__)

/* Both need `chl_status status` and a label `out:`. */
#define CHL_TRY(call)                                                          \
    do {                                                                       \
        status = (call);                                                       \
        if (status != CHL_OK) {                                                \
            goto out;                                                          \
        }                                                                      \
    } while (0)

#define CHL_REQUIRE(condition, err, code, ...)                                 \
    do {                                                                       \
        if (!(condition)) {                                                    \
            status = CHL_FAIL((err), (code), __VA_ARGS__);                     \
            goto out;                                                          \
        }                                                                      \
    } while (0)

/* The pointer just allocated, or CHL_ENOMEM naming what it was for. */
#define CHL_REQUIRE_MEMORY(pointer, err, what)                                 \
    CHL_REQUIRE((pointer) != NULL, (err), CHL_ENOMEM, "out of memory for %s",  \
                (what))

/* Tell progress where we are; CHL_ECANCELLED if the answer is no. */
chl_status chl_progress_tell(const chl_progress *progress, const char *stage,
                             double done, double total, chl_error *err);

#endif
