/*
 * The node's lease, kept by the agent in one file for all attempts: what is below it runs no longer than this, as the
 * head node counts on it.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct lease {
    int64_t until;  /* CLOCK_MONOTONIC */
    int64_t length; /* how long it was when it was granted */
};

/* False, and nothing is changed, when there is none of this boot or it cannot be read. */
bool read_lease(const char *path, struct lease *lease);

/* When a supervisor takes over that the agent has not ended: it is given the first move. */
int64_t takeover_ns(const struct lease *lease);

/* Until when a lease that is over, and cannot be read just then, is read again: it may have been extended. */
int64_t reread_ns(const struct lease *lease);

/* When everything must be gone. */
int64_t last_moment_ns(const struct lease *lease);
