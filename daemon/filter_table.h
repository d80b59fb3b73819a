// Keeps the packet filter's table as wanted: gathers changes, applies them in batches, and makes
// the table anew when it is not what it should be, as after another program flushed the rules.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/delegation_filter.h"
#include "daemon/nft.h"

namespace ward6::daemon {

class FilterTable {
 public:
  // Changes are gathered for so long: at most five runs of nft a second.
  static constexpr std::chrono::milliseconds kGather{200};
  // How often the table is looked at, and how soon a failure is tried again.
  static constexpr std::chrono::seconds kLook{30};

  struct Packets {
    std::uint64_t spoofed = 0;  // dropped: RFC 8987 §4.2 R-3
    std::uint64_t looped = 0;   // dropped or refused: R-5
  };
  // A failure is told when it is another than the last, and `{}` when all is well again.
  using Trouble = std::function<void(const std::string& text)>;

  FilterTable(boost::asio::io_context& io, Trouble trouble, std::string program = "nft");

  void add(const FilterElement& element);
  void remove(const FilterElement& element);
  // Makes it anew, as at start, whatever is there.
  void renew();
  // Removes it, and forgets all elements.
  void drop();

  [[nodiscard]] const FilterElements& wanted() const noexcept { return wanted_; }
  // As of the last look.
  [[nodiscard]] Packets packets() const noexcept;
  // The table is there as wanted, but for changes of this moment.
  [[nodiscard]] bool is_good() const noexcept { return is_good_; }

 private:
  enum class Job : std::uint8_t { none, whole, changes, removal, look };

  void soon(std::chrono::milliseconds delay);
  void work();
  void run(Job job, std::string text);
  void on_done(Job job, const Attempt<std::string>& outcome);
  void on_failure(Job job, const std::string& text);
  void note_packets(const std::string& listing);

  boost::asio::steady_timer timer_;
  Trouble trouble_;
  Nft nft_;
  FilterElements wanted_;
  FilterElements added_;  // since the last run
  FilterElements removed_;
  std::chrono::steady_clock::time_point not_before_{};  // after a failure
  bool is_due_ = false;                                 // timer_ is for changes
  bool whole_ = false;
  bool removal_ = false;
  bool exists_ = false;
  bool disjoint_ = true;
  bool is_good_ = false;
  std::string said_;
  Packets before_;  // of tables that were replaced
  Packets now_;
};

// The packets of this counter in what nft lists; 0: it is not there.
[[nodiscard]] std::uint64_t read_counter(const std::string& listing, std::string_view name);

}  // namespace ward6::daemon
