/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of what tests predictions: backtest and verify. */
#include "settings.h"

#include "words.h"

#define TEST(member)                                                           \
    (offsetof(cli_backtest, test) + offsetof(chl_backtest_settings, member))

static const option backtest_options[] = {
    { .name = "with",
      .kind = OPTION_TEXT,
      .field = offsetof(cli_backtest, with),
      .argument = "RESULT",
      .automatic = "none",
      .traits = OPTION_UNRECORDED | OPTION_FLAG_ONLY | OPTION_FILE,
      .help = "what to test: the JSON or HTML of an earlier run" },
    { .name = "metric",
      .kind = OPTION_TEXT,
      .field = TEST(metric),
      .argument = "NAME",
      .automatic = "auto",
      .help = "of run folders, as in metric-NAME.jsonl; auto is fid50k_full, "
              "else the first" },
    { .name = "for",
      .kind = OPTION_TEXT,
      .field = TEST(trainer),
      .argument = "NAME",
      .automatic = "auto",
      .offer = words_trainer,
      .help = "trainer whose gamma the runs have; auto is the one that wrote "
              "the folders, or of tables the result's own units" },
    { .name = "higher",
      .kind = OPTION_FLAG,
      .field = TEST(higher),
      .help = "larger scores are better" },
};

static const option verify_options[] = {
    { .name = "quick",
      .kind = OPTION_FLAG,
      .field = 0,
      .help = "fewer distributions and rows" },
};

option_table
settings_backtest(cli_backtest *settings)
{
    return (option_table){ "Backtest", backtest_options,
                           sizeof backtest_options / sizeof *backtest_options,
                           settings };
}

option_table
settings_verify(bool *quick)
{
    return (option_table){ "Verify", verify_options, 1, quick };
}
