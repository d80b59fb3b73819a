// docs/options.md is made from the option table. After a change of the table, write it again:
// ward6_unit "[write-docs]".
#include <bit>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "libdhcp6/wire/option_table.h"
#include "tests/unit/wire/option_examples.h"
#include "tests/unit/wire/wire_support.h"

namespace ward6::dhcp6::test {
namespace {

constexpr const char* kPath = WARD6_SOURCE_DIR "/docs/options.md";

const OptionExample& example_of(const OptionRow& row) {
  for (const OptionExample& example : kOptionExamples) {
    if (example.code == row.code) return example;
  }
  FAIL("no example of " << row.name);
  return kOptionExamples.front();
}

// In a table cell a bar would end the cell.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

std::string messages_of(const OptionRow& row) {
  std::string text;
  for (MessageSet left = row.messages; left != 0; left &= left - 1) {
    if (!text.empty()) text += ", ";
    text += name(MessageType{static_cast<std::uint8_t>(std::countr_zero(left))});
  }
  for (const OptionRow& parent : option_table()) {
    const Parent place = as_parent(parent.code);
    if (place == Parent::none || !may_stand_in(row, place)) continue;
    text += (text.empty() ? "in `" : ", in `") + std::string(parent.name) + "`";
  }
  return text;
}

std::string_view requestable(const OptionRow& row) {
  switch (row.request) {
    case Request::forbidden:
      return "no";
    case Request::permitted:
      return "yes";
    case Request::required:
      return "always";
  }
  return "";
}

std::string configurable_options() {
  std::string text;
  for (const OptionRow& row : option_table()) {
    if (!row.configurable()) continue;
    text += "### `" + std::string(row.name) + "`\n\n";
    text += "Code " + std::to_string(value_of(row)) + ", " + std::string(row.rfc) + ". ";
    text += row.singleton() ? "Once" : "May repeat: a list gives one option for each item";
    text += ". Value: " + cell(row.shape->syntax) + ".\n\n```yaml\n";
    text += std::string(row.name) + ": " + std::string(example_of(row).text) + "\n```\n\n";
  }
  return text;
}

std::string all_options() {
  std::string text =
      "| code | name | value | occurs | requestable | set by | stands in | defined in |\n"
      "|---:|---|---|---|---|---|---|---|\n";
  for (const OptionRow& row : option_table()) {
    text += "| " + std::to_string(value_of(row)) + " | `" + std::string(row.name) + "`";
    if (row.obsolete) text += " (obsolete)";
    text += " | " + cell(row.shape->name) + " | " + (row.singleton() ? "once" : "many");
    text += " | " + std::string(requestable(row));
    text += row.origin == Origin::operator_ ? " | operator" : " | ward6";
    text += " | " + messages_of(row) + " | " + std::string(row.rfc) + " |\n";
  }
  return text;
}

std::string shapes() {
  std::map<std::string_view, std::string_view> all;
  for (const OptionRow& row : option_table()) {
    // Containers have one name and a syntax each.
    if (row.shape->name != "s46-container") all[row.shape->name] = row.shape->syntax;
  }
  std::string text = "| value | is written as |\n|---|---|\n";
  for (const auto& [name, syntax] : all) {
    text += "| " + std::string(name) + " | " + cell(syntax) + " |\n";
  }
  return text;
}

std::string vendor_types() {
  std::string text;
  for (const NamedKind& kind : kNamedKinds) {
    text += "- `" + std::string(kind.name) + "`: " + std::string(describe(kind.kind)) + "\n";
  }
  return text;
}

std::string document() {
  return "# DHCPv6 options\n\n"
         "Made from the option table (`libdhcp6/wire/option_rows.h`); a test compares them. To\n"
         "write this page again: `ward6_unit \"[write-docs]\"`.\n\n"
         "## Options for the configuration\n\n"
         "Under `options:` of a link, class or host. Where a list is expected, a single value\n"
         "will do. Clients get what they request, unless the option says otherwise.\n\n" +
         configurable_options() + "## Types of vendor options and of options that you define\n\n" +
         vendor_types() + "\n## How values are written\n\n" + shapes() +
         "\n## All options\n\n"
         "`requestable`: whether a client may name it in its Option Request option; `always`\n"
         "means that the client has to.\n\n" +
         all_options();
}

}  // namespace

TEST_CASE("The page of options says what the table says", "[wire][docs]") {
  std::ifstream file(kPath, std::ios::binary);
  const std::string stored{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const bool same = stored == document();
  CHECK(same);  // else write it again, see above
}

TEST_CASE("The page of options is written from the table", "[.][write-docs]") {
  std::ofstream file(kPath, std::ios::binary);
  file << document();
  REQUIRE(file.good());
}

}  // namespace ward6::dhcp6::test
