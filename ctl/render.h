// What people see of the daemon's answers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "ctl/table.h"

namespace ward6::ctl {

// "2h 5m", "3d 4h", "12s"; two units at most.
[[nodiscard]] std::string duration_text(std::int64_t seconds);

// The tables of the verbs that list; `now` is the wall clock, for what is left of lifetimes.
[[nodiscard]] Table lease_table(Screen screen);
[[nodiscard]] std::vector<Cell> lease_row(const boost::json::object& lease, std::int64_t now);
[[nodiscard]] Table link_table(Screen screen);
[[nodiscard]] std::vector<Cell> link_row(const boost::json::object& link);
[[nodiscard]] Table binding_table(Screen screen);
[[nodiscard]] std::vector<Cell> binding_row(const boost::json::object& binding);

// Several lines of "name: value".
[[nodiscard]] std::string status_text(const boost::json::object& status);
// Counters that are not zero, one a line.
[[nodiscard]] std::string link_stats_text(const boost::json::object& line);
[[nodiscard]] std::string total_stats_text(const boost::json::object& last);

}  // namespace ward6::ctl
