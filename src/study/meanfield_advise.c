/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The toy of the clipped WGAN in words. */
#include <math.h>
#include <string.h>

#include "study/meanfield.h"
#include "study/sentences.h"

/* A first swing that takes so many periods looks like none. */
static const double long_wait = 5.0;

static void
write_verdict(const chl_result_meanfield *s, chl_text *out)
{
    if (s->rest) {
        chl_text_add(out, "At rest: the generated law is that of the data, and "
                          "the critic's mean weight is 0.");
        return;
    }
    chl_text_add(out,
                 "It never converges: from t = %.4g on the run repeats itself "
                 "every %.4g, and the generated law swings between the data "
                 "and a distance of %.3g.",
                 s->settled, s->period, s->distance);
}

static void
write_reason(const chl_result_meanfield *s, chl_sentences *w)
{
    if (s->rest) {
        chl_text_add(chl_sentences_next(w),
                     "Only this one state rests; from any other the run "
                     "oscillates for ever, however near it starts.");
        return;
    }
    chl_text_add(chl_sentences_next(w),
                 "Why it oscillates: nothing brakes. Critic and generator hand "
                 "H = %.4g to and fro like a spring and a mass; only clipping "
                 "takes some of it away.",
                 s->energy);
}

static void
write_clipping(const chl_result_meanfield *s, chl_sentences *w)
{
    chl_text *to;

    if (s->rest) {
        return;
    }
    to = chl_sentences_next(w);
    if (isnan(s->blow_up)) {
        chl_text_add(to, "Clipping does nothing here: no weight ever reaches "
                         "the clip, and the orbit is that of a WGAN without.");
        return;
    }
    chl_text_add(to,
                 "What clipping does: from t = %.4g on weights stick to the "
                 "clip and to each other (their density blows up), until the "
                 "swing fits between -%.3g and %.3g.",
                 s->blow_up, s->clip, s->clip);
    if (s->start > s->distance) {
        chl_text_add(to,
                     " Without it the distance would go on swinging to %.3g; "
                     "what is left does not shrink any more.",
                     s->start);
    }
}

/* Largest distance of a limit: its amplitude is at most the clip. */
static double
bound_of(double clip, double ratio)
{
    return erf(chl_toy_reach(clip / sqrt(ratio)) * sqrt(0.5));
}

static void
write_remedies(const chl_result_meanfield *s, chl_sentences *w)
{
    const double clip = 0.1 * s->clip, fast = 5.0 * s->ratio;

    if (s->rest || s->game == NULL || strcmp(s->game, "normal") != 0) {
        return;
    }
    chl_text_add(chl_sentences_next(w),
                 "What to do: a clip of %.3g bounds the swing by a distance of "
                 "%.3g, at %.3g a period; a critic 5 times as fast by %.3g. "
                 "Neither ends it.",
                 clip, bound_of(clip, s->ratio),
                 chl_toy_period(clip / sqrt(s->ratio)) / sqrt(s->ratio),
                 bound_of(s->clip, fast));
    chl_text_add(chl_sentences_next(w),
                 "What ends it: a gradient penalty in place of the "
                 "clip (`chladni predict` says how strong), or the "
                 "generator's parameters averaged over whole periods, "
                 "whose mean is the solution.");
}

/* Far out the generator has no gradient. */
static void
write_freeze(const chl_result_meanfield *s, chl_sentences *w)
{
    double first = NAN;

    for (size_t k = 0; k < s->event_count && isnan(first); k++) {
        if (s->events[k].kind != NULL
            && strcmp(s->events[k].kind, "crossing") == 0) {
            first = s->events[k].t;
        }
    }
    if (!s->rest && first > long_wait * s->period) {
        chl_text_add(chl_sentences_next(w),
                     "Why it looks frozen: the generator starts where it "
                     "hardly moves (g = %.3g), and needs until t = %.4g to "
                     "come back; start it nearer, or let the clip grow.",
                     s->g0, first);
    }
}

chl_status
chl_toy_advise(const chl_result_meanfield *s, chl_result_advice **out,
               chl_error *err)
{
    chl_sentences w = { .count = 0 };
    chl_status status;

    write_verdict(s, &w.verdict);
    write_reason(s, &w);
    write_clipping(s, &w);
    write_freeze(s, &w);
    write_remedies(s, &w);
    status = chl_sentences_finish(&w, out, err);
    chl_sentences_clear(&w);
    return status;
}
