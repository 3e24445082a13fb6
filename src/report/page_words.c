/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a page, for somebody who has not read the papers. */
#include "report/page.h"

static const struct {
    const char *word, *meaning;
} words[] = {
    { "D and G",
      "the discriminator, which learns to tell generated items from"
      " real ones, and the generator, which learns to make it fail" },
    { "mode", "one way in which the data vary: it gives every item a number,"
              " and the items at both ends are its two sides" },
    { "eigenvalue, lambda", "how stiff a mode is; small means slow. lambda_1"
                            " is that of the slowest mode" },
    { "spectrum", "all eigenvalues, slowest first" },
    { "penalty, gamma", "what is added to the loss of D where it is steep (r1:"
                        " at real items), and how strongly" },
    { "half-life", "the time until half of an error is left" },
    { "root", "how a mode moves: the further left the faster it comes to rest,"
              " the further up the faster it swings" },
    { "jitter, noise", "small batches push generated items to and fro for ever;"
                       " a larger gamma calms them" },
    { "scheme, step", "how D and G are updated in turn, and the learning rate"
                      " as the length of a step" },
    { "held-out", "an eigenvalue is fitted on half of the rows and measured on"
                  " the other; where the two differ, the data are too few" },
    { "landmarks, kernel", "modes are sums of bumps around chosen items, the"
                           " landmarks; the kernel is the shape of a bump" },
    { "interval, 95 %", "where the true value lies in 95 of 100 such samples" },
};

void
chl_page_words(chl_text *page)
{
    chl_text_add(page, "<details><summary>What the words on this page mean"
                       "</summary>\n<dl class=\"facts\">\n");
    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
        chl_text_add(page, "<dt>%s</dt><dd>%s</dd>\n", words[k].word,
                     words[k].meaning);
    }
    chl_text_add(page, "</dl>\n</details>\n");
}
