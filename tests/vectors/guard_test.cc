// Captures of attacks and of honest traffic, taken at a port of a bridge. What is expected of each
// frame on a host's port, and what is remarkable about it, stands in guard/manifest.tsv; it was
// measured there with rule sets of the kernel and a filter of another make.
#include "raguard/guard.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/vectors/pcap.h"

namespace ward6::raguard {
namespace {

using dhcp6::test::Frame;
using dhcp6::test::read_frames;

const std::filesystem::path kFolder = WARD6_SOURCE_DIR "/tests/vectors/guard";

struct Row {
  std::string file;
  bool is_router_port = false;
  std::string kind;             // yes, no, invalid
  std::string expected;         // D or P for each frame
  std::set<std::string> noted;  // names of the manifest
};

std::vector<std::string> split(const std::string& line, char at) {
  std::vector<std::string> parts;
  std::istringstream stream(line);
  for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
  return parts;
}

std::vector<Row> manifest() {
  std::ifstream file(kFolder / "manifest.tsv");
  REQUIRE(file.good());
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#') || line.starts_with("file\t")) continue;
    const auto cells = split(line, '\t');
    REQUIRE(cells.size() >= 11);
    Row row{cells[0], cells[4] == "router", cells[5], cells[8], {}};
    for (const std::string& name : split(cells[10], ',')) row.noted.insert(name);
    rows.push_back(std::move(row));
  }
  REQUIRE(rows.size() == 88);
  return rows;
}

// The policy that the manifest's columns were made with.
GuardPolicy strict_policy() {
  AllowedRouter router;
  router.name = "rtr";
  router.address = dhcp6::Ipv6Address::parse("fe80::ff:fe00:1").value();
  router.mac = dhcp6::LinkLayerAddress::parse("02:00:00:00:00:01").value();
  router.prefixes = {{dhcp6::Prefix::parse("2001:db8:1::/64").value(), 64, 64}};
  router.hop_limit = Bounds<std::uint8_t>{64, 64};
  router.managed = false;
  router.other = false;
  router.preference_max = Preference::medium;
  router.lifetime = Bounds<dhcp6::Seconds>{dhcp6::Seconds{1}, dhcp6::Seconds{1800}};
  router.mtu.emplace();
  router.reachable_ms = Bounds<std::uint32_t>{0, 0};
  router.retransmit_ms = Bounds<std::uint32_t>{0, 0};
  router.dns_servers.emplace();
  router.dns_search.emplace();
  router.pref64.emplace();
  router.routes.emplace();
  router.captive_portals.emplace();
  GuardPolicy policy;
  policy.routers = {router};
  return policy;
}

// What the manifest calls what we note. It says nothing of the others.
const std::map<std::string, Finding> kNames{
    {"src", Finding::source},
    {"mac", Finding::mac},
    {"slla", Finding::link_layer},
    {"pref-high", Finding::preference},
    {"prefix", Finding::prefix},
    {"prefix-6to4", Finding::prefix_6to4},
    {"prefix-deprecate", Finding::prefix_deprecated},
    {"lifetime0", Finding::withdrawn},
    {"lifetime>1800", Finding::lifetime},
    {"mtu", Finding::mtu},
    {"timers", Finding::timers},
    {"route-info", Finding::route},
    {"rdnss", Finding::dns_servers},
    {"dnssl", Finding::dns_search},
    {"pref64", Finding::pref64},
    {"captive-portal", Finding::captive_portal},
    {"many-options", Finding::many_options},
    {"curhl=1", Finding::advertised_hop_limit},
    {"curhl=255", Finding::advertised_hop_limit},
    {"bad-option", Finding::malformed},
};

bool is_said_by(const std::string& noted, Finding finding) {
  const auto found = kNames.find(noted);
  if (found == kNames.end()) return false;
  // A 6to4 prefix is a foreign one too.
  return found->second == finding ||
         (found->second == Finding::prefix_6to4 && finding == Finding::prefix);
}

std::string verdicts(const GuardPolicy& policy, PortRole role, const std::vector<Frame>& frames) {
  std::string all;
  for (const Frame& frame : frames) all += judge(policy, role, frame.bytes).is_drop() ? 'D' : 'P';
  return all;
}

Findings findings_of(const GuardPolicy& policy, const std::vector<Frame>& frames) {
  Findings all;
  for (const Frame& frame : frames) all |= judge(policy, PortRole::host, frame.bytes).findings;
  return all;
}

TEST_CASE("every frame of the captures is judged as the manifest says") {
  const GuardPolicy policy = strict_policy();
  for (const Row& row : manifest()) {
    INFO(row.file);
    const auto frames = read_frames(kFolder / row.file);
    CHECK(verdicts(policy, PortRole::host, frames) == row.expected);
    CHECK(verdicts(policy, PortRole::monitor, frames) == row.expected);
    CHECK(verdicts(policy, PortRole::trusted, frames) == std::string(frames.size(), 'P'));
  }
}

TEST_CASE("what is remarkable about the captures is what the manifest says") {
  const GuardPolicy policy = strict_policy();
  std::set<std::string> seen;
  for (const Row& row : manifest()) {
    INFO(row.file);
    if (row.noted.contains("-")) continue;  // no host takes it: nothing is said of its content
    const auto frames = read_frames(kFolder / row.file);
    // A message in fragments cannot be read without putting it together.
    const bool is_whole = std::ranges::all_of(frames, [&](const Frame& frame) {
      const Judgement judgement = judge(policy, PortRole::host, frame.bytes);
      return judgement.advert && !judgement.packet->chain.is_fragment;
    });
    if (!is_whole) continue;
    const Findings found = findings_of(policy, frames);
    for (const auto& [name, finding] : kNames) {
      INFO(name);
      const bool expected = std::ranges::any_of(
          row.noted, [&](const std::string& noted) { return is_said_by(noted, finding); });
      CHECK(found.test(static_cast<std::size_t>(finding)) == expected);
      if (row.noted.contains(name)) seen.insert(name);
    }
  }
  CHECK(seen.size() == kNames.size());  // each was seen at least once
}

}  // namespace
}  // namespace ward6::raguard
