/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Flat: the questions of the program for callers that know no structs.
 *
 * Settings go by the names of options and by words, as on a command line;
 * data come as addresses, shapes and the letters of their type; answers go out
 * as documents. No layout of the library has to be known, so none can be wrong.
 * All handles are opaque, errors are zeroed memory of chl_flat_error_size()
 * bytes. Threads: any, but one at a time on one question.
 */
#ifndef CHLADNI_PYTHON_FLAT_H
#define CHLADNI_PYTHON_FLAT_H

#include <chladni/data.h>
#include <chladni/modes.h>
#include <chladni/report.h>

/* Raised when a call below changes its meaning. */
#define CHL_FLAT_VERSION 1

CHL_API int chl_flat_version(void);
CHL_API size_t chl_flat_error_size(void);
CHL_API const char *chl_flat_error_text(const chl_error *err);
/* "CHL_EDATA"; NULL of what is no status. */
CHL_API const char *chl_flat_status_name(int status);

/* One question: a command and its options, nothing given yet. */
typedef struct chl_flat chl_flat;

/*
 * command    "report", "spectrum", "predict", "rank augment", "rank gamma",
 *            "rank scheme", "recipe", "check", "compare", "solvable", "flow",
 *            "meanfield", "backtest" or "verify"
 * Ownership  *out is the caller's (chl_flat_free); untouched on error.
 * Errors     CHL_EARG unknown; CHL_ENOMEM
 */
CHL_API chl_status chl_flat_create(const char *command, chl_flat **out,
                                   chl_error *err);
CHL_API void chl_flat_free(chl_flat *flat);

/*
 * Give an option, copied; those that may be repeated get one value more each
 * time. Options of many questions are underlined where the program has dashes:
 * both are understood.
 * Errors     CHL_EARG unknown, the nearest is named; malformed, out of range
 */
CHL_API chl_status chl_flat_set(chl_flat *flat, const char *name,
                                const char *value, chl_error *err);

/*
 * A path or a name beside the options, copied: the set, picture or DATA of
 * flow, each of the runs of backtest. Other commands look at none.
 * Errors     CHL_ENOMEM
 */
CHL_API chl_status chl_flat_add_word(chl_flat *flat, const char *word,
                                     chl_error *err);

/*
 * The options, a line each: name, kind (flag, text, size, seed, real, range,
 * paths), default, the word for what is chosen for the caller or nothing, help,
 * then every word it may take, parted by tabs.
 * Ownership  *out by chl_free.
 */
CHL_API chl_status chl_flat_describe(const chl_flat *flat, char **out,
                                     chl_error *err);

/* As chl_progress_fn: false cancels. Called from the thread that asked. */
typedef bool chl_flat_progress_fn(void *user, const char *stage, double done,
                                  double total);
CHL_API void chl_flat_watch(chl_flat *flat, chl_flat_progress_fn *report,
                            void *user);

/*
 * Data, or the result of an earlier run: one of the two is handed over, the
 * other set to NULL. Data pass through the options of the question. Errors:
 * those of chl_dataset_open, chl_augment_dataset, chl_result_parse.
 */
CHL_API chl_status chl_flat_open(chl_flat *flat, const char *where,
                                 chl_dataset **dataset, chl_result **result,
                                 chl_error *err);

/* As chl_array and chl_array_names; type: "u1" to "f8". */
typedef struct chl_flat_array chl_flat_array;

/*
 * An array to be opened, step by step. Data are borrowed until the dataset is
 * freed, all else is copied.
 */
CHL_API chl_status chl_flat_array_create(const char *name, const void *data,
                                         const char *type, size_t axes,
                                         const size_t *shape,
                                         const ptrdiff_t *strides,
                                         chl_flat_array **out, chl_error *err);
CHL_API void chl_flat_array_free(chl_flat_array *array);
/* Borrowed until chl_flat_open_array returns. */
CHL_API void chl_flat_array_columns(chl_flat_array *array,
                                    const char *const *names);
CHL_API void chl_flat_array_labels(chl_flat_array *array,
                                   const ptrdiff_t *labels, size_t class_count,
                                   const char *const *names);
CHL_API chl_status chl_flat_open_array(chl_flat *flat,
                                       const chl_flat_array *array,
                                       chl_dataset **out, chl_error *err);

/*
 * The answer from data, from an earlier result, or from neither (solvable,
 * flow, meanfield, verify; backtest if `with` names the result). Of compare it
 * is one of those to be compared.
 * Ownership  *out is the caller's (chl_result_free); untouched on error.
 * Errors     CHL_EARG options that a finished result has settled; those of the
 *            studies
 */
CHL_API chl_status chl_flat_answer(chl_flat *flat, chl_dataset *dataset,
                                   const chl_result *earlier, chl_result **out,
                                   chl_error *err);

/* Answers of compare beside the first. Ownership and errors as above. */
CHL_API chl_status chl_flat_compare(chl_flat *flat,
                                    const chl_result *const *results,
                                    size_t count, chl_result **out,
                                    chl_error *err);

/* Did verify find every closed form? Errors: CHL_ENUMERIC it did not. */
CHL_API chl_status chl_flat_verified(const chl_result *result, chl_error *err);

/*
 * Ask the next answer from data to keep the modes of its spectrum; take them
 * afterwards: the caller's (chl_modes_free), NULL if it has none, as of other
 * operators than galerkin. The dataset must outlive them.
 */
CHL_API void chl_flat_keep_modes(chl_flat *flat);
CHL_API chl_modes *chl_flat_take_modes(chl_flat *flat);
/* As chl_modes_evaluate. */
CHL_API chl_status chl_flat_evaluate(const chl_modes *modes,
                                     const chl_flat_array *rows, double *values,
                                     chl_error *err);

/* What a check of `where` found, as JSON; *out by chl_free. */
CHL_API chl_status chl_flat_check(chl_flat *flat, const char *where, char **out,
                                  chl_error *err);

#endif
