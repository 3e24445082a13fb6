/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Data: samples x_1..x_n in R^d, kept in their own type, read as rows of
 * doubles in the chosen range.
 *
 * A dataset is opened from a file, a folder, an archive, an array of the
 * caller, or the name of a closed-form measure ("gauss:sigma=1.5,1,1"). The
 * format is found by content, not by extension.
 */
#ifndef CHLADNI_DATA_H
#define CHLADNI_DATA_H

#include <chladni/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum chl_dtype {
    CHL_U8,
    CHL_I8,
    CHL_U16,
    CHL_I16,
    CHL_U32,
    CHL_I32,
    CHL_U64,
    CHL_I64,
    CHL_F16,
    CHL_F32,
    CHL_F64
} chl_dtype;

/* Bytes of one value, and NumPy's letters for it ("u1", "f4"). */
CHL_API size_t chl_dtype_size(chl_dtype type);
CHL_API const char *chl_dtype_name(chl_dtype type);

/* How stored values become the numbers the analysis sees. */
typedef enum chl_range_kind {
    CHL_RANGE_AUTO,     /* images: interval [-1, 1], unless they are floats
                           outside [0, 255]; everything else: raw            */
    CHL_RANGE_RAW,      /* as stored                                         */
    CHL_RANGE_STANDARD, /* per column zero mean, unit variance (of n rows);
                           constant columns become zero                      */
    CHL_RANGE_INTERVAL  /* bottom..full scale of the type to [low, high];
                           bottom is -2^(b-1) for signed integers, else 0    */
} chl_range_kind;

typedef struct chl_range {
    chl_range_kind kind;
    double low, high;  /* of CHL_RANGE_INTERVAL; low < high, finite          */
    double full_scale; /* stored value that maps to high; 0 = by type: 2^b-1
                          for unsigned and 2^(b-1)-1 for signed b-bit
                          integers, 1 for booleans and floats, 255 for float
                          images above 1.5. If given, bottom is 0            */
} chl_range;

typedef struct chl_dataset_settings {
    chl_range range;
    size_t samples; /* rows to draw from a named measure; 0 = 10000          */
    uint64_t seed;  /* of that draw; default 0                               */
    const char *features; /* see chl_dataset_attach_features; NULL = none;
                             borrowed for the call                           */
    chl_progress progress;
} chl_dataset_settings;

CHL_API chl_dataset_settings chl_dataset_settings_default(void);

typedef enum chl_data_kind {
    CHL_KIND_IMAGES, /* d = height * width * channels, channel fastest       */
    CHL_KIND_TABLE,  /* named columns (CSV)                                  */
    CHL_KIND_POINTS  /* anything else                                        */
} chl_data_kind;

typedef struct chl_dataset chl_dataset;

/* What a dataset is. All pointers are views into the dataset. */
typedef struct chl_dataset_info {
    const char *name;   /* last part of the path, or the measure as given    */
    const char *format; /* "npy", "npz", "hdf5", "idx", "cifar", "csv",
                           "folder", "zip", "tar", "gzip", "measure", "array" */
    const char *features; /* name of the file of attached features, or NULL */
    const char *augment;  /* the chain the rows pass through, or NULL        */
    chl_data_kind kind;
    chl_dtype dtype;
    size_t count;     /* n, rows                                             */
    size_t dimension; /* d, values per row                                   */
    size_t height, width, channels; /* of images; 0 otherwise                */
    chl_range range; /* resolved: never CHL_RANGE_AUTO                 */
    double minimum, maximum; /* of the stored values                         */
    size_t class_count; /* 0 without labels                               */
    size_t duplicates;  /* rows equal to an earlier row, byte for byte    */
    bool duplicates_estimated; /* from a sample of the rows' hashes, as there
                           are more than 786432 different ones            */
    size_t skipped;       /* items left out, each listed by the check       */
    bool constant;        /* all rows are equal                             */
    char fingerprint[33]; /* XXH3-128 of shape, type and bytes, hex         */
} chl_dataset_info;

/*
 * Open what `where` names: a path; or else a list of tar shards with one range,
 * such as `name-{0000..0012}.tar`, of which none may be missing; or a measure
 * `name[:key=value[,value...]]...` (gauss, uniform, circle, sphere, torus,
 * wells, laplace, gauss8, gauss25, swissroll).
 *
 * Rows of a measure are stratified, a Latin hypercube, unless it says
 * `draw=independent`: every row has exactly the law, and each of n equally
 * likely intervals of each coordinate (of the angles of circles, of the normals
 * under a sphere, of each component of a mixture) holds one row, so that n rows
 * stand for the law with far less sampling noise. Standard errors and intervals
 * assume independent rows and are conservative on stratified ones.
 *
 * Memory-mapped where the format allows; decoded once into an unlinked
 * temporary file otherwise. One pass over the bytes makes the fingerprint, the
 * extremes and the duplicate count, and refuses NaN and infinity.
 *
 * Ownership  *out is the caller's (chl_dataset_free); untouched on error.
 * Errors     CHL_EDATA    not there, unreadable, empty, one row, not finite,
 *                         no image in a folder, shapes that differ
 *            CHL_EFORMAT  malformed; text names file, item, found, expected
 *            CHL_EARG     settings out of range; a measure's parameters
 *            CHL_EIO, CHL_ENOMEM, CHL_ECANCELLED
 */
CHL_API chl_status chl_dataset_open(const char *where,
                                    const chl_dataset_settings *settings,
                                    chl_dataset **out, chl_error *err);

/* An array of the caller: shape[0] rows; shape[1] columns, or 3 or 4 axes for
 * images (n, h, w[, c]). Strides in bytes, NULL = C order. */
typedef struct chl_array {
    const void *data;
    chl_dtype dtype;
    size_t axes; /* 2, 3 or 4 */
    size_t shape[4];
    const ptrdiff_t *strides;
} chl_array;

/* Borrows array->data, which must outlive the dataset. Errors as above. */
CHL_API chl_status chl_dataset_from_array(const char *name,
                                          const chl_array *array,
                                          const chl_dataset_settings *settings,
                                          chl_dataset **out, chl_error *err);

/* What is known of an array beside its numbers; NULL = nothing. */
typedef struct chl_array_names {
    const char *const *columns; /* shape[1]; an array of 2 axes is a table   */
    const ptrdiff_t *labels;    /* shape[0], each in 0..class_count-1        */
    size_t class_count;
    const char *const *classes; /* class_count                               */
} chl_array_names;

/*
 * The same with labels and names, which are copied.
 * Errors     as above; CHL_EARG a label out of range, columns of images
 */
CHL_API chl_status chl_dataset_from_named_array(
    const char *name, const chl_array *array, const chl_array_names *names,
    const chl_dataset_settings *settings, chl_dataset **out, chl_error *err);

/*
 * Let one row of features per item, from an npy, npz, HDF5 or CSV file, stand
 * in for the pixels: rows, dimension, range, extremes, duplicates and the
 * column names are those of the features from now on; names, labels and
 * pictures stay those of the data. The fingerprint covers both. Settings are
 * used as by chl_dataset_open, except for the full scale.
 *
 * Errors     CHL_EDATA    another number of rows; names in the file (the array
 *                         `names` of an npz) that are not those of the data
 *            CHL_EARG     the dataset has features already
 *            and those of chl_dataset_open; the dataset is then untouched
 */
CHL_API chl_status chl_dataset_attach_features(
    chl_dataset *dataset, const char *path,
    const chl_dataset_settings *settings, chl_error *err);

CHL_API void chl_dataset_free(chl_dataset *dataset);

/* A view; valid until the dataset is freed. */
CHL_API const chl_dataset_info *
chl_dataset_describe(const chl_dataset *dataset);

/*
 * Rows index[0..count-1] as count x d, row-major, range applied.
 * Domain     index[k] < n.
 * Errors     CHL_EIO if the file shrank under us; cannot fail otherwise.
 * Threads    any number at once on one dataset.
 */
CHL_API chl_status chl_dataset_rows(const chl_dataset *dataset,
                                    const size_t *index, size_t count,
                                    double *out, chl_error *err);

/* Class of a row, 0..class_count-1; -1 without labels. */
CHL_API ptrdiff_t chl_dataset_label(const chl_dataset *dataset, size_t row);
/* Name of a class, or of a column of a table; NULL if it has none. */
CHL_API const char *chl_dataset_class_name(const chl_dataset *dataset,
                                           size_t index);
CHL_API const char *chl_dataset_column_name(const chl_dataset *dataset,
                                            size_t column);
/* "cats/001.png", or "row 17" where items have no names (numbered from 0).
 * Cut to size with a NUL. Always UTF-8: other bytes come as \xNN. */
CHL_API void chl_dataset_item_name(const chl_dataset *dataset, size_t row,
                                   char *buffer, size_t size);

/* Stored pixels of an image as 8 bit, height x width x 3 (grey repeated,
 * alpha dropped, wider types scaled by the full scale). CHL_EUNSUPPORTED for
 * data that are no images. */
CHL_API chl_status chl_dataset_pixels(const chl_dataset *dataset, size_t row,
                                      uint8_t *rgb, chl_error *err);

/*
 * What black and white are in the chosen range: of images that are seen by
 * their pixels, unless each column is standardised on its own. False, and
 * outputs untouched, for all else.
 */
CHL_API bool chl_dataset_span(const chl_dataset *dataset, double *black,
                              double *white);

/*
 * First `count` eigenvalues of -Delta_mu where the closed form is known
 * (theory 8), ascending with multiplicity, the zero left out, for the range
 * RAW. False if unknown.
 */
CHL_API bool chl_dataset_truth(const chl_dataset *dataset, size_t count,
                               double *lambda);

/* One thing found by a check. */
typedef enum chl_severity {
    CHL_SEVERITY_NOTE,
    CHL_SEVERITY_WARNING,
    CHL_SEVERITY_ERROR
} chl_severity;

typedef struct chl_finding {
    chl_severity severity;
    const char *code; /* "unreadable", "duplicate", "not-finite", "shape",
                         "constant", "skipped", "range", ...; static         */
    char *item;       /* file, row or column it is about                     */
    char *text;       /* what was found and what was expected                */
} chl_finding;

typedef struct chl_check {
    chl_finding *findings; /* errors first, then in order of the data        */
    size_t count;
    size_t errors, warnings;
    bool usable;          /* an analysis can run on it                      */
    chl_dataset *dataset; /* what could be opened, or NULL                  */
} chl_check;

/*
 * Every bad, odd and duplicate item of `where`, not only the first.
 * Returns CHL_OK whenever the check itself could run, also on bad data.
 * Ownership  *out is the caller's (chl_check_free); untouched on error.
 * Errors     CHL_EARG, CHL_ENOMEM, CHL_EIO, CHL_ECANCELLED
 */
CHL_API chl_status chl_dataset_check(const char *where,
                                     const chl_dataset_settings *settings,
                                     chl_check **out, chl_error *err);
CHL_API void chl_check_free(chl_check *check);

/* JPEG bytes of a height x width x 3 picture; *out by chl_free. */
CHL_API chl_status chl_image_encode_jpeg(const uint8_t *rgb, size_t height,
                                         size_t width, int quality,
                                         uint8_t **out, size_t *size,
                                         chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
