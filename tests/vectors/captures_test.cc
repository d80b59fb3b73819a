// Real captures: what our code makes of what real clients and servers sent. The text that is
// expected of NAME.pcap stands in NAME.expect. After a change of the printer, write them again and
// read the difference: ward6_vectors "[write-expect]".
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "libdhcp6/wire/message.h"
#include "libdhcp6/wire/option_table.h"
#include "libdhcp6/wire/print.h"
#include "tests/vectors/pcap.h"

namespace ward6::dhcp6::test {
namespace {

const std::filesystem::path kFolder = WARD6_SOURCE_DIR "/tests/vectors";

std::vector<std::filesystem::path> captures() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".pcap") found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

std::string as_printed(const std::filesystem::path& pcap) {
  std::string text;
  for (const Datagram& datagram : read_pcap(pcap)) text += message_to_text(datagram.payload) + "\n";
  return text;
}

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

std::string load(std::filesystem::path path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("Messages of real clients and servers print as expected", "[wire][captures]") {
  REQUIRE(captures().size() >= 5);
  for (std::filesystem::path path : captures()) {
    INFO(path.string());
    const std::string text = as_printed(path);
    CHECK_FALSE(text.empty());
    CHECK(text == load(path.replace_extension(".expect")));
  }
}

TEST_CASE("Messages of real clients and servers are well-formed", "[wire][captures]") {
  for (const std::filesystem::path& path : captures()) {
    INFO(path.string());
    for (const Datagram& datagram : read_pcap(path)) {
      CHECK(Envelope::parse(datagram.payload));
    }
    const std::string text = as_printed(path);
    CHECK(text.find("malformed") == std::string::npos);
    // Two habits that RFC 9915 appendix B does not know: dhclient puts an Option Request into its
    // Release, both servers an Information Refresh Time into their Advertise.
    CHECK(occurrences(text, "(misplaced)") ==
          occurrences(text, "option-request (misplaced)") +
              occurrences(text, "information-refresh-time (misplaced)"));
  }
}

TEST_CASE("Options of real servers encode from their text to the same bytes", "[wire][captures]") {
  std::size_t count = 0;
  for (const std::filesystem::path& path : captures()) {
    for (const Datagram& datagram : read_pcap(path)) {
      const auto envelope = Envelope::parse(datagram.payload);
      REQUIRE(envelope);
      for (const OptionView option : envelope->message().options) {
        const OptionRow* row = find_option(option.code);
        if (row == nullptr) continue;
        INFO(path.string() << " " << row->name);
        REQUIRE(validate_option(*row, option.body));
        Buffer body;
        REQUIRE(encode_option(*row, decode_option(*row, option.body), body));
        CHECK(equal(body, option.body));
        ++count;
      }
    }
  }
  CHECK(count > 100);
}

TEST_CASE("The expected text of captures is written", "[.][write-expect]") {
  for (std::filesystem::path path : captures()) {
    const std::string text = as_printed(path);
    std::ofstream file(path.replace_extension(".expect"), std::ios::binary);
    file << text;
    REQUIRE(file.good());
  }
}

}  // namespace ward6::dhcp6::test
