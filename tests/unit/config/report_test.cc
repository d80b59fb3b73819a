// What `ward6d --check` prints, and how it ends.
#include "config/report.h"

#include <string>

#include "tests/unit/config/config_support.h"

namespace ward6::config::test {
namespace {

const std::string kGood = "links: {a: {interface: eth0, serve: {}}}\n";
const std::string kWarned = "links: {a: {interface: eth0}}\n";
const std::string kBad = kServe +
                         "      prefixes:\n"
                         "        - prefix: 2001:db8:1::/64\n"
                         "          pool: 2001:db8:2::/112\n";

CheckReport report_of(const std::string& text, CheckOptions options) {
  return check_report(load_text(text, "t.yaml"), options);
}

TEST_CASE("The report shows each finding with the lines that it is about", "[config][check]") {
  const auto report = report_of(kBad, {});
  CHECK(report.exit_code == 2);
  CHECK(report.text ==
        "t.yaml:7:17: error: pool '2001:db8:2::/112' is outside its prefix 2001:db8:1::/64 "
        "(line 6). Choose a part of the prefix.\n"
        "     7 |           pool: 2001:db8:2::/112\n"
        "       |                 ^\n"
        "     6 |         - prefix: 2001:db8:1::/64\n"
        "       |                   ^ the prefix\n"
        "1 error, 0 warnings\n");
}

TEST_CASE("The report for programs is JSON with the same facts", "[config][check]") {
  CheckOptions options;
  options.format = ReportFormat::json;
  CHECK(report_of(kBad, options).text ==
        "[\n  {\"file\": \"t.yaml\", \"line\": 7, \"column\": 17, \"severity\": \"error\", "
        "\"message\": \"pool '2001:db8:2::/112' is outside its prefix 2001:db8:1::/64 (line 6)\", "
        "\"remedy\": \"Choose a part of the prefix.\", "
        "\"notes\": [{\"line\": 6, \"column\": 19, \"text\": \"the prefix\"}]}\n]\n");
  CHECK(report_of(kGood, options).text == "[]\n");
}

TEST_CASE("The exit code tells good from bad, warnings only when strict", "[config][check]") {
  CheckOptions strict;
  strict.strict = true;
  CHECK(report_of(kGood, {}).exit_code == 0);
  CHECK(report_of(kGood, {}).text.empty());
  CHECK(report_of(kGood, strict).exit_code == 0);
  CHECK(report_of(kWarned, {}).exit_code == 0);
  CHECK(report_of(kWarned, {}).text.find("0 errors, 1 warning\n") != std::string::npos);
  CHECK(report_of(kWarned, strict).exit_code == 2);
  CHECK(report_of(kBad, {}).exit_code == 2);
}

TEST_CASE("What this host lacks is added only to a file without errors", "[config][check]") {
  int calls = 0;
  CheckOptions here;
  here.here = [&calls](const Config& config) {
    ++calls;
    const dhcp6::Link& link = config.server->links.front();
    return std::vector<Diagnostic>{finding_at(config, link.source, Severity::error,
                                              "no interface '" + link.interface + "' here", {})};
  };
  const auto report = report_of(kGood, here);
  CHECK(report.exit_code == 2);
  CHECK(report.text.starts_with("t.yaml:1:1: error: no interface 'eth0' here.\n"));
  CHECK(calls == 1);
  CHECK(report_of(kBad, here).exit_code == 2);
  CHECK(calls == 1);
}

TEST_CASE("A finding stays one line, whatever the file holds", "[config][check]") {
  CHECK(json_string("a\"b\\c\n\x01") == "\"a\\\"b\\\\c\\n\\u0001\"");
  CHECK(quoted("a\nb\x7f") == "'a b '");
  const std::string word(500, 'x');
  for (const Diagnostic& found : findings_of("\"" + word + "\\n\": {}\n" + kGood)) {
    const std::string text = to_string(found);
    CHECK(text.find('\n') == std::string::npos);
    CHECK(text.find("unknown key 'xxx") != std::string::npos);
    CHECK(text.size() < 400);
  }
}

TEST_CASE("A flood of findings is cut and counted", "[config][check]") {
  std::string text = kGood + "server:\n  options:\n";
  for (int i = 0; i < 1500; ++i) text += "    nothing-" + std::to_string(i) + ": 1\n";
  const auto found = findings_of(text);
  REQUIRE(found.size() == kDiagnosticsMax + 1);
  CHECK(found.back().message == "500 more findings are not shown");
  CHECK(found.back().severity == Severity::error);
}

}  // namespace
}  // namespace ward6::config::test
