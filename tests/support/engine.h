// The lease engine in memory: a Server with its table, journal and outbox, under virtual time.
// And configurations in few lines of code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "libdhcp6/core/random.h"
#include "libdhcp6/lease/journal.h"
#include "libdhcp6/lease/lease_table.h"
#include "libdhcp6/server/config.h"
#include "libdhcp6/server/server.h"
#include "libdhcp6/wire/outbox.h"
#include "tests/support/bytes.h"

namespace ward6::dhcp6::test {

inline constexpr WallTime kStart{1'800'000'000};
inline constexpr HashKey kIndexKey{0x0123456789abcdefU, 0xfedcba9876543210U};

struct EngineSetup {
  std::uint32_t leases_max = 100'000;
  std::size_t journal_bytes = kGroupSizeMax;
  std::size_t outbox_bytes = std::size_t{1} << 18U;
  std::size_t outbox_datagrams = 64;
  std::uint64_t seed = 1;
};

// Everything that a test may look at is public.
class Engine {
 public:
  explicit Engine(ServerConfig config, EngineSetup setup = {});

  // Moves time on and handles everything that became due.
  void advance(Seconds by);
  // Moves only the wall clock, in either direction.
  void jump(std::int64_t seconds);
  void run_timers();
  void reconfigure(ServerConfig config);
  // Stops and starts again: the table is what the journal's records say.
  void restart();
  // The records written so far, in order. Seals the open group.
  [[nodiscard]] const Buffer& written();
  // A table built from the records written so far.
  [[nodiscard]] std::unique_ptr<LeaseTable> replay();

  [[nodiscard]] std::optional<LeaseRecord> lease(const Resource& resource) const;
  [[nodiscard]] std::optional<LeaseState> state(std::string_view address) const;
  [[nodiscard]] const PoolUse& pool(std::size_t index = 0);

  EngineSetup setup;
  ServerIdentity identity;
  Now now{{}, kStart};
  SeededRandom random;
  std::unique_ptr<LeaseTable> table;
  std::unique_ptr<Journal> journal;
  Outbox outbox;
  std::shared_ptr<const ServerConfig> config;
  std::unique_ptr<Server> server;

 private:
  void start();

  Buffer log_;
  Buffer group_;
  std::vector<PoolUse> pools_;
};

// Applies every record of `log` to `table`. False: something did not decode.
[[nodiscard]] bool replay_into(Bytes log, LeaseTable& table);
// Both hold the same leases in the same state, with the same details.
[[nodiscard]] bool same_leases(const LeaseTable& a, const LeaseTable& b);

// ---- configurations ---------------------------------------------------------------------------

[[nodiscard]] AddressPool pool(std::string_view first,
                               std::string_view last,
                               Allocation allocation = Allocation::hashed);
// A prefix with one pool of all its addresses, or with no pool.
[[nodiscard]] LinkPrefix on_link(std::string_view prefix, Allocation how = Allocation::hashed);
[[nodiscard]] LinkPrefix without_pool(std::string_view prefix);
[[nodiscard]] LinkPrefix with_pool(std::string_view prefix, const AddressPool& pool);
[[nodiscard]] Delegation delegation(std::string_view from,
                                    std::uint8_t length,
                                    Allocation how = Allocation::hashed);
[[nodiscard]] ConfiguredOption option(std::uint16_t code, Buffer body, bool always = false);
[[nodiscard]] Link link(std::string_view name, Serve serve);
// One link, "lan", that is attached as link 0.
[[nodiscard]] ServerConfig one_link(Serve serve);
// The same with 2001:db8:1::/64 and 2001:db8:1000::/40 by /56.
[[nodiscard]] Serve usual();
[[nodiscard]] Host known_host(std::string_view name, Identity identity);
[[nodiscard]] Identity by_duid(Bytes duid);
[[nodiscard]] Identity by_mac(std::string_view mac);

}  // namespace ward6::dhcp6::test
