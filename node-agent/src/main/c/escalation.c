#define _GNU_SOURCE
#include "escalation.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include "signals.h"

/* The agent acts first; only when it stays silent this long the supervisor carries on by itself. */
#define AGENT_FIRST_NS (250 * MS_NS)
/* A kill that finds the program between fork and exec waits this long to learn which of the two it killed. */
#define START_PATIENCE_NS (1000 * MS_NS)
/* An order is looked for this often, in case the agent died between writing it and saying so. */
#define ORDER_LOOK_MS 2000

bool order_is_new(struct escalation *e)
{
    struct stat about;
    if (stat("order", &about) != 0 || about.st_ino == e->order)
        return false;
    e->order = about.st_ino;
    return true;
}

/*
 * "1 kill=K deadline=NS signal=N end": K 1 kills now; NS is a time on CLOCK_MONOTONIC at which everything is killed
 * in case the agent is gone by then; N is sent to all now (SIGCONT or a stop signal of the task's own choice, which
 * Java cannot send). An order that is not complete changes nothing.
 */
void obey_order(struct escalation *e, bool is_new)
{
    char text[512];
    int kill_now, number;
    long long deadline;
    char end[4];
    if (read_small("order", text, sizeof text) <= 0 ||
        sscanf(text, "1 kill=%d deadline=%lld signal=%d %3s", &kill_now, &deadline, &number, end) != 4 ||
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
    if (is_new && number > 0 && number < NSIG)
        signal_all(number);
}

void leave_to_agent(struct escalation *e, int64_t grace_ns)
{
    if (e->kill_at != NEVER)
        return; /* it is being ended already */
    e->alone = true;
    e->polite_at = mono_ns() + AGENT_FIRST_NS;
    e->kill_at = e->polite_at + grace_ns;
}

void run_timers(struct escalation *e, int stop_signal, bool undecided)
{
    int64_t now = mono_ns();
    if (now >= e->polite_at) {
        e->polite_at = NEVER;
        note_signal("left", stop_signal, moment_now(), 0);
        signal_all(SIGCONT);
        signal_all(stop_signal);
    }
    if (now < e->kill_at || now < e->next_round)
        return;
    if (undecided && now < e->kill_at + START_PATIENCE_NS) {
        e->next_round = e->kill_at + START_PATIENCE_NS;
        return;
    }
    kill_children(&e->killed);
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
    if (next == NEVER)
        return ORDER_LOOK_MS;
    int64_t wait = (next - mono_ns() + 999999) / MS_NS;
    return wait < 0 ? 0 : wait > ORDER_LOOK_MS ? ORDER_LOOK_MS : (int) wait;
}
