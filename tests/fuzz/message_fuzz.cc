// A client's or server's message: views, printer, and writing it again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "libdhcp6/wire/ia.h"
#include "libdhcp6/wire/message.h"
#include "libdhcp6/wire/option_table.h"
#include "libdhcp6/wire/print.h"
#include "libdhcp6/wire/writer.h"

namespace {

using ward6::dhcp6::Bytes;
using ward6::dhcp6::MessageView;
using ward6::dhcp6::OptionCode;
using ward6::dhcp6::OptionView;
using ward6::dhcp6::Writer;

void require(bool condition) {
  if (!condition) std::abort();
}

// The printer keeps every bound that is asked of it.
void check_printer(Bytes input) {
  const std::string whole = ward6::dhcp6::message_to_text(input);
  require(!whole.empty());
  require(whole.size() <= ward6::dhcp6::kPrintSizeMax);
  require(whole.back() == '\n');
  for (const std::size_t bound : {std::size_t{0}, std::size_t{3}, std::size_t{64}, input.size()}) {
    require(ward6::dhcp6::message_to_text(input, bound).size() <= bound);
  }
  for (const char c : whole) {
    const auto byte = static_cast<unsigned char>(c);
    require(byte == '\n' || byte >= 0x20);
    require(byte != 0x7f);
  }
}

// Views of IAs hold views of leases, each inside its parent.
void check_ia(const OptionView& option) {
  const auto ia = ward6::dhcp6::IaView::decode(option.body);
  if (!ia) return;
  require(ia->options.bytes().size() + 12 == option.body.size());
  for (const OptionView inner : ia->options) {
    if (const auto lease = ward6::dhcp6::IaAddressView::decode(inner.body)) {
      require(lease->options.bytes().size() + 24 == inner.body.size());
    }
    if (const auto lease = ward6::dhcp6::IaPrefixView::decode(inner.body)) {
      require(lease->length <= 128);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes input = std::as_bytes(std::span(data, size));
  if (size > ward6::dhcp6::kDatagramSizeMax) return 0;
  check_printer(input);
  const auto message = MessageView::parse(input);
  if (!message) {
    require(message.error().offset <= size);
    return 0;
  }
  // Written again option by option, the message is the same.
  std::vector<std::byte> buffer(size, std::byte{0x2a});
  Writer writer{buffer};
  writer.u8(message->type).u24(ward6::dhcp6::value(message->transaction));
  std::size_t count = 0;
  for (const OptionView option : message->options) {
    writer.option(OptionCode{option.code}, option.body);
    if (option.is(OptionCode::ia_na) || option.is(OptionCode::ia_pd)) check_ia(option);
    require(message->options.find(OptionCode{option.code}).has_value());
    ++count;
  }
  require(count <= ward6::dhcp6::kOptionsMax);
  require(writer.ok());
  require(ward6::dhcp6::equal(writer.written(), input));
  return 0;
}
