/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts recipes are made of: comments, numbers, quoted words. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <chladni/dynamics.h>

#include "report/format.h"
#include "report/recipe.h"

enum {
    COMMENT_BYTES = 600
};

void
chl_recipe_comment(chl_text *out, const char *format, ...)
{
    char line[COMMENT_BYTES];
    va_list args;

    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    chl_text_add(out, "# ");
    chl_text_add_plain(out, line, false);
    chl_text_add(out, "\n");
}

void
chl_recipe_number(chl_text *out, double value)
{
    char buffer[CHL_REAL_CHARS];

    chl_format_short(value, 4, buffer);
    chl_text_add(out, "%s", buffer);
}

void
chl_recipe_shell(chl_text *out, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_./=:,+@%-";

    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        chl_text_add(out, "%s", word);
        return;
    }
    chl_text_add(out, "'");
    for (; *word != '\0'; word++) {
        if (*word == '\'') {
            chl_text_add(out, "'\\''");
        } else {
            chl_text_add_bytes(out, word, 1);
        }
    }
    chl_text_add(out, "'");
}

void
chl_recipe_string(chl_text *out, const char *word)
{
    chl_text_add(out, "\"");
    for (; *word != '\0'; word++) {
        unsigned char byte = (unsigned char) *word;

        if (byte == '"' || byte == '\\') {
            chl_text_add(out, "\\%c", byte);
        } else if (byte < 0x20 || byte == 0x7f) {
            chl_text_add(out, "\\x%02x", byte);
        } else {
            chl_text_add_bytes(out, word, 1);
        }
    }
    chl_text_add(out, "\"");
}

const char *
chl_recipe_data(const chl_recipe_facts *facts)
{
    const chl_result_dataset *d = facts->result->dataset;

    return d != NULL && d->name != NULL ? d->name : "DATA";
}

bool
chl_recipe_lacks_run(const chl_result_prediction *p)
{
    return p == NULL
           || (p->batch == 0 && p->steps == 0 && p->lr_d == 1.0
               && p->lr_g == 1.0 && !p->gamma_given);
}

bool
chl_recipe_rates(const chl_recipe_facts *facts)
{
    const chl_result_prediction *p = facts->result->prediction;

    return p != NULL && (p->lr_d != 1.0 || p->lr_g != 1.0);
}

/* What the training of the result goes through, in the full operator. */
static void
add_coupling(const chl_recipe_facts *f, chl_text *out)
{
    const chl_result_prediction *p = f->result->prediction;

    if (p == NULL || (p->balanced == NULL && p->mobility == NULL)
        || f->own == NULL) {
        return;
    }
    if (p->balanced != NULL) {
        chl_recipe_comment(out,
                           "for real and generated samples that both pass "
                           "through %s",
                           p->balanced);
    }
    if (f->ruled) {
        return;
    }
    if (f->own == p) {
        chl_recipe_comment(out, "gamma is that of the full operator, in which "
                                "modes mix");
    } else if (isfinite(f->moved)) {
        chl_recipe_comment(out,
                           "gamma is that of modes which do not mix, times "
                           "%.3g: by so much the full operator moved the gamma "
                           "of the %s loss with %s",
                           f->moved, p->loss, p->penalty);
    } else {
        chl_recipe_comment(out, "gamma is that of modes which do not mix");
    }
}

/* "best for speed" and the like. */
static void
add_basis(const chl_result_prediction *p, chl_text *out)
{
    if (p->gamma_given) {
        chl_text_add(out, "as given to the prediction");
    } else if (isfinite(p->budget_gamma)) {
        chl_text_add(out, "best for %zu steps with batch %zu", p->steps,
                     p->batch);
    } else {
        chl_text_add(out, "best for speed alone");
    }
}

static void
add_knob(const chl_recipe_facts *f, chl_text *out)
{
    const chl_result_prediction *p = f->own;
    const chl_penalty *penalty = NULL;

    chl_text_add(out, "# penalty ");
    chl_recipe_number(out, f->knob);
    if (isfinite(f->low) && isfinite(f->high)) {
        chl_text_add(out, " (95 %%: ");
        chl_recipe_number(out, f->low);
        chl_text_add(out, " to ");
        chl_recipe_number(out, f->high);
        chl_text_add(out, ")");
    }
    chl_text_add(out, ": ");
    if (f->ruled) {
        chl_text_add(out, "the trainer's own rule, as the prediction asks for "
                          "none: the loss itself damps every mode of these "
                          "data\n");
    } else {
        add_basis(p, out);
        chl_text_add(out, ", in this trainer's units\n");
    }
    if (chl_penalty_find(p->penalty, &penalty, NULL) == CHL_OK) {
        chl_recipe_comment(out, "predicted for the %s loss and %s", p->loss,
                           penalty->formula);
    }
}

void
chl_recipe_head(const chl_recipe_facts *facts, chl_text *out)
{
    const chl_trainer *t = facts->trainer;
    const chl_result_dataset *d = facts->result->dataset;

    chl_recipe_comment(out, "%s, as of %s (%s)", t->name, t->version,
                       t->repository);
    if (!isnan(facts->knob)) {
        add_knob(facts, out);
    }
    if (!isnan(facts->knob) && !facts->ruled) {
        chl_recipe_comment(out,
                           "the linear theory leaves one factor open, that of "
                           "the network: try half and twice of it, or let "
                           "chladni backtest fit it to finished runs");
    }
    if (facts->usual) {
        chl_recipe_comment(out,
                           "batch, length and learning rates are the trainer's "
                           "usual ones, not from the result: predict with "
                           "--batch, --steps, --lr-d and --lr-g for yours");
    }
    add_coupling(facts, out);
    if (facts->own != NULL && facts->own->train_res > 0) {
        chl_recipe_comment(out,
                           "for images of %zu pixels a side; detail finer than "
                           "what was measured is not in it",
                           facts->own->train_res);
    }
    if (d != NULL && d->augment != NULL) {
        chl_recipe_comment(out,
                           "the spectrum is that of the data augmented by %s",
                           d->augment);
    }
}
