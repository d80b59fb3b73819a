// Log lines of transactions. The packet path copies a row of fixed size into a ring and goes on;
// another thread makes text of it. A full ring costs lines, never time, and they are counted.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>
#include <thread>
#include <vector>

#include "daemon/log.h"
#include "daemon/transaction_row.h"
#include "libdhcp6/server/transaction.h"

namespace ward6::daemon {

class TransactionLog {
 public:
  static constexpr std::size_t kRowsMax = 8192;

  explicit TransactionLog(Log& log);
  ~TransactionLog();  // writes what is queued
  TransactionLog(const TransactionLog&) = delete;
  TransactionLog& operator=(const TransactionLog&) = delete;
  TransactionLog(TransactionLog&&) = delete;
  TransactionLog& operator=(TransactionLog&&) = delete;

  // Queues a row, if its level is wanted.
  void add(const dhcp6::Transaction& transaction, std::string_view link) noexcept;
  // Wakes the writer, once per batch.
  void flush() noexcept;

  void enable(bool on) noexcept { enabled_ = on; }
  [[nodiscard]] std::uint64_t overruns() const noexcept { return overruns_; }

 private:
  static constexpr std::uint64_t kStop = std::uint64_t{1} << 63U;

  void run();

  Log& log_;
  bool enabled_ = true;
  std::uint64_t overruns_ = 0;
  std::vector<TransactionRow> rows_;
  std::uint64_t added_ = 0;                  // of the packet path
  std::atomic<std::uint64_t> published_{0};  // rows below may be read; and kStop
  std::atomic<std::uint64_t> written_{0};    // rows below may be overwritten
  std::thread writer_;
};

}  // namespace ward6::daemon
