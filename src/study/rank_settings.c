/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of a ranking of augmentations. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "study/candidates.h"

enum {
    LEAST_BOOTSTRAP = 40,
    MOST_BOOTSTRAP = 100000,
    MOST_CANDIDATES = 256
};

chl_rank_settings
chl_rank_settings_default(void)
{
    return (chl_rank_settings){ .score = "error",
                                .discriminator = "auto",
                                .mobility = "l2",
                                .game = chl_predict_settings_default(),
                                .samples = 2000,
                                .functions = 256,
                                .landmarks = 512,
                                .bootstrap = 200 };
}

static chl_status
find_criterion(const char *name, size_t *out, chl_error *err)
{
    const char *names[CHL_RANK_SCORES];
    size_t nearest;

    for (size_t k = 0; k < CHL_RANK_SCORES; k++) {
        names[k] = chl_criterion_at(k)->name;
        if (name != NULL && strcmp(name, names[k]) == 0) {
            *out = k;
            return CHL_OK;
        }
    }
    name = name != NULL ? name : "";
    nearest = chl_text_nearest(name, names, CHL_RANK_SCORES);
    if (nearest < CHL_RANK_SCORES) {
        return CHL_FAIL(err, CHL_EARG,
                        "score '%s' is unknown; did you mean '%s'?", name,
                        names[nearest]);
    }
    return CHL_FAIL(err, CHL_EARG, "score '%s' is unknown; expected %s, %s, ..",
                    name, names[0], names[1]);
}

chl_status
chl_rank_check(const chl_rank_settings *s, size_t *score, chl_error *err)
{
    chl_status status = CHL_OK;
    const char *d = s->discriminator, *m = s->mobility;

    CHL_REQUIRE(s->bootstrap >= LEAST_BOOTSTRAP
                    && s->bootstrap <= MOST_BOOTSTRAP,
                err, CHL_EARG, "bootstrap is %zu; it must lie in %d..%d",
                s->bootstrap, LEAST_BOOTSTRAP, MOST_BOOTSTRAP);
    CHL_REQUIRE(s->samples >= 4 * CHL_RANK_GROUPS, err, CHL_EARG,
                "samples are %zu; a ranking looks at %d or more", s->samples,
                4 * CHL_RANK_GROUPS);
    CHL_REQUIRE(s->functions >= 8, err, CHL_EARG,
                "functions are %zu; it must be 8 or more", s->functions);
    CHL_REQUIRE(s->candidate_count <= MOST_CANDIDATES, err, CHL_EARG,
                "there are %zu candidates; at most %d are possible",
                s->candidate_count, MOST_CANDIDATES);
    CHL_REQUIRE(s->landmarks >= 8, err, CHL_EARG,
                "landmarks are %zu; it must be 8 or more", s->landmarks);
    CHL_REQUIRE(d != NULL
                    && (strcmp(d, "auto") == 0 || strcmp(d, "conv") == 0
                        || strcmp(d, "radial") == 0),
                err, CHL_EARG,
                "discriminator '%s' is unknown; expected auto, radial or conv",
                d != NULL ? d : "");
    CHL_REQUIRE(m != NULL
                    && (strcmp(m, "l2") == 0 || strcmp(m, "ntk-relu") == 0
                        || strcmp(m, "ntk-erf") == 0),
                err, CHL_EARG,
                "mobility is '%s'; it must be l2, ntk-relu or ntk-erf",
                m != NULL ? m : "");
    CHL_TRY(find_criterion(s->score, score, err));
out:
    return status;
}
