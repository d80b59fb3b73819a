// The answer to `guard` for people: links, ports and stations in tables; of stations also what they
// did and what to do.
#pragma once

#include <cstdint>
#include <string>

#include <boost/json/object.hpp>

#include "ctl/table.h"

namespace ward6::ctl {

class GuardPage {
 public:
  // `rogues`: stations alone, at length. `now` in seconds since 1970.
  GuardPage(Screen screen, std::int64_t now, bool rogues);

  void line(const boost::json::object& object);
  [[nodiscard]] std::string finish();

 private:
  void port(const boost::json::object& port);
  void rogue(const boost::json::object& rogue);

  std::int64_t now_;
  bool rogues_;
  Table links_;
  Table ports_;
  Table stations_;
  bool has_stations_ = false;
  std::string details_;
};

}  // namespace ward6::ctl
