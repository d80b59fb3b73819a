#include "config/option_names.h"

#include <algorithm>
#include <array>

#include "config/diagnostic.h"
#include "config/suggest.h"

namespace ward6::config {
namespace {

using dhcp6::OptionCode;
using dhcp6::OptionRow;

struct Alias {
  std::string_view written;
  OptionCode meant;
};

constexpr std::array kAliases{
    Alias{"name-servers", OptionCode::dns_servers},
    Alias{"nameservers", OptionCode::dns_servers},
    Alias{"domain-name-servers", OptionCode::dns_servers},
    Alias{"dns", OptionCode::dns_servers},
    Alias{"dns-server", OptionCode::dns_servers},
    Alias{"rdnss", OptionCode::dns_servers},
    Alias{"domain", OptionCode::domain_search},
    Alias{"domain-name", OptionCode::domain_search},
    Alias{"domain-list", OptionCode::domain_search},
    Alias{"search", OptionCode::domain_search},
    Alias{"search-list", OptionCode::domain_search},
    Alias{"dnssl", OptionCode::domain_search},
    Alias{"ntp", OptionCode::ntp_server},
    Alias{"ntp-servers", OptionCode::ntp_server},
    Alias{"sntp", OptionCode::sntp_servers},
    Alias{"bootfile", OptionCode::bootfile_url},
    Alias{"boot-file-url", OptionCode::bootfile_url},
    Alias{"bootfile-name", OptionCode::bootfile_url},
    Alias{"bootfile-param", OptionCode::bootfile_parameters},
    Alias{"info-refresh-time", OptionCode::information_refresh_time},
    Alias{"information-refresh", OptionCode::information_refresh_time},
    Alias{"sip-server-addr", OptionCode::sip_servers},
    Alias{"sip-server-dns", OptionCode::sip_domains},
    Alias{"new-posix-timezone", OptionCode::posix_timezone},
    Alias{"new-tzdb-timezone", OptionCode::tzdb_timezone},
    Alias{"timezone", OptionCode::tzdb_timezone},
    Alias{"v6-captive-portal", OptionCode::captive_portal},
    Alias{"unicast", OptionCode::server_unicast},
    Alias{"vendor-opts", OptionCode::vendor_options},
};

struct Reason {
  OptionCode code;
  std::string_view remedy;
};

constexpr std::array kReasons{
    Reason{OptionCode::server_unicast,
           "It is obsolete: RFC 9915 §21.12. To take over from a server that sent it, set "
           "'server.legacy-unicast-until'."},
    Reason{OptionCode::ia_ta, "Temporary addresses are obsolete: RFC 9915 §21.5."},
    Reason{OptionCode::preference, "Set 'preference' in the link's 'serve'."},
    Reason{OptionCode::rapid_commit, "Set 'rapid-commit' in the link's 'serve'."},
    Reason{OptionCode::pd_exclude, "Set 'exclude' in an entry of 'delegate'."},
    Reason{OptionCode::server_id, "Set 'server.duid'."},
    Reason{OptionCode::client_fqdn, "Set 'hostname' of a host."},
};

}  // namespace

std::string remedy_for_option_name(std::string_view name) {
  const auto* alias = std::ranges::find_if(
      kAliases, [name](const Alias& row) { return edit_distance(row.written, name, 0) == 0; });
  if (alias == kAliases.end()) return {};
  const OptionRow* row = dhcp6::find_option(alias->meant);
  if (row == nullptr) return {};
  if (const auto refusal = refusal_of(*row)) return cat(refusal->message, ". ", refusal->remedy);
  return cat("Did you mean '", row->name, "'?");
}

std::optional<Refusal> refusal_of(const OptionRow& row) {
  const bool for_clients = may_stand_in(row, dhcp6::MessageType::reply) ||
                           may_stand_in(row, dhcp6::MessageType::advertise);
  const auto* reason = std::ranges::find(kReasons, row.code, &Reason::code);
  const std::string message = cat("option '", row.name, "' is not configurable");
  if (reason != kReasons.end()) return Refusal{message, std::string(reason->remedy)};
  if (row.obsolete) return Refusal{message, cat("It is obsolete: ", row.rfc, ".")};
  if (!row.configurable()) {
    return Refusal{message, cat("The server makes it by itself where it is due: ", row.rfc, ".")};
  }
  if (!for_clients) {
    return Refusal{message, cat("It stands within another option only: ", row.rfc, ".")};
  }
  return std::nullopt;
}

}  // namespace ward6::config
