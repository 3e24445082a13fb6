/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which classes the items at an end of a mode belong to, in words. */
#include "study/composition.h"

#include "base/error.h"
#include "base/text.h"
#include "report/result.h"

enum {
    NAMED = 3 /* classes; the others are counted together */
};

static void
add_class(chl_text *words, const chl_dataset *dataset, size_t class)
{
    const char *name = chl_dataset_class_name(dataset, class);

    if (name != NULL) {
        chl_text_add(words, "\"%s\"", name);
    } else {
        chl_text_add(words, "class %zu", class);
    }
}

/* The class most rows have among those not yet told; class_count if none. */
static size_t
most_frequent(const size_t *frequency, size_t classes)
{
    size_t best = classes;

    for (size_t k = 0; k < classes; k++) {
        if (frequency[k] > 0
            && (best == classes || frequency[k] > frequency[best])) {
            best = k;
        }
    }
    return best;
}

static void
tell(chl_text *words, const chl_dataset *dataset, size_t *frequency,
     size_t count)
{
    size_t classes = chl_dataset_describe(dataset)->class_count, left = count;

    for (size_t told = 0; left > 0; told++) {
        size_t class = most_frequent(frequency, classes);

        if (class == classes || told == NAMED) {
            chl_text_add(words, ", %zu of other classes", left);
            return;
        }
        chl_text_add(words, told == 0 ? "%zu of " : ", %zu ", frequency[class]);
        if (told == 0) {
            chl_text_add(words, count == 1 ? "%zu is " : "%zu are ", count);
        }
        add_class(words, dataset, class);
        left -= frequency[class];
        frequency[class] = 0;
    }
}

chl_status
chl_composition_fill(const chl_dataset *dataset, const size_t *row,
                     size_t count, char **words, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t classes = chl_dataset_describe(dataset)->class_count, labelled = 0;
    size_t *frequency = NULL;
    chl_text text = { 0 };

    if (classes == 0 || count == 0) {
        goto out;
    }
    frequency = chl_alloc(classes, sizeof *frequency);
    CHL_REQUIRE_MEMORY(frequency, err, "the classes of a mode");
    for (size_t k = 0; k < count; k++) {
        ptrdiff_t label = chl_dataset_label(dataset, row[k]);

        if (label >= 0) {
            frequency[label]++;
            labelled++;
        }
    }
    if (labelled == count) {
        tell(&text, dataset, frequency, count);
        CHL_TRY(chl_text_check(&text, "the classes of a mode", err));
        CHL_TRY(chl_result_set_text(words, text.data, err));
    }
out:
    chl_text_clear(&text);
    chl_free(frequency);
    return status;
}
