/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of a dataset, for the front and its check. */
#ifndef CHLADNI_DATA_DATASET_H
#define CHLADNI_DATA_DATASET_H

#include "data/measures.h"
#include "data/reader.h"
#include "data/source.h"

/* What the analysis sees of rows in place of them; any number of threads. */
typedef struct chl_row_map {
    chl_status (*apply)(void *self, const size_t *index, size_t count,
                        double *rows, chl_error *err);
    void (*free)(void *self);
    void *self; /* NULL = none */
} chl_row_map;

struct chl_dataset {
    chl_dataset_info info;
    char *name;
    chl_table table;
    chl_file file;         /* what the table may point into             */
    chl_dataset *features; /* what the analysis sees instead, or NULL */
    chl_row_map map;
    char *map_name;
    chl_measure measure; /* type == NULL if the rows are no draw of one */
    /* The analysis sees  (stored - origin) * scale + low,  per column where
     * `columns` is not NULL: origin of all columns, then scale of all. */
    double origin, scale, low;
    double *columns;
    double dark, bright; /* stored values shown as 0 and 255 */
};

/*
 * chl_dataset_open with a place for findings: bad items are recorded and left
 * out where that is possible, rows that are not finite are all recorded before
 * the dataset is refused, and duplicates are listed.
 */
chl_status chl_dataset_open_with(const char *where,
                                 const chl_dataset_settings *settings,
                                 chl_findings *sink, chl_dataset **out,
                                 chl_error *err);

/* The same of a file or folder whose rows are points, even if they look like
 * images; settings are given, their `features` not looked at. */
chl_status chl_dataset_open_points(const char *path,
                                   const chl_dataset_settings *settings,
                                   chl_findings *sink, chl_dataset **out,
                                   chl_error *err);
/* chl_dataset_attach_features with a place for findings. */
chl_status chl_dataset_attach_with(chl_dataset *dataset, const char *path,
                                   const chl_dataset_settings *settings,
                                   chl_findings *sink, chl_error *err);

/* An empty dataset with a name: the last part of a path, or all of it. */
chl_status chl_dataset_create(const char *where, bool is_path,
                              chl_dataset **out, chl_error *err);
/* The table is there: fill the info, scan, settle the range. */
chl_status chl_dataset_finish(chl_dataset *dataset,
                              const chl_dataset_settings *settings,
                              chl_findings *sink, chl_error *err);

/* Fingerprint, extremes, duplicates and constancy into dataset->info; column
 * origins and scales too if the range is CHL_RANGE_STANDARD. */
chl_status chl_dataset_scan(chl_dataset *dataset, const chl_progress *progress,
                            chl_findings *sink, chl_error *err);

/* Errors: CHL_EARG, naming the value and its domain. */
chl_status chl_range_check(const chl_range *range, chl_error *err);
/* Settle the asked range into dataset->info.range and the row transform; the
 * extremes must be known. */
void chl_range_resolve(chl_dataset *dataset, const chl_range *asked);

/* Stored values of a row as the analysis sees them, in place. */
void chl_range_apply(const chl_dataset *dataset, double *row);

/*
 * Rows first..first+count-1 of an array as they would be seen if they were the
 * dataset's, or its features, before a map: count x d.
 * Errors     CHL_ESHAPE another d; CHL_EDATA not finite; CHL_EARG
 */
chl_status chl_dataset_convert(const chl_dataset *dataset,
                               const chl_array *array, size_t first,
                               size_t count, double *out, chl_error *err);

/* Rows as they are before a map. */
chl_status chl_dataset_plain_rows(const chl_dataset *dataset,
                                  const size_t *index, size_t count,
                                  double *out, chl_error *err);
/*
 * Let rows pass through a map from now on; the name goes into the fingerprint.
 * Ownership  takes map->self, on success only.
 * Errors     CHL_EARG there is a map already; CHL_ENOMEM
 */
chl_status chl_dataset_attach_map(chl_dataset *dataset, const chl_row_map *map,
                                  const char *name, chl_error *err);
/* The fingerprint of what is made of two. */
void chl_fingerprint_join(char fingerprint[33], const char *other);

/* See chl_pages_release; of the file and of the spool. */
void chl_dataset_release_pages(const chl_dataset *dataset);

/* True if the values of a row lie side by side as stored, in the machine's byte
 * order. */
bool chl_row_is_plain(const chl_table *table);
/* The values of one row in logical order, as stored but in the machine's
 * byte order, either in place or in `buffer` (a row's bytes). */
const uint8_t *chl_row_bytes(const chl_table *table, size_t row,
                             uint8_t *buffer);
/* The stored values of one row as doubles. */
void chl_row_values(const chl_table *table, size_t row, double *out);
/* Gap-free values in the machine's byte order as doubles. */
void chl_values_convert(chl_dtype type, const uint8_t *values, size_t count,
                        double *out);

#endif
