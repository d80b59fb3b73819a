// tshark as an independent witness: a message for every row, as our encoder writes it from the text
// of the row's example, is decoded by tshark without complaint and to the values that we meant.
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "libdhcp6/wire/option_table.h"
#include "tests/unit/wire/option_examples.h"
#include "tests/vectors/pcap.h"

namespace ward6::dhcp6::test {
namespace {

// A type of message that the option may stand in; the obsolete ones were sent by clients. Nothing
// for options that stand in other options only: the examples of those hold them.
std::optional<MessageType> message_for(const OptionRow& row) {
  for (const MessageType type :
       {MessageType::reply, MessageType::solicit, MessageType::relay_forward,
        MessageType::advertise, MessageType::reconfigure, MessageType::leasequery,
        MessageType::leasequery_reply}) {
    if (may_stand_in(row, type)) return type;
  }
  return row.obsolete ? std::optional(MessageType::solicit) : std::nullopt;
}

Buffer encoded_options(const OptionRow& row, std::string_view text) {
  const auto bodies = encode_instances(row, from_text(text));
  REQUIRE(bodies);
  Buffer options;
  for (const auto& body : *bodies) append_option(options, value_of(row), body);
  return options;
}

Buffer message_with(const OptionRow& row, MessageType type, std::string_view text) {
  const Buffer options = encoded_options(row, text);
  if (type != MessageType::relay_forward) return message(type, options);
  if (row.code == OptionCode::relay_message) {
    return relayed(type, 0, message(MessageType::solicit, {}));
  }
  Buffer bytes = relayed(type, 0, message(MessageType::solicit, {}));
  bytes.insert(bytes.end(), options.begin(), options.end());
  return bytes;
}

}  // namespace

TEST_CASE("tshark decodes every option as we meant it", "[wire][tshark]") {
  const std::filesystem::path folder = WARD6_BINARY_DIR;
  const auto pcap = folder / "option_examples.pcap";
  const auto names = folder / "option_examples.names";
  std::vector<Datagram> datagrams;
  std::ofstream list(names);
  for (const OptionExample& example : kOptionExamples) {
    const OptionRow& row = *find_option(example.code);
    const auto type = message_for(row);
    if (!type) continue;
    list << row.name << '\n';
    datagrams.push_back({kServerPort, kClientPort, message_with(row, *type, example.text)});
  }
  list.close();
  write_pcap(pcap, datagrams);
  const std::string command = "python3 " WARD6_SOURCE_DIR "/tests/vectors/tshark_witness.py " +
                              pcap.string() + " " + names.string();
  const int status = std::system(command.c_str());  // NOLINT(cert-env33-c): a test's own script
  if (status == 77 * 256) {
    // Where the packages of the tests are installed it is missing for a reason that counts.
    if (std::getenv("CI") != nullptr) FAIL("tshark is not installed");
    WARN("tshark is not installed: there was no witness");
    return;
  }
  CHECK(status == 0);
}

}  // namespace ward6::dhcp6::test
