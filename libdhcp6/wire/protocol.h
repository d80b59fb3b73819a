// Numbers of the protocol: message types, option codes, status codes and constants. Numbers only;
// what an option looks like and where it may stand is in option_table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/time.h"

namespace ward6::dhcp6 {

// RFC 9915 §7.3; 36 and 37: RFC 9686 §4.
enum class MessageType : std::uint8_t {
  solicit = 1,
  advertise = 2,
  request = 3,
  confirm = 4,
  renew = 5,
  rebind = 6,
  reply = 7,
  release = 8,
  decline = 9,
  reconfigure = 10,
  information_request = 11,
  relay_forward = 12,
  relay_reply = 13,
  leasequery = 14,
  leasequery_reply = 15,
  addr_reg_inform = 36,
  addr_reg_reply = 37,
};

// "Solicit", "Relay-forward" …; "message" for a number that has no name here.
[[nodiscard]] std::string_view name(MessageType type) noexcept;

// Codes of the registry "Dynamic Host Configuration Protocol for IPv6: Option Codes".
enum class OptionCode : std::uint16_t {
  client_id = 1,
  server_id = 2,
  ia_na = 3,
  ia_ta = 4,
  ia_address = 5,
  option_request = 6,
  preference = 7,
  elapsed_time = 8,
  relay_message = 9,
  authentication = 11,
  server_unicast = 12,
  status_code = 13,
  rapid_commit = 14,
  user_class = 15,
  vendor_class = 16,
  vendor_options = 17,
  interface_id = 18,
  reconfigure_message = 19,
  reconfigure_accept = 20,
  sip_domains = 21,
  sip_servers = 22,
  dns_servers = 23,
  domain_search = 24,
  ia_pd = 25,
  ia_prefix = 26,
  nis_servers = 27,
  nisp_servers = 28,
  nis_domain = 29,
  nisp_domain = 30,
  sntp_servers = 31,
  information_refresh_time = 32,
  bcmcs_domains = 33,
  bcmcs_servers = 34,
  remote_id = 37,
  subscriber_id = 38,
  client_fqdn = 39,
  pana_agents = 40,
  posix_timezone = 41,
  tzdb_timezone = 42,
  echo_request = 43,
  lq_query = 44,
  client_data = 45,
  clt_time = 46,
  lq_relay_data = 47,
  lq_client_links = 48,
  lost_server = 51,
  capwap_controllers = 52,
  relay_id = 53,
  ntp_server = 56,
  access_domain = 57,
  sip_ua_domains = 58,
  bootfile_url = 59,
  bootfile_parameters = 60,
  client_arch = 61,
  network_interface_id = 62,
  aftr_name = 64,
  erp_local_domain = 65,
  relay_supplied_options = 66,
  pd_exclude = 67,
  virtual_subnet_selection = 68,
  client_link_layer_address = 79,
  sol_max_rt = 82,
  inf_max_rt = 83,
  pcp_servers = 86,
  dhcp4o6_servers = 88,
  s46_rule = 89,
  s46_br = 90,
  s46_dmr = 91,
  s46_v4v6_bind = 92,
  s46_port_params = 93,
  s46_cont_mape = 94,
  s46_cont_mapt = 95,
  s46_cont_lw = 96,
  captive_portal = 103,
  s46_priority = 111,
  mud_url = 112,
  relay_source_port = 135,
  sztp_redirect = 136,
  dnr = 144,
  addr_reg_enable = 148,
};

[[nodiscard]] constexpr std::uint16_t value(OptionCode code) noexcept {
  return static_cast<std::uint16_t>(code);
}

// RFC 9915 §21.13, table of status codes.
enum class StatusCode : std::uint16_t {
  success = 0,
  unspec_fail = 1,
  no_addrs_avail = 2,
  no_binding = 3,
  not_on_link = 4,
  use_multicast = 5,
  no_prefix_avail = 6,
};

[[nodiscard]] std::string_view name(StatusCode code) noexcept;

// RFC 9915 §7.2.
inline constexpr std::uint16_t kClientPort = 546;
inline constexpr std::uint16_t kServerPort = 547;

// RFC 9915 §7.1: ff02::1:2 and ff05::1:3.
inline constexpr Ipv6Address kAllRelayAgentsAndServers{{std::byte{0xff},
                                                        std::byte{0x02},
                                                        {},
                                                        {},
                                                        {},
                                                        {},
                                                        {},
                                                        {},
                                                        {},
                                                        {},
                                                        {},
                                                        {},
                                                        {},
                                                        std::byte{1},
                                                        {},
                                                        std::byte{2}}};
inline constexpr Ipv6Address kAllServers{{std::byte{0xff},
                                          std::byte{0x05},
                                          {},
                                          {},
                                          {},
                                          {},
                                          {},
                                          {},
                                          {},
                                          {},
                                          {},
                                          {},
                                          {},
                                          std::byte{1},
                                          {},
                                          std::byte{3}}};

// RFC 9915 §7.6.
inline constexpr std::uint8_t kHopCountLimit = 8;
// A chain that every relay kept to the limit has hop-counts 0 to 8: nine layers.
inline constexpr std::size_t kRelayLayersMax = std::size_t{kHopCountLimit} + 1;
inline constexpr Seconds kSolMaxRtDefault{3600};
inline constexpr Seconds kInfMaxRtDefault{3600};

// Fixed parts: type and transaction-id (RFC 9915 §8); type, hop-count and two addresses (§9);
// option-code and option-len (§21.1).
inline constexpr std::size_t kMessageHeaderSize = 4;
inline constexpr std::size_t kRelayHeaderSize = 34;
inline constexpr std::size_t kOptionHeaderSize = 4;

// The largest UDP payload over IPv6 without jumbograms: 65535 less the UDP header.
inline constexpr std::size_t kDatagramSizeMax = 65527;

}  // namespace ward6::dhcp6
