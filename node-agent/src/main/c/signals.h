/*
 * Sending signals to the processes below this supervisor and in its cgroup, and to no other: own children cannot be
 * recycled before they are waited for, others are held by a pidfd while it is checked whose they are.
 */
#pragma once
#include <stddef.h>

#include "clock.h"
#include "tree.h"

/* Sends a signal to everything of the attempt. */
void signal_all(int number);

/*
 * One round of killing: SIGKILL to everything in the cgroup, and to every own child. What a killed child leaves behind
 * becomes our child and dies in the next round. Those of the round before are not counted again.
 */
void kill_round(struct pids *before);

/*
 * Adds a line to signals, where an agent that is started later finds it: WHAT NUMBER WALL_US MONO_NS COUNT, of
 * processes; in a line that says why the supervisor acts on its own, of milliseconds of grace.
 */
void note_signal(const char *what, int number, struct moment at, int count);

/* What was sent: NUMBER:PROCESSES:FIRST_US with commas between, or "-". */
void format_signals(char *text, size_t room);
