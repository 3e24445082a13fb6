/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growing string. Zero-initialised is empty; clear gives the memory back. */
#ifndef CHLADNI_BASE_TEXT_H
#define CHLADNI_BASE_TEXT_H

#include <chladni/base.h>

typedef struct chl_text {
    char *data; /* NUL-terminated once anything was added; else NULL */
    size_t length, capacity;
    bool failed; /* an allocation failed; sticky, so callers check once */
} chl_text;

/* Add at the end. Failure is remembered in text->failed. */
void chl_text_add(chl_text *text, const char *format, ...) CHL_PRINTF(2, 3);
void chl_text_add_bytes(chl_text *text, const char *bytes, size_t count);
/* CHL_ENOMEM naming `what` if any addition failed. */
chl_status chl_text_check(const chl_text *text, const char *what,
                          chl_error *err);
void chl_text_clear(chl_text *text);

/* Edit distance of two words (insert, delete, replace, swap neighbours). */
size_t chl_text_distance(const char *a, const char *b);
/* Index of the word nearest to `word` among count, or count if none is near
 * enough (distance above a third of the length plus one). */
size_t chl_text_nearest(const char *word, const char *const *words,
                        size_t count);
/* True if `bytes` are valid UTF-8 (no surrogates, no overlong forms). */
bool chl_text_is_utf8(const char *bytes, size_t count);

#endif
