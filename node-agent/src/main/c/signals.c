#define _GNU_SOURCE
#include "signals.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cgroup.h"
#include "record.h"

struct rounds {
    int number;
    int processes;
    int64_t first_us;
};

static struct rounds sent[8]; /* by number, in order of first use */

void note_signal(const char *what, int number, struct moment at, int count)
{
    char line[100];
    snprintf(line, sizeof line, "%d %lld %lld %d", number, (long long) at.us, (long long) at.ns, count);
    append("signals", what, line);
}

/* The first of each is written down at once, all of them in the status. Not before the signal, which must not wait. */
static void note_sent(int number, int processes, struct moment at)
{
    if (processes == 0)
        return;
    for (size_t i = 0; i < sizeof sent / sizeof sent[0]; i++) {
        if (sent[i].number == 0) {
            sent[i].number = number;
            sent[i].first_us = at.us;
            note_signal("supervisor", number, at, processes);
        }
        if (sent[i].number == number) {
            sent[i].processes += processes;
            return;
        }
    }
}

/* Sends a signal to one process below us: held by a pidfd, then its parent is looked up, then signalled. */
static bool signal_descendant(const struct pids *tree, pid_t pid, int number)
{
    pid_t parent;
    unsigned long long ticks;
    int fd = (int) syscall(SYS_pidfd_open, pid, 0);
    if (fd < 0 && errno != ENOSYS)
        return false;
    bool ours = read_stat(pid, &parent, &ticks) && (parent == getpid() || contains(tree, parent));
    bool done = false;
    if (ours)
        done = fd >= 0 ? syscall(SYS_pidfd_send_signal, fd, number, NULL, 0) == 0 : kill(pid, number) == 0;
    if (fd >= 0)
        close(fd);
    return done;
}

/* The same for one that only its cgroup makes ours: it is looked up again while the pidfd holds it. */
static bool signal_member(pid_t pid, int number)
{
    struct pids now = {0};
    int fd = (int) syscall(SYS_pidfd_open, pid, 0);
    if (fd < 0)
        return false;
    add_members(&now);
    bool done = contains(&now, pid) && syscall(SYS_pidfd_send_signal, fd, number, NULL, 0) == 0;
    free(now.pid);
    close(fd);
    return done;
}

void signal_all(int number)
{
    struct pids tree = {0};
    struct moment now = moment_now();
    int processes = 0;
    add_descendants(&tree);
    size_t below = tree.count;
    add_members(&tree);
    for (size_t i = 0; i < tree.count; i++)
        if (i < below ? signal_descendant(&tree, tree.pid[i], number) : signal_member(tree.pid[i], number))
            processes++;
    free(tree.pid);
    note_sent(number, processes, now);
}

/*
 * The kernel kills the members of the cgroup. A child may have left it, where the task has the right to; a child's pid
 * cannot be reused, as it stays a zombie until we wait for it.
 */
void kill_round(struct pids *before)
{
    struct pids killed = {0};
    struct moment now = moment_now();
    int processes = 0;
    add_own_children(&killed);
    size_t children = killed.count;
    add_members(&killed);
    kill_members();
    for (size_t i = 0; i < killed.count; i++)
        if ((i >= children || kill(killed.pid[i], SIGKILL) == 0) && !contains(before, killed.pid[i]))
            processes++;
    free(before->pid);
    *before = killed;
    note_sent(SIGKILL, processes, now);
}

void format_signals(char *text, size_t room)
{
    size_t used = 0;
    snprintf(text, room, "-");
    for (size_t i = 0; i < sizeof sent / sizeof sent[0] && sent[i].number != 0; i++)
        used += (size_t) snprintf(text + used, room - used, "%s%d:%d:%lld", used ? "," : "", sent[i].number,
                                  sent[i].processes, (long long) sent[i].first_us);
}
