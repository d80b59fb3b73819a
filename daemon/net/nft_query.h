// Questions to the kernel's packet filter, by netlink: what a child of nft would take a hundred
// times as long to tell. The kernel answers while it takes the question, so nothing is waited for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/io/attempt.h"
#include "daemon/io/fd.h"

struct nlmsghdr;

namespace ward6::daemon {

struct NftTableId {
  std::uint8_t family = 0;  // NFPROTO_*
  std::string name;

  friend bool operator==(const NftTableId&, const NftTableId&) = default;
};

struct NftCounter {
  std::string name;
  std::uint64_t packets = 0;
};

class NftQuery {
 public:
  // Opens nothing yet.
  NftQuery() = default;

  // The named counters of a table; none when it is not there.
  [[nodiscard]] Attempt<std::vector<NftCounter>> counters(const NftTableId& table);
  // A number that is another when the table's flags, its chains or their rules are: what is in sets
  // and maps is not looked at. 0: there is no such table.
  [[nodiscard]] Attempt<std::uint64_t> fingerprint(const NftTableId& table);

 private:
  using Visit = std::function<void(const nlmsghdr&)>;

  // What the kernel lists of this type (NFT_MSG_GET*) in the table.
  [[nodiscard]] Attempt<void> list(std::uint16_t type, const NftTableId& table, const Visit& visit);
  [[nodiscard]] Attempt<void> ask(std::uint16_t type, const NftTableId& table);
  [[nodiscard]] Attempt<void> read_answer(const NftTableId& table, const Visit& visit);

  Fd socket_;
  std::uint32_t sequence_ = 0;
  std::unique_ptr<std::byte[]> buffer_;
};

// The first attribute of all that these messages are about.
[[nodiscard]] NftTableId nft_table_of(const nlmsghdr& message);

}  // namespace ward6::daemon
