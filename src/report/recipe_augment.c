/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a ranking of augmentations says, in the words of a trainer. */
#include <string.h>

#include "report/recipe.h"

/* Equal up to the first ':' of the item; chains are no single augmentation. */
static bool
is_named(const chl_result_item *item, const char *name)
{
    size_t length = strlen(name);

    return item->name != NULL && strncmp(item->name, name, length) == 0
           && (item->name[length] == '\0' || item->name[length] == ':')
           && strchr(item->name, ',') == NULL;
}

static const chl_result_item *
find(const chl_result *result, const char *name)
{
    const chl_result_ranking *r = result->ranking;

    if (r == NULL || r->kind == NULL || strcmp(r->kind, "augment") != 0) {
        return NULL;
    }
    for (size_t k = 0; k < r->count; k++) {
        if (is_named(&r->items[k], name)) {
            return &r->items[k];
        }
    }
    return NULL;
}

int
chl_recipe_judged(const chl_result *result, const char *augmentation)
{
    const chl_result_item *item = find(result, augmentation);
    const chl_result_item *none = find(result, "none");

    if (item == NULL || none == NULL) {
        return 0;
    }
    if (item->leak) {
        return -1;
    }
    return item->tie_group == none->tie_group  ? 0
           : item->tie_group < none->tie_group ? 1
                                               : -1;
}

const char *
chl_recipe_best(const chl_result *result, const chl_recipe_word *words,
                size_t count, bool *known)
{
    const chl_result_item *best = NULL;
    const char *word = NULL;

    *known = false;
    for (size_t k = 0; k < count; k++) {
        const chl_result_item *item = find(result, words[k].augmentation);

        *known = *known || item != NULL;
        if (chl_recipe_judged(result, words[k].augmentation) > 0
            && (best == NULL || item < best)) {
            best = item;
            word = words[k].word;
        }
    }
    return word;
}

/* Was this word of words[k] already added for an earlier augmentation? */
static bool
was_added(const chl_result *result, const chl_recipe_word *words, size_t k)
{
    for (size_t j = 0; j < k; j++) {
        if (strcmp(words[j].word, words[k].word) == 0
            && chl_recipe_judged(result, words[j].augmentation) > 0) {
            return true;
        }
    }
    return false;
}

bool
chl_recipe_all(const chl_result *result, const chl_recipe_word *words,
               size_t count, const char *between, chl_text *out)
{
    bool known = false, some = false;

    for (size_t k = 0; k < count; k++) {
        known = known || find(result, words[k].augmentation) != NULL;
        if (chl_recipe_judged(result, words[k].augmentation) > 0
            && !was_added(result, words, k)) {
            chl_text_add(out, "%s%s", some ? between : "", words[k].word);
            some = true;
        }
    }
    return known;
}
