#include "libdhcp6/server/hostname.h"

#include <algorithm>

#include "libdhcp6/core/reader.h"
#include "libdhcp6/wire/domain_name.h"

namespace ward6::dhcp6 {
namespace {

bool is_plain(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

}  // namespace

std::string_view hostname_of(Bytes fqdn_body, HostnameBuffer& buffer) noexcept {
  Reader reader(fqdn_body);
  (void)reader.u8();  // flags: about DNS updates, not about the name
  const Bytes name = reader.rest();
  if (!reader.ok() || !validate_partial_name(name)) return {};
  std::size_t size = 0;
  Reader labels(name);
  while (labels.remaining() > 0) {
    const std::string_view label = as_text(labels.take(labels.u8()));
    if (label.empty()) break;
    if (!std::ranges::all_of(label, is_plain)) return {};
    if (size + label.size() + 1 > buffer.size()) return {};
    if (size > 0) buffer.at(size++) = '.';
    std::ranges::copy(label, std::span(buffer).subspan(size).begin());
    size += label.size();
  }
  return {buffer.data(), size};
}

}  // namespace ward6::dhcp6
