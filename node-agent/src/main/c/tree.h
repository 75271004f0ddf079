/* The processes below this supervisor, as /proc shows them. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct pids {
    pid_t *pid;
    size_t count, room;
};

/* Parent and start time of a process; false when there is no such process. */
bool read_stat(pid_t pid, pid_t *parent, unsigned long long *ticks);

bool contains(const struct pids *list, pid_t pid);

/* Adds every number in an open file, which it closes, that is not in the list yet. */
void add_pids_in(struct pids *list, int fd);

void add_own_children(struct pids *list);

/* Everything below this supervisor: orphans come to it, so the tree is complete up to forks under way. */
void add_descendants(struct pids *list);
