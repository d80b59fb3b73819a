#include "daemon/net/netlink.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <span>
#include <string_view>
#include <sys/socket.h>
#include <utility>

#include <libmnl/libmnl.h>

#include "daemon/net/netlink_message.h"

namespace ward6::daemon {
namespace {

constexpr std::chrono::seconds kRetry{1};
template <class Visit>
void for_each_nested(const nlattr& nest, const Visit& visit) {
  struct Context {
    const Visit& visit;
  } context{visit};
  const auto call = [](const nlattr* attribute, void* data) {
    static_cast<Context*>(data)->visit(*attribute);
    return MNL_CB_OK;
  };
  static_cast<void>(mnl_attr_parse_nested(&nest, call, &context));
}

// 0 where there is none of this type and size.
template <class Number>
[[nodiscard]] Number find_number(const nlattr& nest, std::uint16_t type) {
  Number number = 0;
  for_each_nested(nest, [type, &number](const nlattr& attribute) {
    const dhcp6::Bytes bytes = attribute_bytes(attribute);
    if (mnl_attr_get_type(&attribute) != type || bytes.size() != sizeof number) return;
    std::memcpy(&number, bytes.data(), sizeof number);
  });
  return number;
}

[[nodiscard]] bool is_forwarding(const nlattr& port) {
  return find_number<std::uint8_t>(port, IFLA_BRPORT_STATE) == BR_STATE_FORWARDING;
}

// What is said of VLAN interfaces, of bridges, and of ports of bridges. A kind comes before its
// data.
void read_kind(const nlattr& info, Interface& link) {
  std::string_view kind;
  std::string_view master_kind;
  for_each_nested(info, [&](const nlattr& attribute) {
    const std::uint16_t type = mnl_attr_get_type(&attribute);
    const bool is_text = mnl_attr_validate(&attribute, MNL_TYPE_NUL_STRING) == 0;
    if (type == IFLA_INFO_KIND && is_text) {
      kind = mnl_attr_get_str(&attribute);
    } else if (type == IFLA_INFO_SLAVE_KIND && is_text) {
      master_kind = mnl_attr_get_str(&attribute);
    } else if (type == IFLA_INFO_DATA && kind == "vlan") {
      link.vlan = find_number<std::uint16_t>(attribute, IFLA_VLAN_ID);
    } else if (type == IFLA_INFO_DATA && kind == "bridge") {
      link.filters_vlans = find_number<std::uint8_t>(attribute, IFLA_BR_VLAN_FILTERING) != 0;
    } else if (type == IFLA_INFO_SLAVE_DATA && master_kind == "bridge") {
      link.forwards = is_forwarding(attribute);
    }
  });
}

[[nodiscard]] Interface read_link(const nlmsghdr& message) {
  const auto& header = netlink_payload<ifinfomsg>(message);
  Interface link;
  link.index = dhcp6::InterfaceIndex{static_cast<std::uint32_t>(header.ifi_index)};
  link.hardware = header.ifi_type;
  link.up = (header.ifi_flags & IFF_UP) != 0;
  link.loopback = (header.ifi_flags & IFF_LOOPBACK) != 0;
  for_each_attribute<ifinfomsg>(message, [&link](const nlattr& attribute) {
    const std::uint16_t type = mnl_attr_get_type(&attribute);
    if (type == IFLA_IFNAME && mnl_attr_validate(&attribute, MNL_TYPE_NUL_STRING) == 0) {
      link.name = mnl_attr_get_str(&attribute);
    } else if (type == IFLA_ADDRESS) {
      link.mac = dhcp6::LinkLayerAddress::from(attribute_bytes(attribute))
                     .value_or(dhcp6::LinkLayerAddress{});
    } else if (type == IFLA_LINKINFO) {
      read_kind(attribute, link);
    } else if (type == IFLA_MTU && mnl_attr_validate(&attribute, MNL_TYPE_U32) == 0) {
      link.mtu = mnl_attr_get_u32(&attribute);
    } else if (type == IFLA_MASTER && mnl_attr_validate(&attribute, MNL_TYPE_U32) == 0) {
      link.master = dhcp6::InterfaceIndex{mnl_attr_get_u32(&attribute)};
    } else if (type == IFLA_PROTINFO) {
      link.forwards = is_forwarding(attribute);
    }
  });
  return link;
}

struct OwnAddress {
  dhcp6::InterfaceIndex interface {};
  dhcp6::Ipv6Address address;
  InterfaceAddress facts;
};

[[nodiscard]] OwnAddress read_address(const nlmsghdr& message) {
  const auto& header = netlink_payload<ifaddrmsg>(message);
  OwnAddress local{dhcp6::InterfaceIndex{header.ifa_index},
                   {},
                   {.flags = header.ifa_flags, .length = header.ifa_prefixlen}};
  bool is_local = false;  // of a point-to-point pair, IFA_ADDRESS is the other end
  for_each_attribute<ifaddrmsg>(message, [&local, &is_local](const nlattr& attribute) {
    const std::uint16_t type = mnl_attr_get_type(&attribute);
    const dhcp6::Bytes bytes = attribute_bytes(attribute);
    const bool whole = bytes.size() == dhcp6::kAddressSize;
    if (whole && (type == IFA_LOCAL || (type == IFA_ADDRESS && !is_local))) {
      local.address = dhcp6::Ipv6Address::from(bytes);
      is_local = type == IFA_LOCAL;
    } else if (type == IFA_FLAGS && mnl_attr_validate(&attribute, MNL_TYPE_U32) == 0) {
      local.facts.flags = mnl_attr_get_u32(&attribute);
    }
  });
  return local;
}

}  // namespace

Attempt<std::unique_ptr<Netlink>> Netlink::open(boost::asio::io_context& io, Events events) {
  auto fd = RouteSocket::open(RTMGRP_LINK | RTMGRP_IPV6_IFADDR);
  if (!fd) return tl::unexpected(fd.error());
  // make_unique cannot reach the private constructor.
  std::unique_ptr<Netlink> netlink(new Netlink(io, std::move(*fd), std::move(events)));
  netlink->start_listing();
  netlink->socket_.start();
  return netlink;
}

Netlink::Netlink(boost::asio::io_context& io, Fd fd, Events events)
    : socket_(io,
              std::move(fd),
              {[this](const nlmsghdr& message) { handle(message); }, [this] { on_overflow(); },
               [this] { on_read(); }}),
      retry_(io),
      events_(std::move(events)) {}

void Netlink::on_overflow() {
  events_.trouble("the kernel had more interface news than its queue holds; listing anew");
  start_listing();
}

void Netlink::on_read() {
  if (!changed_ || listing_ != Listing::none) return;
  changed_ = false;
  events_.changed();
}

void Netlink::start_listing() {
  table_.begin_listing();
  listing_ = Listing::links;
  interrupted_ = false;
  request(RTM_GETLINK);
}

void Netlink::request(std::uint16_t type) {
  alignas(nlmsghdr) std::array<std::byte, 64> room{};
  nlmsghdr* header = mnl_nlmsg_put_header(room.data());
  header->nlmsg_type = type;
  header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  header->nlmsg_seq = ++sequence_;
  if (type == RTM_GETLINK) {
    static_cast<ifinfomsg*>(mnl_nlmsg_put_extra_header(header, sizeof(ifinfomsg)))->ifi_family =
        AF_UNSPEC;
  } else {
    static_cast<ifaddrmsg*>(mnl_nlmsg_put_extra_header(header, sizeof(ifaddrmsg)))->ifa_family =
        AF_INET6;
  }
  if (!socket_.send(*header)) retry_later();
}

void Netlink::retry_later() {
  retry_.expires_after(kRetry);
  retry_.async_wait([this](const boost::system::error_code& error) {
    if (!error) start_listing();
  });
}

void Netlink::handle(const nlmsghdr& message) {
  const bool of_listing = message.nlmsg_seq == sequence_ && listing_ != Listing::none;
  if (of_listing && (message.nlmsg_flags & NLM_F_DUMP_INTR) != 0) interrupted_ = true;
  switch (message.nlmsg_type) {
    case NLMSG_DONE:
      if (of_listing) listing_done();
      return;
    case NLMSG_ERROR:
      // A listing that is refused because another one still runs, or for want of memory.
      if (of_listing) retry_later();
      return;
    case RTM_NEWLINK: {
      const Interface link = read_link(message);
      const std::uint8_t family = netlink_payload<ifinfomsg>(message).ifi_family;
      if (family == AF_UNSPEC) table_.set_link(link);
      // The bridge reports its ports under the same type: what is new is what the spanning tree
      // thinks of them.
      if (family == AF_BRIDGE) table_.set_forwards(link.index, link.forwards);
      break;
    }
    case RTM_DELLINK:
      if (netlink_payload<ifinfomsg>(message).ifi_family != AF_UNSPEC) return;
      table_.remove_link(read_link(message).index);
      break;
    case RTM_NEWADDR: {
      const OwnAddress own = read_address(message);
      table_.set_address(own.interface, own.address, own.facts);
      break;
    }
    case RTM_DELADDR: {
      const OwnAddress own = read_address(message);
      table_.remove_address(own.interface, own.address);
      break;
    }
    default:
      return;
  }
  changed_ = true;
}

void Netlink::listing_done() {
  if (interrupted_) return start_listing();
  if (listing_ == Listing::links) {
    listing_ = Listing::addresses;
    return request(RTM_GETADDR);
  }
  listing_ = Listing::none;
  table_.end_listing();
  changed_ = true;
}

}  // namespace ward6::daemon
