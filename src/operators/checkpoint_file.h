/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes of a checkpoint, all numbers as the machine has them:
 *
 *     head     chl_checkpoint_head
 *     texts    version, data, settings: length and bytes, in whole words
 *     records  stage, key, groups, size; one byte per group, in whole words;
 *              the values of the groups whose byte is 1
 *     tail     XXH3-128 of all bytes before
 */
#ifndef CHLADNI_OPERATORS_CHECKPOINT_FILE_H
#define CHLADNI_OPERATORS_CHECKPOINT_FILE_H

#include "operators/checkpoint.h"

enum {
    CHL_CHECKPOINT_STAGE = 32
};

typedef struct chl_checkpoint_record {
    char stage[CHL_CHECKPOINT_STAGE];
    chl_digest key;
    size_t groups, size;
    uint8_t *known; /* groups; 0 or 1                                        */
    double *values; /* groups x size                                         */
} chl_checkpoint_record;

typedef struct chl_checkpoint_content {
    char *data, *settings;
    chl_checkpoint_record *records;
    size_t count;
} chl_checkpoint_content;

/* groups and size are set: make room. */
chl_status chl_checkpoint_record_init(chl_checkpoint_record *record,
                                      chl_error *err);
void chl_checkpoint_record_clear(chl_checkpoint_record *record);
void chl_checkpoint_content_clear(chl_checkpoint_content *content);

/* Errors: CHL_EIO, CHL_ENOMEM. */
chl_status chl_checkpoint_write(const char *path,
                                const chl_checkpoint_content *content,
                                chl_error *err);

/* Errors: CHL_EDATA as for chl_checkpoint_open; CHL_ENOMEM. */
chl_status chl_checkpoint_read(const char *path,
                               const chl_checkpoint_owner *owner,
                               chl_checkpoint_content *out, chl_error *err);
/* The same of bytes in memory; path is for sentences. */
chl_status chl_checkpoint_parse(const char *path, const uint8_t *bytes,
                                size_t size, const chl_checkpoint_owner *owner,
                                chl_checkpoint_content *out, chl_error *err);

#endif
