#define _GNU_SOURCE
#include "supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgroup.h"
#include "clock.h"
#include "escalation.h"
#include "program.h"
#include "record.h"
#include "signals.h"
#include "spec.h"
#include "tree.h"

static int own_signals = -1; /* signalfd for SIGCHLD and SIGTERM */

struct life {
    struct spec spec;
    pid_t program;
    int outcome;         /* pipe from the child until exec closes it, then -1 */
    bool started, ended; /* the program itself */
    bool childless;      /* nobody is left to wait for; the cgroup may hold more */
    bool left;           /* it left processes behind, and that was told */
    struct failure failure;
    int wait_status;
    struct rusage usage;
    int64_t start_us, exit_us, gone_us;
    int left_behind;
    struct escalation end;
};

static void format_exit(const struct life *life, char *line, size_t room)
{
    int status = life->wait_status;
    snprintf(line, room, "kind=%s code=%d core=%d at=%lld left=%d", WIFEXITED(status) ? "exit" : "signal",
             WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status), WIFSIGNALED(status) && WCOREDUMP(status),
             (long long) life->exit_us, life->left_behind);
}

static void finish(const struct life *life)
{
    char line[900], end[160], signals[320];
    if (life->failure.stage != 0)
        snprintf(end, sizeof end, "kind=start-failure stage=%d error=%d", life->failure.stage, life->failure.error);
    else
        format_exit(life, end, sizeof end);
    format_signals(signals, sizeof signals);
    long long cpu_us = (life->usage.ru_utime.tv_sec + life->usage.ru_stime.tv_sec) * 1000000LL +
                       life->usage.ru_utime.tv_usec + life->usage.ru_stime.tv_usec;
    snprintf(line, sizeof line, "%s pid=%d start=%lld gone=%lld cpu=%lld rss=%lld signals=%s boot=%s end", end,
             life->started ? (int) life->program : 0, (long long) life->start_us, (long long) life->gone_us, cpu_us,
             (long long) life->usage.ru_maxrss * 1024, signals, boot_id);
    write_status(line);
}

/* The node's own trouble: nothing was started. */
static int refuse(int error)
{
    struct life never = {.failure = {.stage = STAGE_NODE, .error = error}, .gone_us = wall_us()};
    finish(&never);
    return 1;
}

/* The child reached exec (the pipe closed) or says why not. */
static void learn_outcome(struct life *life)
{
    ssize_t n = read(life->outcome, &life->failure, sizeof life->failure);
    close(life->outcome);
    life->outcome = -1;
    if (n == (ssize_t) sizeof life->failure)
        return;
    life->failure = (struct failure){0};
    life->end.next_round = 0; /* a kill that waited for this goes on at once */
    if (life->end.rounds > 0) { /* killed while it still waited for a file to open: see run_timers */
        life->failure = (struct failure){.stage = STAGE_NODE, .error = EINTR};
        return;
    }
    life->started = true;
    pid_t parent;
    unsigned long long ticks = 0;
    int64_t now = mono_ns();
    char line[200];
    read_stat(life->program, &parent, &ticks); /* works for a zombie too: it is ours until waited for */
    snprintf(line, sizeof line, "%d %llu %lld %lld", (int) life->program, ticks, (long long) life->start_us,
             (long long) now);
    arm_time_limit(&life->end, &life->spec, now);
    append("run", "program", line);
    char event[300];
    read_stat(getpid(), &parent, &ticks);
    snprintf(event, sizeof event, "%s %d %llu", line, (int) getpid(), ticks);
    tell("started", event);
}

/* The program left processes behind. They are ended with it; the agent is given the first move. */
static void begin_left_behind(struct life *life)
{
    struct pids tree = {0};
    char line[160];
    add_descendants(&tree);
    add_members(&tree);
    life->left = true;
    life->left_behind = (int) tree.count;
    free(tree.pid);
    format_exit(life, line, sizeof line);
    append("run", "exited", line);
    tell("exited", line);
    leave_to_agent(&life->end, &life->spec);
}

/* Waits for everything that ended. False when the kernel says that nobody is left. */
static bool reap(struct life *life)
{
    for (;;) {
        int status;
        struct rusage usage;
        pid_t pid = wait4(-1, &status, WNOHANG, &usage);
        if (pid < 0 && errno == EINTR)
            continue;
        if (pid < 0)
            return false;
        if (pid == 0) {
            if (life->ended && !life->left && life->failure.stage == 0)
                begin_left_behind(life);
            return true;
        }
        if (pid == life->program && !life->ended) {
            life->ended = true;
            life->wait_status = status;
            life->usage = usage;
            life->exit_us = wall_us();
        }
    }
}

/*
 * All below us were waited for. What came into the cgroup by another way is of the attempt all the same, and is ended
 * like what the program left behind.
 */
static bool only_strangers_left(struct life *life)
{
    life->childless = true;
    if (life->failure.stage != 0 || !cgroup_populated())
        return false;
    if (!life->left)
        begin_left_behind(life);
    return true;
}

static void stay_until_all_gone(struct life *life)
{
    for (;;) {
        struct pollfd wait_for[3] = {{.fd = own_signals, .events = POLLIN},
                                     {.fd = life->outcome, .events = POLLIN},
                                     {.fd = life->childless ? cgroup_events() : -1, .events = POLLPRI}};
        poll(wait_for, 3, timeout_ms(&life->end));
        if (life->outcome >= 0 && wait_for[1].revents != 0)
            learn_outcome(life);
        bool ordered = false;
        struct signalfd_siginfo info;
        while (read(own_signals, &info, sizeof info) == (ssize_t) sizeof info)
            ordered |= info.ssi_signo == SIGTERM;
        if (life->outcome < 0 && !reap(life) && !only_strangers_left(life))
            return;
        bool is_new = order_is_new(&life->end);
        if (ordered || is_new)
            obey_order(&life->end, is_new);
        run_timers(&life->end, &life->spec, life->outcome >= 0);
    }
}

/* A supervisor hears only of its children and of the agent; nothing ends it but SIGKILL. */
static bool listen_for_signals(void)
{
    sigset_t all, watched;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    signal(SIGCHLD, SIG_DFL);
    sigemptyset(&watched);
    sigaddset(&watched, SIGCHLD);
    sigaddset(&watched, SIGTERM);
    own_signals = signalfd(-1, &watched, SFD_NONBLOCK | SFD_CLOEXEC);
    return own_signals >= 0;
}

static bool enter_directory(const char *name)
{
    char path[128];
    attempt = name;
    snprintf(path, sizeof path, "attempts/%s", name);
    return chdir(path) == 0;
}

int supervise(const char *name)
{
    static struct life life = {.outcome = -1, .end = NO_ESCALATION};
    char title[16];
    int trouble;
    setsid();
    if (!listen_for_signals() || !enter_directory(name))
        return 1;
    if (!claim(&trouble))
        return 0;
    if (trouble != 0)
        return refuse(trouble); /* an agent that starts anew would not find the program */
    snprintf(title, sizeof title, "reeve:%.9s", name);
    prctl(PR_SET_NAME, title);
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
        return refuse(errno);
    if (!read_spec(&life.spec))
        return refuse(EINVAL);
    if (lease_is_over(&life.end, &life.spec))
        return refuse(ETIME); /* nobody would end in time what is started now */
    if (!make_cgroup(life.spec.cgroup))
        return refuse(errno);
    life.start_us = wall_us();
    life.program = start_program(&life.spec, &life.outcome);
    if (life.program < 0) {
        trouble = errno;
        remove_cgroup();
        return refuse(trouble);
    }
    stay_until_all_gone(&life);
    life.gone_us = wall_us();
    remove_cgroup();
    finish(&life);
    return 0;
}

void report_no_fork(const char *name, int error)
{
    int trouble; /* the fork's error says more */
    int back = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (enter_directory(name) && claim(&trouble))
        refuse(error);
    if (fchdir(back) != 0)
        _exit(1);
    close(back);
}
