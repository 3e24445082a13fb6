/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Base: status, error text, memory, complex numbers, progress, threads, ranks.
 *
 * No function of the library prints, exits, reads the environment, keeps
 * hidden state, or changes the BLAS or OpenMP settings of its caller.
 */
#ifndef CHLADNI_BASE_H
#define CHLADNI_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CHL_API __attribute__((visibility("default")))
#define CHL_PRINTF(at, first) __attribute__((format(printf, at, first)))
#else
#define CHL_API
#define CHL_PRINTF(at, first)
#endif

/* Every status once: expanded to the enum here and to words in error.c. */
#define CHL_STATUS_LIST(X)                                                     \
    X(CHL_OK, "success")                                                       \
    X(CHL_EARG, "invalid argument")                                            \
    X(CHL_ESHAPE, "shapes do not agree")                                       \
    X(CHL_ENOMEM, "out of memory")                                             \
    X(CHL_EIO, "cannot read or write")                                         \
    X(CHL_EFORMAT, "malformed input")                                          \
    X(CHL_EDATA, "unusable data")                                              \
    X(CHL_EUNSUPPORTED, "not supported by this method")                        \
    X(CHL_ENUMERIC, "numerical breakdown")                                     \
    X(CHL_EBUSY, "not re-entrant")                                             \
    X(CHL_ECANCELLED, "cancelled")

#define CHL_STATUS_ENTRY(name, text) name,
typedef enum chl_status {
    CHL_STATUS_LIST(CHL_STATUS_ENTRY)
} chl_status;
#undef CHL_STATUS_ENTRY

enum {
    CHL_ERROR_TEXT = 512
};

/*
 * What went wrong, in words. Owned by the caller, usually on the stack and
 * zeroed before first use; every `chl_error *err` may be NULL. The first
 * writer wins; upper floors prefix what they were doing.
 */
typedef struct chl_error {
    chl_status status;
    const char *file; /* where it was first noticed; static storage */
    int line;
    char text[CHL_ERROR_TEXT];
} chl_error;

/* The words of a status; static storage, never NULL. */
CHL_API const char *chl_status_text(chl_status status);

/* Record `code` and a sentence in err unless it holds one already; is code. */
CHL_API chl_status chl_error_set(chl_error *err, const char *file, int line,
                                 chl_status code, const char *format, ...)
    CHL_PRINTF(5, 6);

/* Put "<what>: " before the recorded sentence. Nothing if none is recorded. */
CHL_API void chl_error_prefix(chl_error *err, const char *format, ...)
    CHL_PRINTF(2, 3);

typedef struct chl_complex {
    double re, im;
} chl_complex;

/*
 * Memory of the library. Zeroed; count * size is checked for overflow; NULL
 * when there is none. Blocks are given back with chl_free (accepts NULL).
 * Threads    any; the counters are atomic.
 */
CHL_API void *chl_alloc(size_t count, size_t size);
/* Grow or shrink; old contents kept, new bytes not zeroed. */
CHL_API void *chl_realloc(void *block, size_t count, size_t size);
CHL_API void chl_free(void *block);
/* A copy of a string in library memory; NULL when there is none. */
CHL_API char *chl_strdup(const char *text);
/* For tests: let `allowed` more allocations succeed, then fail; < 0: never. */
CHL_API void chl_memory_fail_after(long allowed);
/* Blocks handed out and not given back. */
CHL_API long chl_memory_live_blocks(void);

/* Where a long computation stands. Times are not part of it: callers own
 * the clock. `done` counts up to `total`, both in the stage's own unit. */
typedef struct chl_progress_event {
    const char *stage; /* "reading", "bandwidth", "accumulating", ... */
    double done, total;
} chl_progress_event;

/* Called between steps, from the calling thread only. False cancels: the
 * running function returns CHL_ECANCELLED and hands over nothing. */
typedef bool chl_progress_fn(void *user, const chl_progress_event *now);

typedef struct chl_progress {
    chl_progress_fn *report; /* NULL = none */
    void *user;
} chl_progress;

/*
 * Processes that work on one question together: each makes the same calls
 * with the same settings and ends with the same results. The library comes
 * with a team over MPI; any other way of exchanging doubles will do.
 */
typedef struct chl_team {
    size_t rank, size; /* 0 <= rank < size                                   */
    int communicator;  /* Fortran handle of MPI, for PARPACK                 */
    void *self;
    /* values[start[r]] up to values[start[r + 1] - 1] are rank r's to give;
     * all are there on every rank afterwards, bit for bit. start: size + 1.
     * Called by all ranks in the same order, from the calling thread only. */
    chl_status (*gather)(void *self, double *values, const size_t *start,
                         chl_error *err);
} chl_team;

/*
 * The team of a communicator of MPI, given as MPI_Comm_c2f gives it. MPI must
 * have been initialised and is not finalised here.
 * Errors     CHL_EUNSUPPORTED built without MPI
 */
CHL_API chl_status chl_team_mpi(int communicator, chl_team *out,
                                chl_error *err);

/* Threads a setting of 0 stands for: what OpenMP would use now. */
CHL_API size_t chl_threads_default(void);

/*
 * Threads the BLAS is set to. Reproducible bytes need 1: the library runs its
 * own OpenMP regions with BLAS calls inside and never changes this setting.
 */
CHL_API size_t chl_threads_blas(void);

/* "0.1.0"; static storage. */
CHL_API const char *chl_version(void);

#ifdef __cplusplus
}
#endif

#endif
