#include "daemon/filter_table.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace ward6::daemon {

FilterTable::FilterTable(boost::asio::io_context& io, Trouble trouble, std::string program)
    : timer_(io), trouble_(std::move(trouble)), nft_(io, std::move(program)) {}

void FilterTable::add(const FilterElement& element) {
  if (!wanted_.insert(element).second) return;
  if (removed_.erase(element) == 0) added_.insert(element);
  soon(kGather);
}

void FilterTable::remove(const FilterElement& element) {
  if (wanted_.erase(element) == 0) return;
  if (added_.erase(element) == 0) removed_.insert(element);
  soon(kGather);
}

void FilterTable::renew() {
  not_before_ = {};
  whole_ = true;
  removal_ = false;
  soon(std::chrono::milliseconds(0));
}

void FilterTable::drop() {
  wanted_.clear();
  added_.clear();
  removed_.clear();
  not_before_ = {};
  whole_ = false;
  removal_ = true;
  soon(std::chrono::milliseconds(0));
}

FilterTable::Packets FilterTable::packets() const noexcept {
  return {before_.spoofed + now_.spoofed, before_.looped + now_.looped};
}

// A date for changes is not put off by more of them.
void FilterTable::soon(std::chrono::milliseconds delay) {
  if (is_due_ && delay == kGather) return;
  is_due_ = delay <= kGather;
  timer_.expires_after(delay);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    is_due_ = false;
    work();
  });
}

void FilterTable::work() {
  if (nft_.is_running()) return;  // its end brings us here again
  using std::chrono::steady_clock;
  const auto rest = not_before_ - steady_clock::now();
  if (rest > steady_clock::duration::zero()) {
    return soon(std::chrono::ceil<std::chrono::milliseconds>(rest));
  }
  const bool changes = !added_.empty() || !removed_.empty();
  if (std::exchange(removal_, false)) return run(Job::removal, render_removal());
  if (whole_ || (changes && !disjoint_)) {
    whole_ = false;
    added_.clear();
    removed_.clear();
    return run(Job::whole, render_table(wanted_, disjoint_));
  }
  if (!exists_) return;
  if (changes) {
    std::string text = render_changes(added_, removed_);
    added_.clear();
    removed_.clear();
    return run(Job::changes, std::move(text));
  }
  run(Job::look, fmt::format("list counters table ip6 {}\n", kFilterTable));
}

void FilterTable::run(Job job, std::string text) {
  nft_.run(std::move(text),
           [this, job](const Attempt<std::string>& outcome) { on_done(job, outcome); });
}

void FilterTable::on_done(Job job, const Attempt<std::string>& outcome) {
  if (!outcome) return on_failure(job, outcome.error());
  if (job == Job::look) {
    note_packets(*outcome);
  } else if (job != Job::changes) {
    // The counters went with the old table.
    before_ = packets();
    now_ = {};
    exists_ = job == Job::whole;
  }
  is_good_ = exists_;
  if (!std::exchange(said_, {}).empty()) trouble_({});
  const bool more = whole_ || removal_ || !added_.empty() || !removed_.empty();
  if (more || exists_) soon(more ? kGather : std::chrono::milliseconds(kLook));
}

// What is in the kernel is not known now. A table made anew settles it; when that fails, too, the
// reason lies elsewhere and gets time.
void FilterTable::on_failure(Job job, const std::string& text) {
  is_good_ = false;
  // Where no table was made there is none to miss, not even a program for it.
  if (job == Job::removal && !exists_ && !whole_) return;
  removal_ = removal_ || (job == Job::removal && !whole_);
  whole_ = !removal_;
  const bool at_once = job == Job::look || job == Job::changes;
  // A table that is gone is made again without many words.
  if (at_once) return soon(kGather);
  if (std::exchange(said_, text) != text) trouble_(text);
  not_before_ = std::chrono::steady_clock::now() + kLook;
  soon(kLook);
}

void FilterTable::note_packets(const std::string& listing) {
  now_ = {read_counter(listing, "spoofed"), read_counter(listing, "looped")};
}

std::uint64_t read_counter(const std::string& listing, std::string_view name) {
  const auto counter = listing.find(fmt::format("counter {} {{", name));
  if (counter == std::string::npos) return 0;
  constexpr std::string_view kBefore = "packets ";
  const auto number = listing.find(kBefore, counter);
  if (number == std::string::npos) return 0;
  const std::string_view rest = std::string_view(listing).substr(number + kBefore.size());
  std::uint64_t packets = 0;
  // What is no number is none.
  static_cast<void>(std::from_chars(rest.begin(), rest.end(), packets));
  return packets;
}

}  // namespace ward6::daemon
