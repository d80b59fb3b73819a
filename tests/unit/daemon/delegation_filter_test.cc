#include "daemon/delegation_filter.h"

#include "daemon/delegation_links.h"
#include "daemon/filter_table.h"
#include "tests/support/catch.h"

namespace ward6::daemon::test {
namespace {

using Set = FilterElement::Set;

dhcp6::Prefix prefix(const char* text) {
  return *dhcp6::Prefix::parse(text);
}

DelegationLink make_link() {
  DelegationLink link;
  link.policy.name = "access";
  link.policy.filter = true;
  link.interface = "lan0";
  link.has_stations = true;
  link.on_link = {prefix("2001:db8:1::/64")};
  return link;
}

relay::Delegation make_delegation(const char* text) {
  relay::Delegation delegation;
  delegation.prefix = prefix(text);
  delegation.mac = *dhcp6::LinkLayerAddress::parse("02:00:5e:10:00:01");
  return delegation;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("A table has its own removal in front and all elements in it", "[daemon][rfc8987-4.2]") {
  FilterElements elements = link_elements(make_link());
  elements.merge(delegation_elements(make_link(), make_delegation("2001:db8:1000::/56")));
  bool disjoint = false;
  const std::string text = render_table(elements, disjoint);
  CHECK(disjoint);
  CHECK(text.starts_with("table ip6 ward6_delegated\ndelete table ip6 ward6_delegated\n"));
  CHECK(has(text, "add element ip6 ward6_delegated filtered { \"lan0\" }\n"));
  CHECK(has(text, "add element ip6 ward6_delegated on_link { 2001:db8:1::/64 . \"lan0\" }\n"));
  CHECK(has(text, "add element ip6 ward6_delegated delegated { 2001:db8:1000::/56 . \"lan0\" }\n"));
  CHECK(has(text,
            "add element ip6 ward6_delegated loop_mac { 2001:db8:1000::/56 . 02:00:5e:10:00:01 . "
            "\"lan0\" }\n"));
  CHECK_FALSE(has(text, "add element ip6 ward6_delegated loop {"));
  CHECK_FALSE(has(text, "add element ip6 ward6_delegated rejecting"));
}

TEST_CASE("A prefix within another of the same key is left out, and that is told", "[daemon]") {
  const FilterElements elements{
      {Set::delegated, "lan0", {}, prefix("2001:db8:1000::/52")},
      {Set::delegated, "lan0", {}, prefix("2001:db8:1000::/56")},
      {Set::delegated, "lan0", {}, prefix("2001:db8:1000:100::/56")},
      {Set::delegated, "lan0", {}, prefix("2001:db8:2000::/56")},
      {Set::delegated, "lan1", {}, prefix("2001:db8:1000::/56")},
  };
  bool disjoint = true;
  const std::string text = render_table(elements, disjoint);
  CHECK_FALSE(disjoint);
  CHECK(has(text,
            "delegated { 2001:db8:1000::/52 . \"lan0\",\n  2001:db8:2000::/56 . \"lan0\",\n  "
            "2001:db8:1000::/56 . \"lan1\" }\n"));
}

TEST_CASE("Interfaces of one set are not taken for prefixes within each other", "[daemon]") {
  bool disjoint = false;
  const std::string text =
      render_table({{Set::filtered, "a", {}, {}}, {Set::filtered, "b", {}, {}}}, disjoint);
  CHECK(disjoint);
  CHECK(has(text, "filtered { \"a\",\n  \"b\" }\n"));
}

TEST_CASE("Changes delete before they add", "[daemon]") {
  const FilterElements old{{Set::delegated, "lan0", {}, prefix("2001:db8:1000::/56")}};
  const FilterElements now{{Set::delegated, "lan1", {}, prefix("2001:db8:1000::/56")}};
  CHECK(render_changes(now, old) ==
        "delete element ip6 ward6_delegated delegated { 2001:db8:1000::/56 . \"lan0\" }\n"
        "add element ip6 ward6_delegated delegated { 2001:db8:1000::/56 . \"lan1\" }\n");
}

TEST_CASE("What is asked of a link decides what the filter gets", "[daemon][rfc8987-4.2]") {
  DelegationLink link = make_link();
  const relay::Delegation delegation = make_delegation("2001:db8:1000::/56");

  link.policy.filter = false;
  CHECK(link_elements(link).empty());
  CHECK(delegation_elements(link, delegation) ==
        FilterElements{{Set::loop_mac, "lan0", "02:00:5e:10:00:01", delegation.prefix}});
  link.policy.loop_reject = true;
  CHECK(link_elements(link) == FilterElements{{Set::rejecting, "lan0", {}, {}}});

  // on a link of two ends every frame is the client's.
  link.has_stations = false;
  CHECK(delegation_elements(link, delegation) ==
        FilterElements{{Set::loop, "lan0", {}, delegation.prefix}});
  // Without the client's address a neighbour's packet cannot be told from a looping one.
  link.has_stations = true;
  relay::Delegation unseen = delegation;
  unseen.mac = {};
  CHECK(delegation_elements(link, unseen).empty());

  link.policy.loop_guard = false;
  CHECK(link_elements(link).empty());
  CHECK(delegation_elements(link, delegation).empty());
}

TEST_CASE("A name that would be more than a name is left out", "[daemon]") {
  CHECK(is_plain_name("eth0.100"));
  CHECK(is_plain_name("br-lan@x_1+"));
  CHECK_FALSE(is_plain_name(""));
  CHECK_FALSE(is_plain_name("a\"b"));
  CHECK_FALSE(is_plain_name("ppp*"));
  CHECK_FALSE(is_plain_name("a b"));
  DelegationLink link = make_link();
  link.interface = "a\"b";
  CHECK(link_elements(link).empty());
  CHECK(delegation_elements(link, make_delegation("2001:db8:1000::/56")).empty());
}

TEST_CASE("A link follows its interface", "[daemon]") {
  DelegationLink link = make_link();
  link.on_link = {};
  link.served = {prefix("2001:db8:2::/64")};
  InterfaceTable table;
  CHECK(refresh(link, table));
  CHECK(link.index == dhcp6::InterfaceIndex{});
  Interface interface;
  interface.index = dhcp6::InterfaceIndex{4};
  interface.name = "lan0";
  interface.hardware = 1;
  interface.up = true;
  table.set_link(interface);
  table.set_address(interface.index, *dhcp6::Ipv6Address::parse("fe80::1"), {0, 64});
  table.set_address(interface.index, *dhcp6::Ipv6Address::parse("2001:db8:1::1"), {0, 64});
  CHECK(refresh(link, table));
  CHECK(link.index == interface.index);
  CHECK(link.has_stations);
  CHECK(link.on_link == std::set{prefix("2001:db8:1::/64"), prefix("2001:db8:2::/64")});
  CHECK_FALSE(refresh(link, table));

  // Down and up between two looks: the kernel has dropped the routes.
  interface.up = false;
  table.set_link(interface);
  interface.up = true;
  table.set_link(interface);
  CHECK(refresh(link, table));
  interface.up = false;
  table.set_link(interface);
  CHECK(refresh(link, table));
  CHECK(link.index == dhcp6::InterfaceIndex{});
}

TEST_CASE("Counters are read from what nft lists", "[daemon]") {
  const std::string listing =
      "table ip6 ward6_delegated {\n\tcounter spoofed {\n\t\tpackets 12 bytes 1248\n\t}\n\n"
      "\tcounter looped {\n\t\tpackets 3 bytes 312\n\t}\n}\n";
  CHECK(read_counter(listing, "spoofed") == 12);
  CHECK(read_counter(listing, "looped") == 3);
  CHECK(read_counter(listing, "other") == 0);
  CHECK(read_counter("counter looped {", "looped") == 0);
}

}  // namespace ward6::daemon::test
