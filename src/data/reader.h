/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The contract between the data room's front and its readers.
 *
 * A reader turns a source (bytes, or a folder) into a table: a block of
 * values in their stored type with strides, plus labels and names. Parsing is
 * pure; mapping, spooling, scanning and range conversion are the front's.
 */
#ifndef CHLADNI_DATA_READER_H
#define CHLADNI_DATA_READER_H

#include <chladni/data.h>

/* What is to be read. Bytes are mapped read-only and may be any length. */
typedef struct chl_source {
    const char *path;
    bool is_folder;
    const uint8_t *bytes; /* NULL for a folder */
    size_t size;
} chl_source;

/* Findings of a check. With sink == NULL a reader stops at the first bad item
 * with an error; with a sink it records the item and goes on where it can. */
typedef struct chl_findings {
    chl_finding *list;
    size_t count, capacity;
} chl_findings;

chl_status chl_findings_add(chl_findings *findings, chl_severity severity,
                            const char *code, const char *item, chl_error *err,
                            const char *format, ...) CHL_PRINTF(6, 7);
void chl_findings_clear(chl_findings *findings);

/*
 * What a reader hands over. Either `values` points into the source's bytes
 * (then spool.base is NULL) or into the spool, which the table owns.
 */
typedef struct chl_spool {
    uint8_t *base; /* mapping of an unlinked temporary file or of memory     */
    size_t size, capacity;
    int fd;
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
    ptrdiff_t *labels; /* per row, or NULL                          */
    size_t class_count;
    char **class_names;  /* class_count, or NULL                      */
    char **column_names; /* shape[1], or NULL                         */
    char **item_names;   /* count, or NULL                            */
    size_t skipped;
    chl_spool spool;
} chl_table;

void chl_table_clear(chl_table *table);

/* Append bytes to an unlinked temporary file (TMPDIR is not read: the folder
 * is /tmp, or /var/tmp if that fails); map it when done. */
chl_status chl_spool_append(chl_spool *spool, const void *bytes, size_t count,
                            chl_error *err);
chl_status chl_spool_map(chl_spool *spool, chl_error *err);
void chl_spool_clear(chl_spool *spool);

typedef struct chl_reader {
    const char *name;
    bool (*sniff)(const chl_source *source);
    chl_status (*read)(const chl_source *source, chl_findings *sink,
                       const chl_progress *progress, chl_table *out,
                       chl_error *err);
} chl_reader;

/* In order of preference: the first whose sniff agrees reads. */
extern const chl_reader chl_reader_npy, chl_reader_idx, chl_reader_cifar,
    chl_reader_csv, chl_reader_folder, chl_reader_archive, chl_reader_gzip;

#endif
