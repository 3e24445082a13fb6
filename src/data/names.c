/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of files as people read and order them; independent of the locale. */
#include "data/names.h"

#include <string.h>

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t
count_digits(const char *text)
{
    size_t count = 0;

    while (is_digit(text[count])) {
        count++;
    }
    return count;
}

static const char *
skip_zeros(const char *text)
{
    while (text[0] == '0' && is_digit(text[1])) {
        text++;
    }
    return text;
}

/* Compare the numbers at *a and *b and move behind them. */
static int
compare_numbers(const char **a, const char **b)
{
    const char *x = skip_zeros(*a), *y = skip_zeros(*b);
    size_t nx = count_digits(x), ny = count_digits(y);

    *a = x + nx;
    *b = y + ny;
    if (nx != ny) {
        return nx < ny ? -1 : 1;
    }
    return memcmp(x, y, nx);
}

/* A slash sorts before all other bytes, so that folders stay together. */
static int
rank_of(char c)
{
    return c == '\0' ? -2 : c == '/' ? -1 : (unsigned char) c;
}

int
chl_name_compare(const char *a, const char *b)
{
    const char *x = a, *y = b;

    while (*x != '\0' || *y != '\0') {
        int order;

        if (is_digit(*x) && is_digit(*y)) {
            order = compare_numbers(&x, &y);
        } else {
            order = rank_of(*x) - rank_of(*y);
            x += order == 0;
            y += order == 0;
        }
        if (order != 0) {
            return order;
        }
    }
    return strcmp(a, b);
}

void
chl_name_extension(const char *name, char *extension, size_t size)
{
    const char *slash = strrchr(name, '/');
    const char *base = slash != NULL ? slash + 1 : name;
    const char *dot = strrchr(base, '.');
    size_t length = 0;

    if (dot == NULL || dot == base) {
        dot = "";
    }
    for (; dot[length] != '\0' && length + 1 < size; length++) {
        char c = dot[length];

        extension[length] = c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c;
    }
    extension[length] = '\0';
}

bool
chl_name_is_hidden(const char *path)
{
    static const char resource_forks[] = "__MACOSX/";

    for (const char *part = path; part != NULL;) {
        if (part[0] == '.' && strncmp(part, "./", 2) != 0) {
            return true;
        }
        if (strncmp(part, resource_forks, sizeof resource_forks - 1) == 0) {
            return true;
        }
        part = strchr(part, '/');
        part = part != NULL ? part + 1 : NULL;
    }
    return false;
}
