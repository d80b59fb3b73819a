// One option body against its row: the first byte chooses the row, the second what the rest is.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "libdhcp6/wire/fqdn.h"
#include "libdhcp6/wire/ia.h"
#include "libdhcp6/wire/option_table.h"
#include "libdhcp6/wire/print.h"

namespace {

using ward6::dhcp6::Bytes;
using ward6::dhcp6::OptionCode;
using ward6::dhcp6::OptionRow;
using ward6::dhcp6::TextValue;

void require(bool condition) {
  if (!condition) std::abort();
}

// Text → wire → text → wire: what encodes is valid, and its text stands for the same bytes.
void check_text(const OptionRow& row, const TextValue& text) {
  const auto bodies = ward6::dhcp6::encode_instances(row, text);
  if (!bodies) {
    require(!bodies.error().text.empty());
    return;
  }
  for (const auto& body : *bodies) {
    require(ward6::dhcp6::validate_option(row, body).has_value());
    std::vector<std::byte> again;
    const TextValue value = ward6::dhcp6::decode_option(row, body);
    require(ward6::dhcp6::encode_option(row, value, again).has_value());
    require(ward6::dhcp6::equal(body, again));
  }
}

// Wire → text → wire: the same bytes.
void check_wire(const OptionRow& row, Bytes body) {
  const auto valid = ward6::dhcp6::validate_option(row, body);
  const std::string shown = ward6::dhcp6::option_to_text({value_of(row), body});
  require(shown.starts_with(row.name));
  if (!valid) {
    require(valid.error().offset <= body.size());
    return;
  }
  const TextValue value = ward6::dhcp6::decode_option(row, body);
  const auto parsed = ward6::dhcp6::parse_text(ward6::dhcp6::to_text(value));
  require(parsed.has_value());
  require(parsed->same_as(value));
  std::vector<std::byte> again;
  require(ward6::dhcp6::encode_option(row, *parsed, again).has_value());
  require(ward6::dhcp6::equal(body, again));
}

// The views that the engine decodes with take what the table calls valid.
void check_views(const OptionRow& row, Bytes body) {
  if (!ward6::dhcp6::validate_option(row, body)) return;
  if (row.code == OptionCode::ia_na || row.code == OptionCode::ia_pd) {
    require(ward6::dhcp6::IaView::decode(body).has_value());
  } else if (row.code == OptionCode::ia_address) {
    require(ward6::dhcp6::IaAddressView::decode(body).has_value());
  } else if (row.code == OptionCode::ia_prefix) {
    require(ward6::dhcp6::IaPrefixView::decode(body).has_value());
  } else if (row.code == OptionCode::status_code) {
    require(ward6::dhcp6::StatusView::decode(body).has_value());
  } else if (row.code == OptionCode::client_fqdn) {
    require(ward6::dhcp6::FqdnView::decode(body).has_value());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes input = std::as_bytes(std::span(data, size));
  if (input.size() < 2) return 0;
  const auto table = ward6::dhcp6::option_table();
  const OptionRow& row = table[ward6::dhcp6::to_u8(input[0]) % table.size()];
  const Bytes body = input.subspan(2);
  if (ward6::dhcp6::to_u8(input[1]) % 2 == 0) {
    check_wire(row, body);
    check_views(row, body);
  } else if (const auto text = ward6::dhcp6::parse_text(ward6::dhcp6::as_text(body))) {
    check_text(row, *text);
  }
  return 0;
}
