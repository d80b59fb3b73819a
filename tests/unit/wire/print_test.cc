#include "libdhcp6/wire/print.h"

#include "tests/unit/wire/wire_support.h"

namespace ward6::dhcp6::test {
namespace {

Buffer solicit() {
  return message(MessageType::solicit, from_hex("0001000a0003000102005e100001"
                                                "00080002000a"
                                                "00030028"
                                                "000000070000000000000000"
                                                "00050018"
                                                "20010db8000000000000000000000007"
                                                "0000000000000000"));
}

}  // namespace

TEST_CASE("A relayed message is printed with its layers and nested options", "[wire][print]") {
  Buffer bytes = relayed(MessageType::relay_forward, 0, solicit());
  append_option(bytes, value(OptionCode::interface_id), as_bytes("eth0"));
  CHECK(message_to_text(bytes) ==
        "Relay-forward, hop count 0, link-address 2001:db8::1, peer-address fe80::7\n"
        "  relay-message:\n"
        "    Solicit, transaction 0x123456\n"
        "      client-id: 00:03:00:01:02:00:5e:10:00:01\n"
        "      elapsed-time: 0.10\n"
        "      ia-na: {iaid: 7, t1: 0, t2: 0}\n"
        "        ia-address: {address: 2001:db8::7, preferred: 0, valid: 0}\n"
        "  interface-id: eth0\n");
}

TEST_CASE("What does not parse is printed as bytes with the error and the offset",
          "[wire][print]") {
  CHECK(message_to_text({}) == "malformed, truncated at offset 0: no message\n");
  CHECK(message_to_text(from_hex("0112")) == "malformed, truncated at offset 0: 0x0112\n");
  CHECK(message_to_text(from_hex("0c0001")) == "malformed, truncated at offset 0: 0x0c0001\n");
  CHECK(message_to_text(from_hex("01123456"
                                 "000e0000"
                                 "0008000301")) ==
        "Solicit, transaction 0x123456\n"
        "  rapid-commit: true\n"
        "  malformed, truncated at offset 8: 0x0008000301\n");
  CHECK(message_to_text(from_hex("07123456"
                                 "00170003010203")) ==
        "Reply, transaction 0x123456\n"
        "  dns-servers: malformed, truncated at offset 8: 0x010203\n");
  CHECK(message_to_text(from_hex("07123456"
                                 "0003000d"
                                 "000000010000000200000003"
                                 "2a")) ==
        "Reply, transaction 0x123456\n"
        "  ia-na: {iaid: 1, t1: 2, t2: 3}\n"
        "    malformed, truncated at offset 20: 0x2a\n");
  CHECK(message_to_text(from_hex("07123456"
                                 "0003000100")) ==
        "Reply, transaction 0x123456\n"
        "  ia-na: malformed, truncated at offset 8: 0x00\n");
}

TEST_CASE("Unknown types and options and options out of place are named as such", "[wire][print]") {
  CHECK(message_to_text(from_hex("c8123456"
                                 "109200012a"
                                 "00170000")) ==
        "Message of type 200, transaction 0x123456\n"
        "  option 4242: 0x2a\n"
        "  dns-servers (misplaced): malformed, truncated at offset 13: 0x\n");
}

TEST_CASE("Output is bounded at any size", "[wire][print][limits]") {
  Buffer options;
  for (int i = 0; i < 2000; ++i) append_option(options, 4242, filled(20));
  const Buffer bytes = message(MessageType::reply, options);
  const std::string whole = message_to_text(bytes);
  CHECK(whole.size() <= kPrintSizeMax);
  CHECK(whole.ends_with("…\n"));
  for (std::size_t bound = 0; bound < 300; ++bound) {
    CHECK(message_to_text(bytes, bound).size() <= bound);
  }
}

TEST_CASE("Long values and many bytes are cut", "[wire][print][limits]") {
  const std::string bytes = option_to_text({4242, filled(kPrintBytesMax)});
  CHECK(bytes.find("…") == std::string::npos);
  const Buffer more = filled(kPrintBytesMax + 1);
  CHECK(option_to_text({4242, more}).ends_with("… (129 bytes)"));
  Buffer options;
  append_option(options, value(OptionCode::captive_portal), filled(5000));
  const std::string text = message_to_text(message(MessageType::reply, options));
  CHECK(text.size() < kPrintLineMax + 100);
}

TEST_CASE("Relay layers are printed to the depth limit and no deeper", "[wire][print][limits]") {
  Buffer chain = message(MessageType::solicit, {});
  for (std::uint8_t i = 0; i < 100; ++i) chain = relayed(MessageType::relay_forward, i, chain);
  const std::string text = message_to_text(chain);
  CHECK(text.find("nested too deep") != std::string::npos);
  CHECK(text.find("Solicit") == std::string::npos);
}

TEST_CASE("One option is printed on one line with what is in it", "[wire][print]") {
  const Buffer body = from_hex(
      "000000070000000000000000"
      "000d00020000");
  CHECK(option_to_text({3, body}) ==
        "ia-na: {iaid: 7, t1: 0, t2: 0, options: {status-code: {code: Success, message: \"\"}}}");
  CHECK(option_to_text({23, Bytes(body).first(3)}) ==
        "dns-servers: malformed, truncated at offset 0: 0x000000");
}

}  // namespace ward6::dhcp6::test
