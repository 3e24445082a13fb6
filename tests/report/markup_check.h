/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second opinion on markup: GLib's parser. */
#ifndef CHLADNI_TESTS_REPORT_MARKUP_CHECK_H
#define CHLADNI_TESTS_REPORT_MARKUP_CHECK_H

#include <stddef.h>

/* What a page holds, as an independent parser sees it. */
typedef struct markup_facts {
    size_t elements, images, drawings, scripts;
    size_t fetches;  /* src, href and the like that leave the file */
    size_t handlers; /* on...= attributes */
    size_t nameless; /* pictures without a text alternative */
    size_t doubled;  /* ids used twice */
} markup_facts;

/* Fails the running test if `text` is not well-formed. */
markup_facts markup_examine(const char *text, size_t size);

#endif
