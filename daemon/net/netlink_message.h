// Reading the messages of rtnetlink.
#pragma once

#include <cstddef>

#include <libmnl/libmnl.h>

#include "libdhcp6/core/bytes.h"

namespace ward6::daemon {

// The payload type is what the message type says.
template <class Header>
[[nodiscard]] const Header& netlink_payload(const nlmsghdr& message) noexcept {
  return *static_cast<const Header*>(mnl_nlmsg_get_payload(&message));
}

[[nodiscard]] inline dhcp6::Bytes attribute_bytes(const nlattr& attribute) noexcept {
  return {static_cast<const std::byte*>(mnl_attr_get_payload(&attribute)),
          mnl_attr_get_payload_len(&attribute)};
}

template <class Header, class Visit>
void for_each_attribute(const nlmsghdr& message, const Visit& visit) {
  struct Context {
    const Visit& visit;
  } context{visit};
  const auto call = [](const nlattr* attribute, void* data) {
    static_cast<Context*>(data)->visit(*attribute);
    return MNL_CB_OK;
  };
  static_cast<void>(mnl_attr_parse(&message, sizeof(Header), call, &context));
}

}  // namespace ward6::daemon
