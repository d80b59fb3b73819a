#include "config/report.h"

#include <algorithm>
#include <utility>

namespace ward6::config {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::size_t kNumberWidth = 6;

std::string excerpt(const Place& place, const std::string& source, std::string_view note) {
  if (place.line == 0 || source.empty()) return {};
  const std::string number = std::to_string(place.line);
  const std::size_t pad = number.size() < kNumberWidth ? kNumberWidth - number.size() : 0;
  std::string text = cat(std::string(pad, ' '), number, " | ", source, "\n");
  if (place.column == 0 || place.column > source.size() + 1) return text;
  text += cat(std::string(std::max(kNumberWidth, number.size()), ' '), " | ",
              std::string(place.column - 1, ' '), "^");
  if (!note.empty()) text += cat(" ", note);
  return text + "\n";
}

std::string plural(std::size_t count, std::string_view noun) {
  return cat(count, " ", noun, count == 1 ? "" : "s");
}

std::string json_place(const Place& place) {
  return cat("\"line\": ", place.line, ", \"column\": ", place.column);
}

}  // namespace

std::string report_text(const std::vector<Diagnostic>& findings) {
  std::string text;
  std::size_t errors = 0;
  for (const Diagnostic& finding : findings) {
    if (finding.severity == Severity::error) ++errors;
    text += to_string(finding) + "\n";
    text += excerpt(finding.place, finding.source, {});
    for (const Note& note : finding.notes) text += excerpt(note.place, note.source, note.text);
  }
  if (!findings.empty()) {
    text += cat(plural(errors, "error"), ", ", plural(findings.size() - errors, "warning"), "\n");
  }
  return text;
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (u < 0x20) {
      out += "\\u00";
      out += kHex[u >> 4U];
      out += kHex[u & 0xfU];
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string report_json(const std::vector<Diagnostic>& findings) {
  std::string text = "[";
  for (const Diagnostic& finding : findings) {
    text += text.size() == 1 ? "\n" : ",\n";
    text += cat("  {\"file\": ", json_string(finding.file), ", ", json_place(finding.place),
                ", \"severity\": ", json_string(name(finding.severity)),
                ", \"message\": ", json_string(finding.message),
                ", \"remedy\": ", json_string(finding.remedy), ", \"notes\": [");
    for (std::size_t i = 0; i < finding.notes.size(); ++i) {
      text += cat(i == 0 ? "" : ", ", "{", json_place(finding.notes[i].place),
                  ", \"text\": ", json_string(finding.notes[i].text), "}");
    }
    text += "]}";
  }
  return text + (findings.empty() ? "]\n" : "\n]\n");
}

CheckReport check_report(const LoadResult& loaded, const CheckOptions& options) {
  std::vector<Diagnostic> findings = loaded ? loaded->warnings : loaded.error();
  if (loaded && options.here) {
    auto more = options.here(*loaded);
    std::ranges::move(more, std::back_inserter(findings));
  }
  const bool errors = std::ranges::any_of(
      findings, [](const Diagnostic& finding) { return finding.severity == Severity::error; });
  CheckReport report;
  const bool bad = !loaded || errors || (options.strict && !findings.empty());
  report.exit_code = bad ? kExitBad : kExitGood;
  report.text =
      options.format == ReportFormat::json ? report_json(findings) : report_text(findings);
  return report;
}

Diagnostic finding_at(const Config& config,
                      dhcp6::SourceLine source,
                      Severity severity,
                      std::string message,
                      std::string remedy) {
  return {config.sources.empty() ? std::string() : config.sources.front(),
          {source.line, source.line == 0 ? 0U : 1U},
          severity,
          std::move(message),
          std::move(remedy),
          {},
          {}};
}

}  // namespace ward6::config
