/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --help prints: the overview, and a page per command. */
#include "help.h"

#include <stdio.h>
#include <string.h>

#include "option_value.h"

enum {
    HELP_COLUMN = 26,
    HELP_WIDTH = 80
};

/* Print words from `column` on, broken at HELP_WIDTH, indented by HELP_COLUMN
 * on further lines. */
static void
print_wrapped(const char *text)
{
    size_t at = HELP_COLUMN;

    while (*text != '\0') {
        size_t length = strcspn(text, " ");

        if (at > HELP_COLUMN && at + 1 + length > HELP_WIDTH) {
            printf("\n%*s", HELP_COLUMN, "");
            at = HELP_COLUMN;
        } else if (at > HELP_COLUMN) {
            putchar(' ');
            at++;
        }
        printf("%.*s", (int) length, text);
        at += length;
        text += length;
        text += strspn(text, " ");
    }
    putchar('\n');
}

static void
print_option(const option *o, const void *field)
{
    char head[96], text[1024], buffer[OPTION_VALUE_TEXT];
    const char *value = "";
    char letter[8] = "    ";

    if (o->letter != 0) {
        snprintf(letter, sizeof letter, "-%c, ", o->letter);
    }
    snprintf(head, sizeof head, "  %s--%s %s", letter, o->name,
             o->argument != NULL ? o->argument : "");
    if (o->kind != OPTION_FLAG && o->kind != OPTION_PATHS) {
        value = option_value_format(o, field, buffer);
    }
    snprintf(text, sizeof text, value[0] != '\0' ? "%s (%s)" : "%s", o->help,
             value);
    printf("%-*s", HELP_COLUMN, head);
    if (strlen(head) >= HELP_COLUMN) {
        printf("\n%*s", HELP_COLUMN, "");
    }
    print_wrapped(text);
}

static void
print_table(const option_table *table)
{
    printf("\n%s\n", table->title);
    for (size_t k = 0; k < table->count; k++) {
        const option *o = &table->options[k];

        print_option(o, (const char *) table->settings + o->field);
    }
}

static void
print_commands(void)
{
    puts("\nCommands");
    for (size_t k = 0; command_at(k) != NULL; k++) {
        printf("  %-*s", HELP_COLUMN - 2, command_at(k)->name);
        print_wrapped(command_at(k)->summary);
    }
}

static const char overview_head[] =
    "chladni - what a dataset will do to the training of a GAN\n"
    "\n"
    "usage: chladni COMMAND [options] DATA\n"
    "       chladni DATA                     short for: chladni report DATA\n"
    "\n"
    "Near its solution, GAN training swings along the modes of the data, the\n"
    "eigenfunctions of a Laplacian weighted by their density. Chladni "
    "measures\n"
    "the eigenvalues before any training and says how fast each mode decays,\n"
    "which gradient penalty is best, and which steps are stable.\n"
    "\n"
    "DATA is a file (npy, npz, HDF5, IDX, CIFAR, CSV), a folder or zip of PNG\n"
    "and JPEG images, or a named distribution such as gauss:sigma=1.5,1,1.";

static const char overview_tail[] =
    "\n"
    "Examples\n"
    "  chladni photos/                      report on a folder of images\n"
    "  chladni check photos.zip             list every bad or duplicate item\n"
    "  chladni predict data.npy --gamma 2   roots of every mode at gamma = 2\n"
    "\n"
    "Each option may be set by a variable: CHLADNI_SEED=3 is --seed 3, and "
    "the\n"
    "flag wins. Colours: --color, else NO_COLOR, else CLICOLOR_FORCE, else\n"
    "TERM=dumb, else whether stdout is a terminal.\n"
    "\n"
    "Exit codes: 0 done, 1 input/output or memory, 2 usage, 3 data unusable,\n"
    "4 did not converge (the result is written, marked degraded), 10 "
    "--fail-on\n"
    "hit, 130 interrupted.\n"
    "\n"
    "chladni COMMAND --help tells more about a command.";

void
help_overview(const option_table *globals)
{
    puts(overview_head);
    print_commands();
    print_table(globals);
    puts(overview_tail);
}

void
help_command(const cli_command *command, const option_table *tables,
             size_t table_count)
{
    printf("chladni %s - %s\n\nusage: chladni %s [options] %s\n\n%s\n",
           command->name, command->summary, command->name, command->usage,
           command->about);
    for (size_t t = 0; t < table_count; t++) {
        print_table(&tables[t]);
    }
    printf("\nExamples\n%s\n", command->examples);
}

void
help_version(void)
{
    printf("chladni %s\n"
           "Licence GPL-3.0-or-later. There is no warranty.\n",
           chl_version());
}
