#include "libdhcp6/wire/option_text.h"

#include "libdhcp6/wire/option_table.h"
#include "tests/unit/wire/wire_support.h"

namespace ward6::dhcp6::test {
namespace {

// The body in hexadecimal, or "mark: text" of the error.
std::string encoded(std::string_view option, const TextValue& value) {
  Buffer body;
  const OptionRow* row = find_option(option);
  REQUIRE(row != nullptr);
  const auto done = encode_option(*row, value, body);
  if (done) return to_hex(body);
  return std::to_string(done.error().mark) + ": " + done.error().text;
}

std::string encoded(std::string_view option, std::string_view text) {
  return encoded(option, from_text(text));
}

}  // namespace

TEST_CASE("Text values are printed and read back", "[wire][text]") {
  for (const std::string_view text :
       {"a", "2001:db8::53", "[]", "[a, [b, c], {}]", "{a: 1, b: [2], c: {d: e}, a: 3}",
        R"("with blank")", R"("")", R"("quote \" backslash \\ tab \x09 high \xff")", R"("::")",
        R"("[x]")", R"({"a:b": c})"}) {
    const auto value = parse_text(text);
    INFO(text);
    REQUIRE(value);
    CHECK(to_text(*value) == text);
    CHECK(parse_text(to_text(*value))->same_as(*value));
  }
}

TEST_CASE("Text that is no tree is refused with its offset", "[wire][text]") {
  for (const std::string_view text : {"", "[", "[a", "[a,", "[a,]", "{a}", "{a: }", "{a: 1", "a b",
                                      "\"a", R"("\q")", R"("\x1")", R"("\xGG")", "]", "{: 1}"}) {
    INFO(text);
    const auto value = parse_text(text);
    REQUIRE_FALSE(value);
    CHECK(value.error().mark <= text.size());
    CHECK(value.error().text.starts_with("expected "));
  }
}

TEST_CASE("Trees are read to the depth limit and no deeper", "[wire][text][limits]") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + "a" + std::string(depth, ']');
  };
  CHECK(parse_text(nested(kTextDepthMax)));
  CHECK_FALSE(parse_text(nested(kTextDepthMax + 1)));
}

TEST_CASE("Errors carry the mark of the node that is wrong", "[wire][text]") {
  TextValue list = TextValue::list({}, 1);
  list.items.push_back(TextValue::scalar("2001:db8::1", 2));
  list.items.push_back(TextValue::scalar("192.0.2.1", 3));
  CHECK(encoded("dns-servers", list) ==
        "3: expected an IPv6 address such as 2001:db8::53, not \"192.0.2.1\"");
  CHECK(encoded("dns-servers", TextValue::list({}, 4)) ==
        "4: expected an IPv6 address such as 2001:db8::53, not an empty list");
  CHECK(encoded("dns-servers", TextValue::fields(5)) ==
        "5: expected an IPv6 address such as 2001:db8::53, not named fields");
  TextValue record = TextValue::fields(6);
  record.add("enterprise", TextValue::scalar("32473", 7));
  CHECK(encoded("remote-id", record) == "6: \"id\" is missing: expected {enterprise, id}");
  record.add("ID", TextValue::scalar("x", 8));
  CHECK(encoded("remote-id", record) ==
        "8: \"ID\" is unknown or given twice: the fields are enterprise and id");
}

TEST_CASE("A long wrong value is cut in the error", "[wire][text]") {
  const std::string error = encoded("dns-servers", TextValue::scalar(std::string(500, 'x')));
  CHECK(error.size() < 150);
  CHECK(error.find("…") != std::string::npos);
}

TEST_CASE("A list of one is as good as what it holds, and one as good as a list", "[wire][text]") {
  CHECK(encoded("dns-servers", "2001:db8::53") == encoded("dns-servers", "[2001:db8::53]"));
  CHECK(encoded("preference", "[7]") == "07");
  CHECK(encoded("aftr-name", "[a.b]") == "0161016200");
  CHECK(encoded("remote-id", "[{enterprise: 1, id: a}]") == "0000000161");
  CHECK(encoded("preference", "[7, 8]").starts_with("0: expected"));
}

TEST_CASE("Durations are taken in several forms", "[wire][text]") {
  CHECK(encoded("information-refresh-time", "3600") == "00000e10");
  CHECK(encoded("information-refresh-time", "1h") == "00000e10");
  CHECK(encoded("information-refresh-time", "59m60s") == "00000e10");
  CHECK(encoded("information-refresh-time", "1d") == "00015180");
  CHECK(encoded("information-refresh-time", "1w") == "00093a80");
  CHECK(encoded("information-refresh-time", "infinity") == "ffffffff");
  for (const std::string_view text : {"1x", "h", "1h2", "-1", "1.5h", "99999999w", "4294967296"}) {
    INFO(text);
    CHECK(encoded("information-refresh-time", text).starts_with("0: expected a duration"));
  }
}

TEST_CASE("SOL_MAX_RT and INF_MAX_RT are held to their range", "[wire][text][rfc9915-21.24]") {
  CHECK(encoded("sol-max-rt", "60") == "0000003c");
  CHECK(encoded("sol-max-rt", "86400") == "00015180");
  CHECK(encoded("sol-max-rt", "59").starts_with("0: expected a value from 60 to 86400"));
  CHECK(encoded("inf-max-rt", "86401").starts_with("0: expected a value from 60 to 86400"));
  CHECK_FALSE(validate_option(*find_option("sol-max-rt"), from_hex("0000003b")));
}

TEST_CASE("Numbers are held to their size", "[wire][text]") {
  CHECK(encoded("preference", "255") == "ff");
  CHECK(encoded("preference", "0xff") == "ff");
  CHECK(encoded("preference", "256").starts_with("0: expected a value from 0 to 255"));
  CHECK(encoded("client-arch", "[0, 65535]") == "0000ffff");
  for (const std::string_view text : {"-1", "1.0", "0x", "0xg", "ten", "4294967296"}) {
    CHECK(encoded("preference", text).starts_with("0: expected a number"));
  }
}

TEST_CASE("Vendor options take typed values", "[wire][text][rfc9915-21.17]") {
  CHECK(encoded("vendor-opts",
                "{enterprise: 1, options: [{code: 1, u16: 7}, {code: 2, "
                "ipv6: [2001:db8::1, 2001:db8::2]}, {bool: true, code: 3}]}") ==
        "00000001"
        "000100020007"
        "0002002020010db800000000000000000000000120010db8000000000000000000000002"
        "0003000101");
  CHECK(encoded("vendor-opts", "{enterprise: 1, options: [{code: 1, i32: -2}]}") ==
        "0000000100010004fffffffe");
  CHECK(encoded("vendor-opts", "{enterprise: 1, options: [{code: 1, domain-name: a.b}]}") ==
        "000000010001000501610162"
        "00");
  CHECK(
      encoded("vendor-opts", "{enterprise: 1, options: [{code: 1, ipv6-prefix: 2001:db8::/33}]}") ==
      "0000000100010006"
      "2120010db800");
  for (const std::string_view item :
       {"{code: 1}", "{code: 65536, u8: 1}", "{code: 1, u8: 256}", "{code: 1, float: 1}",
        "{code: 1, u8: 1, u16: 2}", "{u8: 1, u16: 2}", "x", "{code: 1, u8: []}",
        "{code: 1, string: \"\", hex: 0x}"}) {
    INFO(item);
    CHECK(encoded("vendor-opts", "{enterprise: 1, options: [" + std::string(item) + "]}")
              .find("expected") != std::string::npos);
  }
}

TEST_CASE("NTP servers are told apart by their text", "[wire][text][rfc5908-4]") {
  CHECK(encoded("ntp-servers", "2001:db8::1") == "0001001020010db8000000000000000000000001");
  CHECK(encoded("ntp-servers", "ff05::101") == "00020010ff050000000000000000000000000101");
  CHECK(encoded("ntp-servers", "{address: ff05::101}").starts_with("0001"));
  CHECK(encoded("ntp-servers", "ntp.example") == "0003000d036e7470076578616d706c6500");
  CHECK(encoded("ntp-servers", "{4: 0x0102}") == "000400020102");
  for (const std::string_view text : {"\"\"", "{}", "{name: x}", "{fqdn: a, address: \"::1\"}",
                                      "{fqdn: \"\"}", "{address: x}", "a..b"}) {
    INFO(text);
    CHECK(encoded("ntp-servers", text).find("expected") != std::string::npos);
  }
}

TEST_CASE("An NTP option has one time source and no more", "[wire][rfc5908-4]") {
  const OptionRow& row = *find_option("ntp-servers");
  const std::string one = "0001001020010db8000000000000000000000001";
  CHECK(validate_option(row, from_hex(one)));
  CHECK(validate_option(row, from_hex(one + one)).error().code == Errc::too_many);
  CHECK(validate_option(row, from_hex("0001000f" + one.substr(8, 30))).error().code ==
        Errc::bad_length);
  CHECK(validate_option(row, from_hex("00030001"
                                      "00")));
  CHECK(validate_option(row, from_hex("00030004"
                                      "01610000"))
            .error()
            .code == Errc::trailing_bytes);
}

TEST_CASE("Encrypted DNS takes a name alone or everything", "[wire][text][rfc9463-4.1]") {
  CHECK(encoded("dnr", "a.b") ==
        "0001"
        "0005"
        "0161016200");
  CHECK(encoded("dnr", "{adn: a.b, priority: 7}") ==
        "0007"
        "0005"
        "0161016200");
  CHECK(encoded("dnr", "{adn: a, addresses: \"::1\"}") ==
        "0001"
        "0003"
        "016100"
        "0010"
        "00000000000000000000000000000001");
  // Keys are sorted, whatever their order in the text: RFC 9460 §2.2.
  CHECK(encoded("dnr",
                "{adn: a, addresses: \"::1\", svc-params: {key99: 0x01, port: 853, "
                "no-default-alpn: true, alpn: dot, mandatory: [port, alpn]}}") ==
        "0001"
        "0003"
        "016100"
        "0010"
        "00000000000000000000000000000001"
        "0000000400010003"
        "0001000403646f74"
        "00020000"
        "000300020355"
        "0063000101");
  for (const std::string_view text :
       {"{priority: 1}", "{adn: a, svc-params: {alpn: h2}}", "{adn: a, addresses: []}",
        "{adn: a, addresses: x}", "{adn: a, address: \"::1\"}", "[a, b]",
        "{adn: a, addresses: \"::1\", svc-params: {ipv6hint: \"::1\"}}",
        "{adn: a, addresses: \"::1\", svc-params: {alpn: [\"\"]}}",
        "{adn: a, addresses: \"::1\", svc-params: {alpn: []}}",
        "{adn: a, addresses: \"::1\", svc-params: {port: 65536}}",
        "{adn: a, addresses: \"::1\", svc-params: {mandatory: [alpn, alpn]}}",
        "{adn: a, addresses: \"::1\", svc-params: {key3: 1}}",
        "{adn: a, addresses: \"::1\", svc-params: {port: 1, port: 2}}",
        "{adn: a, addresses: \"::1\", svc-params: x}"}) {
    INFO(text);
    const std::string result = encoded("dnr", text);
    CHECK(result.find(": ") != std::string::npos);
  }
}

TEST_CASE("Encrypted DNS that RFC 9463 tells clients to discard is malformed",
          "[wire][rfc9463-3.1.8]") {
  const OptionRow& row = *find_option("dnr");
  const std::string start =
      "0001"
      "0003"
      "016100"
      "0010"
      "00000000000000000000000000000001";
  CHECK(validate_option(row, from_hex(start)));
  CHECK_FALSE(validate_option(row, from_hex("0001"
                                            "0003"
                                            "016100"
                                            "0000")));
  CHECK_FALSE(validate_option(row, from_hex("0001"
                                            "0004"
                                            "01610000")));
  CHECK_FALSE(validate_option(row, from_hex("0001"
                                            "0000")));
  for (const std::string_view params :
       {"00040000", "00060000", "0003000103", "00010000",
        "00010002"
        "0561",
        "00010001"
        "00",
        "0002000100",
        "00030002035500030002"
        "0355",
        "00030002035500010002"
        "0161",
        "000000020000", "00000003000100", "0000000400030001", "000300"}) {
    const std::string hex = start + std::string(params);
    INFO(hex);
    CHECK_FALSE(validate_option(row, from_hex(hex)));
  }
}

TEST_CASE("Softwire containers need what RFC 7598 says", "[wire][text][rfc7598-5]") {
  const std::string rule =
      "s46-rule: {ea-length: 0, ipv4-prefix: 0.0.0.0/0, ipv6-prefix: \"::/0\"}";
  CHECK(encoded("s46-cont-mape", "{" + rule + ", s46-br: \"::1\"}").starts_with("0059"));
  CHECK(encoded("s46-cont-mape", "{" + rule + "}").find("required but not there") !=
        std::string::npos);
  CHECK(encoded("s46-cont-mapt", "{" + rule + ", s46-dmr: \"::/0\"}").starts_with("0059"));
  CHECK(encoded("s46-cont-mapt", "{" + rule + ", s46-dmr: \"::/0\", s46-dmr: \"::/0\"}")
            .find("more than once") != std::string::npos);
  CHECK(encoded("s46-cont-lw", "{s46-br: [\"::1\", \"::2\"]}").starts_with("005a0010"));
  CHECK(encoded("s46-cont-lw", "{" + rule + ", s46-br: \"::1\"}").find("may not stand here") !=
        std::string::npos);
}

TEST_CASE("Bits past a prefix or a PSID are refused", "[wire][text]") {
  CHECK(encoded("s46-dmr", "2001:db8::/33") == "2120010db800");
  CHECK(encoded("s46-dmr", "2001:db8::1/33").starts_with("0: expected a prefix"));
  CHECK_FALSE(validate_option(*find_option("s46-dmr"), from_hex("2120010db801")));
  CHECK(
      encoded("s46-portparams", "{offset: 6, psid-length: 8, psid: 0x3401}").find("out of range") !=
      std::string::npos);
  CHECK(encoded("s46-portparams", "{offset: 16, psid-length: 8, psid: 0}").find("from 0 to 15") !=
        std::string::npos);
  CHECK(encoded("s46-v4v6bind", "{ipv4-address: 192.0.2, ipv6-prefix: \"::/0\"}").find("IPv4") !=
        std::string::npos);
}

TEST_CASE("Options inside options are taken by name or by number", "[wire][text]") {
  CHECK(encoded("ia-na", "{iaid: 1, options: {4242: 0x2a}}") ==
        "000000010000000000000000"
        "109200012a");
  CHECK(encoded("ia-na", "{iaid: 1, options: {dns-servers: \"::1\"}}").find("may not stand") !=
        std::string::npos);
  CHECK(encoded("ia-na", "{iaid: 1, options: {no-such: 1}}").find("may not stand") !=
        std::string::npos);
  // An option out of place came from a peer: it is shown by its number and kept.
  const Buffer body = from_hex(
      "000000010000000000000000"
      "00170000");
  CHECK(to_text(decode_option(*find_option("ia-na"), body)) ==
        "{iaid: 1, t1: 0, t2: 0, options: {23: 0x}}");
}

TEST_CASE("URIs and opaque bytes are taken as they are", "[wire][text]") {
  CHECK(encoded("captive-portal", "https://a") == to_hex(as_bytes("https://a")));
  CHECK(encoded("captive-portal", R"("https://a b")").starts_with("0: expected a URI"));
  CHECK(encoded("captive-portal", R"("")").starts_with("0: expected a URI"));
  CHECK(encoded("subscriber-id", "0x3078") == "3078");
  CHECK(to_text(decode_option(*find_option("subscriber-id"), from_hex("3078"))) == "0x3078");
  CHECK(encoded("subscriber-id", "0xfg").starts_with("0: expected text, or bytes"));
  CHECK(encoded("mud-url", "http://a.example").find("expected") != std::string::npos);
  CHECK(encoded("mud-url", "https://" + std::string(246, 'a')).find("at most 253") !=
        std::string::npos);
  CHECK(encoded("tzdb-timezone", R"("")").starts_with("0: expected text"));
}

TEST_CASE("A reconfigure names one of three messages", "[wire][text][rfc9915-21.19]") {
  CHECK(encoded("reconfigure-message", "Information-request") == "0b");
  CHECK(encoded("reconfigure-message", "6") == "06");
  CHECK(encoded("reconfigure-message", "Reply").find("out of range") != std::string::npos);
}

TEST_CASE("A VPN has the information of its type", "[wire][text][rfc6607-3.5]") {
  CHECK(encoded("vss", "{type: 1, id: 0x00000000000007}") == "0100000000000007");
  CHECK(encoded("vss", "{type: 1, id: 0x07}").find("length") != std::string::npos);
  CHECK(encoded("vss", "{type: 255}") == "ff");
  CHECK(encoded("vss", "{type: 255, id: a}").find("left over") != std::string::npos);
}

}  // namespace ward6::dhcp6::test
