#!/bin/bash
# Proves that the pure modules cannot touch the world: none of their archives may refer to a
# function that opens, waits, reads a clock, draws randomness or starts a thread.
# usage: purity.sh ARCHIVE...
#        purity.sh --self-test COMPILER
set -euo pipefail

# C functions, as whole names.
denied_c="socket socketpair bind listen accept accept4 connect send sendto sendmsg sendmmsg recv
  recvfrom recvmsg recvmmsg setsockopt getsockopt ioctl poll ppoll select pselect epoll_create1
  epoll_wait open open64 openat openat64 creat close read write pread pread64 pwrite pwrite64 readv
  writev fsync fdatasync rename unlink mkdir stat fstat lstat mmap mmap64 munmap fopen fopen64
  freopen fdopen fread fwrite fgets fclose fflush fputs puts putchar printf __printf_chk remove
  time clock clock_gettime gettimeofday localtime localtime_r gmtime gmtime_r mktime nanosleep
  usleep sleep timerfd_create getrandom getentropy rand srand random srandom rand_r arc4random
  getenv secure_getenv setenv system popen fork vfork execve execvp posix_spawn kill raise signal
  sigaction exit _exit pthread_create pthread_mutex_lock pthread_cond_wait sem_wait syscall dlopen
  syslog openlog getpid gethostname if_nametoindex if_indextoname getaddrinfo getifaddrs"
# Demangled C++ names, as patterns.
denied_cpp='std::(basic_)?[io]?fstream|std::basic_filebuf|std::filesystem|std::random_device|'
denied_cpp+='std::thread|std::chrono::_V2::(system|steady)_clock::now|std::condition_variable|'
denied_cpp+='std::(cout|cerr|clog|cin)\b|std::ios_base::Init|boost::asio|spdlog::|YAML::'
# The last words of a failed assertion, in its own object, are the one exception.
excepted_object="assert.cc.o"

pattern="^[^ ]+ ($(tr -s ' \n' '|' <<<"$denied_c"))(@.*)?\$|$denied_cpp"

# findings ARCHIVE: "object symbol" for each denied reference
findings() {
  nm -C -u -A "$1" 2>/dev/null | sed -E 's/^[^:]*:([^:]*): +[UwvV] /\1 /' |
    { grep -v "^$excepted_object " || true; } | { grep -E "$pattern" || true; }
}

self_test() {
  local compiler=$1 folder name failures=0 tried=0
  folder=$(mktemp -d)
  # shellcheck disable=SC2064  # the folder of now
  trap "rm -rf '$folder'" EXIT
  archive() {
    "$compiler" -std=c++20 -O0 -c "$folder/$1.cc" -o "$folder/$1.o"
    ar rc "$folder/$1.a" "$folder/$1.o"
  }
  expect() { # expect NAME found|clean
    archive "$1"
    tried=$((tried + 1))
    local found
    found=$(findings "$folder/$1.a")
    if [[ $2 == found && -z $found ]] || [[ $2 == clean && -n $found ]]; then
      echo "self-test: $1 should be $2: ${found:-nothing found}"
      failures=$((failures + 1))
    fi
  }
  for name in socket open read write time clock_gettime getrandom getenv fopen pthread_create \
    recvmmsg getaddrinfo; do
    echo "extern \"C\" int $name(); int f() { return $name(); }" >"$folder/$name.cc"
    expect "$name" found
  done
  printf '#include <fstream>\nvoid f() { std::ofstream file("x"); }\n' >"$folder/ofstream.cc"
  printf '#include <chrono>\nauto f() { return std::chrono::steady_clock::now(); }\n' \
    >"$folder/clock.cc"
  printf '#include <random>\nauto f() { return std::random_device{}(); }\n' >"$folder/device.cc"
  printf '#include <iostream>\nvoid f() { std::cout << 1; }\n' >"$folder/stream.cc"
  printf '#include <thread>\nvoid f() { std::thread([] {}).join(); }\n' >"$folder/thread.cc"
  for name in ofstream clock device stream thread; do
    expect "$name" found
  done
  # Names that only contain a denied one, and what a pure module may well use.
  printf '#include <string>\n#include <vector>\nint reopen(); int timeout();
    int f(std::string& s, std::vector<int>& v) { s += "read"; v.push_back(reopen());
    return timeout(); }\n' >"$folder/pure.cc"
  expect pure clean
  echo "purity self-test: $tried tried, $failures failures"
  ((failures == 0))
}

if [[ ${1:-} == --self-test ]]; then
  self_test "${2:?compiler}"
  exit
fi

status=0
for archive in "$@"; do
  [[ -f $archive ]] || { echo "purity: $archive is missing"; exit 1; }
  symbols=$(nm -u "$archive" 2>/dev/null | grep -c . || true)
  found=$(findings "$archive")
  if [[ -n $found ]]; then
    status=1
    while IFS= read -r line; do
      echo "${archive##*/}: $line: take it as an argument; the world lives in daemon/"
    done <<<"$found"
  fi
  echo "${archive##*/}: $symbols undefined symbols looked at"
  ((symbols > 0)) || { echo "${archive##*/}: no symbols: is it the right file?"; status=1; }
done
exit $status
