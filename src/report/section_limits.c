/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limits: when the answer does not apply, in plain words. */
#include "report/page.h"

static const char *const limits[] = {
    "The numbers hold near the end of training, where generated and real data"
    " almost agree. They say how fast the last distance closes, not whether a"
    " network gets there, and nothing about the first epochs.",
    "They describe the data, not a network. A discriminator that cannot"
    " represent a mode will not move it; a generator that cannot will leave"
    " it where it is.",
    "WGAN-GP with the one-centred penalty is not covered: that penalty has no"
    " derivative at the equilibrium, so it has no linear theory.",
    "Discriminators on frozen features (projected GANs and the like) see the"
    " features, not the pixels. Analyse the features instead.",
    "Spectral normalisation alone bounds the slope of the discriminator but"
    " adds no damping of this kind; the predicted gamma is not its setting.",
    "Transfer learning starts with modes already learned. The slowest mode of"
    " the data may then not be the slowest of the run.",
    "Adam is treated with its second moments frozen; rates then are those of"
    " the steps it takes, not of the number in the settings.",
    "Intervals cover the sampling of the data. They do not cover a wrong"
    " range, a wrong loss, or data unlike those of the run.",
};

static bool
present(const chl_result *result)
{
    return result->spectrum != NULL || result->prediction != NULL;
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    (void) err;
    if (result->prediction != NULL && !result->prediction->covered) {
        chl_text_add(page, "<p><strong>The linear theory does not cover this"
                           " loss and penalty. The spectrum stands; there is"
                           " no prediction.</strong></p>\n");
    }
    chl_text_add(page, "<ul class=\"plain\">\n");
    for (size_t k = 0; k < sizeof limits / sizeof limits[0]; k++) {
        chl_text_add(page, "<li>");
        chl_markup_text(page, limits[k]);
        chl_text_add(page, "</li>\n");
    }
    chl_text_add(page, "</ul>\n");
    return CHL_OK;
}

const chl_section chl_section_limits = { "limits", "When this does not apply",
                                         present, write };
