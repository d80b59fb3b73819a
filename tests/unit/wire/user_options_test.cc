#include "libdhcp6/wire/user_options.h"

#include "tests/unit/wire/wire_support.h"

namespace ward6::dhcp6::test {
namespace {

UserOptionDefinition definition(std::vector<UserField> fields, bool array = false) {
  return {.name = "acme-thing", .code = 60000, .fields = std::move(fields), .array = array};
}

UserOption option(std::vector<UserField> fields, bool array = false) {
  auto made = UserOption::make(definition(std::move(fields), array));
  INFO((made ? std::string{} : made.error().text));
  REQUIRE(made);
  return std::move(*made);
}

std::string encoded(const UserOption& option, std::string_view text) {
  Buffer body;
  const auto done = option.encode(from_text(text), body);
  return done ? to_hex(body) : done.error().text;
}

std::string refusal(UserOptionDefinition definition) {
  const auto made = UserOption::make(std::move(definition));
  return made ? "" : made.error().text;
}

}  // namespace

TEST_CASE("Every kind of user field survives text and wire", "[wire][user-options]") {
  struct Case {
    FieldKind kind;
    std::string_view text;
    std::string_view wire;
  };
  for (const Case& one :
       std::vector<Case>{{FieldKind::u8, "255", "ff"},
                         {FieldKind::u16, "258", "0102"},
                         {FieldKind::u32, "4294967295", "ffffffff"},
                         {FieldKind::i32, "-2147483648", "80000000"},
                         {FieldKind::boolean, "true", "01"},
                         {FieldKind::boolean, "7", "07"},
                         {FieldKind::ipv4, "192.0.2.1", "c0000201"},
                         {FieldKind::ipv6, "2001:db8::1", "20010db8000000000000000000000001"},
                         {FieldKind::prefix, "2001:db8::/33", "2120010db800"},
                         {FieldKind::name, "a.b", "0161016200"},
                         {FieldKind::text, "\"two words\"", "74776f20776f726473"},
                         {FieldKind::hex, "0x00ff", "00ff"}}) {
    INFO(one.text);
    const UserOption made = option({{.name = {}, .kind = one.kind}});
    CHECK(encoded(made, one.text) == one.wire);
    const Buffer body = from_hex(one.wire);
    REQUIRE(made.validate(body));
    CHECK(to_text(made.decode(body)) == one.text);
  }
}

TEST_CASE("A record of named fields takes fields or a list in order", "[wire][user-options]") {
  const UserOption made = option({{"port", FieldKind::u16}, {"host", FieldKind::name}});
  CHECK(encoded(made, "{host: a, port: 7}") == "0007016100");
  CHECK(encoded(made, "[7, a]") == "0007016100");
  CHECK(to_text(made.decode(from_hex("0007016100"))) == "{port: 7, host: a}");
  CHECK(encoded(made, "{host: a}") == "\"port\" is missing: expected {port, host}");
  CHECK(encoded(made, "{host: a, port: 7, x: 1}").starts_with("\"x\" is unknown"));
  CHECK(encoded(made, "{host: a, port: 7, port: 8}").starts_with("\"port\" is unknown or given"));
  CHECK(encoded(made, "[7]").starts_with("expected {port, host}"));
  CHECK(encoded(made, "7").starts_with("expected {port, host}"));
  CHECK_FALSE(made.validate(from_hex("000701")));
  CHECK(made.validate(from_hex("00070161002a")).error() == Error{Errc::trailing_bytes, 5});
  CHECK_FALSE(made.validate({}));
}

TEST_CASE("An array repeats its last field", "[wire][user-options]") {
  const UserOption plain = option({{{}, FieldKind::u16}}, true);
  CHECK(encoded(plain, "[1, 2, 3]") == "000100020003");
  CHECK(encoded(plain, "1") == "0001");
  CHECK(to_text(plain.decode(from_hex("00010002"))) == "[1, 2]");
  CHECK(encoded(plain, "[]").starts_with("expected"));
  CHECK_FALSE(plain.validate(from_hex("000102")));

  const UserOption mixed = option({{{}, FieldKind::u8}, {{}, FieldKind::ipv4}}, true);
  CHECK(encoded(mixed, "[1, 192.0.2.1, 192.0.2.2]") == "01c0000201c0000202");
  CHECK(to_text(mixed.decode(from_hex("01c0000201c0000202"))) == "[1, 192.0.2.1, 192.0.2.2]");
  CHECK(encoded(mixed, "[1]") == "expected [u8, ipv4, …], not a list");

  const UserOption named = option({{"n", FieldKind::u8}, {"to", FieldKind::ipv4}}, true);
  CHECK(encoded(named, "{n: 1, to: [192.0.2.1, 192.0.2.2]}") == "01c0000201c0000202");
  CHECK(to_text(named.decode(from_hex("01c0000201"))) == "{n: 1, to: [192.0.2.1]}");
}

TEST_CASE("A definition that cannot work is refused with the reason", "[wire][user-options]") {
  CHECK(refusal({"dns-servers", 60000, {{{}, FieldKind::u8}}, false}).find("known option") !=
        std::string::npos);
  CHECK(refusal({"x", 23, {{{}, FieldKind::u8}}, false}).find("dns-servers") != std::string::npos);
  CHECK(refusal({"x", 0, {{{}, FieldKind::u8}}, false}).find("1 to 65535") != std::string::npos);
  for (const std::string_view name : {"", "Upper", "with blank", "123", "a_b"}) {
    CHECK_FALSE(refusal({std::string(name), 60000, {{{}, FieldKind::u8}}, false}).empty());
  }
  CHECK(refusal({std::string(65, 'a'), 60000, {{{}, FieldKind::u8}}, false}) != "");
  CHECK(refusal({std::string(64, 'a'), 60000, {{{}, FieldKind::u8}}, false}).empty());
  CHECK(refusal(definition({})).find("at least one") != std::string::npos);
  CHECK(refusal(definition({{{}, FieldKind::text}, {{}, FieldKind::u8}})) != "");
  CHECK(refusal(definition({{{}, FieldKind::hex}}, true)) != "");
  CHECK(refusal(definition({{"a", FieldKind::u8}, {"", FieldKind::u8}})) != "");
  CHECK(refusal(definition({{"a", FieldKind::u8}, {"a", FieldKind::u8}})) != "");
  CHECK(refusal(definition({{{}, FieldKind::options}})) != "");
}

TEST_CASE("A definition has as many fields as the limit and not one more",
          "[wire][user-options][limits]") {
  CHECK(refusal(definition(std::vector<UserField>(kUserFieldsMax, {{}, FieldKind::u8}))).empty());
  CHECK(refusal(definition(std::vector<UserField>(kUserFieldsMax + 1, {{}, FieldKind::u8}))) != "");
}

TEST_CASE("Two definitions share no name and no code, and their number is limited",
          "[wire][user-options][limits]") {
  std::vector<UserOption> options;
  for (std::size_t i = 0; i < kUserOptionsMax; ++i) {
    const auto code = static_cast<std::uint16_t>(60000 + i);
    options.push_back(
        UserOption::make({"x" + std::to_string(i), code, {{{}, FieldKind::u8}}, false}).value());
  }
  CHECK(check_distinct(options));
  auto same_code = options;
  same_code[7] = UserOption::make({"y", 60003, {{{}, FieldKind::u8}}, false}).value();
  REQUIRE_FALSE(check_distinct(same_code));
  CHECK(check_distinct(same_code).error().mark == 7);
  auto same_name = options;
  same_name[9] = UserOption::make({"x3", 61000, {{{}, FieldKind::u8}}, false}).value();
  CHECK(check_distinct(same_name).error().mark == 9);
  options.push_back(UserOption::make({"z", 62000, {{{}, FieldKind::u8}}, false}).value());
  CHECK_FALSE(check_distinct(options));
}

TEST_CASE("A user option that grows past 65535 bytes is refused", "[wire][user-options][limits]") {
  const UserOption made = option({{{}, FieldKind::text}});
  Buffer body;
  CHECK(made.encode(TextValue::scalar(std::string(0xffff, 'a')), body));
  CHECK(body.size() == 0xffff);
  CHECK_FALSE(made.encode(TextValue::scalar(std::string(0x10000, 'a')), body));
  CHECK(body.empty());
}

}  // namespace ward6::dhcp6::test
