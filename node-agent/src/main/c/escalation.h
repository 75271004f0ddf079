/*
 * Ending what runs: on the agent's order, or alone when no agent is there to give one. Politely first, at the
 * deadline by force, and by force again until nothing is left.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "clock.h"
#include "lease.h"
#include "spec.h"
#include "tree.h"

struct escalation {
    int64_t limit_at, polite_at, kill_at, next_round; /* CLOCK_MONOTONIC; NEVER when not armed */
    int64_t lease_at;   /* when to look at the node's lease again */
    struct lease lease; /* as it was seen last; of length 0 before */
    int64_t latest;     /* no order moves the kill behind this: the lease was over */
    int rounds;         /* of killing, so far */
    struct pids killed; /* in the last round */
    ino_t order;        /* the order file that was read last; 0 before the first */
    bool alone;         /* what is armed was not ordered: the agent was given the first move, and is silent so far */
};

#define NO_ESCALATION {.limit_at = NEVER, .polite_at = NEVER, .kill_at = NEVER, .latest = NEVER}

/* Whether there is an order that was not read yet: each one is a new file, renamed into its place. */
bool order_is_new(struct escalation *e);

/* Reads the order and obeys. A deadline is never moved to a later time; a signal is sent only for a new order. */
void obey_order(struct escalation *e, bool is_new);

/* The program was executed: its time runs. */
void arm_time_limit(struct escalation *e, const struct spec *spec, int64_t start_ns);

/* Whether the node's lease is over, so that nothing may be started any more. Else it is kept from now on. */
bool lease_is_over(struct escalation *e, const struct spec *spec);

/* The program ended and the agent shall end what is left of it; arms what happens if it does not. */
void leave_to_agent(struct escalation *e, const struct spec *spec);

/*
 * Does what is due. While it is undecided whether the program was executed, a round of killing waits a little, and
 * nothing is asked politely.
 */
void run_timers(struct escalation *e, const struct spec *spec, bool undecided);

/* How long to wait for something else, in milliseconds. */
int timeout_ms(const struct escalation *e);
