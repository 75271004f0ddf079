#define _GNU_SOURCE
#include "escalation.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include "lease.h"
#include "record.h"
#include "signals.h"

/* The agent acts first; only when it stays silent this long the supervisor carries on by itself. */
#define AGENT_FIRST_NS (250 * MS_NS)
/* A kill that finds the program between fork and exec waits this long to learn which of the two it killed. */
#define START_PATIENCE_NS (1000 * MS_NS)
/* An order, or after the time limit an agent, is looked for this often: either may come or go without a word. */
#define ORDER_LOOK_MS 2000
/* A lease that cannot be read when it is over is read again this often for a moment. */
#define REREAD_MS 10

bool order_is_new(struct escalation *e)
{
    struct stat about;
    if (stat("order", &about) != 0 || about.st_ino == e->order)
        return false;
    e->order = about.st_ino;
    return true;
}

/*
 * "1 kill=K deadline=NS continue=C signal=N end": K 1 kills now; NS is a time on CLOCK_MONOTONIC at which everything
 * is killed in case the agent is gone by then; C 1 sends SIGCONT to all now, and N, a stop signal of the task's own
 * choice, is sent after it: Java can send neither. An order that is not complete changes nothing.
 */
void obey_order(struct escalation *e, bool is_new)
{
    char text[512];
    int kill_now, proceed, number;
    long long deadline;
    char end[4];
    if (read_small("order", text, sizeof text) <= 0 ||
        sscanf(text, "1 kill=%d deadline=%lld continue=%d signal=%d %3s", &kill_now, &deadline, &proceed, &number,
               end) != 5 ||
        strcmp(end, "end") != 0)
        return;
    e->polite_at = NEVER;
    if (kill_now == 1) {
        e->kill_at = mono_ns();
        e->rounds = 0;
        e->next_round = 0;
    } else if (e->alone || deadline + AGENT_FIRST_NS < e->kill_at) {
        e->kill_at = deadline + AGENT_FIRST_NS;
    }
    if (e->kill_at > e->latest)
        e->kill_at = e->latest;
    if (is_new && proceed == 1)
        signal_all(SIGCONT);
    if (is_new && number > 0 && number < NSIG)
        signal_all(number);
}

void arm_time_limit(struct escalation *e, const struct spec *spec, int64_t start_ns)
{
    if (spec->limit_ms > 0)
        e->limit_at = start_ns + spec->limit_ms * MS_NS + AGENT_FIRST_NS;
}

void leave_to_agent(struct escalation *e, const struct spec *spec)
{
    e->limit_at = NEVER;
    if (e->kill_at != NEVER)
        return; /* it is being ended already */
    e->alone = true;
    e->polite_at = mono_ns() + AGENT_FIRST_NS;
    e->kill_at = e->polite_at + spec->grace_ms * MS_NS;
}

/* Nobody ordered this: what it is, is on record before it is done. */
static void ask_alone(const char *why, const struct spec *spec, int64_t grace_ms)
{
    note_signal(why, (int) spec->stop_signal, moment_now(), (int) grace_ms);
    signal_all(SIGCONT);
    signal_all((int) spec->stop_signal);
}

/* The time limit is the agent's to keep; while one lives, however slow, it is not overtaken. */
static void end_over_time(struct escalation *e, const struct spec *spec, int64_t now)
{
    int64_t kill_at = now + spec->grace_ms * MS_NS;
    if (agent_listens()) {
        e->limit_at = now + ORDER_LOOK_MS * MS_NS;
        return;
    }
    e->limit_at = NEVER;
    if (e->kill_at == NEVER) {
        e->alone = true;
        ask_alone("limit", spec, spec->grace_ms);
    }
    if (kill_at < e->kill_at)
        e->kill_at = kill_at;
}

/*
 * Looks at the lease, which the agent extends all the time while it hears from the head node. So it is looked at again
 * only when what was seen last is over. Nobody asks whether an agent lives: one that is stopped does, and ends nothing.
 * A file that cannot be read just then, perhaps as the agent of a full disk is writing it in place, is read again.
 */
static bool has_run_out(struct escalation *e, const struct spec *spec, int64_t now)
{
    bool seen = read_lease(spec->lease, &e->lease);
    if (!seen && e->lease.length == 0) { /* the head node has granted none yet */
        e->lease_at = now + ORDER_LOOK_MS * MS_NS;
        return false;
    }
    e->lease_at = takeover_ns(&e->lease);
    if (now < e->lease_at)
        return false;
    if (seen || now >= reread_ns(&e->lease))
        return true;
    e->lease_at = now + REREAD_MS * MS_NS;
    return false;
}

bool lease_is_over(struct escalation *e, const struct spec *spec) { return has_run_out(e, spec, mono_ns()); }

/*
 * The agent did not end it, and may be gone or stopped: another node may run the task anew soon. A program that is not
 * executed yet must not be any more, and has nothing to save: a polite signal would end the child before exec, as if the
 * program had run.
 */
static void end_without_lease(struct escalation *e, const struct spec *spec, int64_t now, bool undecided)
{
    if (!has_run_out(e, spec, now))
        return;
    int64_t last = last_moment_ns(&e->lease);
    e->lease_at = NEVER;
    e->latest = last > now ? last : now;
    int64_t kill_at = undecided ? now : now + spec->grace_ms * MS_NS;
    if (kill_at > e->latest)
        kill_at = e->latest;
    if (e->kill_at == NEVER) {
        e->alone = true;
        if (undecided)
            note_signal("lease", SIGKILL, moment_now(), 0);
        else
            ask_alone("lease", spec, (kill_at - now) / MS_NS);
    }
    if (kill_at < e->kill_at)
        e->kill_at = kill_at;
}

void run_timers(struct escalation *e, const struct spec *spec, bool undecided)
{
    int64_t now = mono_ns();
    if (now >= e->lease_at)
        end_without_lease(e, spec, now, undecided);
    if (now >= e->limit_at)
        end_over_time(e, spec, now);
    if (now >= e->polite_at) {
        e->polite_at = NEVER;
        ask_alone("left", spec, spec->grace_ms);
    }
    if (now < e->kill_at || now < e->next_round)
        return;
    if (undecided && now < e->kill_at + START_PATIENCE_NS) {
        e->next_round = e->kill_at + START_PATIENCE_NS;
        return;
    }
    kill_round(&e->killed);
    /* every 2 ms while it may help against programs that fork all the time, later four times a second */
    e->next_round = mono_ns() + (++e->rounds < 500 ? 2 : 250) * MS_NS;
}

int timeout_ms(const struct escalation *e)
{
    int64_t next = e->kill_at;
    if (next != NEVER && e->next_round > next)
        next = e->next_round;
    if (e->polite_at < next)
        next = e->polite_at;
    if (e->limit_at < next)
        next = e->limit_at;
    if (e->lease_at < next)
        next = e->lease_at;
    if (next == NEVER)
        return ORDER_LOOK_MS;
    int64_t wait = (next - mono_ns() + 999999) / MS_NS;
    return wait < 0 ? 0 : wait > ORDER_LOOK_MS ? ORDER_LOOK_MS : (int) wait;
}
