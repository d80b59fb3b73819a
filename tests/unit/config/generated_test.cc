// What is made from the rows of the schema and stored. After a change of them, write it again:
// ward6_unit "[write-docs]".
#include <array>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "config/json_schema.h"
#include "config/load.h"
#include "config/object.h"
#include "config/option_names.h"
#include "config/schema.h"
#include "config/settings_doc.h"
#include "libdhcp6/wire/fields.h"
#include "tests/support/catch.h"

namespace ward6::config::test {
namespace {

struct Generated {
  const char* path;
  std::string (*make)();
};

constexpr std::array kGenerated{
    Generated{WARD6_SOURCE_DIR "/config/ward6.schema.json", &json_schema},
    Generated{WARD6_SOURCE_DIR "/docs/settings.md", &settings_markdown},
    Generated{WARD6_SOURCE_DIR "/docs/man/ward6.yaml.5.scd", &manual_page},
};

std::string stored(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::set<const Setting*>& rows_read() {
  static std::set<const Setting*> rows;
  return rows;
}

TEST_CASE("Schema, settings and manual page say what the rows say", "[config][docs]") {
  for (const Generated& page : kGenerated) {
    INFO(page.path);
    const bool same = stored(page.path) == page.make();
    CHECK(same);  // else write it again, see above
  }
}

TEST_CASE("Schema, settings and manual page are written from the rows", "[.][write-docs]") {
  for (const Generated& page : kGenerated) {
    INFO(page.path);
    std::ofstream file(page.path, std::ios::binary);
    file << page.make();
    REQUIRE(file.good());
  }
}

TEST_CASE("The loader reads each row, and there is a row for each key it reads", "[config]") {
  rows_read().clear();
  observe_rows([](const Setting& row) { rows_read().insert(&row); });
  const auto loaded = load_file(WARD6_SOURCE_DIR "/tests/fuzz/corpus/config/everything");
  observe_rows(nullptr);
  CHECK(loaded.has_value());
  for (const Setting& row : settings()) {
    INFO(row.group << "." << row.key);
    CHECK(rows_read().contains(&row));
  }
}

TEST_CASE("The rows are complete and agree with each other", "[config]") {
  std::set<std::string> seen;
  for (const Setting& row : settings()) {
    INFO(row.group << "." << row.key);
    CHECK(seen.insert(std::string(row.group) + "." + std::string(row.key)).second);
    CHECK(find_group(row.group) != nullptr);
    CHECK(row.doc.ends_with('.'));
    CHECK((row.refers.empty() || find_group(row.refers) != nullptr));
    CHECK(row.choices.empty() == (row.type != Type::choice && row.type != Type::duid_or_object));
    CHECK((row.type != Type::integer || row.min < row.max));
    const bool holds_maps = row.type == Type::object || row.type == Type::objects;
    CHECK((!holds_maps || !row.refers.empty()));
    CHECK_FALSE(expectation(row).empty());
  }
  for (const Group& group : groups()) CHECK_FALSE(settings_of(group.name).empty());
}

TEST_CASE("A wrong key is never a right one, and its remedy names one", "[config]") {
  for (const WrongKey& row : wrong_keys()) {
    INFO(row.group << "." << row.key);
    CHECK(find_setting(row.group, row.key) == nullptr);
    CHECK(find_group(row.group) != nullptr);
    CHECK(row.remedy.ends_with('?') + row.remedy.ends_with('.') == 1);
  }
}

TEST_CASE("The kinds of options of one's own are those of the wire", "[config]") {
  std::string kinds;
  for (const dhcp6::NamedKind& kind : dhcp6::kNamedKinds) {
    kinds += (kinds.empty() ? "" : "|") + std::string(kind.name);
  }
  CHECK(find_setting("option-definition", "type")->choices == kinds);
  CHECK(find_setting("option-field", "type")->choices == kinds);
}

TEST_CASE("Names of other software lead to our names of options", "[config]") {
  CHECK(remedy_for_option_name("name-servers") == "Did you mean 'dns-servers'?");
  CHECK(remedy_for_option_name("DNS") == "Did you mean 'dns-servers'?");
  CHECK(remedy_for_option_name("unicast").find("RFC 9915 §21.12") != std::string::npos);
  CHECK(remedy_for_option_name("dns-servers").empty());
}

}  // namespace
}  // namespace ward6::config::test
