/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One value of an option: from words to its field, and back. */
#ifndef CHLADNI_TOOLS_OPTION_VALUE_H
#define CHLADNI_TOOLS_OPTION_VALUE_H

#include "options.h"

enum {
    OPTION_VALUE_TEXT = 512
};

/*
 * Parse `text` into `field`. `origin` names where it came from in the
 * sentence ("--seed", "CHLADNI_SEED"). A text is borrowed.
 * Errors     CHL_EARG, with the value and the range
 */
chl_status option_value_parse(const option *option, const char *origin,
                              const char *text, void *field, chl_error *err);

/* The field in the words its option would take: a text as it is, a view, all
 * else in buffer. */
const char *option_value_format(const option *option, const void *field,
                                char buffer[OPTION_VALUE_TEXT]);

/* The word of a chl_range_kind; NULL for an interval, which has none. */
const char *option_range_word(size_t kind);

#endif
