/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of the ranking of augmentations. */
#include "settings.h"

#define RANK(member) offsetof(cli_rank, member)

static const char *
score_word(size_t index)
{
    const chl_criterion *criterion = chl_criterion_at(index);

    return criterion != NULL ? criterion->name : NULL;
}

static const option rank_options[] = {
    { .name = "augment",
      .kind = OPTION_PATHS,
      .field = RANK(candidates),
      .argument = "CHAIN",
      .automatic = "the usual ones",
      .traits = OPTION_FLAG_ONLY,
      .help = "a candidate, NAME:STRENGTH[:PROBABILITY], or several with "
              "commas as one chain; to be repeated (info lists the names; "
              "without, those that suit the data at usual strengths)" },
    { .name = "score",
      .kind = OPTION_TEXT,
      .field = RANK(settings.score),
      .argument = "NAME",
      .word = score_word,
      .help = "what the order goes by; the result holds all of them" },
    { .name = "balanced",
      .kind = OPTION_FLAG,
      .field = RANK(balanced),
      .help = "real and generated samples pass through (the default)" },
    { .name = "real-only",
      .kind = OPTION_FLAG,
      .field = RANK(settings.real_only),
      .help = "only real samples pass through: the data are augmented" },
    { .name = "train-samples",
      .kind = OPTION_SIZE,
      .field = RANK(settings.train_samples),
      .argument = "N",
      .low = 1,
      .automatic = "all",
      .help = "samples the run will be trained on" },
    { .name = "samples",
      .kind = OPTION_SIZE,
      .field = RANK(settings.samples),
      .argument = "N",
      .low = 160,
      .help = "rows looked at, at most" },
    { .name = "functions",
      .kind = OPTION_SIZE,
      .field = RANK(settings.functions),
      .argument = "N",
      .low = 8,
      .high = 100000,
      .help = "to look through, of rows and of patches each" },
    { .name = "bootstrap",
      .kind = OPTION_SIZE,
      .field = RANK(settings.bootstrap),
      .argument = "N",
      .low = 40,
      .high = 100000,
      .help = "replicates for the intervals" },
};

option_table
settings_rank(cli_rank *settings)
{
    return (option_table){ "Ranking", rank_options,
                           sizeof rank_options / sizeof *rank_options,
                           settings };
}
