/* The program's start: fork, a clean environment, exec. */
#pragma once
#include <sys/types.h>

#include "spec.h"

enum stage { STAGE_WORK_DIR = 1, STAGE_STDIN, STAGE_STDOUT, STAGE_STDERR, STAGE_EXEC, STAGE_NODE };

struct failure {
    int stage; /* 0: none */
    int error;
};

/*
 * Forks the program; -1 when it cannot. A failed start comes back through the pipe as a struct failure; a started
 * one closes it by exec.
 */
pid_t start_program(const struct spec *spec, int *outcome);
