#include "config/json_schema.h"

#include <array>
#include <string_view>
#include <vector>

#include "config/option_names.h"
#include "config/report.h"
#include "config/schema.h"
#include "libdhcp6/wire/option_table.h"

namespace ward6::config {
namespace {

// One value may stand where a list is expected, so a shape appears twice.
std::string one_or_list(const std::string& item) {
  return cat("{\"anyOf\": [", item, ", {\"type\": \"array\", \"items\": ", item, "}]}");
}

std::string pattern(std::string_view expression) {
  return cat("{\"type\": \"string\", \"pattern\": ", json_string(expression), "}");
}

std::string reference(std::string_view group) {
  return cat("{\"$ref\": \"#/$defs/", group, "\"}");
}

std::string choices(std::string_view list) {
  std::string text = "{\"enum\": [";
  while (!list.empty()) {
    const auto bar = std::min(list.find('|'), list.size());
    if (!text.ends_with('[')) text += ", ";
    text += json_string(list.substr(0, bar));
    list.remove_prefix(std::min(bar + 1, list.size()));
  }
  return text + "]}";
}

constexpr std::string_view kText = R"({"type": "string"})";
// YAML editors take 1 and 0x10 for numbers, and 2026-12-31 for text.
constexpr std::string_view kScalar = R"({"type": ["string", "number", "boolean"]})";
constexpr std::string_view kAddress = "^[0-9a-fA-F:.]+$";
constexpr std::string_view kPrefix = "^[0-9a-fA-F:.]+/[0-9]{1,3}$";
constexpr std::string_view kRange = "^[0-9a-fA-F:.]+(/[0-9]{1,3}|[ \\t]*-[ \\t]*[0-9a-fA-F:.]+)$";
constexpr std::string_view kDuration =
    "^(infinite|infinity|(?=[0-9])([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?)$";
constexpr std::string_view kHexPairs = "^[0-9a-fA-F]{2}([:-]?[0-9a-fA-F]{2})*$";

// What one value of the setting looks like.
std::string value_schema(const Setting& setting) {
  switch (setting.type) {
    case Type::text:
    case Type::bytes:
      return std::string(setting.group == "option-value" ? "true" : kScalar);
    case Type::label:
      return pattern("^[A-Za-z0-9._-]{1,64}$");
    case Type::path:
      return pattern("^/");
    case Type::interface:
      return pattern("^[^/: ]{1,15}$");
    case Type::hostname:
      return pattern("^[A-Za-z0-9._-]{1,254}$");
    case Type::integer:
      return cat("{\"type\": \"integer\", \"minimum\": ", setting.min,
                 ", \"maximum\": ", setting.max, "}");
    case Type::boolean:
      return R"({"enum": [true, false, "yes", "no", "on", "off"]})";
    case Type::duration:
      return pattern(kDuration);
    case Type::date:
      return pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?$");
    case Type::choice:
      return choices(setting.choices);
    case Type::mode:
      return R"({"type": ["string", "integer"]})";
    case Type::address:
    case Type::address_or_suffix:
      return pattern(kAddress);
    case Type::prefix:
    case Type::relative_prefix:
      return pattern(kPrefix);
    case Type::prefix_or_address:
      return pattern("^[0-9a-fA-F:.]+(/[0-9]{1,3})?$");
    case Type::range:
      return pattern(kRange);
    case Type::range_or_object:
      return cat("{\"anyOf\": [", pattern(kRange), ", ", reference(setting.refers), "]}");
    case Type::duid:
    case Type::mac:
      return pattern(kHexPairs);
    case Type::duid_or_object:
      return cat("{\"anyOf\": [", choices(setting.choices), ", ", pattern(kHexPairs), ", ",
                 reference(setting.refers), "]}");
    case Type::object:
      return reference(setting.refers);
    case Type::objects:
      return cat("{\"type\": \"object\", \"additionalProperties\": ", reference(setting.refers),
                 "}");
    case Type::options:
      return reference("options");
  }
  return std::string(kText);
}

std::string setting_schema(const Setting& setting) {
  std::string value = value_schema(setting);
  switch (setting.many) {
    case Many::one:
      return value;
    case Many::one_or_list:
      return one_or_list(value);
    case Many::list:
      return cat("{\"type\": \"array\", \"items\": ", value, "}");
    case Many::list_or_names:
      return cat("{\"anyOf\": [{\"type\": \"array\", \"items\": ", value,
                 "}, {\"type\": \"object\", \"additionalProperties\": ", value, "}]}");
  }
  return value;
}

// A schema with what an editor shows about it. A reference may have neighbours since 2019-09.
std::string described(const std::string& schema, const std::string& doc) {
  if (schema == "true") return cat("{\"description\": ", json_string(doc), "}");
  return cat("{\"description\": ", json_string(doc), ", ", schema.substr(1));
}

std::string description(const Setting& setting) {
  std::string text(setting.doc);
  if (!setting.fallback.empty()) text += cat(" Default: ", setting.fallback, ".");
  if (!setting.example.empty()) text += cat(" Example: ", setting.example);
  return text;
}

// "a": …, one a line.
std::string properties(const std::vector<std::string>& lines) {
  std::string text = "{";
  for (const std::string& line : lines) {
    text += text.size() == 1 ? "\n" : ",\n";
    text += "        " + line;
  }
  return text + "\n      }";
}

std::string group_schema(const Group& group) {
  std::vector<std::string> lines;
  std::string required;
  for (const Setting& setting : settings_of(group.name)) {
    lines.push_back(cat(json_string(setting.key), ": ",
                        described(setting_schema(setting), description(setting))));
    // The name of a host may be the key of a map instead.
    if (!setting.required || (group.name == "host" && setting.key == "name")) continue;
    required += cat(required.empty() ? "" : ", ", json_string(setting.key));
  }
  std::string text =
      cat("    ", json_string(group.name), ": {\n      \"description\": ", json_string(group.doc),
          ",\n      \"type\": ", required.empty() ? R"(["object", "null"])" : R"("object")",
          ",\n      \"additionalProperties\": false,\n");
  if (!required.empty()) text += cat("      \"required\": [", required, "],\n");
  return cat(text, "      \"properties\": ", properties(lines), "\n    }");
}

// Options that an operator may set; others are let pass, for they may be defined in the file.
std::string options_schema() {
  std::vector<std::string> lines;
  for (const dhcp6::OptionRow& row : dhcp6::option_table()) {
    if (refusal_of(row)) {
      lines.push_back(cat(json_string(row.name), ": false"));
    } else {
      lines.push_back(cat(json_string(row.name), ": {\"description\": ",
                          json_string(cat("Option ", dhcp6::value(row.code), ", ", row.rfc, ": ",
                                          row.shape->syntax, ".")),
                          "}"));
    }
  }
  return cat(
      "    \"options\": {\n      \"description\": \"Options, by name.\",\n"
      "      \"type\": \"object\",\n      \"properties\": ",
      properties(lines), "\n    }");
}

}  // namespace

std::string json_schema() {
  std::string text =
      "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
      "  \"title\": \"ward6.yaml\",\n"
      "  \"description\": \"The configuration of ward6d.\",\n"
      "  \"$ref\": \"#/$defs/file\",\n  \"$defs\": {\n";
  for (const Group& group : groups()) text += group_schema(group) + ",\n";
  return text + options_schema() + "\n  }\n}\n";
}

}  // namespace ward6::config
