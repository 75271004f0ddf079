/* The whole life of a supervisor. */
#pragma once

/*
 * Runs the attempt and stays until nothing of it is left; the current directory is DATA. Returns the exit code for
 * the supervisor itself: 0 also when somebody else has claimed the attempt.
 */
int supervise(const char *name);

/* For a supervisor that could not be forked: says so in its place, as nobody else can. */
void report_no_fork(const char *name, int error);
