#include "libdhcp6/wire/domain_name.h"

#include "libdhcp6/wire/fqdn.h"
#include "tests/unit/wire/wire_support.h"

namespace ward6::dhcp6::test {
namespace {

// The wire form in hexadecimal, or the name of the error.
std::string encoded(std::string_view text, bool partial = false) {
  Buffer buffer = filled(300);
  Writer writer{buffer};
  const auto done = partial ? encode_partial_name(text, writer) : encode_name(text, writer);
  return done ? to_hex(writer.written()) : std::string(name(done.error().code));
}

std::string decoded(std::string_view hex) {
  const Buffer bytes = from_hex(hex);
  Reader reader(bytes);
  const auto name = take_name(reader);
  return name ? name_to_text(*name) : std::string(ward6::dhcp6::name(name.error().code));
}

std::string labels(std::size_t count, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) text += '.';
    text += std::string(size, 'a');
  }
  return text;
}

}  // namespace

TEST_CASE("Names are encoded without compression", "[wire][name][rfc9915-10]") {
  CHECK(encoded("a.bc") == "016102626300");
  CHECK(encoded("a.bc.") == "016102626300");
  CHECK(encoded(".") == "00");
  CHECK(encoded("_ldap._tcp.EXAMPLE") == "055f6c646170045f746370074558414d504c4500");
}

TEST_CASE("Names that RFC 1035 does not allow are refused", "[wire][name][rfc1035-3.1]") {
  for (const std::string_view text : {"", "..", ".a", "a..b", "a b", "a\tb", "\xc3\xa4", "a\\",
                                      "a\\2", "a\\25", "a\\256", "a\\2x4", "a\\ b"}) {
    INFO(text);
    CHECK(encoded(text) == "bad-name");
  }
}

TEST_CASE("Any byte can be written with an escape and comes back", "[wire][name]") {
  CHECK(encoded("a\\.b.c") == "03612e62016300");
  CHECK(encoded("a\\\\b") == "03615c6200");
  CHECK(encoded("\\000\\255\\032") == "0300ff2000");
  CHECK(encoded("\\a") == "016100");
  CHECK(decoded("03612e62016300") == "a\\.b.c");
  CHECK(decoded("03615c6200") == "a\\\\b");
  CHECK(decoded("0300ff2000") == "\\000\\255\\032");
  for (unsigned byte = 0; byte < 256; ++byte) {
    const std::string hex = "01" + to_hex(std::array{to_byte(byte)}) + "00";
    CHECK(encoded(decoded(hex)) == hex);
  }
}

TEST_CASE("A label has at most 63 bytes", "[wire][name][limits]") {
  CHECK(encoded(labels(1, 63)).size() == 2 * 65);
  CHECK(encoded(labels(1, 64)) == "bad-name");
  CHECK(decoded("40" + std::string(128, '6') + "00") == "bad-name");
  CHECK(decoded("c00c") == "bad-name");  // a compression pointer
}

TEST_CASE("A name has at most 255 bytes on the wire", "[wire][name][limits]") {
  // Three labels of 63 take 192 bytes, one of 61 another 62, and the zero makes 255.
  CHECK(encoded(labels(3, 63) + "." + std::string(61, 'a')).size() == 2 * 255);
  CHECK(encoded(labels(3, 63) + "." + std::string(62, 'a')) == "bad-name");
  CHECK(encoded(labels(127, 1)).size() == 2 * 255);
  CHECK(encoded(labels(128, 1)) == "bad-name");
  CHECK(encoded(labels(127, 1), true).size() == 2 * 254);
  CHECK(encoded(labels(128, 1), true) == "bad-name");
  std::string long_name;
  for (int i = 0; i < 127; ++i) long_name += "0161";
  CHECK(decoded(long_name + "00") == labels(127, 1));
  CHECK(decoded(long_name + "016100") == "bad-name");
}

TEST_CASE("A cut name is truncated, and reading takes exactly one name", "[wire][name]") {
  CHECK(decoded("") == "truncated");
  CHECK(decoded("01") == "truncated");
  CHECK(decoded("0161") == "truncated");
  CHECK(decoded("026100") == "truncated");
  const Buffer two = from_hex(
      "016100"
      "016200");
  Reader reader(two);
  CHECK(name_to_text(*take_name(reader)) == "a");
  CHECK(reader.position() == 3);
  CHECK(name_to_text(*take_name(reader)) == "b");
  CHECK(reader.finished());
}

TEST_CASE("A name does not fit a full writer and writes nothing", "[wire][name]") {
  Buffer buffer = filled(3);
  Writer writer{buffer};
  CHECK(encode_name("ab", writer).error().code == Errc::no_space);
}

TEST_CASE("A partial name lacks its zero and shows no dot", "[wire][name][rfc4704-4.2]") {
  CHECK(encoded("host", true) == "04686f7374");
  CHECK(encoded("host.", true) == "04686f737400");
  CHECK(encoded("", true).empty());
  CHECK(encoded(".", true) == "00");
  CHECK(name_to_text(from_hex("04686f7374"), true) == "host");
  CHECK(name_to_text(from_hex("04686f737400"), true) == "host.");
  CHECK(name_to_text({}, true).empty());
  CHECK(validate_partial_name(from_hex("04686f7374")));
  CHECK(validate_partial_name({}));
  CHECK(validate_partial_name(from_hex("04686f73")).error().code == Errc::truncated);
  CHECK(validate_partial_name(from_hex("0161000162")).error() == Error{Errc::trailing_bytes, 3});
}

TEST_CASE("Client FQDN has three flags and a name", "[wire][fqdn][rfc4704-4]") {
  const Buffer body = from_hex("0104686f7374076578616d706c6500");
  const auto fqdn = FqdnView::decode(body);
  REQUIRE(fqdn);
  CHECK(fqdn->server_updates);
  CHECK_FALSE(fqdn->server_overrides);
  CHECK_FALSE(fqdn->no_updates);
  CHECK(fqdn->is_complete());
  CHECK(fqdn->text() == "host.example");

  const Buffer other = from_hex("fe04686f7374");
  const auto partial = FqdnView::decode(other);
  REQUIRE(partial);
  CHECK(partial->server_overrides);
  CHECK(partial->no_updates);
  CHECK_FALSE(partial->is_complete());

  CHECK(FqdnView::decode(from_hex("00"))->text().empty());
  CHECK(FqdnView::decode(from_hex("0000"))->text().empty());
  CHECK(FqdnView::decode({}).error() == Error{Errc::truncated, 0});
  CHECK(FqdnView::decode(from_hex("00c00c")).error() == Error{Errc::bad_name, 1});

  Buffer buffer = filled(64);
  Writer writer{buffer};
  encode_fqdn(writer, *fqdn);
  CHECK(to_hex(writer.written()) == "0027000f" + to_hex(body));
}

}  // namespace ward6::dhcp6::test
