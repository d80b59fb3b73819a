#include "libdhcp6/wire/option_table.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <set>

#include "libdhcp6/wire/message.h"
#include "libdhcp6/wire/options_view.h"
#include "libdhcp6/wire/print.h"
#include "tests/unit/wire/option_examples.h"
#include "tests/unit/wire/wire_support.h"

namespace ward6::dhcp6::test {
namespace {

const OptionRow& row_of(const OptionExample& example) {
  const OptionRow* row = find_option(example.code);
  REQUIRE(row != nullptr);
  return *row;
}

}  // namespace

TEST_CASE("Every row of the option table has exactly one example", "[wire][options]") {
  for (const OptionRow& row : option_table()) {
    INFO(row.name);
    CHECK(std::ranges::count(kOptionExamples, row.code, &OptionExample::code) == 1);
  }
  CHECK(kOptionExamples.size() == option_table().size());
}

TEST_CASE("Every row is found by its code and by its name", "[wire][options]") {
  for (const OptionRow& row : option_table()) {
    CHECK(find_option(value_of(row)) == &row);
    CHECK(find_option(row.name) == &row);
  }
  CHECK(find_option(std::uint16_t{0}) == nullptr);
  CHECK(find_option(std::uint16_t{10}) == nullptr);
  CHECK(find_option(std::uint16_t{0xffff}) == nullptr);
  CHECK(find_option("no-such-option") == nullptr);
  CHECK(find_option("") == nullptr);
}

TEST_CASE("Every row decodes its example to the canonical text", "[wire][options]") {
  for (const OptionExample& example : kOptionExamples) {
    const OptionRow& row = row_of(example);
    INFO(row.name);
    const Buffer body = from_hex(example.wire);
    const auto valid = validate_option(row, body);
    REQUIRE(valid);
    CHECK(to_text(decode_option(row, body)) == example.text);
  }
}

TEST_CASE("Every row encodes the text of its example to the same bytes", "[wire][options]") {
  for (const OptionExample& example : kOptionExamples) {
    const OptionRow& row = row_of(example);
    INFO(row.name);
    Buffer body = filled(7);
    const auto done = encode_option(row, from_text(example.text), body);
    INFO((done ? std::string{} : done.error().text));
    REQUIRE(done);
    CHECK(to_hex(body) == example.wire);
  }
}

TEST_CASE("The shortest body of every row is valid and comes back from its text",
          "[wire][options]") {
  for (const OptionExample& example : kOptionExamples) {
    const OptionRow& row = row_of(example);
    const Buffer body = from_hex(example.shortest);
    INFO(row.name << " " << example.shortest);
    REQUIRE(validate_option(row, body));
    const std::string text = to_text(decode_option(row, body));
    INFO(text);
    Buffer again;
    const auto done = encode_option(row, from_text(text), again);
    INFO((done ? std::string{} : done.error().text));
    REQUIRE(done);
    CHECK(to_hex(again) == example.shortest);
  }
}

TEST_CASE("No row takes a body one byte shorter than its shortest", "[wire][options]") {
  for (const OptionExample& example : kOptionExamples) {
    Buffer body = from_hex(example.shortest);
    if (body.empty()) continue;
    body.pop_back();
    INFO(example.text);
    const auto valid = validate_option(row_of(example), body);
    REQUIRE_FALSE(valid);
    CHECK(valid.error().offset <= body.size());
  }
}

TEST_CASE("Every row takes an empty body only when that is its shortest", "[wire][options]") {
  for (const OptionExample& example : kOptionExamples) {
    INFO(example.text);
    CHECK(validate_option(row_of(example), {}).has_value() == example.shortest.empty());
  }
}

TEST_CASE("Every row takes one byte too many only when its end is open", "[wire][options]") {
  for (const OptionExample& example : kOptionExamples) {
    Buffer body = from_hex(example.wire);
    body.push_back(std::byte{0x2a});
    INFO(example.text);
    CHECK(validate_option(row_of(example), body).has_value() == example.open_end);
  }
}

TEST_CASE("Every prefix of every example is judged without reading past it", "[wire][options]") {
  for (const OptionExample& example : kOptionExamples) {
    const Buffer body = from_hex(example.wire);
    for (std::size_t size = 0; size < body.size(); ++size) {
      const Buffer cut(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(size));
      const auto valid = validate_option(row_of(example), cut);
      if (!valid) {
        CHECK(valid.error().offset <= size);
      }
    }
  }
}

TEST_CASE("A zero-length option is seen, also as the last option of a message",
          "[wire][options][rfc9915-21.1]") {
  for (const OptionExample& example : kOptionExamples) {
    const OptionRow& row = row_of(example);
    Buffer options;
    append_option(options, value(OptionCode::elapsed_time), from_hex("0000"));
    append_option(options, value_of(row), {});
    const Buffer bytes = message(MessageType::reply, options);
    const auto parsed = MessageView::parse(bytes);
    REQUIRE(parsed);
    if (row.code == OptionCode::elapsed_time) continue;
    const auto option = parsed->options.find(row.code);
    REQUIRE(option);
    CHECK(option->body.empty());
    CHECK(message_to_text(bytes).find(std::string(row.name)) != std::string::npos);
  }
}

TEST_CASE("Two of the same option are counted, and the first one is found", "[wire][options]") {
  for (const OptionExample& example : kOptionExamples) {
    Buffer options;
    append_option(options, value(example.code), from_hex(example.wire));
    append_option(options, value(example.code), {});
    const auto view = OptionsView::parse(options);
    REQUIRE(view);
    CHECK(view->count(example.code) == 2);
    CHECK(to_hex(view->find(example.code)->body) == example.wire);
  }
}

TEST_CASE("An option out of place is marked when printed and one in place is not",
          "[wire][options][rfc9915-appendix-b]") {
  for (const OptionExample& example : kOptionExamples) {
    const OptionRow& row = row_of(example);
    Buffer options;
    append_option(options, value_of(row), from_hex(example.wire));
    for (const MessageType type :
         {MessageType::solicit, MessageType::advertise, MessageType::reply,
          MessageType::reconfigure, MessageType::release, MessageType::leasequery_reply}) {
      const std::string text = message_to_text(message(type, options));
      INFO(text);
      const bool marked = text.find(std::string(row.name) + " (misplaced)") != std::string::npos;
      CHECK(marked != may_stand_in(row, type));
    }
  }
}

TEST_CASE("Every option stands somewhere, unless it is obsolete", "[wire][options]") {
  for (const OptionRow& row : option_table()) {
    INFO(row.name);
    CHECK((row.messages != 0 || row.parents != 0) != row.obsolete);
    CHECK(row.rfc.starts_with("RFC "));
    CHECK(row.rfc.find("§") != std::string_view::npos);
    CHECK(row.shape != nullptr);
  }
}

TEST_CASE("Options that hold options form no circle", "[wire][options]") {
  // Follows parents upwards; the path can never be longer than the number of parents.
  const std::function<int(ParentSet, int)> depth = [&](ParentSet parents, int level) -> int {
    REQUIRE(level < 8);
    int deepest = level;
    for (const OptionRow& row : option_table()) {
      const Parent self = as_parent(row.code);
      if (self == Parent::none || (parents & bit(self)) == 0) continue;
      deepest = std::max(deepest, depth(row.parents, level + 1));
    }
    return deepest;
  };
  int deepest = 0;
  for (const OptionRow& row : option_table()) deepest = std::max(deepest, depth(row.parents, 1));
  CHECK(deepest == 3);
}

TEST_CASE("Codes that RFC 9915 forbids in an Option Request option are not requestable",
          "[wire][options][rfc9915-21.7]") {
  for (const OptionCode code : {OptionCode::client_id,
                                OptionCode::server_id,
                                OptionCode::ia_na,
                                OptionCode::ia_ta,
                                OptionCode::ia_pd,
                                OptionCode::ia_address,
                                OptionCode::ia_prefix,
                                OptionCode::option_request,
                                OptionCode::elapsed_time,
                                OptionCode::preference,
                                OptionCode::relay_message,
                                OptionCode::authentication,
                                OptionCode::server_unicast,
                                OptionCode::status_code,
                                OptionCode::rapid_commit,
                                OptionCode::user_class,
                                OptionCode::vendor_class,
                                OptionCode::interface_id,
                                OptionCode::reconfigure_message,
                                OptionCode::reconfigure_accept}) {
    CHECK_FALSE(find_option(code)->requestable());
  }
  CHECK(find_option(OptionCode::vendor_options)->requestable());
  CHECK(find_option(OptionCode::pd_exclude)->requestable());
  CHECK(find_option(OptionCode::sol_max_rt)->request == Request::required);
}

TEST_CASE("The instances of an option that may repeat are the items of a list", "[wire][options]") {
  const OptionRow& ntp = *find_option("ntp-servers");
  const auto bodies = encode_instances(ntp, from_text("[2001:db8::1, ff05::101, ntp.example]"));
  REQUIRE(bodies);
  REQUIRE(bodies->size() == 3);
  CHECK(to_hex((*bodies)[1]) == "00020010ff050000000000000000000000000101");
  CHECK(to_text(decode_option(ntp, (*bodies)[2])) == "{fqdn: ntp.example}");

  const OptionRow& dns = *find_option("dns-servers");
  const auto one = encode_instances(dns, from_text("[2001:db8::1, 2001:db8::2]"));
  REQUIRE(one);
  CHECK(one->size() == 1);

  const OptionRow& pcp = *find_option("pcp-servers");
  const auto flat = encode_instances(pcp, from_text("[2001:db8::1, 2001:db8::2]"));
  const auto deep = encode_instances(pcp, from_text("[[2001:db8::1], [2001:db8::2]]"));
  REQUIRE(flat);
  REQUIRE(deep);
  CHECK(flat->size() == 1);
  CHECK(deep->size() == 2);

  CHECK_FALSE(encode_instances(ntp, from_text("[]")));
}

TEST_CASE("An option that grows past 65535 bytes is refused with the mark of the text",
          "[wire][options]") {
  TextValue list = TextValue::list({}, 77);
  for (int i = 0; i < 4095; ++i) list.items.push_back(TextValue::scalar("2001:db8::1", 78));
  Buffer body;
  CHECK(encode_option(*find_option("dns-servers"), list, body));
  CHECK(body.size() == 65520);
  list.items.push_back(TextValue::scalar("2001:db8::1", 79));
  const auto done = encode_option(*find_option("dns-servers"), list, body);
  REQUIRE_FALSE(done);
  CHECK(done.error().mark == 79);
  CHECK(done.error().text.find("65535") != std::string::npos);
  CHECK(body.empty());
}

}  // namespace ward6::dhcp6::test
