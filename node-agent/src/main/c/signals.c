#define _GNU_SOURCE
#include "signals.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "record.h"

struct rounds {
    int number;
    int processes;
    int64_t first_us;
};

static struct rounds sent[8]; /* by number, in order of first use */

void note_signal(const char *what, int number, struct moment at, int processes)
{
    char line[100];
    snprintf(line, sizeof line, "%d %lld %lld %d", number, (long long) at.us, (long long) at.ns, processes);
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

void signal_all(int number)
{
    struct pids tree = {0};
    struct moment now = moment_now();
    int processes = 0;
    add_descendants(&tree);
    for (size_t i = 0; i < tree.count; i++)
        if (signal_descendant(&tree, tree.pid[i], number))
            processes++;
    free(tree.pid);
    note_sent(number, processes, now);
}

/* A pid cannot be reused here: the child stays a zombie until we wait for it. */
void kill_children(struct pids *before)
{
    struct pids children = {0};
    struct moment now = moment_now();
    int processes = 0;
    add_own_children(&children);
    for (size_t i = 0; i < children.count; i++)
        if (kill(children.pid[i], SIGKILL) == 0 && !contains(before, children.pid[i]))
            processes++;
    free(before->pid);
    *before = children;
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
