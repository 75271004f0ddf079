#define _GNU_SOURCE
#include "signals.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"

struct rounds {
    int number;
    int processes;
    int64_t first_us;
};

static struct rounds sent[8]; /* by number, in order of first use */

static void note_sent(int number, int processes)
{
    if (processes == 0)
        return;
    for (size_t i = 0; i < sizeof sent / sizeof sent[0]; i++) {
        if (sent[i].number == 0) {
            sent[i].number = number;
            sent[i].first_us = wall_us();
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
    int processes = 0;
    add_descendants(&tree);
    for (size_t i = 0; i < tree.count; i++)
        if (signal_descendant(&tree, tree.pid[i], number))
            processes++;
    free(tree.pid);
    note_sent(number, processes);
}

/* A pid cannot be reused here: the child stays a zombie until we wait for it. */
void kill_children(struct pids *before)
{
    struct pids now = {0};
    int processes = 0;
    add_own_children(&now);
    for (size_t i = 0; i < now.count; i++)
        if (kill(now.pid[i], SIGKILL) == 0 && !contains(before, now.pid[i]))
            processes++;
    free(before->pid);
    *before = now;
    note_sent(SIGKILL, processes);
}

void format_signals(char *text, size_t room)
{
    size_t used = 0;
    snprintf(text, room, "-");
    for (size_t i = 0; i < sizeof sent / sizeof sent[0] && sent[i].number != 0; i++)
        used += (size_t) snprintf(text + used, room - used, "%s%d:%d:%lld", used ? "," : "", sent[i].number,
                                  sent[i].processes, (long long) sent[i].first_us);
}
