#include "daemon/log.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace ward6::daemon {

Log::Log(LogLevel level, LogFormat format) : level_(level), format_(format) {
  pool_ = std::make_shared<spdlog::details::thread_pool>(kQueueMax, 1);
  const auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  // Lines come whole, with their ends: spdlog adds nothing.
  sink->set_formatter(
      std::make_unique<spdlog::pattern_formatter>("%v", spdlog::pattern_time_type::utc, ""));
  queued_ = std::make_shared<spdlog::async_logger>("ward6d", sink, pool_,
                                                   spdlog::async_overflow_policy::overrun_oldest);
  direct_ = std::make_shared<spdlog::logger>("ward6d-lines", sink);
}

Log::~Log() {
  const std::uint64_t lost = overruns();
  if (lost > 0) {
    event(LogId::log_overrun, "log lines left out: " + std::to_string(lost));
  }
  queued_.reset();
  pool_.reset();  // joins the writer after the last line
}

void Log::event(LogId id, std::string_view text, std::initializer_list<LogField> fields) {
  event(id, row(id).level, text, fields);
}

void Log::event(LogId id,
                LogLevel level,
                std::string_view text,
                std::initializer_list<LogField> fields) {
  if (!wants(level)) return;
  LogLine line(format_, level, row(id).name, std::chrono::system_clock::now());
  line.text(text);
  for (const LogField& field : fields) line.detail(field.key, field.value);
  queued_->log(spdlog::level::info, line.finish());
}

void Log::write_lines(const std::string& lines) {
  direct_->log(spdlog::level::info, lines);
}

std::uint64_t Log::overruns() const noexcept {
  return pool_ ? pool_->overrun_counter() : 0;
}

bool parse_level(std::string_view text, LogLevel& level) noexcept {
  for (const LogLevel known : {LogLevel::debug, LogLevel::info, LogLevel::warn, LogLevel::error}) {
    if (text != name(known)) continue;
    level = known;
    return true;
  }
  if (text != "warn") return false;
  level = LogLevel::warn;
  return true;
}

LogFormat default_format() noexcept {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): before there is a second thread
  const bool has_journal = std::getenv("JOURNAL_STREAM") != nullptr;
  return has_journal && ::isatty(STDERR_FILENO) == 0 ? LogFormat::journal : LogFormat::text;
}

}  // namespace ward6::daemon
