/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the terminal behind stdout or stderr can show. */
#include "terminal.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char *
variable(const char *name)
{
    const char *text = getenv(name);

    return text != NULL ? text : "";
}

bool
terminal_color(const char *when)
{
    const char *force = variable("CLICOLOR_FORCE");

    if (strcmp(when, "auto") != 0) {
        return strcmp(when, "always") == 0;
    }
    if (variable("NO_COLOR")[0] != '\0') {
        return false;
    }
    if (force[0] != '\0' && strcmp(force, "0") != 0) {
        return true;
    }
    if (strcmp(variable("TERM"), "dumb") == 0) {
        return false;
    }
    return isatty(STDOUT_FILENO) == 1;
}

bool
terminal_is_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

size_t
terminal_width(int descriptor)
{
    struct winsize window;
    long columns;

    if (ioctl(descriptor, TIOCGWINSZ, &window) == 0 && window.ws_col > 0) {
        return window.ws_col;
    }
    columns = strtol(variable("COLUMNS"), NULL, 10);
    return columns >= 20 && columns <= 1000 ? (size_t) columns : 80;
}
