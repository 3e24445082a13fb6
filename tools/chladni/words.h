/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words each family of methods is known by; NULL behind the last. */
#ifndef CHLADNI_TOOLS_WORDS_H
#define CHLADNI_TOOLS_WORDS_H

#include <stddef.h>

/* Augmentations, then presets; each name once. */
const char *words_augment(size_t index);
const char *words_kernel(size_t index);
const char *words_loss(size_t index);
const char *words_penalty(size_t index);
const char *words_scheme(size_t index);
const char *words_format(size_t index);
const char *words_trainer(size_t index);
/* Forms of a document that can go to a terminal. */
const char *words_document(size_t index);

#endif
