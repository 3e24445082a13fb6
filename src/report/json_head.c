/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every JSON document says of itself: schema, tool, time if wanted. */
#include <string.h>
#include <time.h>

#include "report/json.h"
#include "report/libraries.h"

static void
write_tool(chl_json *json)
{
    static const struct {
        const char *name, *version;
    } libraries[] = { CHL_REPORT_LIBRARIES };

    chl_json_open(json, '{');
    chl_json_key(json, "libraries");
    chl_json_open(json, '{');
    for (size_t k = 0; k < sizeof libraries / sizeof *libraries; k++) {
        chl_json_key(json, libraries[k].name);
        chl_json_text(json, libraries[k].version);
    }
    chl_json_close(json, '}');
    chl_json_key(json, "name");
    chl_json_text(json, "chladni");
    chl_json_key(json, "version");
    chl_json_text(json, chl_version());
    chl_json_close(json, '}');
}

static void
write_time(chl_json *json)
{
    char words[32] = "";
    time_t now = time(NULL);
    struct tm parts;

    if (gmtime_r(&now, &parts) != NULL) {
        strftime(words, sizeof words, "%Y-%m-%dT%H:%M:%SZ", &parts);
    }
    chl_json_text(json, words);
}

void
chl_json_derive_head(chl_json *json, const char *name, const void *base)
{
    (void) base;
    if (strcmp(name, "schema") == 0) {
        chl_json_key(json, name);
        chl_json_text(json, json->schema);
    } else if (strcmp(name, "tool") == 0) {
        chl_json_key(json, name);
        write_tool(json);
    } else if (json->settings->stamp) {
        chl_json_key(json, name);
        write_time(json);
    }
}
