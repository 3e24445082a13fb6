/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Options: tables that name the settings fields they write.
 *
 * Defaults, help and ranges come from the tables and from the settings
 * themselves. A value comes from the flag, else from the environment variable
 * CHLADNI_<NAME>, else it is the default; where it came from is kept.
 */
#ifndef CHLADNI_TOOLS_OPTIONS_H
#define CHLADNI_TOOLS_OPTIONS_H

#include <chladni/base.h>
#include <chladni/report.h>

typedef enum option_kind {
    OPTION_FLAG,  /* bool                                                     */
    OPTION_TEXT,  /* const char *, a view into the option_set                 */
    OPTION_SIZE,  /* size_t                                                   */
    OPTION_SEED,  /* uint64_t                                                 */
    OPTION_REAL,  /* double                                                   */
    OPTION_RANGE, /* chl_range; full_scale is left alone                     */
    OPTION_PATHS  /* path_list, the option may be repeated                   */
} option_kind;

enum {
    OPTION_UNRECORDED = 1u << 0, /* cannot change a number of the result     */
    OPTION_FLAG_ONLY = 1u << 1,  /* no environment variable                  */
    OPTION_ABOVE = 1u << 2,      /* `low` itself is outside the range        */
    OPTION_JOINED = 1u << 3,     /* texts: may be repeated, with commas then */
    OPTION_FILE = 1u << 4        /* the value is a path                      */
};

/* Views into the option_set. */
typedef struct path_list {
    char **paths;
    size_t count;
} path_list;

/* The words a text may take, NULL behind the last. */
typedef const char *option_word_fn(size_t index);

typedef struct option {
    const char *name; /* long, without dashes                                */
    char letter;      /* 0 = none                                            */
    option_kind kind;
    size_t field;          /* offset in the settings of the table             */
    const char *argument;  /* what the value is called in the help            */
    double low, high;      /* of sizes and reals, inclusive; high 0 = none    */
    const char *automatic; /* word for the neutral value, NULL = none        */
    double neutral;        /* 0 or NaN: what that word stands for            */
    option_word_fn *word;  /* NULL = any text                                */
    option_word_fn *offer; /* words a shell may offer where any text goes    */
    unsigned traits;
    const char *help;
} option;

typedef struct option_table {
    const char *title;
    const option *options;
    size_t count;
    void *settings; /* the struct the fields are in, holding the defaults    */
} option_table;

/* One option on one command line. */
typedef struct option_slot {
    const option *option;
    void *field;
    const char *source; /* "default", "flag" or "environment"                */
    char *text;         /* as given on the command line                      */
    char **list;
    int given;
    bool fixed; /* was settled by an earlier run; not to be recorded again   */
} option_slot;

typedef struct option_set {
    option_slot *slots;
    size_t count;
    char **words; /* NULL-terminated: what is left, the program's name first */
    size_t word_count;
} option_set;

/*
 * The options of the tables, nothing given yet and every field untouched.
 * Ownership  *out is the caller's: of a set that has not been split only the
 *            slots, by chl_free. Errors CHL_ENOMEM.
 */
chl_status option_set_create(const option_table *tables, size_t table_count,
                             option_set *out, chl_error *err);

/*
 * Split a command line (NULL-terminated, the program's name first) by the
 * tables, without touching the settings yet.
 * Ownership  *out is the caller's (option_set_clear), also on error.
 * Errors     CHL_EARG an unknown option (the nearest is named), or one
 *            without its value; CHL_ENOMEM
 */
chl_status option_set_split(const option_table *tables, size_t table_count,
                            char **arguments, option_set *out, chl_error *err);

/* What a result notes of an option; NULL if it does not, or there is none. */
const chl_option_value *option_noted(const chl_result *result,
                                     const char *name);

/* Was the flag `name` on the command line? */
bool option_set_has(const option_set *set, const char *name);

/*
 * Write every value that was given into its field.
 * Errors     CHL_EARG a value that is malformed or out of range
 */
chl_status option_set_apply(option_set *set, chl_error *err);

/* Note every option that can change a number, its value as used, and where it
 * came from, in result; an entry of the same name is replaced. */
chl_status option_set_record(const option_set *set, chl_result *result,
                             chl_error *err);

/*
 * Go on where an earlier run stopped: options of the `open` tables that were
 * not given take the values noted in `result`; all others stay as they were.
 * Errors     CHL_EARG a flag that could only change what is settled
 */
chl_status option_set_inherit(option_set *set, const option_table *open,
                              size_t open_count, const char *where,
                              const chl_result *result, chl_error *err);
/* Was an option of `table` given, by flag or environment? */
bool option_set_touches(const option_set *set, const option_table *table);

void option_set_clear(option_set *set);

#endif
