/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --help prints: the overview, and a page per command. */
#include "help.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "option_value.h"
#include "terminal.h"

enum {
    HELP_COLUMN = 26,
    HELP_WIDTH = 80, /* lines are no easier to read if they are longer       */
    NARROW = 60,     /* below it heads have a line of their own              */
    NARROW_COLUMN = 8
};

static size_t
line_width(void)
{
    size_t width = terminal_width(STDOUT_FILENO);

    return width < HELP_WIDTH ? width : HELP_WIDTH;
}

static size_t
help_column(void)
{
    return line_width() < NARROW ? NARROW_COLUMN : HELP_COLUMN;
}

/* Print words from `column` on, broken at the width, indented by `column` on
 * further lines. Gives the column behind the last word. */
static size_t
print_words(const char *text, size_t size, size_t column, size_t at)
{
    const char *end = text + size;
    bool first = true;

    while (text < end) {
        size_t length = strcspn(text, " \n");

        if (!first && at + 1 + length > line_width()) {
            printf("\n%*s", (int) column, "");
            at = column;
        } else if (!first) {
            putchar(' ');
            at++;
        }
        printf("%.*s", (int) length, text);
        first = false;
        at += length;
        text += length;
        text += strspn(text, " \n");
    }
    return at;
}

static void
print_wrapped(const char *text)
{
    print_words(text, strlen(text), help_column(), help_column());
    putchar('\n');
}

/* A head at the left, and what it is about in the column of help. */
static void
print_entry(const char *head, const char *text)
{
    size_t column = help_column();

    printf("%-*s", (int) column, head);
    if (strlen(head) >= column) {
        printf("\n%*s", (int) column, "");
    }
    print_wrapped(text);
}

/* Lines that begin with a blank, as examples do, are no part of one. */
static const char *
paragraph_end(const char *text)
{
    const char *end = text + strcspn(text, "\n");

    while (*end != '\0' && end[1] != '\n' && end[1] != ' ' && end[1] != '\0') {
        end += 1 + strcspn(end + 1, "\n");
    }
    return end;
}

/* Prose written for 80 columns, broken anew where there are fewer. */
static void
print_prose(const char *text)
{
    while (line_width() < HELP_WIDTH && *text != '\0') {
        const char *end =
            *text == ' ' ? text + strcspn(text, "\n") : paragraph_end(text);

        if (*text == ' ') {
            printf("%.*s", (int) (end - text), text);
        } else {
            print_words(text, (size_t) (end - text), 0, 0);
        }
        putchar('\n');
        text = end + (*end == '\n');
    }
    if (*text != '\0') {
        puts(text);
    }
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
    print_entry(head, text);
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
        char head[32];

        snprintf(head, sizeof head, "  %s", command_at(k)->name);
        print_entry(head, command_at(k)->summary);
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
    "chladni COMMAND --help tells more about a command, with examples and "
    "what\n"
    "to ask next; man chladni-limits says when the answers do not apply.";

void
help_overview(const option_table *globals)
{
    print_prose(overview_head);
    print_commands();
    print_table(globals);
    print_prose(overview_tail);
}

void
help_command(const cli_command *command, const option_table *tables,
             size_t table_count)
{
    char head[64], usage[160];
    size_t column;

    snprintf(head, sizeof head, "chladni %s - ", command->name);
    column = strlen(head);
    printf("%s", head);
    print_words(command->summary, strlen(command->summary), column, column);
    printf("\n\nusage: ");
    snprintf(usage, sizeof usage, "chladni %s [options] %s", command->name,
             command->usage);
    print_words(usage, strlen(usage), strlen("usage: "), strlen("usage: "));
    printf("\n\n");
    print_prose(command->about);
    for (size_t t = 0; t < table_count; t++) {
        print_table(&tables[t]);
    }
    printf("\nExamples\n%s\n", command->examples);
    if (command->next != NULL) {
        puts("\nNext");
        printf("  ");
        print_words(command->next, strlen(command->next), 2, 2);
        putchar('\n');
    }
}

void
help_version(void)
{
    printf("chladni %s\n"
           "Licence GPL-3.0-or-later. There is no warranty.\n",
           chl_version());
}
