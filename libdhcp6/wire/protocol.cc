#include "libdhcp6/wire/protocol.h"

namespace ward6::dhcp6 {

std::string_view name(MessageType type) noexcept {
  switch (type) {
    case MessageType::solicit:
      return "Solicit";
    case MessageType::advertise:
      return "Advertise";
    case MessageType::request:
      return "Request";
    case MessageType::confirm:
      return "Confirm";
    case MessageType::renew:
      return "Renew";
    case MessageType::rebind:
      return "Rebind";
    case MessageType::reply:
      return "Reply";
    case MessageType::release:
      return "Release";
    case MessageType::decline:
      return "Decline";
    case MessageType::reconfigure:
      return "Reconfigure";
    case MessageType::information_request:
      return "Information-request";
    case MessageType::relay_forward:
      return "Relay-forward";
    case MessageType::relay_reply:
      return "Relay-reply";
    case MessageType::leasequery:
      return "Leasequery";
    case MessageType::leasequery_reply:
      return "Leasequery-reply";
    case MessageType::addr_reg_inform:
      return "Addr-reg-inform";
    case MessageType::addr_reg_reply:
      return "Addr-reg-reply";
  }
  return "message";
}

std::string_view name(StatusCode code) noexcept {
  switch (code) {
    case StatusCode::success:
      return "Success";
    case StatusCode::unspec_fail:
      return "UnspecFail";
    case StatusCode::no_addrs_avail:
      return "NoAddrsAvail";
    case StatusCode::no_binding:
      return "NoBinding";
    case StatusCode::not_on_link:
      return "NotOnLink";
    case StatusCode::use_multicast:
      return "UseMulticast";
    case StatusCode::no_prefix_avail:
      return "NoPrefixAvail";
  }
  return "status";
}

}  // namespace ward6::dhcp6
