/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "markup_check.h"

#include <glib.h>
#include <string.h>

#include "support/runner.h"

typedef struct examination {
    markup_facts facts;
    GHashTable *ids;
} examination;

static bool
is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static void
examine_attribute(examination *e, const char *name, const char *value)
{
    bool points = is(name, "src") || is(name, "href") || is(name, "srcset")
                  || is(name, "action") || is(name, "poster")
                  || is(name, "xlink:href") || is(name, "data");

    if (points && value[0] != '#' && strncmp(value, "data:", 5) != 0) {
        e->facts.fetches++;
    }
    if (is(name, "style") && strstr(value, "url(") != NULL) {
        e->facts.fetches++;
    }
    if (strncmp(name, "on", 2) == 0) {
        e->facts.handlers++;
    }
    if (is(name, "id") && !g_hash_table_add(e->ids, g_strdup(value))) {
        e->facts.doubled++;
    }
}

static void
start_element(GMarkupParseContext *context, const gchar *element,
              const gchar **names, const gchar **values, gpointer user,
              GError **error)
{
    examination *e = user;
    bool named = false;

    (void) context;
    (void) error;
    for (size_t k = 0; names[k] != NULL; k++) {
        examine_attribute(e, names[k], values[k]);
        named |= (is(names[k], "alt") || is(names[k], "aria-labelledby")
                  || is(names[k], "aria-hidden"))
                 && values[k][0] != '\0';
    }
    e->facts.elements++;
    e->facts.images += is(element, "img");
    e->facts.drawings += is(element, "svg");
    e->facts.scripts += is(element, "script");
    e->facts.nameless += !named && (is(element, "img") || is(element, "svg"));
    e->facts.fetches +=
        is(element, "link") || is(element, "iframe") || is(element, "object");
}

markup_facts
markup_examine(const char *text, size_t size)
{
    static const GMarkupParser parser = { .start_element = start_element };
    examination e = { .ids = g_hash_table_new_full(g_str_hash, g_str_equal,
                                                   g_free, NULL) };
    GMarkupParseContext *context =
        g_markup_parse_context_new(&parser, G_MARKUP_DEFAULT_FLAGS, &e, NULL);
    GError *error = NULL;

    if (!g_markup_parse_context_parse(context, text, (gssize) size, &error)
        || !g_markup_parse_context_end_parse(context, &error)) {
        ck_abort_msg("%s", error->message);
    }
    g_markup_parse_context_free(context);
    g_hash_table_destroy(e.ids);
    return e.facts;
}
