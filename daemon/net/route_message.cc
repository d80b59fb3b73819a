#include "daemon/net/route_message.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include "daemon/net/netlink_message.h"

namespace ward6::daemon {
namespace {

[[nodiscard]] dhcp6::Ipv6Address address_of(const nlattr& attribute) noexcept {
  const dhcp6::Bytes bytes = attribute_bytes(attribute);
  return bytes.size() == dhcp6::kAddressSize ? dhcp6::Ipv6Address::from(bytes)
                                             : dhcp6::Ipv6Address{};
}

[[nodiscard]] std::uint32_t number_of(const nlattr& attribute) noexcept {
  return mnl_attr_validate(&attribute, MNL_TYPE_U32) == 0 ? mnl_attr_get_u32(&attribute) : 0;
}

}  // namespace

ListedRoute read_route(const nlmsghdr& message) {
  const auto& header = netlink_payload<rtmsg>(message);
  ListedRoute route;
  route.place = {header.rtm_protocol, header.rtm_table, 0};
  dhcp6::Ipv6Address destination;
  for_each_attribute<rtmsg>(message, [&route, &destination](const nlattr& attribute) {
    switch (mnl_attr_get_type(&attribute)) {
      case RTA_DST:
        destination = address_of(attribute);
        break;
      case RTA_GATEWAY:
        route.hop.next = address_of(attribute);
        break;
      case RTA_OIF:
        route.hop.interface = dhcp6::InterfaceIndex{number_of(attribute)};
        break;
      case RTA_PRIORITY:
        route.place.metric = number_of(attribute);
        break;
      case RTA_TABLE:
        route.place.table = number_of(attribute);
        break;
      default:
        break;
    }
  });
  const auto prefix = dhcp6::Prefix::make(destination, header.rtm_dst_len);
  const bool is_copy = (header.rtm_flags & RTM_F_CLONED) != 0;
  route.is_plain = prefix && header.rtm_family == AF_INET6 && header.rtm_src_len == 0 && !is_copy;
  if (prefix) route.prefix = *prefix;
  return route;
}

std::string extended_text(const nlmsghdr& message) {
  if ((message.nlmsg_flags & NLM_F_ACK_TLVS) == 0) return {};
  std::string text;
  const auto visit = [](const nlattr* attribute, void* data) {
    const bool is_text = mnl_attr_get_type(attribute) == NLMSGERR_ATTR_MSG &&
                         mnl_attr_validate(attribute, MNL_TYPE_NUL_STRING) == 0;
    if (is_text) *static_cast<std::string*>(data) = mnl_attr_get_str(attribute);
    return MNL_CB_OK;
  };
  // Without NLM_F_CAPPED our request stands between the number and the attributes.
  unsigned offset = sizeof(nlmsgerr);
  if ((message.nlmsg_flags & NLM_F_CAPPED) == 0) {
    const auto size = netlink_payload<nlmsgerr>(message).msg.nlmsg_len;
    offset += size - static_cast<unsigned>(sizeof(nlmsghdr));
  }
  if (offset <= mnl_nlmsg_get_payload_len(&message)) {
    static_cast<void>(mnl_attr_parse(&message, offset, visit, &text));
  }
  return text;
}

}  // namespace ward6::daemon
