#include "relay/relay_options.h"

namespace ward6::relay {

using dhcp6::OptionCode;

bool write_remote_id(const RemoteId& id, const LabelFacts& facts, dhcp6::Writer& writer) noexcept {
  const std::size_t start = writer.size();
  const std::size_t body = writer.begin(OptionCode::remote_id);
  writer.u32(id.enterprise);
  const std::size_t text = writer.size();
  id.value.write(writer, facts);
  writer.end(body);
  if (!writer.ok() || writer.size() > text) return true;
  writer.rewind(start);
  return false;
}

bool write_subscriber_id(const Label& id, const LabelFacts& facts, dhcp6::Writer& writer) noexcept {
  if (id.empty()) return false;
  const std::size_t start = writer.size();
  const std::size_t body = writer.begin(OptionCode::subscriber_id);
  id.write(writer, facts);
  writer.end(body);
  if (!writer.ok() || writer.size() > body) return true;
  writer.rewind(start);
  return false;
}

void write_client_link_layer(std::uint16_t hardware_type,
                             const dhcp6::LinkLayerAddress& address,
                             dhcp6::Writer& writer) noexcept {
  if (address.empty()) return;
  const auto option = writer.open(OptionCode::client_link_layer_address);
  writer.u16(hardware_type).raw(address.bytes());
}

}  // namespace ward6::relay
