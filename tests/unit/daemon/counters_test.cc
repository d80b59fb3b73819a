#include "daemon/counters.h"

#include "tests/support/catch.h"

namespace ward6::daemon::test {

using dhcp6::LinkId;
using dhcp6::Outcome;

TEST_CASE("Counters follow a link by its name through a reload", "[daemon]") {
  Counters counters;
  counters.set_links({"office", "guests"});
  counters.count(LinkId{0}, 1, Outcome::replied);
  counters.count(LinkId{1}, 3, Outcome::replied);
  counters.count(LinkId{1}, 3, Outcome::no_leases);
  counters.set_links({"guests", "new", "office"});
  CHECK(counters.link(0).total(Outcome::replied) == 1);
  CHECK(counters.link(0).total(Outcome::no_leases) == 1);
  CHECK(counters.link(1).total(Outcome::replied) == 0);
  CHECK(counters.link(2).total(Outcome::replied) == 1);
  // The sum over everything forgets nothing, also not a link that is gone.
  counters.set_links({});
  CHECK(counters.outcomes()[static_cast<std::size_t>(Outcome::replied)] == 2);
}

TEST_CASE("What belongs to no link, or has an odd type, is counted all the same", "[daemon]") {
  Counters counters;
  counters.set_links({"office"});
  counters.count(dhcp6::kNoLink, 0, Outcome::dropped_malformed);
  counters.count(LinkId{7}, 200, Outcome::dropped_unknown_type);
  CHECK(counters.no_link().total(Outcome::dropped_malformed) == 1);
  CHECK(counters.no_link()
            .by_type[kTypeSlots - 1][static_cast<std::size_t>(Outcome::dropped_unknown_type)] == 1);
  counters.count_ignored_ia_ta(LinkId{0});
  counters.count_ignored_ia_ta(LinkId{9});
  CHECK(counters.link(0).ia_ta_ignored == 1);
  CHECK(counters.no_link().ia_ta_ignored == 1);
  CHECK(type_slot_name(0) == "unparsed");
  CHECK(type_slot_name(1) == "solicit");
  CHECK(type_slot_name(kTypeSlots - 1) == "other");
}

}  // namespace ward6::daemon::test
