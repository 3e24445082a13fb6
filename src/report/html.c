/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The page: one file that needs no network, no script and no neighbour; where
 * scripts run it answers the pointer and the keys.
 */
#include "base/error.h"
#include "report/page.h"
#include "report/page_script.h"
#include "report/style.h"
#include "report/writer.h"

/* In the order of the page. */
static const chl_section *const sections[] = {
    &chl_section_verdict,       &chl_section_comparison,
    &chl_section_data,          &chl_section_spectrum,
    &chl_section_agreement,     &chl_section_modes,
    &chl_section_roots,         &chl_section_gamma,
    &chl_section_augmentations, &chl_section_ranking,
    &chl_section_decay,         &chl_section_stability,
    &chl_section_balance,       &chl_section_verify,
    &chl_section_points,        &chl_section_backtest,
    &chl_section_solvable,      &chl_section_meanfield,
    &chl_section_flow,          &chl_section_recipes,
    &chl_section_limits,        &chl_section_provenance,
};

enum {
    SECTION_COUNT = sizeof sections / sizeof sections[0]
};

static void
write_title(chl_text *page, const chl_result *result)
{
    if (result->dataset != NULL && result->dataset->name != NULL) {
        chl_markup_text(page, result->dataset->name);
    } else if (chl_section_comparison.present(result)) {
        const chl_result_comparison *c = result->comparison;

        chl_markup_name(page, c->sides[0].name);
        chl_text_add(page, " and %zu other%s", c->count - 1,
                     c->count == 2 ? "" : "s");
    } else if (result->flow != NULL && result->flow->target != NULL) {
        chl_markup_text(page, result->flow->target);
    } else if (result->solvable != NULL) {
        chl_text_add(page, "A GAN solved exactly");
    } else if (result->meanfield != NULL) {
        chl_text_add(page, "A WGAN under clipping");
    } else {
        chl_text_add(page, "Result");
    }
}

/* The policy makes a promise browsers can hold us to: nothing is fetched, and
 * nothing runs but our own script. */
static void
write_head(chl_text *page, const chl_result *result)
{
    chl_text_add(page,
                 "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
                 "<meta charset=\"utf-8\"/>\n"
                 "<meta http-equiv=\"Content-Security-Policy\" content=\""
                 "default-src 'none'; img-src data:; style-src"
                 " 'unsafe-inline'; script-src '" PAGE_SCRIPT_HASH "'\"/>\n"
                 "<meta name=\"viewport\" content=\"width=device-width,"
                 " initial-scale=1\"/>\n"
                 "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
                 "<meta name=\"generator\" content=\"chladni %s\"/>\n<title>",
                 chl_version());
    write_title(page, result);
    chl_text_add(page, " \xE2\x80\x93 Chladni</title>\n<style>\n");
    chl_style_add_page(page);
    chl_text_add(page, "</style>\n</head>\n");
}

static void
write_header(chl_text *page, const chl_result *result)
{
    chl_text_add(page, "<body>\n<header>\n<p class=\"brand\">Chladni: how fast"
                       " and how stably a GAN can learn these data</p>\n"
                       "<h1><bdi>");
    write_title(page, result);
    chl_text_add(page, "</bdi></h1>\n<nav aria-label=\"Sections\"><ul>\n");
    for (size_t k = 0; k < SECTION_COUNT; k++) {
        if (sections[k]->present(result)) {
            chl_text_add(page, "<li><a href=\"#%s\">%s</a></li>\n",
                         sections[k]->id, sections[k]->heading);
        }
    }
    chl_text_add(page, "</ul></nav>\n</header>\n<main>\n");
}

static chl_status
write_sections(chl_text *page, const chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t k = 0; k < SECTION_COUNT; k++) {
        const chl_section *s = sections[k];

        if (s->present(result)) {
            chl_text_add(page,
                         "<section id=\"%s\" aria-labelledby=\"%s-heading\">\n"
                         "<h2 id=\"%s-heading\">%s</h2>\n",
                         s->id, s->id, s->id, s->heading);
            CHL_TRY(s->write(page, result, err));
            chl_text_add(page, "</section>\n");
        }
    }
out:
    return status;
}

static chl_status
write_document(chl_text *page, const chl_result *result,
               const chl_document_settings *settings, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text json = { 0 };

    CHL_TRY(chl_writer_json.render(result, settings, &json, err));
    CHL_TRY(chl_text_check(&json, "the JSON document", err));
    chl_text_add(page,
                 "<script type=\"application/json\" id=\"chladni-result\">");
    chl_markup_json(page, json.data, json.length);
    chl_text_add(page, "</script>\n");
out:
    chl_text_clear(&json);
    return status;
}

/* Only what may run is what the policy has the hash of. */
static void
write_script(chl_text *page)
{
    chl_text_add(page, "<script>");
    for (size_t k = 0; k < sizeof page_script / sizeof *page_script; k++) {
        chl_text_add(page, "%s", page_script[k]);
    }
    chl_text_add(page, "</script>\n");
}

static chl_status
render(const chl_result *result, const chl_document_settings *settings,
       chl_text *out, chl_error *err)
{
    chl_status status = CHL_OK;

    write_head(out, result);
    write_header(out, result);
    CHL_TRY(write_sections(out, result, err));
    chl_text_add(out,
                 "</main>\n<footer>Made by chladni %s. Nothing in this"
                 " file was fetched, and nothing in it fetches.</footer>"
                 "\n",
                 chl_version());
    CHL_TRY(write_document(out, result, settings, err));
    write_script(out);
    chl_text_add(out, "</body>\n</html>\n");
out:
    return status;
}

const chl_writer chl_writer_html = { "html", ".html", render };
