// Where log lines go. Nothing here ever waits: lines pass through bounded queues to other threads,
// which write them to standard error; what does not fit is counted and left out.
#pragma once

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/log_line.h"
#include "daemon/log_messages.h"

namespace spdlog {
class logger;
namespace details {
class thread_pool;
}
}  // namespace spdlog

namespace ward6::daemon {

struct LogField {
  std::string_view key;
  std::string_view value;
};

class Log {
 public:
  static constexpr std::size_t kQueueMax = 4096;

  Log(LogLevel level, LogFormat format);
  ~Log();  // writes what is queued
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  Log(Log&&) = delete;
  Log& operator=(Log&&) = delete;

  // One event. `fields` are for machines; in text they follow only where `shown`.
  void event(LogId id, std::string_view text, std::initializer_list<LogField> fields = {});
  // The same at another level than its row says.
  void event(LogId id,
             LogLevel level,
             std::string_view text,
             std::initializer_list<LogField> fields = {});

  // Finished lines, from a thread that may wait (the writer of transactions).
  void write_lines(const std::string& lines);

  [[nodiscard]] bool wants(LogLevel level) const noexcept {
    return level >= level_.load(std::memory_order_relaxed);
  }
  [[nodiscard]] LogLevel level() const noexcept { return level_.load(std::memory_order_relaxed); }
  void set_level(LogLevel level) noexcept { level_.store(level, std::memory_order_relaxed); }
  [[nodiscard]] LogFormat format() const noexcept { return format_; }
  // How many events the queue had no room for.
  [[nodiscard]] std::uint64_t overruns() const noexcept;

 private:
  std::atomic<LogLevel> level_;
  LogFormat format_;
  std::shared_ptr<spdlog::details::thread_pool> pool_;
  std::shared_ptr<spdlog::logger> queued_;
  std::shared_ptr<spdlog::logger> direct_;
};

// "debug", "info", "warning" (or "warn"), "error"; false for anything else.
[[nodiscard]] bool parse_level(std::string_view text, LogLevel& level) noexcept;

// The journal's format when standard error is the journal, else text.
[[nodiscard]] LogFormat default_format() noexcept;

}  // namespace ward6::daemon
