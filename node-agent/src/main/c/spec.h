/* What to run: the file spec, written by the agent, complete and never changed. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct spec {
    const char *work_dir, *in, *out, *err, *path;
    int stop_signal;
    int64_t left_grace_ns;
    mode_t mask;
    char **argv, **envp;
};

/* False when it is not complete or not for this attempt: nothing must be started then. */
bool read_spec(struct spec *spec);
