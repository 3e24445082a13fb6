/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of a question: created, given, described. */
#include "question.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "option_value.h"

static const option common_options[] = {
    { .name = "seed",
      .kind = OPTION_SEED,
      .field = offsetof(question_common, seed),
      .help = "of every random choice; same seed, same bytes" },
    { .name = "threads",
      .kind = OPTION_SIZE,
      .field = offsetof(question_common, threads),
      .low = 1,
      .high = 1024,
      .automatic = "auto",
      .traits = OPTION_UNRECORDED,
      .help = "workers; the answer does not depend on it" },
};

static void
fill_defaults(chl_flat *flat)
{
    flat->analysis = analysis_default();
    flat->order = (cli_order){ .scan = chl_scan_settings_default() };
    flat->rank = (cli_rank){ .settings = chl_rank_settings_default() };
    flat->solvable = cli_solvable_default();
    flat->flow = settings_flow_default();
    flat->meanfield = cli_meanfield_default();
    flat->backtest = (cli_backtest){ NULL, chl_backtest_settings_default() };
}

chl_status
chl_flat_create(const char *command, chl_flat **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_flat *flat = chl_alloc(1, sizeof *flat);

    CHL_REQUIRE_MEMORY(flat, err, "a question");
    flat->command = question_command_find(command);
    CHL_REQUIRE(flat->command != NULL, err, CHL_EARG, "unknown command '%s'",
                command);
    fill_defaults(flat);
    flat->table_count = flat->command->tables(flat, flat->tables);
    flat->tables[flat->table_count++] =
        (option_table){ "Options of every command", common_options,
                        sizeof common_options / sizeof *common_options,
                        &flat->common };
    CHL_TRY(option_set_create(flat->tables, flat->table_count, &flat->options,
                              err));
    *out = flat;
    flat = NULL;
out:
    chl_flat_free(flat);
    return status;
}

static void
clear_list(char **list)
{
    for (size_t k = 0; list != NULL && list[k] != NULL; k++) {
        chl_free(list[k]);
    }
    chl_free(list);
}

void
chl_flat_free(chl_flat *flat)
{
    if (flat == NULL) {
        return;
    }
    for (size_t k = 0; k < flat->options.count; k++) {
        chl_free(flat->options.slots[k].text);
        clear_list(flat->options.slots[k].list);
    }
    chl_free(flat->options.slots);
    for (size_t k = 0; k < flat->word_count; k++) {
        chl_free(flat->words[k]);
    }
    chl_free(flat->words);
    chl_modes_free(flat->modes);
    analysis_clear(&flat->analysis);
    chl_free(flat);
}

static bool
is_named(const option *o, const char *name)
{
    size_t k = 0;

    while (
        name[k] != '\0'
        && (name[k] == o->name[k] || (name[k] == '_' && o->name[k] == '-'))) {
        k++;
    }
    return name[k] == '\0' && o->name[k] == '\0';
}

static chl_status
find_slot(chl_flat *flat, const char *name, option_slot **out, chl_error *err)
{
    chl_status status = CHL_OK;
    option_set *set = &flat->options;
    const char **names = NULL;
    size_t nearest;

    for (size_t k = 0; k < set->count; k++) {
        if (is_named(set->slots[k].option, name)) {
            *out = &set->slots[k];
            return CHL_OK;
        }
    }
    names = chl_alloc(set->count, sizeof *names);
    CHL_REQUIRE_MEMORY(names, err, "names of options");
    for (size_t k = 0; k < set->count; k++) {
        names[k] = set->slots[k].option->name;
    }
    nearest = chl_text_nearest(name, names, set->count);
    status = nearest < set->count
                 ? CHL_FAIL(err, CHL_EARG,
                            "unknown option '%s' of %s; did you mean '%s'?",
                            name, flat->command->name, names[nearest])
                 : CHL_FAIL(err, CHL_EARG, "unknown option '%s' of %s", name,
                            flat->command->name);
out:
    chl_free(names);
    return status;
}

/* One more path of a list, which ends with NULL. */
static chl_status
append(option_slot *slot, const char *value, chl_error *err)
{
    chl_status status = CHL_OK;
    path_list *field = slot->field;
    char *copy = chl_strdup(value);
    char **list = chl_realloc(slot->list, field->count + 2, sizeof *slot->list);

    if (list != NULL) {
        slot->list = list;
        list[field->count] = list[field->count + 1] = NULL;
    }
    CHL_REQUIRE_MEMORY(copy, err, "the value of an option");
    CHL_REQUIRE_MEMORY(list, err, "the value of an option");
    list[field->count] = copy;
    copy = NULL;
    *field = (path_list){ list, field->count + 1 };
out:
    chl_free(copy);
    return status;
}

static chl_status
replace(option_slot *slot, const char *name, const char *value, chl_error *err)
{
    chl_status status = CHL_OK;
    char *copy = chl_strdup(value);

    CHL_REQUIRE_MEMORY(copy, err, "the value of an option");
    CHL_TRY(option_value_parse(slot->option, name, copy, slot->field, err));
    chl_free(slot->text);
    slot->text = copy;
    copy = NULL;
out:
    chl_free(copy);
    return status;
}

chl_status
chl_flat_set(chl_flat *flat, const char *name, const char *value,
             chl_error *err)
{
    chl_status status = CHL_OK;
    option_slot *slot = NULL;

    CHL_TRY(find_slot(flat, name, &slot, err));
    if (slot->option->kind == OPTION_PATHS) {
        CHL_TRY(append(slot, value, err));
    } else {
        CHL_TRY(replace(slot, name, value, err));
    }
    slot->source = "flag";
    slot->given = 1;
out:
    return status;
}

chl_status
chl_flat_add_word(chl_flat *flat, const char *word, chl_error *err)
{
    chl_status status = CHL_OK;
    char *copy = chl_strdup(word);
    char **words = NULL;

    CHL_REQUIRE_MEMORY(copy, err, "a word");
    words = chl_realloc(flat->words, flat->word_count + 1, sizeof *words);
    CHL_REQUIRE_MEMORY(words, err, "a word");
    words[flat->word_count++] = copy;
    flat->words = words;
    copy = NULL;
out:
    chl_free(copy);
    return status;
}

static const char *
kind_word(option_kind kind)
{
    static const char *const words[] = {
        [OPTION_FLAG] = "flag",   [OPTION_TEXT] = "text",
        [OPTION_SIZE] = "size",   [OPTION_SEED] = "seed",
        [OPTION_REAL] = "real",   [OPTION_RANGE] = "range",
        [OPTION_PATHS] = "paths",
    };

    return words[kind];
}

static void
describe_slot(const option_slot *slot, chl_text *out)
{
    const option *o = slot->option;
    char value[OPTION_VALUE_TEXT];

    chl_text_add(out, "%s\t%s\t%s\t%s\t%s", o->name, kind_word(o->kind),
                 option_value_format(o, slot->field, value),
                 o->automatic != NULL ? o->automatic : "", o->help);
    for (size_t k = 0; o->word != NULL && o->word(k) != NULL; k++) {
        chl_text_add(out, "\t%s", o->word(k));
    }
    chl_text_add(out, "\n");
}

chl_status
chl_flat_describe(const chl_flat *flat, char **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text text = { 0 };

    for (size_t k = 0; k < flat->options.count; k++) {
        describe_slot(&flat->options.slots[k], &text);
    }
    CHL_TRY(chl_text_check(&text, "the list of options", err));
    *out = text.data;
    text = (chl_text){ 0 };
out:
    chl_text_clear(&text);
    return status;
}
