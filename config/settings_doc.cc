#include "config/settings_doc.h"

#include <algorithm>
#include <string_view>

#include "config/diagnostic.h"
#include "config/schema.h"

namespace ward6::config {
namespace {

std::string_view heading(const Group& group) {
  return group.path.empty() ? std::string_view("(top level)") : group.path;
}

std::string with_commas(std::string_view choices) {
  std::string text;
  for (const char c : choices) {
    if (c == '|') {
      text += ", ";
    } else {
      text += c;
    }
  }
  return text;
}

// "a duration", "one or a list of …", "a map: see …".
std::string kind_of(const Setting& setting) {
  const Group* group = setting.refers.empty() ? nullptr : find_group(setting.refers);
  const std::string where = group == nullptr ? std::string() : std::string(heading(*group));
  const Type type = setting.type;
  std::string text = expectation(setting);
  if (type == Type::object) text = cat("settings of ", where);
  if (type == Type::objects) text = cat("names, each with settings of ", where);
  if (type == Type::options) text = "options by name";
  if (type == Type::choice) text = cat("one of ", with_commas(setting.choices));
  if (type == Type::range_or_object || type == Type::duid_or_object) {
    text += cat(", or settings of ", where);
  }
  switch (setting.many) {
    case Many::one:
      return text;
    case Many::one_or_list:
      return cat(text, "; or a list of them");
    case Many::list:
      return cat("a list, each with ", text);
    case Many::list_or_names:
      return cat("a list, or a map by name, each with ", text);
  }
  return text;
}

// Text within a Markdown table.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string markdown_row(const Setting& setting) {
  const std::string fallback = setting.required ? "required" : cell(setting.fallback);
  std::string example;
  if (!setting.example.empty()) example = cat(" Example: `", cell(setting.example), "`");
  return cat("| `", setting.key, "` | ", cell(setting.doc), example, " | ", cell(kind_of(setting)),
             " | ", fallback, " |\n");
}

// scdoc takes '_' and '*' for emphasis; a backslash takes that away.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '_' || c == '*' || c == '\\' || c == '#' || c == '[' || c == '<') out += '\\';
    if (c != '`') out += c;
  }
  return out;
}

std::string manual_entry(const Setting& setting) {
  std::string text =
      cat("*", setting.key, "*\n\t", plain(setting.doc), " Takes ", plain(kind_of(setting)), ".");
  if (setting.required) text += " Required.";
  if (!setting.fallback.empty()) text += cat(" Default: ", plain(setting.fallback), ".");
  if (!setting.example.empty()) text += cat("\n\n\tExample: ", plain(setting.example));
  return text + "\n\n";
}

constexpr std::string_view kManualTop = R"(ward6.yaml(5)

# NAME

ward6.yaml - configuration of ward6d

# DESCRIPTION

*ward6d*(8) reads one YAML file, by default _/etc/ward6/ward6.yaml_. It names the links that ward6
takes care of and says for each what its clients get.

The file is read strictly: an unknown key, a value out of range or settings that contradict each
other are errors, and nothing of a file with errors takes effect. *ward6d --check* shows all of
them at once, each with line, column and what to do; it may be run anywhere and by anyone.

Durations carry their unit: 90s, 30m, 12h, 1d, 2w, 1h30m, or infinite. An IPv6 address that ends in
"::" must be quoted, for YAML takes its last colon for the end of a key; with its length, as in
2001:db8::/64, it need not. A key may be given once. Anchors and aliases work; merge keys do not.

# EXAMPLE

```
links:
  office:
    interface: br-office
    serve:
      prefixes:
        - prefix: 2001:db8:1::/64
          pool: 2001:db8:1::1:0/112
      delegate:
        - {from: 2001:db8:1000::/40, length: 56}
      options: {dns-servers: [2001:db8:1::53], domain-search: [example.net]}
      hosts:
        - {name: printer, match: {mac: "02:00:00:00:00:07"}, address: "::7"}
```

)";

constexpr std::string_view kManualEnd = R"(# SEE ALSO

*ward6d*(8), *ward6ctl*(1)
)";

}  // namespace

std::string settings_markdown() {
  std::string text =
      "# Settings\n\n"
      "Everything that `ward6.yaml` may contain. Made from the rows of `config/schema_*.cc`; a\n"
      "test compares them. To write this page again: `ward6_unit \"[write-docs]\"`.\n\n"
      "Durations: `90s`, `30m`, `12h`, `1d`, `2w`, `1h30m`, `infinite`. An address that ends in\n"
      "`::` must be quoted. The options that `options` may hold are in [options.md](options.md).\n";
  for (const Group& group : groups()) {
    text += cat("\n## ", group.path.empty() ? "Top level" : cat("`", group.path, "`"), "\n\n",
                group.doc, "\n\n| setting | meaning | value | default |\n|---|---|---|---|\n");
    for (const Setting& setting : settings_of(group.name)) {
      text += markdown_row(setting);
    }
  }
  return text;
}

std::string manual_page() {
  std::string text(kManualTop);
  for (const Group& group : groups()) {
    text += cat("# ", group.path.empty() ? "TOP LEVEL" : plain(group.path), "\n\n",
                plain(group.doc), "\n\n");
    for (const Setting& setting : settings_of(group.name)) {
      text += manual_entry(setting);
    }
  }
  text += kManualEnd;
  return text;
}

}  // namespace ward6::config
