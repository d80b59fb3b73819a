#include "ctl/decode.h"

#include "tests/support/catch.h"

namespace ward6::ctl {
namespace {

TEST_CASE("A message is decoded whatever separates its digits", "[ctl]") {
  const std::string_view hex = GENERATE("01123456", "0x01123456", "01:12:34:56", "01 12\n34 56\n");
  const auto text = decode(hex);
  REQUIRE(text);
  CHECK(*text == "Solicit, transaction 0x123456\n");
}

TEST_CASE("A damaged message is shown as far as it goes", "[ctl]") {
  const auto text = decode("01123456000100");
  REQUIRE(text);
  CHECK(text->find("malformed") != std::string::npos);
}

TEST_CASE("What is not hexadecimal is refused", "[ctl]") {
  const std::string_view hex = GENERATE("", " ", "0", "zz", "0x", "01 1", "01x2");
  CHECK_FALSE(decode(hex));
}

}  // namespace
}  // namespace ward6::ctl
