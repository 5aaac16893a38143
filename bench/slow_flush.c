/* A disk whose flush takes 2 ms longer. Loaded with LD_PRELOAD before sqlite calls fsync or fdatasync. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

static int slowly(const char *name, int fd)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    int result = real(fd);
    struct timespec pause = {0, 2000000};

    nanosleep(&pause, 0);
    return result;
}

int fsync(int fd) { return slowly("fsync", fd); }
int fdatasync(int fd) { return slowly("fdatasync", fd); }
