// Prints the answer to a verb as it comes: tables and text for people, JSON for programs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "ctl/command_line.h"
#include "ctl/guard_page.h"
#include "ctl/relay_page.h"
#include "ctl/table.h"

namespace ward6::ctl {

// In JSON, verbs that list give one array, all others one object.
class Printer {
 public:
  explicit Printer(const Command& command);

  // A line of the answer that is not the last.
  void line(const boost::json::object& object);
  // The last line, when the daemon said yes.
  void finish(const boost::json::object& last);

 private:
  void item(const boost::json::object& object);
  void finish_json(const boost::json::object& last);
  void collect(const boost::json::object& object);

  const Command& command_;
  std::optional<Table> table_;
  std::optional<RelayPage> relay_page_;
  std::optional<GuardPage> guard_page_;
  boost::json::object collected_;  // for an answer of several kinds, as JSON
  std::int64_t now_;
  std::size_t items_ = 0;
};

}  // namespace ward6::ctl
