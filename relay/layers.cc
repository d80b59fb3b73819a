#include "relay/layers.h"

#include "libdhcp6/wire/message.h"

namespace ward6::relay {
namespace {

using dhcp6::MessageType;

bool is_relay_forward(dhcp6::Bytes message) noexcept {
  return !message.empty() &&
         dhcp6::to_u8(message.front()) == static_cast<std::uint8_t>(MessageType::relay_forward);
}

}  // namespace

bool Layers::too_deep() const noexcept {
  return count > dhcp6::kHopCountLimit;
}

Layers count_layers(dhcp6::Bytes message) noexcept {
  Layers layers;
  layers.innermost = message;
  while (is_relay_forward(layers.innermost)) {
    ++layers.count;
    if (layers.too_deep()) break;
    const auto view = dhcp6::RelayView::parse(layers.innermost);
    layers.parsed = view.has_value();
    if (!view) break;
    layers.supplied =
        layers.supplied || view->options.has(dhcp6::OptionCode::relay_supplied_options);
    layers.innermost = view->inner;
  }
  return layers;
}

}  // namespace ward6::relay
