#define _GNU_SOURCE
#include "lease.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "files.h"
#include "record.h"

#define MOST_NS (1LL << 62)
/* The agent's first move: a part of the lease, and no longer than it needs with many tasks. */
#define FIRST_MOVE_PART 12
#define LONGEST_FIRST_MOVE_NS (2000 * MS_NS)
/* So long the file is read again when it cannot be understood just when it decides. */
#define REREAD_PART 48
/* The head node waits this part of the lease longer, and a margin of its own. */
#define GRACE_PART 3

/*
 * "1 BOOT_ID UNTIL LENGTH TERM UNTIL end", numbers in nanoseconds. UNTIL is there twice because the agent of a full
 * disk writes it in place: what is half old and half new is no lease.
 */
bool read_lease(const char *path, struct lease *lease)
{
    char text[256], boot[64], end[4];
    long long until, length, term, again;
    if (read_small(path, text, sizeof text) <= 0 ||
        sscanf(text, "1 %63s %lld %lld %lld %lld %3s", boot, &until, &length, &term, &again, end) != 6)
        return false;
    if (strcmp(boot, boot_id) != 0 || strcmp(end, "end") != 0 || until != again)
        return false;
    if (until < 0 || until > MOST_NS || length < 0 || length > MOST_NS)
        return false;
    *lease = (struct lease){.until = until, .length = length};
    return true;
}

int64_t takeover_ns(const struct lease *lease)
{
    int64_t part = lease->length / FIRST_MOVE_PART;
    return lease->until + (part < LONGEST_FIRST_MOVE_NS ? part : LONGEST_FIRST_MOVE_NS);
}

int64_t reread_ns(const struct lease *lease) { return takeover_ns(lease) + lease->length / REREAD_PART; }

int64_t last_moment_ns(const struct lease *lease) { return lease->until + lease->length / GRACE_PART; }
