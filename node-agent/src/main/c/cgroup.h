/*
 * The attempt's own cgroup (version 2), where the node gives it one: the kernel's list of everything the program ever
 * forked, and a kill of all of it in one step. This supervisor stays outside, so that it survives that kill.
 */
#pragma once
#include <stdbool.h>
#include <sys/types.h>

#include "tree.h"

/*
 * Makes it, parent and all, and keeps it open; an empty path is for none. False when it cannot, errno says why. The
 * path stays the caller's.
 */
bool make_cgroup(const char *path);

/* fork; the child is born in the cgroup if there is one, so that nothing of it was ever outside. */
pid_t fork_into_cgroup(void);

/* Adds its processes to those in the list, each once. What is in cgroups that the task made below is left out. */
void add_members(struct pids *list);

/* SIGKILL to all in it and below it, forks under way included. */
void kill_members(void);

/* Whether a process that was not waited for yet is in it or below it. */
bool cgroup_populated(void);

/* A descriptor that polls POLLPRI when that changes; -1 without a cgroup. */
int cgroup_events(void);

/* Removes it, what the task made below it, and the parent when this was its last. */
void remove_cgroup(void);

/*
 * Tries all of it out on the given path, with a child. Says "ok" or what failed on standard output; the exit code says
 * the same.
 */
int probe_cgroup(const char *path);
