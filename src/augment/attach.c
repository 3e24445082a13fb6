/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dataset that reads as its augmented self. */
#include "augment/augment.h"
#include "base/error.h"
#include "base/text.h"
#include "data/dataset.h"

/* In place. Runs inside the threads of whoever reads rows, so on one. */
static chl_status
read_augmented(void *self, const size_t *index, size_t count, double *rows,
               chl_error *err)
{
    return chl_augment_apply(self, 0, count, index, rows, rows, err);
}

static void
free_augment(void *self)
{
    chl_augment_free(self);
}

/* The chain as it was understood, presets by their parts. */
static void
write_name(const chl_augment_chain *chain, uint64_t seed, chl_text *out)
{
    for (size_t k = 0; k < chain->count; k++) {
        const chl_augment_part *part = &chain->parts[k];

        chl_text_add(out, "%s%s:%.15g:%.15g", k > 0 ? "," : "", part->name,
                     part->strength, part->probability);
    }
    chl_text_add(out, " seed %llu", (unsigned long long) seed);
}

chl_status
chl_augment_dataset(chl_dataset *dataset, const chl_augment_chain *chain,
                    uint64_t seed, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_augment_settings settings = { .seed = seed, .threads = 1 };
    chl_augment *augment = NULL;
    chl_row_map map = { .apply = read_augmented, .free = free_augment };
    chl_text name = { 0 };

    write_name(chain, seed, &name);
    CHL_TRY(chl_text_check(&name, "the name of an augmentation", err));
    CHL_TRY(chl_augment_create(chain, dataset, &settings, &augment, err));
    map.self = augment;
    CHL_TRY(chl_dataset_attach_map(dataset, &map, name.data, err));
    augment = NULL;
out:
    chl_augment_free(augment);
    chl_text_clear(&name);
    return status;
}
