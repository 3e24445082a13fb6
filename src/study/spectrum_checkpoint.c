/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose results a checkpoint of a spectrum study keeps. */
#include "study/spectrum.h"

#include "base/error.h"
#include "base/text.h"

/* Every setting that the sums over the rows depend on. */
static void
describe(const chl_spectrum_run *run, chl_text *text)
{
    const chl_spectrum_settings *s = &run->settings;
    const chl_range *range = &chl_dataset_describe(run->dataset)->range;
    const char *rule = s->landmark_rule;

    chl_text_add(text, "kernel=%s bandwidth=%.17g ridge=%.17g adapt=%s",
                 s->kernel, s->bandwidth, s->ridge, s->adapt);
    if (s->depth > 0) {
        chl_text_add(text, " depth=%zu", s->depth);
    }
    chl_text_add(text, " landmarks=%zu landmark-rule=%s modes=%zu",
                 s->landmarks, rule != NULL ? rule : "uniform", s->modes);
    chl_text_add(text, " samples=%zu solver=%s sheet=%zu seed=%llu", s->samples,
                 s->solver, s->sheet, (unsigned long long) s->seed);
    chl_text_add(text, " range=%d,%.17g,%.17g full-scale=%.17g",
                 (int) range->kind, range->low, range->high, range->full_scale);
}

chl_status
chl_spectrum_checkpoint(chl_spectrum_run *run, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_spectrum_settings *s = &run->settings;
    chl_checkpoint_owner owner = {
        .data = chl_dataset_describe(run->dataset)->fingerprint
    };
    chl_text text = { 0 };

    if (s->checkpoint == NULL) {
        goto out;
    }
    describe(run, &text);
    CHL_TRY(chl_text_check(&text, "the settings", err));
    owner.settings = text.data;
    CHL_TRY(chl_checkpoint_open(s->checkpoint, s->resume,
                                s->team == NULL || s->team->rank == 0, &owner,
                                &run->checkpoint, err));
out:
    chl_text_clear(&text);
    return status;
}
