// The made part of the fuzz corpora: one file per option as a body, as text, and in a Reply; and
// chains of relays. After a change of the table, write them again: ward6_vectors "[write-corpus]".
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "libdhcp6/wire/message.h"
#include "libdhcp6/wire/option_table.h"
#include "tests/unit/wire/option_examples.h"
#include "tests/unit/wire/wire_support.h"
#include "tests/vectors/pcap.h"

namespace ward6::dhcp6::test {
namespace {

const std::filesystem::path kCorpus = WARD6_SOURCE_DIR "/tests/fuzz/corpus";

using Sink = void (*)(const std::filesystem::path&, Bytes);

void write(const std::filesystem::path& path, Bytes bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  const std::string_view text = as_text(bytes);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  REQUIRE(file.good());
}

void compare(const std::filesystem::path& path, Bytes bytes) {
  INFO(path.string());
  std::ifstream file(path, std::ios::binary);
  const std::string stored{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  CHECK(equal(as_bytes(stored), bytes));
}

void put_option(
    Sink sink, const OptionRow& row, std::string_view what, std::byte kind, Bytes body) {
  const auto index = static_cast<std::size_t>(&row - option_table().data());
  Buffer bytes{static_cast<std::byte>(index), kind};
  bytes.insert(bytes.end(), body.begin(), body.end());
  sink(kCorpus / "options" / (std::string(row.name) + "_" + std::string(what) + ".bin"), bytes);
}

void put_all(Sink sink) {
  Buffer all;
  for (const OptionExample& example : kOptionExamples) {
    const OptionRow& row = *find_option(example.code);
    const Buffer body = from_hex(example.wire);
    put_option(sink, row, "good", std::byte{0}, body);
    put_option(sink, row, "shortest", std::byte{0}, from_hex(example.shortest));
    put_option(sink, row, "text", std::byte{1}, as_bytes(example.text));
    Buffer options;
    append_option(options, value_of(row), body);
    append_option(all, value_of(row), body);
    sink(kCorpus / "message" / ("reply_" + std::string(row.name) + ".bin"),
         message(MessageType::reply, options));
  }
  sink(kCorpus / "message" / "reply_all_options.bin", message(MessageType::reply, all));
  Buffer chain = message(MessageType::solicit, {});
  for (std::uint8_t hops = 0; hops < kRelayLayersMax + 1; ++hops) {
    chain = relayed(MessageType::relay_forward, hops, chain);
    sink(kCorpus / "relay" / ("forward_" + std::to_string(hops + 1) + "_layers.bin"), chain);
  }
  sink(kCorpus / "relay" / "reply_1_layer_all_options.bin",
       relayed(MessageType::relay_reply, 0, message(MessageType::reply, all)));
}

}  // namespace

TEST_CASE("The fuzz corpora hold the examples of all options", "[wire][corpus]") {
  put_all(&compare);
}

TEST_CASE("The fuzz corpora are written from the examples of all options", "[.][write-corpus]") {
  put_all(&write);
  // Real messages are seeds too; those stay as they are, so nothing compares them.
  const std::filesystem::path captures = WARD6_SOURCE_DIR "/tests/vectors";
  for (const auto& entry : std::filesystem::directory_iterator(captures)) {
    if (entry.path().extension() != ".pcap") continue;
    std::size_t index = 0;
    for (const Datagram& datagram : read_pcap(entry.path())) {
      const bool is_relayed = is_relay_type(to_u8(datagram.payload.at(0)));
      const std::string name =
          entry.path().stem().string() + "_" + std::to_string(index++) + ".bin";
      write(kCorpus / (is_relayed ? "relay" : "message") / name, datagram.payload);
    }
  }
}

}  // namespace ward6::dhcp6::test
