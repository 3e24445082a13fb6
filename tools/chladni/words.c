/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words each family of methods is known by. */
#include "words.h"

#include <string.h>

#include <chladni/augment.h>
#include <chladni/functions.h>
#include <chladni/recipe.h>

#include "data/reader.h"

/* Is the type at `index` the first of its name? */
static bool
is_first(size_t index)
{
    const char *name = chl_augment_type_at(index)->name;

    for (size_t k = 0; k < index; k++) {
        if (strcmp(chl_augment_type_at(k)->name, name) == 0) {
            return false;
        }
    }
    return true;
}

const char *
words_augment(size_t index)
{
    for (size_t k = 0; chl_augment_type_at(k) != NULL; k++) {
        if (is_first(k) && index-- == 0) {
            return chl_augment_type_at(k)->name;
        }
    }
    return chl_augment_preset_at(index);
}

const char *
words_kernel(size_t index)
{
    return chl_class_name(index);
}

const char *
words_format(size_t index)
{
    return chl_readers_name(index);
}

const char *
words_trainer(size_t index)
{
    const chl_trainer *trainer = chl_trainer_at(index);

    return trainer != NULL ? trainer->name : NULL;
}

const char *
words_document(size_t index)
{
    static const char *const words[] = { "json", "html", "csv", "svg", "text" };

    return index < sizeof words / sizeof *words ? words[index] : NULL;
}
