#include "daemon/transaction_log.h"

#include <chrono>
#include <string>

namespace ward6::daemon {

TransactionLog::TransactionLog(Log& log) : log_(log), rows_(kRowsMax), writer_([this] { run(); }) {}

TransactionLog::~TransactionLog() {
  flush();
  published_.fetch_or(kStop);
  published_.notify_one();
  writer_.join();
}

void TransactionLog::add(const dhcp6::Transaction& transaction, std::string_view link) noexcept {
  if (!enabled_ || !log_.wants(level_of(transaction.outcome))) return;
  if (added_ - written_.load(std::memory_order_acquire) == kRowsMax) {
    ++overruns_;
    return;
  }
  rows_[added_ % kRowsMax].assign(transaction, link, std::chrono::system_clock::now());
  ++added_;
}

void TransactionLog::flush() noexcept {
  if (published_.load(std::memory_order_relaxed) == added_) return;
  published_.store(added_, std::memory_order_release);
  published_.notify_one();
}

void TransactionLog::run() {
  // Many lines in one write: one by one they would cost a system call each.
  constexpr std::size_t kWriteMax = std::size_t{64} << 10U;
  std::uint64_t next = 0;
  std::string lines;
  while (true) {
    const std::uint64_t published = published_.load(std::memory_order_acquire);
    const std::uint64_t end = published & ~kStop;
    while (next < end) {
      lines.clear();
      for (; next < end && lines.size() < kWriteMax; ++next) {
        lines += render(rows_[next % kRowsMax], log_.format());
      }
      // From here on the packet path may use these rows again.
      written_.store(next, std::memory_order_release);
      log_.write_lines(lines);
    }
    if ((published & kStop) != 0) return;
    published_.wait(published, std::memory_order_acquire);
  }
}

}  // namespace ward6::daemon
