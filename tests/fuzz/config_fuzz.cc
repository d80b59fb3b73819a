// Configurations from any bytes: never a crash, and what loads keeps its word.
#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

#include "config/load.h"
#include "config/report.h"
#include "libdhcp6/core/assert.h"

using namespace ward6;
using namespace ward6::config;

namespace {

// Larger inputs find nothing new, only slower.
constexpr std::size_t kSizeMax = 16384;

void check_findings(const std::vector<Diagnostic>& findings, std::string_view text) {
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  for (const Diagnostic& finding : findings) {
    WARD6_ASSERT(finding.place.line <= lines + 1);
    WARD6_ASSERT(!finding.message.empty());
    WARD6_ASSERT(to_string(finding).find('\n') == std::string::npos);
  }
  WARD6_ASSERT(!report_json(findings).empty());
  WARD6_ASSERT(findings.empty() || !report_text(findings).empty());
}

void check_lifetimes(const dhcp6::Lifetimes& lifetimes) {
  WARD6_ASSERT(lifetimes.preferred <= lifetimes.valid);
  if (lifetimes.rebind) WARD6_ASSERT(*lifetimes.rebind <= lifetimes.valid);
  if (lifetimes.renew && lifetimes.rebind) WARD6_ASSERT(*lifetimes.renew <= *lifetimes.rebind);
}

void check_hosts(const std::vector<dhcp6::Host>& hosts) {
  for (const dhcp6::Host& host : hosts) {
    WARD6_ASSERT(!host.name.empty());
    WARD6_ASSERT(!host.match.empty());
    if (host.lifetimes) check_lifetimes(*host.lifetimes);
  }
}

void check_serve(const dhcp6::Serve& serve) {
  check_lifetimes(serve.lifetimes);
  check_hosts(serve.hosts);
  for (const dhcp6::LinkPrefix& link : serve.prefixes) {
    if (link.lifetimes) check_lifetimes(*link.lifetimes);
    for (const dhcp6::AddressPool& pool : link.pools) {
      WARD6_ASSERT(pool.first <= pool.last);
      WARD6_ASSERT(link.prefix.contains(pool.first));
      WARD6_ASSERT(link.prefix.contains(pool.last));
      WARD6_ASSERT(dhcp6::distance(pool.first, pool.last).has_value());
    }
  }
  for (const dhcp6::Delegation& block : serve.delegate) {
    WARD6_ASSERT(block.length >= block.from.length());
    WARD6_ASSERT(block.length - block.from.length() <= 64);
    if (block.exclude) WARD6_ASSERT(block.exclude->length() > block.length);
  }
  WARD6_ASSERT(std::ranges::is_sorted(serve.options, {}, &dhcp6::ConfiguredOption::code));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > kSizeMax) return 0;
  const auto text = dhcp6::as_text(std::as_bytes(std::span(data, size)));
  const LoadResult loaded = load_text(text, "fuzz.yaml");
  if (!loaded) {
    WARD6_ASSERT(std::ranges::any_of(loaded.error(), [](const Diagnostic& finding) {
      return finding.severity == Severity::error;
    }));
    check_findings(loaded.error(), text);
    return 0;
  }
  check_findings(loaded->warnings, text);
  WARD6_ASSERT(!loaded->server->links.empty());
  for (const dhcp6::Link& link : loaded->server->links) {
    const bool relayed =
        !link.relayed.link_addresses.empty() || !link.relayed.interface_ids.empty();
    WARD6_ASSERT(relayed || !link.interface.empty());
    if (link.serve) check_serve(*link.serve);
  }
  check_hosts(loaded->server->hosts);
  return 0;
}
