/* The process that forks supervisors. */
#pragma once

/*
 * Makes the pipes, says "ready PID" on standard output and goes on in a child that is no descendant of the agent:
 * whoever kills the agent's process tree does not reach the tasks. The current directory is DATA.
 */
int spawner(const char *pipe_name);
