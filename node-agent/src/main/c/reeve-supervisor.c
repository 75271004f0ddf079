/*
 * reeve-supervisor: starts programs for the node agent, outlives it, and writes down how they ended.
 *
 * One binary, two roles:
 *
 *   spawner     reeve-supervisor --spawner DATA PIPE
 *               A small process of its own (not a descendant of the agent) that forks one supervisor for
 *               every line "ATTEMPT" read from the named pipe DATA/PIPE, and exits when the agent closes it.
 *   supervisor  reeve-supervisor --attempt DATA ATTEMPT      (or forked by the spawner)
 *               Runs the program described in DATA/attempts/ATTEMPT/spec as its child, is the sub-reaper of
 *               everything below it, and stays until the kernel says that nobody is left.
 *
 * Files in DATA/attempts/ATTEMPT, all but the spec written here:
 *
 *   spec    written by the agent, complete and never changed: NUL-ended name and value pairs
 *   run     created with O_EXCL, so an attempt is claimed once; a journal, a line for each fact:
 *             supervisor PID TICKS BOOT_ID | program PID TICKS WALL_US MONO_NS | exited ...
 *           The agent creates it itself ("prevented") to make sure that an attempt never starts.
 *   order   written by the agent: what to do at SIGTERM, see read_order
 *   status  how it ended; atomic (temporary file, rename), written last
 *
 * The same lines go to the named pipe DATA/events when the agent reads it. A lost event is harmless: the
 * files are the truth. Nothing here is ever interpreted by a shell. Signals are sent only to processes that
 * are proved to be below this supervisor: own children cannot be recycled before they are waited for, others
 * are held by a pidfd while their parentage is checked.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The agent acts first; only when it stays silent this long the supervisor carries on by itself. */
#define AGENT_FIRST_NS (250 * 1000000LL)
/* A kill that finds the program between fork and exec waits this long to learn which of the two it killed. */
#define START_PATIENCE_NS (1000 * 1000000LL)
#define EVENTS_BYTES (1024 * 1024)
/* An order is looked for this often, in case the agent died between writing it and saying so. */
#define ORDER_LOOK_MS 2000
#define SPEC_MAX (1024 * 1024)
#define NEVER INT64_MAX

enum stage { STAGE_WORK_DIR = 1, STAGE_STDIN, STAGE_STDOUT, STAGE_STDERR, STAGE_EXEC, STAGE_NODE };

struct failure {
    int stage;
    int error;
};

struct spec {
    const char *work_dir, *in, *out, *err, *path;
    int stop_signal;
    int64_t left_grace_ns;
    mode_t mask;
    char **argv, **envp;
};

struct pids {
    pid_t *pid;
    size_t count, room;
};

struct rounds { /* signals this supervisor sent, by number, in order of first use */
    int number;
    int processes;
    int64_t first_us;
};

static char boot_id[64];
static const char *key;        /* the attempt, for example 12.1.0.1 */
static int own_signals = -1;   /* signalfd for SIGCHLD and SIGTERM */
static struct rounds sent[8];

/* ---------------------------------------------------------------- time, files, events */

static int64_t clock_ns(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int64_t mono_ns(void) { return clock_ns(CLOCK_MONOTONIC); }
static int64_t wall_us(void) { return clock_ns(CLOCK_REALTIME) / 1000; }

static bool write_all(int fd, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, data, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        data += n;
        length -= (size_t) n;
    }
    return true;
}

/* Reads a small file into a buffer and ends it with NUL; -1 when it cannot be read. */
static ssize_t read_small(const char *name, char *buffer, size_t room)
{
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    size_t have = 0;
    ssize_t n = 0;
    while (have < room - 1 && (n = read(fd, buffer + have, room - 1 - have)) > 0)
        have += (size_t) n;
    close(fd);
    buffer[have] = '\0';
    return n < 0 ? -1 : (ssize_t) have;
}

/* Tells the agent, if one listens: one write below PIPE_BUF, so lines never mix. True when delivered. */
static bool tell(const char *what, const char *line)
{
    char text[1024];
    int length = snprintf(text, sizeof text, "%s %s %s\n", what, key, line);
    int fd = open("../../events", O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool delivered = write(fd, text, (size_t) length) == length;
    if (!delivered && errno == EAGAIN && fcntl(fd, F_SETPIPE_SZ, EVENTS_BYTES) > 0)
        delivered = write(fd, text, (size_t) length) == length; /* hundreds ended at once: made larger */
    close(fd);
    return delivered;
}

static bool append_run(const char *what, const char *line)
{
    char text[1024];
    int length = snprintf(text, sizeof text, "%s %s\n", what, line);
    int fd = open("run", O_WRONLY | O_APPEND | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool written = write_all(fd, text, (size_t) length);
    close(fd);
    return written;
}

/*
 * The final word. The agent journals what it is told at once, so only an absent agent needs the fsync here. While
 * the disk refuses the file the agent is told once all the same, and may take the directory away then.
 */
static void write_status(const char *line)
{
    char text[1024];
    int length = snprintf(text, sizeof text, "%s\n", line);
    for (bool told = false;;) {
        int fd = open("status.tmp", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        if (fd < 0 && errno == ENOENT)
            return; /* the agent took the directory away */
        bool done = fd >= 0 && write_all(fd, text, (size_t) length) && rename("status.tmp", "status") == 0;
        if (!told)
            told = tell("gone", line);
        if (done && !told) {
            fsync(fd);
            int dir = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            if (dir >= 0) {
                fsync(dir);
                close(dir);
            }
        }
        if (fd >= 0)
            close(fd);
        if (done)
            return;
        sleep(1); /* disk full, most likely: the status is not given up */
    }
}

/* ---------------------------------------------------------------- /proc */

/* Parent and start time of a process, from /proc/PID/stat. The name may hold anything, so search from its end. */
static bool read_stat(pid_t pid, pid_t *parent, unsigned long long *ticks)
{
    char name[64], text[1024];
    snprintf(name, sizeof name, "/proc/%d/stat", (int) pid);
    if (read_small(name, text, sizeof text) <= 0)
        return false;
    char *rest = strrchr(text, ')');
    int ppid;
    if (rest == NULL ||
        sscanf(rest + 2, "%*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &ppid,
               ticks) != 2)
        return false;
    *parent = ppid;
    return true;
}

static void add_pid(struct pids *list, pid_t pid)
{
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 64;
        pid_t *grown = realloc(list->pid, room * sizeof *grown);
        if (grown == NULL)
            return; /* out of memory: the next round sees the rest */
        list->pid = grown;
        list->room = room;
    }
    list->pid[list->count++] = pid;
}

static bool contains(const struct pids *list, pid_t pid)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->pid[i] == pid)
            return true;
    return false;
}

/* Adds the children of one thread. */
static void add_children_of_thread(struct pids *list, pid_t pid, const char *thread)
{
    char name[96], chunk[4096];
    snprintf(name, sizeof name, "/proc/%d/task/%s/children", (int) pid, thread);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    long long number = 0;
    ssize_t n;
    while ((n = read(fd, chunk, sizeof chunk)) > 0)
        for (ssize_t i = 0; i < n; i++) {
            if (isdigit((unsigned char) chunk[i])) {
                number = number * 10 + (chunk[i] - '0');
            } else if (number > 0) {
                add_pid(list, (pid_t) number);
                number = 0;
            }
        }
    close(fd);
}

static void add_own_children(struct pids *list)
{
    char thread[16];
    snprintf(thread, sizeof thread, "%d", (int) getpid());
    add_children_of_thread(list, getpid(), thread);
}

static void add_children(struct pids *list, pid_t pid)
{
    char name[64];
    snprintf(name, sizeof name, "/proc/%d/task", (int) pid);
    DIR *threads = opendir(name);
    if (threads == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(threads)) != NULL;)
        if (isdigit((unsigned char) entry->d_name[0]))
            add_children_of_thread(list, pid, entry->d_name);
    closedir(threads);
}

/* Everything below this supervisor: orphans come to it, so the tree is complete up to forks under way. */
static void add_descendants(struct pids *list)
{
    add_own_children(list);
    for (size_t i = 0; i < list->count; i++)
        add_children(list, list->pid[i]);
}

/* ---------------------------------------------------------------- signals */

static void note_sent(int number, int processes)
{
    if (processes == 0)
        return;
    for (size_t i = 0; i < sizeof sent / sizeof sent[0]; i++) {
        if (sent[i].number == 0) {
            sent[i].number = number;
            sent[i].first_us = wall_us();
        }
        if (sent[i].number == number) {
            sent[i].processes += processes;
            return;
        }
    }
}

/* Sends a signal to one process below us: held by a pidfd, then its parent is looked up, then signalled. */
static bool signal_descendant(const struct pids *tree, pid_t pid, int number)
{
    pid_t parent;
    unsigned long long ticks;
    int fd = (int) syscall(SYS_pidfd_open, pid, 0);
    if (fd < 0 && errno != ENOSYS)
        return false;
    bool ours = read_stat(pid, &parent, &ticks) && (parent == getpid() || contains(tree, parent));
    bool done = false;
    if (ours)
        done = fd >= 0 ? syscall(SYS_pidfd_send_signal, fd, number, NULL, 0) == 0 : kill(pid, number) == 0;
    if (fd >= 0)
        close(fd);
    return done;
}

static void signal_all(int number)
{
    struct pids tree = {0};
    int processes = 0;
    add_descendants(&tree);
    for (size_t i = 0; i < tree.count; i++)
        if (signal_descendant(&tree, tree.pid[i], number))
            processes++;
    free(tree.pid);
    note_sent(number, processes);
}

/*
 * One round of killing: SIGKILL to every own child. What a killed child leaves behind becomes our child and
 * dies in the next round. A pid cannot be reused here: the child stays a zombie until we wait for it.
 */
static void kill_children(struct pids *before)
{
    struct pids now = {0};
    int processes = 0;
    add_own_children(&now);
    for (size_t i = 0; i < now.count; i++)
        if (kill(now.pid[i], SIGKILL) == 0 && !contains(before, now.pid[i]))
            processes++;
    free(before->pid);
    *before = now;
    note_sent(SIGKILL, processes);
}

/* ---------------------------------------------------------------- the spec */

static bool parse_number(const char *text, int64_t least, int64_t most, int64_t *value)
{
    char *end;
    errno = 0;
    *value = strtoll(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && *value >= least && *value <= most;
}

/*
 * Reads DATA/attempts/ATTEMPT/spec. Every field must be there, once (arg and env as often as needed), and
 * "end" last; anything else refuses the launch. The buffer is kept: the strings point into it.
 */
static bool read_spec(struct spec *spec)
{
    struct stat about;
    if (stat("spec", &about) != 0 || about.st_size <= 0 || about.st_size >= SPEC_MAX)
        return false;
    size_t size = (size_t) about.st_size;
    char *text = malloc(size + 1);
    if (text == NULL || read_small("spec", text, size + 1) != about.st_size || text[size - 1] != '\0')
        return false;
    size_t strings = 0, argc = 0, envc = 0;
    for (size_t i = 0; i < size; i++)
        strings += text[i] == '\0';
    spec->argv = calloc(strings + 1, sizeof *spec->argv);
    spec->envp = calloc(strings + 1, sizeof *spec->envp);
    if (spec->argv == NULL || spec->envp == NULL || strings % 2 != 0)
        return false;
    int64_t number, mask = -1, grace_ms = -1;
    bool attempt = false, version = false, end = false;
    spec->path = "/usr/local/bin:/usr/bin:/bin";
    for (char *name = text; name < text + size;) {
        char *value = name + strlen(name) + 1;
        if (end)
            return false;
        if (strcmp(name, "version") == 0)
            version = strcmp(value, "1") == 0;
        else if (strcmp(name, "attempt") == 0)
            attempt = strcmp(value, key) == 0;
        else if (strcmp(name, "work-dir") == 0)
            spec->work_dir = value;
        else if (strcmp(name, "stdin") == 0)
            spec->in = value;
        else if (strcmp(name, "stdout") == 0)
            spec->out = value;
        else if (strcmp(name, "stderr") == 0)
            spec->err = value;
        else if (strcmp(name, "umask") == 0 && parse_number(value, 0, 0777, &number))
            mask = number;
        else if (strcmp(name, "stop-signal") == 0 && parse_number(value, 1, 64, &number))
            spec->stop_signal = (int) number;
        else if (strcmp(name, "left-grace-ms") == 0 && parse_number(value, 0, 3600 * 1000, &number))
            grace_ms = number;
        else if (strcmp(name, "arg") == 0)
            spec->argv[argc++] = value;
        else if (strcmp(name, "env") == 0) {
            spec->envp[envc++] = value;
            if (strncmp(value, "PATH=", 5) == 0)
                spec->path = value + 5;
        } else if (strcmp(name, "end") == 0)
            end = true;
        else
            return false;
        name = value + strlen(value) + 1;
    }
    spec->mask = (mode_t) mask;
    spec->left_grace_ns = grace_ms * 1000000;
    return version && attempt && end && spec->work_dir && spec->in && spec->out && spec->err && argc > 0 &&
           mask >= 0 && grace_ms >= 0 && spec->stop_signal > 0;
}

/* ---------------------------------------------------------------- the program */

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

static void clear_close_on_exec_above_2(void)
{
    /* Everything this program opens is close-on-exec already; this is for what the agent's own start left open. */
    if (syscall(SYS_close_range, 3u, ~0u, 4u /* CLOSE_RANGE_CLOEXEC */) == 0)
        return;
    for (int fd = 3; fd < 1024; fd++) {
        int flags = fcntl(fd, F_GETFD);
        if (flags >= 0)
            fcntl(fd, F_SETFD, flags | FD_CLOEXEC);
    }
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
    umask(spec->mask);
    if (chdir(spec->work_dir) != 0)
        return STAGE_WORK_DIR;
    if (open_onto(0, spec->in, O_RDONLY) != 0)
        return STAGE_STDIN;
    if (open_onto(1, spec->out, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND) != 0)
        return STAGE_STDOUT;
    if (strcmp(spec->out, spec->err) == 0 ? dup2(1, 2) < 0
                                          : open_onto(2, spec->err, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND) != 0)
        return STAGE_STDERR;
    clear_close_on_exec_above_2();
    execute(spec);
    return STAGE_EXEC;
}

/* Forks the program. A failed start comes back through the pipe; a started one closes it by exec. */
static pid_t start_program(const struct spec *spec, int *outcome)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    pid_t pid = fork();
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

/* ---------------------------------------------------------------- the supervisor */

struct life {
    struct spec spec;
    pid_t program;
    int outcome;          /* pipe from the child until exec closes it, then -1 */
    bool started, ended;  /* the program itself */
    bool left;            /* it left processes behind, and that was told */
    struct failure failure;
    int wait_status;
    struct rusage usage;
    int64_t start_us, exit_us;
    int left_behind;
    int64_t polite_at, kill_at, next_round; /* CLOCK_MONOTONIC; NEVER when not armed */
    int rounds;
    struct pids killed;
    ino_t order; /* the order file that was read last; 0 before the first */
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
    char line[900], end[160], signals[320] = "-";
    size_t used = 0;
    for (size_t i = 0; i < sizeof sent / sizeof sent[0] && sent[i].number != 0; i++)
        used += (size_t) snprintf(signals + used, sizeof signals - used, "%s%d:%d:%lld", used ? "," : "",
                                  sent[i].number, sent[i].processes, (long long) sent[i].first_us);
    if (life->failure.stage != 0) {
        snprintf(end, sizeof end, "kind=start-failure stage=%d error=%d", life->failure.stage, life->failure.error);
    } else {
        format_exit(life, end, sizeof end);
    }
    long long cpu_us = (life->usage.ru_utime.tv_sec + life->usage.ru_stime.tv_sec) * 1000000LL +
                       life->usage.ru_utime.tv_usec + life->usage.ru_stime.tv_usec;
    snprintf(line, sizeof line, "%s pid=%d start=%lld gone=%lld cpu=%lld rss=%lld signals=%s boot=%s end", end,
             life->started ? (int) life->program : 0, (long long) life->start_us, (long long) wall_us(), cpu_us,
             (long long) life->usage.ru_maxrss * 1024, signals, boot_id);
    write_status(line);
}

static void refuse(struct life *life, int stage, int error)
{
    life->failure.stage = stage;
    life->failure.error = error;
    finish(life);
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
    life->next_round = 0; /* a kill that waited for this goes on at once */
    if (life->rounds > 0) { /* killed while it still waited for a file to open: see run_timers */
        life->failure = (struct failure){.stage = STAGE_NODE, .error = EINTR};
        return;
    }
    life->started = true;
    pid_t parent;
    unsigned long long ticks = 0;
    char line[200];
    read_stat(life->program, &parent, &ticks); /* works for a zombie too: it is ours until waited for */
    snprintf(line, sizeof line, "%d %llu %lld %lld", (int) life->program, ticks, (long long) life->start_us,
             (long long) mono_ns());
    append_run("program", line);
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
    life->left = true;
    life->left_behind = (int) tree.count;
    free(tree.pid);
    format_exit(life, line, sizeof line);
    append_run("exited", line);
    tell("exited", line);
    int64_t now = mono_ns();
    if (life->kill_at == NEVER) {
        life->polite_at = now + AGENT_FIRST_NS;
        life->kill_at = now + life->spec.left_grace_ns + AGENT_FIRST_NS;
    }
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
 * Whether there is an order that was not read yet: each one is a new file, renamed into its place.
 */
static bool order_is_new(struct life *life)
{
    struct stat about;
    if (stat("order", &about) != 0 || about.st_ino == life->order)
        return false;
    life->order = about.st_ino;
    return true;
}

/*
 * The agent wrote an order and sent SIGTERM. "1 kill=K deadline=NS signal=N end": K 1 kills now; NS is a time on
 * CLOCK_MONOTONIC at which everything is killed in case the agent is gone by then; N is sent to all now
 * (SIGCONT or a stop signal of the task's own choice, which Java cannot send). An order that is not complete
 * changes nothing. A deadline is never moved to a later time.
 */
static void read_order(struct life *life, bool is_new)
{
    char text[512];
    int kill_now, signal_number;
    long long deadline;
    char end[4];
    if (read_small("order", text, sizeof text) <= 0 ||
        sscanf(text, "1 kill=%d deadline=%lld signal=%d %3s", &kill_now, &deadline, &signal_number, end) != 4 ||
        strcmp(end, "end") != 0)
        return;
    life->polite_at = NEVER;
    if (kill_now == 1) {
        life->kill_at = mono_ns();
        life->rounds = 0;
        life->next_round = 0;
    } else if (life->left || deadline + AGENT_FIRST_NS < life->kill_at) {
        /* what the supervisor armed for processes left behind was only for an absent agent */
        life->kill_at = deadline + AGENT_FIRST_NS;
    }
    if (is_new && signal_number > 0 && signal_number < NSIG)
        signal_all(signal_number);
}

static void run_timers(struct life *life)
{
    int64_t now = mono_ns();
    if (now >= life->polite_at) {
        life->polite_at = NEVER;
        signal_all(SIGCONT);
        signal_all(life->spec.stop_signal);
    }
    if (now >= life->kill_at && now >= life->next_round) {
        if (life->outcome >= 0 && now < life->kill_at + START_PATIENCE_NS) {
            life->next_round = life->kill_at + START_PATIENCE_NS; /* whether it was executed shall be known */
            return;
        }
        kill_children(&life->killed);
        /* every 2 ms while it may help against programs that fork all the time, later four times a second */
        life->next_round = mono_ns() + (++life->rounds < 500 ? 2 : 250) * 1000000LL;
    }
}

static int timeout_ms(const struct life *life)
{
    int64_t next = life->kill_at;
    if (next != NEVER && life->next_round > next)
        next = life->next_round;
    if (life->polite_at < next)
        next = life->polite_at;
    if (next == NEVER)
        return ORDER_LOOK_MS;
    int64_t wait = (next - mono_ns() + 999999) / 1000000;
    return wait < 0 ? 0 : wait > ORDER_LOOK_MS ? ORDER_LOOK_MS : (int) wait;
}

static void stay_until_all_gone(struct life *life)
{
    for (;;) {
        struct pollfd wait_for[2] = {{.fd = own_signals, .events = POLLIN}, {.fd = life->outcome, .events = POLLIN}};
        poll(wait_for, 2, timeout_ms(life));
        if (life->outcome >= 0 && wait_for[1].revents != 0)
            learn_outcome(life);
        bool ordered = false;
        struct signalfd_siginfo info;
        while (read(own_signals, &info, sizeof info) == (ssize_t) sizeof info)
            ordered |= info.ssi_signo == SIGTERM;
        if (life->outcome < 0 && !reap(life))
            return;
        bool is_new = order_is_new(life);
        if (ordered || is_new)
            read_order(life, is_new);
        run_timers(life);
    }
}

/*
 * Claims the attempt: creates run. False when somebody (the agent, an earlier launch) has it. A run that could not
 * be written (trouble is its errno) claims as well: whoever made it says that nothing was started, and no later
 * launch may prove that wrong.
 */
static bool claim(int *trouble)
{
    pid_t parent;
    unsigned long long ticks = 0;
    char line[200];
    read_stat(getpid(), &parent, &ticks);
    int length = snprintf(line, sizeof line, "supervisor %d %llu %s\n", (int) getpid(), ticks, boot_id);
    int fd = open("run", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return false;
    *trouble = write_all(fd, line, (size_t) length) ? 0 : errno;
    close(fd);
    return true;
}

static bool valid_key(const char *text)
{
    return *text != '\0' && strlen(text) < 80 && strspn(text, "0123456789.") == strlen(text) && *text != '.';
}

/* The whole life of a supervisor; the current directory is DATA. */
static int supervise(const char *attempt)
{
    static struct life life = {.outcome = -1, .polite_at = NEVER, .kill_at = NEVER};
    sigset_t all, watched;
    char path[128], title[16];
    int trouble;
    key = attempt;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    signal(SIGCHLD, SIG_DFL);
    sigemptyset(&watched);
    sigaddset(&watched, SIGCHLD);
    sigaddset(&watched, SIGTERM);
    own_signals = signalfd(-1, &watched, SFD_NONBLOCK | SFD_CLOEXEC);
    setsid();
    snprintf(path, sizeof path, "attempts/%s", attempt);
    if (own_signals < 0 || chdir(path) != 0)
        return 1;
    if (!claim(&trouble))
        return 0;
    if (trouble != 0) { /* an agent that starts anew would not find the program */
        refuse(&life, STAGE_NODE, trouble);
        return 1;
    }
    snprintf(title, sizeof title, "reeve:%.9s", attempt);
    prctl(PR_SET_NAME, title);
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
        refuse(&life, STAGE_NODE, errno);
        return 1;
    }
    if (!read_spec(&life.spec)) {
        refuse(&life, STAGE_NODE, EINVAL);
        return 1;
    }
    life.start_us = wall_us();
    life.program = start_program(&life.spec, &life.outcome);
    if (life.program < 0) {
        refuse(&life, STAGE_NODE, errno);
        return 1;
    }
    stay_until_all_gone(&life);
    finish(&life);
    return 0;
}

/* ---------------------------------------------------------------- the spawner */

static void to_dev_null(void)
{
    int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return;
    for (int target = 0; target <= 2; target++)
        if (fd != target)
            dup2(fd, target);
    if (fd > 2)
        close(fd);
}

/* The fork failed: nobody else can say so. */
static void report_no_fork(const char *attempt, int error)
{
    char path[128];
    int trouble; /* the fork's error says more */
    struct life life = {.failure = {.stage = STAGE_NODE, .error = error}};
    snprintf(path, sizeof path, "attempts/%s", attempt);
    int back = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    key = attempt;
    if (chdir(path) == 0 && claim(&trouble))
        finish(&life);
    if (fchdir(back) != 0)
        _exit(1);
    close(back);
}

static void spawn(const char *attempt, int lines)
{
    if (!valid_key(attempt))
        return;
    pid_t pid = fork();
    if (pid == 0) {
        close(lines);
        _exit(supervise(attempt));
    }
    if (pid < 0)
        report_no_fork(attempt, errno);
}

static int serve(int lines)
{
    char buffer[8192];
    size_t have = 0;
    struct pollfd first = {.fd = lines, .events = POLLIN};
    if (poll(&first, 1, 60 * 1000) <= 0)
        return 1; /* the agent died before it opened its end */
    fcntl(lines, F_SETFL, 0);
    for (;;) {
        ssize_t n = read(lines, buffer + have, sizeof buffer - have);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return 0; /* the agent is gone; the supervisors stay */
        have += (size_t) n;
        char *line = buffer, *end;
        while ((end = memchr(line, '\n', have - (size_t) (line - buffer))) != NULL) {
            *end = '\0';
            spawn(line, lines);
            line = end + 1;
        }
        have -= (size_t) (line - buffer);
        memmove(buffer, line, have);
        if (have == sizeof buffer)
            return 1; /* no line is that long */
    }
}

/*
 * Makes the pipes, says "ready PID" on standard output and goes on in a child that is no descendant of the agent:
 * whoever kills the agent's process tree does not reach the tasks. Ended supervisors are reaped by the kernel
 * (SIGCHLD is ignored here), as some hosts' process 1 takes seconds for that.
 */
static int spawner(const char *pipe_name)
{
    if (access("/proc/self/task", R_OK) != 0)
        return dprintf(2, "reeve-supervisor: /proc is not mounted\n"), 1;
    if ((mkfifo("events", 0600) != 0 && errno != EEXIST) || (unlink(pipe_name) != 0 && errno != ENOENT) ||
        mkfifo(pipe_name, 0600) != 0)
        return dprintf(2, "reeve-supervisor: cannot make a pipe: %s\n", strerror(errno)), 1;
    int lines = open(pipe_name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (lines < 0)
        return dprintf(2, "reeve-supervisor: cannot open %s: %s\n", pipe_name, strerror(errno)), 1;
    pid_t pid = fork();
    if (pid < 0)
        return dprintf(2, "reeve-supervisor: cannot fork: %s\n", strerror(errno)), 1;
    if (pid > 0)
        return dprintf(1, "ready %d\n", (int) pid) < 0;
    setsid();
    to_dev_null();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
    return serve(lines);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return dprintf(2, "usage: reeve-supervisor --spawner DATA PIPE | --attempt DATA ATTEMPT\n"), 2;
    if (chdir(argv[2]) != 0)
        return dprintf(2, "reeve-supervisor: cannot enter %s: %s\n", argv[2], strerror(errno)), 1;
    clear_close_on_exec_above_2();
    if (read_small("/proc/sys/kernel/random/boot_id", boot_id, sizeof boot_id) <= 0)
        return dprintf(2, "reeve-supervisor: cannot read the boot id\n"), 1;
    boot_id[strcspn(boot_id, "\n")] = '\0';
    if (strcmp(argv[1], "--spawner") == 0)
        return spawner(argv[3]);
    if (strcmp(argv[1], "--attempt") == 0 && valid_key(argv[3])) {
        to_dev_null();
        signal(SIGPIPE, SIG_IGN);
        return supervise(argv[3]);
    }
    return dprintf(2, "reeve-supervisor: bad arguments\n"), 2;
}
