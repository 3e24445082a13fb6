/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When the law of T x says what the law of x is. Parts that act one after
 * another, each drawn on its own, are maps of laws one after another: the
 * chain can be undone if each of them can. One that acts with probability p
 * below 1/2 always can: (1 - p) (id + p / (1 - p) T) is a Neumann series in
 * total variation. Of a group drawn with probability p, uniformly,
 * (1 - p) + p (mean over the group) is at least 1 - p. An independent shift
 * multiplies the characteristic function by one that has isolated zeros at
 * most.
 */
#include <stdio.h>
#include <string.h>

#include "study/candidates.h"

static bool
is_one_of(const char *name, const char *const *names, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        if (strcmp(name, names[k]) == 0) {
            return true;
        }
    }
    return false;
}

#define IS_ONE_OF(name, names)                                                 \
    is_one_of((name), (names), sizeof(names) / sizeof *(names))

/* Adds a number that does not depend on the row. */
static bool
is_shift(const char *name)
{
    static const char *const names[] = { "noise",         "jitter",
                                         "redness",       "greenness",
                                         "blueness",      "brightness",
                                         "ada-brightness" };

    return IS_ONE_OF(name, names);
}

/* Draws an element other than 1 of a finite group with the strength as its
 * probability, all elements alike. */
static bool
is_group(const char *name)
{
    static const char *const names[] = { "flip", "rotate90", "ada-luma" };

    return IS_ONE_OF(name, names);
}

/* The probability that a part acts; of groups that it draws an element. */
static double
acts(const chl_augment_part *part)
{
    return is_group(part->name) ? part->strength * part->probability
                                : part->probability;
}

/* The whole circle is a group where turning loses nothing: of columns. */
static bool
is_circle(const chl_augment_part *part, bool images)
{
    return strcmp(part->name, "rotation") == 0 && part->strength == 1.0
           && !images;
}

static const char *
reason_of(const chl_augment_part *part, bool images)
{
    double p = acts(part);

    if (is_shift(part->name)) {
        return "adds what does not depend on the item";
    }
    if ((is_group(part->name) || is_circle(part, images)) && p < 1.0) {
        return "a group, acting with p below 1";
    }
    return p < 0.5 ? "acts with p below 1/2" : NULL;
}

void
chl_leak_condition(const chl_candidate *candidate, const chl_dataset_info *info,
                   char *text, size_t size)
{
    const chl_augment_chain *chain = &candidate->chain;
    bool images = info->kind == CHL_KIND_IMAGES && info->features == NULL;
    const char *first = NULL;
    bool alike = true;

    text[0] = '\0';
    for (size_t k = 0; k < chain->count; k++) {
        const char *reason = reason_of(&chain->parts[k], images);

        if (reason == NULL) {
            return;
        }
        alike = alike && (first == NULL || strcmp(first, reason) == 0);
        first = first == NULL ? reason : first;
    }
    snprintf(text, size, "%s",
             first == NULL ? "changes nothing"
             : alike       ? first
                           : "each part can be undone on its own");
}
