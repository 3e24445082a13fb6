/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line on stderr that says where a long computation stands. */
#include "progress.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "terminal.h"

enum {
    STAGE_COLUMNS = 20, /* "principal directions"                            */
    BAR_CELLS = 24,
    LEAST_CELLS = 5,   /* fewer say nothing                                   */
    REST_COLUMNS = 21, /* " [" and "] 100 %  123:45 left"                     */
    LINE_COLUMNS = STAGE_COLUMNS + BAR_CELLS + REST_COLUMNS
};

static const double redraw_seconds = 0.1;

/* A handler may touch nothing else. */
static volatile sig_atomic_t interrupted;

static void
interrupt(int number)
{
    interrupted = number;
}

void
interruption_watch(void)
{
    struct sigaction action = { .sa_handler = interrupt,
                                .sa_flags = (int) SA_RESETHAND };

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int
interruption_signal(void)
{
    return interrupted;
}

static double
seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

static void
describe_rest(double elapsed, double share, char *buffer, size_t size)
{
    double rest = share > 0 ? elapsed * (1 - share) / share : -1;

    buffer[0] = '\0';
    if (elapsed > 1 && rest >= 0 && rest < 360000) {
        snprintf(buffer, size, "%d:%02d left", (int) rest / 60,
                 (int) rest % 60);
    }
}

/* " [####....]" as wide as there is room for, or nothing. */
static void
fill_cells(double share, size_t columns, char *buffer)
{
    size_t room = columns > STAGE_COLUMNS + REST_COLUMNS
                      ? columns - STAGE_COLUMNS - REST_COLUMNS
                      : 0;
    size_t cells = room < BAR_CELLS ? room : BAR_CELLS;
    size_t full = (size_t) (share * (double) cells);

    buffer[0] = '\0';
    if (cells >= LEAST_CELLS) {
        memcpy(buffer, " [", 2);
        memset(buffer + 2, '.', cells);
        memset(buffer + 2, '#', full);
        memcpy(buffer + 2 + cells, "]", 2);
    }
}

static void
draw(progress_bar *bar, const chl_progress_event *now, double time)
{
    double share = now->total > 0 ? now->done / now->total : 0;
    char cells[BAR_CELLS + 4], rest[32], line[LINE_COLUMNS + 32];
    /* A line that fills the last column would begin another one. */
    size_t columns = terminal_width(STDERR_FILENO) - 1;
    int width = (int) (columns < LINE_COLUMNS ? columns : LINE_COLUMNS);

    share = share < 0 ? 0 : share > 1 ? 1 : share;
    fill_cells(share, columns, cells);
    describe_rest(time - bar->stage_began, share, rest, sizeof rest);
    snprintf(line, sizeof line, "%-*.*s%s %3.0f %%  %s", STAGE_COLUMNS,
             STAGE_COLUMNS, now->stage, cells, 100 * share, rest);
    fprintf(stderr, "\r%-*.*s", width, width, line);
    fflush(stderr);
    bar->drawn = (size_t) width > bar->drawn ? (size_t) width : bar->drawn;
    bar->last_drawn = time;
}

static bool
report(void *user, const chl_progress_event *now)
{
    progress_bar *bar = user;
    double time;

    if (interrupted) {
        return false;
    }
    if (!bar->shown) {
        return true;
    }
    time = seconds();
    if (bar->stage == NULL || strcmp(bar->stage, now->stage) != 0) {
        bar->stage = now->stage;
        bar->stage_began = time;
    }
    if (time - bar->last_drawn >= redraw_seconds) {
        draw(bar, now, time);
    }
    return true;
}

void
progress_open(progress_bar *bar, bool wanted)
{
    *bar = (progress_bar){ .shown = wanted && isatty(STDERR_FILENO) };
    bar->last_drawn = seconds();
}

chl_progress
progress_callback(progress_bar *bar)
{
    return (chl_progress){ report, bar };
}

void
progress_close(progress_bar *bar)
{
    if (bar->drawn > 0) {
        fprintf(stderr, "\r%*s\r", (int) bar->drawn, "");
        fflush(stderr);
    }
    bar->drawn = 0;
    bar->shown = false;
}
