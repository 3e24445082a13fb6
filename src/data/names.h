/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of files as people read and order them; independent of the locale. */
#ifndef CHLADNI_DATA_NAMES_H
#define CHLADNI_DATA_NAMES_H

#include <chladni/base.h>

/* Order of names: numbers by value (img2 < img10), a folder's files together,
 * everything else by bytes. 0 only for equal names. */
int chl_name_compare(const char *a, const char *b);

/* ".png" of "a/b.PNG" in lower case, at most size - 1 bytes; "" if none. */
void chl_name_extension(const char *name, char *extension, size_t size);

/* True if any part of the path starts with a dot or is "__MACOSX". */
bool chl_name_is_hidden(const char *path);

#endif
