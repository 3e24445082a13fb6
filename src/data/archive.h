/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Archives of images, for the readers of their kinds. */
#ifndef CHLADNI_DATA_ARCHIVE_H
#define CHLADNI_DATA_ARCHIVE_H

#include "data/gallery.h"

bool chl_archive_is_zip(const chl_source *source);

/* As chl_reader's read, for any zip or tar. */
chl_status chl_archive_read(const chl_source *source, chl_findings *sink,
                            const chl_progress *progress, chl_table *out,
                            chl_error *err);

/* The images of one of several archives, their names behind the prefix. */
chl_status chl_archive_gather(const chl_source *source, const char *prefix,
                              chl_gallery *gallery,
                              const chl_progress *progress, chl_error *err);

/* A list such as name-{0000..0012}.tar. */
bool chl_shards_are_listed(const char *where);
/* All images of one tar among others, by its path and its name in messages.
 * Errors: also CHL_EDATA, as chl_file_map. */
chl_status chl_shard_gather(const char *path, const char *name,
                            chl_gallery *gallery, const chl_progress *progress,
                            chl_error *err);

#endif
