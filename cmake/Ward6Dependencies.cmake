# Third-party libraries, each as a target whose headers are SYSTEM. Debian package names are in
# tools/packages.txt.

set(CMAKE_FIND_PACKAGE_PREFER_CONFIG OFF)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)

# ward6_find(<target> <header> [<library>]): for libraries without a CMake package of their own.
function(ward6_find target header)
  string(MAKE_C_IDENTIFIER "WARD6_${target}" id)
  find_path(${id}_INCLUDE ${header} REQUIRED)
  add_library(${target} INTERFACE IMPORTED)
  target_include_directories(${target} SYSTEM INTERFACE "${${id}_INCLUDE}")
  if(ARGC GREATER 2)
    find_library(${id}_LIBRARY ${ARGV2} REQUIRED)
    target_link_libraries(${target} INTERFACE "${${id}_LIBRARY}")
  endif()
  mark_as_advanced(${id}_INCLUDE ${id}_LIBRARY)
endfunction()

ward6_find(ward6::expected tl/expected.hpp)
ward6_find(ward6::cli11 CLI/CLI.hpp)
ward6_find(ward6::pcap pcap/pcap.h pcap)
ward6_find(ward6::mnl libmnl/libmnl.h mnl)

# Boost: headers only. Asio without its deprecated parts; JSON and Asio are compiled in one
# translation unit each by including their src.hpp.
add_library(ward6_boost INTERFACE)
target_link_libraries(ward6_boost INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(ward6_boost INTERFACE
  BOOST_ALL_NO_LIB BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION)

# ward6_version.h: version, commit and compiler. Written at build time, and only when it changes.
set(ward6_generated "${PROJECT_BINARY_DIR}/generated")
add_custom_target(ward6_version_header
  COMMAND "${CMAKE_COMMAND}"
    "-DSOURCE_DIR=${PROJECT_SOURCE_DIR}" "-DOUTPUT=${ward6_generated}/ward6_version.h"
    "-DVERSION=${PROJECT_VERSION}"
    "-DCOMPILER=${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}"
    -P "${PROJECT_SOURCE_DIR}/cmake/version.cmake"
  BYPRODUCTS "${ward6_generated}/ward6_version.h"
  COMMENT "" VERBATIM)
add_library(ward6_version INTERFACE)
target_include_directories(ward6_version INTERFACE "${ward6_generated}")
add_dependencies(ward6_version ward6_version_header)
