/* What to run: the file spec, written by the agent, complete and never changed. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct spec {
    const char *work_dir, *in, *out, *err, *path;
    const char *lease;  /* the file with the node's lease */
    const char *cgroup; /* where to make the attempt's own; empty for none */
    int64_t stop_signal, mask;
    int64_t grace_ms; /* for ends that nobody asked for: the time limit, processes left behind */
    int64_t limit_ms; /* how long the program may run; 0 for ever */
    char **argv, **envp;
    size_t argc, envc;
};

/* False when it is not complete, or has more than it may: nothing must be started then. */
bool read_spec(struct spec *spec);
