// A relayed datagram: unwinding it and winding it up again gives the same bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "libdhcp6/wire/message.h"
#include "libdhcp6/wire/print.h"
#include "libdhcp6/wire/writer.h"

namespace {

using ward6::dhcp6::Bytes;
using ward6::dhcp6::Envelope;
using ward6::dhcp6::OptionCode;
using ward6::dhcp6::OptionView;
using ward6::dhcp6::RelayView;
using ward6::dhcp6::Writer;

void require(bool condition) {
  if (!condition) std::abort();
}

std::vector<std::byte> wrap(const RelayView& relay, Bytes inner, std::size_t size_max) {
  std::vector<std::byte> buffer(size_max, std::byte{0x2a});
  Writer writer{buffer};
  writer.u8(relay.type).u8(relay.hop_count);
  writer.address(relay.link_address).address(relay.peer_address);
  for (const OptionView option : relay.options) {
    const bool is_inner = option.is(OptionCode::relay_message);
    writer.option(OptionCode{option.code}, is_inner ? inner : option.body);
  }
  require(writer.ok());
  buffer.resize(writer.size());
  return buffer;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes input = std::as_bytes(std::span(data, size));
  if (size > ward6::dhcp6::kDatagramSizeMax) return 0;
  require(ward6::dhcp6::message_to_text(input).size() <= ward6::dhcp6::kPrintSizeMax);
  const auto envelope = Envelope::parse(input);
  if (!envelope) {
    require(envelope.error().offset <= size);
    return 0;
  }
  const auto relays = envelope->relays();
  require(relays.size() <= ward6::dhcp6::kRelayLayersMax);
  require(envelope->is_relayed() == (size > 0 && ward6::dhcp6::is_relay_type(data[0])));
  std::vector<std::byte> built(size, std::byte{0x2a});
  Writer writer{built};
  writer.u8(envelope->message().type);
  writer.u24(ward6::dhcp6::value(envelope->message().transaction));
  writer.raw(envelope->message().options.bytes());
  require(writer.ok());
  built.resize(writer.size());
  for (std::size_t i = relays.size(); i > 0; --i) {
    require(relays[i - 1].type == relays[0].type);
    require(ward6::dhcp6::equal(built, relays[i - 1].inner));
    built = wrap(relays[i - 1], built, size);
  }
  require(ward6::dhcp6::equal(built, input));
  return 0;
}
