/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chladni info: versions, the BLAS in use, and every word known. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <cblas.h>

#include "base/error.h"
#include "base/text.h"
#include "commands.h"
#include "options.h"
#include "report/libraries.h"
#include "session.h"
#include "words.h"

enum {
    INDENT = 14, /* column of the words behind a label */
    LINE = 78
};

typedef struct library {
    const char *name, *version;
} library;

static const library libraries[] = { { "glib", CHL_GLIB_VERSION },
                                     CHL_REPORT_LIBRARIES };

typedef struct family {
    const char *name;
    option_word_fn *word;
} family;

static const family families[] = {
    { "augmentations", words_augment }, { "formats", words_format },
    { "kernels", words_kernel },        { "losses", words_loss },
    { "penalties", words_penalty },     { "schemes", words_scheme },
};

/* Cores OpenBLAS falls back to when it does not know the processor, and those
 * whose kernels are many times slower than the machine could be. */
static bool
is_slow_core(const char *core)
{
    static const char *const slow[] = { "Prescott", "Nehalem", "Generic" };

    for (size_t k = 0; k < sizeof slow / sizeof *slow; k++) {
        if (strcasecmp(core, slow[k]) == 0) {
            return true;
        }
    }
    return false;
}

static void
add_quoted(chl_text *text, const char *word)
{
    chl_text_add(text, "\"");
    for (const char *at = word; *at != '\0'; at++) {
        unsigned char byte = (unsigned char) *at;

        if (byte < 0x20 || byte > 0x7e) {
            chl_text_add(text, "\\u%04x", byte);
        } else {
            chl_text_add(text, byte == '"' || byte == '\\' ? "\\%c" : "%c",
                         byte);
        }
    }
    chl_text_add(text, "\"");
}

static void
add_blas(chl_text *text)
{
    chl_text_add(text, "  \"blas\": {\n    \"config\": ");
    add_quoted(text, openblas_get_config());
    chl_text_add(text, ",\n    \"core\": ");
    add_quoted(text, openblas_get_corename());
    chl_text_add(text, ",\n    \"slow\": %s,\n    \"threads\": %zu\n  },\n",
                 is_slow_core(openblas_get_corename()) ? "true" : "false",
                 chl_threads_blas());
}

static void
add_family(chl_text *text, const family *kind)
{
    chl_text_add(text, "  \"%s\": [", kind->name);
    for (size_t k = 0; kind->word(k) != NULL; k++) {
        chl_text_add(text, k > 0 ? ", " : "");
        add_quoted(text, kind->word(k));
    }
    chl_text_add(text, "],\n");
}

/* Keys in order, as in every document of ours. */
static void
add_document(chl_text *text)
{
    size_t count = sizeof libraries / sizeof *libraries;

    chl_text_add(text, "{\n");
    add_family(text, &families[0]);
    add_blas(text);
    for (size_t k = 1; k < 3; k++) {
        add_family(text, &families[k]);
    }
    chl_text_add(text, "  \"libraries\": {\n");
    for (size_t k = 0; k < count; k++) {
        chl_text_add(text, "    ");
        add_quoted(text, libraries[k].name);
        chl_text_add(text, ": ");
        add_quoted(text, libraries[k].version);
        chl_text_add(text, k + 1 < count ? ",\n" : "\n  },\n");
    }
    for (size_t k = 3; k < sizeof families / sizeof *families; k++) {
        add_family(text, &families[k]);
    }
    chl_text_add(text,
                 "  \"schema\": \"chladni.info/1\",\n  \"threads\": %zu,\n"
                 "  \"version\": ",
                 chl_threads_default());
    add_quoted(text, chl_version());
    chl_text_add(text, "\n}\n");
}

/* In lines of at most LINE characters, all but the first indented. */
static void
add_list(chl_text *text, const family *kind)
{
    size_t at = INDENT;

    chl_text_add(text, "%-*s", INDENT - 1, kind->name);
    for (size_t k = 0; kind->word(k) != NULL; k++) {
        size_t length = strlen(kind->word(k)) + 1;

        if (k > 0 && at + length > LINE) {
            chl_text_add(text, "\n%*s", INDENT - 1, "");
            at = INDENT;
        }
        chl_text_add(text, " %s", kind->word(k));
        at += length;
    }
    chl_text_add(text, "\n");
}

static void
add_words(chl_text *text)
{
    chl_text_add(text, "chladni %s\n\n%-*s%s\n%*score %s", chl_version(),
                 INDENT, "BLAS", openblas_get_config(), INDENT, "",
                 openblas_get_corename());
    chl_text_add(text, ", %zu thread (work is split above it)\n%-*s%zu\n",
                 chl_threads_blas(), INDENT, "threads", chl_threads_default());
    for (size_t k = 0; k < sizeof families / sizeof *families; k++) {
        add_list(text, &families[k]);
    }
    chl_text_add(text, "\nbuilt with\n");
    for (size_t k = 0; k < sizeof libraries / sizeof *libraries; k++) {
        chl_text_add(text, "  %-14s %s\n", libraries[k].name,
                     libraries[k].version);
    }
}

static chl_status
print_info(bool json, chl_error *err)
{
    chl_text text = { 0 };
    chl_status status;

    if (json) {
        add_document(&text);
    } else {
        add_words(&text);
    }
    status = chl_text_check(&text, "the versions", err);
    if (status == CHL_OK) {
        fwrite(text.data, 1, text.length, stdout);
    }
    chl_text_clear(&text);
    return status;
}

static chl_status
run(char **arguments, int *code, chl_error *err)
{
    chl_status status = CHL_OK;
    cli_session session;

    (void) code;
    CHL_TRY(session_open(&command_info, NULL, 0, arguments, &session, err));
    if (session.done) {
        goto out;
    }
    session_tell(&session, NULL);
    CHL_REQUIRE(session.word_count == 0, err, CHL_EARG,
                "info takes no word; '%s' was given", session.words[0]);
    CHL_REQUIRE(session.globals.outputs.count == 0, err, CHL_EARG,
                "info writes to standard output only; -o was given");
    CHL_TRY(print_info(session.globals.json, err));
    if (is_slow_core(openblas_get_corename()) && !session.globals.quiet) {
        fprintf(stderr,
                "chladni: OpenBLAS runs its kernels for an old processor (%s) "
                "and will be slow here; OPENBLAS_CORETYPE=Haswell may help\n",
                openblas_get_corename());
    }
out:
    session_close(&session);
    return status;
}

const cli_command command_info = {
    .name = "info",
    .usage = "",
    .summary = "versions, the BLAS in use, and the words options take",
    .about = "Prints the version, the libraries it was built with, the BLAS\n"
             "core and threads, the formats read, and every augmentation,\n"
             "kernel, loss, penalty and scheme that options take. Put it into\n"
             "bug reports.",
    .examples = "  chladni info\n"
                "  chladni info --json",
    .run = run,
};
