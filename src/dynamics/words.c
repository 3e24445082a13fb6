/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unknown names answered with the nearest known one. */
#include "dynamics/words.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"

enum {
    MOST_WORDS = 32,
    LIST_TEXT = 320
};

static void
list(const char *const *words, size_t count, char *text)
{
    size_t length = 0;

    text[0] = '\0';
    for (size_t k = 0; k < count; k++) {
        size_t more = strlen(words[k]);

        if (length + more + 2 >= LIST_TEXT) {
            break;
        }
        memcpy(text + length, words[k], more + 1);
        length += more;
        if (k + 1 < count) {
            memcpy(text + length, " ", 2);
            length++;
        }
    }
}

chl_status
chl_word_unknown(const char *kind, const char *word,
                 const char *(*name_at)(size_t), chl_error *err)
{
    const char *words[MOST_WORDS];
    char known[LIST_TEXT];
    size_t count = 0, nearest;

    while (count < MOST_WORDS && name_at(count) != NULL) {
        words[count] = name_at(count);
        count++;
    }
    if (word == NULL) {
        return CHL_FAIL(err, CHL_EARG, "%s is missing", kind);
    }
    list(words, count, known);
    nearest = chl_text_nearest(word, words, count);
    if (nearest < count) {
        return CHL_FAIL(err, CHL_EARG,
                        "unknown %s '%s'; did you mean '%s'? known: %s", kind,
                        word, words[nearest], known);
    }
    return CHL_FAIL(err, CHL_EARG, "unknown %s '%s'; known: %s", kind, word,
                    known);
}
