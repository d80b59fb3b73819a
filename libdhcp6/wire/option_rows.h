// The rows of the option table. To add an option: its code in protocol.h, its row here, and its
// example in tests/unit/wire/option_examples.h.
#pragma once

#include <array>

#include "libdhcp6/wire/option_table.h"
#include "libdhcp6/wire/shape_list.h"

namespace ward6::dhcp6 {
namespace rows {

inline constexpr MessageSet kNone = 0;
inline constexpr MessageSet kRelay =
    bit(MessageType::relay_forward) | bit(MessageType::relay_reply);
inline constexpr MessageSet kServer = bit(MessageType::advertise) | bit(MessageType::reply);
// RFC 9915 appendix B, row by row. Options that clients may send to hint at values: RFC 9915
// §18.2.1 and the document of each option.
inline constexpr MessageSet kWithRequest = bit(MessageType::solicit) | bit(MessageType::request) |
                                           bit(MessageType::renew) | bit(MessageType::rebind) |
                                           bit(MessageType::information_request);
inline constexpr MessageSet kFromClient = kWithRequest | bit(MessageType::confirm) |
                                          bit(MessageType::decline) | bit(MessageType::release);
inline constexpr MessageSet kConfig = kWithRequest | kServer;
inline constexpr MessageSet kFromOrToClient =
    kFromClient | kServer | bit(MessageType::reconfigure) | bit(MessageType::leasequery) |
    bit(MessageType::leasequery_reply) | bit(MessageType::addr_reg_inform) |
    bit(MessageType::addr_reg_reply);
inline constexpr MessageSet kWithServerId =
    kServer | bit(MessageType::request) | bit(MessageType::renew) | bit(MessageType::decline) |
    bit(MessageType::release) | bit(MessageType::reconfigure) |
    bit(MessageType::information_request) | bit(MessageType::leasequery) |
    bit(MessageType::leasequery_reply) | bit(MessageType::addr_reg_reply);
inline constexpr MessageSet kWithIaPd =
    kServer | bit(MessageType::solicit) | bit(MessageType::request) | bit(MessageType::renew) |
    bit(MessageType::rebind) | bit(MessageType::decline) | bit(MessageType::release);
inline constexpr MessageSet kWithIa = kWithIaPd | bit(MessageType::confirm);
// RFC 5007 §4.1.2.2: the client's data hold the options that the requestor asked for.
inline constexpr ParentSet kClientData = bit(Parent::client_data);

// clang-format off
inline constexpr std::array kOptionTable{
    OptionRow{OptionCode::client_id, "client-id", &shapes::kDuid, Occurrence::once,
              Request::forbidden, Origin::engine, kFromOrToClient,
              bit(Parent::client_data) | bit(Parent::leasequery_query), "RFC 9915 §21.2"},
    OptionRow{OptionCode::server_id, "server-id", &shapes::kDuid, Occurrence::once,
              Request::forbidden, Origin::engine, kWithServerId, 0, "RFC 9915 §21.3"},
    OptionRow{OptionCode::ia_na, "ia-na", &shapes::kIaNa, Occurrence::many, Request::forbidden,
              Origin::engine, kWithIa, 0, "RFC 9915 §21.4"},
    OptionRow{OptionCode::ia_ta, "ia-ta", &shapes::kIaTa, Occurrence::many, Request::forbidden,
              Origin::engine, kNone, 0, "RFC 9915 §21.5", true},
    OptionRow{OptionCode::ia_address, "ia-address", &shapes::kIaAddress, Occurrence::many,
              Request::forbidden, Origin::engine,
              bit(MessageType::addr_reg_inform) | bit(MessageType::addr_reg_reply),
              bit(Parent::ia_na) | bit(Parent::ia_ta) | bit(Parent::leasequery_query) |
              bit(Parent::client_data), "RFC 9915 §21.6"},
    OptionRow{OptionCode::option_request, "option-request", &shapes::kOptionCodeList,
              Occurrence::once, Request::forbidden, Origin::engine,
              kWithRequest | bit(MessageType::leasequery),
              bit(Parent::leasequery_query), "RFC 9915 §21.7"},
    OptionRow{OptionCode::preference, "preference", &shapes::kU8, Occurrence::once,
              Request::forbidden, Origin::engine, bit(MessageType::advertise), 0, "RFC 9915 §21.8"},
    OptionRow{OptionCode::elapsed_time, "elapsed-time", &shapes::kHundredths, Occurrence::once,
              Request::forbidden, Origin::engine, kFromClient, 0, "RFC 9915 §21.9"},
    OptionRow{OptionCode::relay_message, "relay-message", &shapes::kHex, Occurrence::once,
              Request::forbidden, Origin::engine, kRelay, 0, "RFC 9915 §21.10"},
    OptionRow{OptionCode::authentication, "authentication", &shapes::kAuthentication,
              Occurrence::once, Request::forbidden, Origin::engine,
              bit(MessageType::reply) | bit(MessageType::reconfigure), 0, "RFC 9915 §21.11"},
    OptionRow{OptionCode::server_unicast, "server-unicast", &shapes::kIpv6, Occurrence::once,
              Request::forbidden, Origin::engine, kNone, 0, "RFC 9915 §21.12", true},
    OptionRow{OptionCode::status_code, "status-code", &shapes::kStatus, Occurrence::once,
              Request::forbidden, Origin::engine,
              bit(MessageType::advertise) | bit(MessageType::reply) |
              bit(MessageType::leasequery_reply) | bit(MessageType::addr_reg_reply),
              bit(Parent::ia_na) | bit(Parent::ia_ta) | bit(Parent::ia_pd) |
              bit(Parent::ia_address) | bit(Parent::ia_prefix), "RFC 9915 §21.13"},
    OptionRow{OptionCode::rapid_commit, "rapid-commit", &shapes::kEmpty, Occurrence::once,
              Request::forbidden, Origin::engine,
              bit(MessageType::solicit) | bit(MessageType::reply), 0, "RFC 9915 §21.14"},
    OptionRow{OptionCode::user_class, "user-class", &shapes::kOpaqueList, Occurrence::once,
              Request::forbidden, Origin::engine, kFromClient, 0, "RFC 9915 §21.15"},
    OptionRow{OptionCode::vendor_class, "vendor-class", &shapes::kVendorClass, Occurrence::many,
              Request::forbidden, Origin::operator_, kFromClient | kServer | kRelay, 0,
              "RFC 9915 §21.16"},
    OptionRow{OptionCode::vendor_options, "vendor-opts", &shapes::kVendorOptions, Occurrence::many,
              Request::permitted, Origin::operator_, kFromClient | kServer | kRelay, 0,
              "RFC 9915 §21.17"},
    OptionRow{OptionCode::interface_id, "interface-id", &shapes::kOpaque, Occurrence::once,
              Request::forbidden, Origin::engine, kRelay, 0, "RFC 9915 §21.18"},
    OptionRow{OptionCode::reconfigure_message, "reconfigure-message", &shapes::kReconfigure,
              Occurrence::once, Request::forbidden, Origin::engine, bit(MessageType::reconfigure),
              0, "RFC 9915 §21.19"},
    OptionRow{OptionCode::reconfigure_accept, "reconfigure-accept", &shapes::kEmpty,
              Occurrence::once, Request::forbidden, Origin::engine,
              bit(MessageType::solicit) | bit(MessageType::advertise) | bit(MessageType::request) |
              bit(MessageType::renew) | bit(MessageType::rebind) | bit(MessageType::reply) |
              bit(MessageType::information_request), 0, "RFC 9915 §21.20"},
    OptionRow{OptionCode::sip_domains, "sip-domains", &shapes::kDomainList, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 3319 §3.1"},
    OptionRow{OptionCode::sip_servers, "sip-servers", &shapes::kIpv6List, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 3319 §3.2"},
    OptionRow{OptionCode::dns_servers, "dns-servers", &shapes::kIpv6List, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 3646 §3"},
    OptionRow{OptionCode::domain_search, "domain-search", &shapes::kDomainList, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 3646 §4"},
    OptionRow{OptionCode::ia_pd, "ia-pd", &shapes::kIaPd, Occurrence::many, Request::forbidden,
              Origin::engine, kWithIaPd, 0, "RFC 9915 §21.21"},
    OptionRow{OptionCode::ia_prefix, "ia-prefix", &shapes::kIaPrefix, Occurrence::many,
              Request::forbidden, Origin::engine, kNone,
              bit(Parent::ia_pd) | bit(Parent::client_data), "RFC 9915 §21.22"},
    OptionRow{OptionCode::nis_servers, "nis-servers", &shapes::kIpv6List, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 3898 §3"},
    OptionRow{OptionCode::nisp_servers, "nisp-servers", &shapes::kIpv6List, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 3898 §4"},
    OptionRow{OptionCode::nis_domain, "nis-domain-name", &shapes::kName, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 3898 §5"},
    OptionRow{OptionCode::nisp_domain, "nisp-domain-name", &shapes::kName, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 3898 §6"},
    OptionRow{OptionCode::sntp_servers, "sntp-servers", &shapes::kIpv6List, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 4075 §4"},
    OptionRow{OptionCode::information_refresh_time, "information-refresh-time", &shapes::kSeconds,
              Occurrence::once, Request::required, Origin::operator_, bit(MessageType::reply), 0,
              "RFC 9915 §21.23"},
    OptionRow{OptionCode::bcmcs_domains, "bcmcs-domains", &shapes::kDomainList, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 4280 §4.2"},
    OptionRow{OptionCode::bcmcs_servers, "bcmcs-servers", &shapes::kIpv6List, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 4280 §4.4"},
    OptionRow{OptionCode::remote_id, "remote-id", &shapes::kRemoteId, Occurrence::once,
              Request::forbidden, Origin::engine, bit(MessageType::relay_forward),
              bit(Parent::client_data), "RFC 4649 §3"},
    OptionRow{OptionCode::subscriber_id, "subscriber-id", &shapes::kOpaque, Occurrence::once,
              Request::forbidden, Origin::engine, bit(MessageType::relay_forward),
              bit(Parent::client_data), "RFC 4580 §2"},
    OptionRow{OptionCode::client_fqdn, "client-fqdn", &shapes::kFqdn, Occurrence::once,
              Request::permitted, Origin::engine, kFromClient | kServer, bit(Parent::client_data),
              "RFC 4704 §4"},
    OptionRow{OptionCode::pana_agents, "pana-agents", &shapes::kIpv6List, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 5192 §5"},
    OptionRow{OptionCode::posix_timezone, "posix-timezone", &shapes::kText, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 4833 §3"},
    OptionRow{OptionCode::tzdb_timezone, "tzdb-timezone", &shapes::kText, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 4833 §3"},
    OptionRow{OptionCode::echo_request, "echo-request", &shapes::kOptionCodeList, Occurrence::once,
              Request::forbidden, Origin::engine, bit(MessageType::relay_forward), 0,
              "RFC 4994 §3"},
    OptionRow{OptionCode::lq_query, "lq-query", &shapes::kLqQuery, Occurrence::once,
              Request::forbidden, Origin::engine, bit(MessageType::leasequery), 0,
              "RFC 5007 §4.1.2.1"},
    OptionRow{OptionCode::client_data, "client-data", &shapes::kClientData, Occurrence::once,
              Request::forbidden, Origin::engine, bit(MessageType::leasequery_reply), 0,
              "RFC 5007 §4.1.2.2"},
    OptionRow{OptionCode::clt_time, "clt-time", &shapes::kSeconds, Occurrence::once,
              Request::forbidden, Origin::engine, kNone, bit(Parent::client_data),
              "RFC 5007 §4.1.2.3"},
    OptionRow{OptionCode::lq_relay_data, "lq-relay-data", &shapes::kLqRelay, Occurrence::once,
              Request::forbidden, Origin::engine, bit(MessageType::leasequery_reply),
              bit(Parent::client_data), "RFC 5007 §4.1.2.4"},
    OptionRow{OptionCode::lq_client_links, "lq-client-links", &shapes::kIpv6List, Occurrence::once,
              Request::forbidden, Origin::engine, bit(MessageType::leasequery_reply), 0,
              "RFC 5007 §4.1.2.5"},
    OptionRow{OptionCode::lost_server, "lost-server", &shapes::kName, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 5223 §5"},
    OptionRow{OptionCode::capwap_controllers, "capwap-controllers", &shapes::kIpv6List,
              Occurrence::once, Request::permitted, Origin::operator_, kConfig, kClientData,
              "RFC 5417 §3"},
    OptionRow{OptionCode::relay_id, "relay-id", &shapes::kDuid, Occurrence::once,
              Request::forbidden, Origin::engine, bit(MessageType::relay_forward),
              bit(Parent::leasequery_query) | bit(Parent::client_data), "RFC 5460 §5.4.1"},
    OptionRow{OptionCode::ntp_server, "ntp-servers", &shapes::kNtpSource, Occurrence::many,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 5908 §4"},
    OptionRow{OptionCode::access_domain, "access-domain", &shapes::kName, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 5986 §3.3"},
    OptionRow{OptionCode::sip_ua_domains, "sip-ua-domains", &shapes::kDomainList, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 6011 §4.2"},
    OptionRow{OptionCode::bootfile_url, "bootfile-url", &shapes::kUri, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 5970 §3.1"},
    OptionRow{OptionCode::bootfile_parameters, "bootfile-params", &shapes::kTextList,
              Occurrence::once, Request::permitted, Origin::operator_, kConfig, kClientData,
              "RFC 5970 §3.2"},
    OptionRow{OptionCode::client_arch, "client-arch", &shapes::kU16List, Occurrence::once,
              Request::forbidden, Origin::engine, kFromClient, kClientData, "RFC 5970 §3.3"},
    OptionRow{OptionCode::network_interface_id, "nii", &shapes::kNii, Occurrence::once,
              Request::permitted, Origin::engine, kFromClient, kClientData, "RFC 5970 §3.4"},
    OptionRow{OptionCode::aftr_name, "aftr-name", &shapes::kName, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 6334 §3"},
    OptionRow{OptionCode::erp_local_domain, "erp-local-domain-name", &shapes::kName,
              Occurrence::once, Request::permitted, Origin::operator_, kConfig,
              kClientData | bit(Parent::relay_supplied), "RFC 6440 §3.1"},
    OptionRow{OptionCode::relay_supplied_options, "rsoo", &shapes::kRsoo, Occurrence::once,
              Request::forbidden, Origin::engine, bit(MessageType::relay_forward), 0,
              "RFC 6422 §3"},
    OptionRow{OptionCode::pd_exclude, "pd-exclude", &shapes::kPdExclude, Occurrence::once,
              Request::permitted, Origin::engine, kNone, bit(Parent::ia_prefix), "RFC 6603 §4.2"},
    OptionRow{OptionCode::virtual_subnet_selection, "vss", &shapes::kVss, Occurrence::once,
              Request::forbidden, Origin::engine, kFromClient | kServer | kRelay,
              bit(Parent::leasequery_query) | bit(Parent::client_data), "RFC 6607 §3.4"},
    OptionRow{OptionCode::client_link_layer_address, "client-link-layer-address",
              &shapes::kLinkLayer, Occurrence::once, Request::forbidden, Origin::engine,
              bit(MessageType::relay_forward), bit(Parent::client_data), "RFC 6939 §4"},
    OptionRow{OptionCode::sol_max_rt, "sol-max-rt", &shapes::kMaxRt, Occurrence::once,
              Request::required, Origin::operator_, kServer, 0, "RFC 9915 §21.24"},
    OptionRow{OptionCode::inf_max_rt, "inf-max-rt", &shapes::kMaxRt, Occurrence::once,
              Request::required, Origin::operator_, bit(MessageType::reply), 0, "RFC 9915 §21.25"},
    OptionRow{OptionCode::pcp_servers, "pcp-servers", &shapes::kIpv6List, Occurrence::many,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 7291 §3.1"},
    OptionRow{OptionCode::dhcp4o6_servers, "dhcp4o6-servers", &shapes::kIpv6ListOrNone,
              Occurrence::once, Request::permitted, Origin::operator_, kServer, kClientData,
              "RFC 7341 §7.2"},
    OptionRow{OptionCode::s46_rule, "s46-rule", &shapes::kS46Rule, Occurrence::many,
              Request::forbidden, Origin::operator_, kNone,
              bit(Parent::s46_cont_mape) | bit(Parent::s46_cont_mapt), "RFC 7598 §4.1"},
    OptionRow{OptionCode::s46_br, "s46-br", &shapes::kIpv6, Occurrence::many, Request::forbidden,
              Origin::operator_, kNone, bit(Parent::s46_cont_mape) | bit(Parent::s46_cont_lw),
              "RFC 7598 §4.2"},
    OptionRow{OptionCode::s46_dmr, "s46-dmr", &shapes::kPrefix, Occurrence::once,
              Request::forbidden, Origin::operator_, kNone, bit(Parent::s46_cont_mapt),
              "RFC 7598 §4.3"},
    OptionRow{OptionCode::s46_v4v6_bind, "s46-v4v6bind", &shapes::kS46Bind, Occurrence::once,
              Request::forbidden, Origin::operator_, kNone, bit(Parent::s46_cont_lw),
              "RFC 7598 §4.4"},
    OptionRow{OptionCode::s46_port_params, "s46-portparams", &shapes::kPortParams, Occurrence::once,
              Request::forbidden, Origin::operator_, kNone,
              bit(Parent::s46_rule) | bit(Parent::s46_v4v6_bind), "RFC 7598 §4.5"},
    OptionRow{OptionCode::s46_cont_mape, "s46-cont-mape", &shapes::kMape, Occurrence::many,
              Request::permitted, Origin::operator_, kConfig, 0, "RFC 7598 §5.1"},
    OptionRow{OptionCode::s46_cont_mapt, "s46-cont-mapt", &shapes::kMapt, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, 0, "RFC 7598 §5.2"},
    OptionRow{OptionCode::s46_cont_lw, "s46-cont-lw", &shapes::kLw, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, 0, "RFC 7598 §5.3"},
    OptionRow{OptionCode::captive_portal, "captive-portal", &shapes::kUri, Occurrence::once,
              Request::permitted, Origin::operator_, kConfig, kClientData, "RFC 8910 §2.2"},
    OptionRow{OptionCode::s46_priority, "s46-priority", &shapes::kU16List, Occurrence::once,
              Request::permitted, Origin::operator_, kServer, kClientData, "RFC 8026 §1.3"},
    OptionRow{OptionCode::mud_url, "mud-url", &shapes::kMudUrl, Occurrence::once,
              Request::forbidden, Origin::engine, kFromClient, bit(Parent::client_data),
              "RFC 8520 §10"},
    OptionRow{OptionCode::relay_source_port, "relay-source-port", &shapes::kU16, Occurrence::once,
              Request::forbidden, Origin::engine, kRelay, 0, "RFC 8357 §4.2"},
    OptionRow{OptionCode::sztp_redirect, "sztp-redirect", &shapes::kUriList, Occurrence::once,
              Request::permitted, Origin::operator_, kServer, kClientData, "RFC 8572 §8.2"},
    OptionRow{OptionCode::dnr, "dnr", &shapes::kEncryptedDns, Occurrence::many, Request::permitted,
              Origin::operator_, kServer, kClientData, "RFC 9463 §4.1"},
    OptionRow{OptionCode::addr_reg_enable, "addr-reg-enable", &shapes::kEmpty, Occurrence::once,
              Request::permitted, Origin::engine,
              bit(MessageType::advertise) | bit(MessageType::reply) | bit(MessageType::solicit) |
              bit(MessageType::request) | bit(MessageType::renew) | bit(MessageType::rebind) |
              bit(MessageType::information_request), 0, "RFC 9686 §4.1"},
};
// clang-format on

}  // namespace rows

using rows::kOptionTable;

}  // namespace ward6::dhcp6
