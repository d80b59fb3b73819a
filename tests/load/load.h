// A closed loop of DHCPv6 clients for tests: keeps a number of clients in flight, each with a DUID
// of its own, and checks what it is told. Real sockets, so not part of the unit tests.
#pragma once

#include <cstdint>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/bytes.h"
#include "libdhcp6/wire/message.h"

namespace ward6::load {

struct Settings {
  std::string interface;
  bool address = true;        // ask for an IA_NA
  bool prefix = false;        // ask for an IA_PD
  bool rapid = false;         // with Rapid Commit
  std::uint32_t renews = 0;   // Renews of each client after it got its leases
  std::uint32_t window = 64;  // clients in flight
  std::uint32_t clients = 1000;
  std::uint32_t first = 1;  // number of the first client
  std::uint32_t seconds_max = 60;
  std::uint32_t timeout_ms = 1000;
  std::uint32_t tries = 4;
  std::string acked;  // file: one line for each lease that a Reply acknowledged
};

struct Report {
  std::uint64_t finished = 0;   // clients with all that they asked for
  std::uint64_t refused = 0;    // clients that were told that there is nothing
  std::uint64_t abandoned = 0;  // clients that got no answer to `tries` messages
  std::uint64_t resent = 0;
  std::uint64_t unmatched = 0;  // answers that nobody waited for
  std::uint64_t malformed = 0;
  std::uint64_t duplicates = 0;  // leases that two clients hold
  double seconds = 0;
};

// Runs until every client is done or the time is over.
[[nodiscard]] Report run(const Settings& settings);

}  // namespace ward6::load
