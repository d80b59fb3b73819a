# Language, warnings, hardening and sanitizers, as one interface target that only our own targets
# link: third-party headers are SYSTEM and never see the warnings.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()
# -O2 keeps assert() of the libraries alive in the build that the tests use; Release drops it.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g")

find_program(WARD6_CCACHE ccache)
if(WARD6_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${WARD6_CCACHE}")
endif()

include(CheckCXXCompilerFlag)
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)

add_library(ward6_flags INTERFACE)
target_include_directories(ward6_flags INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_features(ward6_flags INTERFACE cxx_std_20)

target_compile_options(ward6_flags INTERFACE
  -Werror -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
  -Wcast-align -Wnon-virtual-dtor -Woverloaded-virtual -Wformat=2 -Wimplicit-fallthrough
  -Wswitch-enum -Wundef -Wunused-result)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(ward6_flags INTERFACE
    -Wduplicated-cond -Wduplicated-branches -Wlogical-op -Wuseless-cast)
  if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # g++ 12 sees overlaps in std::string's operator+ that are not there (PR 105651), and the value
    # of a std::optional after it has been tested as uninitialized, and copies past the end of
    # std::vector that cannot be. They come and go with inlining. clang and the sanitizers look too.
    target_compile_options(ward6_flags INTERFACE
      -Wno-restrict -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow
      -Wno-stringop-overread)
  endif()
elseif(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  set(WARD6_CLANG ON)
endif()
if(WARD6_CLANG)
  target_compile_options(ward6_flags INTERFACE
    -Wthread-safety -Wextra-semi -Wloop-analysis -Wshorten-64-to-32)
endif()

# Hardening: in every build type. Sanitizers replace what they cannot work beside (FORTIFY).
target_compile_definitions(ward6_flags INTERFACE _GLIBCXX_ASSERTIONS)
foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection=full)
  string(MAKE_C_IDENTIFIER "WARD6_HAS${flag}" has)
  check_cxx_compiler_flag(${flag} ${has})
  if(${has})
    target_compile_options(ward6_flags INTERFACE ${flag})
  endif()
endforeach()
target_link_options(ward6_flags INTERFACE -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
if(NOT WARD6_SANITIZE AND NOT WARD6_FUZZ AND NOT WARD6_COVERAGE)
  target_compile_options(ward6_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()

if(WARD6_SANITIZE OR WARD6_FUZZ)
  set(ward6_sanitize -fsanitize=address,undefined -fno-sanitize-recover=all
      -fno-omit-frame-pointer)
  target_compile_options(ward6_flags INTERFACE ${ward6_sanitize})
  target_link_options(ward6_flags INTERFACE ${ward6_sanitize})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # gcc 12 reports impossible accesses in code that the sanitizers have rewritten.
    target_compile_options(ward6_flags INTERFACE
      -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds -Wno-null-dereference)
  endif()
endif()
if(WARD6_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "WARD6_FUZZ needs clang: use the preset `fuzz` or set CXX=clang++-16")
  endif()
  target_compile_options(ward6_flags INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(ward6_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(WARD6_COVERAGE)
  target_compile_options(ward6_flags INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(ward6_flags INTERFACE --coverage)
endif()
