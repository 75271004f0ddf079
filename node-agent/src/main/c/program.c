#define _GNU_SOURCE
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cgroup.h"
#include "files.h"

/* execvp without its fallback to a shell for files of unknown format. Returns only when it failed. */
static void execute(const struct spec *spec)
{
    const char *program = spec->argv[0];
    if (strchr(program, '/') != NULL) {
        execve(program, spec->argv, spec->envp);
        return;
    }
    int worst = ENOENT;
    for (const char *part = spec->path;; part++) {
        size_t length = strcspn(part, ":");
        char full[4096];
        int n = length == 0 ? snprintf(full, sizeof full, "./%s", program)
                            : snprintf(full, sizeof full, "%.*s/%s", (int) length, part, program);
        if (n < (int) sizeof full && *program != '\0') {
            execve(full, spec->argv, spec->envp);
            if (errno != ENOENT && errno != ENOTDIR && errno != EACCES)
                return;
            if (errno == EACCES)
                worst = EACCES; /* found but not executable beats not found */
        }
        part += length;
        if (*part == '\0')
            break;
    }
    errno = worst;
}

static int open_onto(int target, const char *path, int flags)
{
    int fd = open(path, flags | O_NOCTTY | O_CLOEXEC, 0666);
    if (fd < 0 || dup2(fd, target) < 0)
        return -1;
    close(fd);
    return 0;
}

/*
 * Every signal back to its default. By system call, as the C library hides the two it uses itself (32 and 33), which
 * some parents leave ignored; the kernel's structure with all its bits zero means SIG_DFL.
 */
static void default_signals(void)
{
    const unsigned long zeros[8] = {0};
    for (int number = 1; number <= 64; number++)
        syscall(SYS_rt_sigaction, number, zeros, NULL, 8);
}

/* In the child, between fork and exec: a clean start. Returns the stage that failed; errno says why. */
static int become_program(const struct spec *spec)
{
    sigset_t none;
    setsid();
    default_signals();
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    umask((mode_t) spec->mask);
    if (chdir(spec->work_dir) != 0)
        return STAGE_WORK_DIR;
    if (open_onto(0, spec->in, O_RDONLY) != 0)
        return STAGE_STDIN;
    if (open_onto(1, spec->out, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND) != 0)
        return STAGE_STDOUT;
    if (strcmp(spec->out, spec->err) == 0 ? dup2(1, 2) < 0
                                          : open_onto(2, spec->err, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND) != 0)
        return STAGE_STDERR;
    close_above_2_on_exec();
    execute(spec);
    return STAGE_EXEC;
}

pid_t start_program(const struct spec *spec, int *outcome)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    pid_t pid = fork_into_cgroup();
    if (pid == 0) {
        struct failure failure = {.stage = become_program(spec), .error = errno};
        if (write(ends[1], &failure, sizeof failure) < 0)
            _exit(126);
        _exit(127);
    }
    int error = errno;
    close(ends[1]);
    if (pid < 0)
        close(ends[0]);
    *outcome = ends[0];
    errno = error;
    return pid;
}
