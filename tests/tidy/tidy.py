#!/usr/bin/python3
"""The part of docs/STYLE.md that a machine can check.

usage: tidy.py [--self-test | --report]

Looks at every file that git tracks, or would track. A finding says what to do instead. Each check
carries samples that it must find and samples that it must not; --self-test tries them.
"""

import collections
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RATCHET = "tests/tidy/ratchet.txt"

LINES_MAX = 400
LINES_MAX_TESTS = 600
COLUMNS_MAX = 100
FUNCTION_LINES_MAX = 70
FUNCTION_LINES_MAX_TESTS = 100

# DESIGN: which module may include which; a module may always include itself.
PURE = ("core", "wire", "lease", "server", "relay", "raguard")
MAY_INCLUDE = {
    "core": set(),
    "wire": {"core"},
    "lease": {"wire", "core"},
    "server": {"lease", "wire", "core"},
    "relay": {"wire", "core"},
    "raguard": {"wire", "core"},
    "config": set(PURE),
    "daemon": {"config", "version", *PURE},
    "ctl": {"config", "raguard", "lease", "wire", "core", "version"},
}
EVERYTHING = {*MAY_INCLUDE, "version", "tests", "bench"}  # tests, bench, docs/gen

# What a pure module would use to touch the world.
IMPURE_HEADERS = re.compile(
    r"<(sys/|netinet/|arpa/|net/|linux/|boost/(asio|beast)|spdlog/|yaml-cpp/|pcap|libmnl/|CLI/|"
    r"(unistd|fcntl|poll|time|signal|pthread|netdb|ifaddrs)\.h>|"
    r"(fstream|filesystem|thread|mutex|shared_mutex|condition_variable|future|random|ctime|"
    r"csignal)>)")

OBSOLETED_RFCS = {
    "8415": "9915", "3315": "9915", "3633": "9915", "3736": "9915", "7083": "9915",
    "7283": "9915", "7550": "9915",
}

CAST_FILES = re.compile(r"^(libdhcp6/core/(reader|bytes)\.h|libdhcp6/wire/writer\.\w+|"
                        r"daemon/(net|io)/.*|tests/.*|bench/.*)$")
# These read what a peer sent: no reason is good enough.
CAST_NEVER = ("wire", "server", "relay", "raguard")
CAST_WORDS = re.compile(r"\b(reinterpret_cast|memcpy|memmove|ntohs|ntohl|htons|htonl)\b")
CAST_REASON = re.compile(r"//.*\bcast: \w+ \w+")

TEST_FOLDERS = re.compile(r"tests/(unit|contract|vectors|sim|regressions)/")

# Split, so that this file does not find itself.
MARKERS = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")

Finding = collections.namedtuple("Finding", "line text")
CHECKS = []


class Check:
    def __init__(self, function, applies, bad, good):
        self.name = function.__name__
        self.run = function
        self.applies = applies
        self.bad = bad
        self.good = good


def check(applies, bad, good):
    """Registers a check; `bad` and `good` are samples: (path, text)."""
    def register(function):
        CHECKS.append(Check(function, applies, bad, good))
        return function
    return register


def is_header(path):
    return path.endswith(".h")


def is_source(path):
    return path.endswith((".cc", ".h"))


def is_test(path):
    return path.startswith(("tests/", "bench/"))


def is_code(path):
    """Sources, and the scripts around them."""
    base = os.path.basename(path)
    return (path.endswith((".cc", ".h", ".py", ".sh", ".cmake", ".in"))
            or base == "CMakeLists.txt" or path in ("dev", ".ci/run") or path.startswith("tools/"))


def is_text(path):
    return is_code(path) or path.endswith((".md", ".yaml", ".yml", ".scd", ".service", ".conf"))


def module_of(path):
    parts = path.split("/")
    if parts[0] == "libdhcp6" and len(parts) > 2:
        return parts[1]
    if path.startswith("docs/gen/"):
        return "tests"
    return parts[0]


def strip(text):
    """The text with comments, strings and character literals blanked, line for line."""
    pattern = re.compile(
        r'//[^\n]*|/\*.*?\*/|R"(?P<d>[^(\s]*)\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"|'
        r"(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'", re.S)
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group(0)), text)


def functions(text):
    """(name, first line, line count) of each outermost function body: brace matching, no parser."""
    code = strip(text)
    code = re.sub(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", lambda m: re.sub(r"[^\n]", " ", m.group(0)),
                  code, flags=re.M)
    found, stack, start, line = [], [], 0, 1
    for index, char in enumerate(code):
        if char == "\n":
            line += 1
        elif char == ";" and code[start:index].count("(") <= code[start:index].count(")"):
            start = index + 1
        elif char == "{":
            head = code[start:index].strip()
            name = None
            if not any(name for name, _ in stack):
                name = function_name(head)
            stack.append((name, line - head.count("\n") if name else line))
            start = index + 1
        elif char == "}" and stack:
            name, first = stack.pop()
            if name:
                found.append((name, first, line - first + 1))
            start = index + 1
    return found


def function_name(head):
    if not head or ")" not in head or re.match(r"(namespace|enum)\b", head):
        return None
    if re.search(r"=\s*$", head) or re.search(r"\b(class|struct|union)\s+\w+[^()]*$", head):
        return None
    match = re.search(r"(~?[\w:]+|operator[^\s(]+|operator\(\))\s*\(", head)
    return match.group(1) if match else None


def matches(pattern, text, message):
    for number, line in enumerate(text.split("\n"), 1):
        match = pattern.search(line)
        if match:
            yield Finding(number, message.format(*match.groups(), match=match.group(0)))


@check(is_source,
       bad=[("relay/a.cc", "\n" * 401), ("tests/unit/a_test.cc", "\n" * 601)],
       good=[("relay/a.cc", "\n" * 400), ("tests/unit/a_test.cc", "\n" * 600)])
def file_length(path, text):
    limit = LINES_MAX_TESTS if is_test(path) else LINES_MAX
    count = text.count("\n")
    if count > limit:
        yield Finding(count, f"{count} lines, at most {limit}: split it into two ideas")


@check(is_code,
       bad=[("dev", "x" * 101)],
       good=[("dev", "x" * 100), ("relay/a.cc", "§" * 100),
             ("relay/a.cc", "// clang-format off\n" + "x" * 101 + "\n// clang-format on\n"),
             ("relay/a.cc", "x" * 99 + "  // NOLINT(some-check): it cannot be wrapped")])
def columns(path, text):
    # A table whose columns carry meaning may be wider: it says so with `clang-format off`.
    wide = False
    for number, line in enumerate(text.split("\n"), 1):
        if "clang-format off" in line or "clang-format on" in line:
            wide = "clang-format off" in line
        line = re.sub(r"\s*// NOLINT.*", "", line)
        if len(line) > COLUMNS_MAX and not wide:
            yield Finding(number, f"{len(line)} columns, at most {COLUMNS_MAX}: wrap the line")


@check(is_source,
       bad=[("relay/a.cc", "int f(int a)\n{\n" + "  g();\n" * 69 + "}\n"),
            ("relay/a.cc", "namespace x {\nclass A {\n void f() const {\n"
             + "  if (a) { b(); }\n" * 69 + "}\n};\n}\n")],
       good=[("relay/a.cc", "int f(int a) {\n" + "  g();\n" * 68 + "}\n"),
             ("relay/a.cc", "constexpr std::array kTable{\n" + "  Row{f(1)},\n" * 90 + "};\n"),
             ("relay/a.cc", "namespace a {\n" + "void f() {\n}\n" * 60 + "}\n")])
def function_length(path, text):
    limit = FUNCTION_LINES_MAX_TESTS if is_test(path) else FUNCTION_LINES_MAX
    for name, line, count in functions(text):
        allowed = RATCHETS.get((path, name), limit)
        if count > allowed:
            yield Finding(line, f"{name}() has {count} lines, at most {allowed}: split it")


@check(is_source,
       bad=[("libdhcp6/core/a.h", '#include "libdhcp6/wire/ia.h"\n'),
            ("libdhcp6/wire/a.h", '#include "libdhcp6/lease/lease.h"\n'),
            ("relay/a.cc", '#include "raguard/guard.h"\n'),
            ("relay/a.cc", '#include "libdhcp6/server/server.h"\n'),
            ("config/a.cc", '#include "daemon/log.h"\n'),
            ("ctl/a.cc", '#include "libdhcp6/server/server.h"\n'),
            ("daemon/a.cc", '#include "tests/support/bytes.h"\n'),
            ("libdhcp6/core/a.cc", '#include "ward6_version.h"\n'),
            ("relay/relay.cc", '#include "relay.h"\n'),
            ("relay/relay.cc", '#include "../config/config.h"\n')],
       good=[("libdhcp6/server/a.cc", '#include "libdhcp6/core/ids.h"\n'),
             ("config/a.h", '#include "raguard/policy.h"\n'),
             ("daemon/a.cc", '#include "ward6_version.h"\n#include "config/load.h"\n'),
             ("tests/unit/a_test.cc", '#include "daemon/log.h"\n')])
def include_direction(path, text):
    module = module_of(path)
    allowed = MAY_INCLUDE.get(module, EVERYTHING) | {module}
    for number, line in enumerate(text.split("\n"), 1):
        match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if not match:
            continue
        name = match.group(1)
        target = "version" if name == "ward6_version.h" else module_of(name)
        if target not in EVERYTHING or (target != "version" and "/" not in name) or ".." in name:
            yield Finding(number, f'"{name}": write the path from the root of the project')
        elif target not in allowed:
            may = ", ".join(sorted(allowed))
            yield Finding(number, f"{module} may not include {target} (it may include: {may}): "
                          "move what both need down, or pass it in as data")


@check(lambda path: is_source(path) and module_of(path) in PURE,
       bad=[("libdhcp6/core/a.cc", "#include <sys/socket.h>\n"),
            ("raguard/a.cc", "#include <boost/asio/io_context.hpp>\n"),
            ("relay/a.cc", "#include <fstream>\n"),
            ("libdhcp6/lease/a.cc", "#include <mutex>\n")],
       good=[("libdhcp6/core/a.cc", "#include <chrono>\n#include <tl/expected.hpp>\n"),
             ("libdhcp6/lease/a.h", "#include <boost/unordered/unordered_flat_map.hpp>\n")])
def pure_includes(path, text):
    for number, line in enumerate(text.split("\n"), 1):
        match = re.match(r"\s*#\s*include\s+(<[^>]+>)", line)
        if match and IMPURE_HEADERS.match(match.group(1)):
            yield Finding(number, f"{match.group(1)} in a pure module: sockets, files, clocks, "
                          "randomness and threads live in daemon/; take the value as an argument")


@check(is_source,
       bad=[("relay/a.h", "#include <iostream>\n"), ("ctl/a.cc", "#include <regex>\n")],
       good=[("ctl/a.cc", "#include <ostream>\n#include <cstdio>\n")])
def banned_includes(path, text):
    instead = {"iostream": "print with fmt, or <cstdio>", "regex": "parse by hand; it is shorter"}
    for number, line in enumerate(text.split("\n"), 1):
        match = re.match(r"\s*#\s*include\s+<(iostream|regex)>", line)
        if match:
            yield Finding(number, f"<{match.group(1)}>: {instead[match.group(1)]}")


@check(is_header,
       bad=[("relay/a.h", "using namespace std;\n"), ("relay/a.h", "  using namespace std;\n")],
       good=[("relay/a.h", "using std::byte;\n// using namespace: never\n")])
def using_namespace(path, text):
    yield from matches(re.compile(r"\busing\s+namespace\b"), strip(text),
                       "`using namespace` in a header: name what you need")


@check(is_header,
       bad=[("relay/a.h", "int a;\n"), ("relay/a.h", "// a\n#ifndef A_H\n#pragma once\n")],
       good=[("relay/a.h", "// What it is.\n//\n// More.\n#pragma once\nint a;\n")])
def pragma_once(path, text):
    first = next((line for line in strip(text).split("\n") if line.strip()), "")
    if first.strip() != "#pragma once":
        yield Finding(1, "`#pragma once` must be the first line after the opening comment")


@check(is_text,
       bad=[("relay/a.cc", "// TO" "DO: later\n"), ("README.md", "XX" "X\n")],
       good=[("dev", "mktemp /tmp/a." + "X" * 6 + "\n"), ("relay/a.cc", "// todos\n")])
def leftover_markers(path, text):
    yield from matches(MARKERS, text, "{0}: do it, or file an issue and drop the marker")


@check(lambda path: is_text(path) and not path.startswith("docs/")
       and path != "tests/tidy/tidy.py",
       bad=[("relay/a.cc", "// RFC9915 §18\n"), ("relay/a.cc", "// RFC 9915, section 18.3\n"),
            ("relay/a.cc", "// RFC 9915 § 18.3\n"), ("relay/a.cc", "// RFC 9915 18.3.4\n"),
            ("relay/a.cc", "// rfc 9915\n"), ("README.md", "see section 18 of RFC 9915\n"),
            ("relay/a.cc", "// RFC 9915, §18.3\n"), ("relay/a.cc", "// RFC-9915\n")],
       good=[("relay/a.cc", "// RFC 9915 §18.3.4: an answer\n// RFC 4861 §6.1.2, RFC 7112\n"),
             ("tests/unit/a_test.cc", 'TEST_CASE("x", "[rfc9915-18.3.4]")\n'),
             ("relay/a.cc", "// RFC 9915 appendix B; RFC 3646\n"),
             ("relay/a.cc", "// RFC 8925 64 bits\n")])
def rfc_form(path, text):
    message = "`{match}`: cite as `RFC 1234 §5.6`"
    yield from matches(re.compile(
        r"\bRFC\d+|\bRFC-\d+|\b[Rr]fc \d+|\bRFC \d+,? (?:[Ss]ections?|[Ss]ec\.) ?\d*|"
        r"\bRFC \d+,? § \d+|\bRFC \d+, §|\bRFC \d+ \d+\.\d+|"
        r"\b[Ss]ections? [\d.]+ of RFC"), text, message)


@check(lambda path: is_text(path) and not path.startswith(("docs/", "CHANGELOG"))
       and path != "tests/tidy/tidy.py",
       bad=[("relay/a.cc", "// RFC 8415 §18.3\n"), ("README.md", "RFC 3633\n"),
            ("tests/unit/a_test.cc", '"[rfc8415-18.3]"\n')],
       good=[("relay/a.cc", "// RFC 9915 §18.3; 8415 bytes\n"), ("docs/rfc-map.md", "RFC 8415\n")])
def rfc_obsoleted(path, text):
    for number, line in enumerate(text.split("\n"), 1):
        for rfc in re.findall(r"\bRFC ?(\d{4,5})\b|\brfc(\d{4,5})(?=[^\d])", line):
            rfc = rfc[0] or rfc[1]
            if rfc in OBSOLETED_RFCS:
                yield Finding(number, f"RFC {rfc} is obsoleted: cite RFC {OBSOLETED_RFCS[rfc]}, "
                              "and check the section number")


@check(lambda path: is_source(path) and not CAST_FILES.match(path),
       bad=[("relay/a.cc", "auto x = reinterpret_cast<const char*>(p);\n"),
            ("libdhcp6/wire/ia.cc", "std::memcpy(a, b, n);\n"),
            ("relay/a.cc", "f(reinterpret_cast<T>(p));  // cast: pure modules get no exception\n"),
            ("daemon/guard/capture.cc", "port = ntohs(p);\n")],
       good=[("libdhcp6/wire/writer.cc", "std::memcpy(a, b, n);\n"),
             ("libdhcp6/wire/ia.cc", "// no memcpy here\n"),
             ("daemon/net/udp_socket.cc", "reinterpret_cast<sockaddr*>(&a);\n"),
             ("daemon/guard/capture.cc",
              "// cast: libpcap hands out unsigned char, we read std::byte\n"
              "auto p = reinterpret_cast<const std::byte*>(data);\n")])
def raw_bytes(path, text):
    lines = text.split("\n")
    for number, line in enumerate(strip(text).split("\n"), 1):
        match = CAST_WORDS.search(line)
        if not match:
            continue
        near = lines[max(0, number - 3):number]
        if module_of(path) not in CAST_NEVER and any(CAST_REASON.search(text) for text in near):
            continue
        hint = ("" if module_of(path) in CAST_NEVER else
                "; where no other way is left, say why: `// cast: <reason>`")
        yield Finding(number, f"{match.group(1)}: read packets with Reader, write them with "
                      f"Writer, copy with std::ranges::copy, compare with ==, cast with "
                      f"std::as_bytes or std::bit_cast{hint}")


@check(lambda path: path.endswith(".cc") and TEST_FOLDERS.match(path),
       bad=[("tests/unit/core/duid.cc", 'TEST_CASE("a") {}\n')],
       good=[("tests/unit/core/duid_test.cc", 'TEST_CASE("a") {}\n'),
             ("tests/sim/world.cc", "int world();\n")])
def test_file_name(path, text):
    if not path.endswith("_test.cc") and re.search(r"^\s*(TEMPLATE_)?TEST_CASE\b|^\s*SCENARIO\b",
                                                   text, re.M):
        yield Finding(1, "holds tests but ctest runs only *_test.cc: rename it")


# ---- ratchet: functions that were too long when the limit came; they may only shrink ------------

def load_ratchet():
    ratchet = {}
    path = os.path.join(ROOT, RATCHET)
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            for line in file:
                line = line.split("#")[0].split()
                if line:
                    ratchet[(line[0], line[1])] = int(line[2])
    return ratchet


RATCHETS = load_ratchet()


def ratchet_findings(lengths):
    for (path, name), allowed in RATCHETS.items():
        actual = lengths.get((path, name), 0)
        limit = FUNCTION_LINES_MAX_TESTS if is_test(path) else FUNCTION_LINES_MAX
        if actual <= limit:
            yield f"{RATCHET}: {path} {name} is within the limit now: remove the row"
        elif actual < allowed:
            yield f"{RATCHET}: {path} {name} has {actual} lines now: lower the row to that"


# ---- running ------------------------------------------------------------------------------------

def tree():
    """Files that git tracks or would track; without git every file outside build folders."""
    try:
        listed = subprocess.run(
            ["git", "-C", ROOT, "ls-files", "-z", "-co", "--exclude-standard"], check=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        listed = []
        for folder, folders, files in os.walk(ROOT):
            folders[:] = [name for name in folders if name not in ("build", ".git")]
            listed += [os.path.relpath(os.path.join(folder, name), ROOT) for name in files]
    return sorted({p for p in listed if p and os.path.isfile(os.path.join(ROOT, p))})


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8", errors="replace") as file:
        return file.read()


def check_tree():
    findings, looked = [], 0
    lengths = {}
    for path in tree():
        if not is_text(path):
            continue
        looked += 1
        try:
            text = read(path)
        except OSError:
            continue  # gone since it was listed
        for one in CHECKS:
            if one.applies(path):
                findings += [f"{path}:{f.line}: {f.text} [{one.name}]" for f in one.run(path, text)]
        if is_source(path):
            lengths.update({(path, name): count for name, _, count in functions(text)})
    findings += ratchet_findings(lengths)
    for finding in findings:
        print(finding)
    print(f"tidy: {looked} files, {len(CHECKS)} checks, {len(findings)} findings")
    return 1 if findings else 0


def self_test():
    failures = []
    for one in CHECKS:
        if not one.bad or not one.good:
            failures.append(f"{one.name}: no samples")
        for path, text in one.bad:
            if not one.applies(path) or not list(one.run(path, text)):
                failures.append(f"{one.name}: does not find {path}: {text[:60]!r}")
        for path, text in one.good:
            if one.applies(path) and list(one.run(path, text)):
                failures.append(f"{one.name}: finds, but should not, {path}: {text[:60]!r}")
    RATCHETS[("relay/a.cc", "f")] = 90
    for lines, expected in ((60, "remove"), (80, "lower"), (90, "")):
        found = "".join(ratchet_findings({("relay/a.cc", "f"): lines}))
        if (expected not in found) or (not expected and "relay/a.cc" in found):
            failures.append(f"ratchet: {lines} lines gave {found!r}")
    for failure in failures:
        print(failure)
    print(f"tidy: {len(CHECKS)} checks tried, {len(failures)} failures")
    return 1 if failures else 0


def percentile(values, share):
    return values[min(len(values) - 1, int(len(values) * share))] if values else 0


def report():
    longest = []
    for title, wanted in (("sources", lambda p: not is_test(p)), ("tests", is_test)):
        sizes = []
        for path in tree():
            if is_source(path) and wanted(path):
                text = read(path)
                sizes.append((text.count("\n"), path))
                longest += [(count, f"{path}:{line} {name}()")
                            for name, line, count in functions(text) if not is_test(path)]
        sizes.sort()
        counts = [size for size, _ in sizes]
        print(f"{title}: {len(counts)} files, {sum(counts)} lines, median "
              f"{percentile(counts, .5)}, p90 {percentile(counts, .9)}, max "
              f"{counts[-1] if counts else 0} ({sizes[-1][1] if sizes else '-'})")
    print("longest functions:")
    for count, where in sorted(longest, reverse=True)[:10]:
        print(f"  {count:4} {where}")
    return 0


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    if arguments == ["--report"]:
        return report()
    if arguments:
        print(__doc__)
        return 2
    return check_tree()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
