/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The contract between the data room's front and its readers.
 *
 * A reader turns a source (bytes, or a folder) into a table: a block of
 * values in their stored type with strides, plus labels and names. Parsing is
 * pure; mapping, scanning and range conversion are the front's, and so is the
 * name of the file in a message: readers name only what is inside.
 */
#ifndef CHLADNI_DATA_READER_H
#define CHLADNI_DATA_READER_H

#include <chladni/data.h>

#include "base/text.h"

/* What is to be read. Bytes are mapped read-only and may be any length. */
typedef struct chl_source {
    const char *path; /* NULL if the bytes are no file of their own */
    bool is_folder;
    const uint8_t *bytes; /* NULL for a folder or a list of shards */
    size_t size;
} chl_source;

enum {
    CHL_FINDINGS_LISTED =
        1000, /* of a code that rows can have by the million */
    CHL_FINDINGS_CODES = 8
};

/* How often such a code was met, listed or not. */
typedef struct chl_findings_tally {
    const char *code;
    chl_severity severity;
    size_t count;
} chl_findings_tally;

/* Findings of a check. With sink == NULL a reader stops at the first bad item
 * with an error; with a sink it records the item and goes on where it can. */
typedef struct chl_findings {
    chl_finding *list;
    size_t count, capacity;
    chl_findings_tally tally[CHL_FINDINGS_CODES];
} chl_findings;

/* Does nothing if findings is NULL. Rows that are "not-finite", "duplicate" or
 * "flat", and files that are "skipped", are only counted beyond the first
 * CHL_FINDINGS_LISTED. */
chl_status chl_findings_add(chl_findings *findings, chl_severity severity,
                            const char *code, const char *item, chl_error *err,
                            const char *format, ...) CHL_PRINTF(6, 7);
/* One more finding per code of which not all are listed. */
chl_status chl_findings_close(chl_findings *findings, chl_error *err);
void chl_findings_clear(chl_findings *findings);

/*
 * What a reader hands over. Either `values` points into the source's bytes
 * (then spool.base is NULL) or into the spool, which the table owns.
 */
typedef struct chl_spool {
    uint8_t *base;   /* the bytes once mapped; until then a write buffer */
    size_t size;     /* bytes appended so far                            */
    size_t capacity; /* of the write buffer; 0 once base is a mapping  */
    int fd;          /* open while a file is written (size >= capacity > 0) */
} chl_spool;

typedef struct chl_table {
    const uint8_t *values;
    chl_dtype dtype;
    bool swapped;         /* byte order differs from the machine's     */
    size_t count;         /* rows                                      */
    size_t axes;          /* 2, 3 or 4 with the row axis               */
    size_t shape[4];      /* n, then d or h, w, c                      */
    ptrdiff_t strides[4]; /* bytes                                     */
    bool images;
    double full_scale; /* stored value of full brightness; 0 = by type */
    ptrdiff_t *labels; /* per row, or NULL                          */
    size_t class_count;
    char **class_names;  /* class_count, or NULL                      */
    char **column_names; /* shape[1], or NULL                         */
    char **item_names;   /* count, or NULL                            */
    size_t skipped;
    chl_spool spool;
} chl_table;

void chl_table_clear(chl_table *table);

/*
 * Set axes, shape and strides of values stored without gaps, and find out
 * whether they are images: unsigned with 3 axes (n, h, w) or 4 axes and 1 to 4
 * channels, floating with 1 or 3 channels; channels last, else second.
 * Anything else with 3 or 4 axes is points. One axis becomes n x 1. The type
 * must be set.
 * Errors     CHL_EFORMAT  0 or more than 4 axes; more bytes than memory has
 *            addresses
 */
chl_status chl_table_set_shape(chl_table *table, size_t axes,
                               const size_t *shape, bool fortran,
                               chl_error *err);
/* Bytes of all values; set_shape has checked that they can be counted. */
size_t chl_table_size(const chl_table *table);
/* Values per row. */
size_t chl_table_dimension(const chl_table *table);
/* As chl_dataset_item_name. */
void chl_table_item_name(const chl_table *table, size_t row, char *buffer,
                         size_t size);

/* The word with bytes that are not UTF-8, and control characters, as \xNN. */
void chl_name_escape(chl_text *out, const char *name, size_t length);

/* Append bytes to an unlinked temporary file (TMPDIR is not read: the folder
 * is /tmp, or /var/tmp if that fails); map it when done. */
chl_status chl_spool_append(chl_spool *spool, const void *bytes, size_t count,
                            chl_error *err);
chl_status chl_spool_map(chl_spool *spool, chl_error *err);
/* Give the bytes back, mapped or not; the spool is empty again. */
void chl_spool_clear(chl_spool *spool);

typedef struct chl_reader {
    const char *name;
    bool (*sniff)(const chl_source *source);
    chl_status (*read)(const chl_source *source, chl_findings *sink,
                       const chl_progress *progress, chl_table *out,
                       chl_error *err);
} chl_reader;

/* Name of the format at `index` of the table, NULL behind the last. */
const char *chl_readers_name(size_t index);

/* In order of preference: the first whose sniff agrees reads. */
extern const chl_reader chl_reader_npy, chl_reader_npz, chl_reader_hdf5,
    chl_reader_idx, chl_reader_cifar, chl_reader_csv, chl_reader_folder,
    chl_reader_zip, chl_reader_tar, chl_reader_gzip, chl_reader_shards;

/*
 * Let the first reader whose sniff agrees read the source.
 * Ownership  *out is the caller's (chl_table_clear) and may point into the
 *            source's bytes; *format is the reader's name, static. Both are
 *            untouched on error.
 * Errors     CHL_EFORMAT  no reader knows it; whatever the reader reports
 */
chl_status chl_readers_read(const chl_source *source, chl_findings *sink,
                            const chl_progress *progress, const char **format,
                            chl_table *out, chl_error *err);

#endif
