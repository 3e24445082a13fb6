/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of the ranking of augmentations. */
#include "settings.h"

#include <math.h>

#include "words.h"

#define RANK(member) offsetof(cli_rank, member)

static const char *
score_word(size_t index)
{
    const chl_criterion *criterion = chl_criterion_at(index);

    return criterion != NULL ? criterion->name : NULL;
}

static const char *
discriminator_word(size_t index)
{
    static const char *const words[] = { "auto", "radial", "conv" };

    return index < sizeof words / sizeof *words ? words[index] : NULL;
}

static const char *
mobility_word(size_t index)
{
    static const char *const words[] = { "l2", "ntk-relu", "ntk-erf" };

    return index < sizeof words / sizeof *words ? words[index] : NULL;
}

static const option rank_options[] = {
    { .name = "augment",
      .kind = OPTION_PATHS,
      .field = RANK(candidates),
      .argument = "CHAIN",
      .automatic = "the usual ones",
      .offer = words_augment,
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
    { .name = "baseline",
      .kind = OPTION_TEXT,
      .field = RANK(settings.baseline),
      .argument = "RUN",
      .automatic = "none",
      .traits = OPTION_FILE,
      .help =
          "a finished run without augmentation, a CSV table with steps (or "
          "kimg) and score or a run folder of StyleGAN: where it was best "
          "sets the clock, so that --steps are its steps (give its --gamma, "
          "--batch and --train-samples, too)" },
    { .name = "metric",
      .kind = OPTION_TEXT,
      .field = RANK(settings.baseline_metric),
      .argument = "NAME",
      .automatic = "auto",
      .help = "of a run folder, as in metric-NAME.jsonl; auto is fid50k_full, "
              "else the first" },
    { .name = "higher",
      .kind = OPTION_FLAG,
      .field = RANK(settings.baseline_higher),
      .help = "larger scores of the baseline are better" },
    { .name = "discriminator",
      .kind = OPTION_TEXT,
      .field = RANK(settings.discriminator),
      .argument = "NAME",
      .word = discriminator_word,
      .help = "what it is made of: radial, kernel functions at landmarks; "
              "conv, random convolutions of images; auto is conv for images of "
              "at most 4096 values and radial for all else" },
    { .name = "mobility",
      .kind = OPTION_TEXT,
      .field = RANK(settings.mobility),
      .argument = "NAME",
      .word = mobility_word,
      .help = "how its gradient moves it: l2, all functions alike; ntk-relu or "
              "ntk-erf, as a wide network, slow modes first" },
    { .name = "landmarks",
      .kind = OPTION_SIZE,
      .field = RANK(settings.landmarks),
      .argument = "M",
      .low = 8,
      .high = 20000,
      .help = "of radial discriminators" },
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

/* The game, as predict takes it, but for schemes. */
static const option play_options[] = {
    { .name = "steps",
      .kind = OPTION_SIZE,
      .field = RANK(settings.game.steps),
      .argument = "N",
      .low = 1,
      .automatic = "long",
      .help = "length of the run; without, until all that moves has settled" },
    { .name = "batch",
      .kind = OPTION_SIZE,
      .field = RANK(settings.game.batch),
      .argument = "B",
      .low = 1,
      .automatic = "none",
      .help = "samples per step; without, no noise of batches" },
    { .name = "loss",
      .kind = OPTION_TEXT,
      .field = RANK(settings.game.loss),
      .argument = "NAME",
      .word = words_loss,
      .help = "of the GAN; chladni info lists them" },
    { .name = "penalty",
      .kind = OPTION_TEXT,
      .field = RANK(settings.game.penalty),
      .argument = "NAME",
      .word = words_penalty,
      .help = "on the gradient of the discriminator; chladni info lists them" },
    { .name = "gamma",
      .kind = OPTION_REAL,
      .field = RANK(settings.game.gamma),
      .argument = "G",
      .automatic = "auto",
      .neutral = NAN,
      .help = "strength of the penalty, for all candidates; auto is the best "
              "without augmentation" },
    { .name = "lr-d",
      .kind = OPTION_REAL,
      .field = RANK(settings.game.lr_d),
      .argument = "X",
      .traits = OPTION_ABOVE,
      .help = "learning rate of the discriminator" },
    { .name = "lr-g",
      .kind = OPTION_REAL,
      .field = RANK(settings.game.lr_g),
      .argument = "X",
      .traits = OPTION_ABOVE,
      .help = "learning rate of the generator" },
    { .name = "n-d",
      .kind = OPTION_SIZE,
      .field = RANK(settings.game.n_d),
      .argument = "N",
      .low = 1,
      .help = "discriminator steps per generator step" },
};

static const option candidate_options[] = {
    { .name = "rank-augment",
      .kind = OPTION_PATHS,
      .field = 0,
      .argument = "CHAIN",
      .automatic = "none",
      .offer = words_augment,
      .traits = OPTION_FLAG_ONLY,
      .help = "rank augmentations, too: usual, those that suit the data at "
              "usual strengths; or candidates, NAME:STRENGTH[:PROBABILITY], to "
              "be repeated. Of images it takes longer than all else" },
};

option_table
settings_candidates(path_list *candidates)
{
    return (option_table){ "Ranking", candidate_options,
                           sizeof candidate_options / sizeof *candidate_options,
                           candidates };
}

option_table
settings_rank(cli_rank *settings)
{
    return (option_table){ "Ranking", rank_options,
                           sizeof rank_options / sizeof *rank_options,
                           settings };
}

option_table
settings_play(cli_rank *settings)
{
    return (option_table){ "Training", play_options,
                           sizeof play_options / sizeof *play_options,
                           settings };
}
