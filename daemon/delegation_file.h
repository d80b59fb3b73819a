// The delegated prefixes on disk, so that they outlive the daemon: RFC 8987 §4.3 S-1. A file of
// lines of JSON, {"held":{…}}, {"gone":"prefix"} or {"routes":{…}}, where the kernel's routes are;
// the last line about a prefix, and the last about routes, counts. What is
// lost with a power cut is what the last seconds brought: nothing here is promised to anyone, so
// nothing waits for the disk.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "daemon/delegation_json.h"
#include "daemon/io/attempt.h"
#include "daemon/io/fd.h"
#include "daemon/net/routes.h"
#include "relay/delegations.h"

namespace ward6::daemon {

[[nodiscard]] std::string held_line(const relay::Delegation& delegation, std::string_view link);
[[nodiscard]] std::string gone_line(const dhcp6::Prefix& prefix);
[[nodiscard]] std::string routes_line(const Routes::Place& place);

class DelegationFile {
 public:
  static constexpr std::string_view kName = "delegations";
  static constexpr std::size_t kLineMax = 4096;
  // Complaints that are kept; the others are counted.
  static constexpr std::size_t kComplaintsMax = 10;
  // Lines kept beside a rewrite that is under way. With more of them it is given up.
  static constexpr std::size_t kMeanwhileMax = 16 << 20;

  using Held = std::map<dhcp6::Prefix, NamedDelegation>;
  struct Content {
    bool exists = false;
    Held held;
    std::optional<Routes::Place> routes;
    std::size_t lines = 0;
    std::size_t bad = 0;                  // lines that say nothing
    bool torn = false;                    // the last line has no end: as after a power cut
    std::vector<std::string> complaints;  // "file:line: reason"
  };
  [[nodiscard]] static Attempt<Content> read(const std::string& directory);

  using Trouble = std::function<void(const std::string& text)>;
  // `io` must outlive it.
  DelegationFile(boost::asio::io_context& io, std::string directory, Trouble trouble);
  ~DelegationFile();  // waits for a rewrite that is under way
  DelegationFile(const DelegationFile&) = delete;
  DelegationFile& operator=(const DelegationFile&) = delete;
  DelegationFile(DelegationFile&&) = delete;
  DelegationFile& operator=(DelegationFile&&) = delete;

  // Where the routes are from now on; kept over rewrites.
  void keep(const Routes::Place& place);
  // Appends whole lines. A failure is told, and made good by a later rewrite.
  void append(std::string_view lines, std::size_t count);
  // More than twice what is held is in the file, or something is missing there.
  [[nodiscard]] bool wants_rewrite(std::size_t held) const;
  // Replaces the file by these, on a thread: afterwards the old or the new one is there.
  void rewrite(std::vector<NamedDelegation> held);
  // The same now.
  void rewrite_now(const std::vector<NamedDelegation>& held);
  // Deletes it.
  void remove();

 private:
  [[nodiscard]] std::string path() const;
  void open();
  void finish(const Attempt<Fd>& draft, std::size_t lines);
  void fail(const tl::unexpected<std::string>& reason);

  boost::asio::io_context& io_;
  std::string directory_;
  Trouble trouble_;
  Fd fd_;
  std::optional<Routes::Place> routes_;
  std::size_t lines_ = 0;
  bool is_incomplete_ = false;  // a line was not written, or not wholly
  bool is_rewriting_ = false;
  bool is_given_up_ = false;  // the rewrite under way
  std::string meanwhile_;     // what was appended since it began
  std::size_t meanwhile_lines_ = 0;
  std::chrono::steady_clock::time_point failed_{};
  std::chrono::steady_clock::time_point said_{};
  std::thread thread_;
};

}  // namespace ward6::daemon
