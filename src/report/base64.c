/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64 for data: URIs. */
#include "report/markup.h"

static const char letters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
chl_markup_base64(chl_text *page, const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i += 3) {
        size_t left = count - i;
        unsigned group = (unsigned) bytes[i] << 16
                         | (left > 1 ? (unsigned) bytes[i + 1] << 8 : 0u)
                         | (left > 2 ? (unsigned) bytes[i + 2] : 0u);
        char word[4] = { letters[group >> 18 & 63], letters[group >> 12 & 63],
                         left > 1 ? letters[group >> 6 & 63] : '=',
                         left > 2 ? letters[group & 63] : '=' };

        chl_text_add_bytes(page, word, sizeof word);
    }
}
