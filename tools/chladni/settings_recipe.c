/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which trainers recipes are written for. */
#include "settings.h"
#include "words.h"

static const option recipe_options[] = {
    { .name = "for",
      .kind = OPTION_TEXT,
      .field = 0,
      .argument = "NAME",
      .automatic = "all",
      .offer = words_trainer,
      .traits = OPTION_UNRECORDED | OPTION_FLAG_ONLY | OPTION_JOINED,
      .help = "a trainer, or several with commas between" },
};

option_table
settings_recipe(const char **trainers)
{
    return (option_table){ "Recipe", recipe_options,
                           sizeof recipe_options / sizeof *recipe_options,
                           trainers };
}
