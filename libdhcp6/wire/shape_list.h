// The shapes of the options in the table. The comment above a record says where it is laid down.
#pragma once

#include <array>

#include "libdhcp6/wire/shapes.h"

namespace ward6::dhcp6::shapes {

// What the fields alone do not say: shape_checks.cc.
[[nodiscard]] Result<void> check_reconfigure(Bytes body) noexcept;
[[nodiscard]] Result<void> check_vss(Bytes body) noexcept;
[[nodiscard]] Result<void> check_port_params(Bytes body) noexcept;
[[nodiscard]] Result<void> check_mape(Bytes body) noexcept;
[[nodiscard]] Result<void> check_mapt(Bytes body) noexcept;
[[nodiscard]] Result<void> check_lw(Bytes body) noexcept;
[[nodiscard]] Result<void> check_pd_exclude(Bytes body) noexcept;
[[nodiscard]] Result<void> check_https(Bytes body) noexcept;

using enum FieldKind;

// One field: a number, an address, a name, characters, bytes.
inline constexpr FieldSpec kU8Field[]{{.name = {}, .kind = u8}};
inline constexpr FieldSpec kU16Field[]{{.name = {}, .kind = u16}};
inline constexpr FieldSpec kSecondsField[]{{.name = {}, .kind = seconds}};
inline constexpr FieldSpec kMaxRtField[]{{.name = {}, .kind = seconds, .min = 60, .max = 86400}};
inline constexpr FieldSpec kHundredthsField[]{{.name = {}, .kind = hundredths}};
inline constexpr FieldSpec kMessageTypeField[]{{.name = {}, .kind = message_type}};
inline constexpr FieldSpec kIpv6Field[]{{.name = {}, .kind = ipv6}};
inline constexpr FieldSpec kPrefixField[]{{.name = {}, .kind = prefix}};
inline constexpr FieldSpec kNameField[]{{.name = {}, .kind = name}};
inline constexpr FieldSpec kTextField[]{{.name = {}, .kind = text, .min = 1}};
inline constexpr FieldSpec kUriField[]{{.name = {}, .kind = uri, .min = 1}};
inline constexpr FieldSpec kMudField[]{{.name = {}, .kind = text, .min = 9, .max = 253}};
inline constexpr FieldSpec kOpaqueField[]{{.name = {}, .kind = opaque, .min = 1}};
inline constexpr FieldSpec kHexField[]{{.name = {}, .kind = hex}};
inline constexpr FieldSpec kDuidField[]{{.name = {}, .kind = duid, .min = 3, .max = 130}};
inline constexpr FieldSpec kNtpField[]{{.name = {}, .kind = ntp_source}};
inline constexpr FieldSpec kDnrField[]{{.name = {}, .kind = encrypted_dns}};

inline constexpr Shape kEmpty{"flag", "true", Layout::empty, {}};
inline constexpr Shape kU8{"number-8", "a number from 0 to 255", Layout::single, kU8Field};
inline constexpr Shape kU16{"number-16", "a number from 0 to 65535", Layout::single, kU16Field};
inline constexpr Shape kSeconds{"seconds", "a duration such as 3600, 1h or infinity",
                                Layout::single, kSecondsField};
// RFC 9915 §21.24 and §21.25: values outside 60 to 86400 are not allowed.
inline constexpr Shape kMaxRt{"seconds-60-86400", "a duration from 60 seconds to 1 day",
                              Layout::single, kMaxRtField};
inline constexpr Shape kHundredths{"hundredths", "seconds from 0.00 to 655.35", Layout::single,
                                   kHundredthsField};
inline constexpr Shape kReconfigure{"reconfigure-message", "Renew, Rebind or Information-request",
                                    Layout::single, kMessageTypeField, &check_reconfigure};
inline constexpr Shape kIpv6{"ipv6", "an IPv6 address", Layout::single, kIpv6Field};
inline constexpr Shape kPrefix{"ipv6-prefix", "a prefix without host bits, as 2001:db8::/64",
                               Layout::single, kPrefixField};
inline constexpr Shape kName{"domain-name", "a domain name", Layout::single, kNameField};
inline constexpr Shape kText{"string", "text", Layout::single, kTextField};
inline constexpr Shape kUri{"uri", "a URI without blanks", Layout::single, kUriField};
inline constexpr Shape kMudUrl{"https-url", "an https URL of at most 253 characters",
                               Layout::single, kMudField, &check_https};
inline constexpr Shape kOpaque{"opaque", "text, or bytes such as 0x0102ff", Layout::single,
                               kOpaqueField};
inline constexpr Shape kHex{"hex", "bytes such as 0x0102ff", Layout::single, kHexField};
inline constexpr Shape kDuid{"duid", "a DUID such as 00:03:00:01:02:00:5e:10:00:01", Layout::single,
                             kDuidField};
inline constexpr Shape kNtpSource{"ntp-source",
                                  "an address, a domain name, or {address|multicast|fqdn: …}",
                                  Layout::single, kNtpField};
inline constexpr Shape kEncryptedDns{"encrypted-dns",
                                     "a domain name, or {priority, adn, addresses, svc-params}",
                                     Layout::single, kDnrField};

// One field again and again.
inline constexpr FieldSpec kU16s[]{{.name = {}, .kind = u16, .repeated = true}};
inline constexpr FieldSpec kIpv6s[]{{.name = {}, .kind = ipv6, .repeated = true}};
inline constexpr FieldSpec kIpv6sOrNone[]{
    {.name = {}, .kind = ipv6, .fallback = "", .repeated = true}};
inline constexpr FieldSpec kNames[]{{.name = {}, .kind = name, .repeated = true}};
inline constexpr FieldSpec kTexts[]{{.name = {}, .kind = counted_text, .repeated = true}};
inline constexpr FieldSpec kUris[]{{.name = {}, .kind = counted_uri, .min = 1, .repeated = true}};
inline constexpr FieldSpec kOpaques[]{{.name = {}, .kind = counted_opaque, .repeated = true}};
inline constexpr FieldSpec kOptionCodes[]{
    {.name = {}, .kind = option_code, .fallback = "", .repeated = true}};

inline constexpr Shape kU16List{"number-16-list", "a list of numbers from 0 to 65535", Layout::list,
                                kU16s};
inline constexpr Shape kIpv6List{"ipv6-list", "a list of IPv6 addresses", Layout::list, kIpv6s};
inline constexpr Shape kIpv6ListOrNone{"ipv6-list-or-none",
                                       "a list of IPv6 addresses, which may be empty", Layout::list,
                                       kIpv6sOrNone};
inline constexpr Shape kDomainList{"domain-list", "a list of domain names", Layout::list, kNames};
inline constexpr Shape kTextList{"string-list", "a list of texts", Layout::list, kTexts};
inline constexpr Shape kUriList{"uri-list", "a list of URIs", Layout::list, kUris};
inline constexpr Shape kOpaqueList{"opaque-list", "a list of texts or bytes such as 0x0102ff",
                                   Layout::list, kOpaques};
inline constexpr Shape kOptionCodeList{"option-list", "a list of option names or numbers",
                                       Layout::list, kOptionCodes};

// RFC 9915 §21.4 and §21.21.
inline constexpr FieldSpec kIaNaFields[]{
    {.name = "iaid", .kind = u32},
    {.name = "t1", .kind = seconds, .fallback = "0"},
    {.name = "t2", .kind = seconds, .fallback = "0"},
    {.name = "options", .kind = options, .fallback = "", .parent = Parent::ia_na}};
inline constexpr FieldSpec kIaPdFields[]{
    {.name = "iaid", .kind = u32},
    {.name = "t1", .kind = seconds, .fallback = "0"},
    {.name = "t2", .kind = seconds, .fallback = "0"},
    {.name = "options", .kind = options, .fallback = "", .parent = Parent::ia_pd}};
inline constexpr FieldSpec kIaTaFields[]{
    {.name = "iaid", .kind = u32},
    {.name = "options", .kind = options, .fallback = "", .parent = Parent::ia_ta}};
// RFC 9915 §21.6 and §21.22.
inline constexpr FieldSpec kIaAddressFields[]{
    {.name = "address", .kind = ipv6},
    {.name = "preferred", .kind = seconds},
    {.name = "valid", .kind = seconds},
    {.name = "options", .kind = options, .fallback = "", .parent = Parent::ia_address}};
inline constexpr FieldSpec kIaPrefixFields[]{
    {.name = "preferred", .kind = seconds},
    {.name = "valid", .kind = seconds},
    {.name = "prefix", .kind = address_and_length},
    {.name = "options", .kind = options, .fallback = "", .parent = Parent::ia_prefix}};
// RFC 9915 §21.11.
inline constexpr FieldSpec kAuthenticationFields[]{
    {.name = "protocol", .kind = u8},
    {.name = "algorithm", .kind = u8},
    {.name = "rdm", .kind = u8},
    {.name = "replay", .kind = hex, .min = 8, .max = 8},
    {.name = "data", .kind = hex, .fallback = ""}};
// RFC 9915 §21.13, §21.16 and §21.17.
inline constexpr FieldSpec kStatusFields[]{{.name = "code", .kind = status_code},
                                           {.name = "message", .kind = text, .fallback = ""}};
inline constexpr FieldSpec kVendorClassFields[]{
    {.name = "enterprise", .kind = u32},
    {.name = "data", .kind = counted_opaque, .fallback = "", .repeated = true}};
inline constexpr FieldSpec kVendorOptionsFields[]{
    {.name = "enterprise", .kind = u32},
    {.name = "options", .kind = vendor_options, .fallback = ""}};
// RFC 4649 §3 and RFC 6939 §4.
inline constexpr FieldSpec kRemoteIdFields[]{{.name = "enterprise", .kind = u32},
                                             {.name = "id", .kind = opaque, .min = 1}};
inline constexpr FieldSpec kLinkLayerFields[]{{.name = "type", .kind = u16, .fallback = "1"},
                                              {.name = "address", .kind = link_layer, .min = 1}};
// RFC 4704 §4.
inline constexpr FieldSpec kFqdnFields[]{{.name = "flags", .kind = fqdn_flags, .fallback = ""},
                                         {.name = "name", .kind = partial_name, .fallback = ""}};
// RFC 5970 §3.4, RFC 6603 §4.2 and RFC 6607 §3.5.
inline constexpr FieldSpec kNiiFields[]{
    {.name = "type", .kind = u8}, {.name = "major", .kind = u8}, {.name = "minor", .kind = u8}};
inline constexpr FieldSpec kPdExcludeFields[]{
    {.name = "length", .kind = u8, .min = 1, .max = 128},
    {.name = "subnet-id", .kind = hex, .min = 1, .max = 16}};
inline constexpr FieldSpec kVssFields[]{{.name = "type", .kind = u8},
                                        {.name = "id", .kind = opaque, .fallback = ""}};
// RFC 7598 §4.1, §4.4 and §4.5.
inline constexpr FieldSpec kS46RuleFields[]{
    {.name = "forwarding", .kind = boolean, .fallback = "false"},
    {.name = "ea-length", .kind = u8, .max = 48},
    {.name = "ipv4-prefix", .kind = prefix4},
    {.name = "ipv6-prefix", .kind = prefix},
    {.name = "options", .kind = options, .fallback = "", .parent = Parent::s46_rule}};
inline constexpr FieldSpec kS46BindFields[]{
    {.name = "ipv4-address", .kind = ipv4},
    {.name = "ipv6-prefix", .kind = prefix},
    {.name = "options", .kind = options, .fallback = "", .parent = Parent::s46_v4v6_bind}};
inline constexpr FieldSpec kPortParamsFields[]{{.name = "offset", .kind = u8, .max = 15},
                                               {.name = "psid-length", .kind = u8, .max = 16},
                                               {.name = "psid", .kind = u16}};
// RFC 5007 §4.1.2.1 and §4.1.2.4.
inline constexpr FieldSpec kLqQueryFields[]{
    {.name = "type", .kind = u8},
    {.name = "link-address", .kind = ipv6},
    {.name = "options", .kind = options, .fallback = "", .parent = Parent::leasequery_query}};
inline constexpr FieldSpec kLqRelayFields[]{{.name = "peer-address", .kind = ipv6},
                                            {.name = "message", .kind = hex, .fallback = ""}};

inline constexpr Shape kIaNa{"ia-na", "{iaid, t1, t2, options}", Layout::record, kIaNaFields};
inline constexpr Shape kIaPd{"ia-pd", "{iaid, t1, t2, options}", Layout::record, kIaPdFields};
inline constexpr Shape kIaTa{"ia-ta", "{iaid, options}", Layout::record, kIaTaFields};
inline constexpr Shape kIaAddress{"ia-address", "{address, preferred, valid, options}",
                                  Layout::record, kIaAddressFields};
inline constexpr Shape kIaPrefix{"ia-prefix", "{preferred, valid, prefix, options}", Layout::record,
                                 kIaPrefixFields};
inline constexpr Shape kAuthentication{"authentication", "{protocol, algorithm, rdm, replay, data}",
                                       Layout::record, kAuthenticationFields};
inline constexpr Shape kStatus{"status", "{code, message}", Layout::record, kStatusFields};
inline constexpr Shape kVendorClass{"vendor-class", "{enterprise: 32473, data: [text, 0x01]}",
                                    Layout::record, kVendorClassFields};
inline constexpr Shape kVendorOptions{
    "vendor-options", "{enterprise: 32473, options: [{code: 1, string: text}, {code: 2, u16: 7}]}",
    Layout::record, kVendorOptionsFields};
inline constexpr Shape kRemoteId{"remote-id", "{enterprise, id}", Layout::record, kRemoteIdFields};
inline constexpr Shape kLinkLayer{"link-layer-address", "{type, address}", Layout::record,
                                  kLinkLayerFields};
inline constexpr Shape kFqdn{"client-fqdn", "{flags, name}", Layout::record, kFqdnFields};
inline constexpr Shape kNii{"nii", "{type, major, minor}", Layout::record, kNiiFields};
inline constexpr Shape kPdExclude{"pd-exclude", "{length, subnet-id}", Layout::record,
                                  kPdExcludeFields, &check_pd_exclude};
inline constexpr Shape kVss{"vss", "{type, id}", Layout::record, kVssFields, &check_vss};
inline constexpr Shape kS46Rule{"s46-rule",
                                "{forwarding, ea-length, ipv4-prefix, ipv6-prefix, options}",
                                Layout::record, kS46RuleFields};
inline constexpr Shape kS46Bind{"s46-v4v6bind", "{ipv4-address, ipv6-prefix, options}",
                                Layout::record, kS46BindFields};
inline constexpr Shape kPortParams{"s46-portparams", "{offset, psid-length, psid}", Layout::record,
                                   kPortParamsFields, &check_port_params};
inline constexpr Shape kLqQuery{"lq-query", "{type, link-address, options}", Layout::record,
                                kLqQueryFields};
inline constexpr Shape kLqRelay{"lq-relay-data", "{peer-address, message}", Layout::record,
                                kLqRelayFields};

// Options inside and nothing else.
inline constexpr FieldSpec kMapeField[]{
    {.name = {}, .kind = options, .parent = Parent::s46_cont_mape}};
inline constexpr FieldSpec kMaptField[]{
    {.name = {}, .kind = options, .parent = Parent::s46_cont_mapt}};
inline constexpr FieldSpec kLwField[]{{.name = {}, .kind = options, .parent = Parent::s46_cont_lw}};
inline constexpr FieldSpec kRsooField[]{
    {.name = {}, .kind = options, .parent = Parent::relay_supplied}};
inline constexpr FieldSpec kClientDataField[]{
    {.name = {}, .kind = options, .parent = Parent::client_data}};

inline constexpr Shape kMape{"s46-container", "{s46-rule: […], s46-br: […]}", Layout::single,
                             kMapeField, &check_mape};
inline constexpr Shape kMapt{"s46-container", "{s46-rule: […], s46-dmr: …}", Layout::single,
                             kMaptField, &check_mapt};
inline constexpr Shape kLw{"s46-container", "{s46-v4v6bind: …, s46-br: […]}", Layout::single,
                           kLwField, &check_lw};
inline constexpr Shape kRsoo{"options", "options by name", Layout::single, kRsooField};
inline constexpr Shape kClientData{"options", "options by name", Layout::single, kClientDataField};

}  // namespace ward6::dhcp6::shapes
