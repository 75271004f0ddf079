/*
 * Programs that do what they can not to be ended, for the contract of containments. All of them end by themselves
 * after a minute, and fork no more than they are told.
 *
 *   hostile MODE TAG DIRECTORY NUMBER
 *
 * Every process of it is called TAG, so that a test can find those that got away. When all are there (storm: when half
 * of them are) DIRECTORY/ready is made.
 *
 *   family  NUMBER children that ignore every signal they can; every fourth one is a daemon
 *   stubborn  the same without a daemon
 *   leader  family, and exits with 0 when all are there
 *   storm   forks NUMBER processes, each forking further, until there were so many
 *   ghosts  family, with daemons whose first thread ends while another goes on
 *   thread  its first thread ends and another goes on, as if it could not be killed
 *   port    listens on a port (its number is in DIRECTORY/port) together with a daemon
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LIFE_S 60

static char *tag, *directory, *daemon_mode = "daemon";

static void ignore_all(void)
{
    for (int number = 1; number <= 64; number++)
        signal(number, SIG_IGN); /* KILL and STOP refuse; CHLD ignored spares zombies */
}

/* Unlike alarm, nothing that is ignored. */
static void live(void)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += LIFE_S;
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0)
        ;
    _exit(0);
}

static void make(const char *name, const char *text)
{
    char path[4096], temporary[4100];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    snprintf(temporary, sizeof temporary, "%s.new", path);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0 || write(fd, text, strlen(text)) < 0 || rename(temporary, path) != 0)
        _exit(99);
    close(fd);
}

/* Another parent, session and directory; and, by exec, no environment for anybody to read. */
static void be_a_daemon(int count)
{
    char descriptor[16];
    if (fork() > 0)
        _exit(0);
    setsid();
    if (fork() > 0)
        _exit(0);
    if (chdir("/") != 0)
        _exit(99);
    snprintf(descriptor, sizeof descriptor, "%d", count);
    char *arguments[] = {tag, daemon_mode, tag, directory, descriptor, NULL};
    execve("/proc/self/exe", arguments, (char *[]){NULL});
    _exit(99);
}

/* Each child writes a byte when it is what it should be. */
static void family(int number, int leaves, int daemons)
{
    int ends[2];
    char byte;
    if (pipe(ends) != 0)
        _exit(99);
    ignore_all();
    for (int i = 0; i < number; i++)
        if (fork() == 0) {
            if (daemons && i % 4 == 0)
                be_a_daemon(ends[1]);
            if (write(ends[1], "x", 1) != 1)
                _exit(99);
            live();
        }
    for (int i = 0; i < number; i++)
        if (read(ends[0], &byte, 1) != 1)
            _exit(99);
    make("ready", "");
    if (leaves)
        _exit(0);
    live();
}

static void storm(int number)
{
    atomic_int *forked = mmap(NULL, sizeof *forked, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ignore_all();
    /* two from each, so that the tree is deep and wide, and all of them fork at once */
    for (int i = 0; i < 2; i++) {
        int before = atomic_fetch_add(forked, 1);
        if (before >= number)
            break;
        if (before == number / 2)
            make("ready", "");
        if (fork() == 0)
            i = -1;
    }
    live();
}

static void port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    char text[16];
    int listening = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listening, (struct sockaddr *) &address, length) != 0 || listen(listening, 1) != 0 ||
        getsockname(listening, (struct sockaddr *) &address, &length) != 0)
        _exit(99);
    snprintf(text, sizeof text, "%d\n", ntohs(address.sin_port));
    make("port", text);
    family(4, 0, 1); /* inherit it */
}

static void *other_thread(void *unused)
{
    (void) unused;
    live();
    return NULL;
}

static void first_thread_ends(void)
{
    pthread_t other;
    if (pthread_create(&other, NULL, other_thread, NULL) != 0)
        _exit(99);
    pthread_exit(NULL); /* the kernel shows a zombie from now on */
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    tag = argv[2];
    directory = argv[3];
    prctl(PR_SET_NAME, tag);
    int number = atoi(argv[4]);
    if (strcmp(argv[1], "daemon") == 0 || strcmp(argv[1], "ghost") == 0) {
        if (write(number, "x", 1) != 1)
            return 99;
        close(number);
        if (strcmp(argv[1], "ghost") == 0)
            first_thread_ends();
        live();
    }
    if (strcmp(argv[1], "ghosts") == 0)
        daemon_mode = "ghost";
    if (strcmp(argv[1], "storm") == 0)
        storm(number);
    else if (strcmp(argv[1], "port") == 0)
        port();
    else if (strcmp(argv[1], "thread") == 0) {
        make("ready", "");
        first_thread_ends();
    }
    else
        family(number, strcmp(argv[1], "leader") == 0, strcmp(argv[1], "stubborn") != 0);
    return 2;
}
