/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The provenance: everything needed to get the same page again. */
#include "report/page.h"

static void
write_options(chl_text *page, const chl_result *result)
{
    static const char *const heads[] = { "option", "value", "from" };

    if (result->option_count == 0) {
        return;
    }
    chl_page_table_open(page, "Options and where they came from", heads, 3);
    for (size_t k = 0; k < result->option_count; k++) {
        chl_page_row_open(page);
        chl_page_cell_name(page, result->options[k].name);
        chl_page_cell_name(page, result->options[k].value);
        chl_page_cell_name(page, result->options[k].source);
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
}

static void
write_estimate(chl_text *page, const chl_result_spectrum *s)
{
    chl_page_fact(page, "Operator", s->operator_name);
    chl_page_fact(page, "Kernel", s->kernel);
    chl_page_fact_number(page, "Bandwidth", s->bandwidth);
    chl_page_fact_number(page, "Ridge", s->ridge);
    chl_page_fact_count(page, "Landmarks", s->landmarks);
    chl_page_fact(page, "Landmarks chosen by", s->landmark_rule);
    chl_page_fact_count(page, "Linear functions", s->linear);
    chl_page_fact_count(page, "Rows used", s->rows);
    chl_page_fact_count(page, "Bootstrap replicates", s->bootstrap);
    chl_page_fact(page, "Eigensolver", s->solver);
    chl_page_fact(page, "Why this one", s->solver_note);
}

static void
write_game(chl_text *page, const chl_result_prediction *p)
{
    chl_page_fact(page, "Loss", p->loss);
    chl_page_fact(page, "Penalty", p->penalty);
    chl_page_fact_number(page, "Learning rate of D", p->lr_d);
    chl_page_fact_number(page, "Learning rate of G", p->lr_g);
}

static bool
present(const chl_result *result)
{
    (void) result;
    return true;
}

static void
write_source(chl_text *page, const chl_result *result)
{
    const bool waves = result->spectrum != NULL || result->prediction != NULL;

    if (!waves && result->solvable != NULL) {
        chl_text_add(page, "A. Bond, Z. Dogan, <cite>Effective Covariance"
                           " Dynamics in Solvable High-Dimensional GANs</cite>,"
                           " arXiv 2606.27246.");
    } else if (!waves && result->flow != NULL) {
        chl_text_add(page, "J.-Y. Franceschi, E. de B\xC3\xA9zenac, I. Ayed,"
                           " M. Chen, S. Lamprier, P. Gallinari, <cite>A Neural"
                           " Tangent Kernel Perspective of GANs</cite>, ICML"
                           " 2022, arXiv 2106.05566.");
    } else if (!waves && result->meanfield != NULL) {
        chl_text_add(page, "M. G. Delgadino, B. B. Suassuna, R. Cabrera,"
                           " <cite>Generative Adversarial Networks:"
                           " Dynamics</cite>, JMLR 26 (2025), arXiv"
                           " 2405.18673.");
    } else {
        chl_text_add(page, "V. Khrulkov, A. Babenko, I. Oseledets,"
                           " <cite>Functional Space Analysis of Local GAN"
                           " Convergence</cite>, ICML 2021, arXiv"
                           " 2102.04448.");
    }
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    (void) err;
    chl_text_add(page, "<p>The same command on the same data gives the same"
                       " page, byte for byte.</p>\n<dl class=\"facts\">\n"
                       "<dt>Command</dt><dd><code>");
    chl_markup_name(page, result->command);
    chl_text_add(page, "</code></dd>\n<dt>Program</dt><dd>chladni %s</dd>\n",
                 chl_version());
    chl_page_fact(page, "Schema", CHL_RESULT_SCHEMA);
    if (result->dataset != NULL) {
        chl_page_fact(page, "Data", result->dataset->name);
        chl_page_fact(page, "Fingerprint", result->dataset->fingerprint);
    }
    if (result->spectrum != NULL) {
        write_estimate(page, result->spectrum);
    }
    if (result->prediction != NULL) {
        write_game(page, result->prediction);
    }
    chl_text_add(page, "</dl>\n");
    write_options(page, result);
    chl_text_add(page, "<p>The whole result is embedded in this file as one"
                       " JSON document; <code>chladni</code> reads it back"
                       " from here.</p>\n<p>To cite the theory: ");
    write_source(page, result);
    chl_text_add(page, "</p>\n");
    return CHL_OK;
}

const chl_section chl_section_provenance = { "provenance", "Provenance",
                                             present, write };
