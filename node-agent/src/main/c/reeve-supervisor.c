/*
 * reeve-supervisor: starts programs for the node agent, outlives it, and writes down how they ended.
 *
 * One binary, two roles and a question:
 *
 *   spawner     reeve-supervisor --spawner DATA PIPE
 *               A small process of its own (not a descendant of the agent) that forks one supervisor for
 *               every line "ATTEMPT" read from the named pipe DATA/PIPE, and exits when the agent closes it.
 *               For "continue PID TICKS" it sends SIGCONT to that process, which Java cannot.
 *   supervisor  reeve-supervisor --attempt DATA ATTEMPT      (or forked by the spawner)
 *               Runs the program described in DATA/attempts/ATTEMPT/spec as its child, is the sub-reaper of
 *               everything below it, and stays until the kernel says that nobody is left.
 *   probe       reeve-supervisor --probe-cgroup BASE NAME
 *               Says whether programs can be contained in cgroups below BASE, by making one called NAME.
 *
 * Files in DATA/attempts/ATTEMPT, all but the spec written here:
 *
 *   spec    written by the agent, complete and never changed: NUL-ended name and value pairs
 *   run     created with O_EXCL, so an attempt is claimed once; a journal, a line for each fact:
 *             supervisor PID TICKS BOOT_ID | program PID TICKS WALL_US MONO_NS | exited ...
 *           The agent creates it itself, as a link to nothing, to make sure that an attempt never starts.
 *   order   written by the agent: what to do at SIGTERM, see escalation.c
 *   signals written by both: a line for each signal, so that an agent started later can put it on record
 *   status  how it ended; atomic (temporary file, rename), written last
 *
 * The spec names one more file, which is the node's: lease, written by the agent, see lease.c.
 *
 * The same lines go to the named pipe DATA/events when the agent reads it. A lost event is harmless: the
 * files are the truth. Nothing here is ever interpreted by a shell.
 *
 * Where to look: spawner.c, supervise.c (a supervisor's life, from the claim to the final word), program.c (the clean
 * start), escalation.c (orders, deadlines), lease.c, signals.c, tree.c and cgroup.c (whom to signal, and how),
 * record.c (the files above), spec.c, files.c and clock.h.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cgroup.h"
#include "files.h"
#include "record.h"
#include "spawner.h"
#include "supervise.h"

int main(int argc, char **argv)
{
    if (argc != 4)
        return dprintf(2, "usage: reeve-supervisor --spawner DATA PIPE | --attempt DATA ATTEMPT | "
                          "--probe-cgroup BASE NAME\n"),
               2;
    if (chdir(argv[2]) != 0)
        return dprintf(2, "reeve-supervisor: cannot enter %s: %s\n", argv[2], strerror(errno)), 1;
    close_above_2_on_exec();
    if (strcmp(argv[1], "--probe-cgroup") == 0)
        return probe_cgroup(argv[3]);
    if (!read_boot_id())
        return dprintf(2, "reeve-supervisor: cannot read the boot id\n"), 1;
    if (strcmp(argv[1], "--spawner") == 0)
        return spawner(argv[3]);
    if (strcmp(argv[1], "--attempt") == 0 && valid_attempt(argv[3])) {
        to_dev_null();
        signal(SIGPIPE, SIG_IGN);
        return supervise(argv[3]);
    }
    return dprintf(2, "reeve-supervisor: bad arguments\n"), 2;
}
