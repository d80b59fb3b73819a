# Writes ward6_version.h (see cmake/Ward6Dependencies.cmake).
find_program(GIT git)
set(COMMIT "")
if(GIT AND EXISTS "${SOURCE_DIR}/.git")
  execute_process(COMMAND "${GIT}" -C "${SOURCE_DIR}" describe --always --abbrev=12 --dirty
    --exclude=* OUTPUT_VARIABLE COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
configure_file("${CMAKE_CURRENT_LIST_DIR}/ward6_version.h.in" "${OUTPUT}" @ONLY)
