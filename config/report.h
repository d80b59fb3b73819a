// What `ward6d --check` prints, and how it ends.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "config/diagnostic.h"
#include "config/load.h"

namespace ward6::config {

// For people: a line "file:line:column: error: sentence. remedy" for each finding, below it the
// lines of the file that it is about, with a mark. Ends with a summary line.
[[nodiscard]] std::string report_text(const std::vector<Diagnostic>& findings);

// For programs: an array of {file, line, column, severity, message, remedy, notes}, one finding a
// line. `notes` is an array of {line, column, text}. Line 0 stands for the whole file.
[[nodiscard]] std::string report_json(const std::vector<Diagnostic>& findings);

// `text` as a JSON string, quotes included.
[[nodiscard]] std::string json_string(std::string_view text);

enum class ReportFormat : std::uint8_t { text, json };

struct CheckOptions {
  ReportFormat format = ReportFormat::text;
  bool strict = false;  // warnings make the check fail
  // `--check=here`: adds what is wrong with the configuration on this very host, such as an
  // interface that does not exist. Called only when the file has no errors. May be empty.
  std::function<std::vector<Diagnostic>(const Config&)> here;
};

struct CheckReport {
  std::string text;  // to print; may be empty
  int exit_code = 0;
};
// Exit codes: 0 the configuration can be used; 2 it cannot, or it has warnings and `strict` is set.
inline constexpr int kExitGood = 0;
inline constexpr int kExitBad = 2;

[[nodiscard]] CheckReport check_report(const LoadResult& loaded, const CheckOptions& options);

// A finding about a line of the configuration, for `here`.
[[nodiscard]] Diagnostic finding_at(const Config& config,
                                    dhcp6::SourceLine source,
                                    Severity severity,
                                    std::string message,
                                    std::string remedy);

}  // namespace ward6::config
