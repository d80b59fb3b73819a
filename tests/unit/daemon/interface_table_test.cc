#include "daemon/net/interface_table.h"

#include <linux/if_addr.h>

#include "tests/support/catch.h"

namespace ward6::daemon::test {
namespace {

constexpr dhcp6::InterfaceIndex kFirst{5};
constexpr dhcp6::InterfaceIndex kSecond{9};

dhcp6::Ipv6Address local(const char* text) {
  return *dhcp6::Ipv6Address::parse(text);
}

Interface up(dhcp6::InterfaceIndex index, const char* name) {
  Interface link;
  link.index = index;
  link.name = name;
  link.up = true;
  return link;
}

}  // namespace

TEST_CASE("An interface is ready with a link-local address that is checked", "[daemon]") {
  InterfaceTable table;
  CHECK(readiness(table.find("lan")) == Readiness::missing);
  Interface link = up(kFirst, "lan");
  link.up = false;
  table.set_link(link);
  CHECK(readiness(table.find("lan")) == Readiness::down);
  table.set_link(up(kFirst, "lan"));
  CHECK(readiness(table.find("lan")) == Readiness::no_link_local);
  table.set_address(kFirst, local("fe80::1"), {IFA_F_TENTATIVE, 64});
  CHECK(readiness(table.find("lan")) == Readiness::tentative);
  table.set_address(kFirst, local("fe80::1"), {IFA_F_TENTATIVE | IFA_F_OPTIMISTIC, 64});
  CHECK(readiness(table.find("lan")) == Readiness::ready);
  table.set_address(kFirst, local("fe80::1"), {IFA_F_PERMANENT | IFA_F_DADFAILED, 64});
  CHECK(readiness(table.find("lan")) == Readiness::duplicate);
  table.set_address(kFirst, local("fe80::2"), {IFA_F_PERMANENT, 64});
  CHECK(readiness(table.find("lan")) == Readiness::ready);
  table.remove_address(kFirst, local("fe80::2"));
  CHECK(readiness(table.find("lan")) == Readiness::duplicate);
}

TEST_CASE("A deprecated or temporary address is usable, but not to be known by", "[daemon]") {
  for (const std::uint32_t flag :
       {std::uint32_t{IFA_F_DEPRECATED}, std::uint32_t{IFA_F_TEMPORARY}}) {
    CHECK(is_usable({flag, 64}));
    CHECK(is_passing({flag | IFA_F_PERMANENT, 64}));
  }
  CHECK_FALSE(is_passing({IFA_F_PERMANENT | IFA_F_NOPREFIXROUTE, 64}));
}

TEST_CASE("A name follows its interface, and may move to another", "[daemon]") {
  InterfaceTable table;
  table.set_link(up(kFirst, "eth0"));
  table.set_address(kFirst, local("fe80::1"), {0, 64});
  table.set_link(up(kFirst, "lan"));
  CHECK(table.find("eth0") == nullptr);
  REQUIRE(table.find("lan") != nullptr);
  CHECK(readiness(table.find("lan")) == Readiness::ready);

  // The news of two renames may come in this order: the name is taken before it is given up.
  table.set_link(up(kSecond, "lan"));
  table.set_link(up(kFirst, "old"));
  CHECK(table.find("lan")->index == kSecond);
  CHECK(table.find("old")->index == kFirst);
  table.remove_link(kSecond);
  CHECK(table.find("lan") == nullptr);
}

TEST_CASE("What a new listing does not name is gone", "[daemon]") {
  InterfaceTable table;
  table.set_link(up(kFirst, "lan"));
  table.set_address(kFirst, local("fe80::1"), {0, 64});
  table.set_link(up(kSecond, "wan"));
  table.begin_listing();
  table.set_link(up(kFirst, "lan"));
  table.end_listing();
  CHECK(table.find("wan") == nullptr);
  CHECK(table.all().size() == 1);
  // Its address was not listed again either.
  CHECK(readiness(table.find("lan")) == Readiness::no_link_local);
}

TEST_CASE("Addresses of interfaces that are not known are left out", "[daemon]") {
  InterfaceTable table;
  table.set_address(kFirst, local("fe80::1"), {0, 64});
  table.remove_address(kFirst, local("fe80::1"));
  table.remove_link(kFirst);
  CHECK(table.all().empty());
}

}  // namespace ward6::daemon::test
